//! What is remembered from turn to turn.

use knowledge_base::{Facet, Locale, RecordId};
use serde::{Deserialize, Serialize};

/// The state of a conversation, small and without a word of what was said.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Conversation {
    /// The record that the conversation is about.
    pub last_record: Option<String>,
    /// The tag of the last answer's locale.
    pub last_locale: Option<String>,
    /// The facets asked before the question back, to be answered once the record is chosen.
    pub pending_facets: Vec<Facet>,
}

impl Conversation {
    /// The record that the conversation is about.
    #[must_use]
    pub fn record(&self) -> Option<RecordId> {
        self.last_record.as_deref().and_then(RecordId::parse)
    }

    /// The locale of the last answer.
    #[must_use]
    pub fn locale(&self) -> Option<Locale> {
        self.last_locale.as_deref().and_then(Locale::from_tag)
    }
}
