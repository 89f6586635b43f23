//! Measuring answers: the shipped suites against the gates, runs that go on, a server that is asked, and other tools that agree.

use std::{
    env, fs,
    path::{Path, PathBuf},
    process::Command,
    sync::LazyLock,
    time::{Duration, Instant},
};

use libtest_mimic::Trial;
use serde_json::{Value, json};
use tests::{Output, Program, repository};

use crate::{trial, trial_if};

/// The longest that all suites may take, the building of the index included.
const LONGEST_RUN: Duration = Duration::from_secs(180);

pub(crate) fn trials() -> Vec<Trial> {
    let no_judge = judge().is_none().then_some("no Python has pytrec_eval (package pytrec-eval-terrier)");
    vec![
        trial("evaluation::the_shipped_suites_keep_the_gates", the_shipped_suites_keep_the_gates),
        trial("evaluation::a_run_leaves_files_for_people_and_programs", a_run_leaves_files_for_people_and_programs),
        trial_if(no_judge, "evaluation::pytrec_eval_agrees_to_four_digits", pytrec_eval_agrees_to_four_digits),
        trial("evaluation::broken_gates_and_wrong_files_have_their_exit_codes", broken_gates_and_wrong_files),
        trial("evaluation::a_run_that_was_broken_off_goes_on", a_run_that_was_broken_off_goes_on),
        trial("evaluation::a_server_answers_as_the_program_does", a_server_answers_as_the_program_does),
        trial("evaluation::saved_answers_are_scored_compared_and_drawn", saved_answers_are_scored_compared_and_drawn),
        trial("evaluation::questions_of_other_tools_become_a_suite", questions_of_other_tools_become_a_suite),
    ]
}

/// One run of every shipped suite, for all tests that look at one.
struct Whole {
    program: Program,
    output: Output,
    took: Duration,
}

static WHOLE: LazyLock<Whole> = LazyLock::new(|| {
    let program = Program::new();
    let mut suites: Vec<String> = fs::read_dir(repository().join("evals/suites"))
        .unwrap()
        .map(|entry| entry.unwrap().path().display().to_string())
        .collect();
    suites.sort();
    let gates = repository().join("evals/gates.toml").display().to_string();
    let arguments = ["eval", "run", "--out", "run", "--gates", &gates];
    let arguments: Vec<&str> = arguments.into_iter().chain(suites.iter().map(String::as_str)).collect();
    let began = Instant::now();
    let output = program.run(&arguments);
    Whole { output, took: began.elapsed(), program }
});

fn read_json(path: &Path) -> Value {
    serde_json::from_str(&fs::read_to_string(path).unwrap()).unwrap()
}

fn lines(path: &Path) -> Vec<Value> {
    fs::read_to_string(path).unwrap().lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

/// A suite of three questions in the folder of a program.
fn small_suite(program: &Program) {
    let case = |id: &str, lang: &str, question: &str| {
        json!({
            "id": id, "lang": lang, "script": if lang == "ru" { "cyrl" } else { "latn" }, "turns": [], "question": question,
            "expect": "answer", "services": ["business-reregistration"], "facts": [["1 baravari", "1 brv", "1 bca"]], "tags": ["fee"]
        })
        .to_string()
    };
    let suite = [
        case("uz", "uz", "Biznesni qayta ro'yxatdan o'tkazish qancha turadi?"),
        case("ru", "ru", "Сколько стоит перерегистрация бизнеса?"),
        case("en", "en", "How much does it cost to re-register a business?"),
    ];
    fs::write(program.folder().join("small.jsonl"), suite.join("\n")).unwrap();
}

fn the_shipped_suites_keep_the_gates() {
    let Whole { output, took, .. } = &*WHOLE;
    assert_eq!(output.code, Some(0), "{}\n{}", output.stdout, output.stderr);
    assert!(output.stdout.contains(" 0 broken, 0 not asked"), "{}", output.stdout);
    assert!(*took < LONGEST_RUN, "{took:?}");
}

fn a_run_leaves_files_for_people_and_programs() {
    let folder = WHOLE.program.folder().join("run");
    let run = read_json(&folder.join("run.json"));
    let results = lines(&folder.join("results.jsonl"));
    assert_eq!(run["slices"]["all"]["cases"], results.len());
    for slice in
        ["locale:uz-cyrl", "suite:dialogues", "tag:fee", "category:tax", "channel:library", "engine:extractive"]
    {
        assert!(run["slices"][slice]["metrics"]["outcome"]["value"].is_number(), "{slice}");
    }
    for hash in ["binary", "records", "index", "embedder"] {
        assert!(run["setup"]["program"][hash].as_str().is_some_and(|hash| hash.len() >= 16), "{hash}");
    }
    for line in &results {
        let keys: Vec<&String> = line.as_object().unwrap().keys().collect();
        assert_eq!(keys, ["case", "answer", "scores"]);
    }
    // The lines of a table can hold line breaks, so the first cell of every record is counted.
    let table = fs::read_to_string(folder.join("results.csv")).unwrap();
    assert!(table.starts_with("suite,id,lang,script,") && table.lines().count() > results.len());
    let page = fs::read_to_string(folder.join("report.html")).unwrap();
    for asks in [" src=", "href=\"http", "@import", "<link"] {
        assert!(!page.contains(asks), "{asks}");
    }
    assert!(page.contains("id=\"case") || page.contains("class=\"case"));
}

/// Judges `qrels.tsv` and `run.trec`; a query that is not in the run counts as zero.
const JUDGE: &str = r#"
import collections, json, pytrec_eval, sys
right, found = collections.defaultdict(dict), collections.defaultdict(dict)
for line in list(open(sys.argv[1] + "/qrels.tsv"))[1:]:
    query, record, score = line.rstrip("\n").split("\t")
    right[query][record] = int(score)
for line in open(sys.argv[1] + "/run.trec"):
    query, _, record, _, score, _ = line.split()
    found[query][record] = float(score)
judged = pytrec_eval.RelevanceEvaluator(right, {"ndcg_cut.10", "recip_rank"}).evaluate(found)
mean = lambda name: sum(judged.get(query, {}).get(name, 0.0) for query in right) / len(right)
print(json.dumps({"ndcg10": mean("ndcg_cut_10"), "mrr": mean("recip_rank")}))
"#;

/// A Python that has pytrec_eval: that of `tests/run`, else the machine's own.
fn judge() -> Option<PathBuf> {
    let cache = env::var_os("XDG_CACHE_HOME").map(PathBuf::from);
    let cache = cache.or_else(|| Some(PathBuf::from(env::var_os("HOME")?).join(".cache")));
    let own = cache.map(|cache| cache.join("yordamchi-tests/judge/bin/python"));
    let has_it = |python: &PathBuf| {
        Command::new(python).args(["-c", "import pytrec_eval"]).output().is_ok_and(|output| output.status.success())
    };
    own.into_iter().chain([PathBuf::from("python3")]).find(has_it)
}

fn pytrec_eval_agrees_to_four_digits() {
    let folder = WHOLE.program.folder().join("run");
    let output = Command::new(judge().unwrap()).args(["-c", JUDGE]).arg(&folder).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let judged: Value = serde_json::from_slice(&output.stdout).unwrap();
    let run = read_json(&folder.join("run.json"));
    for metric in ["ndcg10", "mrr"] {
        let ours = run["slices"]["all"]["metrics"][metric]["value"].as_f64().unwrap();
        let theirs = judged[metric].as_f64().unwrap();
        assert!((ours - theirs).abs() < 5e-5, "{metric}: {ours} and {theirs}");
    }
}

fn broken_gates_and_wrong_files() {
    let program = Program::new();
    small_suite(&program);
    let write = |name: &str, text: &str| fs::write(program.folder().join(name), text).unwrap();
    write("kept.toml", "[all]\noutcome = { at_least = 1.0 }\nunsupported = { at_most = 0.0 }\n");
    write("broken.toml", "[all]\nwords = { at_most = 1.0 }\n");
    write("wrong.toml", "[all]\nspeed = { at_least = 1.0 }\n");
    write("wrong.jsonl", "{}\n");
    let run = |suite: &str, gates: &str| program.run(&["eval", "run", suite, "--out", "run", "--gates", gates]);
    assert_eq!(run("small.jsonl", "kept.toml").code, Some(0));
    let broken = run("small.jsonl", "broken.toml");
    assert_eq!(broken.code, Some(1), "{broken:?}");
    assert!(broken.stdout.contains("broken gate: words of all"), "{broken:?}");
    write("misspelt.toml", "[\"suites:small\"]\noutcome = { at_least = 1.0 }\n");
    write("empty.jsonl", "\n");
    let kept = ["wrong.jsonl", "none.jsonl", "empty.jsonl"].map(|suite| (suite, "kept.toml"));
    let wrong = ["wrong.toml", "misspelt.toml"].map(|gates| ("small.jsonl", gates));
    for (suite, gates) in kept.into_iter().chain(wrong) {
        let output = run(suite, gates);
        assert_eq!(output.code, Some(2), "{output:?}");
        assert!(output.stderr.contains("error: "), "{output:?}");
    }
    write("other.toml", "[\"suite:other\"]\noutcome = { at_least = 1.0 }\n");
    let unasked = run("small.jsonl", "other.toml");
    assert!(unasked.code == Some(0) && unasked.stdout.contains("not asked: outcome of suite:other"), "{unasked:?}");
    let output = program.run(&["eval", "run", "small.jsonl", "--out", "away", "--server", "http://127.0.0.1:1"]);
    assert_eq!(output.code, Some(3), "{output:?}");
}

fn a_run_that_was_broken_off_goes_on() {
    let program = Program::new();
    small_suite(&program);
    let run = || program.run(&["eval", "run", "small.jsonl", "--out", "run"]);
    assert_eq!(run().code, Some(0));
    let path = program.folder().join("run/results.jsonl");
    let text = fs::read(&path).unwrap();
    let before = lines(&path);
    // As a power cut leaves it: one line whole, one begun.
    let first = text.iter().position(|byte| *byte == b'\n').unwrap();
    fs::write(&path, &text[..first + 100]).unwrap();
    assert_eq!(run().code, Some(0));
    let after = lines(&path);
    let same = |place: usize| before[place]["answer"]["id"] == after[place]["answer"]["id"];
    assert_eq!([same(0), same(1), same(2)], [true, false, false]);
    assert_eq!(read_json(&program.folder().join("run/run.json"))["reused"], 1);
}

fn a_server_answers_as_the_program_does() {
    let program = Program::new();
    small_suite(&program);
    let server = program.serve();
    let asked = program.run(&["eval", "run", "small.jsonl", "--out", "http", "--server", &server.url("")]);
    assert_eq!(asked.code, Some(0), "{asked:?}");
    assert_eq!(program.run(&["eval", "run", "small.jsonl", "--out", "library"]).code, Some(0));
    let compared = program.run(&["eval", "compare", "library", "http", "--json"]);
    let compared: Value = serde_json::from_str(&compared.stdout).unwrap();
    assert_eq!((&compared["cases"], &compared["changed"]), (&json!(3), &json!([])));
    assert_eq!((&compared["fixed"], &compared["broken"]), (&json!([]), &json!([])));
}

fn saved_answers_are_scored_compared_and_drawn() {
    let program = Program::new();
    small_suite(&program);
    assert_eq!(program.run(&["eval", "run", "small.jsonl", "--out", "runs/one"]).code, Some(0));
    fs::create_dir(program.folder().join("runs/two")).unwrap();
    for name in ["run.json", "results.jsonl"] {
        fs::copy(program.folder().join("runs/one").join(name), program.folder().join("runs/two").join(name)).unwrap();
    }
    let path = program.folder().join("runs/two/results.jsonl");
    let spoiled = fs::read_to_string(&path).unwrap().replacen("\"outcome\":\"answer\"", "\"outcome\":\"clarify\"", 1);
    fs::write(&path, spoiled).unwrap();
    let scored = program.run(&["eval", "score", "runs/two"]);
    assert_eq!(scored.code, Some(0), "{scored:?}");
    let compared = program.run(&["eval", "compare", "runs/one", "runs/two", "--out", "compare.html"]);
    assert!(compared.stdout.contains("broken: 1") && compared.stdout.contains("fixed: 0"), "{compared:?}");
    let page = fs::read_to_string(program.folder().join("compare.html")).unwrap();
    assert!(page.contains("id=\"group-broken\"") && !page.contains("id=\"group-fixed\""), "{page}");
    let drawn = program.run(&["eval", "trend", "runs", "--out", "trend.html"]);
    assert_eq!(drawn.code, Some(0), "{drawn:?}");
    let page = fs::read_to_string(program.folder().join("trend.html")).unwrap();
    assert!(page.contains("<polyline") && page.contains("-33.3"), "{page}");
    // A run that was broken off is left out of the curves, and cannot be compared.
    fs::create_dir(program.folder().join("runs/three")).unwrap();
    let begun = fs::read_to_string(program.folder().join("runs/one/run.json")).unwrap();
    let begun = begun.replacen("\"finished\": true", "\"finished\": false", 1);
    fs::write(program.folder().join("runs/three/run.json"), begun).unwrap();
    let drawn = program.run(&["eval", "trend", "runs", "--out", "trend.html"]);
    assert!(drawn.code == Some(0) && drawn.stdout.contains("2 runs"), "{drawn:?}");
    assert!(drawn.stderr.contains("left out"), "{drawn:?}");
    let compared = program.run(&["eval", "compare", "runs/one", "runs/three"]);
    assert!(compared.code == Some(2) && compared.stderr.contains("goes on where it was"), "{compared:?}");
    let exported = program.run(&["eval", "export", "runs/one", "--out", "ragas.jsonl"]);
    assert_eq!(exported.code, Some(0), "{exported:?}");
    let exported = lines(&program.folder().join("ragas.jsonl"));
    assert!(exported[0]["retrieved_contexts"][0].as_str().unwrap().contains("440"), "{exported:?}");
}

fn questions_of_other_tools_become_a_suite() {
    let program = Program::new();
    let table = "Savol;x,Xizmat\nBiznesni qayta ro'yxatdan o'tkazish qancha turadi?,business-reregistration\n";
    fs::write(program.folder().join("table.csv"), table).unwrap();
    let import = |columns: &str| {
        program.run(&["eval", "import", "--from", "csv", "table.csv", "--columns", columns, "--out", "suite.jsonl"])
    };
    assert_eq!(import("question=Savol").code, Some(2));
    assert_eq!(import("question=Savol;x,services=Xizmat").code, Some(0));
    let run = program.run(&["eval", "run", "suite.jsonl", "--out", "run"]);
    assert_eq!(run.code, Some(0), "{run:?}");
    let run = read_json(&program.folder().join("run/run.json"));
    assert_eq!(run["slices"]["locale:uz-latn"]["metrics"]["hit1"]["value"], 1.0);
}
