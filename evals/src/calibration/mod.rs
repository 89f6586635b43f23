//! Learning the decision: from questions with their outcomes to the weights in `assistant/calibration.json`.
//!
//! The questions are neither indexed nor trained on, and stand in no suite. What is said of the result comes from folds: each
//! question is judged by weights that were learnt without it.

mod curve;
mod kinds;
mod logistic;
mod softmax;

use std::collections::BTreeMap;

use assistant::decide::{Bearing, Calibration, Lines, Logistic, SIGNALS, Signals, Told, Topic, follow_up_values};
use thiserror::Error;

use logistic::Labelled;

pub use curve::{Bin, curve, expected_error};
pub use kinds::{LearntKinds, Message, learn_kinds};

/// A question for learning.
#[derive(Clone, Debug, PartialEq)]
pub struct Example {
    /// Its place among the messages.
    pub message: usize,
    /// What it is decided by.
    pub signals: Signals,
    /// How it has to end.
    pub wanted: Wanted,
    /// How it bears on a record that a conversation before it may have been about: another one, for it is a new subject.
    pub bearing: Bearing,
}

/// A question that was asked of the service that its conversation is about.
#[derive(Clone, Debug, PartialEq)]
pub struct FollowUp {
    /// Its place among the messages.
    pub message: usize,
    /// What it is decided by.
    pub signals: Signals,
    /// How it bears on that service.
    pub bearing: Bearing,
}

/// What the decision is learnt from.
#[derive(Clone, Debug, Default)]
pub struct Material {
    /// Questions with their outcomes.
    pub examples: Vec<Example>,
    /// Questions after others.
    pub follow_ups: Vec<FollowUp>,
    /// Messages with their kinds.
    pub messages: Vec<Message>,
    /// Questions of the records, which speak for services.
    pub of_records: Vec<Message>,
    /// How each record is asked about, by id: a digest.
    pub records: BTreeMap<String, String>,
}

/// How often the decision may err.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Allowed {
    /// The share of answerable questions that may be declined.
    pub declined: f32,
    /// The share of rightly found questions that may be asked back.
    pub asked_back: f32,
    /// The share of new subjects that may be taken for follow-ups.
    pub kept: f32,
    /// The share of questions that may be taken for none.
    pub refused: f32,
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
}

/// What was learnt, and what it is worth on questions that it was not learnt from.
#[derive(Clone, Debug)]
pub struct Learnt {
    /// The weights and lines.
    pub calibration: Calibration,
    /// Probability that a record covers the question, by question, with whether one does.
    pub covered: Vec<(f32, bool)>,
    /// Probability that the first record is the one, over covered questions, with whether it is.
    pub right: Vec<(f32, bool)>,
    /// Probability that an uncovered question is about public services, with whether it is.
    pub service: Vec<(f32, bool)>,
    /// Probability that a question in a conversation is a follow-up, with whether it is.
    pub follow_up: Vec<(f32, bool)>,
    /// The kinds of messages.
    pub kinds: LearntKinds,
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

/// Learns the decision.
///
/// # Errors
/// [`TooFew`].
pub fn learn(material: &Material, allowed: Allowed) -> Result<Learnt, TooFew> {
    let kinds = learn_kinds(&material.messages, &material.of_records, allowed.refused);
    let (examples, follow_ups_of) = with_topics(material, &kinds.told);
    let covered = Question::learn("covered", &labelled(&examples, |wanted| Some(wanted.is_covered())))?;
    let right = labelled(&examples, |wanted| match wanted {
        Wanted::Answer { first_is_right } => Some(first_is_right),
        Wanted::Clarify => Some(false),
        Wanted::NoAnswer | Wanted::OutOfScope => None,
    });
    let right = Question::learn("right", &right)?;
    let service = labelled(&examples, |wanted| match wanted {
        Wanted::NoAnswer => Some(true),
        Wanted::OutOfScope => Some(false),
        Wanted::Answer { .. } | Wanted::Clarify => None,
    });
    let service = Question::learn("service", &service)?;
    let follow_up = Question::learn("follow-ups", &follow_ups(&examples, &follow_ups_of))?;
    let lines = Lines {
        covered: quantile(covered.said_of(true), allowed.declined),
        right: quantile(right.said_of(true), allowed.asked_back),
        service: EVEN,
        follow_up: quantile(follow_up.said_of(false), 1.0 - allowed.kept),
        no_question: kinds.line,
    };
    let calibration = Calibration {
        signals: SIGNALS.map(str::to_owned).into(),
        covered: covered.learnt,
        right: right.learnt,
        service: service.learnt,
        follow_up: follow_up.learnt,
        lines,
        typical: typical(material, &kinds.told),
        records: material.records.clone(),
    };
    let (covered, right, service, follow_up) = (covered.judged, right.judged, service.judged, follow_up.judged);
    Ok(Learnt { calibration, covered, right, service, follow_up, kinds })
}

/// What the covered questions are about in the mean, as it was told of each without it.
fn typical(material: &Material, told: &[Told]) -> Topic {
    let covered = material.examples.iter().filter(|example| example.wanted.is_covered());
    let topics: Vec<_> = covered.filter_map(|example| Some(told.get(example.message)?.topic.values())).collect();
    let mean = |place: usize| topics.iter().map(|values| values[place]).sum::<f32>() / topics.len().max(1) as f32;
    Topic::of(std::array::from_fn(mean))
}

/// A question of yes or no that the decision asks.
struct Question {
    learnt: Logistic,
    /// What was said of every example by weights that had not seen it, with what is so.
    judged: Vec<(f32, bool)>,
}

impl Question {
    fn learn(what: &'static str, labelled: &[Labelled]) -> Result<Self, TooFew> {
        let judged = judged(what, labelled)?;
        Ok(Self { learnt: logistic::fit(labelled), judged })
    }

    /// What was said of the examples where it is so, or is not.
    fn said_of(&self, side: bool) -> Vec<f32> {
        self.judged.iter().filter(|(_, is)| *is == side).map(|(said, _)| *said).collect()
    }
}

/// Follow-ups beside questions that stand for new subjects; both sides weigh alike by repeating the smaller one.
fn follow_ups(examples: &[Example], follow_ups: &[FollowUp]) -> Vec<Labelled> {
    let times = (examples.len() / follow_ups.len().max(1)).max(1);
    let stay = follow_ups.iter().map(|one| (follow_up_values(&one.signals, one.bearing), true));
    // Folds go by place: a question and its repetitions have to fall into one.
    let stay: Vec<Labelled> = stay.collect();
    let repeated = stay.chunks(FOLDS).flat_map(|chunk| std::iter::repeat_n(chunk, times).flatten().cloned());
    let leave = examples.iter().map(|one| (follow_up_values(&one.signals, one.bearing), false));
    repeated.chain(leave).collect()
}

/// The questions, each with the topic as a model and examples told it that were learnt without it.
fn with_topics(material: &Material, told: &[Told]) -> (Vec<Example>, Vec<FollowUp>) {
    let renewed = |signals: Signals, message: usize| match told.get(message) {
        Some(told) => signals.with_topic(told.topic),
        None => signals,
    };
    let example = |one: &Example| Example { signals: renewed(one.signals, one.message), ..one.clone() };
    let follow_up = |one: &FollowUp| FollowUp { signals: renewed(one.signals, one.message), ..one.clone() };
    (material.examples.iter().map(example).collect(), material.follow_ups.iter().map(follow_up).collect())
}

fn labelled(examples: &[Example], label: impl Fn(Wanted) -> Option<bool>) -> Vec<Labelled> {
    examples.iter().filter_map(|example| Some((example.signals.values().to_vec(), label(example.wanted)?))).collect()
}

/// The probability of every question by weights that were learnt from the other folds.
fn judged(what: &'static str, labelled: &[Labelled]) -> Result<Vec<(f32, bool)>, TooFew> {
    for side in [true, false] {
        let have = labelled.iter().filter(|(_, is)| *is == side).count();
        if have < LEAST {
            return Err(TooFew { what, have });
        }
    }
    let mut judged = vec![(0.0, false); labelled.len()];
    for fold in 0..FOLDS {
        let of_fold = |place: usize| place % FOLDS == fold;
        let others: Vec<Labelled> =
            labelled.iter().enumerate().filter(|(place, _)| !of_fold(*place)).map(|(_, one)| one.clone()).collect();
        let learnt = logistic::fit(&others);
        for (place, (values, is)) in labelled.iter().enumerate().filter(|(place, _)| of_fold(*place)) {
            judged[place] = (learnt.of(values), *is);
        }
    }
    Ok(judged)
}

/// The value below which a share of the values lies.
fn quantile(mut values: Vec<f32>, share: f32) -> f32 {
    values.sort_by(f32::total_cmp);
    let place = ((values.len() as f32 * share) as usize).min(values.len().saturating_sub(1));
    values.get(place).copied().unwrap_or_default()
}

#[cfg(test)]
mod tests;
