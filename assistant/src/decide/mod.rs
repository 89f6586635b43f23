//! Answer, ask back, say that no record covers it, or decline: by the signals of the search.
//!
//! Three probabilities decide: that a record covers the question, that the first record is the one, and, where none covers it,
//! that it is about public services at all. What letters and the nearest examples tell of the topic is among them. They are learnt from
//! questions that are neither indexed nor trained on (`yordamchi eval calibrate`); where the lines between the outcomes lie
//! stands beside them in `calibration.json`.

mod calibration;
mod examples;
mod follow_up;
mod kinds;
mod known;
pub mod letters;
mod signals;

use knowledge_base::RecordId;
use retrieval::{Candidate, SearchResult};

pub use calibration::{Calibration, CalibrationError, Lines, Logistic, Probabilities};
pub use examples::{Examples, ExamplesError, Near, Nearness};
pub use follow_up::{BEARING, Bearing, FOLLOW_UP_VALUES, follow_up_values};
pub use kinds::{Kind, KindModel, Told, Topic, dense_values};
pub use known::digests;
pub(crate) use known::unchanged;
pub use signals::{SIGNALS, Signals};

/// What to do with a question.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Decision {
    /// Answer from this record.
    Answer(RecordId),
    /// Ask back between these.
    Clarify(Vec<RecordId>),
    /// About public services, but no record covers it.
    NoAnswer,
    /// Not about public services.
    OutOfScope,
}

/// The most choices of a question back.
pub const MOST_CHOICES: usize = 4;
/// Where nothing answers a question for sure, a guess at what else it is counts from here on.
pub(crate) const RATHER: f32 = 0.5;
/// Nobody is to be told that they insult or break the law who asks how to pickle tomatoes: below it, a message is a question of some
/// sort.
pub(crate) const LIKELY_NO_QUESTION: f32 = 0.7;
/// Records are offered beside the first from this share of its score on.
const CLOSE: f32 = 0.8;

/// Decides by the probabilities that the signals of a search give.
#[must_use]
pub fn decide(found: &SearchResult, probabilities: Probabilities, lines: &Lines) -> Decision {
    let best = found.candidates.first().filter(|_| probabilities.covered >= lines.covered);
    let Some(best) = best else {
        let is_service = probabilities.service >= lines.service;
        return if is_service { Decision::NoAnswer } else { Decision::OutOfScope };
    };
    if probabilities.right >= lines.right {
        return Decision::Answer(best.record.clone());
    }
    match close_to(best, &found.candidates) {
        only if only.len() == 1 => Decision::Answer(best.record.clone()),
        several => Decision::Clarify(several),
    }
}

/// The records whose scores are close to the best, the best first.
fn close_to(best: &Candidate, candidates: &[Candidate]) -> Vec<RecordId> {
    let limit = best.score * CLOSE;
    let close = candidates.iter().filter(|candidate| candidate.score >= limit || candidate.record == best.record);
    close.take(MOST_CHOICES).map(|candidate| candidate.record.clone()).collect()
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests;
