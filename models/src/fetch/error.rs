//! What can go wrong while a file is fetched, by who must act.

use std::{
    io,
    path::{Path, PathBuf},
};

/// Why a model could not be fetched.
#[derive(Debug, thiserror::Error)]
pub enum FetchError {
    /// The disk of the cache is too small.
    #[error(
        "not enough space for {path}: {needed} bytes are needed and {available} are free; free space or choose another cache folder"
    )]
    DiskFull {
        /// What was to be written.
        path: PathBuf,
        /// Bytes still to be written; 0 when the disk filled up while writing.
        needed: u64,
        /// Bytes free.
        available: u64,
    },
    /// The cache folder cannot be read or written.
    #[error("cannot write {path}: {source}; check the cache folder and its rights")]
    Cache {
        /// The file or folder.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// No source gave a good file.
    #[error("`{file}` could not be fetched: {}; give a local folder that holds it, or check the network", join(.attempts))]
    NoSource {
        /// The file.
        file: String,
        /// Each source that was tried, and what it said.
        attempts: Vec<(String, SourceError)>,
    },
    /// A file of the cache is not what the catalogue says.
    #[error("{path} is damaged: {problem}; fetch the model again")]
    Damaged {
        /// The file.
        path: PathBuf,
        /// Size or checksum, found and expected.
        problem: String,
    },
    /// A file is not in the cache.
    #[error("`{model}` has not been fetched: {path} is missing; run `yordamchi models fetch {model}`")]
    Missing {
        /// Id of the model.
        model: String,
        /// The file.
        path: PathBuf,
    },
    /// The caller asked to stop; what was fetched so far is kept.
    #[error("fetching was stopped; what was fetched is kept, and the next fetch goes on from there")]
    Cancelled,
}

/// Why one source gave no good file.
#[derive(Debug, thiserror::Error)]
pub enum SourceError {
    /// A local folder or a package does not hold the file.
    #[error("it does not hold `{0}`")]
    NotThere(String),
    /// The file came with a wrong size or checksum, twice.
    #[error("{0}")]
    Corrupt(String),
    /// The network or the server refused.
    #[error("{0}")]
    Network(String),
    /// Python is not installed.
    #[error("`{0}` was not found; install Python 3 with pip, or set its path")]
    NoPython(String),
    /// Python is there without pip.
    #[error("python has no pip; install it with the system's packages")]
    NoPip,
    /// The package index does not have the package.
    #[error("the package index has no `{0}`; check the index that pip is set up for")]
    NoPackage(String),
    /// pip failed in another way.
    #[error("pip failed for `{package}`: {message}")]
    Pip {
        /// Name and version.
        package: String,
        /// The last line it wrote.
        message: String,
    },
    /// A wheel is not a readable archive.
    #[error("the package `{package}` is broken: {message}")]
    Wheel {
        /// Name of the wheel.
        package: String,
        /// What is wrong.
        message: String,
    },
    /// Stop at once: no other source can help.
    #[error("{0}")]
    Final(Box<FetchError>),
}

impl FetchError {
    /// A failed write or read in the cache, with a full disk told apart.
    pub(super) fn cache(path: &Path, source: io::Error) -> Self {
        match source.kind() {
            io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => {
                Self::DiskFull { path: path.to_owned(), needed: 0, available: 0 }
            }
            _ => Self::Cache { path: path.to_owned(), source },
        }
    }
}

impl From<FetchError> for SourceError {
    fn from(error: FetchError) -> Self {
        Self::Final(Box::new(error))
    }
}

fn join(attempts: &[(String, SourceError)]) -> String {
    let attempts: Vec<String> = attempts.iter().map(|(source, error)| format!("{source}: {error}")).collect();
    attempts.join("; ")
}
