//! A text as the rows that make its vector: the pieces of its words, and the letter groups of each.

use std::{
    collections::HashMap,
    sync::{Arc, PoisonError, RwLock},
};

use models::embedder::LetterGroups;
use tokenizers::Tokenizer;

/// Words of a text that count, as the embedder counts them.
pub const MOST_WORDS: usize = 128;
/// Words that are kept cut; a corpus has some hundred thousand.
const MOST_KEPT: usize = 2_000_000;

/// A row of the table with what it counts.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Feature {
    /// The row: of a piece, or, behind all of those, of a letter group.
    pub row: u32,
    /// What it counts in the sum.
    pub share: f32,
}

/// A word with its rows.
#[derive(Clone, Debug, PartialEq)]
pub struct Word {
    /// The word as it is written in the folded text.
    pub name: Box<str>,
    /// The rows of its pieces, then those of its letter groups.
    pub features: Box<[Feature]>,
}

/// A text as its words.
pub type Text = Vec<Arc<Word>>;

/// The rows of a whole text.
#[must_use]
pub fn all(text: &[Arc<Word>]) -> Vec<Feature> {
    text.iter().flat_map(|word| word.features.iter().copied()).collect()
}

/// Cuts texts into words and rows, each word once.
pub struct Cutter {
    tokenizer: Tokenizer,
    /// Counted once: the tokenizer counts by making a table of all pieces.
    pieces: usize,
    groups: Option<LetterGroups>,
    known: RwLock<HashMap<Box<str>, Arc<Word>>>,
}

impl Cutter {
    /// A cutter by a vocabulary and so many rows of letter groups; 0 for none.
    #[must_use]
    pub fn new(tokenizer: Tokenizer, groups: usize) -> Self {
        let groups = (groups > 0).then(|| LetterGroups::new(groups));
        let pieces = tokenizer.get_vocab_size(true);
        Self { tokenizer, pieces, groups, known: RwLock::default() }
    }

    /// The vocabulary.
    #[must_use]
    pub fn tokenizer(&self) -> &Tokenizer {
        &self.tokenizer
    }

    /// Rows of pieces.
    #[must_use]
    pub fn pieces(&self) -> usize {
        self.pieces
    }

    /// Rows of letter groups.
    #[must_use]
    pub fn groups(&self) -> usize {
        self.groups.map_or(0, LetterGroups::rows)
    }

    /// A folded text as its words.
    #[must_use]
    pub fn cut(&self, folded: &str) -> Text {
        folded.split_whitespace().take(MOST_WORDS).map(|word| self.word(word)).collect()
    }

    /// A word with its rows.
    pub fn word(&self, name: &str) -> Arc<Word> {
        if let Some(word) = self.known.read().unwrap_or_else(PoisonError::into_inner).get(name) {
            return Arc::clone(word);
        }
        let word = Arc::new(Word { name: name.into(), features: self.features(name) });
        let mut known = self.known.write().unwrap_or_else(PoisonError::into_inner);
        if known.len() < MOST_KEPT {
            known.insert(name.into(), Arc::clone(&word));
        }
        word
    }

    fn features(&self, word: &str) -> Box<[Feature]> {
        // A unigram model gives pieces or the unknown piece for any text.
        let encoding = self.tokenizer.encode_fast(word, false).ok();
        let pieces = encoding.map_or_else(Vec::new, |encoding| encoding.get_ids().to_vec());
        let groups = self.groups.map_or_else(Vec::new, |groups| groups.of_word(word));
        let share = 1.0 / (groups.len().max(1) as f32).sqrt();
        let first = self.pieces as u32;
        let pieces = pieces.into_iter().map(|row| Feature { row, share: 1.0 });
        pieces.chain(groups.into_iter().map(|group| Feature { row: first + group, share })).collect()
    }
}
