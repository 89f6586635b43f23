//! What a question is about by its letters alone: a service of the records, the state at large, or neither.
//!
//! The search finds a nearest record for anything. Words such as those of weather, cooking or football speak against any record,
//! however near it lies, and are known from questions that were written for this. A linear model over hashed runs of letters
//! (Joachims 1998; hashing: Weinberger and others 2009, arXiv:0902.2206) holds them in a few dozen kilobytes.

use knowledge_base::fold::words;

/// Places for runs of letters; runs that share one are told apart by the others of their word.
pub const BUCKETS: usize = 1 << 15;
/// Letters of a run, the mark of a word's beginning or end counted.
const RUNS: std::ops::RangeInclusive<usize> = 3..=5;
/// Words of a text that count.
const MOST_WORDS: usize = 40;
/// Letters of a word that count.
const LONGEST_WORD: usize = 24;
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
pub struct TopicModel {
    /// By topic, then by bucket.
    weights: Vec<i8>,
    scales: [f32; 3],
}

/// The file holds no topic model.
#[derive(Debug, thiserror::Error)]
#[error("the topic model has {found} bytes where {LENGTH} are expected; run `yordamchi eval calibrate`")]
pub struct TopicError {
    found: usize,
}

const HEAD: usize = 3 * size_of::<f32>();
const LENGTH: usize = HEAD + 3 * BUCKETS;

impl TopicModel {
    /// A model from weights by topic and bucket; they are stored in a byte each.
    ///
    /// # Panics
    /// When there are not `BUCKETS` weights for each topic.
    #[must_use]
    pub fn new(weights: &[Vec<f32>; 3]) -> Self {
        assert!(weights.iter().all(|of_topic| of_topic.len() == BUCKETS), "one weight for each bucket");
        let greatest =
            |of_topic: &Vec<f32>| of_topic.iter().fold(f32::MIN_POSITIVE, |most, weight| most.max(weight.abs()));
        let scales = [0, 1, 2].map(|topic| greatest(&weights[topic]) / f32::from(i8::MAX));
        let stored = |topic: usize| weights[topic].iter().map(move |weight| (weight / scales[topic]).round() as i8);
        Self { weights: (0..3).flat_map(stored).collect(), scales }
    }

    /// Reads a model.
    ///
    /// # Errors
    /// [`TopicError`].
    pub fn parse(bytes: &[u8]) -> Result<Self, TopicError> {
        if bytes.len() != LENGTH {
            return Err(TopicError { found: bytes.len() });
        }
        let (head, weights) = bytes.split_at(HEAD);
        let numbers: Vec<f32> = head.as_chunks::<4>().0.iter().map(|number| f32::from_le_bytes(*number)).collect();
        let weights = weights.iter().map(|byte| byte.cast_signed()).collect();
        Ok(Self { weights, scales: [numbers[0], numbers[1], numbers[2]] })
    }

    /// The bytes that [`parse`](Self::parse) reads.
    #[must_use]
    pub fn bytes(&self) -> Vec<u8> {
        let head = self.scales.iter().flat_map(|number| number.to_le_bytes());
        head.chain(self.weights.iter().map(|weight| weight.cast_unsigned())).collect()
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
        let runs = runs(folded);
        let share = 1.0 / (runs.len().max(1) as f32).sqrt();
        let score = |topic: usize| {
            let sum: i32 = runs.iter().map(|bucket| i32::from(self.weights[topic * BUCKETS + bucket])).sum();
            sum as f32 * self.scales[topic] * share
        };
        odds([0, 1, 2].map(score))
    }
}

/// The odds by the scores of the topics.
fn odds([service, state, other]: [f32; 3]) -> TopicOdds {
    let near = |value: f32| value.clamp(-FARTHEST, FARTHEST) / FARTHEST;
    TopicOdds { state: near(service - state), other: near(service - other) }
}

/// The buckets of a folded text: its words, and the runs of letters in them.
#[must_use]
pub fn runs(folded: &str) -> Vec<usize> {
    let mut runs = Vec::new();
    for word in words(folded).take(MOST_WORDS) {
        let letters: Vec<char> =
            std::iter::once(' ').chain(word.chars().take(LONGEST_WORD)).chain(std::iter::once(' ')).collect();
        runs.push(bucket(&letters));
        for length in RUNS.filter(|length| *length < letters.len()) {
            runs.extend(letters.windows(length).map(bucket));
        }
    }
    runs
}

/// FNV-1a over the letters.
fn bucket(letters: &[char]) -> usize {
    let hash = letters.iter().fold(0xCBF2_9CE4_8422_2325_u64, |hash, letter| {
        (hash ^ u64::from(u32::from(*letter))).wrapping_mul(0x0000_0100_0000_01B3)
    });
    (hash ^ (hash >> 29)) as usize % BUCKETS
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

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
