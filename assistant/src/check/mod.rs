//! Every sentence of a language model against the cited record, before anybody sees it.
//!
//! A sentence may state only what the record holds: every number with its unit, every date, phone, link, document and the word
//! "free". What cannot be read with certainty counts as not held. A sentence must be in the language and script of the asker.

mod audit;
mod claims;
mod documents;
mod sentences;
mod words;

use std::collections::HashSet;

use knowledge_base::{Language, Locale, Script, ServiceRecord, fact::Fee, fold, fold::words};

use crate::{compose::card, render::Renderer};
use claims::{Claim, claims};

pub use audit::Audit;
pub use sentences::Sentences;

/// Why a sentence is not shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Objection {
    /// It states a number, date, phone or link that the record does not hold.
    NotHeld(String),
    /// It names a document that the record does not name.
    UnknownDocument(&'static str),
    /// It says that something is free, and the record does not.
    NotFree,
    /// It is not in the language and script of the asker.
    OtherLanguage,
}

/// What one record allows to be said.
#[derive(Debug)]
pub struct Held {
    claims: HashSet<Claim>,
    documents: HashSet<&'static str>,
    free: bool,
    locale: Locale,
}

impl Held {
    /// Everything that a record holds, by its own rendering in every locale on the renderer's day.
    #[must_use]
    pub fn of(renderer: &Renderer<'_>, record: &ServiceRecord) -> Self {
        let mut held = Self { claims: HashSet::new(), documents: HashSet::new(), free: false, locale: renderer.locale };
        for locale in Locale::ALL {
            let renderer = Renderer { locale, ..*renderer };
            for text in texts(&renderer, record) {
                held.claims.extend(claims(&text).into_iter().flatten());
                held.documents.extend(documents::named(&text));
            }
        }
        held.free = record.fee.iter().any(|case| case.value == Fee::Free);
        held
    }

    /// Checks one sentence.
    ///
    /// # Errors
    /// The first [`Objection`] to it.
    pub fn check(&self, sentence: &str) -> Result<(), Objection> {
        if !is_in(sentence, self.locale) {
            return Err(Objection::OtherLanguage);
        }
        for readings in claims(sentence) {
            // A number that can be read in two ways passes when the record holds one of them.
            if !readings.iter().any(|claim| self.claims.contains(claim)) {
                return Err(Objection::NotHeld(format!("{readings:?}")));
            }
        }
        if !self.free && words::says_free(sentence) {
            return Err(Objection::NotFree);
        }
        match documents::named(sentence).into_iter().find(|document| !self.documents.contains(document)) {
            Some(document) => Err(Objection::UnknownDocument(document)),
            None => Ok(()),
        }
    }

    /// Whether a sentence states any checkable fact at all.
    #[must_use]
    pub fn states_a_fact(&self, sentence: &str) -> bool {
        !claims(sentence).is_empty() || words::says_free(sentence) || !documents::named(sentence).is_empty()
    }
}

/// Whether prose tells what a sentence from facts tells: it states one of its figures, or most of its words.
#[must_use]
pub fn tells(prose: &str, sentence: &str) -> bool {
    let stated: HashSet<Claim> = claims(prose).into_iter().flatten().collect();
    let mut figures = claims(sentence).into_iter().flatten().peekable();
    if figures.peek().is_some() {
        return figures.any(|claim| stated.contains(&claim));
    }
    let folded = fold(prose, Language::Ru);
    let said: HashSet<&str> = words(&folded).collect();
    let wanted = fold(sentence, Language::Ru);
    let (told, all) =
        words(&wanted).fold((0, 0), |(told, all), word| (told + usize::from(said.contains(word)), all + 1));
    told * 2 > all
}

/// Every text in which a record says something.
fn texts(renderer: &Renderer<'_>, record: &ServiceRecord) -> Vec<String> {
    let card = card(renderer, record, &[]);
    let mut texts = vec![card.title, card.summary, card.source.url, card.source.checked];
    texts.extend(card.notices);
    texts.extend(card.notes);
    for value in card.rows.into_iter().flat_map(|row| row.values) {
        texts.push(value.main);
        texts.extend(value.detail);
        texts.extend(value.href);
    }
    texts.extend(record.fee.iter().map(|case| renderer.fee_in_sentence(&case.value)));
    texts.extend(record.result.iter().map(|text| renderer.text(text)));
    texts
}

/// Whether the letters of a sentence are those of a locale.
fn is_in(sentence: &str, locale: Locale) -> bool {
    const MOST: f64 = 0.7;
    let letters = sentence.chars().filter(|c| c.is_alphabetic()).count();
    let foreign = sentence.chars().any(|c| {
        c.is_alphabetic() && !c.is_ascii() && !matches!(c, '\u{400}'..='\u{4FF}' | '\u{2BB}' | '\u{2BC}' | 'À'..='ÿ')
    });
    if foreign || letters == 0 {
        return !foreign;
    }
    let cyrillic = sentence.chars().filter(|c| matches!(c, '\u{400}'..='\u{4FF}')).count();
    let uzbek = sentence.to_lowercase().chars().any(knowledge_base::fold::is_uzbek_cyrillic);
    let share = |part: usize| part as f64 / letters as f64;
    match locale.script() {
        Script::Cyrl => share(cyrillic) >= MOST && (locale == Locale::UzCyrl || !uzbek),
        Script::Latn => share(letters - cyrillic) >= MOST,
    }
}

#[cfg(test)]
mod tests;
