//! What a backend is: several texts taken further at once, each at its own position, and what each text has left behind.

use candle_core::{Error, Result};

/// A network that runs.
pub(crate) trait Network: Send + 'static {
    /// What a text's tokens leave behind for the tokens after them.
    type Memory: Memory;

    /// The memory of an empty text.
    fn empty(&self) -> Self::Memory;

    /// How many tokens of prompts a step had best take.
    fn stretches(&self) -> Stretches {
        Stretches::OF_A_PROCESSOR
    }

    /// Takes every text further by its tokens, at least one each. Returns the logits behind the last token of each feed that asks for
    /// them, in the order of the feeds, one number for each token of the vocabulary.
    fn forward(&mut self, feeds: &mut [Feed<'_, Self::Memory>]) -> Result<Vec<Vec<f32>>>;

    /// As [`forward`](Self::forward), but for each feed that asks for logits only the token with the largest one, the first of equal
    /// ones. A network on an accelerator finds it there: the logits of a step are megabytes.
    fn likeliest(&mut self, feeds: &mut [Feed<'_, Self::Memory>]) -> Result<Vec<u32>> {
        self.forward(feeds)?.iter().map(|logits| likeliest(logits)).collect()
    }
}

/// The token with the largest logit, the first of equal ones.
pub(crate) fn likeliest(logits: &[f32]) -> Result<u32> {
    let mut best = (0, f32::NEG_INFINITY);
    for (id, logit) in logits.iter().enumerate() {
        if *logit > best.1 {
            best = (id, *logit);
        }
    }
    if best.1.is_finite() { u32::try_from(best.0).map_err(Error::wrap) } else { Err(no_logits()) }
}

/// What is wrong when no token is the likeliest.
pub(crate) fn no_logits() -> Error {
    Error::msg("the logits are no numbers; the weights may be damaged")
}

/// How many tokens of prompts a step takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Stretches {
    /// While nobody's answer is under way.
    pub(crate) alone: usize,
    /// Beside answers: what holds them up for the time of about three of their tokens.
    pub(crate) beside_answers: usize,
}

impl Stretches {
    pub(crate) const OF_A_PROCESSOR: Self = Self { alone: 256, beside_answers: 48 };
    /// There operations cost their starts, and some hundred rows are multiplied about as soon as one.
    pub(crate) const OF_AN_ACCELERATOR: Self = Self { alone: 1024, beside_answers: 512 };
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
