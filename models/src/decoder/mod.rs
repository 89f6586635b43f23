//! Language models: opening a GGUF file, the description of its decoder, and the two backends that run one.
//!
//! A family is a small file that says how its description differs from the usual one. `crate::processor` runs descriptions on
//! x86-64 processors, `crate::tensors` everywhere else. What to do with the logits is not known here.

use std::{
    fs::File,
    io::{BufReader, Read as _, Seek as _, SeekFrom},
    path::{Path, PathBuf},
    time::{Duration, Instant},
};

use sha2::{Digest, Sha256};

use self::blueprint::Blueprint;
pub(crate) use self::{
    network::{Feed, Memory, Network, Stretches, likeliest, no_logits},
    weights::WeightsFile,
};
#[cfg(target_arch = "x86_64")]
use crate::processor::Processor;
use crate::{
    catalogue::{Architecture, PromptTemplate},
    device,
    tensors::Tensors,
    tokenizer::{ModelTokenizer, TokenizerError},
};

pub(crate) mod blueprint;
mod check;
mod families;
mod head;
mod network;
mod weights;

/// Bytes read at once from a model file: its metadata holds hundreds of thousands of small values.
const READ_BUFFER: usize = 1 << 20;
/// Bytes of the weights that tell one model from another of the same shape.
const SAMPLE: u64 = 1 << 20;

/// What runs a model.
pub(crate) enum Backend {
    /// Kernels of our own.
    #[cfg(target_arch = "x86_64")]
    Processor(Box<Processor>),
    /// candle's tensors.
    Tensors(Box<Tensors>),
}

/// What is to be opened, and how it is to be used.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LanguageModelSource {
    /// Id for logs and reports.
    pub id: String,
    /// The GGUF file.
    pub path: PathBuf,
    /// The family that the catalogue names; the file must agree.
    pub architecture: Architecture,
    /// How turns are written.
    pub template: PromptTemplate,
    /// Tokens of prompt and answer together; cut to what file and family allow.
    pub context: usize,
}

/// An opened language model with its tokenizer.
pub struct LanguageModel {
    pub(crate) backend: Backend,
    pub(crate) tokenizer: ModelTokenizer,
    description: ModelDescription,
}

/// What an opened model is, for logs and reports.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ModelDescription {
    /// Id in the catalogue.
    pub id: String,
    /// Its family.
    pub architecture: Architecture,
    /// How turns are written.
    pub template: PromptTemplate,
    /// Tokens of prompt and answer together.
    pub context: usize,
    /// Where it runs: `cpu`, `cuda`, `metal`.
    pub device: &'static str,
    /// What tells this model file from others: a digest of its keys, its table of tensors and a sample of its weights.
    pub fingerprint: String,
    /// How long opening took.
    pub loading: Duration,
}

/// Why a model file could not be opened.
#[derive(Debug, thiserror::Error)]
pub enum ModelError {
    /// The file cannot be read.
    #[error("cannot read the model file {path}: {source}; fetch the model or correct the path")]
    Read {
        /// The file.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
    /// The file is damaged or no GGUF file.
    #[error("the model file {path} is broken: {problem}; fetch the model again")]
    Broken {
        /// The file.
        path: PathBuf,
        /// The key or the tensor, and what is wrong with it.
        problem: String,
    },
    /// The file holds another family than the catalogue says.
    #[error("the model file {path} holds `{found}` where the catalogue says {expected:?}; correct the catalogue")]
    OtherArchitecture {
        /// The file.
        path: PathBuf,
        /// What the file says.
        found: String,
        /// What the catalogue says.
        expected: Architecture,
    },
    /// The family writes no text.
    #[error("{0:?} is not a language model; choose another entry of the catalogue")]
    NotALanguageModel(Architecture),
    /// The vocabulary cannot be used.
    #[error("the tokenizer of {path}: {source}")]
    Tokenizer {
        /// The file.
        path: PathBuf,
        /// What is wrong.
        source: TokenizerError,
    },
}

impl LanguageModel {
    /// Opens a model; it takes seconds and the memory of the weights. Blocking.
    ///
    /// # Errors
    /// The file cannot be read, is broken, or holds something else than the catalogue says.
    pub fn open(source: &LanguageModelSource) -> Result<Self, ModelError> {
        Self::open_on(source, true)
    }

    /// The same on candle's tensors, which run on accelerators and on processors without kernels of ours: for comparing the two.
    ///
    /// # Errors
    /// As [`Self::open`].
    pub fn open_on_tensors(source: &LanguageModelSource) -> Result<Self, ModelError> {
        Self::open_on(source, false)
    }

    #[cfg_attr(not(target_arch = "x86_64"), allow(unused_variables))]
    fn open_on(source: &LanguageModelSource, kernels: bool) -> Result<Self, ModelError> {
        let started = Instant::now();
        let path = source.path.as_path();
        let read = |source| ModelError::Read { path: path.to_owned(), source };
        let broken = |error: candle_core::Error| ModelError::Broken { path: path.to_owned(), problem: plain(&error) };
        let file = File::open(path).map_err(read)?;
        let length = file.metadata().map_err(read)?.len();
        let mut reader = BufReader::with_capacity(READ_BUFFER, file);
        let mut content = head::read(&mut reader, length).map_err(broken)?;
        check::content(&content, source, length)?;
        let blueprint = Blueprint::read(&content, source.architecture).map_err(broken)?;
        let fingerprint = fingerprint(&mut reader, content.tensor_data_offset, length).map_err(read)?;
        let tokenizer = ModelTokenizer::from_metadata(&content.metadata)
            .map_err(|source| ModelError::Tokenizer { path: path.to_owned(), source })?;
        check::vocabulary(&content, source, tokenizer.vocabulary_size())?;
        // Tens of megabytes of texts that the tensors do not need.
        content.metadata.retain(|key, _| !key.starts_with("tokenizer."));
        let device = device::inference_device();
        let context = source.context.min(blueprint.context);
        let weights = WeightsFile::new(path, &content, reader);
        let backend = match () {
            #[cfg(target_arch = "x86_64")]
            () if kernels && device.is_cpu() && Processor::can(&blueprint) => {
                Backend::Processor(Box::new(Processor::open(&weights, blueprint).map_err(broken)?))
            }
            () => Backend::Tensors(Box::new(Tensors::open(&weights, blueprint, &device).map_err(broken)?)),
        };
        let description = ModelDescription {
            id: source.id.clone(),
            architecture: source.architecture,
            template: source.template,
            context,
            device: device::name(&device),
            fingerprint,
            loading: started.elapsed(),
        };
        tracing::info!(model = description.id, device = description.device, loading = ?description.loading, "model opened");
        Ok(Self { backend, tokenizer, description })
    }

    /// What this model is.
    #[must_use]
    pub fn description(&self) -> &ModelDescription {
        &self.description
    }
}

impl LanguageModelSource {
    /// The source of a fetched model of the catalogue.
    #[must_use]
    pub fn of(model: &crate::CatalogueModel, file: &Path) -> Self {
        Self {
            id: model.id.clone(),
            path: file.to_owned(),
            architecture: model.architecture,
            template: model.template,
            context: model.context,
        }
    }
}

/// A digest of the file's head and of samples of its weights: reading all of them would take as long as loading.
fn fingerprint(reader: &mut BufReader<File>, head: u64, length: u64) -> std::io::Result<String> {
    let mut hash = Sha256::new();
    hash.update(length.to_le_bytes());
    let middle = head + length.saturating_sub(head) / 2;
    for (start, bytes) in [(0, head), (middle, SAMPLE), (length.saturating_sub(SAMPLE), SAMPLE)] {
        let mut sample = Vec::new();
        reader.seek(SeekFrom::Start(start))?;
        reader.take(bytes).read_to_end(&mut sample)?;
        hash.update(&sample);
    }
    Ok(crate::hex(&hash.finalize()))
}

/// An error of candle in one line, without its backtrace.
pub(crate) fn plain(error: &candle_core::Error) -> String {
    let text = error.to_string();
    text.lines().next().unwrap_or("unknown").to_owned()
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
pub(crate) mod tiny;

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests;
