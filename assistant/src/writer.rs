//! A language model that may write answers.

use knowledge_base::Language;
use models::TextEngine;

/// What answers of a model on a server are told to be written by; its own name is the operator's affair.
const REMOTE: &str = "openai";

/// A model and the languages in which it was admitted to write.
#[derive(Clone, Debug)]
pub struct Writer {
    /// The model on its own thread, or on a server.
    pub engine: TextEngine,
    /// Its identifier in the catalogue, or its name on the server.
    pub model_id: String,
    /// The languages in which it may write.
    pub languages: Vec<Language>,
}

impl Writer {
    /// The `engine` of answers that it writes: its identifier, or `openai` for a server with that API.
    #[must_use]
    pub fn engine_name(&self) -> &str {
        match self.engine {
            TextEngine::Local(_) => &self.model_id,
            TextEngine::Remote(_) => REMOTE,
        }
    }
}
