//! What numbers count, and the words that multiply them, in the three languages and both scripts.

use rust_decimal::Decimal;

use super::text::{Word, heads};

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
    /// Years of a person's life.
    Age,
}

impl Unit {
    /// Whether it is one of money.
    pub(super) fn is_money(self) -> bool {
        matches!(self, Self::Bhm | Self::Soum | Self::Usd | Self::Percent)
    }

    /// Whether it is one of time.
    pub(super) fn is_time(self) -> bool {
        !self.is_money() && !matches!(self, Self::None | Self::Age)
    }
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
    ("business hour", Unit::WorkingHour),
    ("calendar day", Unit::Day),
    ("календарн д", Unit::Day),
    ("kalendar kun", Unit::Day),
    ("years old", Unit::Age),
    ("years of age", Unit::Age),
    ("yosh", Unit::Age),
    ("baravar", Unit::Bhm),
    ("bhm", Unit::Bhm),
    ("брв", Unit::Bhm),
    ("мрзп", Unit::Bhm),
    ("bca", Unit::Bhm),
    ("базов", Unit::Bhm),
    ("base calculation", Unit::Bhm),
    ("base amount", Unit::Bhm),
    ("bazaviy", Unit::Bhm),
    ("som$", Unit::Soum),
    ("soml", Unit::Soum),
    ("somn", Unit::Soum),
    ("somd", Unit::Soum),
    ("somg", Unit::Soum),
    ("сум$", Unit::Soum),
    ("сума$", Unit::Soum),
    ("сумов", Unit::Soum),
    ("сумам", Unit::Soum),
    ("soum", Unit::Soum),
    ("sum$", Unit::Soum),
    ("sums$", Unit::Soum),
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
    ("мин$", Unit::Minute),
    ("soat", Unit::Hour),
    ("час$", Unit::Hour),
    ("часа$", Unit::Hour),
    ("часов", Unit::Hour),
    ("hour", Unit::Hour),
    ("kun$", Unit::Day),
    ("kuni", Unit::Day),
    ("kund", Unit::Day),
    ("kung", Unit::Day),
    ("kunl", Unit::Day),
    ("день", Unit::Day),
    ("дня", Unit::Day),
    ("дней", Unit::Day),
    ("дни", Unit::Day),
    ("сут", Unit::Day),
    ("day", Unit::Day),
    ("hafta", Unit::Week),
    ("недел", Unit::Week),
    ("week", Unit::Week),
    ("oy$", Unit::Month),
    ("oyd", Unit::Month),
    ("oyg", Unit::Month),
    ("oyl", Unit::Month),
    ("oyn", Unit::Month),
    ("месяц", Unit::Month),
    ("month", Unit::Month),
    ("yil", Unit::Year),
    ("год$", Unit::Year),
    ("года$", Unit::Year),
    ("году$", Unit::Year),
    ("годов", Unit::Year),
    ("лет$", Unit::Year),
    ("летн", Unit::Year),
    ("year", Unit::Year),
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

/// The unit with which these words begin, and how many words name it.
pub(super) fn unit_of(words: &[Word]) -> (Unit, usize) {
    let found = UNITS.iter().find(|(phrase, _)| heads(words, phrase));
    found.map_or((Unit::None, 0), |(phrase, unit)| (*unit, phrase.split(' ').count()))
}

/// Whether a word names a unit or multiplies a number.
pub(super) fn is_unit(word: &Word) -> bool {
    let alone = std::slice::from_ref(word);
    unit_of(alone).0 != Unit::None || factor_of(alone).is_some() || word.begins(&["рабоч", "working", "ish$"])
}

/// What the first of these words multiplies a number by.
pub(super) fn factor_of(words: &[Word]) -> Option<Decimal> {
    let word = words.first()?;
    FACTORS.iter().find(|(beginning, _)| word.begins(&[beginning])).map(|(_, factor)| Decimal::from(*factor))
}
