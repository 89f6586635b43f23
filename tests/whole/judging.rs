//! `eval judge`: what a language model on a server says of answers, kept as it comes, and no gate.

use std::{
    fs,
    path::Path,
    sync::{Arc, Condvar, Mutex},
    time::Duration,
};

use libtest_mimic::Trial;
use serde_json::{Value, json};
use tests::{LanguageServer, ModelCall, Program, say, streamed_reply};

use crate::trial;

/// The longest that askers who ask at once may need to meet.
const TOGETHER: Duration = Duration::from_secs(20);
/// How often a client of ours asks a server that fails.
const ATTEMPTS: usize = 3;
const FAILURE: &str = "HTTP/1.1 500 Internal Server Error\r\ncontent-length: 0\r\nconnection: close\r\n\r\n";

pub(crate) fn trials() -> Vec<Trial> {
    vec![
        trial("judging::verdicts_are_kept_as_they_come_and_stand_in_every_file", verdicts_are_kept_as_they_come),
        trial("judging::several_answers_are_judged_at_once_and_nothing_is_judged_twice", several_at_once),
        trial("judging::without_a_judge_the_way_to_one_is_told", without_a_judge),
    ]
}

/// A run of three answers from a record and of one greeting.
fn run(program: &Program) {
    let case = |id: &str, lang: &str, question: &str, expect: &str| {
        let script = if lang == "ru" { "cyrl" } else { "latn" };
        json!({ "id": id, "lang": lang, "script": script, "question": question, "expect": expect }).to_string()
    };
    let suite = [
        case("uz", "uz", "Biznesni qayta ro'yxatdan o'tkazish qancha turadi?", "answer"),
        case("ru", "ru", "Сколько стоит перерегистрация бизнеса?", "answer"),
        case("en", "en", "How much does it cost to re-register a business?", "answer"),
        case("hi", "en", "hello", "smalltalk"),
    ];
    fs::write(program.folder().join("four.jsonl"), suite.join("\n")).unwrap();
    let output = program.run(&["eval", "run", "four.jsonl", "--out", "run"]);
    assert_eq!(output.code, Some(0), "{output:?}");
}

fn program(server: &LanguageServer, model: &str, base: Program) -> Program {
    base.with("REMOTE__URL", server.url()).with("REMOTE__MODEL", model).with("REMOTE__LANGUAGES", "[\"ru\"]")
}

/// A fair reply in Uzbek, one that says nothing in Russian, and a half in English.
fn reply(call: &ModelCall) -> String {
    let material = call.said_by("user");
    let said = if material.contains("Biznesni") {
        vec!["{\"verdict\": \"yes\", ", "\"why\": \"The fee is stated.\"}"]
    } else if material.contains("Сколько") {
        vec!["Затрудняюсь ответить."]
    } else {
        vec!["Partly: ", "the <b>discount</b> is missing."]
    };
    streamed_reply(&said)
}

fn is_english(call: &ModelCall) -> bool {
    call.said_by("user").contains("How much")
}

fn lines(path: &Path) -> Vec<Value> {
    fs::read_to_string(path).unwrap().lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

fn verdicts_are_kept_as_they_come() {
    let failures = Mutex::new(ATTEMPTS);
    let server = LanguageServer::start(move |stream, call| {
        let mut left = failures.lock().unwrap();
        if is_english(call) && *left > 0 {
            *left -= 1;
            return say(stream, FAILURE);
        }
        say(stream, &reply(call));
    });
    let program = program(&server, "strict-judge", Program::new());
    run(&program);
    let file = |name: &str| program.folder().join("run").join(name);
    let text = |name: &str| fs::read_to_string(file(name)).unwrap();
    // One at a time, so that the order is known: the third fails, and the two before it are kept.
    let failed = program.run(&["eval", "judge", "run", "--jobs", "1"]);
    assert_eq!(failed.code, Some(3), "{failed:?}");
    assert!(failed.stderr.contains("500") && failed.stderr.contains("start it again"), "{failed:?}");
    assert_eq!(lines(&file("judge.jsonl")).len(), 2);
    assert!(lines(&file("results.jsonl")).iter().all(|line| line.get("judge").is_none()));

    let asked = server.calls().len();
    let judged = program.run(&["eval", "judge", "run"]);
    assert_eq!(judged.code, Some(0), "{judged:?}");
    assert_eq!(server.calls().len() - asked, 1, "what was judged is not asked again");
    assert!(judged.stdout.contains("3 answers judged by strict-judge: 1 partly, 1 unreadable, 1 yes"), "{judged:?}");
    let call = server.calls().pop().unwrap();
    assert!(call.said_by("system").contains("verdict"), "{call:?}");
    assert!(call.said_by("user").contains("440,000"), "the record is not in it: {call:?}");

    let results = lines(&file("results.jsonl"));
    let verdicts: Vec<&Value> = results.iter().map(|line| &line["judge"]["verdict"]).collect();
    assert_eq!(verdicts, [&json!("yes"), &Value::Null, &json!("partly"), &Value::Null]);
    assert_eq!(results[1]["judge"]["why"], "Затрудняюсь ответить.");
    assert_eq!(results[3].get("judge"), None, "a greeting rests on no record");
    let run: Value = serde_json::from_str(&text("run.json")).unwrap();
    let figure = &run["slices"]["all"]["metrics"]["judge"];
    assert_eq!((&figure["value"], &figure["of"]), (&json!(0.75), &json!(2)));
    let judged =
        json!({ "model": "strict-judge", "answers": 3, "verdicts": { "yes": 1, "partly": 1, "unreadable": 1 } });
    assert_eq!(run["judged"], judged);
    assert!(text("results.csv").contains(",judge,judge_why,") && text("results.csv").contains("The fee is stated."));
    let page = text("report.html");
    assert!(page.contains("data-judge=\"partly\"") && !page.contains("<b>discount"), "{page}");

    // Scored again, the answers are the same, and so is what was said of them.
    assert_eq!(program.run(&["eval", "score", "run"]).code, Some(0));
    assert_eq!(lines(&file("results.jsonl")), results);
    fs::write(program.folder().join("gates.toml"), "[all]\njudge = { at_least = 0.5 }\n").unwrap();
    let gated = program.run(&["eval", "score", "run", "--gates", "gates.toml"]);
    assert_eq!(gated.code, Some(2), "{gated:?}");
    assert!(gated.stderr.contains("never a gate"), "{gated:?}");
}

fn several_at_once() {
    // Each of three waits until all three are there.
    let meeting = Arc::new((Mutex::new(0), Condvar::new()));
    let met = Arc::clone(&meeting);
    let server = LanguageServer::start(move |stream, call| {
        let (count, changed) = &*met;
        let mut here = count.lock().unwrap();
        *here += 1;
        changed.notify_all();
        let (here, late) = changed.wait_timeout_while(here, TOGETHER, |here| *here < 3).unwrap();
        drop(here);
        say(stream, &if late.timed_out() { FAILURE.to_owned() } else { reply(call) });
    });
    let first = program(&server, "one-judge", Program::new());
    run(&first);
    let judged = first.run(&["eval", "judge", "run", "--jobs", "3"]);
    assert_eq!(judged.code, Some(0), "{judged:?}");
    assert_eq!(server.calls().len(), 3);
    assert_eq!(first.run(&["eval", "judge", "run"]).code, Some(0));
    assert_eq!(server.calls().len(), 3, "nothing has changed");

    // Another judge is another opinion, and two runs differ by it.
    copy(&first, "run", "other");
    let second = program(&server, "other-judge", first);
    assert_eq!(second.run(&["eval", "judge", "other"]).code, Some(0));
    assert_eq!(server.calls().len(), 6);
    let path = second.folder().join("other/results.jsonl");
    let spoiled = fs::read_to_string(&path).unwrap().replacen("\"verdict\":\"yes\"", "\"verdict\":\"no\"", 1);
    fs::write(&path, spoiled).unwrap();
    let compared = second.run(&["eval", "compare", "run", "other", "--json"]);
    let compared: Value = serde_json::from_str(&compared.stdout).unwrap();
    let changed = &compared["changed"][0];
    assert_eq!((&changed["judge_before"], &changed["judge_after"]), (&json!("yes"), &json!("no")), "{compared}");
}

fn copy(program: &Program, from: &str, to: &str) {
    fs::create_dir(program.folder().join(to)).unwrap();
    for name in ["run.json", "results.jsonl"] {
        fs::copy(program.folder().join(from).join(name), program.folder().join(to).join(name)).unwrap();
    }
}

fn without_a_judge() {
    let program = Program::new();
    run(&program);
    let output = program.run(&["eval", "judge", "run", "--engine", "openai"]);
    assert_eq!(output.code, Some(3), "{output:?}");
    assert!(output.stderr.contains("remote.url") && output.stderr.contains("--engine candle"), "{output:?}");
    assert_eq!(program.run(&["eval", "judge", "nothing"]).code, Some(2));
}
