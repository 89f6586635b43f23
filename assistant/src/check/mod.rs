//! Every sentence of a language model against the cited record, before anybody sees it.
//!
//! A record is read as statements: a value with its unit, its facet and the condition of its case, or a text ([`statements`]). A
//! sentence may state only what these hold, of the same thing:
//!
//! - every number with its unit ([`units`], [`spelled`]), every age, day, phone and link ([`mod@claims`]);
//! - as the facet of which the sentence speaks ([`about`]), and with the condition of its own case ([`cases`]);
//! - an act with its own date and kind ([`acts`]);
//! - that nothing is paid ([`free`]), that something need not or cannot be or is so only in one way ([`limits`]), what is asked for
//!   ([`needs`]) and which documents ([`documents`]) in the record's own words;
//! - in the language and script of the asker ([`letters`]).
//!
//! What cannot be read with certainty counts as not held. What must and must not pass stands in `drafts/`.

mod about;
mod acts;
mod ages;
mod audit;
mod cases;
mod claims;
mod dates;
mod documents;
mod free;
mod held;
mod letters;
mod limits;
mod needs;
mod sentences;
mod spelled;
mod statements;
mod text;
mod units;

use std::collections::HashSet;

use knowledge_base::{Facet, Language, ServiceRecord, fold, fold::words};

use crate::{compose::card, render::Renderer};
use claims::{Claim, claims};

pub use audit::Audit;
pub use held::Held;
pub use sentences::Sentences;

/// Why a sentence is not shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Objection {
    /// It states a number, age, date, phone or link that the record does not hold of that thing.
    NotHeld(String),
    /// It gives a fact the condition, number or date of another case, or leaves out the condition on which the fact depends.
    OtherCase(Facet),
    /// It names a document that the record does not name.
    UnknownDocument(&'static str),
    /// It says that something is needed, or need not be, of which the record has no word.
    NotSaid,
    /// It says that something is free, or is not, and the record says otherwise.
    NotFree,
    /// It asks, and an answer does not.
    Asks,
    /// It is not in the language and script of the asker.
    OtherLanguage,
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

#[cfg(test)]
mod drafts;
#[cfg(test)]
mod properties;
#[cfg(test)]
mod tests;
