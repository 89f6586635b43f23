//! The pieces into which a folded text is cut: a unigram vocabulary (Kudo 2018, arXiv:1804.10959).

use std::{collections::BTreeMap, path::Path};

use tokenizers::{
    AddedToken, Tokenizer,
    models::unigram::{Unigram, UnigramTrainer},
    pre_tokenizers::metaspace::{Metaspace, PrependScheme},
};

use crate::TrainingError;

/// The mark of the beginning of a word.
const BEGINNING: char = '▁';
/// A word that is longer is a pasted blob and teaches no piece.
const LONGEST_WORD: usize = 40;
/// Words met less often teach no piece; they are half of all words and most of the work.
const FEWEST: u32 = 2;
/// Pieces to begin with for each one that is left; more take long and change little.
const SEEDS: usize = 4;
/// The trainer gives letters that no piece holds scores this far apart, in an order that changes from run to run.
const LETTER_STEP: f64 = 1e-4;
const SPECIAL: [&str; 3] = ["<unk>", "<s>", "</s>"];

/// Trains a vocabulary of so many pieces over texts, each counted so many times.
///
/// # Errors
/// The texts hold too few words for so many pieces.
pub fn train<'t>(texts: impl Iterator<Item = (&'t str, u32)>, pieces: usize) -> Result<Tokenizer, TrainingError> {
    let words = count_words(texts);
    let failed = |what: String| TrainingError::Vocabulary { pieces, words: words.len(), what };
    // The trainer takes both for granted.
    if words.is_empty() {
        return Err(failed("no word is met twice".to_owned()));
    }
    if pieces <= SPECIAL.len() {
        return Err(failed("there is no room beside the special pieces".to_owned()));
    }
    let trainer = UnigramTrainer::builder()
        .show_progress(false)
        .vocab_size(pieces as u32)
        .seed_size(pieces * SEEDS)
        .unk_token(Some(SPECIAL[0].to_owned()))
        .special_tokens(SPECIAL.map(|token| AddedToken::from(token, true)).to_vec())
        .build()
        .map_err(|error| failed(error.to_string()))?;
    let mut model = Unigram::default();
    trainer.do_train(words.clone().into_iter().collect(), &mut model).map_err(|error| failed(error.to_string()))?;
    let model = Unigram::from(in_order(&model), Some(0), false).map_err(|error| failed(error.to_string()))?;
    let mut tokenizer = Tokenizer::new(model);
    tokenizer.with_pre_tokenizer(Some(Metaspace::new(BEGINNING, PrependScheme::Always, true)));
    tokenizer.with_decoder(Some(Metaspace::new(BEGINNING, PrependScheme::Always, true)));
    Ok(tokenizer)
}

/// The words with the mark of their beginning, in a fixed order, so that a seed gives the same vocabulary twice.
fn count_words<'t>(texts: impl Iterator<Item = (&'t str, u32)>) -> BTreeMap<String, u32> {
    let mut words: BTreeMap<String, u32> = BTreeMap::new();
    for (text, times) in texts {
        for word in text.split(' ').filter(|word| !word.is_empty() && word.chars().count() <= LONGEST_WORD) {
            *words.entry(format!("{BEGINNING}{word}")).or_default() += times;
        }
    }
    words.retain(|_, count| *count >= FEWEST);
    words
}

/// The pieces by score; single letters that only the fallback needs get one score, so that their order does not change.
fn in_order(model: &Unigram) -> Vec<(String, f64)> {
    let mut pieces: Vec<(String, f64)> = model.iter().skip(SPECIAL.len()).cloned().collect();
    let least = pieces.iter().map(|(_, score)| *score).fold(f64::INFINITY, f64::min);
    let letters = pieces.iter().filter(|(piece, _)| piece.chars().count() == 1).count() as f64;
    for (piece, score) in &mut pieces {
        if piece.chars().count() == 1 && *score <= least + letters * LETTER_STEP {
            *score = least;
        }
    }
    pieces.sort_by(|one, other| other.1.total_cmp(&one.1).then_with(|| one.0.cmp(&other.0)));
    SPECIAL.map(|token| (token.to_owned(), 0.0)).into_iter().chain(pieces).collect()
}

/// Writes a vocabulary as the embedder reads it.
///
/// # Errors
/// The file cannot be written.
pub fn write(tokenizer: &Tokenizer, path: &Path) -> Result<(), TrainingError> {
    tokenizer
        .save(path, false)
        .map_err(|error| TrainingError::Content { path: path.to_owned(), what: error.to_string() })
}

/// Reads a vocabulary.
///
/// # Errors
/// The file is missing or broken.
pub fn read(path: &Path) -> Result<Tokenizer, TrainingError> {
    Tokenizer::from_file(path)
        .map_err(|error| TrainingError::Content { path: path.to_owned(), what: error.to_string() })
}
