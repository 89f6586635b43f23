//! Why the program could not start, by who must act.

use std::{io, net::SocketAddr};

use assistant::AssistantError;
use knowledge_base::{LoadError, revisions::RevisionError};
use models::CatalogueError;
use retrieval::IndexError;

use crate::{conversations::ConversationError, publishing::PublishError, telegram::TelegramError};

/// Why the program could not start.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// The records cannot be read, or have problems.
    #[error("{0}\nstart in the folder that holds them, or set `records`; `yordamchi kb check` shows problems alone")]
    Records(#[from] LoadError),
    /// The revisions of the records cannot be opened or read.
    #[error(transparent)]
    Revisions(#[from] RevisionError),
    /// The index cannot be built or opened.
    #[error(transparent)]
    Index(#[from] IndexError),
    /// The assistant cannot be put together.
    #[error(transparent)]
    Assistant(#[from] AssistantError),
    /// The conversations cannot be opened.
    #[error(transparent)]
    Conversations(#[from] ConversationError),
    /// The bot in Telegram cannot be started.
    #[error(transparent)]
    Telegram(#[from] TelegramError),
    /// The catalogue of models was refused.
    #[error(transparent)]
    Catalogue(#[from] CatalogueError),
    /// A setting names a model that the catalogue does not have, or has as another kind.
    #[error(
        "the setting `{key}` names `{model}`, which is no {key} of the catalogue; `yordamchi models list` shows them"
    )]
    NoSuchModel {
        /// The setting.
        key: &'static str,
        /// The name.
        model: String,
    },
    /// A model that the search needs cannot be fetched or opened.
    #[error(
        "the {key} {model} cannot be used: {problem}; bring its files into the folder `model_folder`, or set `{key}` to \
         `{usual}`"
    )]
    SearchModel {
        /// The setting.
        key: &'static str,
        /// Its id.
        model: String,
        /// What went wrong.
        problem: String,
        /// The value with which the program starts without it.
        usual: &'static str,
    },
    /// Another program listens there.
    #[error(
        "port {} of {} is in use; end the program that uses it, or choose another port with `serve --listen {}`, the setting \
         `listen` or the variable YORDAMCHI_LISTEN (port 0 takes a free one)",
        .0.port(), .0.ip(), another(.0)
    )]
    PortInUse(SocketAddr),
    /// The address cannot be listened on.
    #[error("cannot listen on {address}: {source}; choose another address with `listen`")]
    Listen {
        /// The address.
        address: SocketAddr,
        /// What the system said.
        source: io::Error,
    },
    /// The system gives no thread.
    #[error("the system gives no thread: {0}; raise the limit of processes")]
    Thread(io::Error),
    /// A part of the start ended unexpectedly: our fault.
    #[error("the start broke off: {0}; please report it with the lines above")]
    Broken(#[from] tokio::task::JoinError),
}

impl From<PublishError> for StartError {
    fn from(error: PublishError) -> Self {
        match error {
            PublishError::Records(error) => Self::Records(error),
            PublishError::Revisions(error) => Self::Revisions(error),
        }
    }
}

fn another(address: &SocketAddr) -> SocketAddr {
    SocketAddr::new(address.ip(), address.port().checked_add(1).unwrap_or(0))
}

impl StartError {
    pub(crate) fn listening(address: SocketAddr, source: io::Error) -> Self {
        match source.kind() {
            io::ErrorKind::AddrInUse => Self::PortInUse(address),
            // Every other reason is told as the system tells it.
            _ => Self::Listen { address, source },
        }
    }
}
