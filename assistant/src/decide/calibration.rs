//! The weights of the decision, as they were learnt, and the lines between the outcomes.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::{FOLLOW_UP_VALUES, SIGNALS, Signals, Topic};

/// What a decision is made with.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Calibration {
    /// The signals that the weights belong to, in order.
    pub signals: Vec<String>,
    /// That a record covers the question.
    pub covered: Logistic,
    /// That the first record is the one, given that a record covers the question.
    pub right: Logistic,
    /// That a question which no record covers is about public services.
    pub service: Logistic,
    /// That a question is asked of the service that the conversation is about; over the signals and how it bears on that service.
    pub follow_up: Logistic,
    /// From where on each is taken for true.
    pub lines: Lines,
    /// What a question that a record covers is about in the mean.
    pub typical: Topic,
    /// How each record was asked about then, by id; see [`digests`](super::digests).
    pub records: BTreeMap<String, String>,
}

/// Logistic regression over the signals.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Logistic {
    /// The log odds where all signals are 0.
    pub bias: f32,
    /// What each signal adds to the log odds.
    pub weights: Vec<f32>,
}

/// What is likely of a question, each 0 to 1.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Probabilities {
    /// That a record covers it.
    pub covered: f32,
    /// That the first record is the one, given that one covers it.
    pub right: f32,
    /// That it is about public services, given that none covers it.
    pub service: f32,
}

impl Logistic {
    /// The probability by the signals, 0 to 1.
    #[must_use]
    pub fn probability(&self, signals: &Signals) -> f32 {
        self.of(signals.values())
    }

    /// The probability by values in the order of the weights, 0 to 1.
    #[must_use]
    pub fn of(&self, values: &[f32]) -> f32 {
        let odds: f32 = self.weights.iter().zip(values).map(|(weight, value)| weight * value).sum();
        1.0 / (1.0 + (-(self.bias + odds)).exp())
    }
}

/// Probabilities from which an outcome is taken.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Lines {
    /// Below it no record is said to cover the question.
    pub covered: f32,
    /// Below it the assistant asks back where several records stand close.
    pub right: f32,
    /// Below it an uncovered question is declined as not about public services.
    pub service: f32,
    /// Below it a question in a conversation is taken for a new subject.
    pub follow_up: f32,
    /// From it on a message is taken for no question; see [`KindModel`](super::KindModel).
    pub no_question: f32,
}

/// The calibration cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum CalibrationError {
    /// It is no calibration.
    #[error("the calibration is broken: {0}; run `yordamchi eval calibrate`")]
    Broken(String),
    /// It was learnt for other signals.
    #[error("the calibration was learnt for other signals; run `yordamchi eval calibrate`")]
    OtherSignals,
}

impl Calibration {
    /// Reads a calibration.
    ///
    /// # Errors
    /// [`CalibrationError`].
    pub fn parse(json: &str) -> Result<Self, CalibrationError> {
        let read: Self = serde_json::from_str(json).map_err(|error| CalibrationError::Broken(error.to_string()))?;
        let whole = [&read.covered, &read.right, &read.service].iter().all(|one| one.weights.len() == SIGNALS.len());
        let whole = whole && read.follow_up.weights.len() == FOLLOW_UP_VALUES;
        if read.signals == SIGNALS && whole { Ok(read) } else { Err(CalibrationError::OtherSignals) }
    }

    /// What is likely of a question by its signals. Of a record that was not known, or asked about in other words, when the decision was
    /// learnt, what the question is about cannot tell whether it covers it.
    #[must_use]
    pub fn probabilities(&self, signals: &Signals, first_is_known: bool) -> Probabilities {
        let of_record = if first_is_known { *signals } else { signals.with_topic(self.typical) };
        Probabilities {
            covered: self.covered.probability(&of_record),
            right: self.right.probability(&of_record),
            service: self.service.probability(signals),
        }
    }

    /// The calibration that is part of the program.
    ///
    /// # Panics
    /// Never: the tests read the same text.
    #[must_use]
    pub fn shipped() -> Self {
        Self::parse(include_str!("../../calibration.json")).expect("the shipped calibration is read by the tests")
    }
}
