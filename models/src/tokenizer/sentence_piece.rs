//! SentencePiece vocabularies with scores: Gemma and Llama 2.
//!
//! The file holds pieces and scores, no merges. A SentencePiece BPE joins the neighbours whose joint piece scores highest,
//! so every way of cutting a piece in two known ones is a merge, ranked by the piece's score.

use std::{cmp::Ordering, collections::HashMap};

use candle_core::quantized::gguf_file::Value;
use tokenizers::{
    NormalizerWrapper, Tokenizer,
    models::bpe::{BPE, Merges, Vocab},
    normalizers::{Prepend, Replace, Sequence},
};

use super::{Metadata, TokenizerError, table::TokenKind};

/// What stands for a space inside pieces.
pub(super) const SPACE: char = '▁';

/// Builds the tokenizer; control tokens are added by the caller.
pub(super) fn build(
    read: &Metadata<'_>,
    tokens: &[&str],
    kinds: &[TokenKind],
    space_prefix: bool,
) -> Result<Tokenizer, TokenizerError> {
    let failed = |error: tokenizers::Error| TokenizerError::Vocabulary(error.to_string());
    let vocabulary: Vocab = (0..).zip(tokens).map(|(id, token)| ((*token).to_owned(), id)).collect();
    let unknown = read.number("tokenizer.ggml.unknown_token_id").and_then(|id| tokens.get(id as usize));
    let mut builder =
        BPE::builder().vocab_and_merges(vocabulary, merges(read, tokens, kinds)?).byte_fallback(true).fuse_unk(true);
    if let Some(token) = unknown {
        builder = builder.unk_token((*token).to_owned());
    }
    let mut tokenizer = Tokenizer::new(builder.build().map_err(failed)?);
    let spaces = Replace::new(' '.to_string(), SPACE.to_string()).map_err(failed)?;
    let mut normalizers = vec![NormalizerWrapper::Replace(spaces)];
    if space_prefix {
        normalizers.insert(0, NormalizerWrapper::Prepend(Prepend::new(SPACE.to_string())));
    }
    tokenizer.with_normalizer(Some(Sequence::new(normalizers))).map_err(failed)?;
    Ok(tokenizer)
}

fn merges(read: &Metadata<'_>, tokens: &[&str], kinds: &[TokenKind]) -> Result<Merges, TokenizerError> {
    let key = "tokenizer.ggml.scores";
    let scores = read.array(key)?;
    if scores.len() != tokens.len() {
        return Err(read.wrong(key, &format!("has {} values for {} tokens", scores.len(), tokens.len())));
    }
    let known: HashMap<&str, usize> = tokens.iter().enumerate().map(|(id, token)| (*token, id)).collect();
    let mut ranked = Vec::new();
    for ((token, kind), score) in tokens.iter().zip(kinds).zip(scores) {
        let Value::F32(score) = score else {
            return Err(read.wrong(key, "holds something that is not a number"));
        };
        if !matches!(kind, TokenKind::Normal | TokenKind::UserDefined) {
            continue;
        }
        for (at, _) in token.char_indices().skip(1) {
            let (left, right) = token.split_at(at);
            if let (Some(first), Some(second)) = (known.get(left), known.get(right)) {
                ranked.push((*score, left, right, *first, *second));
            }
        }
    }
    // Equal scores: the longer left piece first, as the models' own conversion orders them.
    ranked.sort_by(|one, other| {
        let (score, left, right, first, second) = one;
        let (other_score, other_left, other_right, other_first, other_second) = other;
        other_score
            .partial_cmp(score)
            .unwrap_or(Ordering::Equal)
            .then_with(|| other_left.len().cmp(&left.len()))
            .then_with(|| other_right.len().cmp(&right.len()))
            .then_with(|| (first, second).cmp(&(other_first, other_second)))
    });
    let owned = |(_, left, right, _, _): (f32, &str, &str, usize, usize)| (left.to_owned(), right.to_owned());
    Ok(ranked.into_iter().map(owned).collect())
}
