//! Where the search index lies: in the data folder, or on a Qdrant server.

use std::{ops::RangeInclusive, path::Path, time::Duration};

use retrieval::{
    Place,
    store::{ApiKey, CollectionName, ServerSettings, ServerUrl},
};

use super::{SettingsError, raw::RawSettings, value};

/// The folder of the index in the data folder.
const FOLDER: &str = "index";
/// More shards than a table of some ten thousand passages has use for.
const SHARDS: RangeInclusive<u32> = 1..=64;
/// More copies than a cluster has use for.
const REPLICAS: RangeInclusive<u32> = 1..=16;
/// Milliseconds; below, a busy network alone would end questions, above, nobody waits.
const TIMEOUT: RangeInclusive<u64> = 100..=60_000;

pub(super) fn place(raw: &RawSettings, data: &Path) -> Result<Place, SettingsError> {
    if raw.qdrant_url.trim().is_empty() {
        return Ok(Place::Folder(data.join(FOLDER)));
    }
    let url = ServerUrl::parse(&raw.qdrant_url).ok_or_else(|| {
        let expected = "it must be http://HOST:PORT or https://HOST:PORT with Qdrant's gRPC port, and nothing else";
        // It may hold a password.
        value("qdrant_url", "...", expected)
    })?;
    let collection = CollectionName::parse(&raw.qdrant_collection).ok_or_else(|| {
        let expected = format!("it must be 1 to {} letters, digits, `_` or `-`", CollectionName::LONGEST);
        value("qdrant_collection", &raw.qdrant_collection, expected)
    })?;
    Ok(Place::Server(ServerSettings {
        url,
        api_key: api_key(&raw.qdrant_api_key.0)?,
        collection,
        shards: within("qdrant_shards", raw.qdrant_shards, &SHARDS)?,
        replicas: within("qdrant_replicas", raw.qdrant_replicas, &REPLICAS)?,
        timeout: Duration::from_millis(within("qdrant_timeout_ms", raw.qdrant_timeout_ms, &TIMEOUT)?),
    }))
}

fn api_key(written: &str) -> Result<Option<ApiKey>, SettingsError> {
    if written.trim().is_empty() {
        return Ok(None);
    }
    let key = ApiKey::parse(written);
    key.map(Some).ok_or_else(|| value("qdrant_api_key", "...", "it must be letters, digits and signs of ASCII alone"))
}

fn within<N>(key: &'static str, given: N, range: &RangeInclusive<N>) -> Result<N, SettingsError>
where
    N: Copy + PartialOrd + ToString,
{
    let expected = || format!("it must be {} to {}", range.start().to_string(), range.end().to_string());
    if range.contains(&given) { Ok(given) } else { Err(value(key, &given.to_string(), expected())) }
}
