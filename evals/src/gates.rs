//! Bounds that a release has to keep.
//!
//! A file of gates has a table a slice and a line a metric; a bound is on the value of the metric over the slice, never on a
//! single case:
//!
//! ```toml
//! ["suite:answers-dev"]
//! outcome = { at_least = 0.95 }
//! ```

use std::{collections::BTreeMap, fs, io, path::PathBuf};

use serde::{Deserialize, Serialize};
use thiserror::Error;

use crate::{
    Summary,
    metrics::{DIMENSIONS, JUDGE, LATENCY, PROBABILITIES, STAGES, dimension, metric},
};

/// Bounds by slice and metric.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[serde(transparent)]
pub struct Gates(BTreeMap<String, BTreeMap<String, Bound>>);

/// What a metric may be.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Bound {
    /// No less.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub at_least: Option<f64>,
    /// No more.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub at_most: Option<f64>,
}

/// What a bound says of a run.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Verdict {
    /// The slice.
    pub slice: String,
    /// The metric.
    pub metric: String,
    /// What it may be.
    pub bound: Bound,
    /// What it is; absent where the run did not ask for it.
    pub value: Option<f64>,
    /// Whether the bound is kept; what was not measured breaks nothing.
    pub kept: bool,
}

/// Why gates cannot be used.
#[derive(Debug, Error)]
pub enum GatesError {
    /// The file cannot be read.
    #[error("cannot read the gates in `{}`: {source}", path.display())]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// The file holds no gates.
    #[error("`{}` holds no gates: {what}", path.display())]
    Broken {
        /// The file.
        path: PathBuf,
        /// What is wrong.
        what: String,
    },
}

impl Gates {
    /// Reads a file of gates.
    ///
    /// # Errors
    /// [`GatesError`].
    pub fn read(path: &std::path::Path) -> Result<Self, GatesError> {
        let unreadable = |source| GatesError::Unreadable { path: path.to_owned(), source };
        let text = fs::read_to_string(path).map_err(unreadable)?;
        Self::parse(&text).map_err(|what| GatesError::Broken { path: path.to_owned(), what })
    }

    fn parse(text: &str) -> Result<Self, String> {
        let gates: Self = toml::from_str(text).map_err(|error| error.to_string())?;
        if let Some(slice) = gates.0.keys().find(|slice| !DIMENSIONS.contains(&dimension(slice))) {
            return Err(format!(
                "`{slice}` is no slice; a slice is `all`, or one of {} with a name",
                DIMENSIONS[1..].join(":, ") + ":"
            ));
        }
        for (name, bound) in gates.0.values().flatten() {
            if name == JUDGE {
                return Err(format!(
                    "`{name}` is what a language model says of answers, and never a gate; leave it out"
                ));
            }
            let is_known = metric(name).is_some()
                || name.strip_prefix(LATENCY).is_some_and(is_latency)
                || name.strip_prefix(CALIBRATION).is_some_and(|name| PROBABILITIES.contains(&name));
            if !is_known {
                return Err(format!("`{name}` is no metric; `run.json` names them"));
            }
            if bound.at_least.is_none() && bound.at_most.is_none() {
                return Err(format!("`{name}` has no bound; write at_least or at_most"));
            }
        }
        Ok(gates)
    }

    /// Judges a run.
    #[must_use]
    pub fn judge(&self, summary: &Summary) -> Vec<Verdict> {
        let all =
            self.0.iter().flat_map(|(slice, bounds)| bounds.iter().map(move |(metric, bound)| (slice, metric, bound)));
        all.map(|(slice, metric, bound)| {
            let value = value(summary, slice, metric);
            let kept = value.is_none_or(|value| bound.holds(value));
            Verdict { slice: slice.clone(), metric: metric.clone(), bound: *bound, value, kept }
        })
        .collect()
    }
}

fn is_latency(rest: &str) -> bool {
    let parts = rest.split_once('.');
    parts.is_some_and(|(stage, percentile)| STAGES.contains(&stage) && matches!(percentile, "p50" | "p95"))
}

/// Before the names of calibration errors, which are of the whole run: `calibration.covered`.
const CALIBRATION: &str = "calibration.";

fn value(summary: &Summary, slice: &str, name: &str) -> Option<f64> {
    match name.strip_prefix(CALIBRATION) {
        Some(probability) => summary.reliability.get(probability).map(|kept| f64::from(kept.error)),
        None => summary.slices.get(slice)?.value(name),
    }
}

impl Bound {
    fn holds(self, value: f64) -> bool {
        self.at_least.is_none_or(|least| value >= least) && self.at_most.is_none_or(|most| value <= most)
    }
}

impl std::fmt::Display for Bound {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match (self.at_least, self.at_most) {
            (Some(least), Some(most)) => write!(formatter, "{least} to {most}"),
            (Some(least), None) => write!(formatter, "at least {least}"),
            (None, Some(most)) => write!(formatter, "at most {most}"),
            (None, None) => formatter.write_str("any"),
        }
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use crate::metrics::{Estimate, Figures};

    fn summary(outcome: f64) -> Summary {
        let estimate = Estimate { value: outcome, low: 0.0, high: 1.0, of: 10 };
        let figures = Figures { cases: 10, metrics: [("outcome".to_owned(), estimate)].into(), ..Figures::default() };
        Summary { slices: [("all".to_owned(), figures)].into(), ..Summary::default() }
    }

    #[test]
    fn a_bound_is_kept_up_to_its_own_value() {
        let gates = Gates::parse("[all]\noutcome = { at_least = 0.9 }").unwrap();
        assert!(gates.judge(&summary(0.9))[0].kept);
        assert!(!gates.judge(&summary(0.899))[0].kept);
    }

    #[test]
    fn a_slice_that_was_not_asked_is_told_without_a_value() {
        let gates = Gates::parse("[\"suite:other\"]\noutcome = { at_most = 0.9 }").unwrap();
        let verdict = &gates.judge(&summary(0.5))[0];
        assert_eq!((verdict.value, verdict.kept), (None, true));
    }

    #[test]
    fn what_is_no_gate_is_refused() {
        for text in [
            "[all]\nspeed = { at_least = 1 }",
            "[all]\noutcome = {}",
            "[all]\noutcome = { least = 1 }",
            "[all",
            "[al]\noutcome = { at_least = 1 }",
            "[\"suites:dev\"]\noutcome = { at_least = 1 }",
            "[all]\n\"latency.totl.p95\" = { at_most = 1 }",
            "[all]\n\"calibration.coverd\" = { at_most = 1 }",
        ] {
            assert!(Gates::parse(text).is_err(), "{text}");
        }
    }

    #[test]
    fn a_judge_is_no_gate_and_the_error_says_so() {
        let refused = Gates::parse("[all]\njudge = { at_least = 0.9 }").unwrap_err();
        assert!(refused.contains("never a gate"), "{refused}");
    }

    #[test]
    fn the_gates_that_ship_can_be_used() {
        let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("gates.toml");
        assert!(!Gates::read(&path).unwrap().0.is_empty());
    }
}
