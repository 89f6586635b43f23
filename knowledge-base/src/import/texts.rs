//! A text in as many languages as pages gave it.

use super::{clean::one_line, values::Merge};
use crate::Language;

/// A text that may still lack languages.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Texts([Option<String>; 3]);

impl Texts {
    /// A text in one language.
    pub(super) fn of(language: Language, text: &str) -> Self {
        let text = one_line(text);
        Self(Language::ALL.map(|one| (one == language && !text.is_empty()).then(|| text.clone())))
    }

    /// The text in each language, Uzbek first.
    pub(super) fn languages(&self) -> impl Iterator<Item = (Language, Option<&str>)> {
        Language::ALL.into_iter().zip(&self.0).map(|(language, text)| (language, text.as_deref()))
    }

    /// The text in each language that has none yet taken from another.
    pub(super) fn or(self, other: Self) -> Self {
        let mut others = other.0.into_iter();
        Self(self.0.map(|own| own.or(others.next().flatten())))
    }

    /// Whether no language has a text.
    pub(super) fn is_empty(&self) -> bool {
        self.0.iter().all(Option::is_none)
    }
}

impl Merge for Texts {
    /// Texts never differ: what languages say in words an editor compares. The first page of a language wins.
    fn merge(self, other: Self) -> Option<Self> {
        // `or` takes the others in order; array order is language order.
        Some(self.or(other))
    }
}
