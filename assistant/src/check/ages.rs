//! Years of life, told from lengths of time by the words around them: `с 16 лет`, `under 16`, `16 yoshgacha`.

use rust_decimal::Decimal;

use super::{text::Word, units::Unit};

/// Nobody is older.
pub(super) const OLDEST: Decimal = Decimal::from_parts(120, 0, 0, false, 0);

/// From where to where an age holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Bound {
    /// This age, neither from nor up to it.
    At,
    /// From it on.
    From,
    /// Up to it.
    To,
}

impl Bound {
    /// Whether two bounds can be meant by the same words.
    pub(super) fn agrees(self, other: Self) -> bool {
        self == other || self == Self::At || other == Self::At
    }
}

const FROM: &[&str] = &["с", "со", "от", "старше", "больше", "после", "from", "over", "above", "older", "least"];
const TO: &[&str] = &["до", "младше", "моложе", "under", "below", "younger", "until", "to"];
const AT: &[&str] = &["age", "aged", "turns", "turned", "исполнится", "исполнилось", "исполняется"];

/// Which bound the words around a number of years make of it; `None` where it is no age.
pub(super) fn bound(before: &[Word], after: &[Word], unit: Unit) -> Option<Bound> {
    if !matches!(unit, Unit::Age | Unit::Year | Unit::None) {
        return None;
    }
    let last = before.last();
    let of_age = |word: &Word| word.begins(&["возраст", "age"]);
    let near = before.iter().rev().take(6).take_while(|word| !word.plain.starts_with(|c: char| c.is_ascii_digit()));
    let speaks_of_age = near.clone().any(of_age);
    let says = |words: &[&str]| {
        let article = last.is_some_and(|word| word.is(&["age", "than", "the", "at"]) || of_age(word));
        last.is_some_and(|word| word.is(words))
            || (article && before.iter().rev().nth(1).is_some_and(|word| word.is(words)))
    };
    if unit == Unit::Age {
        return Some(uzbek(after).unwrap_or(if says(FROM) {
            Bound::From
        } else if says(TO) {
            Bound::To
        } else {
            Bound::At
        }));
    }
    // `from age 1 to 16`: a number without a unit of its own is an age only beside another, or beside a word for it.
    let stands_alone = unit == Unit::None;
    let earlier = before.iter().rev().nth(1).is_some_and(|word| word.plain.starts_with(|c: char| c.is_ascii_digit()));
    let goes_on = before.iter().any(of_age) && earlier && last.is_some_and(|word| word.is(&["to", "and"]));
    if says(FROM) {
        return Some(Bound::From);
    }
    if says(TO) && (!stands_alone || goes_on || last.is_some_and(|word| word.is(&["under", "below", "до"]))) {
        return Some(Bound::To);
    }
    if says(AT) || (speaks_of_age && last.is_some_and(|word| !word.is(&["на", "for"]))) {
        let goes_to = after.first().is_some_and(|word| word.is(&["to", "до"]));
        return Some(if goes_to { Bound::From } else { Bound::At });
    }
    None
}

/// What the ending of `yosh` says.
fn uzbek(after: &[Word]) -> Option<Bound> {
    let (first, second) = (after.first()?, after.get(1));
    if first.begins(&["yoshdan", "yoshidan"]) {
        return Some(Bound::From);
    }
    if first.begins(&["yoshgacha", "yoshigacha"])
        || second.is_some_and(|word| word.begins(&["tolma", "yetma", "gacha"]))
    {
        return Some(Bound::To);
    }
    first.begins(&["yoshga"]).then_some(Bound::From)
}
