//! What a question is about by its letters alone: a service of the records, the state at large, or neither.
//!
//! The search finds a nearest record for anything. Words such as those of weather, cooking or football speak against any record,
//! however near it lies, and are known from questions that were written for this.

use super::letters::LetterWeights;

/// Topics that are told apart.
const TOPICS: usize = 3;
/// Odds beyond it say no more.
const FARTHEST: f32 = 6.0;

/// What a question may be about; weights stand in the order of the topics.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Topic {
    /// A service that a record covers.
    Service,
    /// The state, law or services that no record covers.
    State,
    /// Anything else.
    Other,
}

/// How much likelier a covered service is than the other topics; log odds, -1 to 1 by [`FARTHEST`].
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct TopicOdds {
    /// Against the state at large.
    pub state: f32,
    /// Against anything else.
    pub other: f32,
}

/// The weights of runs of letters for each topic.
#[derive(Clone, Debug, PartialEq)]
pub struct TopicModel(LetterWeights);

/// The file holds no topic model.
#[derive(Debug, thiserror::Error)]
#[error("the topic model has {found} bytes where {LENGTH} are expected; run `yordamchi eval calibrate`")]
pub struct TopicError {
    found: usize,
}

const LENGTH: usize = LetterWeights::length(TOPICS);

impl TopicModel {
    /// A model from weights by topic and bucket; they are stored in a byte each.
    ///
    /// # Panics
    /// When there are not `BUCKETS` weights for each topic.
    #[must_use]
    pub fn new(weights: &[Vec<f32>; TOPICS]) -> Self {
        Self(LetterWeights::new(weights))
    }

    /// Reads a model.
    ///
    /// # Errors
    /// [`TopicError`].
    pub fn parse(bytes: &[u8]) -> Result<Self, TopicError> {
        if bytes.len() != LENGTH {
            return Err(TopicError { found: bytes.len() });
        }
        Ok(Self(LetterWeights::parse(bytes, TOPICS)))
    }

    /// The bytes that [`parse`](Self::parse) reads.
    #[must_use]
    pub fn bytes(&self) -> Vec<u8> {
        self.0.bytes().collect()
    }

    /// The model that is part of the program.
    ///
    /// # Panics
    /// Never: the tests read the same bytes.
    #[must_use]
    pub fn shipped() -> Self {
        Self::parse(include_bytes!("../../topics.bin")).expect("the shipped topic model is read by the tests")
    }

    /// The odds of a folded text.
    #[must_use]
    pub fn odds(&self, folded: &str) -> TopicOdds {
        let mut scores = self.0.scores(folded);
        let [service, state, other] = [(); TOPICS].map(|()| scores.next().unwrap_or_default());
        let near = |value: f32| value.clamp(-FARTHEST, FARTHEST) / FARTHEST;
        TopicOdds { state: near(service - state), other: near(service - other) }
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use crate::decide::letters::{BUCKETS, runs};

    fn model() -> TopicModel {
        let mut weights = [vec![0.0; BUCKETS], vec![0.0; BUCKETS], vec![0.0; BUCKETS]];
        runs("pasport").into_iter().for_each(|bucket| weights[0][bucket] = 1.0);
        runs("futbol").into_iter().for_each(|bucket| weights[2][bucket] = 1.0);
        TopicModel::new(&weights)
    }

    #[test]
    fn words_speak_for_their_topic_in_all_their_forms() {
        let model = model();
        assert!(model.odds("pasportim").other > 0.1);
        assert!(model.odds("futbolchilar").other < -0.1);
        assert_eq!(model.odds("").other, 0.0);
    }

    #[test]
    fn what_is_written_is_read() {
        let bytes = model().bytes();
        assert_eq!(TopicModel::parse(&bytes).unwrap(), model());
        assert!(TopicModel::parse(&bytes[1..]).is_err());
    }

    #[test]
    fn the_shipped_model_is_whole() {
        let odds = TopicModel::shipped().odds("ertaga ob havo qanday boladi");
        assert!(odds.other < 0.0, "{odds:?}");
    }
}
