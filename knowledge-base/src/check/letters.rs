//! Letters: apostrophes of Uzbek, and letters of another alphabet that look right and break every search.

use super::Report;
use crate::{Language, fold::is_cyrillic};

/// What stands in for an apostrophe on keyboards and in copied texts.
const WRONG_APOSTROPHES: [char; 6] = ['\'', '`', '\u{2018}', '\u{2019}', '\u{00B4}', '\u{02BD}'];
/// Of oʻ and gʻ.
const TURNED_COMMA: char = '\u{02BB}';
/// The tutuq belgisi.
const TUTUQ: char = '\u{02BC}';

pub(super) fn check(report: &mut Report<'_>) {
    let sheet = report.sheet;
    for place in &sheet.places {
        for language in Language::ALL {
            for (word, what, remedy) in wrong(place.text.written(language), language) {
                report.problem_in(place, language, word, &what, remedy);
            }
        }
    }
    for language in Language::ALL {
        for question in sheet.questions.get(language) {
            for (word, what, remedy) in wrong(question, language) {
                report.problem(&format!("questions.{}", language.code()), word, &what, remedy);
            }
        }
    }
}

fn wrong(text: &str, language: Language) -> Vec<(&str, String, &'static str)> {
    let mut found = Vec::new();
    for word in text.split_whitespace() {
        if let Some(remedy) = wrong_apostrophe(word).filter(|_| language == Language::Uz) {
            found.push((word, format!("wrong apostrophe in `{word}`"), remedy));
        }
        if word.split(|c: char| !c.is_alphabetic()).any(|part| part.chars().any(is_cyrillic) && is_latin(part)) {
            let remedy = "type the whole word with one keyboard";
            found.push((word, format!("`{word}` mixes Latin and Cyrillic letters"), remedy));
        } else if language != Language::Ru && word.chars().any(is_cyrillic) {
            found.push((word, format!("`{word}` is Cyrillic"), "write it in Latin letters"));
        }
    }
    found
}

fn wrong_apostrophe(word: &str) -> Option<&'static str> {
    let letters: Vec<char> = word.chars().collect();
    let at = |index: usize| letters.get(index).copied().unwrap_or(' ');
    for (index, letter) in letters.iter().enumerate() {
        let before = if index == 0 { ' ' } else { at(index - 1) };
        let after_o_or_g = matches!(before, 'o' | 'O' | 'g' | 'G');
        if WRONG_APOSTROPHES.contains(letter) && before.is_alphabetic() && at(index + 1).is_alphabetic() {
            return Some("write oʻ and gʻ with U+02BB and the tutuq belgisi with U+02BC");
        }
        if *letter == TURNED_COMMA && !after_o_or_g {
            return Some("U+02BB stands after o and g alone; the tutuq belgisi is U+02BC");
        }
        if *letter == TUTUQ && after_o_or_g && !starts_with_tutuq_stem(word) {
            return Some("write oʻ and gʻ with U+02BB");
        }
    }
    None
}

/// Words in which o or g is followed by a real tutuq belgisi.
fn starts_with_tutuq_stem(word: &str) -> bool {
    const STEMS: [&str; 3] = ["moʼ", "Moʼ", "noʼ"];
    STEMS.iter().any(|stem| word.starts_with(stem))
}

fn is_latin(word: &str) -> bool {
    word.chars().any(|c| c.is_ascii_alphabetic())
}
