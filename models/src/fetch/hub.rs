//! The second source: the Hugging Face hub, or a mirror with its API named by `HF_ENDPOINT`.
//!
//! `hf-hub` knows the endpoint, the address of a file and what the hub says of it; the bytes are read here, because a fetch
//! must be stopped, go on after a break and tell a full disk from a broken line.

use std::{
    fs::File,
    io::{Seek, SeekFrom},
    net::{TcpStream, ToSocketAddrs},
    time::Duration,
};

use hf_hub::{
    Cache, Repo, RepoType,
    api::sync::{Api, ApiBuilder},
};
use ureq::{Agent, http::StatusCode};

use super::{
    FetchError, FetchStage, SourceError, Watch,
    landing::{self, Expected, Landing},
    stall::Stallable,
};

/// A closed network must not hold up the next source for minutes.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(8);

/// A server that sends nothing for so long is given up; the next attempt goes on where it stopped.
const STALL: Duration = Duration::from_secs(30);

/// Downloads one file of a repository, going on where an earlier download stopped, then verifies and lands it.
pub(super) fn fetch(
    repo: &str,
    revision: &str,
    file: &str,
    landing: &Landing,
    watch: &mut Watch<'_>,
) -> Result<(), SourceError> {
    let network =
        |error: &dyn std::fmt::Display| SourceError::Network(format!("the hub did not give `{file}`: {error}"));
    let api = ApiBuilder::from_env().with_progress(false).build().map_err(|error| network(&error))?;
    let repository = Repo::with_revision(repo.to_owned(), RepoType::Model, revision.to_owned());
    let url = api.repo(repository).url(file);
    reach(&url)?;
    let said = describe(&api, &url).map_err(|error| network(&error))?;
    landing.check_space(said.bytes)?;
    watch.total_bytes = watch.total_bytes.or(said.bytes);

    let path = landing.part();
    let io = |error| FetchError::cache(&path, error);
    if landing.part_state().exists() {
        // Parts of packages lie there; the hub's file is another beginning only in theory, but nobody has checked it.
        landing.discard()?;
    }
    let mut target = File::options().create(true).truncate(false).write(true).open(&path).map_err(io)?;
    let mut start = target.metadata().map_err(io)?.len();
    if said.bytes.is_some_and(|bytes| start > bytes) {
        start = 0;
    }
    if said.bytes != Some(start) {
        let mut request = agent().get(&url);
        if let Some(token) = Cache::from_env().token() {
            request = request.header("authorization", format!("Bearer {token}"));
        }
        if start > 0 {
            request = request.header("range", format!("bytes={start}-"));
        }
        let response = request.call().map_err(|error| network(&error))?;
        if response.status() != StatusCode::PARTIAL_CONTENT {
            start = 0;
        }
        target.set_len(start).map_err(io)?;
        target.seek(SeekFrom::Start(start)).map_err(io)?;
        watch.report(FetchStage::Downloading, start);
        let mut body = Stallable::new(response.into_body().into_reader(), STALL).map_err(|error| network(&error))?;
        landing::copy(&mut body, &mut target, &path, start, watch)?;
    }
    drop(target);
    landing.land(said, watch)
}

fn agent() -> Agent {
    Agent::config_builder()
        .timeout_connect(Some(CONNECT_TIMEOUT))
        .timeout_recv_response(Some(Duration::from_secs(60)))
        .build()
        .into()
}

/// Size and checksum as the hub tells them; its etag is the SHA-256 for large files.
fn describe(api: &Api, url: &str) -> Result<Expected, hf_hub::api::sync::ApiError> {
    let metadata = api.metadata(url)?;
    let etag = metadata.etag().trim_start_matches("W/");
    let is_sha256 = etag.len() == 64 && etag.bytes().all(|byte| byte.is_ascii_hexdigit());
    Ok(Expected { bytes: u64::try_from(metadata.size()).ok(), sha256: is_sha256.then(|| etag.to_ascii_lowercase()) })
}

/// Opens a connection and closes it: hf-hub's own requests would wait for minutes where packets are dropped.
///
/// Behind a proxy the hub cannot be reached directly, and the question is left to the request.
fn reach(url: &str) -> Result<(), SourceError> {
    let proxied = ["HTTPS_PROXY", "https_proxy", "HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"];
    if proxied.iter().any(|name| std::env::var_os(name).is_some()) {
        return Ok(());
    }
    let Ok(uri) = url.parse::<ureq::http::Uri>() else {
        return Err(SourceError::Network(format!("`{url}` is not an address; check HF_ENDPOINT")));
    };
    let host = uri.host().unwrap_or_default();
    let port = uri.port_u16().unwrap_or(if uri.scheme_str() == Some("http") { 80 } else { 443 });
    let unreachable =
        |error: &dyn std::fmt::Display| SourceError::Network(format!("{host}:{port} cannot be reached: {error}"));
    let mut addresses = (host, port).to_socket_addrs().map_err(|error| unreachable(&error))?;
    let Some(address) = addresses.next() else {
        return Err(unreachable(&"the name has no address"));
    };
    TcpStream::connect_timeout(&address, CONNECT_TIMEOUT).map(drop).map_err(|error| unreachable(&error))
}
