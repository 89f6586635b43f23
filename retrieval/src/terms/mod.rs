//! What turns a folded text into weighted words, sounds and letter groups: the sparse arm of the search.
//!
//! One analysis serves indexing and asking. A word gives its *stem*; its *sound*, which is alike for a Russian word in Cyrillic,
//! the same word typed in Latin letters and the Uzbek loanword; and the *groups* of letters of its stem, which survive a
//! typing slip. This module knows no store and no record.

mod english;
mod latin;
mod layout;
mod russian;
mod spelling;
mod stop_words;
mod uzbek;
mod weights;

use std::hash::Hasher as _;

use knowledge_base::{Language, fold, transliteration::is_apostrophe};

pub(crate) use latin::coarse_uzbek;
pub(crate) use layout::{on_cyrillic_keys, on_latin_keys};
pub use russian::russian_in_cyrillic;
pub use spelling::is_one_slip;
pub use uzbek::stem as stem_uzbek;
pub use weights::{QueryTerms, TermStatistics, TermWeights, document_weights};

/// The version of the rules; an index built by other rules has to be rebuilt.
pub const TERMS_VERSION: u32 = 1;

/// Length of a letter group. Trigrams tell too little apart in languages that build words from the same endings.
const GROUP_LETTERS: usize = 3;
/// Longer words are cut: nobody writes them, and a pasted blob shall not cost a thousand groups.
const LONGEST_WORD: usize = 40;

/// A hashed term.
pub type TermId = u32;

/// The terms of one word.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Word {
    /// The letters of the stem.
    pub letters: String,
    /// The stem.
    pub stem: TermId,
    /// How it sounds in coarse Latin letters; `None` for English words, numbers and very short words.
    pub sound: Option<TermId>,
    /// Groups of letters of the stem, distinct.
    pub groups: Vec<TermId>,
    /// Whether the word says what is asked (price, term, papers), not of which service.
    pub frame: bool,
}

/// Which rules make terms of words. All of them, but where it is measured what each is worth (`yordamchi bench ablation`).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TermRules {
    /// Endings of Uzbek words are taken off.
    pub affixes: bool,
    /// Russian and English words are stemmed (Snowball).
    pub snowball: bool,
    /// Uzbek words are alike with apostrophes and without.
    pub apostrophes: bool,
}

impl Default for TermRules {
    fn default() -> Self {
        Self { affixes: true, snowball: true, apostrophes: true }
    }
}

impl TermRules {
    /// A number that tells an index of other rules apart; 0 for all of them.
    #[must_use]
    pub(crate) fn left_out(self) -> u32 {
        [self.affixes, self.snowball, self.apostrophes].iter().fold(0, |code, rule| code * 2 + u32::from(!rule))
    }

    /// A text of a language folded for its terms.
    #[must_use]
    pub(crate) fn fold(self, text: &str, language: Language) -> String {
        if self.apostrophes { fold(text, language) } else { fold(&with_letters_for_apostrophes(text), language) }
    }

    fn stem(self, word: &str, language: Language) -> String {
        match language {
            Language::Uz if self.affixes => uzbek::stem(word),
            Language::Ru if self.snowball => russian::stem(word),
            Language::En if self.snowball => english::stem(word),
            Language::Uz | Language::Ru | Language::En => word.to_owned(),
        }
    }
}

/// A text whose letters with an apostrophe are letters of their own, which folding leaves alone.
fn with_letters_for_apostrophes(text: &str) -> String {
    let mut marked = String::with_capacity(text.len());
    let mut letters = text.to_lowercase().chars().collect::<Vec<char>>().into_iter().peekable();
    while let Some(letter) = letters.next() {
        let own = match letter {
            'ў' => 'ö',
            'ғ' => 'ğ',
            'o' | 'g' if letters.peek().is_some_and(|next| is_apostrophe(*next)) => {
                letters.next();
                if letter == 'o' { 'ö' } else { 'ğ' }
            }
            other => other,
        };
        marked.push(own);
    }
    marked
}

/// The words of a folded text that carry meaning, in order; stop words are left out.
#[must_use]
pub fn analyse(folded: &str, language: Language) -> Vec<Word> {
    words(folded).filter_map(|word| analyse_word(word, language)).collect()
}

/// What a folded text is about: its words without stop words and without words that say what is asked (price, term, papers).
///
/// A model that adds words up takes two questions for alike when only their frame is; hence it is given the topic. Of a text
/// that may be of several languages, the words of all their frames are left out. A text that is all frame is its own topic.
#[must_use]
pub fn topic(folded: &str, languages: &[Language]) -> String {
    let frame = |word: &&str| {
        languages
            .iter()
            .any(|language| stop_words::is_stop_word(word, *language) || stop_words::is_frame_word(word, *language))
    };
    let topic: Vec<&str> = words(folded).filter(|word| !frame(word)).collect();
    if topic.is_empty() { folded.to_owned() } else { topic.join(" ") }
}

/// One word of a folded text; `None` for a stop word.
#[must_use]
pub fn analyse_word(word: &str, language: Language) -> Option<Word> {
    analyse_word_by(TermRules::default(), word, language)
}

/// As [`analyse_word`], by some of the rules.
#[must_use]
pub(crate) fn analyse_word_by(rules: TermRules, word: &str, language: Language) -> Option<Word> {
    if stop_words::is_stop_word(word, language) {
        return None;
    }
    let frame = stop_words::is_frame_word(word, language);
    if word.chars().all(|c| c.is_ascii_digit()) {
        return Some(Word { letters: word.to_owned(), stem: id('w', word), sound: None, groups: Vec::new(), frame });
    }
    let (stem, sound) = match language {
        Language::Uz => {
            let stem = rules.stem(word, language);
            let sound = russian::sound_of(&stem);
            (latin::coarse_uzbek(&stem), Some(sound))
        }
        Language::Ru => (rules.stem(word, language), Some(russian::sound_of(word))),
        Language::En => (rules.stem(word, language), None),
    };
    let sound = sound.filter(|sound| sound.len() >= 3).map(|sound| id('s', &sound));
    let groups = groups(&latin::letters(&stem));
    Some(Word { stem: id('w', &stem), letters: stem, sound, groups, frame })
}

/// The words of a folded text, the longest ones cut.
pub fn words(folded: &str) -> impl Iterator<Item = &str> {
    let cut = |word: &'_ str| word.char_indices().nth(LONGEST_WORD).map_or(word.len(), |(place, _)| place);
    fold::words(folded).map(move |word| &word[..cut(word)])
}

/// Groups of letters, the first one with a mark of the beginning of the word. Endings are left to the stem.
fn groups(letters: &str) -> Vec<TermId> {
    let marked: Vec<char> = std::iter::once('^').chain(letters.chars()).collect();
    if marked.len() <= GROUP_LETTERS {
        return vec![id('g', &marked.iter().collect::<String>())];
    }
    let mut groups: Vec<TermId> =
        marked.windows(GROUP_LETTERS).map(|group| id('g', &group.iter().collect::<String>())).collect();
    groups.sort_unstable();
    groups.dedup();
    groups
}

/// FNV-1a: the same on every machine and in every version, as ids on disk must be.
fn id(kind: char, text: &str) -> TermId {
    struct Fnv(u64);
    impl std::hash::Hasher for Fnv {
        fn finish(&self) -> u64 {
            self.0
        }
        fn write(&mut self, bytes: &[u8]) {
            for byte in bytes {
                self.0 = (self.0 ^ u64::from(*byte)).wrapping_mul(0x0000_0100_0000_01B3);
            }
        }
    }
    let mut hasher = Fnv(0xCBF2_9CE4_8422_2325);
    hasher.write(&[kind as u8]);
    hasher.write(text.as_bytes());
    let hash = hasher.finish();
    (hash ^ (hash >> 32)) as TermId
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests;
