//! What a text claims: numbers with their units, days, phones, links.
//!
//! One extractor reads the record and the sentence, so that both are compared in the same form.

use std::{fmt, str::FromStr, sync::LazyLock};

use regex::Regex;
use rust_decimal::Decimal;

use super::words::{self, Unit};

static LINK: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"(?i)(?:https?://)?(?:www\.)?(?:[a-z0-9-]+\.)+[a-z]{2,}(?:/[^\s,;)]*)?"));

/// One checkable statement.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) enum Claim {
    /// A number and what it counts.
    Number(Decimal, Unit),
    /// A phone number, by its digits.
    Phone(String),
    /// A link or host, in lower case, without scheme and closing slash.
    Link(String),
}

impl fmt::Display for Claim {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Number(value, Unit::None) => write!(formatter, "{value}"),
            Self::Number(value, unit) => write!(formatter, "{value} ({unit:?})"),
            Self::Phone(digits) => write!(formatter, "+{digits}"),
            Self::Link(link) => formatter.write_str(link),
        }
    }
}

/// The claims of a text, each with its possible readings.
pub(super) fn claims(text: &str) -> Vec<Vec<Claim>> {
    static PHONE: LazyLock<Regex> = LazyLock::new(|| pattern(r"\+\d[\d \-()\u{A0}]{6,}\d"));
    static NUMBER: LazyLock<Regex> =
        LazyLock::new(|| pattern(r"\d{1,3}(?:[ \u{A0}\u{202F}]\d{3})+(?:[.,]\d+)?|\d+(?:[.,]\d+)*"));
    let mut found = Vec::new();
    let text = replace(text, &LINK, |link| found.push(vec![Claim::Link(normal_link(link))]));
    let text = replace(&text, &PHONE, |phone| {
        found.push(vec![Claim::Phone(phone.chars().filter(char::is_ascii_digit).collect())]);
    });
    for number in NUMBER.find_iter(&text) {
        let (before, after) = (&text[..number.start()], &text[number.end()..]);
        let (unit, factor) = words::unit(before, after);
        let readings =
            values(number.as_str()).into_iter().map(|value| Claim::Number((value * factor).normalize(), unit));
        found.push(readings.collect());
    }
    found.extend(words::spelled(&text).into_iter().map(|(value, unit)| vec![Claim::Number(value, unit)]));
    found
}

/// A text without its links, whose letters are of no language.
pub(super) fn without_links(text: &str) -> String {
    replace(text, &LINK, |_| ())
}

/// Takes every match out of a text, so that its digits are not read again.
fn replace(text: &str, pattern: &Regex, mut found: impl FnMut(&str)) -> String {
    pattern
        .replace_all(text, |captures: &regex::Captures<'_>| {
            found(&captures[0]);
            " "
        })
        .into_owned()
}

fn normal_link(link: &str) -> String {
    let lower = link.to_lowercase();
    let bare = lower.trim_start_matches("https://").trim_start_matches("http://").trim_start_matches("www.");
    bare.trim_end_matches(['/', '.', ',']).to_owned()
}

/// The values that written digits may mean: `440 000`, `440,000` and `440.000` are 440 000; `0,027` is not 27.
fn values(written: &str) -> Vec<Decimal> {
    let joined: String = written.chars().filter(|c| !c.is_whitespace()).collect();
    let parts: Vec<&str> = joined.split(['.', ',']).collect();
    let parse = |text: &str| Decimal::from_str(text).ok();
    let groups = parts.len() > 1 && parts[0] != "0" && parts[1..].iter().all(|part| part.len() == 3);
    let grouped = groups.then(|| parse(&parts.concat())).flatten();
    let decimal = match parts.as_slice() {
        [whole] => parse(whole),
        [whole, fraction] => parse(&format!("{whole}.{fraction}")),
        // `24.08.2026` and the like are no numbers; nothing holds them, so nothing passes.
        _ if grouped.is_none() => Some(Decimal::MIN),
        _ => None,
    };
    grouped.into_iter().chain(decimal).collect()
}

fn pattern(pattern: &str) -> Regex {
    Regex::new(pattern).expect("the pattern is valid")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn numbers(text: &str) -> Vec<(String, Unit)> {
        let number = |claim: &Claim| match claim {
            Claim::Number(value, unit) => Some((value.to_string(), *unit)),
            Claim::Phone(_) | Claim::Link(_) => None,
        };
        claims(text).iter().filter_map(|readings| number(&readings[0])).collect()
    }

    fn one(value: &str, unit: Unit) -> Vec<(String, Unit)> {
        vec![(value.to_owned(), unit)]
    }

    #[test]
    fn a_sum_is_read_in_every_habit() {
        for text in
            ["440 000 soʻm", "440\u{A0}000 сумов", "440,000 soum", "440000 сўм", "440 тысяч сумов", "0,44 mln soʻm"]
        {
            assert_eq!(numbers(text), one("440000", Unit::Soum), "{text}");
        }
    }

    #[test]
    fn units_are_kept_apart() {
        assert_eq!(numbers("2 ish kuni"), one("2", Unit::WorkingDay));
        assert_eq!(numbers("2 рабочих дня"), one("2", Unit::WorkingDay));
        assert_eq!(numbers("2 kun"), one("2", Unit::Day));
        assert_eq!(numbers("16 working hours"), one("16", Unit::WorkingHour));
        assert_eq!(numbers("BHMning 0,9 baravari"), one("0.9", Unit::Bhm));
        assert_eq!(numbers("0.9 BCA"), one("0.9", Unit::Bhm));
        assert_eq!(numbers("50 %"), one("50", Unit::Percent));
        assert_eq!(numbers("$20"), one("20", Unit::Usd));
        assert_eq!(numbers("10 лет"), one("10", Unit::Year));
    }

    #[test]
    fn spelled_numbers_are_read() {
        assert_eq!(numbers("два рабочих дня"), one("2", Unit::WorkingDay));
        assert_eq!(numbers("oʻn kun"), one("10", Unit::Day));
        assert_eq!(numbers("thirty minutes"), one("30", Unit::Minute));
    }

    #[test]
    fn links_and_phones_are_read_whole() {
        assert_eq!(claims("https://my.gov.uz/uz/service/58"), [[Claim::Link("my.gov.uz/uz/service/58".to_owned())]]);
        assert_eq!(claims("+998 71 207-00-66"), [[Claim::Phone("998712070066".to_owned())]]);
    }
}
