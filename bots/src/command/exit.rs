//! How a command ends: the exit codes that scripts rely on, and the errors that lead to them.

use std::{io, process::ExitCode};

use evals::{RunError, gates::GatesError};
use knowledge_base::{LoadError, import::ImportError, revisions::RevisionError};
use models::FetchError;
use retrieval::{IndexError, store::StoreError};

use crate::{
    conversations::ConversationError, publishing::PublishError, settings::SettingsError, startup::StartError,
    telemetry::TelemetryError,
};

/// The exit codes, as `--help` shows them.
pub(super) const EXIT_CODES: &str = "\
Exit codes:
  0  done
  1  the answer or the check found problems, or a gate of a measurement is broken
  2  wrong usage
  3  settings or environment: a port in use, a folder missing, a disk full
  4  a fault of the program itself

Settings come from yordamchi.toml in this folder (or --config FILE) and from variables
YORDAMCHI_*, which win: YORDAMCHI_LISTEN=127.0.0.1:9000, YORDAMCHI_LOG__LEVEL=debug.";

/// How a command ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Exit {
    /// All is well.
    Done,
    /// The answer or the check found problems.
    Problems,
    /// The command line is wrong.
    Usage,
    /// Settings or the machine are wrong.
    Environment,
    /// The program is wrong.
    Internal,
}

impl Exit {
    /// The number.
    #[must_use]
    pub fn code(self) -> u8 {
        match self {
            Self::Done => 0,
            Self::Problems => 1,
            Self::Usage => 2,
            Self::Environment => 3,
            Self::Internal => 4,
        }
    }
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(exit.code())
    }
}

/// Why a command could not be carried out.
#[derive(Debug, thiserror::Error)]
pub enum CommandError {
    /// The arguments do not fit together.
    #[error("{0}")]
    Usage(String),
    /// The settings were refused.
    #[error(transparent)]
    Settings(#[from] SettingsError),
    /// Logs cannot be written.
    #[error(transparent)]
    Telemetry(#[from] TelemetryError),
    /// The program could not start.
    #[error(transparent)]
    Start(#[from] StartError),
    /// The records cannot be read.
    #[error(transparent)]
    Records(#[from] LoadError),
    /// The revisions cannot be read or written.
    #[error(transparent)]
    Revisions(#[from] RevisionError),
    /// A catalogue cannot be imported.
    #[error(transparent)]
    Import(#[from] ImportError),
    /// The index of a measurement failed.
    #[error(transparent)]
    Index(#[from] IndexError),
    /// A model could not be fetched or verified.
    #[error(transparent)]
    Fetch(#[from] FetchError),
    /// A model could not be opened or did not write; the text says what to do.
    #[error("{0}")]
    Model(String),
    /// The conversations cannot be used.
    #[error(transparent)]
    Conversations(#[from] ConversationError),
    /// The server ended by itself.
    #[error("the server broke: {0}; start it again, and report it if it happens again")]
    Server(io::Error),
    /// Standard input or output failed.
    #[error("cannot read or write the terminal: {0}")]
    Terminal(#[from] io::Error),
    /// The files of a measurement cannot be read or written.
    #[error(transparent)]
    Run(#[from] RunError),
    /// The bounds of a measurement cannot be used.
    #[error(transparent)]
    Gates(#[from] GatesError),
    /// A server that is measured does not answer.
    #[error("the server at {url} does not answer: {problem}")]
    Asked {
        /// Its address.
        url: String,
        /// What happened.
        problem: String,
    },
    /// Ours.
    #[error("{0}; please report it")]
    Internal(String),
}

impl From<PublishError> for CommandError {
    fn from(error: PublishError) -> Self {
        match error {
            PublishError::Records(error) => Self::Records(error),
            PublishError::Revisions(error) => Self::Revisions(error),
        }
    }
}

impl CommandError {
    /// The exit code that this error leads to.
    #[must_use]
    pub fn exit(&self) -> Exit {
        match self {
            Self::Usage(_) | Self::Gates(_) => Exit::Usage,
            Self::Run(RunError::Unreadable { .. } | RunError::Unfinished { .. } | RunError::Broken { .. }) => {
                Exit::Usage
            }
            Self::Run(RunError::Unwritable { .. }) | Self::Asked { .. } => Exit::Environment,
            // A reader that has seen enough (`| head`) is no error.
            Self::Terminal(error) if error.kind() == io::ErrorKind::BrokenPipe => Exit::Done,
            Self::Import(_) => Exit::Problems,
            Self::Settings(_)
            | Self::Telemetry(_)
            | Self::Records(_)
            | Self::Revisions(_)
            | Self::Model(_)
            | Self::Terminal(_) => Exit::Environment,
            Self::Start(error) => of_start(error),
            Self::Index(error) => of_index(error),
            Self::Conversations(error) => of_conversations(error),
            Self::Fetch(FetchError::Damaged { .. }) => Exit::Problems,
            Self::Fetch(
                FetchError::DiskFull { .. }
                | FetchError::Cache { .. }
                | FetchError::NoSource { .. }
                | FetchError::Missing { .. }
                | FetchError::Cancelled,
            ) => Exit::Environment,
            Self::Server(_) | Self::Internal(_) => Exit::Internal,
        }
    }
}

fn of_start(error: &StartError) -> Exit {
    match error {
        StartError::Records(_)
        | StartError::Revisions(_)
        | StartError::Catalogue(_)
        | StartError::NoSuchModel { .. }
        | StartError::SearchModel { .. }
        | StartError::PortInUse(_)
        | StartError::Listen { .. }
        | StartError::Thread(_) => Exit::Environment,
        StartError::Index(error) => of_index(error),
        StartError::Conversations(error) => of_conversations(error),
        StartError::Telegram(_) => Exit::Environment,
        StartError::Assistant(_) | StartError::Broken(_) => Exit::Internal,
    }
}

fn of_index(error: &IndexError) -> Exit {
    match error {
        IndexError::NoPassages
        | IndexError::Unwritable { .. }
        | IndexError::Full { .. }
        | IndexError::Busy { .. }
        | IndexError::Damaged { .. }
        | IndexError::File { .. }
        | IndexError::Embedder(_) => Exit::Environment,
        IndexError::Store(error) => of_store(error),
    }
}

fn of_store(error: &StoreError) -> Exit {
    match error {
        StoreError::Away { .. }
        | StoreError::Refused { .. }
        | StoreError::Missing { .. }
        | StoreError::TooOld { .. } => Exit::Environment,
        StoreError::Engine(_) | StoreError::Payload { .. } => Exit::Internal,
    }
}

fn of_conversations(error: &ConversationError) -> Exit {
    match error {
        ConversationError::Unwritable { .. }
        | ConversationError::Away { .. }
        | ConversationError::Refused { .. }
        | ConversationError::Foreign { .. }
        | ConversationError::Database(_)
        | ConversationError::Silent => Exit::Environment,
        ConversationError::UnknownAnswer(_) => Exit::Usage,
        ConversationError::State(_) => Exit::Internal,
    }
}

#[cfg(test)]
mod tests {
    use std::path::PathBuf;

    use super::*;

    #[test]
    fn the_codes_are_those_of_the_help() {
        let exits = [Exit::Done, Exit::Problems, Exit::Usage, Exit::Environment, Exit::Internal];
        for (number, exit) in exits.into_iter().enumerate() {
            assert_eq!(usize::from(exit.code()), number);
            assert!(EXIT_CODES.contains(&format!("\n  {number}  ")), "{number}");
        }
    }

    fn away() -> StoreError {
        StoreError::Away { url: String::new(), reason: String::new() }
    }

    #[test]
    fn every_kind_of_error_leads_to_its_code() {
        let address = std::net::SocketAddr::from(([127, 0, 0, 1], 8080));
        let cases = [
            (CommandError::Usage(String::new()), Exit::Usage),
            (CommandError::Settings(SettingsError::NoHome { key: "data" }), Exit::Environment),
            (CommandError::Start(StartError::PortInUse(address)), Exit::Environment),
            (CommandError::Start(StartError::Index(IndexError::NoPassages)), Exit::Environment),
            (CommandError::Index(IndexError::Store(away())), Exit::Environment),
            (CommandError::Index(IndexError::Store(StoreError::Engine(String::new()))), Exit::Internal),
            (CommandError::Start(StartError::NoSuchModel { key: "embedder", model: String::new() }), Exit::Environment),
            (CommandError::Records(LoadError::Invalid(Vec::new())), Exit::Environment),
            (CommandError::Fetch(FetchError::Damaged { path: PathBuf::new(), problem: String::new() }), Exit::Problems),
            (CommandError::Fetch(FetchError::Cancelled), Exit::Environment),
            (CommandError::Terminal(io::ErrorKind::BrokenPipe.into()), Exit::Done),
            (CommandError::Terminal(io::ErrorKind::StorageFull.into()), Exit::Environment),
            (CommandError::Internal(String::new()), Exit::Internal),
        ];
        for (error, exit) in cases {
            assert_eq!(error.exit(), exit, "{error:?}");
        }
    }

    #[test]
    fn a_used_port_is_named_with_a_way_out() {
        let message = StartError::PortInUse(std::net::SocketAddr::from(([127, 0, 0, 1], 8080))).to_string();
        assert!(message.contains("port 8080") && message.contains("--listen 127.0.0.1:8081"), "{message}");
    }
}
