//! Text to tokens and back, from the vocabulary that lies in the GGUF file itself.
//!
//! Two families: byte-level BPE with stored merges (Qwen, Llama 3) and SentencePiece vocabularies with scores (Gemma,
//! Llama 2). Text of people never becomes a control token, whatever it contains: control tokens enter a prompt by their ids
//! alone.

use std::collections::HashMap;

use candle_core::quantized::gguf_file::Value;
use tokenizers::{AddedToken, Tokenizer};

use crate::prompt::Place;

pub use self::stream::TextStream;
use self::table::{TokenKind, TokenTable};

mod byte_level;
mod sentence_piece;
mod stream;
mod table;

/// Control tokens that end a turn, whatever the file names as its end token.
const TURN_ENDS: [&str; 7] =
    ["<|im_end|>", "<|endoftext|>", "<|eot_id|>", "<|end_of_text|>", "<end_of_turn>", "<eos>", "</s>"];

/// The tokenizer of one model.
#[derive(Debug)]
pub struct ModelTokenizer {
    inner: Tokenizer,
    table: TokenTable,
    begin: Option<u32>,
    turn_ends: Vec<u32>,
    strips_first_space: bool,
}

/// Why a tokenizer could not be built or a text not encoded.
#[derive(Debug, thiserror::Error)]
pub enum TokenizerError {
    /// The file lacks a key, or its value is of another type.
    #[error("the model file's `{key}` {problem}; fetch the model again or use another file")]
    Metadata {
        /// The key.
        key: String,
        /// What is wrong with it.
        problem: String,
    },
    /// The vocabulary contradicts itself.
    #[error("the model file's vocabulary cannot be used: {0}")]
    Vocabulary(String),
    /// The prompt template needs a control token that the model does not have.
    #[error("the model has no token `{0}`; choose another prompt template in the catalogue")]
    NoToken(String),
    /// A text could not be encoded.
    #[error("a text cannot be encoded: {0}")]
    Encoding(String),
}

/// A piece of a prompt.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Segment {
    /// A control token, by its name.
    Control(&'static str),
    /// Text; what looks like a control token in it stays text.
    Text(String),
}

impl ModelTokenizer {
    /// Builds the tokenizer from the metadata of a GGUF file.
    ///
    /// # Errors
    /// A key is missing or wrong, or the vocabulary contradicts itself.
    pub(crate) fn from_metadata(metadata: &HashMap<String, Value>) -> Result<Self, TokenizerError> {
        let read = Metadata(metadata);
        let tokens = read.strings("tokenizer.ggml.tokens")?;
        let kinds = TokenKind::read(&read, tokens.len())?;
        let family = read.string("tokenizer.ggml.model")?;
        let (mut inner, table, strips_first_space) = match family {
            "gpt2" => {
                let inner = byte_level::build(&read, &tokens)?;
                (inner, TokenTable::byte_level(&tokens, &kinds), false)
            }
            "llama" | "gemma" | "gemma3" => {
                let prefix = read.flag("tokenizer.ggml.add_space_prefix").unwrap_or(family == "llama");
                let inner = sentence_piece::build(&read, &tokens, &kinds, prefix)?;
                (inner, TokenTable::sentence_piece(&tokens, &kinds), prefix)
            }
            other => {
                return Err(read.wrong("tokenizer.ggml.model", &format!("is `{other}`, which is not known")));
            }
        };
        add_tokens(&mut inner, &tokens, &kinds)?;
        let turn_ends = turn_ends(&read, &inner, &kinds);
        let begin = read.number("tokenizer.ggml.bos_token_id");
        let adds_begin = read.flag("tokenizer.ggml.add_bos_token").unwrap_or(family != "gpt2");
        Ok(Self { inner, table, begin: begin.filter(|_| adds_begin), turn_ends, strips_first_space })
    }

    /// The tokens of a prompt, with the token of the beginning where the model has one.
    ///
    /// # Errors
    /// The model lacks a control token of the template, or a text cannot be encoded.
    pub fn encode(&self, segments: &[Segment]) -> Result<Vec<u32>, TokenizerError> {
        let end = Place { segment: segments.len(), byte: 0 };
        Ok(self.encode_to(segments, end)?.0)
    }

    /// The same, and how many of the tokens end at a place or before it.
    ///
    /// # Errors
    /// As [`Self::encode`].
    pub fn encode_to(&self, segments: &[Segment], place: Place) -> Result<(Vec<u32>, usize), TokenizerError> {
        let mut ids: Vec<u32> = self.begin.into_iter().collect();
        let mut before = None;
        for (index, segment) in segments.iter().enumerate() {
            let start = ids.len();
            if index == place.segment {
                before = Some(start);
            }
            match segment {
                Segment::Control(name) => {
                    let id = self.inner.token_to_id(name);
                    ids.push(id.ok_or_else(|| TokenizerError::NoToken((*name).to_owned()))?);
                }
                Segment::Text(text) => {
                    let failed = |error: tokenizers::Error| TokenizerError::Encoding(error.to_string());
                    if index == place.segment && place.byte > 0 {
                        let encoding = self.inner.encode(text.as_str(), false).map_err(failed)?;
                        let ends = encoding.get_offsets().iter().take_while(|(_, end)| *end <= place.byte);
                        before = Some(start + ends.count());
                        ids.extend_from_slice(encoding.get_ids());
                    } else {
                        // Without the tokens' places in the text, which cost time.
                        let encoding = self.inner.encode_fast(text.as_str(), false).map_err(failed)?;
                        ids.extend_from_slice(encoding.get_ids());
                    }
                }
            }
        }
        let before = before.unwrap_or(ids.len());
        Ok((ids, before))
    }

    /// The text of many tokens at once; control tokens give none.
    #[must_use]
    pub fn decode(&self, ids: &[u32]) -> String {
        let mut stream = self.stream();
        let mut text: String = ids.iter().map(|id| stream.push(*id)).collect();
        text.push_str(&stream.finish());
        text
    }

    /// A stream that turns tokens into text as they come.
    #[must_use]
    pub fn stream(&self) -> TextStream<'_> {
        TextStream::new(&self.table, self.strips_first_space)
    }

    /// Whether a token ends the model's turn.
    #[must_use]
    pub fn ends_turn(&self, id: u32) -> bool {
        self.turn_ends.contains(&id)
    }

    /// Number of tokens.
    #[must_use]
    pub fn vocabulary_size(&self) -> usize {
        self.table.len()
    }
}

/// Typed access to a GGUF file's metadata, with errors that name the key.
pub(crate) struct Metadata<'a>(pub(crate) &'a HashMap<String, Value>);

impl<'a> Metadata<'a> {
    pub(crate) fn wrong(&self, key: &str, problem: &str) -> TokenizerError {
        TokenizerError::Metadata { key: key.to_owned(), problem: problem.to_owned() }
    }

    pub(crate) fn string(&self, key: &str) -> Result<&'a str, TokenizerError> {
        match self.0.get(key) {
            Some(Value::String(text)) => Ok(text),
            Some(_) => Err(self.wrong(key, "is not a text")),
            None => Err(self.wrong(key, "is missing")),
        }
    }

    pub(crate) fn array(&self, key: &str) -> Result<&'a [Value], TokenizerError> {
        match self.0.get(key) {
            Some(Value::Array(values)) => Ok(values),
            Some(_) => Err(self.wrong(key, "is not a list")),
            None => Err(self.wrong(key, "is missing")),
        }
    }

    fn strings(&self, key: &str) -> Result<Vec<&'a str>, TokenizerError> {
        let text = |value: &'a Value| match value {
            Value::String(text) => Ok(text.as_str()),
            _ => Err(self.wrong(key, "holds something that is not a text")),
        };
        self.array(key)?.iter().map(text).collect()
    }

    fn number(&self, key: &str) -> Option<u32> {
        self.0.get(key).and_then(|value| value.to_u32().ok())
    }

    fn flag(&self, key: &str) -> Option<bool> {
        self.0.get(key).and_then(|value| value.to_bool().ok())
    }
}

/// Names control tokens and the vocabulary's own whole words to the tokenizer.
fn add_tokens(inner: &mut Tokenizer, tokens: &[&str], kinds: &[TokenKind]) -> Result<(), TokenizerError> {
    let of = |wanted: TokenKind| {
        let pairs = tokens.iter().zip(kinds);
        pairs.filter(move |(token, kind)| **kind == wanted && !token.is_empty())
    };
    let failed = |error: tokenizers::Error| TokenizerError::Vocabulary(error.to_string());
    let control: Vec<AddedToken> = of(TokenKind::Control).map(|(token, _)| AddedToken::from(*token, true)).collect();
    let whole: Vec<AddedToken> =
        of(TokenKind::UserDefined).map(|(token, _)| AddedToken::from(*token, false).normalized(false)).collect();
    inner.add_special_tokens(control).map_err(failed)?;
    inner.add_tokens(whole).map_err(failed)?;
    // From here on the names of control tokens are text like any other.
    inner.set_encode_special_tokens(true);
    Ok(())
}

fn turn_ends(read: &Metadata<'_>, inner: &Tokenizer, kinds: &[TokenKind]) -> Vec<u32> {
    let is_control = |id: &u32| kinds.get(*id as usize) == Some(&TokenKind::Control);
    let named = TURN_ENDS.iter().filter_map(|name| inner.token_to_id(name)).filter(is_control);
    let mut ends: Vec<u32> = ["tokenizer.ggml.eos_token_id", "tokenizer.ggml.eot_token_id"]
        .iter()
        .filter_map(|key| read.number(key))
        .chain(named)
        .collect();
    ends.sort_unstable();
    ends.dedup();
    ends
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests;
