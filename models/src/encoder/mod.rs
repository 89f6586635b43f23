//! Large encoders: embedders and rerankers of the catalogue, for machines with an accelerator.
//!
//! They read texts as people write them, not folded. Weights come from safetensors (whole or in shards) or from a PyTorch
//! archive; they are f32 on the processor and, where the network stands it, f16 on an accelerator. Which passages belong to a
//! question is not known here.

use std::{
    fs,
    path::{Path, PathBuf},
    sync::{Mutex, PoisonError},
    time::{Duration, Instant},
};

use candle_core::{Device, Tensor};

use self::{
    batches::{Batch, Batches, Input},
    config::EncoderConfig,
};
pub use self::{cross::CrossEncoder, error::EncoderError, large::LargeEmbedder};
use crate::{
    catalogue::{Architecture, CatalogueModel, Embedding},
    decoder::plain,
    device,
    fetch::FetchedModel,
};

mod batches;
mod config;
mod cross;
mod error;
mod large;
mod network;
mod weights;

/// The file with the sizes of the network.
const CONFIG: &str = "config.json";
/// The file with the vocabulary.
const TOKENIZER: &str = "tokenizer.json";

/// What is to be opened, and how it is to be used.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EncoderSource {
    /// Id for logs and reports.
    pub id: String,
    /// The family that the catalogue names; `config.json` must agree.
    pub architecture: Architecture,
    /// How an embedder is used; nothing for a reranker.
    pub embedding: Option<Embedding>,
    /// Tokens of a text, or of question and passage together; longer ones are cut.
    pub context: usize,
    /// `config.json`, `tokenizer.json` and the weights.
    pub files: Vec<PathBuf>,
    /// The SHA-256 of each file, where it is known; the others are hashed.
    pub checksums: Vec<Option<String>>,
}

impl EncoderSource {
    /// The source of a fetched model of the catalogue.
    #[must_use]
    pub fn of(model: &CatalogueModel, fetched: &FetchedModel) -> Self {
        Self {
            id: model.id.clone(),
            architecture: model.architecture,
            embedding: model.embedding.clone(),
            context: model.context,
            files: fetched.files.clone(),
            checksums: fetched.checksums.clone(),
        }
    }

    /// The path of the file with a name.
    fn file(&self, name: &str) -> Result<&Path, EncoderError> {
        let found = self.files.iter().find(|path| path.file_name().is_some_and(|found| found == name));
        let missing = || EncoderError::Missing { model: self.id.clone(), file: name.to_owned() };
        found.map(PathBuf::as_path).ok_or_else(missing)
    }
}

/// What an opened encoder is, for logs and reports.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EncoderDescription {
    /// Id in the catalogue.
    pub id: String,
    /// Where it runs: `cpu`, `cuda`, `metal`.
    pub device: &'static str,
    /// Tokens of a text, or of question and passage together.
    pub context: usize,
    /// How long opening took.
    pub loading: Duration,
}

/// Where a network runs, and in which numbers.
#[derive(Debug, Clone)]
struct Place {
    device: Device,
    /// Whether its weights are f16 where it stands that.
    half: bool,
}

impl Place {
    /// The accelerator of this build, in f16 for half the memory; else the processor, in f32.
    fn best() -> Self {
        let device = device::inference_device();
        Self { half: !device.is_cpu(), device }
    }
}

/// A network with its tokenizer: texts in, a row of values for each out.
struct Encoder<N> {
    /// One batch at a time, so that the memory of a batch is needed once; the hardware is busy with one anyway.
    network: Mutex<N>,
    batches: Batches,
    description: EncoderDescription,
}

impl<N> Encoder<N> {
    /// Opens the files of a source; `load` takes the network from the weights.
    fn open(
        source: &EncoderSource,
        place: &Place,
        load: impl FnOnce(&EncoderConfig, candle_nn::VarBuilder<'static>) -> candle_core::Result<N>,
    ) -> Result<(Self, EncoderConfig), EncoderError> {
        let started = Instant::now();
        let path = source.file(CONFIG)?;
        let text = fs::read(path).map_err(|source| EncoderError::Read { path: path.to_owned(), source })?;
        let config = EncoderConfig::parse(&text, path, source.architecture)?;
        let context = source.context.min(config.most_tokens());
        let batches = Batches::open(source.file(TOKENIZER)?, &config, context, &place.device)?;
        let (path, builder) = weights::open(source, config.dtype(place.half), &place.device)?;
        let network = load(&config, builder).map_err(|error| EncoderError::Broken { path, problem: plain(&error) })?;
        let description = EncoderDescription {
            id: source.id.clone(),
            device: device::name(&place.device),
            context,
            loading: started.elapsed(),
        };
        tracing::info!(model = description.id, device = description.device, loading = ?description.loading, "encoder opened");
        Ok((Self { network: Mutex::new(network), batches, description }, config))
    }

    /// The rows of texts or pairs, in their order; `forward` gives the rows of a batch as f32.
    fn rows(
        &self,
        inputs: Vec<Input<'_>>,
        forward: impl Fn(&N, &Batch) -> candle_core::Result<Tensor>,
    ) -> Result<Vec<Vec<f32>>, EncoderError> {
        let failed = |error: &candle_core::Error| EncoderError::Inference {
            model: self.description.id.clone(),
            problem: plain(error),
        };
        let encoded = self.batches.encode(inputs)?;
        let mut rows = vec![Vec::new(); encoded.len()];
        for places in self.batches.divide(&encoded) {
            let batch = self.batches.batch(&encoded, &places).map_err(|error| failed(&error))?;
            let found = {
                let network = self.network.lock().unwrap_or_else(PoisonError::into_inner);
                forward(&network, &batch).and_then(|rows| rows.to_vec2::<f32>()).map_err(|error| failed(&error))?
            };
            for (place, row) in places.into_iter().zip(found) {
                if row.iter().any(|value| !value.is_finite()) {
                    return Err(EncoderError::NotFinite { model: self.description.id.clone() });
                }
                rows[place] = row;
            }
        }
        Ok(rows)
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod reference;
#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests;
#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tiny;
