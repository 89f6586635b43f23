//! Texts from Fluent catalogues, in four locales from three files.
//!
//! Uzbek Cyrillic is transliterated from the Latin catalogue, after the arguments are in place.

use fluent_bundle::{FluentArgs, FluentResource, FluentValue, concurrent::FluentBundle};
use knowledge_base::{Language, Locale, transliteration::to_cyrillic};
use thiserror::Error;
use unic_langid::{LanguageIdentifier, langid};

/// A catalogue of texts that does not hold together.
#[derive(Debug, Error, PartialEq, Eq)]
pub enum TextsError {
    /// A file is not Fluent.
    #[error("the {0} texts are not valid Fluent: {1}")]
    Syntax(Language, String),
    /// A key stands in one language and not in another.
    #[error("the text `{key}` is missing in {language}; add it to the catalogue")]
    Missing {
        /// The language that lacks it.
        language: Language,
        /// The key.
        key: String,
    },
}

/// The texts of a face or of the assistant itself.
pub struct Texts {
    bundles: [FluentBundle<FluentResource>; 3],
}

impl Texts {
    /// A catalogue from its three files in Fluent syntax.
    ///
    /// # Errors
    /// A file does not parse, or a key is missing in a language.
    pub fn new(uz: &str, ru: &str, en: &str) -> Result<Self, TextsError> {
        let sources =
            [(Language::Uz, uz, langid!("uz")), (Language::Ru, ru, langid!("ru")), (Language::En, en, langid!("en"))];
        let keys: Vec<Vec<&str>> = sources.iter().map(|(_, text, _)| keys(text)).collect();
        for key in keys.iter().flatten() {
            for (index, (language, ..)) in sources.iter().enumerate() {
                if !keys[index].contains(key) {
                    return Err(TextsError::Missing { language: *language, key: (*key).to_owned() });
                }
            }
        }
        let [uz, ru, en] = sources.map(|(language, text, identifier)| bundle(language, text, identifier));
        Ok(Self { bundles: [uz?, ru?, en?] })
    }

    /// A text without arguments.
    #[must_use]
    pub fn get(&self, locale: Locale, key: &str) -> String {
        self.render(locale, key, &FluentArgs::new())
    }

    /// A text with arguments, which are inserted as they are.
    #[must_use]
    pub fn format(&self, locale: Locale, key: &str, arguments: &[(&str, &str)]) -> String {
        let arguments = arguments.iter().map(|(name, value)| (*name, FluentValue::from(*value))).collect();
        self.render(locale, key, &arguments)
    }

    /// A text with arguments that stay as they are, also where the text around them is written in another script.
    #[must_use]
    pub fn fill(&self, locale: Locale, key: &str, arguments: &[(&str, &str)]) -> String {
        let places: Vec<String> = (0..arguments.len()).map(|index| format!("{{{index}}}")).collect();
        let named: Vec<(&str, &str)> =
            arguments.iter().zip(&places).map(|((name, _), place)| (*name, place.as_str())).collect();
        let text = self.format(locale, key, &named);
        places.iter().zip(arguments).fold(text, |text, (place, (_, value))| text.replace(place, value))
    }

    /// A text whose form depends on a number, `{ $count }`.
    #[must_use]
    pub fn count(&self, locale: Locale, key: &str, count: u64) -> String {
        let mut arguments = FluentArgs::new();
        arguments.set("count", count);
        self.render(locale, key, &arguments)
    }

    fn render(&self, locale: Locale, key: &str, arguments: &FluentArgs<'_>) -> String {
        let bundle = &self.bundles[locale.language() as usize];
        let Some(pattern) = bundle.get_message(key).and_then(|message| message.value()) else {
            // Keys are compared between the languages at the start, so this is a key that no file has.
            tracing::error!(key, "a text is missing in the catalogue");
            return key.to_owned();
        };
        let mut errors = Vec::new();
        let text = bundle.format_pattern(pattern, Some(arguments), &mut errors);
        if !errors.is_empty() {
            tracing::error!(key, ?errors, "a text could not be filled in");
        }
        if locale == Locale::UzCyrl { to_cyrillic(&text) } else { text.into_owned() }
    }
}

impl std::fmt::Debug for Texts {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_struct("Texts").finish_non_exhaustive()
    }
}

/// The texts of the assistant itself.
pub(crate) fn own() -> Result<Texts, TextsError> {
    Texts::new(include_str!("../texts/uz.ftl"), include_str!("../texts/ru.ftl"), include_str!("../texts/en.ftl"))
}

fn bundle(
    language: Language,
    text: &str,
    identifier: LanguageIdentifier,
) -> Result<FluentBundle<FluentResource>, TextsError> {
    let failed = |errors: String| TextsError::Syntax(language, errors);
    let resource = FluentResource::try_new(text.to_owned()).map_err(|(_, errors)| failed(format!("{errors:?}")))?;
    let mut bundle = FluentBundle::new_concurrent(vec![identifier]);
    // Isolation marks around arguments would stand in prices and phones that people copy.
    bundle.set_use_isolating(false);
    bundle.add_resource(resource).map_err(|errors| failed(format!("{errors:?}")))?;
    Ok(bundle)
}

/// The keys of a catalogue: what stands before ` = ` at the start of a line.
fn keys(text: &str) -> Vec<&str> {
    let at_start = |line: &&str| line.starts_with(|c: char| c.is_ascii_alphabetic());
    text.lines().filter(at_start).filter_map(|line| line.split_once(" =")).map(|(key, _)| key.trim()).collect()
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn the_catalogues_of_the_assistant_hold_together() {
        own().unwrap();
    }

    #[test]
    fn russian_counts_have_their_three_forms() {
        let texts = own().unwrap();
        let days = |count| texts.count(Locale::Ru, "time-working_days", count);
        assert_eq!(
            [days(1), days(2), days(5), days(21)],
            ["1 рабочий день", "2 рабочих дня", "5 рабочих дней", "21 рабочий день"]
        );
    }

    #[test]
    fn uzbek_cyrillic_is_made_from_the_latin_text() {
        let texts = own().unwrap();
        assert_eq!(texts.format(Locale::UzCyrl, "fee-uzs", &[("sum", "440 000")]), "440 000 сўм");
    }

    #[test]
    fn a_key_that_one_language_lacks_is_told() {
        let missing = TextsError::Missing { language: Language::Ru, key: "b".to_owned() };
        assert_eq!(Texts::new("a = 1\nb = 2\n", "a = 1\n", "a = 1\nb = 2\n").unwrap_err(), missing);
    }
}
