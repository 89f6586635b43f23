//! Text to vector by a large encoder.

use std::fs::File;

use candle_core::{DType, Result, Tensor};
use sha2::{Digest, Sha256};

use super::{Batch, Encoder, EncoderDescription, EncoderError, EncoderSource, Input, Place, network::Network};
use crate::{
    catalogue::{Embedding, Pooling},
    hex,
};

/// Questions and passages, as they are written, to vectors of `dimensions()` values, L2-normalised.
///
/// May be called from many threads at once; they wait for each other. Blocking, for milliseconds on an accelerator and for
/// much longer on the processor.
pub struct LargeEmbedder {
    encoder: Encoder<Network>,
    embedding: Embedding,
    dimensions: usize,
    fingerprint: String,
}

impl LargeEmbedder {
    /// Opens an embedder on the accelerator of this build, else on the processor; it takes seconds and the memory of the weights. Blocking.
    ///
    /// # Errors
    /// The model is no embedder, or a file is missing, broken, or does not fit the others.
    pub fn open(source: &EncoderSource) -> std::result::Result<Self, EncoderError> {
        Self::open_on(source, &Place::best())
    }

    pub(super) fn open_on(source: &EncoderSource, place: &Place) -> std::result::Result<Self, EncoderError> {
        let other = || EncoderError::OtherKind { model: source.id.clone(), wanted: "embedder" };
        let embedding = source.embedding.clone().ok_or_else(other)?;
        let fingerprint = fingerprint(source, &embedding)?;
        let (encoder, config) = Encoder::open(source, place, Network::load)?;
        Ok(Self { encoder, embedding, dimensions: config.width(), fingerprint })
    }

    /// Length of every vector.
    #[must_use]
    pub fn dimensions(&self) -> usize {
        self.dimensions
    }

    /// SHA-256 over the files and the way they are used, as 64 hex digits; the device does not count.
    #[must_use]
    pub fn fingerprint(&self) -> &str {
        &self.fingerprint
    }

    /// The cosine of texts that say nothing alike, 0 to 1.
    #[must_use]
    pub fn cosine_floor(&self) -> f32 {
        f32::from(self.embedding.floor_percent) / 100.0
    }

    /// What this model is.
    #[must_use]
    pub fn description(&self) -> &EncoderDescription {
        &self.encoder.description
    }

    /// The vector of a question.
    ///
    /// # Errors
    /// The computation failed.
    pub fn embed_question(&self, question: &str) -> std::result::Result<Vec<f32>, EncoderError> {
        self.embed(&self.embedding.query_prefix, &[question]).map(|mut vectors| vectors.pop().unwrap_or_default())
    }

    /// The vectors of passages, in their order.
    ///
    /// # Errors
    /// The computation failed.
    pub fn embed_passages(&self, passages: &[&str]) -> std::result::Result<Vec<Vec<f32>>, EncoderError> {
        self.embed(&self.embedding.passage_prefix, passages)
    }

    fn embed(&self, prefix: &str, texts: &[&str]) -> std::result::Result<Vec<Vec<f32>>, EncoderError> {
        let inputs = texts.iter().map(|text| Input::Text(format!("{prefix}{}", text.trim()))).collect();
        self.encoder.rows(inputs, |network, batch| normalise(&self.pool(&network.states(batch)?, batch)?))
    }

    /// One vector a text, in f32: a mean over hundreds of tokens loses digits in f16.
    fn pool(&self, states: &Tensor, batch: &Batch) -> Result<Tensor> {
        match self.embedding.pooling {
            Pooling::Cls => states.narrow(1, 0, 1)?.squeeze(1)?.to_dtype(DType::F32),
            Pooling::Mean => {
                let mask = batch.mask.to_dtype(DType::F32)?;
                let sum = states.to_dtype(DType::F32)?.broadcast_mul(&mask.unsqueeze(2)?)?.sum(1)?;
                sum.broadcast_div(&mask.sum_keepdim(1)?)
            }
        }
    }
}

impl std::fmt::Debug for LargeEmbedder {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_tuple("LargeEmbedder").field(self.description()).finish()
    }
}

/// Scales each row to length one.
fn normalise(rows: &Tensor) -> Result<Tensor> {
    rows.broadcast_div(&rows.sqr()?.sum_keepdim(1)?.sqrt()?)
}

/// Identifies the vectors: two embedders with the same give the same, but for the rounding of their devices.
fn fingerprint(source: &EncoderSource, embedding: &Embedding) -> std::result::Result<String, EncoderError> {
    let mut hasher = Sha256::new();
    for (path, checksum) in source.files.iter().zip(source.checksums.iter().chain(std::iter::repeat(&None))) {
        let read = |source| EncoderError::Read { path: path.clone(), source };
        let checksum = match checksum {
            Some(checksum) => checksum.clone(),
            None => {
                let mut whole = Sha256::new();
                std::io::copy(&mut File::open(path).map_err(read)?, &mut HashWriter(&mut whole)).map_err(read)?;
                hex(&whole.finalize())
            }
        };
        hasher.update(checksum);
    }
    hasher.update(format!("{embedding:?} {}", source.context));
    Ok(hex(&hasher.finalize()))
}

/// Hashes what is written.
struct HashWriter<'h>(&'h mut Sha256);

impl std::io::Write for HashWriter<'_> {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.update(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}
