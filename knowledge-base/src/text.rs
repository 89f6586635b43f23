//! A text in three languages.

use std::borrow::Cow;

use crate::{Language, Locale, transliteration::to_cyrillic};

/// A text in Uzbek (Latin script), Russian and English; none of them is empty.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Text {
    /// Uzbek in Latin script; Cyrillic is made from it.
    pub uz: String,
    /// Russian.
    pub ru: String,
    /// English.
    pub en: String,
}

impl Text {
    /// The text in a locale; Uzbek Cyrillic is transliterated from Latin.
    #[must_use]
    pub fn get(&self, locale: Locale) -> Cow<'_, str> {
        match locale {
            Locale::UzLatn => Cow::Borrowed(&self.uz),
            Locale::UzCyrl => Cow::Owned(to_cyrillic(&self.uz)),
            Locale::Ru => Cow::Borrowed(&self.ru),
            Locale::En => Cow::Borrowed(&self.en),
        }
    }

    /// The text as written in a language; Uzbek in Latin script.
    #[must_use]
    pub fn written(&self, language: Language) -> &str {
        match language {
            Language::Uz => &self.uz,
            Language::Ru => &self.ru,
            Language::En => &self.en,
        }
    }
}
