//! The bytes of every token, ready for a stream: one block of bytes and where each token begins in it.

use candle_core::quantized::gguf_file::Value;

use super::{Metadata, TokenizerError, sentence_piece::SPACE};

/// What a token is for, as GGUF counts it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum TokenKind {
    /// A piece of text.
    Normal,
    /// Stands for what the vocabulary cannot write.
    Unknown,
    /// Structure of a prompt; never text.
    Control,
    /// Text that is always one token.
    UserDefined,
    /// Reserved.
    Unused,
    /// One byte, written `<0x0A>`.
    Byte,
}

impl TokenKind {
    /// The kinds of all tokens; all normal where the file says nothing.
    pub(super) fn read(read: &Metadata<'_>, tokens: usize) -> Result<Vec<Self>, TokenizerError> {
        let key = "tokenizer.ggml.token_type";
        if !read.0.contains_key(key) {
            return Ok(vec![Self::Normal; tokens]);
        }
        let values = read.array(key)?;
        if values.len() != tokens {
            return Err(read.wrong(key, &format!("has {} values for {tokens} tokens", values.len())));
        }
        let kind = |value: &Value| match value {
            Value::I32(1) | Value::U32(1) => Ok(Self::Normal),
            Value::I32(2) | Value::U32(2) => Ok(Self::Unknown),
            Value::I32(3) | Value::U32(3) => Ok(Self::Control),
            Value::I32(4) | Value::U32(4) => Ok(Self::UserDefined),
            Value::I32(5) | Value::U32(5) => Ok(Self::Unused),
            Value::I32(6) | Value::U32(6) => Ok(Self::Byte),
            other => Err(read.wrong(key, &format!("holds {other:?}, which is no kind of token"))),
        };
        values.iter().map(kind).collect()
    }
}

/// Bytes by token id.
#[derive(Debug)]
pub(super) struct TokenTable {
    bytes: Vec<u8>,
    ends: Vec<usize>,
}

impl TokenTable {
    /// For vocabularies that write each byte as one visible character.
    pub(super) fn byte_level(tokens: &[&str], kinds: &[TokenKind]) -> Self {
        let bytes = byte_of_character();
        Self::build(tokens, kinds, |token, out| {
            out.extend(token.chars().filter_map(|character| bytes.get(character as usize).copied().flatten()));
        })
    }

    /// For vocabularies that write a space as `▁` and a byte as `<0x0A>`.
    pub(super) fn sentence_piece(tokens: &[&str], kinds: &[TokenKind]) -> Self {
        Self::build(tokens, kinds, |token, out| {
            out.extend_from_slice(token.replace(SPACE, " ").as_bytes());
        })
    }

    /// The bytes of a token; none for control tokens and ids beyond the vocabulary.
    pub(super) fn get(&self, id: u32) -> &[u8] {
        let index = id as usize;
        let Some(&end) = self.ends.get(index) else {
            return &[];
        };
        let start = index.checked_sub(1).map_or(0, |before| self.ends[before]);
        &self.bytes[start..end]
    }

    /// Number of tokens.
    pub(super) fn len(&self) -> usize {
        self.ends.len()
    }

    fn build(tokens: &[&str], kinds: &[TokenKind], normal: impl Fn(&str, &mut Vec<u8>)) -> Self {
        let mut table = Self { bytes: Vec::new(), ends: Vec::with_capacity(tokens.len()) };
        for (token, kind) in tokens.iter().zip(kinds) {
            match kind {
                TokenKind::Normal => normal(token, &mut table.bytes),
                TokenKind::UserDefined => {
                    table.bytes.extend_from_slice(token.replace(SPACE, " ").as_bytes());
                }
                TokenKind::Byte => table.bytes.extend(written_byte(token)),
                TokenKind::Unknown | TokenKind::Control | TokenKind::Unused => {}
            }
            table.ends.push(table.bytes.len());
        }
        table
    }
}

/// `<0x0A>` to 10.
fn written_byte(token: &str) -> Option<u8> {
    let digits = token.strip_prefix("<0x")?.strip_suffix('>')?;
    u8::from_str_radix(digits, 16).ok()
}

/// GPT-2's alphabet: printable Latin-1 bytes stand for themselves, the others for the characters from 256 on.
fn byte_of_character() -> Vec<Option<u8>> {
    let mut bytes = vec![None; 512];
    let mut next = 256;
    for byte in 0..=255_u8 {
        if matches!(byte, b'!'..=b'~' | 0xA1..=0xAC | 0xAE..=0xFF) {
            bytes[usize::from(byte)] = Some(byte);
        } else {
            bytes[next] = Some(byte);
            next += 1;
        }
    }
    bytes
}
