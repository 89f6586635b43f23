//! The one normal form in which texts are indexed and asked.
//!
//! Folding forgives what people do to words when they type: letter case, the look of apostrophes or their absence, Cyrillic
//! for Latin, ё for е, full-width and compatibility characters. It forgets no letter that tells words apart.

use unicode_normalization::{IsNormalized, UnicodeNormalization, is_nfkc_quick};

use crate::{
    Language,
    transliteration::{is_apostrophe, to_latin},
};

mod lookalikes;

/// The version of the rules; an index built by other rules has to be rebuilt.
pub const FOLD_VERSION: u32 = 3;

/// Folds a text of a language: NFKC, lower case, apostrophes inside words dropped, letters of the other script that look alike as
/// those of the word's own, Uzbek in Latin script, `ё` as `е`, every run of white space and control characters as one space.
///
/// A word with a letter that only Uzbek Cyrillic has is taken for Uzbek in any language.
#[must_use]
pub fn fold(text: &str, language: Language) -> String {
    let normal = match is_nfkc_quick(text.chars()) {
        IsNormalized::Yes => text.to_lowercase(),
        IsNormalized::No | IsNormalized::Maybe => text.nfkc().collect::<String>().to_lowercase(),
    };
    let mut folded = String::with_capacity(normal.len());
    for word in normal.split(|c: char| c.is_whitespace() || c.is_control()).filter(|word| !word.is_empty()) {
        let word = lookalikes::of_one_script(word);
        let before = folded.len();
        if !folded.is_empty() {
            folded.push(' ');
        }
        let start = folded.len();
        if language == Language::Uz || word.chars().any(is_uzbek_cyrillic) {
            push_word(&to_latin(&word), &mut folded);
        } else {
            push_word(&word, &mut folded);
        }
        // A soft sign that stands alone leaves nothing in Latin script, nor do invisible characters.
        if folded.len() == start {
            folded.truncate(before);
        }
    }
    folded
}

/// The words of a folded text: runs of letters and digits.
pub fn words(folded: &str) -> impl Iterator<Item = &str> {
    folded.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty())
}

/// Whether a lower-case letter occurs in Uzbek Cyrillic and not in Russian.
#[must_use]
pub fn is_uzbek_cyrillic(letter: char) -> bool {
    matches!(letter, 'ў' | 'қ' | 'ғ' | 'ҳ')
}

/// Whether a letter is Cyrillic, of any language.
#[must_use]
pub fn is_cyrillic(letter: char) -> bool {
    matches!(letter, '\u{0400}'..='\u{04FF}')
}

/// Beginnings that people write with and without a hyphen: `re-register`, `e-visa`.
const JOINED_BEGINNINGS: [&str; 3] = ["re", "e", "е"];

fn push_word(word: &str, folded: &mut String) {
    let start = folded.len();
    let mut previous_is_letter = false;
    for character in word.chars() {
        match character {
            _ if is_apostrophe(character) && previous_is_letter => continue,
            '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2060}'..='\u{2069}' | '\u{FEFF}' | '\u{00AD}' => {
                continue;
            }
            '-' if JOINED_BEGINNINGS.contains(&&folded[start..]) => continue,
            'ё' => folded.push('е'),
            _ => folded.push(character),
        }
        previous_is_letter = character.is_alphabetic();
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn every_apostrophe_and_none_fold_alike() {
        for written in ["o'zbek", "o‘zbek", "o’zbek", "oʻzbek", "oʼzbek", "o`zbek", "ozbek", "OʻZBEK", "Ўзбек"]
        {
            assert_eq!(fold(written, Language::Uz), "ozbek", "{written}");
        }
    }

    #[test]
    fn both_scripts_of_uzbek_fold_alike() {
        let latin = "Tadbirkorlik subyektini qayta roʻyxatdan oʻtkazish, maʼlumotnoma va litsenziya";
        assert_eq!(fold(&crate::transliteration::to_cyrillic(latin), Language::Uz), fold(latin, Language::Uz));
    }

    #[test]
    fn russian_stays_in_cyrillic() {
        assert_eq!(fold("Сколько СТОИТ  приём?", Language::Ru), "сколько стоит прием?");
    }

    #[test]
    fn an_uzbek_word_in_a_russian_question_is_folded_as_uzbek() {
        assert_eq!(fold("ўзгартириш сколько", Language::Ru), "ozgartirish сколько");
    }

    #[test]
    fn a_beginning_with_a_hyphen_is_part_of_its_word() {
        assert_eq!(fold("Re-register an E-visa, e-imzo", Language::En), "reregister an evisa, eimzo");
        assert_eq!(fold("narxi-chi", Language::Uz), "narxi-chi");
    }

    #[test]
    fn a_word_of_two_scripts_is_of_one() {
        assert_eq!(fold("cправка пpопискa", Language::Ru), "справка прописка");
        assert_eq!(fold("Cправка керaк", Language::Uz), "spravka kerak");
        assert_eq!(fold("pаsport nаrxi", Language::Uz), "pasport narxi");
        assert_eq!(
            fold("IT-компания USD-счёт", Language::Ru),
            "it-компания usd-счет",
            "parts of a word keep their script"
        );
    }

    #[test]
    fn a_word_of_which_nothing_is_left_leaves_no_space() {
        assert_eq!(fold("ў ь", Language::Uz), "o");
        assert_eq!(fold("\u{200B} passport \u{200B}", Language::En), "passport");
    }

    #[test]
    fn invisible_and_control_characters_are_not_read() {
        assert_eq!(fold("pas\u{200B}port\u{202E}\u{0007} narxi", Language::Uz), "pasport narxi");
    }

    proptest! {
        #[test]
        fn folding_twice_is_folding_once(text in "[a-zA-Zа-яА-ЯўқғҳЎҚҒҲ'ʻʼ ]{0,40}") {
            let once = fold(&text, Language::Uz);
            prop_assert_eq!(fold(&once, Language::Uz), once);
        }

        #[test]
        fn no_text_makes_it_panic(text in "\\PC{0,80}") {
            let _ = fold(&text, Language::Ru);
        }
    }
}
