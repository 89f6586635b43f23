//! Words with slips in a question, spelled as the index spells them.
//!
//! Mending the text before anything reads it serves all that follows: the vector, the facets, the topic and the kind of a message are
//! told by letters too. Only words that nothing in the index knows are mended, so a question without slips stays as it was typed.

use knowledge_base::{Language, transliteration::to_cyrillic};

use super::{
    Searcher,
    reading::{is_cyrillic, languages_of},
};
use crate::terms::{self, coarse_uzbek};

/// Letters of a word that may be mended.
const SHORTEST: usize = 5;
/// Words that are looked up: a pasted text is no question with slips.
const MOST_WORDS: usize = 40;

impl Searcher {
    /// The text with the words mended that nothing in the index knows and that are few slips from one that it knows; `None` when
    /// there is none. Words are read as those of a language, or, without one, of every language that their script allows.
    #[must_use]
    pub fn mended(&self, text: &str, language: Option<Language>) -> Option<String> {
        if !self.tuning.mends {
            return None;
        }
        let languages = match &language {
            Some(language) => std::slice::from_ref(language),
            None => languages_of(is_cyrillic(text)),
        };
        let mut is_mended = false;
        let mut words = Vec::new();
        for (place, chunk) in text.split_whitespace().enumerate() {
            let mended = (place < MOST_WORDS).then(|| self.mended_word(chunk, languages)).flatten();
            is_mended |= mended.is_some();
            words.push(mended.unwrap_or_else(|| chunk.to_owned()));
        }
        is_mended.then(|| words.join(" "))
    }

    /// A word mended, with the signs that stand about it.
    fn mended_word(&self, chunk: &str, languages: &[Language]) -> Option<String> {
        let word = chunk.trim_matches(|letter: char| !letter.is_alphanumeric());
        if word.chars().count() < SHORTEST || word.chars().any(|letter| letter.is_ascii_digit()) {
            return None;
        }
        let mut best: Option<(usize, String)> = None;
        for language in languages {
            let folded = self.index().rules().fold(word, *language);
            // A stop word gives no analysis, and has no slip.
            let analysed = terms::analyse_word_by(self.index().rules(), &folded, *language)?;
            if terms::words(&folded).nth(1).is_some() || self.index().statistics().knows_word_or_sound(&analysed) {
                return None;
            }
            let letters = as_typed(&analysed.letters, *language, &folded);
            let Some((letters, meant, slips)) = letters.and_then(|letters| {
                self.index().statistics().meant(letters).map(|(meant, slips)| (letters, meant, slips))
            }) else {
                continue;
            };
            if best.as_ref().is_none_or(|(fewest, _)| slips < *fewest) {
                best = Some((slips, spelled(&folded, letters, meant)));
            }
        }
        let (_, meant) = best?;
        let meant = if is_cyrillic(word) && !is_cyrillic(&meant) { to_cyrillic(&meant) } else { meant };
        Some(chunk.replacen(word, &meant, 1))
    }
}

/// The stem of a word where it is written in the letters of the word; not of Russian in Latin letters, which is read back first.
fn as_typed<'a>(letters: &'a str, language: Language, folded: &str) -> Option<&'a str> {
    (language != Language::Ru || is_cyrillic(folded)).then_some(letters)
}

/// The word that was meant with the ending that was typed, and with the letters of its beginning and end as they were typed: those of
/// a stem are merged (`q` is `k`).
fn spelled(typed: &str, stem: &str, meant: &str) -> String {
    let merged = coarse_uzbek(typed);
    let same = |typed: char, meant: char| coarse_uzbek(typed.encode_utf8(&mut [0; 4])).starts_with(meant);
    let typed: Vec<char> = typed.chars().collect();
    let stem_letters = if merged.starts_with(stem) { stem.chars().count() } else { typed.len() };
    let (typed_stem, ending) = typed.split_at(stem_letters.min(typed.len()));
    let meant: Vec<char> = meant.chars().collect();
    let head = typed_stem.iter().zip(&meant).take_while(|(typed, meant)| same(**typed, **meant)).count();
    let rest = |letters: usize| letters - head;
    let tail = typed_stem
        .iter()
        .rev()
        .zip(meant.iter().rev())
        .take(rest(typed_stem.len()).min(rest(meant.len())))
        .take_while(|(typed, meant)| same(**typed, **meant))
        .count();
    let middle = &meant[head..meant.len() - tail];
    typed_stem[..head].iter().chain(middle).chain(&typed_stem[typed_stem.len() - tail..]).chain(ending).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_ending_and_the_letters_that_were_typed_stay() {
        assert_eq!(spelled("prpiskaga", "prpiska", "propiska"), "propiskaga");
        assert_eq!(spelled("fuqarolkni", "fukarolk", "fukarolik"), "fuqarolikni");
        assert_eq!(spelled("спрвку", "спрвк", "справк"), "справку");
        assert_eq!(spelled("qanca", "kanca", "kancha"), "qancha");
        assert_eq!(spelled("pasporrt", "pasporrt", "pasport"), "pasport");
    }
}
