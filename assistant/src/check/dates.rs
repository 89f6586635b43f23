//! Days and months of a calendar, as people write them.

use super::text::Word;

/// A day as far as it is written: `6 January 2022`, `October 2025`, `6 January`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) struct Day {
    pub(super) year: Option<u16>,
    pub(super) month: u8,
    pub(super) day: Option<u8>,
}

impl Day {
    /// Whether all that this says, another says too.
    pub(super) fn is_part_of(self, other: Self) -> bool {
        self.month == other.month
            && self.year.is_none_or(|year| other.year == Some(year))
            && self.day.is_none_or(|day| other.day == Some(day))
    }
}

/// Beginnings of the names of months, January first.
const MONTHS: [&[&str]; 12] = [
    &["yanvar", "январ", "january"],
    &["fevral", "феврал", "february"],
    &["mart", "март", "march"],
    &["aprel", "апрел", "april"],
    &["may", "мая", "май", "мае"],
    &["iyun", "июн", "june"],
    &["iyul", "июл", "july"],
    &["avgust", "август", "august"],
    &["sentabr", "sentyabr", "сентябр", "september"],
    &["oktabr", "oktyabr", "октябр", "october"],
    &["noyabr", "ноябр", "november"],
    &["dekabr", "декабр", "december"],
];

/// The days of a text: index of the first word, number of words, the day.
pub(super) fn days(words: &[Word]) -> Vec<(usize, usize, Day)> {
    let mut found = Vec::new();
    for index in 0..words.len() {
        if let Some(day) = in_digits(&words[index..]) {
            found.push((index, 3, day));
            continue;
        }
        let Some(month) = MONTHS.iter().position(|names| words[index].begins(names)) else { continue };
        let month = month as u8 + 1;
        let (mut first, mut last) = (index, index);
        let mut day = index.checked_sub(1).and_then(|before| day_of(&words[before]));
        let mut year = None;
        if day.is_some() {
            first = index - 1;
        }
        let after = words.get(index + 1);
        if day.is_none() && words.get(index + 2).is_some_and(|word| year_of(word).is_some()) {
            // `January 6, 2022`
            day = after.and_then(day_of);
            last += usize::from(day.is_some());
        }
        if let Some(after) = words.get(last + 1).and_then(year_of) {
            year = Some(after);
            last += 1;
        } else if first >= 2 && words[first - 1].begins(&["yil"]) {
            // `2022-yil 6-yanvar`
            year = year_of(&words[first - 2]);
            first -= if year.is_some() { 2 } else { 0 };
        }
        if day.is_some() || year.is_some() {
            found.push((first, last + 1 - first, Day { year, month, day }));
        }
    }
    found
}

/// `06.01.2022`, `2022-01-06`.
fn in_digits(words: &[Word]) -> Option<Day> {
    let [one, two, three, ..] = words else { return None };
    let close = two.start == one.end + 1 && three.start == two.end + 1;
    if !close {
        return None;
    }
    let month = |word: &Word| two_digits(word).filter(|month| (1..=12).contains(month));
    if let (Some(year), Some(month), Some(day)) = (year_of(one), month(two), day_of(three)) {
        return Some(Day { year: Some(year), month, day: Some(day) });
    }
    Some(Day { day: Some(two_digits(one).and_then(|_| day_of(one))?), month: month(two)?, year: Some(year_of(three)?) })
}

fn two_digits(word: &Word) -> Option<u8> {
    word.plain.parse().ok().filter(|_| word.plain.len() == 2)
}

fn day_of(word: &Word) -> Option<u8> {
    let digits = word.plain.trim_end_matches("st").trim_end_matches("nd").trim_end_matches("rd").trim_end_matches("th");
    digits.parse().ok().filter(|day| (1..=31).contains(day))
}

fn year_of(word: &Word) -> Option<u16> {
    word.plain.parse().ok().filter(|year| (1900..=2100).contains(year))
}
