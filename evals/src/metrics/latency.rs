//! Where the time of answers went.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::Scored;

/// Stages of an answer, in the order in which they pass.
pub const STAGES: [&str; 5] = ["understand", "search", "compose", "first_sentence", "total"];

/// Milliseconds of a stage.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Percentiles {
    /// Half of the answers took no longer.
    pub p50: f64,
    /// Nineteen of twenty took no longer.
    pub p95: f64,
}

impl Percentiles {
    /// By the name that gates use.
    #[must_use]
    pub fn named(self, name: &str) -> Option<f64> {
        match name {
            "p50" => Some(self.p50),
            "p95" => Some(self.p95),
            _ => None,
        }
    }
}

/// Percentiles by stage, over the answers that have the stage, by the nearest rank.
#[must_use]
pub fn latency(cases: &[&Scored]) -> BTreeMap<String, Percentiles> {
    let mut stages: BTreeMap<String, Vec<f64>> = BTreeMap::new();
    for (stage, time) in cases.iter().flat_map(|one| &one.given.timings_ms) {
        stages.entry(stage.clone()).or_default().push(*time);
    }
    stages.into_iter().map(|(stage, times)| (stage, percentiles(times))).collect()
}

fn percentiles(mut times: Vec<f64>) -> Percentiles {
    times.sort_by(f64::total_cmp);
    let at = |share: f64| {
        let rank = (share * times.len() as f64).ceil() as usize;
        times.get(rank.max(1) - 1).copied().unwrap_or_default()
    };
    Percentiles { p50: at(0.5), p95: at(0.95) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn percentiles_are_of_the_nearest_rank() {
        assert_eq!(percentiles((1..=100).rev().map(f64::from).collect()), Percentiles { p50: 50.0, p95: 95.0 });
        assert_eq!(percentiles(vec![7.0]), Percentiles { p50: 7.0, p95: 7.0 });
    }
}
