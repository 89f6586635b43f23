//! What is known of a question when it is decided, as numbers.

use retrieval::SearchResult;

use super::{TopicOdds, words};

/// The names of the signals, in their order.
pub const SIGNALS: [&str; 14] = [
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
    "about_services",
    "other_country",
    "topic_state",
    "topic_other",
];

/// Longer questions are no surer than one of so many words.
const MANY_WORDS: usize = 12;

/// The signals of one question, in the order of [`SIGNALS`], each about 0 to 1; those of the topic -1 to 1.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Signals([f32; SIGNALS.len()]);

/// A question beside what was found for it.
#[derive(Clone, Copy, Debug)]
pub struct Asked<'a> {
    /// The question, folded.
    pub folded: &'a str,
    /// The category of the first record found, if it is one of a record.
    pub category: Option<&'a str>,
    /// What it is about by its letters.
    pub topic: TopicOdds,
}

impl Signals {
    /// The signals of a question for which records were searched.
    #[must_use]
    pub fn of(found: &SearchResult, asked: Asked<'_>) -> Self {
        let share = |part: f32, whole: f32| if whole > 0.0 { part / whole } else { 0.0 };
        let flag = |is: bool| f32::from(u8::from(is));
        let (first, second) = (found.candidates.first(), found.candidates.get(1));
        let of_first = |value: fn(&retrieval::Candidate) -> f32| first.map_or(0.0, value);
        let (score, dense, held) =
            (of_first(|best| best.score), of_first(|best| best.dense), of_first(|best| best.held));
        let abroad = words::names_another_country(asked.folded) && !asked.category.is_some_and(words::may_be_abroad);
        Self([
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
            flag(words::is_about_services(asked.folded)),
            flag(abroad),
            asked.topic.state,
            asked.topic.other,
        ])
    }

    /// The same signals with another opinion on the topic.
    #[must_use]
    pub fn with_topic(mut self, topic: TopicOdds) -> Self {
        let [.., state, other] = &mut self.0;
        (*state, *other) = (topic.state, topic.other);
        self
    }

    /// The values, in the order of [`SIGNALS`].
    #[must_use]
    pub fn values(&self) -> &[f32] {
        &self.0
    }
}
