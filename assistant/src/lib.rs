//! A question in, a checked answer out.
//!
//! This crate knows the records, the search and the models, and no channel: neither HTTP nor Telegram. A question passes
//! through it in this order:
//!
//! - [`guard`]: what is no question is refused, personal data is masked;
//! - [`understand`]: language and script, the facets asked, follow-ups, small talk;
//! - [`decide`]: answer, ask back, say that no record covers it, or decline;
//! - [`render`]: typed facts in words, in four locales;
//! - [`compose`]: the card, the sentences from facts, the prompt for a language model;
//! - [`check`]: every sentence of a model against the cited record;
//! - [`answer`]: what comes out, as events and as one object;
//! - [`conversation`]: what is remembered from turn to turn.

pub mod answer;
mod ask;
pub mod check;
pub mod compose;
pub mod conversation;
pub mod decide;
pub mod guard;
pub mod render;
pub mod texts;
pub mod understand;
mod writer;

pub use answer::{Answer, Card, Choice, Event, Outcome, Row, SourceLine, Suggestion, Value};
pub use ask::{Assistant, AssistantError, AssistantParts, EngineChoice, Examined, Question};
pub use conversation::Conversation;
pub use writer::Writer;
