//! Text to vector: the small trilingual embedder that ships inside the program.
//!
//! The caller folds the text first (NFKC, lower case, Cyrillic Uzbek to Latin, apostrophes of Uzbek removed, white space to
//! one space); this module knows no language. How the weights were made stands in `embedder/README.md`.

use std::{
    borrow::Cow,
    path::{Path, PathBuf},
};

use tokenizers::Tokenizer;

use self::weights::{EmbedderConfig, EmbedderFiles, Weights};

pub use self::letters::LetterGroups;

mod letters;
mod weights;

/// Folded text to a vector of `dimensions()` values, L2-normalised.
///
/// Cheap to share: `embed` takes `&self` and may be called from many threads at once.
#[derive(Debug)]
pub struct Embedder {
    tokenizer: Tokenizer,
    weights: Weights,
    groups: Option<LetterGroups>,
    max_tokens: usize,
    fingerprint: String,
}

/// Why an embedder could not be opened.
#[derive(Debug, thiserror::Error)]
pub enum EmbedderError {
    /// A file of the folder cannot be read.
    #[error("cannot read {path}: {source}; give a folder with model.safetensors, tokenizer.json and config.json")]
    Read {
        /// The file.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
    /// `config.json` is broken or of another kind.
    #[error("embedder config.json: {0}")]
    Config(String),
    /// `tokenizer.json` is broken.
    #[error("embedder tokenizer.json: {0}")]
    Tokenizer(String),
    /// `model.safetensors` is broken or does not fit the config.
    #[error("embedder model.safetensors: {0}")]
    Weights(String),
}

impl Embedder {
    /// The embedder whose weights are part of the program.
    ///
    /// # Panics
    /// Never: the tests open the same bytes.
    #[must_use]
    pub fn shipped() -> Self {
        Self::open(EmbedderFiles {
            config: Cow::Borrowed(include_bytes!("../../embedder/config.json")),
            tokenizer: Cow::Borrowed(include_bytes!("../../embedder/tokenizer.json")),
            weights: Cow::Borrowed(include_bytes!("../../embedder/model.safetensors")),
        })
        .expect("the shipped embedder is opened by the tests")
    }

    /// An embedder from a folder with `model.safetensors`, `tokenizer.json` and `config.json`.
    ///
    /// # Errors
    /// A file is missing, broken, or does not fit the others.
    pub fn load(folder: &Path) -> Result<Self, EmbedderError> {
        let read = |name: &str| {
            let path = folder.join(name);
            std::fs::read(&path).map(Cow::Owned).map_err(|source| EmbedderError::Read { path, source })
        };
        Self::open(EmbedderFiles {
            config: read("config.json")?,
            tokenizer: read("tokenizer.json")?,
            weights: read("model.safetensors")?,
        })
    }

    /// The vector of one folded text; all zeros for a text with no pieces.
    #[must_use]
    pub fn embed(&self, folded_text: &str) -> Vec<f32> {
        let mut sum = vec![0.0; self.weights.dimensions()];
        for piece in self.pieces(folded_text) {
            self.weights.add_piece(piece, &mut sum);
        }
        if let Some(groups) = self.groups {
            // A word has a piece at least, so no more words count than pieces.
            for word in folded_text.split_whitespace().take(self.max_tokens) {
                self.weights.add_groups(&groups.of_word(word), &mut sum);
            }
        }
        normalise(&mut sum);
        sum
    }

    /// The pieces of a folded text, as numbers of rows; none for a text without any.
    fn pieces(&self, folded_text: &str) -> Vec<u32> {
        let text = folded_text.trim();
        if text.is_empty() {
            return Vec::new();
        }
        // A unigram model gives pieces or the unknown piece for any text; an error would leave the text without a vector.
        let encoding = self.tokenizer.encode_fast(text, false).ok();
        encoding.map_or_else(Vec::new, |encoding| encoding.get_ids().iter().copied().take(self.max_tokens).collect())
    }

    /// The rows of all pieces, then those of all letter groups, `dimensions` values each, as training goes on from them.
    #[must_use]
    pub fn rows(&self) -> Vec<f32> {
        let (pieces, dimensions) = (self.weights.vocabulary(), self.dimensions());
        let mut rows = vec![0.0; (pieces + self.letter_groups()) * dimensions];
        let (of_pieces, of_groups) = rows.split_at_mut(pieces * dimensions);
        (0..).zip(of_pieces.chunks_exact_mut(dimensions)).for_each(|(piece, row)| self.weights.add_piece(piece, row));
        (0..)
            .zip(of_groups.chunks_exact_mut(dimensions))
            .for_each(|(group, row)| self.weights.add_groups(&[group], row));
        rows
    }

    /// How many rows of letter groups words have beside those of their pieces; 0 for none.
    #[must_use]
    pub fn letter_groups(&self) -> usize {
        self.groups.map_or(0, LetterGroups::rows)
    }

    /// The same embedder without the rows of letter groups: to measure what they are worth.
    #[must_use]
    pub fn without_letter_groups(mut self) -> Self {
        self.groups = None;
        self.fingerprint.push_str("-pieces");
        self
    }

    /// The vectors of many folded texts, in their order.
    #[must_use]
    pub fn embed_batch<T: AsRef<str>>(&self, folded_texts: &[T]) -> Vec<Vec<f32>> {
        folded_texts.iter().map(|text| self.embed(text.as_ref())).collect()
    }

    /// Length of every vector.
    #[must_use]
    pub fn dimensions(&self) -> usize {
        self.weights.dimensions()
    }

    /// SHA-256 of weights, tokenizer and config, as 64 hex digits: two indexes may be compared only when it is the same.
    #[must_use]
    pub fn fingerprint(&self) -> &str {
        &self.fingerprint
    }

    fn open(files: EmbedderFiles) -> Result<Self, EmbedderError> {
        let config: EmbedderConfig =
            serde_json::from_slice(&files.config).map_err(|error| EmbedderError::Config(error.to_string()))?;
        if config.kind != "static" {
            return Err(EmbedderError::Config(format!("kind `{}` is not known; `static` is", config.kind)));
        }
        // Both read every byte of their file, and neither needs the other.
        let (fingerprint, tokenizer) = std::thread::scope(|scope| {
            let fingerprint = scope.spawn(|| files.fingerprint());
            let tokenizer =
                Tokenizer::from_bytes(&files.tokenizer).map_err(|error| EmbedderError::Tokenizer(error.to_string()));
            (fingerprint.join(), tokenizer)
        });
        Ok(Self {
            tokenizer: tokenizer?,
            groups: config.letter_groups,
            weights: Weights::open(files.weights, &config)?,
            max_tokens: config.max_tokens,
            fingerprint: fingerprint.expect("hashing bytes in memory does not panic"),
        })
    }
}

/// Scales a vector to length one; a zero vector stays.
fn normalise(vector: &mut [f32]) {
    let length = vector.iter().map(|value| value * value).sum::<f32>().sqrt();
    if length > 0.0 {
        for value in vector {
            *value /= length;
        }
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests;
