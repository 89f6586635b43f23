//! Byte-level BPE with stored merges: Qwen 2 and 3, Llama 3, GPT-2.

use std::collections::HashSet;

use candle_core::quantized::gguf_file::Value;
use tokenizers::{
    NormalizerWrapper, PreTokenizerWrapper, SplitDelimiterBehavior, Tokenizer,
    models::bpe::{BPE, Merges, Vocab},
    normalizers::NFC,
    pre_tokenizers::{
        byte_level::ByteLevel,
        sequence::Sequence,
        split::{Split, SplitPattern},
    },
};

use super::{Metadata, TokenizerError};

/// How each family cuts text before merging (from the models' own tokenizer files).
const QWEN2: &str =
    r"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+";
const LLAMA3: &str = r"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+";
const GPT2: &str = r"'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+";

/// Builds the tokenizer; control tokens are added by the caller.
pub(super) fn build(read: &Metadata<'_>, tokens: &[&str]) -> Result<Tokenizer, TokenizerError> {
    let key = "tokenizer.ggml.pre";
    let (pattern, composes, whole_words) = match read.string(key)? {
        "qwen2" | "deepseek-r1-qwen" => (QWEN2, true, false),
        "llama-bpe" | "llama3" | "llama-v3" => (LLAMA3, false, true),
        "gpt-2" => (GPT2, false, false),
        other => return Err(read.wrong(key, &format!("is `{other}`, which is not known"))),
    };
    let failed = |error: tokenizers::Error| TokenizerError::Vocabulary(error.to_string());
    let vocabulary: Vocab = (0..).zip(tokens).map(|(id, token)| ((*token).to_owned(), id)).collect();
    let model = BPE::builder()
        .vocab_and_merges(vocabulary, merges(read, tokens)?)
        .ignore_merges(whole_words)
        .build()
        .map_err(failed)?;
    let mut tokenizer = Tokenizer::new(model);
    let split = Split::new(SplitPattern::Regex(pattern.to_owned()), SplitDelimiterBehavior::Isolated, false);
    tokenizer.with_pre_tokenizer(Some(Sequence::new(vec![
        PreTokenizerWrapper::Split(split.map_err(failed)?),
        PreTokenizerWrapper::ByteLevel(ByteLevel::new(false, false, false)),
    ])));
    if composes {
        tokenizer.with_normalizer(Some(NormalizerWrapper::NFC(NFC))).map_err(failed)?;
    }
    Ok(tokenizer)
}

/// The merges, each checked: the builder would panic on one whose result is longer than any token.
fn merges(read: &Metadata<'_>, tokens: &[&str]) -> Result<Merges, TokenizerError> {
    let key = "tokenizer.ggml.merges";
    let known: HashSet<&str> = tokens.iter().copied().collect();
    let mut merges = Merges::new();
    for value in read.array(key)? {
        let Value::String(line) = value else {
            return Err(read.wrong(key, "holds something that is not a text"));
        };
        let Some((left, right)) = line.split_once(' ') else {
            return Err(read.wrong(key, &format!("holds `{line}`, which is not two pieces")));
        };
        let joined = format!("{left}{right}");
        if [left, right, joined.as_str()].iter().any(|piece| !known.contains(piece)) {
            return Err(read.wrong(key, &format!("joins `{line}`, which is not in the vocabulary")));
        }
        merges.push((left.to_owned(), right.to_owned()));
    }
    Ok(merges)
}
