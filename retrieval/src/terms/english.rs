//! English words.

use rust_stemmers::{Algorithm, Stemmer};

/// The stem of a folded English word.
#[must_use]
pub(super) fn stem(word: &str) -> String {
    Stemmer::create(Algorithm::English).stem(word).into_owned()
}
