//! What the language model is doing, for whoever shows it.

use serde::Serialize;

/// The state of the language model. Answers come from facts alone until it is [`ModelState::Ready`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "state", rename_all = "snake_case")]
pub enum ModelState {
    /// No model is used.
    Off {
        /// Why, in an English sentence for operators.
        reason: String,
    },
    /// Its files come in.
    Fetching {
        /// Its id.
        model: String,
        /// Bytes done.
        done: u64,
        /// Bytes in all, when known.
        total: Option<u64>,
    },
    /// It is being opened.
    Loading {
        /// Its id.
        model: String,
    },
    /// It writes.
    Ready {
        /// Its id.
        model: String,
    },
    /// It could not be fetched or opened.
    Failed {
        /// Its id.
        model: String,
        /// Why and what to do, in an English sentence for operators.
        reason: String,
    },
}
