//! Beginnings of prompts as files, so that a restart finds them.
//!
//! A file is named by a digest of everything on which its contents depend: the model's file, the backend's form of memory, and each
//! token, which are the template's and the record's words. A changed record has other words and so another name: no revision can
//! meet another's file. What is not as it was written is dropped, and written again when it is next due.

use std::{
    fs::{self, File},
    io::{self, Write as _},
    path::{Path, PathBuf},
    time::SystemTime,
};

use sha2::{Digest, Sha256};

use crate::{decoder::Memory, hex};

/// First bytes of a file: kind and version.
const MAGIC: &[u8; 4] = b"YKV2";
/// Bytes before a memory's own: what the file is, what it is named by, and a digest of what follows.
const HEAD: usize = MAGIC.len() + 2 * DIGEST;
/// Bytes of a digest.
const DIGEST: usize = 32;
/// How a whole file's name ends, and that of one that is being written.
const WHOLE: &str = "prefix";
const PART: &str = "part";

/// What a file is named by.
pub(super) type Key = [u8; DIGEST];

/// A folder of beginnings of one model, and perhaps of others.
pub(super) struct Files {
    folder: PathBuf,
    model: String,
    most_bytes: u64,
}

impl Files {
    /// A folder whose files together never have more than these bytes; the one that was used longest ago goes first.
    pub(super) fn new(folder: PathBuf, model: &str, most_bytes: u64) -> Self {
        Self { folder, model: model.to_owned(), most_bytes }
    }

    /// What these tokens' file is named by.
    pub(super) fn key<M: Memory>(&self, tokens: &[u32]) -> Key {
        let mut hash = Sha256::new();
        hash.update(self.model.as_bytes());
        hash.update(M::FORM.as_bytes());
        for token in tokens {
            hash.update(token.to_le_bytes());
        }
        hash.finalize().into()
    }

    /// Whether there is a file; it counts as used.
    pub(super) fn touch(&self, key: &Key) -> bool {
        let path = self.path(key);
        // Where nothing may be written, files keep the order in which they came.
        let _ = File::options().append(true).open(&path).and_then(|file| file.set_modified(SystemTime::now()));
        path.exists()
    }

    /// The memory of exactly these tokens, from its file.
    pub(super) fn read<M: Memory>(&self, tokens: &[u32], empty: &M) -> Option<M> {
        let key = self.key::<M>(tokens);
        let path = self.path(&key);
        let length = fs::metadata(&path).ok()?.len();
        // Nothing that large was ever written here, and it would have to fit into memory.
        let whole = if length <= self.most_bytes { fs::read(&path).ok() } else { None };
        let memory = whole.and_then(|bytes| {
            let (head, numbers) = bytes.split_at_checked(HEAD)?;
            let numbers = (head == Self::head(&key, numbers)).then_some(numbers)?;
            empty.load(numbers).filter(|memory| memory.length() == tokens.len())
        });
        if memory.is_none() {
            tracing::warn!(path = %path.display(), "a prompt's beginning on disk is damaged and is dropped");
            Self::remove(&path);
        }
        memory
    }

    /// Writes the memory of these tokens; whole or not at all, and not where it would not fit.
    pub(super) fn write<M: Memory>(&self, tokens: &[u32], memory: &M) {
        let Some(numbers) = memory.beginning(tokens.len()).save() else {
            return;
        };
        let key = self.key::<M>(tokens);
        let bytes = (HEAD + numbers.len()) as u64;
        if bytes > self.most_bytes {
            return;
        }
        let written = fs::create_dir_all(&self.folder).and_then(|()| {
            self.shrink(self.most_bytes - bytes)?;
            let mut file = tempfile::Builder::new().suffix(&format!(".{PART}")).tempfile_in(&self.folder)?;
            file.write_all(&Self::head(&key, &numbers))?;
            file.write_all(&numbers)?;
            file.persist(self.path(&key)).map_err(|error| error.error)
        });
        if let Err(error) = written {
            tracing::warn!(%error, folder = %self.folder.display(), "a prompt's beginning could not be kept on disk");
        }
    }

    /// Removes the files that were used longest ago until the rest has no more than these bytes. Those of which a process that
    /// ended was in the middle count like the others.
    fn shrink(&self, most: u64) -> io::Result<()> {
        let mut files = Vec::new();
        for entry in fs::read_dir(&self.folder)? {
            let path = entry?.path();
            let ours = path.extension().is_some_and(|extension| extension == WHOLE || extension == PART);
            // Another process may have removed it meanwhile.
            if let Some(found) = fs::metadata(&path).ok().filter(|found| ours && found.is_file()) {
                files.push((found.modified()?, path, found.len()));
            }
        }
        files.sort();
        let mut total: u64 = files.iter().map(|(_, _, bytes)| bytes).sum();
        for (_, path, bytes) in files {
            if total <= most {
                break;
            }
            Self::remove(&path);
            total -= bytes;
        }
        Ok(())
    }

    fn remove(path: &Path) {
        if let Err(error) = fs::remove_file(path)
            && error.kind() != io::ErrorKind::NotFound
        {
            tracing::warn!(%error, path = %path.display(), "a prompt's beginning on disk cannot be removed");
        }
    }

    fn path(&self, key: &Key) -> PathBuf {
        self.folder.join(format!("{}.{WHOLE}", &hex(key)[..DIGEST]))
    }

    fn head(key: &Key, numbers: &[u8]) -> Vec<u8> {
        [MAGIC.as_slice(), key, &Sha256::digest(numbers)].concat()
    }
}
