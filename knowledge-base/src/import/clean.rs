//! The text of a page as records write it: one kind of space, Uzbek in Latin script with its own two apostrophes.

use crate::{
    Language,
    transliteration::{TURNED_COMMA, TUTUQ, is_apostrophe, to_latin},
};

/// A text with its lines kept, each without idle space; Uzbek in Latin script.
pub(super) fn clean(text: &str, language: Language) -> String {
    let text = if language == Language::Uz { uzbek(text) } else { text.to_owned() };
    let lines = text.split(['\n', '\r', '\u{85}', '\u{2028}', '\u{2029}']).map(one_line);
    lines.filter(|line| !line.is_empty()).collect::<Vec<_>>().join("\n")
}

/// A text on one line: no control or invisible characters, single spaces.
pub(super) fn one_line(text: &str) -> String {
    let visible: String = text.chars().filter(|c| !is_invisible(*c)).collect();
    let words = visible.split(|c: char| c.is_whitespace() || c.is_control()).filter(|word| !word.is_empty());
    words.collect::<Vec<_>>().join(" ")
}

/// Characters that nobody sees and that no text of a record needs; files of YAML may not hold the last three.
fn is_invisible(character: char) -> bool {
    matches!(
        character,
        '\u{AD}' | '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2060}'..='\u{206F}' | '\u{FEFF}' | '\u{FFFE}' | '\u{FFFF}'
    )
}

/// Whether a text is written in Cyrillic rather than Latin.
pub(super) fn is_cyrillic(text: &str) -> bool {
    let count = |of: fn(&char) -> bool| text.chars().filter(of).count();
    count(|c| matches!(c, 'а'..='я' | 'А'..='Я' | 'ў' | 'қ' | 'ғ' | 'ҳ' | 'ё')) > count(char::is_ascii_alphabetic)
}

/// Uzbek in Latin script, with U+02BB after `o` and `g` and U+02BC within other words.
///
/// A single Cyrillic letter in a Latin word is a slip of the keyboard; it becomes Latin as well. An apostrophe that stands
/// beside a word rather than in it is a quotation mark and stays.
fn uzbek(text: &str) -> String {
    let letters: Vec<char> = to_latin(text).chars().collect();
    let mut quotation_is_open = false;
    let mut written = String::with_capacity(text.len());
    for (place, letter) in letters.iter().enumerate() {
        let before = place.checked_sub(1).map_or(' ', |before| letters[before]);
        let word_goes_on = letters.get(place + 1).is_some_and(|after| after.is_alphabetic() && !is_apostrophe(*after));
        let of_letter = matches!(before, 'o' | 'O' | 'g' | 'G');
        if !is_apostrophe(*letter) {
            written.push(*letter);
        } else if of_letter && (word_goes_on || !quotation_is_open) {
            written.push(TURNED_COMMA);
        } else if before.is_alphabetic() && word_goes_on {
            written.push(TUTUQ);
        } else {
            quotation_is_open = !before.is_alphabetic();
            written.push(*letter);
        }
    }
    written
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn uzbek_of_any_script_and_apostrophe_becomes_latin_with_its_own_two() {
        for written in ["o'g'il ma'lumot", "o‘g‘il ma’lumot", "oʻgʻil maʼlumot", "ўғил маълумот", "o`g`il ma`lumot"]
        {
            assert_eq!(clean(written, Language::Uz), "oʻgʻil maʼlumot", "{written}");
        }
        assert_eq!(clean("to' 'Logo' bog'", Language::Uz), "toʻ 'Logo' bogʻ");
        assert_eq!(clean("Jizzах vilоyati", Language::Uz), "Jizzax viloyati");
    }

    #[test]
    fn lines_stay_and_idle_space_goes() {
        assert_eq!(clean(" a\u{a0} b \r\n\n\u{feff}c\u{7}d", Language::En), "a b\nc d");
        assert_eq!(one_line("a\n b\u{200B}c"), "a bc");
    }
}
