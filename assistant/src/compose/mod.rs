//! From a record to what a person reads: the card, the sentences from facts, and the prompt from which a model writes.

mod card;
mod extractive;
mod prompt;

pub use card::{card, held_facets};
pub use extractive::{facts, sentences};
pub use prompt::{prompt, task};
