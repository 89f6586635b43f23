//! Where a Qdrant server is and how it is used.

use std::{fmt, time::Duration};

use http::Uri;

/// The port of Qdrant's gRPC interface, unless the server is told otherwise.
const USUAL_PORT: u16 = 6334;

/// Where a Qdrant server is and how it is used.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ServerSettings {
    /// Its gRPC interface.
    pub url: ServerUrl,
    /// The key that it asks for, if it asks for one.
    pub api_key: Option<ApiKey>,
    /// The alias of the collection in use, with which the names of all collections of this index begin.
    pub collection: CollectionName,
    /// Into how many shards a new collection is cut. At least 1.
    pub shards: u32,
    /// On how many nodes of a cluster each shard of a new collection lies. At least 1.
    pub replicas: u32,
    /// How long a request of a question may take in all, with connecting.
    pub timeout: Duration,
}

/// The address of Qdrant's gRPC interface: `http://HOST:PORT` or `https://HOST:PORT`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ServerUrl(String);

impl ServerUrl {
    /// Reads an address; the port is 6334 where none is written. `None` for anything else than a scheme, a host and a port:
    /// a password in it would end up in logs.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let uri: Uri = text.trim().parse().ok()?;
        let scheme = uri.scheme_str().filter(|scheme| matches!(*scheme, "http" | "https"))?;
        let authority = uri.authority().filter(|authority| !authority.as_str().contains('@'))?;
        let bare = uri.path() == "/" && uri.query().is_none() && !authority.host().is_empty();
        let port = uri.port_u16().unwrap_or(USUAL_PORT);
        bare.then(|| Self(format!("{scheme}://{}:{port}", authority.host())))
    }

    /// The address as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The host with its port.
    #[must_use]
    pub fn authority(&self) -> &str {
        self.0.split_once("//").map_or(self.as_str(), |(_, authority)| authority)
    }
}

impl fmt::Display for ServerUrl {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

/// The key of a Qdrant server. It is never printed.
#[derive(Clone, PartialEq, Eq)]
pub struct ApiKey(String);

impl ApiKey {
    /// Reads a key; `None` for one that cannot stand in a header, which no server can have given.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.trim();
        let sendable = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_graphic());
        sendable.then(|| Self(text.to_owned()))
    }

    pub(super) fn reveal(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for ApiKey {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("ApiKey(redacted)")
    }
}

/// The name with which the collections of one index begin.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CollectionName(String);

impl CollectionName {
    /// The longest name; Qdrant takes 255 bytes, and what is added to it has to fit.
    pub const LONGEST: usize = 64;

    /// Reads a name: letters and digits of ASCII, `_` and `-`, 1 to [`LONGEST`](Self::LONGEST) of them.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.trim();
        let fits = (1..=Self::LONGEST).contains(&text.len());
        let plain = text.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-'));
        (fits && plain).then(|| Self(text.to_owned()))
    }

    /// The name as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}
