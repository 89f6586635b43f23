//! Whether a sentence is written in the language and script of the asker.

use std::{collections::HashSet, sync::LazyLock};

use knowledge_base::{Locale, Script, fold};

use super::claims::without_links;
use crate::understand::LanguageDetector;

static DETECTOR: LazyLock<LanguageDetector> = LazyLock::new(LanguageDetector::shipped);

/// Fewer words are too few to tell a language by more than letters.
const FEWEST_WORDS: usize = 3;

/// Whether a sentence is in a locale, by its letters and, where the detector is sure, by its words.
///
/// Names that the record itself writes in other letters (`Poytaxt Parking` in a Russian text) count for neither.
pub(super) fn is_in(sentence: &str, locale: Locale, names: &HashSet<String>) -> bool {
    let text = without_links(sentence);
    let own = text.split_inclusive(|c: char| !c.is_alphanumeric());
    let is_name = |word: &&str| names.contains(&word.trim_end_matches(|c: char| !c.is_alphanumeric()).to_lowercase());
    let text: String = own.filter(|word| !is_name(word)).collect();
    if !has_letters_of(&text, locale) {
        return false;
    }
    let few = text.split_whitespace().filter(|word| word.chars().any(char::is_alphabetic)).count() < FEWEST_WORDS;
    let sure = DETECTOR.detect(&text).filter(|detection| detection.is_sure() && !few);
    sure.is_none_or(|detection| detection.language == locale.language())
}

/// The words of a record's texts in a Cyrillic locale that it writes in Latin letters.
pub(super) fn names<'t>(texts: impl Iterator<Item = &'t String>, locale: Locale) -> HashSet<String> {
    if locale.script() == Script::Latn {
        return HashSet::new();
    }
    let words = texts.flat_map(|text| text.split(|c: char| !c.is_alphanumeric()));
    let latin = words.filter(|word| word.len() > 1 && word.chars().all(|c| c.is_ascii_alphanumeric()));
    latin.map(str::to_lowercase).collect()
}

/// Whether the letters of a text are those of a locale.
pub(super) fn has_letters_of(text: &str, locale: Locale) -> bool {
    const MOST: f64 = 0.7;
    let letters = text.chars().filter(|c| c.is_alphabetic()).count();
    let foreign = text.chars().any(|c| {
        c.is_alphabetic() && !c.is_ascii() && !matches!(c, '\u{400}'..='\u{4FF}' | '\u{2BB}' | '\u{2BC}' | 'À'..='ÿ')
    });
    // Digits of other writing systems are read by nobody here, and could not be compared.
    let other_digits = text.chars().any(|c| c.is_numeric() && !c.is_ascii_digit() && !matches!(c, '²' | '³'));
    if foreign || other_digits || letters == 0 {
        return !foreign && !other_digits;
    }
    let cyrillic = text.chars().filter(|c| matches!(c, '\u{400}'..='\u{4FF}')).count();
    let uzbek = text.to_lowercase().chars().any(fold::is_uzbek_cyrillic);
    let share = |part: usize| part as f64 / letters as f64;
    match locale.script() {
        Script::Cyrl => share(cyrillic) >= MOST && (locale == Locale::UzCyrl || !uzbek),
        Script::Latn => share(letters - cyrillic) >= MOST,
    }
}
