//! What does not speak to the reader of a record: orders to a model that reads it, the signs of its prompts, links in prose.
//!
//! Records are given to language models word for word. A text that was copied from elsewhere, or slipped in, may tell a model to
//! forget its task; no check of its answer would miss what is in the record. So it is stopped before it is published.

use super::Report;
use crate::Language;

/// Signs that stand about turns in the prompts of model families.
const SIGNS: [&str; 7] = ["<|", "|>", "<start_of_turn>", "<end_of_turn>", "[INST]", "<<SYS>>", "</s>"];
/// How a link begins, or an address of a messenger; links have a field of their own, and are compared with it.
const LINKS: [&str; 3] = ["://", "www.", "t.me/"];
/// Words to turn somebody away from a task, and what he is turned away from, in the three languages.
const TURNING: [&str; 13] = [
    "ignore",
    "disregard",
    "forget",
    "override",
    "игнорир",
    "забудь",
    "забыть",
    "не следуй",
    "отмени",
    "eʼtiborsiz qoldir",
    "eʼtiborga olma",
    "unut",
    "rioya qilma",
];
const TASK: [&str; 8] =
    ["instruction", "your prompt", "guideline", "инструкц", "указани", "промпт", "koʻrsatma", "yoʻriqnoma"];
/// What is said to a model and to nobody else.
const TO_A_MODEL: [&str; 5] =
    ["system prompt", "as a language model", "системный промпт", "как языковая модель", "til modeli sifatida"];
/// How a turn begins that was written for a model.
const ROLE: &str = "system:";

pub(super) fn check(report: &mut Report<'_>) {
    let sheet = report.sheet;
    for language in Language::ALL {
        for place in &sheet.places {
            let text = place.text.written(language);
            if let Some((near, what, remedy)) = planted(text) {
                report.problem_in(place, language, near, &what, remedy);
            }
        }
        for question in sheet.questions.get(language) {
            if let Some((near, what, remedy)) = planted(question) {
                report.problem(&format!("questions.{}", language.code()), near, &what, remedy);
            }
        }
    }
}

/// The first thing in a text that is not for its reader: where it stands, what it is, what to do.
fn planted(text: &str) -> Option<(&str, String, &'static str)> {
    if let Some(sign) = SIGNS.into_iter().find(|sign| text.contains(sign)) {
        return Some((sign, format!("`{sign}` is a sign of prompts"), "take it out"));
    }
    if let Some(link) = LINKS.into_iter().find(|link| text.contains(link)) {
        return Some((link, "a link in a text".to_owned(), "name it in `links`"));
    }
    let speaks_to_a_model = |sentence: &&str| {
        let sentence = sentence.to_lowercase();
        let holds = |words: &[&str]| words.iter().any(|word| sentence.contains(word));
        sentence.starts_with(ROLE) || holds(&TO_A_MODEL) || holds(&TURNING) && holds(&TASK)
    };
    let sentence = text.split(['.', '!', '?', '\n']).map(str::trim).find(speaks_to_a_model)?;
    Some((sentence, format!("“{sentence}” speaks to a model, not to a person"), "take the sentence out"))
}
