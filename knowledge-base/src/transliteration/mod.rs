//! Uzbek from Latin script to Cyrillic and back.
//!
//! Records hold Uzbek in Latin script; [`to_cyrillic`] makes what a reader of Cyrillic sees. People ask in either script, and
//! [`to_latin`] brings Cyrillic questions to the script of the index. The rules are those of the 1995 Latin alphabet and of
//! the Cyrillic orthography; what the rules cannot know (`ц`, `ь`, `ъ` in loanwords) stands in [`exceptions`].

mod cyrillic;
mod exceptions;
mod latin;

pub use cyrillic::to_cyrillic;
pub use latin::to_latin;

/// The letter of `oʻ` and `gʻ`: U+02BB, modifier letter turned comma.
pub const TURNED_COMMA: char = '\u{02BB}';
/// The tutuq belgisi: U+02BC, modifier letter apostrophe.
pub const TUTUQ: char = '\u{02BC}';

/// Whether a character is one of the signs that people type for either.
#[must_use]
pub fn is_apostrophe(character: char) -> bool {
    matches!(
        character,
        '\'' | '`'
            | '\u{00B4}'
            | '\u{2018}'
            | '\u{2019}'
            | '\u{201B}'
            | '\u{02B9}'
            | TURNED_COMMA
            | TUTUQ
            | '\u{2032}'
            | '\u{FF07}'
    )
}

/// Whether a letter is a vowel of either alphabet (lower case).
fn is_vowel(letter: char) -> bool {
    "aeiouаеёиоуўэюяы".contains(letter)
}

#[cfg(test)]
mod tests;
