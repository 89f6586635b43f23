//! The ways in which a question may be read: one for every language that its script allows.

use knowledge_base::{Language, fold};

use super::Query;
use crate::terms::{self, TermRules, Word};

/// One way to read the question.
pub(super) struct Reading {
    /// What is embedded; empty where another reading has the same.
    pub(super) topic: String,
    /// One entry for every written word, so that the readings of a word stand at one place; `None` for a stop word.
    pub(super) words: Vec<Option<Word>>,
}

/// All ways in which a question may be read.
pub(super) fn readings(query: &Query<'_>, rules: TermRules) -> Vec<Reading> {
    let languages = match &query.language {
        Some(language) => std::slice::from_ref(language),
        None => languages_of(is_cyrillic(query.text)),
    };
    let folded: Vec<(Language, String)> =
        languages.iter().map(|language| (*language, fold(query.text, *language))).collect();
    let mut readings = Vec::with_capacity(folded.len());
    for (place, (language, text)) in folded.iter().enumerate() {
        let for_terms = rules.fold(query.text, *language);
        let words = terms::words(&for_terms).map(|word| terms::analyse_word_by(rules, word, *language)).collect();
        let alike = || folded.iter().filter(|(_, other)| other == text).map(|(language, _)| *language);
        let is_first = folded[..place].iter().all(|(_, other)| other != text);
        let topic = if is_first { terms::topic(text, &alike().collect::<Vec<_>>()) } else { String::new() };
        readings.push(Reading { topic, words });
    }
    readings
}

pub(super) fn is_cyrillic(text: &str) -> bool {
    text.chars().any(fold::is_cyrillic)
}

/// The languages that a script may hold; Russian is typed in Latin letters too.
pub(super) fn languages_of(cyrillic: bool) -> &'static [Language] {
    if cyrillic { &[Language::Uz, Language::Ru] } else { &[Language::Uz, Language::En, Language::Ru] }
}
