//! One fetch of a model at a time, across processes.

use std::{
    fs::{File, TryLockError},
    path::Path,
    time::Duration,
};

use super::{FetchError, FetchStage, Watch};

/// How often a waiting process looks again; it also notices within this time that it shall stop.
const LOOK_AGAIN: Duration = Duration::from_millis(200);

/// Holds the lock of a model's folder until it is dropped; the system frees it when the process dies.
#[derive(Debug)]
pub(super) struct FolderLock {
    _file: File,
}

impl FolderLock {
    /// Waits for the lock.
    ///
    /// # Errors
    /// The lock file cannot be made, or the caller asked to stop.
    pub(super) fn take(folder: &Path, watch: &mut Watch<'_>) -> Result<Self, FetchError> {
        let path = folder.join(".lock");
        let file = File::options()
            .create(true)
            .truncate(false)
            .write(true)
            .open(&path)
            .map_err(|error| FetchError::cache(&path, error))?;
        loop {
            match file.try_lock() {
                Ok(()) => return Ok(Self { _file: file }),
                Err(TryLockError::WouldBlock) => {
                    watch.report(FetchStage::Waiting, 0);
                    watch.check()?;
                    std::thread::sleep(LOOK_AGAIN);
                }
                Err(TryLockError::Error(error)) => return Err(FetchError::cache(&path, error)),
            }
        }
    }
}
