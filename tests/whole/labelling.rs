//! The page on which people label questions, worked by keyboard in a real browser, and what two of them say together.

use std::{fs, path::Path};

use libtest_mimic::Trial;
use serde_json::{Value, json};
use tests::{Browser, Program, Server, keys};

use crate::{
    trial_if,
    web::{driver, missing},
};

/// How the first labeller would have six questions end, by the keys of the page.
const FIRST: [&str; 6] = ["1", "2", "1", "6", "1", "3"];
/// How the second would.
const SECOND: [&str; 6] = ["1", "1", "1", "6", "2", "3"];

pub(crate) fn trials() -> Vec<Trial> {
    vec![trial_if(
        missing(),
        "labelling::two_people_label_by_keyboard_go_on_after_a_break_and_are_compared",
        two_people_label,
    )]
}

fn suite(program: &Program) {
    let case = |number: usize| {
        let turns: &[&str] = if number == 2 { &["Chet elda yashayman."] } else { &[] };
        json!({
            "id": format!("q{number}"), "lang": "uz", "script": "latn", "turns": turns,
            "question": format!("Savol {number}?"), "expect": "no_answer", "tags": ["to-label"]
        })
        .to_string()
    };
    let lines: Vec<String> = (1..=6).map(case).collect();
    fs::write(program.folder().join("six.jsonl"), lines.join("\n")).unwrap();
}

fn labels(program: &Program, file: &str) -> Vec<Value> {
    let text = fs::read_to_string(program.folder().join(file)).unwrap_or_default();
    text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

/// The page of a labeller, served until the server is dropped.
fn page(program: &Program, file: &str) -> (Server, Browser) {
    let server = program.serve_with(&["eval", "label", "six.jsonl", "--out", file, "--listen", "127.0.0.1:0"]);
    let browser = driver().open(900, 900, false);
    browser.go(&server.url("/"));
    browser.wait_until("document.querySelector('#question').textContent.startsWith('Savol')");
    (server, browser)
}

fn shows(browser: &Browser, question: usize) {
    browser.wait_until(&format!("document.querySelector('#question').textContent === 'Savol {question}?'"));
}

fn two_people_label() {
    let program = Program::new();
    suite(&program);
    let (server, browser) = page(&program, "aziza.jsonl");
    // Nobody is led by what the suite expects or by what came.
    assert_eq!(browser.run("return document.querySelectorAll('[aria-pressed=true]').length"), 0);
    browser.press(keys::ENTER);
    browser.wait_until("document.querySelector('#problem').textContent");
    assert!(labels(&program, "aziza.jsonl").is_empty(), "a question without an outcome is kept");

    browser.press(FIRST[0]);
    browser.press("s");
    browser.press("id-card");
    browser.press(keys::ESCAPE);
    browser.press("f");
    browser.press("1 bhm | 440000");
    browser.press(keys::ESCAPE);
    browser.press("n");
    browser.press("aniq");
    browser.press(keys::ENTER);
    shows(&browser, 2);
    let first = json!({
        "id": "q1", "expect": "answer", "services": ["id-card"], "facts": [["1 bhm", "440000"]], "note": "aniq"
    });
    assert_eq!(labels(&program, "aziza.jsonl"), [first], "a label is kept at once");
    assert_eq!(browser.text("#turns"), "Chet elda yashayman.");
    browser.press(FIRST[1]);
    browser.press(keys::ENTER);
    shows(&browser, 3);
    // Back, another mind, and forth again: the last word counts.
    browser.press(keys::LEFT);
    shows(&browser, 2);
    assert_eq!(browser.text("[aria-pressed=true]"), "2 clarify");
    browser.press(keys::RIGHT);
    shows(&browser, 3);

    // As a power cut ends it.
    server.kill();
    drop(browser);
    let (server, browser) = page(&program, "aziza.jsonl");
    shows(&browser, 3);
    assert_eq!(browser.text("#done"), "2 labelled");
    for (place, key) in FIRST.iter().enumerate().skip(2) {
        shows(&browser, place + 1);
        browser.press(key);
        browser.press(keys::ENTER);
    }
    browser.wait_until("document.querySelector('#done').textContent.startsWith('6 labelled')");
    browser.press(keys::LEFT);
    shows(&browser, 5);
    assert_eq!(server.terminate(), Some(0));
    assert_eq!(labels(&program, "aziza.jsonl").len(), 6);

    let (_server, browser) = page(&program, "bek.jsonl");
    for (place, key) in SECOND.iter().enumerate() {
        shows(&browser, place + 1);
        browser.press(key);
        if place == 0 {
            browser.press("s");
            browser.press("id-card");
        }
        browser.press(keys::ENTER);
    }
    browser.wait_until("document.querySelector('#done').textContent.startsWith('6 labelled')");
    agree(&program);
    settle(&program);
}

fn agree(program: &Program) {
    // Four of six alike. By chance: 3/6 answer of each, 1/6 of each other outcome: 9/36 + 3/36 = 1/3.
    let (alike, chance) = (4.0 / 6.0, 1.0 / 3.0);
    let kappa: f64 = (alike - chance) / (1.0 - chance);
    let agreed = program.run(&["eval", "agree", "aziza.jsonl", "bek.jsonl"]);
    assert_eq!(agreed.code, Some(0), "{agreed:?}");
    assert!(agreed.stdout.contains(&format!("kappa of the outcome {kappa:.3}")), "{kappa}: {agreed:?}");
    assert!(agreed.stdout.contains("same outcome 66.7 %"), "{agreed:?}");
    for differing in ["q2: clarify / answer", "q5: answer / clarify"] {
        assert!(agreed.stdout.contains(differing), "{agreed:?}");
    }
}

/// The questions on which both agree become a suite that can be run.
fn settle(program: &Program) {
    let settled = program.run(&["eval", "settle", "six.jsonl", "aziza.jsonl", "bek.jsonl", "--out", "settled.jsonl"]);
    assert_eq!(settled.code, Some(0), "{settled:?}");
    assert!(settled.stdout.contains("4 questions") && settled.stdout.contains("2 left out"), "{settled:?}");
    let cases = cases(&program.folder().join("settled.jsonl"));
    let said: Vec<(&str, &str)> =
        cases.iter().map(|case| (case["id"].as_str().unwrap(), case["expect"].as_str().unwrap())).collect();
    assert_eq!(said, [("q1", "answer"), ("q3", "answer"), ("q4", "refuse"), ("q6", "no_answer")]);
    assert_eq!((&cases[0]["services"], &cases[0]["tags"]), (&json!(["id-card"]), &json!([])));
    assert_eq!(program.run(&["eval", "run", "settled.jsonl", "--out", "run"]).code, Some(0));
}

fn cases(path: &Path) -> Vec<Value> {
    fs::read_to_string(path).unwrap().lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}
