//! Sentences from facts: the answer that needs no model.

use knowledge_base::{Facet, ServiceRecord, fact::Fee};

use super::card::values;
use crate::{Value, answer::Fact, render::Renderer};

/// The facts of an answer to a question that names no facet.
const OVERVIEW: [Facet; 3] = [Facet::Fee, Facet::Time, Facet::Where];

/// The answer to the asked facets, one sentence a facet; when none was asked, what the service is and what everybody asks next: its
/// fee, time and place. Whoever hears the answer or reads it in a message has no card beside it.
///
/// A facet that the record does not hold is said to be missing, with a phone of the record if it has one.
#[must_use]
pub fn sentences(renderer: &Renderer<'_>, record: &ServiceRecord, asked: &[Facet]) -> Vec<String> {
    if asked.is_empty() {
        let overview = OVERVIEW.into_iter().filter(|facet| !spoken(renderer, record, *facet).is_empty());
        let told = overview.filter_map(|facet| sentence(renderer, record, facet));
        return std::iter::once(renderer.text(&record.summary)).chain(told).collect();
    }
    let mut said = Vec::new();
    let mut missing = Vec::new();
    for &facet in asked {
        match sentence(renderer, record, facet) {
            Some(sentence) => said.push(sentence),
            None => missing.push(renderer.get(&format!("facet-{}", facet.name()))),
        }
    }
    if !missing.is_empty() {
        said.push(renderer.format("say-missing", &[("facet", &missing.join(", ").to_lowercase())]));
        if let Some(contact) = record.contacts.first() {
            said.push(renderer.format("say-missing-call", &[("phone", &renderer.contact(contact).main)]));
        }
    }
    said
}

/// The facts that an answer to the asked facets states.
#[must_use]
pub fn facts(renderer: &Renderer<'_>, record: &ServiceRecord, asked: &[Facet]) -> Vec<Fact> {
    let facets = if asked.is_empty() { &OVERVIEW[..] } else { asked };
    let of_facet = |facet: Facet| spoken(renderer, record, facet).into_iter().map(move |text| Fact { facet, text });
    facets.iter().copied().flat_map(of_facet).collect()
}

fn sentence(renderer: &Renderer<'_>, record: &ServiceRecord, facet: Facet) -> Option<String> {
    if facet == Facet::Status {
        return Some(renderer.get("say-status"));
    }
    let spoken = spoken(renderer, record, facet);
    if spoken.is_empty() {
        // Without steps of its own a service is asked for where it is offered.
        return (facet == Facet::How).then(|| sentence(renderer, record, Facet::Where)).flatten();
    }
    let value = match facet {
        Facet::How => spoken.join(" "),
        _ => spoken.join("; ").trim_end_matches('.').to_owned(),
    };
    Some(renderer.format(&format!("say-{}", facet.name()), &[("value", &value)]))
}

/// The values of a facet as parts of a sentence.
fn spoken(renderer: &Renderer<'_>, record: &ServiceRecord, facet: Facet) -> Vec<String> {
    if facet != Facet::Fee {
        return values(renderer, record, facet).into_iter().map(in_brackets).collect();
    }
    let shown = renderer.fees(record);
    let in_words = |(case, shown): (&knowledge_base::fact::Case<Fee>, Value)| {
        let fee = renderer.fee_in_sentence(&case.value);
        let own = renderer.fee(&case.value).detail;
        // What the card adds to the fee itself is the condition.
        let condition = match (shown.detail, own) {
            (Some(all), Some(own)) => all.strip_prefix(&own).map(|rest| rest.trim_start_matches("; ").to_owned()),
            (all, _) => all,
        };
        match condition.filter(|condition| !condition.is_empty()) {
            Some(condition) => format!("{fee} ({condition})"),
            None => fee,
        }
    };
    record.fee.iter().zip(shown).map(in_words).collect()
}

fn in_brackets(value: Value) -> String {
    match value.detail {
        Some(detail) => format!("{} ({})", value.main, detail.trim_end_matches('.')),
        None => value.main,
    }
}
