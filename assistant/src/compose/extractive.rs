//! Sentences from facts: the answer that needs no model.

use knowledge_base::{Facet, ServiceRecord, fact::Fee};

use super::card::values;
use crate::{Value, answer::Fact, render::Renderer, understand::Facets};

/// The facts of an answer to a question that names no facet.
const OVERVIEW: [Facet; 3] = [Facet::Fee, Facet::Time, Facet::Where];

/// The answer to the asked facets, one sentence a facet; when none was asked, what the service is and what everybody asks next: its
/// fee, time and place. Whoever hears the answer or reads it in a message has no card beside it.
///
/// What a question hints at is told beside, where the record holds it. An asked facet that the record does not hold is said to be
/// missing, with a phone of the record if it has one.
#[must_use]
pub fn sentences(renderer: &Renderer<'_>, record: &ServiceRecord, facets: &Facets) -> Vec<String> {
    let held = |facet: &Facet| !spoken(renderer, record, *facet).is_empty();
    let told = |facet: Facet| sentence(renderer, record, facet);
    let beside = facets.hinted.iter().copied().filter(held);
    if facets.asked.is_empty() {
        let overview = OVERVIEW.into_iter().filter(held);
        let beside = beside.filter(|facet| !OVERVIEW.contains(facet));
        return std::iter::once(renderer.text(&record.summary))
            .chain(overview.chain(beside).filter_map(told))
            .collect();
    }
    let mut said = Vec::new();
    let mut missing = Vec::new();
    for &facet in &facets.asked {
        match sentence(renderer, record, facet) {
            Some(sentence) => said.push(sentence),
            None => missing.push(renderer.get(&format!("facet-{}", facet.name()))),
        }
    }
    said.extend(beside.filter_map(told));
    if !missing.is_empty() {
        said.push(renderer.format("say-missing", &[("facet", &missing.join(", ").to_lowercase())]));
        if let Some(contact) = record.contacts.first() {
            said.push(renderer.format("say-missing-call", &[("phone", &renderer.contact(contact).main)]));
        }
    }
    said
}

/// The facts that an answer to some facets states.
#[must_use]
pub fn facts(renderer: &Renderer<'_>, record: &ServiceRecord, facets: &Facets) -> Vec<Fact> {
    let asked = if facets.asked.is_empty() { &OVERVIEW[..] } else { &facets.asked };
    let beside = facets.hinted.iter().filter(|facet| !asked.contains(facet));
    let of_facet = |facet: Facet| spoken(renderer, record, facet).into_iter().map(move |text| Fact { facet, text });
    asked.iter().chain(beside).copied().flat_map(of_facet).collect()
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
