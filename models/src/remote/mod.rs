//! A language model on another machine, behind the OpenAI-style API that vLLM, mistral.rs and llama.cpp's server speak.
//!
//! It is a client: requests go to `/chat/completions` and come back as a stream of server-sent events, which become the same events
//! as those of the model in this process. A server that does not answer must cost a person nothing: connecting, silence and the whole
//! have limits, a request is tried again only before its first piece, and a server that failed several times is spared for a growing
//! moment. A reader who leaves closes the connection, so the server stops too.

use std::{fmt, time::Duration};

use ureq::http::Uri;

mod breaker;
mod engine;
mod reply;
mod request;

pub use engine::RemoteEngine;

/// How a server is reached, and how long it is waited for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RemoteSettings {
    /// Where its API begins.
    pub url: RemoteUrl,
    /// The name of the model there.
    pub model: String,
    /// The key that it asks for.
    pub key: Option<RemoteKey>,
    /// Limits of one request and of what waits.
    pub limits: RemoteLimits,
}

impl RemoteSettings {
    /// A server with the usual limits.
    #[must_use]
    pub fn new(url: RemoteUrl, model: impl Into<String>, key: Option<RemoteKey>) -> Self {
        Self { url, model: model.into(), key, limits: RemoteLimits::default() }
    }
}

/// Limits of requests to a server.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RemoteLimits {
    /// For finding the address, connecting and the handshake of TLS.
    pub connect: Duration,
    /// For which the server may be silent; a sign of life is enough.
    pub silence: Duration,
    /// For the first piece of an attempt, however many signs of life come before it.
    pub first_piece: Duration,
    /// For one attempt from its beginning to its end.
    pub whole: Duration,
    /// Attempts of one request before its first piece.
    pub attempts: u32,
    /// Before the second attempt; doubled before each further one.
    pub pause: Duration,
    /// The longest that is waited for a busy server that says for how long (`Retry-After`); one that asks for more is spared.
    pub longest_pause: Duration,
    /// Requests on their way at a time.
    pub at_once: usize,
    /// Failed requests in a row after which the server is spared.
    pub failures: u32,
    /// For how long it is spared first; doubled with each failed trial.
    pub rest: Duration,
    /// For how long it is spared at most.
    pub longest_rest: Duration,
}

impl Default for RemoteLimits {
    fn default() -> Self {
        // A person sees the facts at once and waits for prose some seconds, not more.
        Self {
            connect: Duration::from_secs(2),
            silence: Duration::from_secs(10),
            first_piece: Duration::from_secs(12),
            whole: Duration::from_secs(60),
            attempts: 3,
            pause: Duration::from_millis(100),
            longest_pause: Duration::from_secs(1),
            at_once: 64,
            failures: 3,
            rest: Duration::from_secs(2),
            longest_rest: Duration::from_secs(60),
        }
    }
}

/// Where the API of a server begins, such as `http://10.0.0.7:8000/v1`.
#[derive(Clone, PartialEq, Eq)]
pub struct RemoteUrl(String);

impl RemoteUrl {
    /// Reads an address: `http` or `https` with a host and neither password nor query; `/v1` is added where it has no path.
    #[must_use]
    pub fn parse(written: &str) -> Option<Self> {
        let written = written.trim().trim_end_matches('/');
        let uri: Uri = written.parse().ok()?;
        let scheme = uri.scheme_str()?;
        let authority = uri.authority()?;
        let plain = matches!(scheme, "http" | "https") && !authority.as_str().contains('@') && uri.query().is_none();
        if !plain || authority.host().is_empty() {
            return None;
        }
        let path = if uri.path().len() > 1 { "" } else { "/v1" };
        Some(Self(format!("{written}{path}")))
    }

    /// The address of its chat.
    fn chat(&self) -> String {
        format!("{}/chat/completions", self.0)
    }
}

impl fmt::Display for RemoteUrl {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

impl fmt::Debug for RemoteUrl {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

/// The key of a server; never printed.
#[derive(Clone, PartialEq, Eq)]
pub struct RemoteKey(String);

impl RemoteKey {
    /// A key of visible ASCII signs; `None` for anything else, which no header can carry.
    #[must_use]
    pub fn parse(written: &str) -> Option<Self> {
        let written = written.trim();
        let visible = !written.is_empty() && written.chars().all(|c| c.is_ascii_graphic());
        visible.then(|| Self(written.to_owned()))
    }
}

impl fmt::Debug for RemoteKey {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("RemoteKey(redacted)")
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests;
