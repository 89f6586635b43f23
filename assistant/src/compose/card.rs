//! The card of a record.

use jiff::{Span, civil::Date};
use knowledge_base::{Facet, ServiceRecord, record::Confidence};
use url::Url;

use crate::{Card, Row, SourceLine, Value, render::Renderer};

/// Facts that were not checked for so many months are shown with a word about their age.
const MONTHS_BEFORE_STALE: i64 = 6;

/// The card of a record, the asked facets first.
#[must_use]
pub fn card(renderer: &Renderer<'_>, record: &ServiceRecord, asked: &[Facet]) -> Card {
    let mut rows: Vec<Row> = Facet::ALL.into_iter().filter_map(|facet| row(renderer, record, facet, asked)).collect();
    rows.sort_by_key(|row| !row.asked);
    Card {
        service: record.id.clone(),
        locale: renderer.locale,
        title: renderer.text(&record.title),
        summary: renderer.text(&record.summary),
        rows,
        source: source(renderer, record),
        notices: notices(renderer, record),
        notes: record.notes.iter().map(|note| renderer.text(note)).collect(),
    }
}

/// The facets of which a record holds anything.
#[must_use]
pub fn held_facets(renderer: &Renderer<'_>, record: &ServiceRecord) -> Vec<Facet> {
    Facet::ALL.into_iter().filter(|facet| !values(renderer, record, *facet).is_empty()).collect()
}

/// The values of a facet; empty when the record does not hold it.
pub(super) fn values(renderer: &Renderer<'_>, record: &ServiceRecord, facet: Facet) -> Vec<Value> {
    match facet {
        Facet::Fee => renderer.fees(record),
        Facet::Time => renderer.durations(record),
        Facet::Documents => renderer.documents(record),
        Facet::How => renderer.list(&record.steps),
        Facet::Where => renderer.channels(record),
        Facet::Who => renderer.who(record),
        Facet::Validity => renderer.validity(record),
        Facet::Contact => renderer.contacts(record),
        Facet::Legal => renderer.legal_basis(record),
        // The state of an application is a service of its own, not a fact of each record.
        Facet::Status => Vec::new(),
    }
}

fn row(renderer: &Renderer<'_>, record: &ServiceRecord, facet: Facet, asked: &[Facet]) -> Option<Row> {
    let values = values(renderer, record, facet);
    if values.is_empty() {
        return None;
    }
    let list = matches!(facet, Facet::Documents | Facet::How) && values.len() > 1;
    let label = renderer.get(&format!("facet-{}", facet.name()));
    Some(Row { facet, label, asked: asked.contains(&facet), list, values })
}

fn source(renderer: &Renderer<'_>, record: &ServiceRecord) -> SourceLine {
    let url = record.cited_url();
    SourceLine {
        label: renderer.get("source"),
        title: page_name(renderer, url),
        url: url.to_owned(),
        checked: renderer.format("checked", &[("date", &renderer.date(record.checked))]),
    }
}

/// `my.gov.uz · service 58` for a page of the portal, else the host.
fn page_name(renderer: &Renderer<'_>, url: &str) -> String {
    let parsed = Url::parse(url).ok();
    let host = parsed.as_ref().and_then(|url| url.host_str()).unwrap_or(url).trim_start_matches("www.").to_owned();
    let number = url.split("/service/").nth(1).filter(|number| number.chars().all(|c| c.is_ascii_digit()));
    match number {
        Some(number) if host == "my.gov.uz" => {
            renderer.format("source-service", &[("host", &host), ("number", number)])
        }
        _ => host,
    }
}

fn notices(renderer: &Renderer<'_>, record: &ServiceRecord) -> Vec<String> {
    let mut notices = Vec::new();
    if is_stale(record.checked, renderer.today) {
        notices.push(renderer.format("notice-stale", &[("date", &renderer.date(record.checked))]));
    }
    if record.confidence == Confidence::Low {
        notices.push(renderer.get("notice-low"));
    }
    let phone = record.contacts.first().map(|contact| renderer.contact(contact).main);
    let of_conflict = |text| {
        let text = renderer.text(text);
        match &phone {
            Some(phone) => renderer.format("notice-conflict-call", &[("text", &text), ("phone", phone)]),
            None => renderer.format("notice-conflict", &[("text", &text)]),
        }
    };
    notices.extend(record.conflicts.iter().map(of_conflict));
    notices
}

fn is_stale(checked: Date, today: Date) -> bool {
    checked.checked_add(Span::new().months(MONTHS_BEFORE_STALE)).is_ok_and(|limit| limit < today)
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn facts_grow_stale_after_half_a_year() {
        assert!(!is_stale(date(2026, 8, 24), date(2027, 2, 24)));
        assert!(is_stale(date(2026, 8, 24), date(2027, 2, 25)));
    }
}
