//! How well the probabilities of the decision are kept: what was said beside what came.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::{
    Scored,
    calibration::{Bin, curve, expected_error},
};

/// Probabilities of the decision whose keeping is measured: that a record covers the question, that the first one is the right one.
pub const PROBABILITIES: [&str; 2] = ["covered", "right"];

/// Points of a curve.
const BINS: usize = 10;

/// How well a probability is kept.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Reliability {
    /// Questions that were decided by it.
    pub questions: usize,
    /// The expected calibration error, 0 to 1.
    pub error: f32,
    /// Bins of equal numbers of questions, by rising probability.
    pub bins: Vec<Bin>,
}

/// The curves of each probability, by its name; one without questions is absent.
///
/// `covered`: a record covers the question, over all that came to a decision and whose expected outcome says whether one does.
/// `right`: the first record is a right one, over those that expect an answer from one.
#[must_use]
pub fn reliability(scored: &[Scored]) -> BTreeMap<String, Reliability> {
    let covered = scored.iter().filter_map(|one| {
        let is_covered = match one.line.case.expect.as_str() {
            "answer" | "clarify" => true,
            "no_answer" | "out_of_scope" => false,
            // Small talk and refusals are decided by other means.
            _ => return None,
        };
        Some((one.given.scores.decision?.covered, is_covered))
    });
    let right = scored.iter().filter(|one| one.line.case.expect == "answer" && !one.line.case.services.is_empty());
    let right = right.filter_map(|one| Some((one.given.scores.decision?.right, one.line.scores.rank == Some(1))));
    let curves: [Vec<(f32, bool)>; 2] = [covered.collect(), right.collect()];
    let of = |judged: Vec<(f32, bool)>| {
        let bins = curve(&judged, BINS);
        Reliability { questions: judged.len(), error: expected_error(&bins), bins }
    };
    PROBABILITIES
        .into_iter()
        .zip(curves)
        .filter(|(_, judged)| !judged.is_empty())
        .map(|(name, judged)| (name.to_owned(), of(judged)))
        .collect()
}
