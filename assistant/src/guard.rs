//! What is let in, and what of it may be kept.
//!
//! Numbers that belong to a person (PINFL, passport, card, phone) are masked before a question is stored, logged or put into a
//! prompt. Signs that only control or redirect text are taken out.

use std::sync::LazyLock;

use regex::Regex;

/// The most characters of a question.
pub const LONGEST_QUESTION: usize = 2_000;

/// Why a text is no question.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// Nothing to read in it.
    Empty,
    /// Longer than [`LONGEST_QUESTION`].
    TooLong,
    /// Mostly signs that are no text.
    Unreadable,
}

/// Cleans a text as typed: control and direction signs out, white space to single spaces.
///
/// # Errors
/// [`Refusal`] when what is left is no question.
pub fn admit(text: &str) -> Result<String, Refusal> {
    if text.chars().nth(LONGEST_QUESTION).is_some() {
        return Err(Refusal::TooLong);
    }
    let mut strange = 0_usize;
    let kept: String = text
        .chars()
        .filter_map(|character| match character {
            _ if character.is_whitespace() => Some(' '),
            _ if character.is_control() || character == char::REPLACEMENT_CHARACTER => {
                strange += 1;
                None
            }
            '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2060}'..='\u{2069}' | '\u{FEFF}' => None,
            _ => Some(character),
        })
        .collect();
    let clean = kept.split(' ').filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ");
    if strange > clean.chars().count() {
        return Err(Refusal::Unreadable);
    }
    if !clean.chars().any(char::is_alphanumeric) {
        return Err(Refusal::Empty);
    }
    Ok(clean)
}

/// What stands in place of a masked number.
pub const MASK: &str = "▒▒▒";

/// Masks numbers that belong to a person: PINFL (14 digits), bank card (16 digits), passport or ID card (two letters and seven
/// digits), and phone numbers. Short public numbers (`1148`) and sums stay.
#[must_use]
pub fn mask(text: &str) -> String {
    static PERSONAL: LazyLock<Regex> = LazyLock::new(|| {
        let parts = [
            r"\b\d{4}[ \-]?\d{4}[ \-]?\d{4}[ \-]?\d{4}\b",
            r"\b\d{14}\b",
            r"(?i)\b[a-zа-я]{2}[ \-]?\d{7}\b",
            r"\+\d{1,3}[ \-]?\(?\d{2,3}\)?(?:[ \-]?\d){5,8}\b",
            r"\b(?:998)?[ \-]?\(?\d{2}\)?[ \-]\d{3}[ \-]\d{2}[ \-]\d{2}\b",
            r"\b(?:998)?(?:20|33|5[05]|61|6[25-9]|7[1-9]|8[78]|9[0-9])\d{7}\b",
        ];
        Regex::new(&parts.join("|")).expect("the patterns are valid")
    });
    PERSONAL.replace_all(text, MASK).into_owned()
}

/// A text without the tags of markup, which somebody pasted or plays with; as it stands where nothing else is in it.
///
/// What is shown is always the text as typed; tags are no words to search for.
#[must_use]
pub fn without_markup(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, tag)) = rest.split_once('<') {
        plain.push_str(before);
        let is_tag = tag.starts_with(|first: char| first == '/' || first.is_ascii_alphabetic());
        match tag.split_once('>').filter(|_| is_tag) {
            Some((_, after)) => {
                plain.push(' ');
                rest = after;
            }
            None => {
                plain.push('<');
                rest = tag;
            }
        }
    }
    plain.push_str(rest);
    if plain.trim().is_empty() { text.to_owned() } else { plain }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn tags_are_no_words_and_a_lone_sign_is_kept() {
        assert_eq!(
            without_markup("<img src=x onerror=\"a\"> pasport <b>narxi</b>").split_whitespace().collect::<Vec<_>>(),
            ["pasport", "narxi"]
        );
        assert_eq!(without_markup("3 < 5 va 7 > 2"), "3 < 5 va 7 > 2");
        assert_eq!(without_markup("<script>"), "<script>");
    }

    #[test]
    fn a_question_is_cleaned_and_kept() {
        assert_eq!(
            admit("  pas\u{202E}port\u{0}\n narxi? ").unwrap(),
            "passport narxi?".replace("passport", "pasport")
        );
    }

    #[test]
    fn what_is_no_question_is_refused() {
        assert_eq!(admit(" \n\t?! "), Err(Refusal::Empty));
        assert_eq!(admit(&"a".repeat(LONGEST_QUESTION + 1)), Err(Refusal::TooLong));
        assert_eq!(admit("\u{1}\u{2}\u{3}\u{FFFD}a"), Err(Refusal::Unreadable));
    }

    #[test]
    fn numbers_of_a_person_are_masked() {
        for (personal, masked) in [
            ("PINFL 31234567890123 tekshir", "PINFL ▒▒▒ tekshir"),
            ("pasportim AB 1234567", "pasportim ▒▒▒"),
            ("карта 8600 1234 5678 9012", "карта ▒▒▒"),
            ("звоните +998 90 123-45-67", "звоните ▒▒▒"),
            ("tel 901234567", "tel ▒▒▒"),
            ("90 123 45 67", "▒▒▒"),
        ] {
            assert_eq!(mask(personal), masked);
        }
    }

    #[test]
    fn public_numbers_sums_and_dates_stay() {
        for text in ["1148 ga qoʻngʻiroq", "440 000 soʻm", "2026-yil 24-avgust", "16 ish soati", "66-son qaror"] {
            assert_eq!(mask(text), text);
        }
    }
}
