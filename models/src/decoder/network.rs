//! What a backend is: several texts taken further at once, each at its own position, and what each text has left behind.

use candle_core::Result;

/// A network that runs.
pub(crate) trait Network: Send + 'static {
    /// What a text's tokens leave behind for the tokens after them.
    type Memory: Memory;

    /// The memory of an empty text.
    fn empty(&self) -> Self::Memory;

    /// Takes every text further by its tokens, at least one each. Returns the logits behind the last token of each feed that asks for
    /// them, in the order of the feeds, one number for each token of the vocabulary.
    fn forward(&mut self, feeds: &mut [Feed<'_, Self::Memory>]) -> Result<Vec<Vec<f32>>>;
}

/// The next tokens of one text.
pub(crate) struct Feed<'a, M> {
    /// The text so far; it is longer afterwards.
    pub(crate) memory: &'a mut M,
    /// Its next tokens.
    pub(crate) tokens: &'a [u32],
    /// Whether the logits behind the last token are wanted.
    pub(crate) logits: bool,
}

/// The memory of one text.
pub(crate) trait Memory: Send + Sized {
    /// Beginnings are cut to multiples of this many tokens.
    const GRAIN: usize;
    /// What tells the bytes of [`Memory::save`] from another backend's.
    const FORM: &'static str;

    /// Tokens so far.
    fn length(&self) -> usize;

    /// The memory of the text's first tokens, at most `length`, cut to the grain. What can be shared is shared.
    fn beginning(&self, length: usize) -> Self;

    /// The parts that may be shared: who each is, and its bytes.
    fn parts(&self) -> impl Iterator<Item = (usize, usize)>;

    /// The bytes of the memory, cut to the grain, for [`Memory::load`]; nothing where a backend cannot.
    fn save(&self) -> Option<Vec<u8>>;

    /// The memory that was saved; nothing when the bytes are another model's.
    fn load(&self, bytes: &[u8]) -> Option<Self>;
}
