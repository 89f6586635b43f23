//! Writing text: requests to a model on its own thread, answers as a stream of events.
//!
//! Several answers are written at once: between two steps of the model readers come and go, each text at its own position.
//! Who comes later than there are places waits in the order of arrival; the queue is short and a full one is an error at
//! once. A reader who leaves (drops the receiver) frees the place at the next step. What prompts have in common, the task
//! and the record, is read once and kept.

use std::{path::PathBuf, time::Duration};

use crate::{prompt::Prompt, tokenizer::TokenizerError};

pub use self::{engine::GenerationEngine, guard::Expected};

mod answer;
mod engine;
mod files;
mod guard;
mod prefixes;
mod scheduler;
mod stop;

/// How an engine runs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EngineSettings {
    /// Requests that may wait besides those that are written.
    pub queue: usize,
    /// Answers that are written at once.
    pub places: usize,
    /// Whether a short text is read at the start, so that the first person does not wait for memory to be laid out.
    pub warm_up: bool,
    /// Bytes of memory for what prompts have in common; 0 keeps nothing.
    pub prefix_bytes: usize,
    /// A folder where beginnings are kept beyond the process's life, each as a file; nothing is kept without one.
    pub prefix_folder: Option<PathBuf>,
    /// Bytes of that folder for records that were asked about more than once; 0 keeps what [`GenerationEngine::keep`] names alone.
    pub prefix_disk_bytes: u64,
}

impl Default for EngineSettings {
    fn default() -> Self {
        Self { queue: 32, places: 8, warm_up: true, prefix_bytes: 256 << 20, prefix_folder: None, prefix_disk_bytes: 0 }
    }
}

/// What is to be written.
#[derive(Debug, Clone, PartialEq)]
pub struct GenerationRequest {
    /// The conversation.
    pub prompt: Prompt,
    /// Tokens of the answer at most.
    pub max_tokens: usize,
    /// Nothing: the likeliest token each time. Otherwise above 0, the higher the more varied.
    pub temperature: Option<f64>,
    /// Seed of the variation; of no effect without a temperature.
    pub seed: u64,
    /// Texts at which the answer ends; they are not part of it.
    pub stop: Vec<String>,
    /// The language and script in which the answer has to be; one that leaves them ends.
    pub expected: Option<Expected>,
}

impl GenerationRequest {
    /// The likeliest answer of at most this many tokens.
    #[must_use]
    pub fn new(prompt: Prompt, max_tokens: usize) -> Self {
        Self { prompt, max_tokens, temperature: None, seed: 0, stop: Vec::new(), expected: None }
    }
}

/// What a reader hears, in order; after `Done` or `Failed` nothing comes.
#[derive(Debug, Clone, PartialEq)]
pub enum GenerationEvent {
    /// The next piece of the answer: valid UTF-8, never empty.
    Text(String),
    /// The answer is complete.
    Done {
        /// Why it ends.
        reason: StopReason,
        /// What it took.
        usage: Usage,
    },
    /// The answer could not be written to its end.
    Failed(GenerationError),
}

/// Why an answer ends.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum StopReason {
    /// The model ended its turn.
    EndOfTurn,
    /// A stop text came.
    StopText(String),
    /// The budget of tokens is used up.
    TokenBudget,
    /// Prompt and answer fill the model's context.
    ContextFull,
    /// The model began to repeat itself.
    Repetition,
    /// The model went over to another script than was expected.
    OtherScript,
    /// The model went over to another language than was expected.
    OtherLanguage,
}

/// What an answer took.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Usage {
    /// Tokens of the prompt.
    pub prompt_tokens: usize,
    /// Those of them that did not have to be read, since another prompt began alike.
    pub known_tokens: usize,
    /// Tokens written.
    pub generated_tokens: usize,
    /// Time in the queue.
    pub queued: Duration,
    /// Time from the start of the work to the first token.
    pub prefill: Duration,
    /// Time from the first token to the last.
    pub decode: Duration,
}

/// Why nothing, or not all, was written.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum GenerationError {
    /// Too many requests wait already.
    #[error("the model's queue is full ({queue} wait); try again in a moment")]
    QueueFull {
        /// Requests that may wait.
        queue: usize,
    },
    /// The prompt leaves no room for an answer.
    #[error("the prompt has {tokens} tokens and the model holds {context} with the answer; shorten the prompt")]
    PromptTooLong {
        /// Tokens of the prompt.
        tokens: usize,
        /// Tokens of prompt and answer together.
        context: usize,
    },
    /// A request that asks for nothing, or with values out of range.
    #[error("the request cannot be served: {0}")]
    Request(&'static str),
    /// The prompt cannot be encoded.
    #[error("the prompt cannot be encoded: {0}")]
    Prompt(String),
    /// Inference failed; the engine goes on with the next request.
    #[error("the model failed: {0}; the next request may succeed")]
    Model(String),
    /// The model's thread has ended.
    #[error("the model is no longer running; restart the program")]
    Stopped,
}

impl From<TokenizerError> for GenerationError {
    fn from(error: TokenizerError) -> Self {
        Self::Prompt(error.to_string())
    }
}

impl Usage {
    /// Tokens of the prompt that were read, a second.
    #[must_use]
    pub fn prefill_rate(&self) -> f64 {
        rate(self.prompt_tokens.saturating_sub(self.known_tokens), self.prefill)
    }

    /// Tokens written a second, the first left out: it belongs to the prompt.
    #[must_use]
    pub fn decode_rate(&self) -> f64 {
        rate(self.generated_tokens.saturating_sub(1), self.decode)
    }
}

fn rate(tokens: usize, time: Duration) -> f64 {
    match time.as_secs_f64() {
        0.0 => 0.0,
        seconds => tokens as f64 / seconds,
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests;
