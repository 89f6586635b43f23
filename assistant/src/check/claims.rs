//! What a text claims: numbers with their units, ages, days, phones, links, and that something is free.
//!
//! One extractor reads the record and the sentence, so that both are compared in the same form.

use std::{collections::HashSet, fmt, ops::Range, str::FromStr, sync::LazyLock};

use regex::Regex;
use rust_decimal::Decimal;

use super::{
    ages::{self, Bound},
    dates::{Day, days},
    free,
    spelled::spelled,
    text::{Word, words_of},
    units::{Unit, factor_of, unit_of},
};

static LINK: LazyLock<Regex> = LazyLock::new(|| {
    pattern(r"(?i)@[a-z0-9_]{3,}|(?:https?://)?(?:www\.)?(?:[a-z0-9-]+\.)+[a-z]{2,}(?:/[^\s,;)»”]*)?")
});
static PHONE: LazyLock<Regex> = LazyLock::new(|| pattern(r"\+\d[\d \-()\u{A0}]{6,}\d"));
static NUMBER: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"\d{1,3}(?:[ \u{A0}\u{202F}\u{2009}'’]\d{3})+(?:[.,]\d+)?\b|\d+(?:[.,]\d+)*"));
/// What may stand between two numbers of which the second names the unit of both: `5–6 months`, `2, 5 or 10 years`.
static SAME_UNIT: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"(?i)^(?:\s*[-–—/]\s*|,?\s+(?:или|и|до|or|and|to|yoki|va|ёки|ва)\s+|,\s+)$"));

/// One checkable statement.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) enum Claim {
    /// A number and what it counts.
    Number(Decimal, Unit),
    /// Years of life, from or up to which something holds.
    Age(Decimal, Bound),
    /// A day or month of a calendar.
    Day(Day),
    /// A phone number, by its digits.
    Phone(String),
    /// A link, host or name of a channel, in lower case, without scheme and closing slash.
    Link(String),
    /// Nothing is paid.
    Free,
}

impl fmt::Display for Claim {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Number(value, Unit::None) => write!(formatter, "{value}"),
            Self::Number(value, unit) => write!(formatter, "{value} ({unit:?})"),
            Self::Age(value, bound) => write!(formatter, "{value} (age, {bound:?})"),
            Self::Day(Day { year, month, day }) => {
                let year = year.map_or_else(|| "?".to_owned(), |year| year.to_string());
                let day = day.map_or_else(|| "?".to_owned(), |day| day.to_string());
                write!(formatter, "{year}-{month}-{day}")
            }
            Self::Phone(digits) => write!(formatter, "+{digits}"),
            Self::Link(link) => formatter.write_str(link),
            Self::Free => formatter.write_str("free"),
        }
    }
}

impl Claim {
    /// Whether a text that holds these claims says this one too.
    pub(super) fn is_in(&self, held: &HashSet<Claim>) -> bool {
        match self {
            Self::Day(day) => held.iter().any(|claim| matches!(claim, Claim::Day(other) if day.is_part_of(*other))),
            Self::Age(value, bound) => {
                held.iter().any(|claim| matches!(claim, Claim::Age(v, b) if v == value && b.agrees(*bound)))
            }
            // A year stands in every day of it.
            Self::Number(year, Unit::Year | Unit::None) if *year > Decimal::from(1900) => {
                held.contains(self)
                    || held.iter().any(|claim| {
                        matches!(claim, Claim::Day(Day { year: Some(of_day), .. }) if Decimal::from(*of_day) == *year)
                    })
            }
            Self::Number(..) | Self::Phone(_) | Self::Link(_) | Self::Free => held.contains(self),
        }
    }
}

/// A claim of a text, with the ways in which it can be read and its place.
#[derive(Clone, Debug)]
pub(super) struct Stated {
    /// The readings, the likeliest first; at least one.
    pub(super) readings: Vec<Claim>,
    /// Where it stands, its unit left out.
    pub(super) at: Range<usize>,
}

/// The claims of a text in the order of their places.
pub(super) fn stated(text: &str) -> Vec<Stated> {
    let mut found = Vec::new();
    let mut push = |readings: Vec<Claim>, at: Range<usize>| found.push(Stated { readings, at });
    let mut rest = text.to_owned();
    for link in LINK.find_iter(text) {
        push(vec![Claim::Link(normal_link(link.as_str()))], link.range());
        blank(&mut rest, link.range());
    }
    for phone in PHONE.find_iter(&rest.clone()) {
        push(vec![Claim::Phone(phone.as_str().chars().filter(char::is_ascii_digit).collect())], phone.range());
        blank(&mut rest, phone.range());
    }
    let words = words_of(&rest);
    for (first, length, day) in days(&words) {
        let at = words[first].start..words[first + length - 1].end;
        push(vec![Claim::Day(day)], at.clone());
        blank(&mut rest, at);
    }
    let words = words_of(&rest);
    for (readings, at) in numbers(&rest, &words) {
        push(readings, at);
    }
    found.extend(free::stated(&words));
    found.sort_by_key(|stated| stated.at.start);
    found
}

/// The claims of a text, each with its possible readings.
pub(super) fn claims(text: &str) -> Vec<Vec<Claim>> {
    stated(text).into_iter().map(|stated| stated.readings).collect()
}

/// A text without its links, whose letters are of no language.
pub(super) fn without_links(text: &str) -> String {
    LINK.replace_all(text, " ").into_owned()
}

/// A number as it stands in a text, before it is known what it counts.
struct Read {
    values: Vec<Decimal>,
    unit: Unit,
    at: Range<usize>,
    /// The first word behind it.
    next: usize,
}

fn numbers(text: &str, words: &[Word]) -> Vec<(Vec<Claim>, Range<usize>)> {
    let mut read: Vec<Read> = NUMBER.find_iter(text).map(|number| digits(text, words, number.range())).collect();
    for (first, _, value, unit) in spelled(words) {
        let at = words[first].start..words[first].end;
        read.push(Read { values: vec![value], unit, at, next: first + 1 });
    }
    read.sort_by_key(|number| number.at.start);
    for index in (1..read.len()).rev() {
        let (before, after) = (&read[index - 1], &read[index]);
        let between = text.get(before.at.end..after.at.start).unwrap_or_default();
        if before.unit == Unit::None && after.unit != Unit::None && SAME_UNIT.is_match(between) {
            read[index - 1].unit = after.unit;
        }
    }
    for index in 1..read.len() {
        // `20 dollars for one entry, for two — 35`: what the number before counts, this one counts too.
        let unit = read[index - 1].unit;
        let between = text.get(read[index - 1].at.end..read[index].at.start).unwrap_or_default();
        let is_short = read[index].unit == Unit::None
            && between.trim_end().ends_with(['—', '–'])
            && !between.contains(['.', ';', '!', '?', '(', ')']);
        if is_short && (unit.is_money() || unit.is_time()) {
            read[index].unit = unit;
        }
    }
    read.into_iter().map(|number| (readings(words, &number), number.at)).collect()
}

/// A number in digits with the unit beside it.
fn digits(text: &str, words: &[Word], at: Range<usize>) -> Read {
    let next = words.iter().position(|word| word.start >= at.end).unwrap_or(words.len());
    let values = values(&text[at.clone()]);
    let (before, after) = (&text[..at.start], &text[at.end..]);
    if after.trim_start().starts_with('%') {
        return Read { values, unit: Unit::Percent, at, next };
    }
    if before.trim_end().ends_with('$') || after.starts_with('$') {
        return Read { values, unit: Unit::Usd, at, next };
    }
    // A number at the end of a clause counts nothing that comes after it.
    let close = |index: usize| {
        let start = words.get(index).map_or(text.len(), |word| word.start);
        !text[at.end..start].contains(['.', ';', '(', '!', '?', ',', ':', '–', '—'])
    };
    if !close(next) {
        return Read { values, unit: Unit::None, at, next };
    }
    let factor = factor_of(&words[next..]);
    let unit = unit_of(&words[(next + usize::from(factor.is_some())).min(words.len())..]).0;
    let values = values.into_iter().map(|value| (value * factor.unwrap_or(Decimal::ONE)).normalize()).collect();
    let of_bhm = next >= 2
        && words[next - 2].begins(&["bhm", "брв"])
        && words[next..].first().is_some_and(|word| word.begins(&["qism", "miqdor"]));
    Read { values, unit: if of_bhm { Unit::Bhm } else { unit }, at, next }
}

/// What a number may mean: years of life first where the words around it say so.
fn readings(words: &[Word], number: &Read) -> Vec<Claim> {
    let first = words.iter().position(|word| word.end > number.at.start).unwrap_or(words.len());
    let age = number.values.first().filter(|value| **value <= ages::OLDEST);
    let bound = age.and_then(|_| ages::bound(&words[..first], &words[number.next..], number.unit));
    let ages = age.zip(bound).map(|(value, bound)| Claim::Age(*value, bound));
    let plain = number.values.iter().map(|value| Claim::Number(value.normalize(), number.unit));
    let plain = plain.filter(|_| number.unit != Unit::Age);
    let mut readings: Vec<Claim> = ages.into_iter().chain(plain).collect();
    if readings.is_empty() {
        // Nothing holds it, so nothing passes.
        readings.push(Claim::Number(Decimal::MIN, Unit::Age));
    }
    readings
}

/// Takes a piece out of a text without moving what stands behind it.
fn blank(text: &mut String, range: Range<usize>) {
    let spaces = " ".repeat(range.len());
    text.replace_range(range, &spaces);
}

fn normal_link(link: &str) -> String {
    let lower = link.to_lowercase();
    let bare = lower.trim_start_matches("https://").trim_start_matches("http://").trim_start_matches("www.");
    bare.trim_end_matches(['/', '.', ',']).to_owned()
}

/// The values that written digits may mean: `440 000`, `440,000` and `440.000` are 440 000; `0,027` is not 27.
fn values(written: &str) -> Vec<Decimal> {
    let joined: String = written.chars().filter(|c| !c.is_whitespace() && !matches!(c, '\'' | '’')).collect();
    let parts: Vec<&str> = joined.split(['.', ',']).collect();
    let parse = |text: &str| Decimal::from_str(text).ok();
    let groups = parts.len() > 1 && parts[0] != "0" && parts[1..].iter().all(|part| part.len() == 3);
    let grouped = groups.then(|| parse(&parts.concat())).flatten();
    let decimal = match parts.as_slice() {
        [whole] => parse(whole),
        [whole, fraction] => parse(&format!("{whole}.{fraction}")),
        _ => None,
    };
    let values: Vec<Decimal> = grouped.into_iter().chain(decimal).collect();
    // What is no number is held by nothing, so it does not pass.
    if values.is_empty() { vec![Decimal::MIN] } else { values }
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
            Claim::Age(value, _) => Some((value.to_string(), Unit::Age)),
            Claim::Day(_) | Claim::Phone(_) | Claim::Link(_) | Claim::Free => None,
        };
        claims(text).iter().filter_map(|readings| number(&readings[0])).collect()
    }

    fn one(value: &str, unit: Unit) -> Vec<(String, Unit)> {
        vec![(value.to_owned(), unit)]
    }

    #[test]
    fn a_sum_is_read_in_every_habit() {
        for text in [
            "440 000 soʻm",
            "440\u{A0}000 сумов",
            "440,000 soum",
            "440'000 soʻm",
            "440000 сўм",
            "440 тысяч сумов",
            "0,44 mln soʻm",
            "четыреста сорок тысяч сумов",
            "toʻrt yuz qirq ming soʻm",
        ] {
            assert_eq!(numbers(text), one("440000", Unit::Soum), "{text}");
        }
    }

    #[test]
    fn units_are_kept_apart() {
        assert_eq!(numbers("2 ish kuni"), one("2", Unit::WorkingDay));
        assert_eq!(numbers("2 иш куни"), one("2", Unit::WorkingDay));
        assert_eq!(numbers("2 рабочих дня"), one("2", Unit::WorkingDay));
        assert_eq!(numbers("2 kun"), one("2", Unit::Day));
        assert_eq!(numbers("16 working hours"), one("16", Unit::WorkingHour));
        assert_eq!(numbers("BHMning 0,9 baravari"), one("0.9", Unit::Bhm));
        assert_eq!(numbers("0.9 BCA"), one("0.9", Unit::Bhm));
        assert_eq!(numbers("50 %"), one("50", Unit::Percent));
        assert_eq!(numbers("$20"), one("20", Unit::Usd));
        assert_eq!(numbers("10 лет"), one("10", Unit::Year));
        assert_eq!(numbers("5–6 месяцев"), [one("5", Unit::Month), one("6", Unit::Month)].concat());
    }

    #[test]
    fn spelled_numbers_are_read() {
        assert_eq!(numbers("два рабочих дня"), one("2", Unit::WorkingDay));
        assert_eq!(numbers("oʻn kun"), one("10", Unit::Day));
        assert_eq!(numbers("thirty minutes"), one("30", Unit::Minute));
        assert_eq!(numbers("twenty-five years"), one("25", Unit::Year));
        assert_eq!(numbers("через месяц"), one("1", Unit::Month));
        assert_eq!(numbers("half a year"), one("6", Unit::Month));
    }

    #[test]
    fn ages_are_told_from_lengths_of_time() {
        for text in ["с 16 лет", "от 16 лет", "from age 16", "over 16", "16 yoshdan", "16 ёшдан", "старше 16 лет"]
        {
            assert_eq!(stated(text)[0].readings[0], Claim::Age(Decimal::from(16), Bound::From), "{text}");
        }
        for text in ["до 16 лет", "under 16", "16 yoshgacha", "16 ёшга тўлмаган", "младше 16 лет"]
        {
            assert_eq!(stated(text)[0].readings[0], Claim::Age(Decimal::from(16), Bound::To), "{text}");
        }
    }

    #[test]
    fn days_are_read_whole() {
        let day = Claim::Day(Day { year: Some(2022), month: 1, day: Some(6) });
        for text in [
            "6 января 2022 года",
            "6 January 2022",
            "January 6, 2022",
            "2022-yil 6-yanvardagi",
            "2022 йил 6 январдаги",
            "06.01.2022",
            "2022-01-06",
        ] {
            assert_eq!(claims(text), [[day.clone()]], "{text}");
        }
    }

    #[test]
    fn links_and_phones_are_read_whole() {
        assert_eq!(claims("https://my.gov.uz/uz/service/58"), [[Claim::Link("my.gov.uz/uz/service/58".to_owned())]]);
        assert_eq!(claims("+998 71 207-00-66"), [[Claim::Phone("998712070066".to_owned())]]);
    }
}
