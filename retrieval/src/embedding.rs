//! What turns a folded text into a vector. Which model does it is the caller's choice.

/// Folded text to a vector.
///
/// Two vectors may be compared only when they come from embedders with the same fingerprint.
pub trait TextEmbedder: Send + Sync {
    /// Length of every vector.
    fn dimensions(&self) -> usize;

    /// Identifies weights, tokenizer and settings.
    fn fingerprint(&self) -> &str;

    /// The vector of a folded text, of length one; all zeros for a text of which the model knows nothing.
    fn embed(&self, folded_text: &str) -> Vec<f32>;
}

impl TextEmbedder for models::Embedder {
    fn dimensions(&self) -> usize {
        self.dimensions()
    }

    fn fingerprint(&self) -> &str {
        self.fingerprint()
    }

    fn embed(&self, folded_text: &str) -> Vec<f32> {
        self.embed(folded_text)
    }
}
