//! What prompts have in common, kept so that it is read once: task and record are the same for everybody who asks about the
//! record on one day.
//!
//! Kept are the memories of whole prompts by their tokens; the beginning that a new prompt shares with one of them is taken
//! over. Memories share pages, so that the task costs its memory once. Beyond the bound, the one that was used longest ago
//! goes. With a folder, each is a file as well, named by what it holds: model, tokens, and through them template and record.

use std::path::PathBuf;

use sha2::{Digest, Sha256};

use crate::{decoder::Memory, hex};

/// First bytes of a file: kind and version.
const MAGIC: &[u8; 4] = b"YKV1";

/// Memories by their tokens, the latest used last.
pub(super) struct Prefixes<M> {
    kept: Vec<Kept<M>>,
    most_bytes: usize,
    files: Option<Files>,
}

struct Kept<M> {
    tokens: Vec<u32>,
    memory: M,
    pinned: bool,
}

/// Where beginnings outlive the process.
struct Files {
    folder: PathBuf,
    /// Of which model they are.
    model: String,
}

impl<M: Memory> Prefixes<M> {
    pub(super) fn new(most_bytes: usize, folder: Option<PathBuf>, model: &str) -> Self {
        let files = folder.map(|folder| Files { folder, model: model.to_owned() });
        Self { kept: Vec::new(), most_bytes, files }
    }

    /// The memory of the longest beginning of these tokens that is kept, at least one token short of them: the last one has to be
    /// read to know what follows.
    pub(super) fn find(&mut self, tokens: &[u32]) -> Option<M> {
        let most = tokens.len().saturating_sub(1);
        let shared = |kept: &Kept<M>| {
            let pairs = kept.tokens.iter().zip(&tokens[..most]);
            pairs.take_while(|(kept, token)| kept == token).count() / M::GRAIN * M::GRAIN
        };
        let (index, length) = self.kept.iter().map(shared).enumerate().max_by_key(|(_, length)| *length)?;
        if length == 0 {
            return None;
        }
        let found = self.kept.remove(index);
        let memory = found.memory.beginning(length);
        self.kept.push(found);
        Some(memory)
    }

    /// Keeps the memory of a text that begins with these tokens.
    pub(super) fn keep(&mut self, tokens: &[u32], memory: &M, pinned: bool) {
        if self.most_bytes == 0 {
            return;
        }
        let length = tokens.len().min(memory.length()) / M::GRAIN * M::GRAIN;
        let tokens = &tokens[..length];
        if length == 0 {
            return;
        }
        if let Some(index) = self.kept.iter().position(|kept| kept.tokens.starts_with(tokens)) {
            let mut kept = self.kept.remove(index);
            kept.pinned |= pinned;
            self.kept.push(kept);
            return;
        }
        // What a longer text holds need not stand beside it.
        self.kept.retain(|kept| kept.pinned || !tokens.starts_with(&kept.tokens));
        self.kept.push(Kept { tokens: tokens.to_vec(), memory: memory.beginning(length), pinned });
        self.shrink();
    }

    /// Forgets the longest unused until the rest fits.
    fn shrink(&mut self) {
        while self.bytes() > self.most_bytes {
            let Some(index) = self.kept.iter().position(|kept| !kept.pinned) else {
                return;
            };
            self.kept.remove(index);
        }
    }

    /// Bytes of everything kept; what is shared counts once.
    pub(super) fn bytes(&self) -> usize {
        let mut parts: Vec<(usize, usize)> = self.kept.iter().flat_map(|kept| kept.memory.parts()).collect();
        parts.sort_unstable();
        parts.dedup();
        parts.into_iter().map(|(_, bytes)| bytes).sum()
    }

    /// Writes pinned beginnings to their files, if they are not there.
    pub(super) fn store(&self, tokens: &[u32], memory: &M) {
        let Some(files) = &self.files else {
            return;
        };
        let length = tokens.len().min(memory.length()) / M::GRAIN * M::GRAIN;
        let (path, saved) = (files.path(&tokens[..length]), memory.beginning(length).save());
        let Some(numbers) = saved.filter(|_| length > 0 && !path.exists()) else {
            return;
        };
        if let Err(error) = files.write(&path, &numbers) {
            tracing::warn!(%error, path = %path.display(), "a prompt's beginning could not be kept on disk");
        }
    }

    /// Reads the memory of exactly these tokens from its file.
    pub(super) fn restore(&self, tokens: &[u32], empty: &M) -> Option<M> {
        let files = self.files.as_ref()?;
        let tokens = &tokens[..tokens.len() / M::GRAIN * M::GRAIN];
        let bytes = std::fs::read(files.path(tokens)).ok()?;
        let (head, numbers) = bytes.split_at_checked(MAGIC.len() + 32)?;
        let whole = head.starts_with(MAGIC) && head[MAGIC.len()..] == Sha256::digest(numbers)[..];
        let memory = whole.then(|| empty.load(numbers)).flatten();
        memory.filter(|memory| memory.length() == tokens.len())
    }
}

impl Files {
    fn path(&self, tokens: &[u32]) -> PathBuf {
        let mut hash = Sha256::new();
        hash.update(self.model.as_bytes());
        for token in tokens {
            hash.update(token.to_le_bytes());
        }
        self.folder.join(format!("{}.prefix", &hex(&hash.finalize())[..32]))
    }

    /// Lands by a rename: a file is whole or not there.
    fn write(&self, path: &std::path::Path, numbers: &[u8]) -> std::io::Result<()> {
        use std::io::Write as _;
        std::fs::create_dir_all(&self.folder)?;
        let mut file = tempfile::NamedTempFile::new_in(&self.folder)?;
        file.write_all(MAGIC)?;
        file.write_all(&Sha256::digest(numbers))?;
        file.write_all(numbers)?;
        file.persist(path).map_err(|error| error.error)?;
        Ok(())
    }
}
