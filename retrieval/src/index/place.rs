//! Where an index lies.

use std::{
    fmt,
    path::{Path, PathBuf},
};

use crate::store::ServerSettings;

/// Where an index lies.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Place {
    /// In a folder of this machine; made when it is missing. Nothing else may lie in it.
    Folder(PathBuf),
    /// On a Qdrant server, which any number of machines can share.
    Server(ServerSettings),
}

impl fmt::Display for Place {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Folder(folder) => folder.display().fmt(formatter),
            // Without the scheme: the one address with it that a start prints is that of the page.
            Self::Server(server) => {
                write!(formatter, "Qdrant at {}, collection {}", server.url.authority(), server.collection.as_str())
            }
        }
    }
}

impl From<PathBuf> for Place {
    fn from(folder: PathBuf) -> Self {
        Self::Folder(folder)
    }
}

impl From<&Path> for Place {
    fn from(folder: &Path) -> Self {
        Self::Folder(folder.to_owned())
    }
}

impl From<ServerSettings> for Place {
    fn from(server: ServerSettings) -> Self {
        Self::Server(server)
    }
}
