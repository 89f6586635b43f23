//! Texts that were typed while the keyboard was switched to the other script: `gfcgjhn` for `паспорт`.

use knowledge_base::{Language, fold};

use super::{
    Searcher,
    reading::{is_cyrillic, languages_of},
};
use crate::terms;

/// From this share of known words on, a text is read as it was typed.
const KNOWN_AS_TYPED: f32 = 0.35;
/// From this share of known words on, a text is taken for what the same keys give on the other keyboard.
const KNOWN_AS_MEANT: f32 = 0.5;
/// Letters of a word that tells whether a text was typed as it was meant.
const SHORTEST_TELLING: usize = 3;

impl Searcher {
    /// The text that was meant when the keyboard was switched to the other script; `None` when the text is better read as it
    /// stands.
    #[must_use]
    pub fn meant(&self, text: &str) -> Option<String> {
        if !self.tuning.reads_other_keyboard {
            return None;
        }
        let cyrillic = is_cyrillic(text);
        if self.knows(text, languages_of(cyrillic), KNOWN_AS_TYPED) {
            return None;
        }
        let other = if cyrillic { terms::on_latin_keys(text) } else { terms::on_cyrillic_keys(text) };
        self.knows(&other, languages_of(!cyrillic), KNOWN_AS_MEANT).then_some(other)
    }

    /// Whether the index or one of some languages knows a share of a text's longer words; so it is for a text without any.
    fn knows(&self, text: &str, languages: &[Language], share: f32) -> bool {
        let mut known: Vec<bool> = Vec::new();
        // One language is enough for nearly every text that was typed as it was meant.
        languages.iter().any(|language| {
            let folded = fold(text, *language);
            let longer = terms::words(&folded).filter(|word| word.chars().count() >= SHORTEST_TELLING);
            for (place, word) in longer.enumerate() {
                if place == known.len() {
                    known.push(false);
                }
                known[place] = known[place] || self.knows_word(word, *language);
            }
            let count = known.iter().filter(|known| **known).count();
            count as f32 >= share * known.len() as f32
        })
    }

    fn knows_word(&self, word: &str, language: Language) -> bool {
        terms::analyse_word_by(self.index().rules(), word, language)
            .is_none_or(|word| self.index().statistics().knows_word(&word))
    }
}
