//! What is known of a question when it is decided, as numbers.

use retrieval::SearchResult;

use super::Topic;

/// The names of the signals, in their order.
pub const SIGNALS: [&str; 18] = [
    "score",
    "dense",
    "near",
    "held",
    "coverage",
    "dense_and_held",
    "margin",
    "second",
    "known_words",
    "words",
    "topic_state",
    "topic_other",
    "like_service",
    "like_service_mean",
    "like_state",
    "like_state_mean",
    "like_other",
    "like_other_mean",
];

/// From here on the signals are those of the topic.
const TOPIC: usize = SIGNALS.len() - Topic::VALUES;
/// Longer questions are no surer than one of so many words.
const MANY_WORDS: usize = 12;

/// The signals of one question, in the order of [`SIGNALS`], each about 0 to 1; those of the topic -1 to 1.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Signals([f32; SIGNALS.len()]);

impl Signals {
    /// The signals of a question by the records that were found for it and what it is about.
    #[must_use]
    pub fn of(found: &SearchResult, topic: Topic) -> Self {
        let share = |part: f32, whole: f32| if whole > 0.0 { part / whole } else { 0.0 };
        let (first, second) = (found.candidates.first(), found.candidates.get(1));
        let of_first = |value: fn(&retrieval::Candidate) -> f32| first.map_or(0.0, value);
        let (score, dense, held) =
            (of_first(|best| best.score), of_first(|best| best.dense), of_first(|best| best.held));
        let of_search: [f32; TOPIC] = [
            score,
            dense,
            of_first(|best| best.near),
            held,
            of_first(|best| best.coverage),
            dense * held,
            found.margin,
            share(second.map_or(0.0, |second| second.score), score),
            share(found.known_words as f32, found.words as f32),
            found.words.min(MANY_WORDS) as f32 / MANY_WORDS as f32,
        ];
        let mut values = [0.0; SIGNALS.len()];
        values[..TOPIC].copy_from_slice(&of_search);
        Self(values).with_topic(topic)
    }

    /// The same signals with another opinion on the topic.
    #[must_use]
    pub fn with_topic(mut self, topic: Topic) -> Self {
        self.0[TOPIC..].copy_from_slice(&topic.values());
        self
    }

    /// The values, in the order of [`SIGNALS`].
    #[must_use]
    pub fn values(&self) -> &[f32] {
        &self.0
    }
}
