//! Tokens to text as they come: half a character waits for its other half.

use super::table::TokenTable;

/// Turns tokens into text; every piece that it gives is valid UTF-8.
#[derive(Debug)]
pub struct TextStream<'a> {
    table: &'a TokenTable,
    waiting: Vec<u8>,
    strip_space: bool,
}

impl<'a> TextStream<'a> {
    pub(super) fn new(table: &'a TokenTable, strip_space: bool) -> Self {
        Self { table, waiting: Vec::new(), strip_space }
    }

    /// The text that a token completes; often all of it, sometimes none.
    pub fn push(&mut self, id: u32) -> String {
        let mut bytes = self.table.get(id);
        if self.strip_space && !bytes.is_empty() {
            // Such vocabularies put a space before the first word.
            bytes = bytes.strip_prefix(b" ").unwrap_or(bytes);
            self.strip_space = false;
        }
        self.waiting.extend_from_slice(bytes);
        let mut text = String::new();
        let mut used = 0;
        for chunk in self.waiting.utf8_chunks() {
            text.push_str(chunk.valid());
            used += chunk.valid().len();
            let rest = chunk.invalid();
            let at_end = used + rest.len() == self.waiting.len();
            if rest.is_empty() || (at_end && is_beginning(rest)) {
                break;
            }
            text.push(char::REPLACEMENT_CHARACTER);
            used += rest.len();
        }
        self.waiting.drain(..used);
        text
    }

    /// What still waits at the end: a character whose other half never came is shown as a replacement.
    pub fn finish(&mut self) -> String {
        let waiting = std::mem::take(&mut self.waiting);
        String::from_utf8_lossy(&waiting).into_owned()
    }
}

/// Whether bytes may still become a character.
fn is_beginning(bytes: &[u8]) -> bool {
    std::str::from_utf8(bytes).is_err_and(|error| error.error_len().is_none())
}
