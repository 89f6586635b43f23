//! A real Qdrant server as the store of the index: the same answers, new states without a gap, and a server that goes away.

use std::{
    fs,
    sync::{
        Mutex,
        atomic::{AtomicBool, Ordering},
    },
    thread,
    time::{Duration, Instant},
};

use libtest_mimic::Trial;
use serde_json::Value;
use tests::{Program, Qdrant, Server, ask, copy_records, get, repository};

use crate::{
    records::{retitle, until_titled},
    trial_if,
};

const CHAT: &str = "/api/v1/chat";
const ALIAS: &str = "yordamchi";
/// From the moment a file is saved until people are answered from it: the server makes a collection and its indexes on the way.
const LIVE_LIMIT: Duration = Duration::from_secs(8);
const QUESTION: &str = "сколько стоит ID-карта";
/// Threads that ask at the same time while the server goes away.
pub(crate) const MANY: usize = 4;
/// Two requests of at most two seconds, and a slow machine.
const QUICK: Duration = Duration::from_secs(5);
/// What a slow machine may take before a test gives up waiting.
const PATIENCE: Duration = Duration::from_secs(60);

pub(crate) fn trials() -> Vec<Trial> {
    let missing = Qdrant::missing();
    let missing = missing.as_deref();
    vec![
        trial_if(missing, "qdrant::both_stores_give_the_same_services_in_the_same_order", both_stores_answer_alike),
        trial_if(missing, "qdrant::a_rebuilt_index_takes_over_without_a_failed_question", a_rebuilt_index_takes_over),
        trial_if(missing, "qdrant::a_saved_file_is_answered_from_at_once", a_saved_file_goes_live),
        trial_if(missing, "qdrant::processes_that_start_at_once_share_one_collection", processes_start_at_once),
        trial_if(missing, "qdrant::killed_under_traffic_nothing_hangs_and_all_recovers", killed_under_traffic),
        trial_if(missing, "qdrant::a_server_that_hangs_is_told_quickly", a_server_that_hangs),
        trial_if(missing, "qdrant::a_lost_collection_is_built_again", a_lost_collection_is_built_again),
        trial_if(missing, "qdrant::a_wrong_key_and_an_absent_server_are_told", wrong_key_and_absent_server),
    ]
}

/// A program whose index lies on a server.
fn program(server: &Qdrant) -> Program {
    Program::new().with("QDRANT_URL", server.url()).with("WEB__QUESTIONS_PER_MINUTE", "100000")
}

/// Waits for something to be so.
pub(crate) fn until(what: &str, holds: impl Fn() -> bool) -> Duration {
    let started = Instant::now();
    while !holds() {
        assert!(started.elapsed() < PATIENCE, "waited for: {what}");
        thread::sleep(Duration::from_millis(20));
    }
    started.elapsed()
}

/// Asks from some threads as fast as they can while something is done, and gives every answer with how long it took.
pub(crate) fn under_traffic(askers: usize, chat: &str, work: impl FnOnce()) -> Vec<(Value, Duration)> {
    let (stop, answers) = (AtomicBool::new(false), Mutex::new(Vec::new()));
    thread::scope(|scope| {
        for _ in 0..askers {
            scope.spawn(|| {
                while !stop.load(Ordering::Relaxed) {
                    let started = Instant::now();
                    let answer = ask(chat, QUESTION, None);
                    answers.lock().unwrap().push((answer, started.elapsed()));
                }
            });
        }
        // A panic has to end the traffic as well, or the test never ends.
        let done = std::panic::catch_unwind(std::panic::AssertUnwindSafe(work));
        stop.store(true, Ordering::Relaxed);
        done.unwrap_or_else(|cause| std::panic::resume_unwind(cause));
    });
    answers.into_inner().unwrap()
}

pub(crate) fn is_right(answer: &Value) -> bool {
    answer["outcome"] == "answer" && answer["services"][0] == "id-card"
}

/// An answer, or an error that says so in the language of the question.
fn is_clear(answer: &Value) -> bool {
    let text = answer["text"].as_str().unwrap_or_default();
    let is_russian = text.chars().any(|letter| ('а'..='я').contains(&letter));
    is_right(answer) || (answer["outcome"] == "error" && answer["language"] == "ru" && is_russian)
}

fn both_stores_answer_alike() {
    let qdrant = Qdrant::start();
    let program = program(&qdrant);
    let folder = program.folder().join("records");
    copy_records(&folder);
    let on_server = program.with("RECORDS", folder.display().to_string()).serve();
    let other = Program::new().with("RECORDS", folder.display().to_string());
    let in_folder = other.with("WEB__QUESTIONS_PER_MINUTE", "100000").serve();
    compare(&on_server, &in_folder);
    // Both have now replaced a record: one in its copy of the index, one beside its collection.
    retitle(&folder, "Passport for trips abroad");
    for server in [&on_server, &in_folder] {
        until_titled(&server.url(CHAT), "Passport for trips abroad");
    }
    compare(&on_server, &in_folder);
}

/// Asks both every question of a suite.
fn compare(on_server: &Server, in_folder: &Server) {
    let suite = fs::read_to_string(repository().join("evals/suites/answers.jsonl")).unwrap();
    let mut scripts = std::collections::BTreeSet::new();
    for line in suite.lines() {
        let case: Value = serde_json::from_str(line).unwrap();
        let question = case["question"].as_str().unwrap();
        scripts.insert(format!("{}-{}", case["lang"], case["script"]));
        let [one, other] = [on_server, in_folder].map(|server| ask(&server.url(CHAT), question, None));
        for key in ["outcome", "services", "choices", "text"] {
            assert_eq!(one[key], other[key], "{key} of {question}");
        }
        for score in ["best", "dense", "coverage", "margin"] {
            let [one, other] = [&one, &other].map(|answer| answer["scores"][score].as_f64().unwrap());
            // The engines add in another order.
            assert!((one - other).abs() < 1e-5, "{score} of {question}: {one} {other}");
        }
    }
    assert_eq!(scripts.len(), 4, "{scripts:?}");
}

fn a_rebuilt_index_takes_over() {
    let qdrant = Qdrant::start();
    let program = program(&qdrant);
    let server = program.serve();
    let first = qdrant.alias_target(ALIAS).expect("the start points the alias");
    let points = qdrant.collection(&first)["points_count"].clone();
    let answers = under_traffic(1, &server.url(CHAT), || {
        let output = program.run(&["index", "--rebuild"]);
        assert_eq!(output.code, Some(0), "{output:?}");
        assert!(output.stdout.starts_with("index built"), "{output:?}");
    });
    let second = qdrant.alias_target(ALIAS).unwrap();
    assert_eq!(second, format!("{first}-1"));
    assert_eq!(qdrant.collections(), [first, second.clone()], "the one before stays for those who answer from it");
    assert_eq!(qdrant.collection(&second)["points_count"], points);
    for field in ["record", "language", "section"] {
        assert_eq!(qdrant.collection(&second)["payload_schema"][field]["data_type"], "keyword", "{field}");
    }
    assert!(answers.len() > 10, "{}", answers.len());
    let wrong: Vec<_> = answers.iter().filter(|(answer, _)| !is_right(answer)).collect();
    assert!(wrong.is_empty(), "{} of {}: {}", wrong.len(), answers.len(), wrong[0].0);
    // The next start takes it as it is.
    assert!(program.run(&["index"]).stdout.starts_with("index up to date"));
}

fn a_saved_file_goes_live() {
    let qdrant = Qdrant::start();
    let program = program(&qdrant);
    let folder = program.folder().join("records");
    copy_records(&folder);
    let server = program.with("RECORDS", folder.display().to_string()).serve();
    let whole = qdrant.alias_target(ALIAS).unwrap();
    let answers = under_traffic(1, &server.url(CHAT), || {
        retitle(&folder, "Passport for trips abroad");
        let took = until_titled(&server.url(CHAT), "Passport for trips abroad");
        assert!(took < LIVE_LIMIT, "{took:?}");
    });
    let wrong: Vec<_> = answers.iter().filter(|(answer, _)| !is_right(answer)).collect();
    assert!(wrong.is_empty() && !answers.is_empty(), "{} of {}", wrong.len(), answers.len());
    // What changed stands beside the whole collection, which holds some twenty thousand points; a record has a hundred or so.
    let points = |collection: &str| qdrant.collection(collection)["points_count"].as_u64().unwrap();
    let patch = qdrant.alias_target(ALIAS).unwrap();
    assert!(points(&patch) < 200 && points(&whole) > 10_000, "{} {}", points(&patch), points(&whole));
    // Of further changes the last two are left.
    let mut left = vec![whole];
    for title in ["Passport for the journey", "Passport for the way"] {
        retitle(&folder, title);
        until_titled(&server.url(CHAT), title);
        left.push(qdrant.alias_target(ALIAS).unwrap());
    }
    left.sort();
    until("what nobody needs to be gone", || qdrant.collections() == left);
    assert!(!left.contains(&patch));
}

fn processes_start_at_once() {
    let qdrant = Qdrant::start();
    let programs = [program(&qdrant), program(&qdrant), program(&qdrant)];
    let outputs: Vec<_> = thread::scope(|scope| {
        let running: Vec<_> = programs.iter().map(|program| scope.spawn(|| program.run(&["index"]))).collect();
        running.into_iter().map(|running| running.join().unwrap()).collect()
    });
    assert!(outputs.iter().all(|output| output.code == Some(0)), "{outputs:?}");
    let built = outputs.iter().filter(|output| output.stdout.starts_with("index built")).count();
    assert!(built >= 1, "{outputs:?}");
    let [collection] = qdrant.collections().try_into().expect("all share one");
    assert_eq!(qdrant.alias_target(ALIAS), Some(collection));
    // A service with other records and another name leaves this one alone.
    let output = program(&qdrant).with("QDRANT_COLLECTION", "yordamchi-test").run(&["index"]);
    assert_eq!(output.code, Some(0), "{output:?}");
    assert_eq!(qdrant.collections().len(), 2);
}

fn killed_under_traffic() {
    let mut qdrant = Qdrant::start();
    let server = program(&qdrant).serve();
    let (chat, ready) = (server.url(CHAT), server.url("/readyz"));
    assert_eq!(get(&ready).status, 200);
    let answers = under_traffic(MANY, &chat, || {
        qdrant.kill();
        until("an answer that tells of the fault", || ask(&chat, QUESTION, None)["outcome"] == "error");
        let probe = get(&ready);
        assert_eq!((probe.status, probe.body.trim()), (503, "the search index is away"));
        assert_eq!(get(&server.url("/healthz")).status, 200);
        qdrant.start_again();
        until("answers", || is_right(&ask(&chat, QUESTION, None)));
        until("readiness", || get(&ready).status == 200);
    });
    let slowest = answers.iter().map(|(_, took)| *took).max().unwrap();
    assert!(slowest < QUICK, "{slowest:?}");
    for (answer, _) in &answers {
        assert!(is_clear(answer), "{answer}");
    }
    assert!(is_right(&ask(&chat, QUESTION, None)));
    assert_eq!(server.terminate(), Some(0));
}

fn a_server_that_hangs() {
    let qdrant = Qdrant::start();
    let server = program(&qdrant).with("QDRANT_TIMEOUT_MS", "500").serve();
    let chat = server.url(CHAT);
    let answers = under_traffic(MANY, &chat, || {
        qdrant.hold();
        until("an answer that tells of the fault", || ask(&chat, QUESTION, None)["outcome"] == "error");
        assert_eq!(get(&server.url("/readyz")).status, 503);
        qdrant.go_on();
        until("answers", || is_right(&ask(&chat, QUESTION, None)));
    });
    let slowest = answers.iter().map(|(_, took)| *took).max().unwrap();
    assert!(slowest < QUICK, "{slowest:?}");
    assert!(answers.iter().all(|(answer, _)| is_clear(answer)));
}

fn a_lost_collection_is_built_again() {
    let qdrant = Qdrant::start();
    let server = program(&qdrant).serve();
    qdrant.remove(&qdrant.alias_target(ALIAS).unwrap());
    until("answers", || is_right(&ask(&server.url(CHAT), QUESTION, None)));
    assert_eq!(qdrant.collections().len(), 1);
}

fn wrong_key_and_absent_server() {
    let qdrant = Qdrant::start_with_key("the-right-key");
    let program = program(&qdrant);
    let right = program.with("QDRANT_API_KEY", "the-right-key");
    assert_eq!(right.run(&["index"]).code, Some(0));
    let wrong = right.with("QDRANT_API_KEY", "some-wrong-key");
    let refused = wrong.run(&["index"]);
    assert_eq!(refused.code, Some(3), "{refused:?}");
    assert!(refused.stderr.contains("refuses") && refused.stderr.contains("`qdrant_api_key`"), "{refused:?}");
    assert!(!refused.stderr.contains("some-wrong-key"), "{refused:?}");
    // Port 1 of loopback: refused at once.
    let started = Instant::now();
    let absent = wrong.with("QDRANT_URL", "http://127.0.0.1:1").run(&["ask", QUESTION]);
    assert_eq!(absent.code, Some(3), "{absent:?}");
    assert!(
        absent.stderr.contains("127.0.0.1:1 cannot be reached") && absent.stderr.contains("`qdrant_url`"),
        "{absent:?}"
    );
    assert!(started.elapsed() < Duration::from_secs(20), "{:?}", started.elapsed());
    let open = Program::new().with("QDRANT_URL", "http://me:secret@host").run(&["index"]);
    assert_eq!(open.code, Some(3), "{open:?}");
    assert!(!open.stderr.contains("secret"), "{open:?}");
}
