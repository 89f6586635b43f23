//! A metric with the interval in which it would lie had other questions of the same kind been asked.

use rand::{RngExt as _, SeedableRng as _, rngs::StdRng};
use serde::{Deserialize, Serialize};

/// How often cases are drawn again.
pub const RESAMPLES: usize = 1_000;
/// Where drawing begins, so that the same answers give the same intervals.
pub const SEED: u64 = 20_261_127;
/// What lies outside an interval, on each side.
const TAIL: f64 = 0.025;

/// What a case adds to a metric.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Part {
    above: f64,
    below: f64,
}

impl Part {
    /// Of a case that does not ask for the metric.
    pub(crate) const NONE: Self = Self { above: 0.0, below: 0.0 };

    /// Added above and below the line of the quotient.
    pub(crate) fn new(above: f64, below: f64) -> Self {
        Self { above, below }
    }
}

/// A metric of a slice.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Estimate {
    /// What was measured.
    pub value: f64,
    /// The lower end of the 95 % interval (bootstrap over cases, percentiles).
    pub low: f64,
    /// The upper end.
    pub high: f64,
    /// What it is a share or mean of: cases, groups, sentences.
    pub of: usize,
}

/// Cases drawn with replacement, the same for all metrics of a slice.
pub(crate) struct Resampling {
    draws: Vec<Vec<u32>>,
}

impl Resampling {
    pub(crate) fn new(cases: usize) -> Self {
        Self { draws: draws(cases) }
    }

    /// The metric of parts, one of each case; `None` where no case asks for it.
    pub(crate) fn estimate(&self, parts: &[Part]) -> Option<Estimate> {
        let below: f64 = parts.iter().map(|part| part.below).sum();
        let value = quotient(parts.iter())?;
        let of_draw = |draw: &Vec<u32>| quotient(draw.iter().map(|place| &parts[*place as usize]));
        let mut values: Vec<f64> = self.draws.iter().filter_map(of_draw).collect();
        values.sort_by(f64::total_cmp);
        let (low, high) = interval(&values).unwrap_or((value, value));
        Some(Estimate { value, low, high, of: below.round() as usize })
    }

    /// The difference of a metric between two runs over the same cases, which are drawn in pairs.
    pub(crate) fn difference(&self, before: &[Part], after: &[Part]) -> Option<Estimate> {
        let value = quotient(after.iter())? - quotient(before.iter())?;
        let of_draw = |draw: &Vec<u32>| {
            let of = |parts: &[Part]| quotient(draw.iter().map(|place| &parts[*place as usize]));
            Some(of(after)? - of(before)?)
        };
        let mut values: Vec<f64> = self.draws.iter().filter_map(of_draw).collect();
        values.sort_by(f64::total_cmp);
        let (low, high) = interval(&values).unwrap_or((value, value));
        Some(Estimate { value, low, high, of: before.len() })
    }
}

/// Places of cases, drawn with replacement.
fn draws(cases: usize) -> Vec<Vec<u32>> {
    if cases == 0 {
        return Vec::new();
    }
    let mut random = StdRng::seed_from_u64(SEED);
    let most = u32::try_from(cases).unwrap_or(u32::MAX);
    (0..RESAMPLES).map(|_| (0..cases).map(|_| random.random_range(0..most)).collect()).collect()
}

fn quotient<'p>(parts: impl Iterator<Item = &'p Part>) -> Option<f64> {
    let (above, below) = parts.fold((0.0, 0.0), |(above, below), part| (above + part.above, below + part.below));
    (below > 0.0).then(|| above / below)
}

/// What lies between the tails of ordered values.
fn interval(ordered: &[f64]) -> Option<(f64, f64)> {
    let last = ordered.len().checked_sub(1)?;
    let at = |share: f64| ordered[(share * last as f64).round() as usize];
    Some((at(TAIL), at(1.0 - TAIL)))
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    fn parts(held: usize, of: usize) -> Vec<Part> {
        (0..of).map(|place| Part::new(f64::from(u8::from(place < held)), 1.0)).collect()
    }

    #[test]
    fn an_interval_holds_its_share_and_narrows_with_more_cases() {
        let width = |of: usize| {
            let estimate = Resampling::new(of).estimate(&parts(of * 3 / 4, of)).unwrap();
            assert!(estimate.low < 0.75 && 0.75 < estimate.high && estimate.value == 0.75, "{estimate:?}");
            estimate.high - estimate.low
        };
        let (few, many) = (width(40), width(400));
        assert!(many < few / 2.0, "{few} {many}");
        // Normal approximation: 1.96 * sqrt(.75 * .25 / 400) on each side.
        assert!((many - 0.0849).abs() < 0.01, "{many}");
    }

    #[test]
    fn the_same_parts_give_the_same_interval() {
        let estimate = || Resampling::new(30).estimate(&parts(7, 30)).unwrap();
        assert_eq!(estimate(), estimate());
    }

    #[test]
    fn a_metric_that_nobody_asks_for_has_no_estimate() {
        assert_eq!(Resampling::new(3).estimate(&[Part::NONE; 3]), None);
        assert_eq!(Resampling::new(0).estimate(&[]), None);
    }

    #[test]
    fn a_paired_difference_is_surer_than_two_intervals_apart() {
        let (before, after) = (parts(50, 100), parts(60, 100));
        let resampling = Resampling::new(100);
        let difference = resampling.difference(&before, &after).unwrap();
        assert!((difference.value - 0.1).abs() < 1e-9 && difference.low > 0.0, "{difference:?}");
        let apart = resampling.estimate(&after).unwrap().low - resampling.estimate(&before).unwrap().high;
        assert!(apart < 0.0, "{apart}");
    }
}
