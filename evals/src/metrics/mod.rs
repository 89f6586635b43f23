//! Many scores as figures: every metric by slice with an interval, latency by stage, outcomes against each other, and how well
//! probabilities are kept.

mod definitions;
mod estimate;
mod judged;
mod latency;
mod reliability;
mod slices;

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::{Scored, score::Cause};

pub use definitions::{Better, JUDGE, METRICS, Metric, Shown, metric};
pub use estimate::{Estimate, RESAMPLES, SEED};
pub(crate) use estimate::{Part, Resampling};
pub use judged::Judged;
pub use latency::{Percentiles, STAGES, latency};
pub use reliability::{PROBABILITIES, Reliability, reliability};
pub use slices::{ALL, DIMENSIONS, by_slice, dimension, slices_of};

/// All figures of a run.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Summary {
    /// Figures by the name of the slice: `all`, `locale:uz-latn`, `tag:fee`.
    pub slices: BTreeMap<String, Figures>,
    /// How many answers ended in an outcome, by the expected outcome and then by that which came.
    pub confusion: BTreeMap<String, BTreeMap<String, usize>>,
    /// How well each probability of the decision is kept.
    pub reliability: BTreeMap<String, Reliability>,
    /// How many answers have something wrong, by what.
    pub causes: BTreeMap<String, usize>,
    /// What a judge said, where one was asked.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub judged: Option<Judged>,
}

/// Figures of a slice.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Figures {
    /// How many cases.
    pub cases: usize,
    /// Metrics by name; one that no case asks for is absent.
    pub metrics: BTreeMap<String, Estimate>,
    /// Milliseconds by stage.
    pub latency_ms: BTreeMap<String, Percentiles>,
}

impl Figures {
    /// A figure by the name that gates use: a metric, or `latency.total.p95`.
    #[must_use]
    pub fn value(&self, name: &str) -> Option<f64> {
        let Some(rest) = name.strip_prefix(LATENCY) else {
            return self.metrics.get(name).map(|estimate| estimate.value);
        };
        let (stage, percentile) = rest.split_once('.')?;
        self.latency_ms.get(stage)?.named(percentile)
    }
}

/// Before the names of latencies in gates.
pub(crate) const LATENCY: &str = "latency.";

/// Sums up scored answers. The intervals are the same whenever the answers are.
#[must_use]
pub fn summary(scored: &[Scored]) -> Summary {
    let slices = by_slice(scored).into_iter().map(|(name, cases)| (name, figures(&cases))).collect();
    let mut confusion: BTreeMap<String, BTreeMap<String, usize>> = BTreeMap::new();
    let mut causes: BTreeMap<String, usize> = BTreeMap::new();
    for one in scored {
        let row = confusion.entry(one.line.case.expect.clone()).or_default();
        *row.entry(one.given.outcome.clone()).or_default() += 1;
        for cause in &one.line.scores.causes {
            *causes.entry(cause.name().to_owned()).or_default() += 1;
        }
    }
    Summary { slices, confusion, reliability: reliability(scored), causes, judged: judged::judged(scored) }
}

fn figures(cases: &[&Scored]) -> Figures {
    let resampling = Resampling::new(cases.len());
    let estimated = METRICS.iter().filter_map(|metric| {
        let parts: Vec<Part> = cases.iter().map(|one| (metric.part)(one)).collect();
        Some((metric.name.to_owned(), resampling.estimate(&parts)?))
    });
    Figures { cases: cases.len(), metrics: estimated.collect(), latency_ms: latency(cases) }
}

/// The causes in their order with how many answers have each.
#[must_use]
pub fn causes_in_order(summary: &Summary) -> Vec<(Cause, usize)> {
    let count = |cause: Cause| summary.causes.get(cause.name()).copied().unwrap_or_default();
    Cause::ALL.into_iter().map(|cause| (cause, count(cause))).collect()
}

#[cfg(test)]
mod tests;
