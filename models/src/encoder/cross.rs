//! A reranker: reads question and passage together and says how well the one answers the other.

use candle_core::DType;
use candle_nn::ops::sigmoid;
use candle_transformers::models::xlm_roberta::XLMRobertaForSequenceClassification;

use super::{Encoder, EncoderDescription, EncoderError, EncoderSource, Input, Place};

/// Scores pairs of a question and a passage, both as they are written.
///
/// May be called from many threads at once; they wait for each other. Blocking, for milliseconds on an accelerator and for
/// much longer on the processor.
pub struct CrossEncoder {
    encoder: Encoder<XLMRobertaForSequenceClassification>,
}

impl CrossEncoder {
    /// Opens a reranker on the accelerator of this build, else on the processor; it takes seconds and the memory of the
    /// weights. Blocking.
    ///
    /// # Errors
    /// The model is no reranker, or a file is missing, broken, or does not fit the others.
    pub fn open(source: &EncoderSource) -> Result<Self, EncoderError> {
        Self::open_on(source, &Place::best())
    }

    pub(super) fn open_on(source: &EncoderSource, place: &Place) -> Result<Self, EncoderError> {
        if source.embedding.is_some() {
            return Err(EncoderError::OtherKind { model: source.id.clone(), wanted: "reranker" });
        }
        let (encoder, _) = Encoder::open(source, place, |config, builder| {
            XLMRobertaForSequenceClassification::new(1, &config.xlm_roberta(), builder)
        })?;
        Ok(Self { encoder })
    }

    /// What this model is.
    #[must_use]
    pub fn description(&self) -> &EncoderDescription {
        &self.encoder.description
    }

    /// How well each passage answers the question, 0 to 1, in their order.
    ///
    /// # Errors
    /// The computation failed.
    pub fn scores(&self, question: &str, passages: &[&str]) -> Result<Vec<f32>, EncoderError> {
        let inputs = passages.iter().map(|passage| Input::Pair(question.trim(), passage.trim())).collect();
        let rows = self.encoder.rows(inputs, |network, batch| {
            sigmoid(&network.forward(&batch.tokens, &batch.mask, &batch.types)?.to_dtype(DType::F32)?)
        })?;
        Ok(rows.into_iter().flatten().collect())
    }
}

impl std::fmt::Debug for CrossEncoder {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_tuple("CrossEncoder").field(self.description()).finish()
    }
}
