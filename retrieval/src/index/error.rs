//! Why an index could not be built or opened.

use std::{
    io::{Error, ErrorKind},
    path::{Path, PathBuf},
};

use super::folder::files::LEAST_SPACE;
use crate::{ModelFailure, store::StoreError};

/// Why an index could not be built or opened.
#[derive(Debug, thiserror::Error)]
pub enum IndexError {
    /// There is nothing to index.
    #[error("the knowledge base holds no records; point to a folder with records")]
    NoPassages,
    /// The folder may not be written.
    #[error("cannot write {path}: {source}; make it writable for this user or choose another folder for the index")]
    Unwritable {
        /// The file or folder.
        path: PathBuf,
        /// What the system said.
        source: Error,
    },
    /// The disk is full.
    #[error("too little space left for the index {path}; free {} MB or choose a folder on another disk", needed / 1_000_000)]
    Full {
        /// The file or folder.
        path: PathBuf,
        /// Free bytes that the index asks for.
        needed: u64,
    },
    /// Another process kept building.
    #[error("another process is building the index {place}; wait for it or end it")]
    Busy {
        /// Where the index lies.
        place: String,
    },
    /// The index on disk is not whole.
    #[error("the index {path} is damaged; build it again with `index --rebuild`")]
    Damaged {
        /// The folder of the index.
        path: PathBuf,
    },
    /// A file could not be read or written.
    #[error("index file {path}: {source}; check the disk, then build the index again with `index --rebuild`")]
    File {
        /// The file.
        path: PathBuf,
        /// What the system said.
        source: Error,
    },
    /// The vector store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The embedder failed while passages were embedded.
    #[error("the passages cannot be embedded: {0}")]
    Embedder(#[from] ModelFailure),
}

impl IndexError {
    /// Whether building again can help, as against another disk or other rights.
    pub(super) fn is_worth_a_build(&self) -> bool {
        match self {
            Self::Damaged { .. } | Self::File { .. } | Self::Store(_) => true,
            Self::NoPassages | Self::Unwritable { .. } | Self::Full { .. } | Self::Busy { .. } | Self::Embedder(_) => {
                false
            }
        }
    }

    /// Whether the same may go well later, without anybody changing settings or the program.
    #[must_use]
    pub fn is_passing(&self) -> bool {
        match self {
            Self::Store(error) => error.is_passing(),
            Self::Busy { .. } => true,
            Self::NoPassages
            | Self::Unwritable { .. }
            | Self::Full { .. }
            | Self::Damaged { .. }
            | Self::File { .. }
            | Self::Embedder(_) => false,
        }
    }

    /// Sorts what the system said of a file.
    pub(super) fn of_file(path: &Path, source: Error) -> Self {
        let path = path.to_owned();
        match source.kind() {
            ErrorKind::PermissionDenied | ErrorKind::ReadOnlyFilesystem => Self::Unwritable { path, source },
            ErrorKind::StorageFull | ErrorKind::QuotaExceeded => Self::Full { path, needed: LEAST_SPACE },
            // The system's list of kinds is open.
            _ => Self::File { path, source },
        }
    }
}
