//! Writing text: requests to a model on its own thread, answers as a stream of events.
//!
//! One request is written at a time, in the order of arrival; the queue is short and a full one is an error at once. A
//! reader who leaves (drops the receiver) stops the work at the next token.

use std::time::Duration;

use crate::{prompt::Prompt, tokenizer::TokenizerError};

pub use self::engine::GenerationEngine;

mod engine;
mod stop;
mod writer;

/// How an engine runs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EngineSettings {
    /// Requests that may wait besides the one that is written.
    pub queue: usize,
    /// Whether a short text is written at the start: weights are repacked on first use, which takes seconds.
    pub warm_up: bool,
}

impl Default for EngineSettings {
    fn default() -> Self {
        Self { queue: 8, warm_up: true }
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
}

impl GenerationRequest {
    /// The likeliest answer of at most this many tokens.
    #[must_use]
    pub fn new(prompt: Prompt, max_tokens: usize) -> Self {
        Self { prompt, max_tokens, temperature: None, seed: 0, stop: Vec::new() }
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
}

/// What an answer took.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Usage {
    /// Tokens of the prompt.
    pub prompt_tokens: usize,
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

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests;
