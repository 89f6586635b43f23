//! What turns a text into a vector. Which model does it is the caller's choice.

use std::borrow::Cow;

use knowledge_base::Language;

use crate::terms;

/// Text to a vector.
///
/// Two vectors may be compared only when they come from embedders with the same fingerprint.
pub trait TextEmbedder: Send + Sync {
    /// Length of every vector.
    fn dimensions(&self) -> usize;

    /// Identifies weights, tokenizer and settings.
    fn fingerprint(&self) -> &str;

    /// The vector of a question in the [form](Self::form) that the model wants, of length one; all zeros for a text of which
    /// the model knows nothing. A question without a vector is searched by its words alone.
    fn embed(&self, question: &str) -> Vec<f32>;

    /// The vectors of passages in the form that the model wants, in their order. A model that makes no difference between
    /// questions and passages need not say how.
    ///
    /// # Errors
    /// The model failed; an index must not be built then.
    fn embed_passages(&self, passages: &[&str]) -> Result<Vec<Vec<f32>>, ModelFailure> {
        Ok(passages.iter().map(|passage| self.embed(passage)).collect())
    }

    /// What the model wants to read.
    fn form(&self) -> TextForm {
        TextForm::Folded
    }

    /// The cosine of texts that say nothing alike; the search counts from there.
    fn cosine_floor(&self) -> f32 {
        0.0
    }
}

/// What an embedder wants to read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TextForm {
    /// The folded topic: words without stop words and without the frame of a question, for a model that adds words up.
    Folded,
    /// The text as written, for a model that reads sentences.
    Written,
}

impl TextForm {
    /// A text in this form, by itself and folded.
    #[must_use]
    pub fn of<'t>(self, written: &'t str, folded: &str, languages: &[Language]) -> Cow<'t, str> {
        match self {
            Self::Folded => Cow::Owned(terms::topic(folded, languages)),
            Self::Written => Cow::Borrowed(written),
        }
    }
}

/// A model failed; the text says what to do.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub struct ModelFailure(pub String);

impl From<models::EncoderError> for ModelFailure {
    fn from(error: models::EncoderError) -> Self {
        Self(error.to_string())
    }
}

impl TextEmbedder for models::Embedder {
    fn dimensions(&self) -> usize {
        self.dimensions()
    }

    fn fingerprint(&self) -> &str {
        self.fingerprint()
    }

    fn embed(&self, question: &str) -> Vec<f32> {
        self.embed(question)
    }
}

impl TextEmbedder for models::LargeEmbedder {
    fn dimensions(&self) -> usize {
        self.dimensions()
    }

    fn fingerprint(&self) -> &str {
        self.fingerprint()
    }

    fn embed(&self, question: &str) -> Vec<f32> {
        self.embed_question(question).unwrap_or_else(|error| {
            tracing::error!(%error, "a question is searched by its words alone");
            vec![0.0; self.dimensions()]
        })
    }

    fn embed_passages(&self, passages: &[&str]) -> Result<Vec<Vec<f32>>, ModelFailure> {
        Ok(self.embed_passages(passages)?)
    }

    fn form(&self) -> TextForm {
        TextForm::Written
    }

    fn cosine_floor(&self) -> f32 {
        self.cosine_floor()
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests;
