//! Numbers in words: `пять`, `yigirma besh`, `two hundred thousand`, `полгода`, `about a week`.

use rust_decimal::Decimal;

use super::{
    text::{Word, heads},
    units::{Unit, factor_of, unit_of},
};

/// Spelled numbers, folded.
const NUMBERS: &[(u32, &[&str])] = &[
    (1, &["bir", "один", "одна", "одно", "одного", "одной", "одному", "одну", "одним", "one"]),
    (2, &["ikki", "два", "две", "двух", "двумя", "двум", "two", "both"]),
    (3, &["uch", "три", "трех", "тремя", "трем", "three"]),
    (4, &["tort", "четыре", "четырех", "four"]),
    (5, &["besh", "пять", "пяти", "five"]),
    (6, &["olti", "шесть", "шести", "six"]),
    (7, &["yetti", "семь", "семи", "seven"]),
    (8, &["sakkiz", "восемь", "восьми", "eight"]),
    (9, &["toqqiz", "девять", "девяти", "nine"]),
    (10, &["on", "десять", "десяти", "ten"]),
    (11, &["одиннадцать", "одиннадцати", "eleven"]),
    (12, &["двенадцать", "двенадцати", "twelve"]),
    (13, &["тринадцать", "тринадцати", "thirteen"]),
    (14, &["четырнадцать", "четырнадцати", "fourteen"]),
    (15, &["пятнадцать", "пятнадцати", "fifteen"]),
    (16, &["шестнадцать", "шестнадцати", "sixteen"]),
    (17, &["семнадцать", "семнадцати", "seventeen"]),
    (18, &["восемнадцать", "восемнадцати", "eighteen"]),
    (19, &["девятнадцать", "девятнадцати", "nineteen"]),
    (20, &["yigirma", "двадцать", "двадцати", "twenty"]),
    (30, &["ottiz", "тридцать", "тридцати", "thirty"]),
    (40, &["qirq", "сорок", "сорока", "forty"]),
    (50, &["ellik", "пятьдесят", "пятидесяти", "fifty"]),
    (60, &["oltmish", "шестьдесят", "шестидесяти", "sixty"]),
    (70, &["yetmish", "семьдесят", "семидесяти", "seventy"]),
    (80, &["sakson", "восемьдесят", "восьмидесяти", "eighty"]),
    (90, &["toqson", "девяносто", "ninety"]),
    (100, &["yuz", "сто", "ста", "hundred"]),
    (200, &["двести", "двухсот"]),
    (300, &["триста", "трехсот"]),
    (400, &["четыреста", "четырехсот"]),
    (500, &["пятьсот", "пятисот"]),
    (600, &["шестьсот"]),
    (700, &["семьсот"]),
    (800, &["восемьсот"]),
    (900, &["девятьсот"]),
];

/// Phrases that are a length of time or a sum by themselves.
const WHOLE: &[(&str, i64, u32, Unit)] = &[
    ("полгода", 6, 0, Unit::Month),
    ("полугод", 6, 0, Unit::Month),
    ("half a year", 6, 0, Unit::Month),
    ("half year", 6, 0, Unit::Month),
    ("yarim yil", 6, 0, Unit::Month),
    ("полчаса", 30, 0, Unit::Minute),
    ("получас", 30, 0, Unit::Minute),
    ("half an hour", 30, 0, Unit::Minute),
    ("yarim soat", 30, 0, Unit::Minute),
    ("полмесяца", 15, 0, Unit::Day),
    ("yarim oy", 15, 0, Unit::Day),
    ("half a month", 15, 0, Unit::Day),
    ("fortnight", 2, 0, Unit::Week),
    ("полмиллион", 500_000, 0, Unit::Soum),
    ("half a million", 500_000, 0, Unit::Soum),
    ("yarim million", 500_000, 0, Unit::Soum),
    ("полтора год", 15, 1, Unit::Year),
    ("полтора месяц", 15, 1, Unit::Month),
    ("полтора час", 15, 1, Unit::Hour),
    ("полторы недел", 15, 1, Unit::Week),
    ("bir yarim yil", 15, 1, Unit::Year),
    ("bir yarim oy", 15, 1, Unit::Month),
    ("year and a half", 15, 1, Unit::Year),
    ("month and a half", 15, 1, Unit::Month),
    ("decade", 10, 0, Unit::Year),
    ("десятилет", 10, 0, Unit::Year),
];

/// Words after which a unit without a number means one of it: `через месяц`, `about a week`.
const ONE: &[&str] = &["за", "через", "течение", "около", "почти", "целый", "целую", "примерно", "a", "an", "next"];

/// Spelled numbers of a text by the index of their first word, how many words they and their units take, value and unit.
///
/// A word alone is no number (`on` in English, `one` as a pronoun): it has to count something.
pub(super) fn spelled(words: &[Word]) -> Vec<(usize, usize, Decimal, Unit)> {
    let mut found = Vec::new();
    let mut index = 0;
    while index < words.len() {
        let here = &words[index..];
        let whole = WHOLE.iter().find(|(phrase, ..)| heads(here, phrase));
        if let Some((phrase, digits, scale, unit)) = whole {
            let length = phrase.split(' ').count();
            found.push((index, length, Decimal::new(*digits, *scale), *unit));
            index += length;
            continue;
        }
        if let Some((value, length)) = value(here) {
            let (unit, named) = unit_of(&here[length..]);
            if unit != Unit::None {
                found.push((index, length + named, value, unit));
                index += length + named;
                continue;
            }
        }
        let (unit, named) = unit_of(&here[1..]);
        if here[0].is(ONE) && unit.is_time() {
            found.push((index + 1, named, Decimal::ONE, unit));
            index += 1 + named;
            continue;
        }
        index += 1;
    }
    found
}

/// The number with which these words begin, and how many words it takes.
fn value(words: &[Word]) -> Option<(Decimal, usize)> {
    let (mut total, mut part, mut length) = (Decimal::ZERO, Decimal::ZERO, 0);
    for (index, word) in words.iter().enumerate() {
        if let Some((number, _)) = NUMBERS.iter().find(|(_, names)| word.is(names)) {
            let number = Decimal::from(*number);
            let is_hundred = word.is(&["yuz", "hundred"]);
            part = if is_hundred { part.max(Decimal::ONE) * number } else { part + number };
        } else if let Some(factor) = factor_of(&words[index..]).filter(|_| length > 0) {
            total += part * factor;
            part = Decimal::ZERO;
        } else {
            break;
        }
        length = index + 1;
    }
    (length > 0).then(|| (total + part, length))
}
