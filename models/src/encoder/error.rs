//! Why an encoder could not be opened or asked, by who must act.

use std::path::PathBuf;

use crate::catalogue::Architecture;

/// Why an encoder could not be opened or asked.
#[derive(Debug, thiserror::Error)]
pub enum EncoderError {
    /// The catalogue's entry lacks a file.
    #[error("the catalogue names no `{file}` for {model}; add it to `files` of its entry")]
    Missing {
        /// Id of the model.
        model: String,
        /// The file.
        file: String,
    },
    /// The model is of another kind.
    #[error("{model} is no {wanted}; `yordamchi models list` shows what each model does")]
    OtherKind {
        /// Id of the model.
        model: String,
        /// What it should be.
        wanted: &'static str,
    },
    /// A file cannot be read.
    #[error("cannot read {path}: {source}; fetch the model again")]
    Read {
        /// The file.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
    /// A file is damaged or does not fit the others.
    #[error("{path} is broken: {problem}; fetch the model again")]
    Broken {
        /// The file.
        path: PathBuf,
        /// The key or the tensor, and what is wrong with it.
        problem: String,
    },
    /// `config.json` is of another family than the catalogue says.
    #[error("{path} holds `{found}` where the catalogue says {expected:?}; correct the catalogue")]
    OtherArchitecture {
        /// The file.
        path: PathBuf,
        /// What the file says.
        found: String,
        /// What the catalogue says.
        expected: Architecture,
    },
    /// A text cannot be cut into tokens.
    #[error("the tokenizer of {model} failed: {problem}")]
    Tokens {
        /// Id of the model.
        model: String,
        /// What it said.
        problem: String,
    },
    /// The computation failed.
    #[error("{model} failed: {problem}; check that its device has memory left")]
    Inference {
        /// Id of the model.
        model: String,
        /// What candle said.
        problem: String,
    },
    /// The computation left the range of its numbers.
    #[error("{model} gave no finite numbers; fetch it again, or choose another model")]
    NotFinite {
        /// Id of the model.
        model: String,
    },
}
