//! A language model that may write answers.

use knowledge_base::Language;
use models::GenerationEngine;

/// A loaded model and the languages in which it was admitted to write.
#[derive(Clone, Debug)]
pub struct Writer {
    /// The model on its own thread.
    pub engine: GenerationEngine,
    /// Its identifier in the catalogue.
    pub model_id: String,
    /// The languages in which it may write.
    pub languages: Vec<Language>,
}
