//! Every number that stands in one language of a text stands in the other two.

use std::sync::LazyLock;

use regex::Regex;

use super::Report;
use crate::Language;

/// A number with grouped digits and a decimal part.
static NUMBER: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r"\d{1,3}(?:[ \u{a0}\u{202f}]\d{3})+(?:[.,]\d+)?|\d+(?:[.,]\d+)*").ok());

pub(super) fn check(report: &mut Report<'_>) {
    let sheet = report.sheet;
    for place in &sheet.places {
        let [uz, ru, en] = Language::ALL.map(|language| numbers(place.text.written(language), language));
        for (language, other) in [(Language::Ru, &ru), (Language::En, &en)] {
            if *other != uz {
                let what = format!("its numbers ({}) are not those of uz ({})", list(other), list(&uz));
                let near = place.text.written(language);
                let near = near.get(..near.char_indices().nth(24).map_or(near.len(), |(end, _)| end)).unwrap_or(near);
                report.problem_in(place, language, near, &what, "make the three languages say the same");
            }
        }
    }
}

/// The numbers of a text in rising order, without grouping and with a decimal point.
///
/// "On the 1st" and "on 1 May" hold the same 1; which word a number goes with is left to the reader.
pub(super) fn numbers(text: &str, language: Language) -> Vec<String> {
    let Some(number) = NUMBER.as_ref() else { return Vec::new() };
    let mut numbers: Vec<String> = number.find_iter(text).map(|found| plain(found.as_str(), language)).collect();
    numbers.sort();
    numbers
}

/// A number without grouping, with a decimal point and without idle zeros at its end. English groups by commas, Uzbek and
/// Russian write the decimal part after one.
pub(super) fn plain(number: &str, language: Language) -> String {
    let digits: String = number.chars().filter(|c| c.is_ascii_digit() || matches!(c, '.' | ',')).collect();
    let grouped = digits.split(',').skip(1).all(|group| group.split('.').next().is_some_and(|group| group.len() == 3));
    let digits = if language == Language::En && grouped { digits.replace(',', "") } else { digits.replace(',', ".") };
    match digits.split_once('.') {
        Some((whole, part)) => format!("{whole}.{part}").trim_end_matches('0').trim_end_matches('.').to_owned(),
        None => digits,
    }
}

fn list(numbers: &[String]) -> String {
    if numbers.is_empty() { "none".to_owned() } else { numbers.join(", ") }
}
