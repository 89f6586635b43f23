//! What prompts have in common, kept so that it is read once: task and record are the same for everybody who asks about the
//! record on one day.
//!
//! Kept are the memories of whole prompts by their tokens; the beginning that a new prompt shares with one of them is taken
//! over. Memories share pages, so that the task costs its memory once. Beyond the bound, the one that was used longest ago
//! goes. With a folder, the tasks are files as well, and within a bound the records that are asked for again.

use std::collections::VecDeque;

use super::{
    EngineSettings,
    files::{Files, Key},
};
use crate::decoder::Memory;

/// The folder of records in that of the tasks.
const RECORDS: &str = "records";
/// Beginnings of which it is remembered that they were asked for: more than there are records.
const MOST_ASKED: usize = 4_096;

/// Memories by their tokens, the latest used last.
pub(super) struct Prefixes<M> {
    kept: Vec<Kept<M>>,
    most_bytes: usize,
    tasks: Option<Files>,
    records: Option<Files>,
    /// Which records' beginnings were asked for once, the latest last.
    asked: VecDeque<Key>,
}

struct Kept<M> {
    tokens: Vec<u32>,
    memory: M,
    pinned: bool,
}

impl<M: Memory> Prefixes<M> {
    pub(super) fn new(settings: &EngineSettings, model: &str) -> Self {
        let folder = settings.prefix_folder.as_ref();
        let tasks = folder.map(|folder| Files::new(folder.clone(), model, settings.prefix_bytes as u64));
        let bound = settings.prefix_disk_bytes;
        let records = folder.filter(|_| bound > 0).map(|folder| Files::new(folder.join(RECORDS), model, bound));
        Self { kept: Vec::new(), most_bytes: settings.prefix_bytes, tasks, records, asked: VecDeque::new() }
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

    /// Writes the beginning that all prompts of a language share to its file, if it is not there.
    pub(super) fn store_task(&self, tokens: &[u32], memory: &M) {
        let Some(files) = &self.tasks else {
            return;
        };
        let tokens = &tokens[..tokens.len().min(memory.length()) / M::GRAIN * M::GRAIN];
        if !tokens.is_empty() && !files.touch(&files.key::<M>(tokens)) {
            files.write(tokens, memory);
        }
    }

    /// Reads that beginning from its file.
    pub(super) fn restore_task(&self, tokens: &[u32], empty: &M) -> Option<M> {
        self.tasks.as_ref()?.read(&tokens[..tokens.len() / M::GRAIN * M::GRAIN], empty)
    }

    /// Writes the beginning of a record's prompts to its file when it is asked for a second time: a file costs megabytes and
    /// the others in the step the time of writing them, and most records are asked about once in a process's life.
    pub(super) fn store_record(&mut self, tokens: &[u32], memory: &M) {
        let Some(files) = &self.records else {
            return;
        };
        let tokens = &tokens[..tokens.len().min(memory.length()) / M::GRAIN * M::GRAIN];
        if tokens.is_empty() {
            return;
        }
        let key = files.key::<M>(tokens);
        if files.touch(&key) {
            return;
        }
        match self.asked.iter().position(|asked| *asked == key) {
            Some(index) => {
                self.asked.remove(index);
                files.write(tokens, memory);
            }
            None => {
                self.asked.push_back(key);
                if self.asked.len() > MOST_ASKED {
                    self.asked.pop_front();
                }
            }
        }
    }

    /// Reads the beginning of a record's prompts from its file, and keeps it in memory from then on.
    pub(super) fn restore_record(&mut self, tokens: &[u32], empty: &M) -> Option<M> {
        let tokens = &tokens[..tokens.len() / M::GRAIN * M::GRAIN];
        let memory = self.records.as_ref()?.read(tokens, empty)?;
        self.keep(tokens, &memory, false);
        Some(memory)
    }
}
