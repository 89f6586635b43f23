//! The HTTP door: answers, streams, conversations, bad input, and what survives a sudden end.

use std::{fs, path::Path, time::Duration};

use libtest_mimic::Trial;
use serde_json::json;
use tests::{Program, announce, ask, ask_events, get, post};

use crate::trial;

const CHAT: &str = "/api/v1/chat";
const NEXT_LINE: Duration = Duration::from_secs(60);

pub(crate) fn trials() -> Vec<Trial> {
    vec![
        trial("http::a_stream_brings_the_card_before_the_prose_and_ends_with_the_answer", a_stream_in_order),
        trial("http::a_follow_up_is_answered_of_the_same_service", a_follow_up),
        trial("http::the_page_and_the_probes_answer", the_page_and_the_probes_answer),
        trial("http::bad_input_is_answered_in_the_language_of_the_person", bad_input),
        trial("http::control_and_direction_signs_are_taken_out", control_signs),
        trial("http::feedback_counts_once", feedback_counts_once),
        trial("http::personal_numbers_are_nowhere_on_the_disk", personal_numbers_are_nowhere_on_the_disk),
        trial("http::killed_while_indexing_it_starts_again", killed_while_indexing),
        trial("http::without_a_way_to_fetch_a_model_it_says_so_and_serves", without_a_way_to_fetch),
        trial("http::told_to_end_it_ends_well", told_to_end),
        trial("http::memory_without_a_model_stays_under_300_megabytes", memory_without_a_model),
    ]
}

fn a_stream_in_order() {
    let server = Program::new().serve();
    let events = ask_events(&server.url(CHAT), "ID karta qancha turadi?");
    let names: Vec<&str> = events.iter().map(|event| event.name.as_str()).collect();
    assert_eq!(&names[..3], ["accepted", "card", "delta"], "{names:?}");
    assert_eq!(names.iter().filter(|name| **name == "done").count(), 1);
    assert_eq!(names.last(), Some(&"done"));
    let done = &events.last().unwrap().data;
    let text: String =
        events.iter().filter(|event| event.name == "delta").map(|event| event.data["text"].as_str().unwrap()).collect();
    assert_eq!(done["text"], text.as_str());
    assert_eq!(done["services"][0], "id-card");
}

fn a_follow_up() {
    let server = Program::new().serve();
    let first = ask(&server.url(CHAT), "сколько стоит загранпаспорт", None);
    assert_eq!(first["services"][0], "foreign-passport", "{first}");
    let conversation = first["conversation"].as_str().expect("the answer names its conversation");
    for question in ["а документы?", "narxi-chi?", "how long does it take?"] {
        let next = ask(&server.url(CHAT), question, Some(conversation));
        assert_eq!(
            (&next["outcome"], &next["services"][0]),
            (&"answer".into(), &"foreign-passport".into()),
            "{question}: {next}"
        );
        assert_eq!(next["conversation"], conversation);
    }
}

fn the_page_and_the_probes_answer() {
    let server = Program::new().serve();
    let page = get(&server.url("/"));
    assert_eq!(page.status, 200);
    let policy = page.header("content-security-policy");
    assert!(policy.contains("default-src") && !policy.contains("unsafe"), "{policy}");
    assert_eq!(page.header("x-content-type-options"), "nosniff");
    assert_eq!(get(&server.url("/healthz")).status, 200);
    assert_eq!(get(&server.url("/readyz")).status, 200);
    assert_eq!(get(&server.url("/api/v1/status")).json()["model"]["state"], "off");
}

fn bad_input() {
    let server = Program::new().serve();
    let chat = server.url(CHAT);
    let binary: Vec<u8> = (0..=255).collect();
    for (name, body, statuses) in [
        ("no JSON", b"{question".to_vec(), &[400][..]),
        ("binary", binary, &[400]),
        ("no question", b"{}".to_vec(), &[400, 422]),
        ("an unknown locale", br#"{"question":"pasport","locale":"tlh"}"#.to_vec(), &[400, 422]),
    ] {
        let reply = post(&chat, "application/json", "ru", &body);
        assert!(statuses.contains(&reply.status), "{name}: {} {}", reply.status, reply.body);
        assert_eq!(reply.header("content-type"), "application/problem+json", "{name}");
        let said = reply.json()["detail"].as_str().or(reply.json()["title"].as_str()).unwrap_or_default().to_owned();
        assert!(said.chars().any(|c| ('а'..='я').contains(&c)), "{name}: {said}");
    }
    assert_eq!(announce(&chat, 10 * 1024 * 1024), 413);
    let empty = post(&chat, "application/json", "ru", br#"{"question":"  "}"#);
    assert!(matches!(empty.status, 200 | 400 | 422), "{}", empty.body);
    assert_eq!(get(&server.url("/nothing/here")).status, 404);
    assert_eq!(get(&chat).status, 405);
    assert_eq!(ask(&chat, "сколько стоит загранпаспорт", None)["outcome"], "answer", "it still answers");
}

fn control_signs() {
    let server = Program::new().serve();
    let answer = ask(&server.url(CHAT), "сколько \u{202E}стоит\u{0} загран\u{200B}паспорт\u{7}", None);
    assert_eq!(
        (&answer["outcome"], &answer["services"][0]),
        (&"answer".into(), &"foreign-passport".into()),
        "{answer}"
    );
}

fn feedback_counts_once() {
    let server = Program::new().serve();
    let answer = ask(&server.url(CHAT), "сколько стоит загранпаспорт", None);
    let body = json!({ "answer": answer["id"], "helpful": true }).to_string();
    for _ in 0..2 {
        let reply = post(&server.url("/api/v1/feedback"), "application/json", "ru", body.as_bytes());
        assert!((200..300).contains(&reply.status), "{} {}", reply.status, reply.body);
    }
}

fn personal_numbers_are_nowhere_on_the_disk() {
    const PINFL: &str = "31234567890123";
    const PASSPORT: &str = "AB7654321";
    let program = Program::new();
    let server = program.serve();
    let _ = ask(
        &server.url(CHAT),
        &format!("{PINFL} {PASSPORT} bo'yicha sudlanmaganlik haqida ma'lumotnoma qancha turadi"),
        None,
    );
    assert_eq!(server.terminate(), Some(0));
    let mut files = 0;
    each_file(program.folder(), &mut |path| {
        let bytes = fs::read(path).unwrap();
        files += 1;
        for personal in [PINFL, PASSPORT] {
            assert!(!bytes.windows(personal.len()).any(|window| window == personal.as_bytes()), "{}", path.display());
        }
    });
    assert!(files > 0);
}

fn each_file(folder: &Path, visit: &mut dyn FnMut(&Path)) {
    for entry in fs::read_dir(folder).unwrap().map(Result::unwrap) {
        match entry.file_type().unwrap() {
            kind if kind.is_dir() => each_file(&entry.path(), visit),
            kind if kind.is_file() => visit(&entry.path()),
            _ => {}
        }
    }
}

fn killed_while_indexing() {
    let program = Program::new();
    // The records are read just before the index is built: a kill at that line hits the build, at a moment that varies.
    for _ in 0..4 {
        let mut server = program.start();
        server.wait_for_line("records:", NEXT_LINE);
        server.kill();
    }
    let server = program.serve();
    assert_eq!(ask(&server.url(CHAT), "сколько стоит загранпаспорт", None)["outcome"], "answer");
}

fn without_a_way_to_fetch() {
    // A hub on a closed port, and a pip that may ask no index.
    let program = Program::new()
        .with("MODEL", "auto")
        .with_variable("HF_ENDPOINT", "http://127.0.0.1:9")
        .with_variable("PIP_NO_INDEX", "1")
        .with_variable("PIP_FIND_LINKS", "");
    let mut server = program.serve();
    let line = server.wait_for_line("answers come from facts", NEXT_LINE);
    assert!(line.starts_with("language model:"), "{line}");
    assert_eq!(ask(&server.url(CHAT), "сколько стоит загранпаспорт", None)["engine"], "extractive");
}

fn told_to_end() {
    let server = Program::new().serve();
    let _ = ask(&server.url(CHAT), "salom", None);
    assert_eq!(server.terminate(), Some(0));
}

fn memory_without_a_model() {
    const MOST: u64 = 300 * 1024 * 1024;
    let server = Program::new().serve();
    for question in ["pasport qancha turadi", "сколько стоит загранпаспорт", "how much is an apostille", "нархи қанча"]
    {
        let _ = ask(&server.url(CHAT), question, None);
    }
    let most = server.most_memory().expect("the system tells it");
    assert!(most < MOST, "{} MiB", most / 1024 / 1024);
}
