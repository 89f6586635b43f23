//! Texts typed with the keyboard switched to the other script: `gfcgjhn` for `паспорт`, `зфызщке` for `pasport`.
//!
//! Only the keys are known here. Whether a text was typed so is told by its words: see [`crate::Searcher::meant`].

/// The keys of a keyboard, row by row, as Latin (US) and as Cyrillic (Russian, ЙЦУКЕН).
const LATIN: &str = "`qwertyuiop[]asdfghjkl;'zxcvbnm,.";
const CYRILLIC: &str = "ёйцукенгшщзхъфывапролджэячсмитьбю";

/// The text that the same keys give on the Cyrillic keyboard; signs that are no letter there stay.
#[must_use]
pub(crate) fn on_cyrillic_keys(text: &str) -> String {
    pressed(text, LATIN, CYRILLIC)
}

/// The text that the same keys give on the Latin keyboard.
#[must_use]
pub(crate) fn on_latin_keys(text: &str) -> String {
    pressed(text, CYRILLIC, LATIN)
}

fn pressed(text: &str, from: &str, to: &str) -> String {
    let key = |letter: char| from.chars().zip(to.chars()).find(|(one, _)| *one == letter).map(|(_, other)| other);
    text.to_lowercase().chars().map(|letter| key(letter).unwrap_or(letter)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_keys_give_the_word_that_was_meant() {
        assert_eq!(on_cyrillic_keys("gfcgjhn"), "паспорт");
        assert_eq!(on_cyrillic_keys("crjkmrj cnjbn pfuhfy"), "сколько стоит загран");
        assert_eq!(on_cyrillic_keys("ghj;bdfybt"), "проживание");
        assert_eq!(on_latin_keys("зфызщке тфкчш"), "pasport narxi");
    }

    #[test]
    fn every_key_has_two_letters() {
        assert_eq!(LATIN.chars().count(), CYRILLIC.chars().count());
        assert_eq!(on_latin_keys(&on_cyrillic_keys(LATIN)), LATIN);
    }
}
