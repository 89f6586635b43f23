//! What a record says, statement by statement: each typed fact with its condition, each text as it stands.

use std::collections::HashSet;

use knowledge_base::{Facet, ServiceRecord};

use super::{
    cases::{Token, tokens},
    claims::{Claim, Stated, stated},
    sentences::Sentences,
    text::{content, words_of},
};
use crate::{Value, compose::card, render::Renderer};

/// One thing that a record says.
#[derive(Debug)]
pub(super) struct Statement {
    /// The facet of a typed fact; `None` for a text.
    pub(super) facet: Option<Facet>,
    /// What it claims: the values of a fact, everything in a text.
    pub(super) values: HashSet<Claim>,
    /// What its condition claims.
    pub(super) conditions: HashSet<Claim>,
    /// What its condition is told by; empty where the fact holds without one.
    pub(super) tokens: Vec<Token>,
    /// Whether the fact holds only under a condition in words.
    pub(super) conditional: bool,
    /// The beginnings of its words of content.
    pub(super) about: Vec<String>,
    /// Its words as they are shown, by which a quotation is known; empty where it is too short to be one.
    pub(super) quoted: String,
}

/// A quotation shorter than this may be chance.
const SHORTEST_QUOTATION: usize = 24;

impl Statement {
    fn of_text(text: &str) -> Self {
        Self {
            facet: None,
            values: likely(stated(text)),
            conditions: HashSet::new(),
            tokens: Vec::new(),
            conditional: false,
            about: content(&words_of(text)),
            quoted: quotation(text),
        }
    }

    fn of_fact(facet: Facet, values: &[&str], condition: Option<&str>, in_words: bool) -> Self {
        let condition = condition.unwrap_or_default();
        let whole = format!("{} {condition}", values.join(" "));
        let all = values.iter().flat_map(|value| stated(value)).flat_map(|stated| stated.readings);
        Self {
            facet: Some(facet),
            values: all.collect(),
            conditions: likely(stated(condition)),
            tokens: tokens(condition),
            conditional: in_words,
            about: content(&words_of(&whole)),
            quoted: String::new(),
        }
    }
}

/// What a text says in all likelihood: of an age that could be a length of time, the age.
fn likely(stated: Vec<Stated>) -> HashSet<Claim> {
    let mut claims = HashSet::new();
    for Stated { readings, .. } in stated {
        let of_age = matches!(readings.first(), Some(Claim::Age(..)));
        claims.extend(readings.into_iter().take(if of_age { 1 } else { usize::MAX }));
    }
    claims
}

/// Everything that a record says in the renderer's locale.
pub(super) fn statements(renderer: &Renderer<'_>, record: &ServiceRecord) -> Vec<Statement> {
    let mut found = Vec::new();
    for (case, shown) in record.fee.iter().zip(renderer.fees(record)) {
        let own = renderer.fee(&case.value).detail;
        let (main, spoken) = (shown.main.clone(), renderer.fee_in_sentence(&case.value));
        let condition = match (&shown.detail, &own) {
            (Some(all), Some(own)) => {
                all.strip_prefix(own.as_str()).map(|rest| rest.trim_start_matches("; ").to_owned())
            }
            (all, _) => all.clone(),
        };
        let values = [main.as_str(), spoken.as_str(), own.as_deref().unwrap_or_default()];
        let statement = Statement::of_fact(Facet::Fee, &values, condition.as_deref(), case.when.is_some());
        found.push(Statement { quoted: quoted(&spoken, condition.as_deref()), ..statement });
    }
    let timed = record.duration.iter().zip(renderer.durations(record)).map(|timed| (Facet::Time, timed));
    let valid = record.validity.iter().zip(renderer.validity(record)).map(|valid| (Facet::Validity, valid));
    for (facet, (case, Value { main, detail, .. })) in timed.chain(valid) {
        let statement = Statement::of_fact(facet, &[&main], detail.as_deref(), case.when.is_some());
        found.push(Statement { quoted: quoted(&main, detail.as_deref()), ..statement });
    }
    for Value { main, detail, href } in renderer.contacts(record) {
        let values = [main.as_str(), href.as_deref().unwrap_or_default()];
        found.push(Statement::of_fact(Facet::Contact, &values, detail.as_deref(), false));
    }
    for Value { main, detail, .. } in renderer.legal_basis(record) {
        let act = format!("{main} {}", detail.unwrap_or_default());
        found.push(Statement::of_fact(Facet::Legal, &[&act], None, false));
    }
    // What the service is called tells none of its cases, unless the condition has no other word.
    let title = content(&words_of(&renderer.text(&record.title)));
    for statement in &mut found {
        let other = statement.tokens.iter().any(|token| matches!(token, Token::Word(_)) && !token.is_word_of(&title));
        statement.tokens.retain(|token| !other || !token.is_word_of(&title));
    }
    found.extend(texts(renderer, record).iter().flat_map(|text| parts(text)).map(|text| Statement::of_text(&text)));
    found
}

/// Every text of a record that is no typed fact.
fn texts(renderer: &Renderer<'_>, record: &ServiceRecord) -> Vec<String> {
    let card = card(renderer, record, &[]);
    let mut texts = vec![card.title, card.summary, card.source.url, card.source.checked];
    texts.extend(card.notices);
    texts.extend(card.notes);
    texts.extend(record.result.iter().map(|text| renderer.text(text)));
    let of_text = |facet: Facet| matches!(facet, Facet::Documents | Facet::How | Facet::Where | Facet::Who);
    for value in card.rows.into_iter().filter(|row| of_text(row.facet)).flat_map(|row| row.values) {
        texts.push(match &value.detail {
            Some(detail) => format!("{} ({detail})", value.main),
            None => value.main,
        });
        texts.extend(value.href);
    }
    texts.extend(renderer.agencies(record).into_iter().map(|agency| agency.main));
    texts
}

/// A text as a whole and, where it has several, its sentences.
fn parts(text: &str) -> Vec<String> {
    let mut parts = Sentences::default().push(&format!("{text}\n"));
    if parts.len() > 1 {
        parts.push(text.to_owned());
    }
    parts
}

fn quoted(value: &str, condition: Option<&str>) -> String {
    condition.map_or_else(String::new, |condition| quotation(&format!("{value} ({})", condition.trim_end_matches('.'))))
}

fn quotation(text: &str) -> String {
    let text = text.trim().trim_end_matches('.');
    if text.chars().count() < SHORTEST_QUOTATION { String::new() } else { text.to_owned() }
}
