//! The base calculation amount (BHM; БРВ in Russian, BCA in English): a sum in soum fixed by decree, of which most fees are
//! multiples.

use jiff::civil::Date;
use rust_decimal::Decimal;

/// One value of the BHM.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BhmValue {
    /// The amount in soum.
    pub uzs: Decimal,
    /// The first day on which it is known to be in force.
    pub since: Date,
    /// Whether [`since`](Self::since) is the effective date itself, or only a day on which a source named the value as current.
    pub since_is_effective_date: bool,
    /// The page that states it.
    pub source: String,
}

/// All known values of the BHM, newest first. At least one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BhmTable {
    values: Vec<BhmValue>,
}

impl BhmTable {
    /// A table of the given values; `None` when there are none or two begin on one day.
    #[must_use]
    pub fn new(mut values: Vec<BhmValue>) -> Option<Self> {
        values.sort_by_key(|value| std::cmp::Reverse(value.since));
        let distinct = values.windows(2).all(|pair| pair[0].since != pair[1].since);
        (distinct && !values.is_empty()).then_some(Self { values })
    }

    /// The value in force on a day; `None` before the first known value.
    #[must_use]
    pub fn on(&self, day: Date) -> Option<&BhmValue> {
        self.values.iter().find(|value| value.since <= day)
    }

    /// All values, newest first.
    #[must_use]
    pub fn values(&self) -> &[BhmValue] {
        &self.values
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use jiff::civil::date;

    use super::*;

    fn table() -> BhmTable {
        let value = |uzs: i64, since| BhmValue {
            uzs: Decimal::from(uzs),
            since,
            since_is_effective_date: true,
            source: String::new(),
        };
        BhmTable::new(vec![value(412_000, date(2025, 9, 6)), value(440_000, date(2026, 9, 1))]).unwrap()
    }

    #[test]
    fn the_value_of_the_day_of_the_question_holds() {
        let uzs = |day| table().on(day).map(|value| value.uzs);
        assert_eq!(uzs(date(2026, 8, 31)), Some(Decimal::from(412_000)));
        assert_eq!(uzs(date(2026, 9, 1)), Some(Decimal::from(440_000)));
        assert_eq!(uzs(date(2020, 1, 1)), None);
    }

    #[test]
    fn two_values_of_one_day_make_no_table() {
        let mut values = table().values().to_vec();
        values.push(values[0].clone());
        assert_eq!(BhmTable::new(values), None);
    }
}
