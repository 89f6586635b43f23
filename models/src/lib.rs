//! Local inference on candle: the model catalogue, fetching, tokenizers, the embedder and the tables of languages with the
//! weights that ship, large encoders, the decoder, and the client of models on other machines.
//!
//! This crate knows no record, serves no HTTP and knows no vector store; no other crate of the workspace names candle.

pub mod catalogue;
pub mod choose;
pub mod decoder;
mod device;
pub mod embedder;
pub mod encoder;
pub mod fetch;
pub mod generation;
pub mod language;
pub mod machine;
#[cfg(target_arch = "x86_64")]
mod processor;
pub mod prompt;
pub mod remote;
mod tensors;
mod text_engine;
pub mod tokenizer;

pub use catalogue::{Catalogue, CatalogueError, CatalogueModel};
pub use choose::{Choice, ChoiceReason, Wanted, choose};
pub use decoder::{LanguageModel, LanguageModelSource, ModelDescription, ModelError};
pub use embedder::{Embedder, EmbedderError};
pub use encoder::{CrossEncoder, EncoderDescription, EncoderError, EncoderSource, LargeEmbedder};
pub use fetch::{FetchError, FetchProgress, FetchSettings, FetchStage, FetchedModel, Fetcher};
pub use generation::{
    EngineSettings, Expected, GenerationEngine, GenerationError, GenerationEvent, GenerationRequest, StopReason, Usage,
};
pub use machine::Machine;
pub use prompt::{Prompt, Speaker, Turn};
pub use remote::{RemoteEngine, RemoteKey, RemoteLimits, RemoteSettings, RemoteUrl};
pub use text_engine::TextEngine;

/// Bytes as lower-case hex digits.
pub(crate) fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write as _;
    bytes.iter().fold(String::with_capacity(bytes.len() * 2), |mut text, byte| {
        // Writing to a String cannot fail.
        let _ = write!(text, "{byte:02x}");
        text
    })
}
