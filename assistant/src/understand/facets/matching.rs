//! Phrases matched in the words of a question as people type them: `q` for `k`, `u` for `oʻ`, a letter slipped.
//!
//! A facet that is not recognised is an answer to another question, so more is forgiven here than where a phrase makes a message be
//! refused.

use std::sync::LazyLock;

use knowledge_base::Facet;
use retrieval::terms::is_one_slip;

use super::phrases::{ASKING, HINTING};

/// In shorter beginnings a letter tells words apart more often than it is a slip.
const SHORTEST_SLIPPED: usize = 6;
/// From so many letters on `u` counts as `o`: Cyrillic `ў` is typed `у`; short words differ in nothing else (`uy`, `oy`).
const SHORTEST_ROUNDED: usize = 5;
const ANY_NUMBER: &str = "#";

/// The phrases that ask, those with more parts first.
pub(super) fn asking() -> &'static [Phrase] {
    static PHRASES: LazyLock<Vec<Phrase>> = LazyLock::new(|| phrases(&ASKING));
    &PHRASES
}

/// The phrases that hint.
pub(super) fn hinting() -> &'static [Phrase] {
    static PHRASES: LazyLock<Vec<Phrase>> = LazyLock::new(|| phrases(&HINTING));
    &PHRASES
}

/// A phrase, taken apart once.
#[derive(Debug)]
pub(super) struct Phrase {
    pub(super) facet: Facet,
    parts: Vec<Part>,
}

#[derive(Debug)]
enum Part {
    Number,
    Word(Beginning),
}

/// How a word has to begin.
#[derive(Debug)]
struct Beginning {
    letters: &'static str,
    /// Whether nothing may follow.
    whole: bool,
    /// Letters that are mixed up merged, for short and for longer words.
    merged: [String; 2],
}

fn phrases(lists: &[(Facet, &'static str)]) -> Vec<Phrase> {
    let of_list = |(facet, list): &(Facet, &'static str)| {
        let facet = *facet;
        list.split('|').map(move |phrase| Phrase { facet, parts: phrase.split_whitespace().map(part).collect() })
    };
    let mut phrases: Vec<Phrase> = lists.iter().flat_map(of_list).collect();
    phrases.sort_by_key(|phrase| std::cmp::Reverse(phrase.parts.len()));
    phrases
}

fn part(text: &'static str) -> Part {
    if text == ANY_NUMBER {
        return Part::Number;
    }
    let letters = text.trim_end_matches('$');
    let merged = [merged(letters, false), merged(letters, true)];
    Part::Word(Beginning { letters, whole: letters.len() < text.len(), merged })
}

/// Letters that people mix up in typing as one.
fn merged(word: &str, rounded: bool) -> String {
    let letter = |letter| match letter {
        'q' => 'k',
        'x' => 'h',
        'u' if rounded => 'o',
        other => other,
    };
    word.chars().map(letter).collect()
}

impl Phrase {
    /// Where the phrase stands in the words: the index of its first word, and how many words it takes.
    pub(super) fn find(&self, words: &[&str]) -> Option<(usize, usize)> {
        let fits = |(word, part): (&&str, &Part)| part.fits(word);
        let at = words.windows(self.parts.len()).position(|window| window.iter().zip(&self.parts).all(fits))?;
        Some((at, self.parts.len()))
    }
}

impl Part {
    fn fits(&self, word: &str) -> bool {
        match self {
            Self::Number => word.chars().all(|letter| letter.is_ascii_digit()),
            Self::Word(beginning) => beginning.fits(word),
        }
    }
}

impl Beginning {
    fn fits(&self, word: &str) -> bool {
        if begins(word, self.letters, self.whole) {
            return true;
        }
        // Nothing that is forgiven changes the first letter, but for `q` and `x`.
        let first = |text: &str| text.chars().next();
        let rounded = word.chars().count() >= SHORTEST_ROUNDED;
        let wanted = &self.merged[usize::from(rounded)];
        if first(word).map(|letter| merged(letter.encode_utf8(&mut [0; 4]), false)) != first(wanted).map(String::from) {
            return false;
        }
        let word = merged(word, rounded);
        begins(&word, wanted, self.whole) || self.is_slipped(&word, wanted)
    }

    /// Whether a word begins so but for one letter too many, too few, wrong or swapped.
    fn is_slipped(&self, word: &str, wanted: &str) -> bool {
        let length = wanted.chars().count();
        // Cut short, `paper` would be `papers`: that is another word, and no slip.
        if length < SHORTEST_SLIPPED || wanted.starts_with(word) {
            return false;
        }
        if self.whole {
            return is_one_slip(word, wanted);
        }
        let begun = |letters: usize| word.char_indices().nth(letters).map_or(word, |(end, _)| &word[..end]);
        [length - 1, length, length + 1].into_iter().any(|letters| is_one_slip(begun(letters), wanted))
    }
}

fn begins(word: &str, letters: &str, whole: bool) -> bool {
    if whole { word == letters } else { word.starts_with(letters) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fits(text: &'static str, word: &str) -> bool {
        part(text).fits(word)
    }

    #[test]
    fn mixed_up_letters_and_one_slip_are_forgiven() {
        for (part, word) in [
            ("qancha", "kancha"),
            ("qancha", "qanca"),
            ("hujjat", "xujjatlar"),
            ("tolayman", "tulayman"),
            ("muddat", "mudati"),
            ("стоимост", "стоимсть"),
            ("#", "2026"),
        ] {
            assert!(fits(part, word), "{part}: {word}");
        }
    }

    #[test]
    fn other_words_are_not_forgiven() {
        for (part, word) in [
            ("papers$", "paper"),
            ("pullik$", "poliklinika"),
            ("oy", "uy"),
            ("qayda", "qanday"),
            ("#", "2a"),
            ("narx", "marx"),
        ] {
            assert!(!fits(part, word), "{part}: {word}");
        }
    }
}
