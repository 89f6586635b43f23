//! Stamps: `<file>.verified` says that this very file was hashed, so that a start need not read a gigabyte again.
//!
//! A stamp counts while size and time of change are the same. It guards against damage and half files, not against somebody
//! who may write into the cache.

use std::{fs, path::Path, time::UNIX_EPOCH};

use serde::{Deserialize, Serialize};

use super::{FetchError, landing, with_suffix};

#[derive(Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Stamp {
    bytes: u64,
    modified_nanos: u64,
    sha256: String,
}

/// Whether a valid stamp lies beside the file, for this checksum if one is known.
pub(super) fn is_verified(path: &Path, sha256: Option<&str>) -> bool {
    let (Some(stamp), Some((bytes, modified_nanos))) = (read(path), measure(path)) else {
        return false;
    };
    stamp.bytes == bytes
        && stamp.modified_nanos == modified_nanos
        && sha256.is_none_or(|expected| expected == stamp.sha256)
}

/// The checksum that was stamped, valid or not.
pub(super) fn stamped_sha256(path: &Path) -> Option<String> {
    read(path).map(|stamp| stamp.sha256)
}

/// Stamps a file that was just verified.
pub(super) fn write(path: &Path, sha256: &str) -> Result<(), FetchError> {
    let Some((bytes, modified_nanos)) = measure(path) else {
        // Without a time of change (some network disks) the file is hashed at every start.
        return Ok(());
    };
    let stamp = Stamp { bytes, modified_nanos, sha256: sha256.to_owned() };
    let text = serde_json::to_vec(&stamp).expect("three plain values serialise");
    landing::write_whole(&with_suffix(path, ".verified"), &text)
}

/// Takes a stamp away before its file is looked at or replaced.
pub(super) fn remove(path: &Path) {
    // A stamp that is not there needs no removing; one that stays is still compared with size and time.
    let _ = fs::remove_file(with_suffix(path, ".verified"));
}

fn read(path: &Path) -> Option<Stamp> {
    let text = fs::read(with_suffix(path, ".verified")).ok()?;
    serde_json::from_slice(&text).ok()
}

fn measure(path: &Path) -> Option<(u64, u64)> {
    let metadata = fs::metadata(path).ok()?;
    let modified = metadata.modified().ok()?.duration_since(UNIX_EPOCH).ok()?;
    Some((metadata.len(), u64::try_from(modified.as_nanos()).ok()?))
}
