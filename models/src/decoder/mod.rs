//! Language models: opening a GGUF file, and one step of inference behind one trait.
//!
//! Each family is a small file over candle's quantized modules, or over its quantized matrices where the module is wrong. What to do with the logits is not known here.

use std::{
    fs::File,
    io::BufReader,
    path::{Path, PathBuf},
    time::{Duration, Instant},
};

use candle_core::{Device, Tensor, quantized::gguf_file::Content};

use crate::{
    catalogue::{Architecture, PromptTemplate},
    device,
    tokenizer::{ModelTokenizer, TokenizerError},
};

mod check;
mod gemma3;
mod llama;
mod qwen2;
mod qwen3;

/// Bytes read at once from a model file: its metadata holds hundreds of thousands of small values.
const READ_BUFFER: usize = 1 << 20;

/// One step of inference.
pub(crate) trait Decoder: Send {
    /// Feeds tokens that begin at this position and returns the logits behind the last one, of shape `(1, vocabulary)`.
    ///
    /// Position 0 begins a new text.
    fn forward(&mut self, tokens: &Tensor, position: usize) -> candle_core::Result<Tensor>;

    /// Forgets the text.
    fn reset(&mut self);
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
    pub(crate) decoder: Box<dyn Decoder>,
    pub(crate) tokenizer: ModelTokenizer,
    pub(crate) device: Device,
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
        let started = Instant::now();
        let path = source.path.as_path();
        let read = |source| ModelError::Read { path: path.to_owned(), source };
        let broken = |error: candle_core::Error| ModelError::Broken { path: path.to_owned(), problem: plain(&error) };
        let file = File::open(path).map_err(read)?;
        let length = file.metadata().map_err(read)?.len();
        let mut reader = BufReader::with_capacity(READ_BUFFER, file);
        let mut content = Content::read(&mut reader).map_err(broken)?;
        let context = source.context.min(check::content(&content, source, length)?);
        let tokenizer = ModelTokenizer::from_metadata(&content.metadata)
            .map_err(|source| ModelError::Tokenizer { path: path.to_owned(), source })?;
        // Tens of megabytes of texts that the tensors do not need.
        content.metadata.retain(|key, _| !key.starts_with("tokenizer."));
        let device = device::inference_device();
        let decoder: Box<dyn Decoder> = match source.architecture {
            Architecture::Qwen2 => Box::new(qwen2::open(content, &mut reader, &device).map_err(broken)?),
            Architecture::Qwen3 => Box::new(qwen3::open(content, &mut reader, &device).map_err(broken)?),
            Architecture::Llama => Box::new(llama::open(content, &mut reader, &device).map_err(broken)?),
            Architecture::Gemma3 => Box::new(gemma3::open(&content, &mut reader, &device, context).map_err(broken)?),
            other @ (Architecture::Bert | Architecture::XlmRoberta) => {
                return Err(ModelError::NotALanguageModel(other));
            }
        };
        let description = ModelDescription {
            id: source.id.clone(),
            architecture: source.architecture,
            template: source.template,
            context,
            device: device::name(&device),
            loading: started.elapsed(),
        };
        tracing::info!(model = description.id, device = description.device, loading = ?description.loading, "model opened");
        Ok(Self { decoder, tokenizer, device, description })
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
