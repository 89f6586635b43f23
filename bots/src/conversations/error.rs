//! What can go wrong with the conversations, by who must act.

use std::path::{Path, PathBuf};

use sqlx::migrate::MigrateError;
use uuid::Uuid;

use super::place::{Database, DatabaseServer};

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
    /// The server is not there, or does not answer in time.
    #[error("the database at {server} cannot be reached: {reason}; start PostgreSQL there, or correct `database`")]
    Away {
        /// Its address, without a password.
        server: String,
        /// What happened.
        reason: String,
    },
    /// The server is there and does not let us in, or does not let us make tables.
    #[error("the database at {server} refuses: {reason}; {remedy}")]
    Refused {
        /// Its address, without a password.
        server: String,
        /// What it said.
        reason: String,
        /// What to do.
        remedy: String,
    },
    /// It is a database of a newer version of the program, or none of it.
    #[error(
        "the database `{place}` does not fit this version: {problem}; start the newer version or set `database` to another one"
    )]
    Foreign {
        /// The file, or the address without a password.
        place: String,
        /// What does not fit.
        problem: String,
    },
    /// The database failed.
    #[error("the database of the conversations failed: {0}; check the disk, or the server")]
    Database(#[from] sqlx::Error),
    /// The database did not answer in time.
    #[error("the database of the conversations does not answer; check the disk, or the server")]
    Silent,
    /// What is kept of a conversation cannot be read back.
    #[error("the state of a conversation is broken: {0}")]
    State(#[from] serde_json::Error),
}

impl ConversationError {
    /// Whether waiting may help: the database is away for now.
    #[must_use]
    pub fn is_passing(&self) -> bool {
        use sqlx::Error::{Io, PoolClosed, PoolTimedOut};
        match self {
            Self::Silent | Self::Away { .. } | Self::Database(Io(_) | PoolTimedOut | PoolClosed) => true,
            // A server that is ending, or not yet ready, says so by the class 57P.
            Self::Database(sqlx::Error::Database(said)) => said.code().is_some_and(|code| code.starts_with("57P")),
            Self::Database(_)
            | Self::UnknownAnswer(_)
            | Self::Unwritable { .. }
            | Self::Refused { .. }
            | Self::Foreign { .. }
            | Self::State(_) => false,
        }
    }

    /// A file that cannot be opened.
    pub(super) fn of_file(path: &Path, error: &dyn std::fmt::Display) -> Self {
        Self::Unwritable { path: path.to_owned(), problem: error.to_string() }
    }

    /// A server that lets nobody in.
    pub(super) fn of_server(server: &DatabaseServer, error: &sqlx::Error) -> Self {
        let (place, reason) = (server.to_string(), error.to_string());
        let code = error.as_database_error().and_then(|said| said.code());
        // Appendix A of PostgreSQL's manual.
        let remedy = match code.as_deref() {
            Some("28P01" | "28000") => "correct the user and the password in `database`".to_owned(),
            Some("3D000") => format!("make the database with `createdb {}`, or correct `database`", server.name()),
            Some("42501") => {
                let (name, user) = (server.name(), server.user());
                format!("let the user make tables: `ALTER DATABASE {name} OWNER TO {user}`")
            }
            _ if matches!(error, sqlx::Error::Tls(_) | sqlx::Error::Configuration(_)) => {
                "correct `sslmode` and `sslrootcert` in `database`, or the certificate of the server".to_owned()
            }
            _ => return Self::Away { server: place, reason },
        };
        Self::Refused { server: place, reason, remedy }
    }

    /// A database that could not be brought to this version.
    pub(super) fn migrating(database: &Database, error: &MigrateError) -> Self {
        match (error, database) {
            (
                MigrateError::VersionMissing(_) | MigrateError::VersionMismatch(_) | MigrateError::VersionTooNew(..),
                _,
            ) => Self::Foreign { place: database.to_string(), problem: error.to_string() },
            (MigrateError::Execute(error) | MigrateError::ExecuteMigration(error, _), Database::Server(server)) => {
                Self::of_server(server, error)
            }
            (_, Database::Server(server)) => Self::Away { server: server.to_string(), reason: error.to_string() },
            // Everything else comes from the file or the disk below it.
            (_, Database::File(file)) => Self::of_file(file, error),
        }
    }
}
