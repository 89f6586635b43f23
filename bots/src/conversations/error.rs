//! What can go wrong with the conversations, by who must act.

use std::path::{Path, PathBuf};

use sqlx::migrate::MigrateError;
use uuid::Uuid;

/// Why conversations could not be opened, read or written.
#[derive(Debug, thiserror::Error)]
pub enum ConversationError {
    /// Feedback on an answer that was never given, or is forgotten by now: the caller's fault.
    #[error("no answer `{0}` is kept; it may have been deleted by its age")]
    UnknownAnswer(Uuid),
    /// The folder or the file cannot be made or written: the operator's to mend.
    #[error(
        "cannot write the database `{}`: {problem}; make its folder writable or set `database` to a file on another disk",
        path.display()
    )]
    Unwritable {
        /// The file.
        path: PathBuf,
        /// What the system said.
        problem: String,
    },
    /// The file is a database of a newer version of the program, or no database of it.
    #[error(
        "the database `{}` does not fit this version: {problem}; start the newer version or set `database` to another file",
        path.display()
    )]
    Foreign {
        /// The file.
        path: PathBuf,
        /// What does not fit.
        problem: String,
    },
    /// The database failed.
    #[error("the database of the conversations failed: {0}; check the disk")]
    Database(#[from] sqlx::Error),
    /// What is kept of a conversation cannot be read back.
    #[error("the state of a conversation is broken: {0}")]
    State(#[from] serde_json::Error),
}

impl ConversationError {
    pub(super) fn opening(path: &Path, error: &dyn std::fmt::Display) -> Self {
        Self::Unwritable { path: path.to_owned(), problem: error.to_string() }
    }

    pub(super) fn migrating(path: &Path, error: &MigrateError) -> Self {
        match error {
            MigrateError::VersionMissing(_) | MigrateError::VersionMismatch(_) | MigrateError::VersionTooNew(..) => {
                Self::Foreign { path: path.to_owned(), problem: error.to_string() }
            }
            // Everything else comes from the file or the disk below it.
            _ => Self::opening(path, error),
        }
    }
}
