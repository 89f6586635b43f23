//! Learning the decision: from questions with their outcomes to the weights in `assistant/calibration.json`.
//!
//! The questions are neither indexed nor trained on, and stand in no suite. What is said of the result comes from folds: each
//! question is judged by weights that were learnt without it.

mod curve;
mod logistic;
mod topics;

use assistant::decide::{Calibration, Lines, Logistic, SIGNALS, Signals, Topic, TopicModel};
use thiserror::Error;

pub use curve::{Bin, curve, expected_error};
pub use topics::learn_topics;

/// A question for learning.
#[derive(Clone, Debug, PartialEq)]
pub struct Example {
    /// The question, folded.
    pub folded: String,
    /// What it is decided by.
    pub signals: Signals,
    /// How it has to end.
    pub wanted: Wanted,
}

/// How a question for learning has to end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wanted {
    /// With an answer; whether the first record found is a right one.
    Answer {
        /// Whether it is.
        first_is_right: bool,
    },
    /// With a question back.
    Clarify,
    /// With the word that no record covers it.
    NoAnswer,
    /// With the word that it is not about public services.
    OutOfScope,
}

impl Wanted {
    fn is_covered(self) -> bool {
        matches!(self, Self::Answer { .. } | Self::Clarify)
    }

    fn topic(self) -> Topic {
        match self {
            Self::Answer { .. } | Self::Clarify => Topic::Service,
            Self::NoAnswer => Topic::State,
            Self::OutOfScope => Topic::Other,
        }
    }
}

/// What was learnt, and what it is worth on questions that it was not learnt from.
#[derive(Clone, Debug)]
pub struct Learnt {
    /// The weights and lines.
    pub calibration: Calibration,
    /// What letters tell of the topic.
    pub topics: TopicModel,
    /// Probability that a record covers the question, by question, with whether one does.
    pub covered: Vec<(f32, bool)>,
    /// Probability that the first record is the one, over covered questions, with whether it is.
    pub right: Vec<(f32, bool)>,
    /// Probability that an uncovered question is about public services, with whether it is.
    pub service: Vec<(f32, bool)>,
}

/// There is too little to learn from.
#[derive(Debug, Error)]
#[error("{have} questions for {what} are too few to learn from, {LEAST} are needed; name suites with more of them")]
pub struct TooFew {
    what: &'static str,
    have: usize,
}

/// Questions of each kind without which nothing is learnt.
const LEAST: usize = 20;
/// Parts into which the questions are split for judging.
const FOLDS: usize = 5;
/// From here on an uncovered question counts as one about public services.
const EVEN: f32 = 0.5;

/// Learns the decision. `of_records` are folded questions of the records, which speak for the topic of services; `declined` is the share of answerable questions that may be declined, `asked_back` the share of rightly
/// found ones that may be asked back.
///
/// # Errors
/// [`TooFew`].
pub fn learn(examples: &[Example], of_records: &[String], declined: f32, asked_back: f32) -> Result<Learnt, TooFew> {
    let examples = with_topics_of_others(examples, of_records);
    let examples = examples.as_slice();
    let covered = labelled(examples, |wanted| Some(wanted.is_covered()));
    let right = labelled(examples, |wanted| match wanted {
        Wanted::Answer { first_is_right } => Some(first_is_right),
        Wanted::Clarify => Some(false),
        Wanted::NoAnswer | Wanted::OutOfScope => None,
    });
    let service = labelled(examples, |wanted| match wanted {
        Wanted::NoAnswer => Some(true),
        Wanted::OutOfScope => Some(false),
        Wanted::Answer { .. } | Wanted::Clarify => None,
    });
    let (covered_judged, right_judged, service_judged) =
        (judged("covered", &covered)?, judged("right", &right)?, judged("service", &service)?);
    let true_ones = |judged: &[(f32, bool)]| judged.iter().filter(|(_, is)| *is).map(|(p, _)| *p).collect();
    let lines = Lines {
        covered: quantile(true_ones(&covered_judged), declined),
        right: quantile(true_ones(&right_judged), asked_back),
        service: EVEN,
    };
    let fitted = |labelled: &[(Signals, bool)]| -> Logistic { logistic::fit(labelled) };
    let calibration = Calibration {
        signals: SIGNALS.map(str::to_owned).into(),
        covered: fitted(&covered),
        right: fitted(&right),
        service: fitted(&service),
        lines,
    };
    let topics = learn_topics(&texts(examples.iter(), of_records));
    Ok(Learnt { calibration, topics, covered: covered_judged, right: right_judged, service: service_judged })
}

/// The examples, each with the topic as a model sees it that was learnt from the other folds.
fn with_topics_of_others(examples: &[Example], of_records: &[String]) -> Vec<Example> {
    let mut judged = examples.to_vec();
    for fold in 0..FOLDS {
        let others = examples.iter().enumerate().filter(|(place, _)| place % FOLDS != fold).map(|(_, one)| one);
        let model = learn_topics(&texts(others, of_records));
        for example in judged.iter_mut().skip(fold).step_by(FOLDS) {
            example.signals = example.signals.with_topic(model.odds(&example.folded));
        }
    }
    judged
}

fn texts<'e>(examples: impl Iterator<Item = &'e Example>, of_records: &'e [String]) -> Vec<(&'e str, Topic)> {
    let of_records = of_records.iter().map(|text| (text.as_str(), Topic::Service));
    examples.map(|example| (example.folded.as_str(), example.wanted.topic())).chain(of_records).collect()
}

fn labelled(examples: &[Example], label: impl Fn(Wanted) -> Option<bool>) -> Vec<(Signals, bool)> {
    examples.iter().filter_map(|example| Some((example.signals, label(example.wanted)?))).collect()
}

/// The probability of every question by weights that were learnt from the other folds.
fn judged(what: &'static str, labelled: &[(Signals, bool)]) -> Result<Vec<(f32, bool)>, TooFew> {
    for side in [true, false] {
        let have = labelled.iter().filter(|(_, is)| *is == side).count();
        if have < LEAST {
            return Err(TooFew { what, have });
        }
    }
    let mut judged = vec![(0.0, false); labelled.len()];
    for fold in 0..FOLDS {
        let of_fold = |place: usize| place % FOLDS == fold;
        let others: Vec<(Signals, bool)> =
            labelled.iter().enumerate().filter(|(place, _)| !of_fold(*place)).map(|(_, one)| *one).collect();
        let learnt = logistic::fit(&others);
        for (place, (signals, is)) in labelled.iter().enumerate().filter(|(place, _)| of_fold(*place)) {
            judged[place] = (learnt.probability(signals), *is);
        }
    }
    Ok(judged)
}

/// The value below which a share of the values lies.
fn quantile(mut values: Vec<f32>, share: f32) -> f32 {
    values.sort_by(f32::total_cmp);
    let place = (values.len() as f32 * share) as usize;
    values.get(place).copied().unwrap_or_default()
}

#[cfg(test)]
mod tests;
