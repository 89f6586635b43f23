//! The files of an index: atomic replacement, the lock of the builder, the private copies of readers.

use std::{
    fs::{self, File, TryLockError},
    io::{self, Read as _, Seek as _, SeekFrom, Write as _},
    path::{Path, PathBuf},
    time::{Duration, Instant},
};

use tempfile::TempDir;

use crate::{
    index::{IndexError, Manifest},
    terms::TermStatistics,
};

/// The folder of the store in an index.
pub(super) const SHARD: &str = "shard";
const CURRENT: &str = "current";
const MANIFEST: &str = "manifest.json";
const STATISTICS: &str = "terms.json";
const LOCK: &str = "lock";
/// Held alone while the index is replaced, shared while it is read.
const REPLACE_LOCK: &str = "replace-lock";
const BUILD_PREFIX: &str = "build-";
const OLD_PREFIX: &str = "old-";
const COPY_PREFIX: &str = "open-";
/// Held by a process as long as it uses its copy.
const COPY_LOCK: &str = "in-use";
/// Free bytes below which nothing is begun. The engine writes through memory maps, and a disk that fills up under a map kills
/// the process without a word.
pub(in crate::index) const LEAST_SPACE: u64 = 64_000_000;
/// How often a waiting process looks whether the builder is done.
const LOOK_AGAIN: Duration = Duration::from_millis(50);

pub(in crate::index) fn manifest_path(folder: &Path) -> PathBuf {
    folder.join(CURRENT).join(MANIFEST)
}

pub(super) fn make_folder(folder: &Path) -> Result<(), IndexError> {
    fs::create_dir_all(folder).map_err(|error| IndexError::of_file(folder, error))
}

/// Checks that a folder has room for some bytes and a reserve.
pub(in crate::index) fn check_space(folder: &Path, bytes: u64) -> Result<(), IndexError> {
    let needed = LEAST_SPACE + bytes;
    match fs4::available_space(folder) {
        Ok(free) if free < needed => Err(IndexError::Full { path: folder.to_owned(), needed }),
        // Where the system does not say, the attempt will tell.
        Ok(_) | Err(_) => Ok(()),
    }
}

/// The counts as they lie there, not yet made ready.
pub(super) fn read_statistics(folder: &Path) -> Result<TermStatistics, IndexError> {
    let path = folder.join(CURRENT).join(STATISTICS);
    let bytes = fs::read(&path).map_err(|source| IndexError::File { path, source })?;
    serde_json::from_slice(&bytes).map_err(|_| IndexError::Damaged { path: folder.to_owned() })
}

pub(super) fn write_statistics(folder: &Path, statistics: &TermStatistics) -> Result<(), IndexError> {
    write_json(&folder.join(STATISTICS), statistics)
}

pub(super) fn write_manifest(folder: &Path, manifest: &Manifest) -> Result<(), IndexError> {
    write_json(&folder.join(MANIFEST), manifest)
}

/// A folder for a new index, removed unless it is put in place.
pub(super) fn new_build(folder: &Path) -> Result<TempDir, IndexError> {
    tempfile::Builder::new().prefix(BUILD_PREFIX).tempdir_in(folder).map_err(|error| IndexError::of_file(folder, error))
}

/// Makes a finished build the index. A process that is killed in between leaves the old index, the new one, or none, never
/// half of one.
pub(super) fn put_in_place(folder: &Path, new: TempDir) -> Result<(), IndexError> {
    sync_tree(new.path()).map_err(|error| IndexError::of_file(new.path(), error))?;
    let current = folder.join(CURRENT);
    let replace = || {
        let readers = File::create(folder.join(REPLACE_LOCK))?;
        readers.lock()?;
        if current.exists() {
            // A folder cannot be renamed over a full one.
            let old = tempfile::Builder::new().prefix(OLD_PREFIX).tempdir_in(folder)?;
            fs::rename(&current, old.path().join(CURRENT))?;
            fs::rename(new.path(), &current)?;
        } else {
            fs::rename(new.path(), &current)?;
        }
        sync_folder(folder)
    };
    replace().map_err(|error| IndexError::of_file(&current, error))?;
    // Its path is the index now.
    let _ = new.keep();
    Ok(())
}

/// Removes what killed processes left: unfinished builds, replaced indexes, copies that nobody uses. The caller holds the build
/// lock.
pub(super) fn sweep(folder: &Path) {
    for (name, path) in entries(folder) {
        if name.starts_with(BUILD_PREFIX) || name.starts_with(OLD_PREFIX) {
            remove(&path);
        }
    }
    sweep_copies(folder);
}

/// As long as it lives, the index is not replaced: what is read belongs together.
pub(super) struct Steady {
    _file: Option<File>,
}

impl Steady {
    /// Waits while the index is being replaced, which takes two renames.
    pub(super) fn new(folder: &Path) -> Self {
        // Opened for reading, as it may lie on a disk that cannot be written; without it, there is no index yet.
        let file = File::open(folder.join(REPLACE_LOCK)).ok();
        Self { _file: file.filter(|file| file.lock_shared().is_ok()) }
    }
}

/// The lock of the process that builds.
pub(in crate::index) struct BuildLock {
    _file: File,
    waited: bool,
}

impl BuildLock {
    /// Waits for the lock; calls `on_wait` once if it has to.
    pub(in crate::index) fn acquire(folder: &Path, wait: Duration, on_wait: impl FnOnce()) -> Result<Self, IndexError> {
        let path = folder.join(LOCK);
        let file = File::options()
            .create(true)
            .truncate(false)
            .write(true)
            .open(&path)
            .map_err(|error| IndexError::of_file(&path, error))?;
        let start = Instant::now();
        let mut on_wait = Some(on_wait);
        loop {
            match file.try_lock() {
                Ok(()) => return Ok(Self { _file: file, waited: on_wait.is_none() }),
                Err(TryLockError::WouldBlock) if start.elapsed() >= wait => {
                    return Err(IndexError::Busy { place: folder.display().to_string() });
                }
                Err(TryLockError::WouldBlock) => {
                    if let Some(on_wait) = on_wait.take() {
                        on_wait();
                    }
                    std::thread::sleep(LOOK_AGAIN);
                }
                Err(TryLockError::Error(error)) => return Err(IndexError::of_file(&path, error)),
            }
        }
    }

    /// Whether another process held the lock first.
    pub(super) fn waited(&self) -> bool {
        self.waited
    }
}

/// The copy of the store that belongs to this process alone; removed when dropped.
pub(in crate::index) struct WorkingCopy {
    shard: PathBuf,
    // The lock is let go before the folder is removed.
    _lock: File,
    _folder: TempDir,
}

impl WorkingCopy {
    /// Copies the store of the index beside it, or, where nothing can be written there, to the system's folder for temporary files.
    pub(super) fn of(folder: &Path) -> Result<Self, IndexError> {
        sweep_copies(folder);
        let beside = tempfile::Builder::new().prefix(COPY_PREFIX).tempdir_in(folder);
        let copy = match beside {
            Ok(copy) => copy,
            Err(beside) => tempfile::Builder::new()
                .prefix("yordamchi-index-")
                .tempdir()
                .map_err(|_| IndexError::of_file(folder, beside))?,
        };
        check_space(copy.path(), 0)?;
        let written = || {
            let lock = File::create(copy.path().join(COPY_LOCK))?;
            lock.lock()?;
            copy_tree(&folder.join(CURRENT).join(SHARD), &copy.path().join(SHARD))?;
            Ok(lock)
        };
        let lock = written().map_err(|error| IndexError::of_file(copy.path(), error))?;
        Ok(Self { shard: copy.path().join(SHARD), _lock: lock, _folder: copy })
    }

    /// The folder of the store.
    pub(super) fn shard(&self) -> &Path {
        &self.shard
    }
}

/// Copies the store of the index in use to a new folder.
pub(super) fn copy_shard(folder: &Path, to: &Path) -> Result<(), IndexError> {
    copy_tree(&folder.join(CURRENT).join(SHARD), to).map_err(|error| IndexError::of_file(to, error))
}

fn sweep_copies(folder: &Path) {
    for (_, path) in entries(folder).filter(|(name, _)| name.starts_with(COPY_PREFIX)) {
        // A copy without its lock file is being made right now, or was left in its first instant.
        let abandoned = File::open(path.join(COPY_LOCK)).is_ok_and(|lock| lock.try_lock().is_ok());
        if abandoned {
            remove(&path);
        }
    }
}

fn remove(path: &Path) {
    if let Err(error) = fs::remove_dir_all(path) {
        tracing::warn!(path = %path.display(), %error, "cannot remove a leftover of an earlier process");
    }
}

fn entries(folder: &Path) -> impl Iterator<Item = (String, PathBuf)> {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    entries.map(|entry| (entry.file_name().to_string_lossy().into_owned(), entry.path()))
}

fn write_json(path: &Path, value: &impl serde::Serialize) -> Result<(), IndexError> {
    let write = || serde_json::to_writer(io::BufWriter::new(File::create(path)?), value).map_err(io::Error::from);
    write().map_err(|error| IndexError::of_file(path, error))
}

fn copy_tree(from: &Path, to: &Path) -> io::Result<()> {
    fs::create_dir(to)?;
    for entry in fs::read_dir(from)? {
        let entry = entry?;
        let target = to.join(entry.file_name());
        if entry.file_type()?.is_dir() {
            copy_tree(&entry.path(), &target)?;
        } else {
            copy_file(&entry.path(), &target)?;
        }
    }
    Ok(())
}

/// Copies a file and leaves out its holes: the engine allocates files far beyond what it fills.
fn copy_file(from: &Path, to: &Path) -> io::Result<()> {
    let (mut from, mut to) = (File::open(from)?, File::create(to)?);
    let mut block = vec![0_u8; 64 * 1024];
    loop {
        let read = from.read(&mut block)?;
        if read == 0 {
            break;
        }
        if block[..read].iter().all(|byte| *byte == 0) {
            to.seek(SeekFrom::Current(read as i64))?;
        } else {
            to.write_all(&block[..read])?;
        }
    }
    to.set_len(from.metadata()?.len())
}

fn sync_tree(folder: &Path) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        if entry.file_type()?.is_dir() { sync_tree(&entry.path())? } else { File::open(entry.path())?.sync_all()? }
    }
    sync_folder(folder)
}

fn sync_folder(folder: &Path) -> io::Result<()> {
    // Windows knows no such thing.
    if cfg!(unix) { File::open(folder)?.sync_all() } else { Ok(()) }
}
