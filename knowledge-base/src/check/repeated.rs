//! No fact written by hand that a typed fact renders.
//!
//! A fee that is typed and told again in the summary will one day be changed in one of the two places. Fees, phones and links
//! are looked for in every text but those on conflicts; lengths of time in summary and steps, for a note may well speak of
//! another term of the same length.

use std::sync::LazyLock;

use regex::Regex;

use super::{
    Report,
    numbers::plain,
    texts::{Kind, Place},
};
use crate::{
    Language, ServiceRecord,
    fact::{Duration, DurationUnit, Fee},
};

/// A number and the word after it.
static AMOUNT: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(r"(\d{1,3}(?:[ \u{a0}\u{202f}]\d{3})+(?:[.,]\d+)?|\d+(?:[.,]\d+)*)[ \u{a0}-]?(\p{L}[\p{L}ʻʼ]*(?: \p{L}[\p{L}ʻʼ]*)?|%)").ok()
});

/// Beginnings of the words for a unit, in three languages.
const BHM: &str = "BHM | БРВ | BCA";
const UZS: &str = "soʻm | сум | soum | UZS";

pub(super) fn check(report: &mut Report<'_>, record: &ServiceRecord) {
    let fees: Vec<(String, &str)> = record.fee.iter().filter_map(|case| fee(&case.value)).collect();
    let times = record.duration.iter().chain(&record.validity);
    let times: Vec<(String, &str)> = times.filter_map(|case| time(&case.value)).collect();
    let phones: Vec<String> = record.contacts.iter().map(|contact| contact.phone.as_str().to_owned()).collect();
    let links: Vec<&String> = record.portal_link.iter().chain(&record.other_links).collect();
    let sheet = report.sheet;
    for place in sheet.places.iter().filter(|place| !matches!(place.kind, Kind::Conflict | Kind::Name)) {
        let typed = if place.kind == Kind::Telling { [&fees[..], &times[..]].concat() } else { fees.clone() };
        for language in Language::ALL {
            let text = place.text.written(language);
            amounts(report, place, language, &typed);
            for phone in phones.iter().filter(|phone| phone.len() > 4 && text.contains(phone.as_str())) {
                report.problem_in(place, language, phone, "the phone is typed in `contacts`", REMEDY);
            }
            for link in links.iter().filter(|link| text.contains(link.as_str())) {
                report.problem_in(place, language, link, "the link is typed in `links`", REMEDY);
            }
        }
    }
}

const REMEDY: &str = "leave it out of the text; the program renders the typed fact";

fn amounts(report: &mut Report<'_>, place: &Place, language: Language, typed: &[(String, &str)]) {
    let Some(amount) = AMOUNT.as_ref() else { return };
    let text = place.text.written(language);
    for found in amount.captures_iter(text) {
        let (Some(number), Some(unit)) = (found.get(1), found.get(2)) else { continue };
        let known = |(value, units): &(String, &str)| {
            *value == plain(number.as_str(), language) && is_unit(unit.as_str(), units)
        };
        if typed.iter().any(known) {
            let what = format!("`{}` is a typed fact of this record", found.get(0).map_or("", |all| all.as_str()));
            report.problem_in(place, language, number.as_str(), &what, REMEDY);
        }
    }
}

fn is_unit(word: &str, units: &str) -> bool {
    units.split(" | ").any(|unit| word.starts_with(unit))
}

fn fee(fee: &Fee) -> Option<(String, &'static str)> {
    match fee {
        Fee::Bhm(share) => Some((plain(&share.to_string(), Language::En), BHM)),
        Fee::Uzs(sum) => Some((plain(&sum.to_string(), Language::En), UZS)),
        _ => None,
    }
}

fn time(duration: &Duration) -> Option<(String, &'static str)> {
    let Duration::Span { amount, unit, .. } = duration else { return None };
    let words = match unit {
        DurationUnit::Minutes => "daqiqa | минут | minute",
        DurationUnit::Hours => "soat | час | hour",
        DurationUnit::WorkingHours => "ish soat | рабоч | working hour",
        DurationUnit::WorkingDays => "ish kun | рабоч | working day",
        DurationUnit::Days => "kun | дн | ден | day | calendar day | календарн",
        DurationUnit::Weeks => "hafta | недел | week",
        DurationUnit::Months => "oy | месяц | month",
        DurationUnit::Years => "yil | год | лет | year",
    };
    Some((amount.to_string(), words))
}
