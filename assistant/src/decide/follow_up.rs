//! Whether a question is asked of the service that the conversation is about, though it has words of its own.
//!
//! "And for a child?", "if I lost it?" bring the search to any record that speaks of children or of losing; what the search is not sure
//! of is the conversation's more often than a new subject.

use knowledge_base::RecordId;

use super::{SIGNALS, Signals};

/// How a question bears on the record that the conversation is about.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Bearing {
    /// The score of that record for this question; 0 when the search did not find it.
    pub current: f32,
    /// Whether the question asks for a facet.
    pub asks: bool,
    /// Words of the question that belong to no facet.
    pub subject: usize,
}

impl Bearing {
    /// How a question with some facets, for which records were found with their scores, bears on one of them.
    pub(crate) fn of<'r>(
        found: impl IntoIterator<Item = (&'r RecordId, f32)>,
        current: &RecordId,
        asks: bool,
        subject: usize,
    ) -> Self {
        let score = found.into_iter().find(|(record, _)| *record == current).map(|(_, score)| score);
        Self { current: score.unwrap_or_default(), asks, subject }
    }
}

/// The names of what stands beside the signals of the search, in order.
pub const BEARING: [&str; 5] = ["current", "current_share", "current_is_first", "asks", "subject"];

/// More words of its own make a question no more a new subject.
const MANY_WORDS: usize = 10;

/// The values by which a follow-up is told: [`SIGNALS`], then [`BEARING`]; each about 0 to 1, those of the topic -1 to 1.
#[must_use]
pub fn follow_up_values(signals: &Signals, bearing: Bearing) -> Vec<f32> {
    let Bearing { current, asks, subject } = bearing;
    let flag = |is: bool| f32::from(u8::from(is));
    let first = signals.values()[SCORE];
    let share = if first > 0.0 { (current / first).min(1.0) } else { 0.0 };
    let own = [
        current,
        share,
        flag(current > 0.0 && share >= 1.0),
        flag(asks),
        subject.min(MANY_WORDS) as f32 / MANY_WORDS as f32,
    ];
    signals.values().iter().chain(&own).copied().collect()
}

/// The place of the first record's score among the signals.
const SCORE: usize = 0;

/// How many values a follow-up is told by.
pub const FOLLOW_UP_VALUES: usize = SIGNALS.len() + BEARING.len();
