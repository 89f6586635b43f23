//! Languages, scripts, and the four ways in which a person can be answered.

use std::fmt;

use serde::{Deserialize, Serialize};

/// A language of the assistant, named by its ISO 639-1 code.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Language {
    /// Uzbek, in either script.
    Uz,
    /// Russian.
    Ru,
    /// English.
    En,
}

impl Language {
    /// All languages, Uzbek first.
    pub const ALL: [Self; 3] = [Self::Uz, Self::Ru, Self::En];

    /// The ISO 639-1 code.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Uz => "uz",
            Self::Ru => "ru",
            Self::En => "en",
        }
    }
}

impl fmt::Display for Language {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.code())
    }
}

/// A script, named by its ISO 15924 code in lower case.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Script {
    /// Latin.
    Latn,
    /// Cyrillic.
    Cyrl,
}

impl Script {
    /// The ISO 15924 code in lower case, as suites and answers write it.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Latn => "latn",
            Self::Cyrl => "cyrl",
        }
    }
}

impl fmt::Display for Script {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.code())
    }
}

/// A language in a script: the form of every text that a person sees.
///
/// Only Uzbek has two; no other pair can be built.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Default)]
pub enum Locale {
    /// Uzbek in Latin script, `uz-Latn`.
    #[default]
    UzLatn,
    /// Uzbek in Cyrillic script, `uz-Cyrl`.
    UzCyrl,
    /// Russian, `ru`.
    Ru,
    /// English, `en`.
    En,
}

impl Locale {
    /// All locales in the order of the language switch.
    pub const ALL: [Self; 4] = [Self::UzLatn, Self::UzCyrl, Self::Ru, Self::En];

    /// The locale of a language in a script; the script counts for Uzbek alone.
    #[must_use]
    pub fn new(language: Language, script: Script) -> Self {
        match (language, script) {
            (Language::Uz, Script::Latn) => Self::UzLatn,
            (Language::Uz, Script::Cyrl) => Self::UzCyrl,
            (Language::Ru, _) => Self::Ru,
            (Language::En, _) => Self::En,
        }
    }

    /// The language.
    #[must_use]
    pub fn language(self) -> Language {
        match self {
            Self::UzLatn | Self::UzCyrl => Language::Uz,
            Self::Ru => Language::Ru,
            Self::En => Language::En,
        }
    }

    /// The script in which the locale is written.
    #[must_use]
    pub fn script(self) -> Script {
        match self {
            Self::UzLatn | Self::En => Script::Latn,
            Self::UzCyrl | Self::Ru => Script::Cyrl,
        }
    }

    /// The BCP 47 tag, as in the `lang` attribute of a page.
    #[must_use]
    pub fn tag(self) -> &'static str {
        match self {
            Self::UzLatn => "uz-Latn",
            Self::UzCyrl => "uz-Cyrl",
            Self::Ru => "ru",
            Self::En => "en",
        }
    }

    /// The language's own name, as on the language switch.
    #[must_use]
    pub fn own_name(self) -> &'static str {
        match self {
            Self::UzLatn => "Oʻzbekcha",
            Self::UzCyrl => "Ўзбекча",
            Self::Ru => "Русский",
            Self::En => "English",
        }
    }

    /// Reads a tag such as `uz`, `uz-Latn`, `uz-Cyrl`, `ru-RU` or `en`; letter case does not matter.
    #[must_use]
    pub fn from_tag(tag: &str) -> Option<Self> {
        let tag = tag.to_ascii_lowercase().replace('_', "-");
        let mut parts = tag.split('-');
        match parts.next()? {
            "uz" | "oz" if parts.any(|part| part == "cyrl") => Some(Self::UzCyrl),
            "uz" | "oz" => Some(Self::UzLatn),
            "ru" => Some(Self::Ru),
            "en" => Some(Self::En),
            _ => None,
        }
    }
}

impl fmt::Display for Locale {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.tag())
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn every_locale_comes_back_from_its_tag() {
        for locale in Locale::ALL {
            assert_eq!(Locale::from_tag(locale.tag()), Some(locale));
            assert_eq!(Locale::new(locale.language(), locale.script()), locale);
        }
    }

    #[test]
    fn a_tag_with_a_region_or_in_other_letters_is_understood() {
        assert_eq!(Locale::from_tag("RU-ru"), Some(Locale::Ru));
        assert_eq!(Locale::from_tag("uz_Cyrl_UZ"), Some(Locale::UzCyrl));
        assert_eq!(Locale::from_tag("tr"), None);
    }
}
