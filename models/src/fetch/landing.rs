//! The place where a file lands: its `.part` while it grows, verification, rename, stamp, and the space it needs.

use std::{
    fs::{self, File},
    io::{Read, Write},
    path::{Path, PathBuf},
};

use sha2::{Digest, Sha256};

use super::{FetchError, FetchStage, SourceError, Watch, stamp, with_suffix};
use crate::{catalogue::ModelFile, hex};

/// Bytes read or written at once; progress and the wish to stop are looked at in between.
pub(super) const CHUNK: usize = 1 << 20;
/// Space that must stay free besides the file: a downloaded package lies beside it for a while.
const MARGIN: u64 = 128 << 20;

/// What a file must be.
#[derive(Debug, Clone, Default)]
pub(super) struct Expected {
    /// Its size, when known.
    pub(super) bytes: Option<u64>,
    /// Its checksum, when known.
    pub(super) sha256: Option<String>,
}

impl Expected {
    /// What the catalogue says.
    pub(super) fn of(file: &ModelFile) -> Self {
        Self { bytes: file.bytes, sha256: file.sha256.clone() }
    }

    /// The checksum of an earlier stamp, where the catalogue has none.
    pub(super) fn or_stamped(mut self, path: &Path) -> Self {
        self.sha256 = self.sha256.or_else(|| stamp::stamped_sha256(path));
        self
    }
}

/// Where one file lands.
#[derive(Debug)]
pub(super) struct Landing {
    name: String,
    path: PathBuf,
    expected: Expected,
}

impl Landing {
    pub(super) fn new(folder: &Path, file: &ModelFile) -> Self {
        Self { name: file.name.clone(), path: folder.join(&file.name), expected: Expected::of(file) }
    }

    /// The file's name.
    pub(super) fn name(&self) -> &str {
        &self.name
    }

    /// Where it grows.
    pub(super) fn part(&self) -> PathBuf {
        with_suffix(&self.path, ".part")
    }

    /// Where a source notes how far it is.
    pub(super) fn part_state(&self) -> PathBuf {
        with_suffix(&self.path, ".part.json")
    }

    /// Whether the file is in its place; one without a stamp is hashed, a damaged one is thrown away.
    pub(super) fn is_there(&self, watch: &mut Watch<'_>) -> Result<bool, FetchError> {
        if stamp::is_verified(&self.path, self.expected.sha256.as_deref()) {
            return Ok(true);
        }
        let known = self.expected.sha256.is_some();
        if !known || !self.path.exists() {
            return Ok(false);
        }
        stamp::remove(&self.path);
        match verify(&self.path, &self.expected, watch) {
            Ok(sha256) => stamp::write(&self.path, &sha256).map(|()| true),
            Err(FetchError::Damaged { problem, .. }) => {
                tracing::warn!(file = self.name, problem, "a damaged file is thrown away");
                fs::remove_file(&self.path).map_err(|error| FetchError::cache(&self.path, error))?;
                Ok(false)
            }
            Err(error) => Err(error),
        }
    }

    /// Checks that what is still to come fits the disk.
    pub(super) fn check_space(&self, total: Option<u64>) -> Result<(), FetchError> {
        let Some(total) = total.or(self.expected.bytes) else {
            return Ok(());
        };
        let have = fs::metadata(self.part()).map_or(0, |metadata| metadata.len());
        let needed = total.saturating_sub(have).saturating_add(MARGIN);
        let folder = self.path.parent().unwrap_or(Path::new("."));
        let available = fs4::available_space(folder).map_err(|error| FetchError::cache(folder, error))?;
        if available < needed {
            return Err(FetchError::DiskFull { path: self.path.clone(), needed, available });
        }
        Ok(())
    }

    /// Verifies the grown `.part`, moves it into its place and stamps it; a corrupt one is thrown away.
    ///
    /// `hub` is what a server said of the file, for what the catalogue does not know.
    pub(super) fn land(&self, hub: Expected, watch: &mut Watch<'_>) -> Result<(), SourceError> {
        let part = self.part();
        let expected =
            Expected { bytes: self.expected.bytes.or(hub.bytes), sha256: self.expected.sha256.clone().or(hub.sha256) };
        let sha256 = match verify(&part, &expected, watch) {
            Ok(sha256) => sha256,
            Err(FetchError::Damaged { problem, .. }) => {
                self.discard()?;
                return Err(SourceError::Corrupt(problem));
            }
            Err(error) => return Err(error.into()),
        };
        if expected.sha256.is_none() {
            tracing::warn!(file = self.name, sha256, "no checksum is known for this file; it was taken as it came");
        }
        sync(&part)?;
        stamp::remove(&self.path);
        fs::rename(&part, &self.path).map_err(|error| FetchError::cache(&self.path, error))?;
        // Left behind it would only describe a `.part` that no longer is.
        let _ = fs::remove_file(self.part_state());
        if let Some(folder) = self.path.parent() {
            sync(folder)?;
        }
        stamp::write(&self.path, &sha256)?;
        watch.report(FetchStage::Done, expected.bytes.unwrap_or(0));
        Ok(())
    }

    /// Throws away what has grown.
    pub(super) fn discard(&self) -> Result<(), FetchError> {
        let _ = fs::remove_file(self.part_state());
        let part = self.part();
        match fs::remove_file(&part) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => Err(FetchError::cache(&part, error)),
            _ => Ok(()),
        }
    }
}

/// Reads a file through, compares size and checksum, and returns its checksum.
///
/// # Errors
/// `Damaged` when either differs; the cache's own errors; the wish to stop.
pub(super) fn verify(path: &Path, expected: &Expected, watch: &mut Watch<'_>) -> Result<String, FetchError> {
    let damaged = |problem: String| FetchError::Damaged { path: path.to_owned(), problem };
    let mut file = File::open(path).map_err(|error| FetchError::cache(path, error))?;
    let bytes = file.metadata().map_err(|error| FetchError::cache(path, error))?.len();
    if let Some(expected) = expected.bytes
        && expected != bytes
    {
        return Err(damaged(format!("it has {bytes} bytes where {expected} were expected")));
    }
    let mut hasher = Sha256::new();
    let mut buffer = vec![0; CHUNK];
    let mut done = 0;
    loop {
        watch.check()?;
        let count = file.read(&mut buffer).map_err(|error| FetchError::cache(path, error))?;
        if count == 0 {
            break;
        }
        hasher.update(&buffer[..count]);
        done += count as u64;
        watch.report(FetchStage::Verifying, done);
    }
    let found = hex(&hasher.finalize());
    match &expected.sha256 {
        Some(expected) if *expected != found => {
            Err(damaged(format!("its SHA-256 is {found} where {expected} was expected")))
        }
        _ => Ok(found),
    }
}

/// Copies a stream into an open file, with progress from `done` on; returns the bytes done.
pub(super) fn copy(
    source: &mut dyn Read,
    target: &mut File,
    path: &Path,
    mut done: u64,
    watch: &mut Watch<'_>,
) -> Result<u64, SourceError> {
    let mut buffer = vec![0; CHUNK];
    loop {
        watch.check()?;
        let count = match source.read(&mut buffer) {
            Ok(0) => return Ok(done),
            Ok(count) => count,
            Err(error) if error.kind() == std::io::ErrorKind::Interrupted => continue,
            Err(error) => return Err(SourceError::Network(format!("reading stopped after {done} bytes: {error}"))),
        };
        target.write_all(&buffer[..count]).map_err(|error| FetchError::cache(path, error))?;
        done += count as u64;
        watch.report(FetchStage::Downloading, done);
    }
}

/// Writes a small file so that it is there whole or not at all.
pub(super) fn write_whole(path: &Path, bytes: &[u8]) -> Result<(), FetchError> {
    let fresh = with_suffix(path, ".new");
    let write = || {
        let mut file = File::create(&fresh)?;
        file.write_all(bytes)?;
        file.sync_all()?;
        fs::rename(&fresh, path)
    };
    write().map_err(|error| FetchError::cache(path, error))
}

/// Asks the system to put a file or a folder on the disk.
pub(super) fn sync(path: &Path) -> Result<(), FetchError> {
    File::open(path).and_then(|file| file.sync_all()).map_err(|error| FetchError::cache(path, error))
}
