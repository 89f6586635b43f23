//! A real PostgreSQL server under the conversations: processes that share it, and a server that goes away.

use std::{
    thread,
    time::{Duration, Instant},
};

use libtest_mimic::Trial;
use serde_json::{Value, json};
use tests::{Postgres, Program, Reply, Server, ask, get, post};

use crate::{
    qdrant::{MANY, is_right, under_traffic, until},
    trial_if,
};

const CHAT: &str = "/api/v1/chat";
const FEEDBACK: &str = "/api/v1/feedback";
const QUESTION: &str = "сколько стоит загранпаспорт";
const FOLLOW_UP: &str = "а срок?";
/// Two seconds to read, two to keep, and a slow machine.
const QUICK: Duration = Duration::from_secs(8);

pub(crate) fn trials() -> Vec<Trial> {
    let missing = Postgres::missing();
    let missing = missing.as_deref();
    vec![
        trial_if(missing, "postgres::processes_share_a_conversation_and_its_verdicts", processes_share),
        trial_if(missing, "postgres::killed_under_traffic_answers_keep_coming_and_all_recovers", killed_under_traffic),
        trial_if(missing, "postgres::a_server_that_hangs_holds_no_answer_up", a_server_that_hangs),
        trial_if(missing, "postgres::a_follow_up_goes_on_where_nothing_could_be_kept", follow_up_while_away),
        trial_if(missing, "postgres::a_wrong_password_and_an_absent_server_are_told", refused_and_absent),
    ]
}

/// A program whose conversations lie in a database of a server.
fn program(database: &str) -> Program {
    Program::new().with("DATABASE", database).with("WEB__QUESTIONS_PER_MINUTE", "100000")
}

fn verdict(server: &Server, answer: &Value) -> Reply {
    let body = json!({ "answer": answer["id"], "helpful": true }).to_string();
    post(&server.url(FEEDBACK), "application/json", "ru", body.as_bytes())
}

fn is_kept(server: &Server, answer: &Value) -> bool {
    verdict(server, answer).status == 204
}

fn conversation(answer: &Value) -> Option<&str> {
    answer["conversation"].as_str()
}

/// Whether an answer is about the passport's time, which only the conversation tells.
fn is_followed(answer: &Value) -> bool {
    answer["outcome"] == "answer" && answer["text"].as_str().unwrap_or_default().contains("10 рабочих дней")
}

fn processes_share() {
    let postgres = Postgres::start();
    let database = postgres.database();
    let programs = [program(&database), program(&database)];
    // On an empty database at once: one makes the tables, the other waits.
    let [one, other] = thread::scope(|scope| {
        programs.each_ref().map(|program| scope.spawn(|| program.serve())).map(|started| started.join().unwrap())
    });
    let first = ask(&one.url(CHAT), &format!("{QUESTION}? мой телефон +998 90 123-45-67"), None);
    assert_eq!(first["outcome"], "answer", "{first}");
    let second = ask(&other.url(CHAT), FOLLOW_UP, conversation(&first));
    assert!(is_followed(&second), "{second}");
    assert_eq!(conversation(&second), conversation(&first));
    assert!(is_kept(&other, &first) && is_kept(&one, &second));
    // Without the conversation the same words are a question back.
    assert!(!is_followed(&ask(&other.url(CHAT), FOLLOW_UP, None)));
    let kept = postgres.ask(&database, "SELECT question FROM turns ORDER BY at LIMIT 1");
    assert!(kept.starts_with(QUESTION) && !kept.contains("123-45-67"), "{kept}");
    assert_eq!(postgres.ask(&database, "SELECT count(*) FROM turns JOIN feedback ON feedback.answer = turns.id"), "2");
    assert_eq!((one.terminate(), other.terminate()), (Some(0), Some(0)));
    // What is kept outlives the processes, and is drawn for a suite from there.
    let suite = programs[0].folder().join("drawn.jsonl");
    let drawn = programs[0].run(&["eval", "sample", "--helpful", "true", "--out", &suite.display().to_string()]);
    assert!(drawn.code == Some(0) && drawn.stdout.starts_with("2 questions"), "{drawn:?}");
}

fn killed_under_traffic() {
    let mut postgres = Postgres::start();
    let server = program(&postgres.database()).serve();
    let chat = server.url(CHAT);
    let before = ask(&chat, QUESTION, None);
    let answers = under_traffic(MANY, &chat, || {
        postgres.kill();
        let refused = verdict(&server, &before);
        assert_eq!((refused.status, refused.header("retry-after")), (503, "30"), "{refused:?}");
        assert!(refused.header("content-type").starts_with("application/problem+json"), "{refused:?}");
        // Answers come from records, which are not there: the process stays ready.
        assert_eq!((get(&server.url("/readyz")).status, get(&server.url("/healthz")).status), (200, 200));
        assert!(is_right(&ask(&chat, "сколько стоит ID-карта", None)));
        postgres.start_again();
        until("verdicts to be kept", || is_kept(&server, &before));
        until("conversations to be kept", || {
            let answer = ask(&chat, QUESTION, None);
            is_kept(&server, &answer)
        });
    });
    let wrong = answers.iter().find(|(answer, _)| !is_right(answer));
    assert!(wrong.is_none() && answers.len() > MANY, "{wrong:?} of {}", answers.len());
    let slowest = answers.iter().map(|(_, took)| *took).max().unwrap();
    assert!(slowest < QUICK, "{slowest:?}");
    // What was kept before is gone on with.
    assert!(is_followed(&ask(&chat, FOLLOW_UP, conversation(&before))));
    assert_eq!(server.terminate(), Some(0));
}

fn a_server_that_hangs() {
    let postgres = Postgres::start();
    let server = program(&postgres.database()).serve();
    let chat = server.url(CHAT);
    let before = ask(&chat, QUESTION, None);
    let answers = under_traffic(MANY, &chat, || {
        postgres.hold();
        let refused = verdict(&server, &before);
        assert_eq!(refused.status, 503, "{refused:?}");
        assert!(is_right(&ask(&chat, "сколько стоит ID-карта", None)));
        postgres.go_on();
        until("verdicts to be kept", || is_kept(&server, &before));
    });
    assert!(answers.iter().all(|(answer, _)| is_right(answer)));
    let slowest = answers.iter().map(|(_, took)| *took).max().unwrap();
    assert!(slowest < QUICK, "{slowest:?}");
}

fn follow_up_while_away() {
    let mut postgres = Postgres::start();
    let database = postgres.database();
    let [one, other] = [program(&database), program(&database)].map(|program| program.serve());
    postgres.kill();
    // The process that gave the answer remembers what it could not keep.
    let first = ask(&one.url(CHAT), QUESTION, None);
    let second = ask(&one.url(CHAT), FOLLOW_UP, conversation(&first));
    assert!(is_followed(&second) && conversation(&second) == conversation(&first), "{second}");
    postgres.start_again();
    until("turns to be kept", || {
        let answer = ask(&one.url(CHAT), FOLLOW_UP, conversation(&first));
        is_kept(&one, &answer)
    });
    // From then on it is known to the other as well, and what the other keeps is known to the first.
    let switched = ask(&other.url(CHAT), "сколько стоит ID-карта", conversation(&first));
    assert_eq!(conversation(&switched), conversation(&first));
    let back = ask(&one.url(CHAT), "сколько стоит?", conversation(&first));
    assert_eq!(back["services"][0], "id-card", "{back}");
}

fn refused_and_absent() {
    let postgres = Postgres::start();
    let right = postgres.database();
    let wrong = program(&right.replace("only-for-tests", "some-wrong-one")).run(&["serve"]);
    assert_eq!(wrong.code, Some(3), "{wrong:?}");
    assert!(wrong.stderr.contains("refuses") && wrong.stderr.contains("`database`"), "{wrong:?}");
    assert!(!wrong.stderr.contains("some-wrong-one") && !wrong.stdout.contains("some-wrong-one"), "{wrong:?}");
    // Port 1 of loopback: refused at once.
    let absent = program("postgres://me:very-secret@127.0.0.1:1/chat");
    let started = Instant::now();
    let ended = absent.run(&["serve"]);
    assert_eq!(ended.code, Some(3), "{ended:?}");
    assert!(ended.stderr.contains("127.0.0.1:1/chat cannot be reached"), "{ended:?}");
    assert!(!ended.stderr.contains("very-secret"), "{ended:?}");
    // One question on the terminal is answered all the same.
    let answered = absent.run(&["ask", QUESTION]);
    assert_eq!(answered.code, Some(0), "{answered:?}");
    assert!(answered.stderr.contains("conversations are not kept"), "{answered:?}");
    assert!(started.elapsed() < Duration::from_secs(60), "{:?}", started.elapsed());
    let nameless = program("postgres://me:very-secret@127.0.0.1").run(&["serve"]);
    assert_eq!(nameless.code, Some(3), "{nameless:?}");
    assert!(nameless.stderr.contains("`database`") && !nameless.stderr.contains("very-secret"), "{nameless:?}");
}
