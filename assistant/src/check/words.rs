//! Words around and in place of numbers, in the three languages and both scripts.

use std::str::FromStr;

use knowledge_base::{Language, fold, fold::words};
use rust_decimal::Decimal;

/// What a number counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Unit {
    /// Nothing that is known.
    None,
    Bhm,
    Soum,
    Usd,
    Percent,
    Minute,
    Hour,
    WorkingHour,
    Day,
    WorkingDay,
    Week,
    Month,
    Year,
    /// A day of the month, 1 to 12.
    DayOf(u8),
}

/// Beginnings of folded words after a number; two words where the first alone is not enough.
const UNITS: &[(&str, Unit)] = &[
    ("ish kun", Unit::WorkingDay),
    ("ish soat", Unit::WorkingHour),
    ("рабоч ден", Unit::WorkingDay),
    ("рабоч дн", Unit::WorkingDay),
    ("рабоч час", Unit::WorkingHour),
    ("working day", Unit::WorkingDay),
    ("business day", Unit::WorkingDay),
    ("working hour", Unit::WorkingHour),
    ("calendar day", Unit::Day),
    ("календарн д", Unit::Day),
    ("baravar", Unit::Bhm),
    ("bhm", Unit::Bhm),
    ("брв", Unit::Bhm),
    ("bca", Unit::Bhm),
    ("базов расчетн", Unit::Bhm),
    ("base calculation", Unit::Bhm),
    ("bazaviy", Unit::Bhm),
    ("som", Unit::Soum),
    ("сум", Unit::Soum),
    ("soum", Unit::Soum),
    ("sum", Unit::Soum),
    ("uzs", Unit::Soum),
    ("aqsh dollar", Unit::Usd),
    ("dollar", Unit::Usd),
    ("доллар", Unit::Usd),
    ("us dollar", Unit::Usd),
    ("usd", Unit::Usd),
    ("foiz", Unit::Percent),
    ("процент", Unit::Percent),
    ("percent", Unit::Percent),
    ("per cent", Unit::Percent),
    ("daqiqa", Unit::Minute),
    ("минут", Unit::Minute),
    ("minut", Unit::Minute),
    ("soat", Unit::Hour),
    ("час", Unit::Hour),
    ("hour", Unit::Hour),
    ("kun", Unit::Day),
    ("ден", Unit::Day),
    ("дн", Unit::Day),
    ("day", Unit::Day),
    ("hafta", Unit::Week),
    ("недел", Unit::Week),
    ("week", Unit::Week),
    ("oy", Unit::Month),
    ("месяц", Unit::Month),
    ("month", Unit::Month),
    ("yil", Unit::Year),
    ("год", Unit::Year),
    ("лет", Unit::Year),
    ("year", Unit::Year),
];

/// Beginnings of the names of months, January first.
const MONTHS: [&[&str]; 12] = [
    &["yanvar", "январ", "january"],
    &["fevral", "феврал", "february"],
    &["mart", "март", "march"],
    &["aprel", "апрел", "april"],
    &["may", "мая", "май"],
    &["iyun", "июн", "june"],
    &["iyul", "июл", "july"],
    &["avgust", "август", "august"],
    &["sentabr", "сентябр", "september"],
    &["oktabr", "октябр", "october"],
    &["noyabr", "ноябр", "november"],
    &["dekabr", "декабр", "december"],
];

/// Beginnings of folded words that multiply the number before them.
const FACTORS: &[(&str, i64)] = &[
    ("ming", 1_000),
    ("тыс", 1_000),
    ("thousand", 1_000),
    ("million", 1_000_000),
    ("миллион", 1_000_000),
    ("mln", 1_000_000),
    ("млн", 1_000_000),
];

/// What the number between two pieces of text counts, and the factor that a word behind it adds.
pub(super) fn unit(before: &str, after: &str) -> (Unit, Decimal) {
    if after.trim_start().starts_with('%') {
        return (Unit::Percent, Decimal::ONE);
    }
    if before.ends_with('$') {
        return (Unit::Usd, Decimal::ONE);
    }
    // A number at the end of a clause counts nothing that comes after it.
    let clause = after.split(['.', ';', '(', '!', '?', ',']).next().unwrap_or_default();
    let folded = folded(clause);
    let mut words: Vec<&str> = words(&folded).take(4).collect();
    let factor = words.first().and_then(|word| FACTORS.iter().find(|(beginning, _)| word.starts_with(beginning)));
    if factor.is_some() {
        words.remove(0);
    }
    let factor = factor.map_or(Decimal::ONE, |(_, factor)| Decimal::from(*factor));
    (unit_of(&words), factor)
}

fn unit_of(words: &[&str]) -> Unit {
    let Some(first) = words.first() else { return Unit::None };
    if let Some(month) = MONTHS.iter().position(|names| names.iter().any(|name| first.starts_with(name))) {
        return Unit::DayOf(month as u8 + 1);
    }
    let matches = |phrase: &str| {
        let parts: Vec<&str> = phrase.split(' ').collect();
        parts.len() <= words.len() && parts.iter().zip(words).all(|(part, word)| word.starts_with(part))
    };
    UNITS.iter().find(|(phrase, _)| matches(phrase)).map_or(Unit::None, |(_, unit)| *unit)
}

/// Folds with the Uzbek of both scripts in Latin letters and Russian as it is.
fn folded(text: &str) -> String {
    // Uzbek Cyrillic without a letter of its own reads as Russian, whose units are listed; `кун`, `ой`, `йил` and `иш` are not.
    let lower = fold(text, Language::Ru);
    let uzbek = [
        "кун",
        "ой",
        "йил",
        "иш",
        "сўм",
        "соат",
        "дақиқа",
        "ҳафта",
        "минг",
        "фоиз",
        "баравар",
        "бҳм",
        "январ",
        "бепул",
    ];
    let is_uzbek = lower
        .split(' ')
        .next()
        .is_some_and(|word| uzbek.iter().any(|beginning| word.trim_start_matches('-').starts_with(beginning)));
    if is_uzbek { fold(text, Language::Uz) } else { lower }
}

/// Spelled numbers, folded; "one" is left out, for it is an article and a pronoun too.
const NUMBERS: &[(&str, &[&str])] = &[
    ("2", &["ikki", "два", "две", "двух", "двумя", "two"]),
    ("3", &["uch", "три", "трех", "тремя", "three"]),
    ("4", &["tort", "четыре", "четырех", "four"]),
    ("5", &["besh", "пять", "пяти", "five"]),
    ("6", &["olti", "шесть", "шести", "six"]),
    ("7", &["yetti", "семь", "семи", "seven"]),
    ("8", &["sakkiz", "восемь", "восьми", "eight"]),
    ("9", &["toqqiz", "девять", "девяти", "nine"]),
    ("10", &["on", "десять", "десяти", "ten"]),
    ("12", &["двенадцать", "двенадцати", "twelve"]),
    ("15", &["пятнадцать", "пятнадцати", "fifteen"]),
    ("20", &["yigirma", "двадцать", "двадцати", "twenty"]),
    ("30", &["ottiz", "тридцать", "тридцати", "thirty"]),
    ("40", &["qirq", "сорок", "forty"]),
    ("50", &["ellik", "пятьдесят", "пятидесяти", "fifty"]),
    ("60", &["oltmish", "шестьдесят", "sixty"]),
    ("90", &["toqson", "девяносто", "ninety"]),
    ("100", &["yuz", "сто", "hundred"]),
];

/// Spelled numbers that count something; a word alone ("on" in English) is no number.
pub(super) fn spelled(text: &str) -> Vec<(Decimal, Unit)> {
    let mut found = Vec::new();
    for language in [Language::Ru, Language::Uz] {
        let folded = fold(text, language);
        let words: Vec<&str> = words(&folded).collect();
        for (index, word) in words.iter().enumerate() {
            let Some((digits, _)) = NUMBERS.iter().find(|(_, names)| names.contains(word)) else { continue };
            let unit = unit_of(&words[index + 1..]);
            let claim = (Decimal::from_str(digits).unwrap_or_default(), unit);
            if unit != Unit::None && !found.contains(&claim) {
                found.push(claim);
            }
        }
    }
    found
}

/// Whether a text says that something costs nothing.
pub(super) fn says_free(text: &str) -> bool {
    let folded = format!("{} {}", fold(text, Language::Uz), fold(text, Language::Ru));
    words(&folded).any(|word| {
        word == "free"
            || ["bepul", "tekin", "бесплатн", "безвозмездн"].iter().any(|beginning| word.starts_with(beginning))
    })
}
