//! What a question is: its language and script, the facets it is after, and whether it is a question at all.

mod facets;
mod language;
mod phrase;
mod talk;

pub use facets::{Facets, facets};
pub use language::{Detection, LanguageDetector};
pub(crate) use phrase::stands_in;
pub use talk::{Talk, talk};
