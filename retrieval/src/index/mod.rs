//! Building, keeping and opening an index on disk.
//!
//! The index is derived from the records and can always be built again; it is never repaired. It lies in one folder:
//!
//! ```text
//! index/
//!   current/          the index: manifest.json, terms.json, shard/
//!   build-XXXX/       an index that is being built; renamed to `current` when whole
//!   open-XXXX/        the private copy of one process, removed when that process ends
//!   lock              held by the process that builds
//!   replace-lock      held alone while `current` is replaced, shared while it is read
//! ```
//!
//! The engine locks a shard for one process and may write to it even when it only reads, so `current` is never opened in place:
//! every process works on its own copy (a few megabytes). Any number of processes can then read one index, and a process that
//! is killed can damage nothing but its copy. What a killed process left is swept by the next one.

mod build;
mod error;
mod files;
mod manifest;

use std::{
    fmt,
    path::{Path, PathBuf},
    sync::Arc,
    time::Duration,
};

use knowledge_base::KnowledgeBase;

use crate::{
    Passage, TextEmbedder, passages,
    store::{EmbeddedStore, VectorStore},
    terms::TermStatistics,
};

pub use error::IndexError;
pub use manifest::{Manifest, RecordEntry, Rules};

use files::{BuildLock, Steady, WorkingCopy};

/// How long to wait for another process that builds the same index.
const WAIT_FOR_BUILDER: Duration = Duration::from_secs(120);

/// Where the index lies and what it is built with.
#[derive(Clone)]
pub struct IndexOptions {
    /// The folder of the index; made when it is missing. Nothing else may lie in it.
    pub folder: PathBuf,
    /// What turns texts into vectors.
    pub embedder: Arc<dyn TextEmbedder>,
    /// Build even when the index is up to date.
    pub rebuild: bool,
    /// How long to wait for another process that builds the same index.
    pub wait: Duration,
}

impl IndexOptions {
    /// The usual options: built only when needed.
    #[must_use]
    pub fn new(folder: impl Into<PathBuf>, embedder: Arc<dyn TextEmbedder>) -> Self {
        Self { folder: folder.into(), embedder, rebuild: false, wait: WAIT_FOR_BUILDER }
    }
}

/// How far a build is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BuildProgress {
    /// What is being done.
    pub stage: BuildStage,
    /// Passages done in this stage.
    pub done: usize,
    /// Passages in all.
    pub total: usize,
}

/// A stage of a build.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BuildStage {
    /// Another process builds the index; this one waits for it.
    Waiting,
    /// Passages are taken apart, embedded and stored.
    Storing,
    /// Everything is written to disk and put in place.
    Finishing,
}

/// How an open index came to be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Making {
    /// It lay there.
    Found,
    /// It was built whole.
    Built,
    /// So many records were replaced in it.
    Renewed(usize),
}

/// An open index.
pub struct Index {
    manifest: Manifest,
    statistics: TermStatistics,
    embedder: Arc<dyn TextEmbedder>,
    store: Box<dyn VectorStore>,
    making: Making,
    /// Dropped after the store, which lies in it.
    _copy: WorkingCopy,
}

impl fmt::Debug for Index {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Index").field("manifest", &self.manifest).field("store", &self.store).finish()
    }
}

impl Index {
    /// Opens the index of a knowledge base; builds it first when there is none, or when it was built by other rules or with
    /// another embedder. When only some records differ, their passages alone are embedded and replaced.
    ///
    /// `progress` is called from this thread while the index is built, never when it is up to date.
    ///
    /// # Errors
    /// [`IndexError`]; its message says what to do.
    pub fn open_or_build(
        knowledge_base: &KnowledgeBase,
        options: &IndexOptions,
        progress: impl FnMut(BuildProgress),
    ) -> Result<Self, IndexError> {
        Self::open_or_build_from(&passages(knowledge_base), options, progress)
    }

    /// As [`open_or_build`](Self::open_or_build), from passages that the caller chose.
    ///
    /// # Errors
    /// [`IndexError`]; its message says what to do.
    pub fn open_or_build_from(
        passages: &[Passage],
        options: &IndexOptions,
        mut progress: impl FnMut(BuildProgress),
    ) -> Result<Self, IndexError> {
        if passages.is_empty() {
            return Err(IndexError::NoPassages);
        }
        let wanted = Manifest::of(passages, options.embedder.as_ref());
        let folder = &options.folder;
        if !options.rebuild {
            match Self::open(folder, &wanted, options) {
                Ok(Some(index)) => return Ok(index),
                Ok(None) => {}
                Err(error) if error.is_worth_a_build() => {
                    tracing::warn!(%error, "the index is damaged and is built again");
                }
                Err(error) => return Err(error),
            }
        }
        files::make_folder(folder)?;
        let lock = BuildLock::acquire(folder, options.wait, || {
            progress(BuildProgress { stage: BuildStage::Waiting, done: 0, total: passages.len() });
        })?;
        // The process that was waited for may have built what is wanted.
        let present = Manifest::read(folder);
        let meanwhile = lock.waited() && present.as_ref().is_some_and(|present| present.serves(&wanted));
        let making = if meanwhile {
            Making::Found
        } else {
            make(present.filter(|_| !options.rebuild), passages, &wanted, options, &mut progress)?
        };
        drop(lock);
        // Only a process with other records can have replaced the index by now.
        let busy = || IndexError::Busy { path: folder.clone() };
        let mut index = Self::open(folder, &wanted, options)?.ok_or_else(busy)?;
        index.making = making;
        Ok(index)
    }

    /// What the index was built from.
    #[must_use]
    pub fn manifest(&self) -> &Manifest {
        &self.manifest
    }

    /// How the index came to be in this call.
    #[must_use]
    pub fn making(&self) -> Making {
        self.making
    }

    /// What the terms of the index are worth.
    #[must_use]
    pub fn statistics(&self) -> &TermStatistics {
        &self.statistics
    }

    /// What turns texts into vectors.
    #[must_use]
    pub fn embedder(&self) -> &dyn TextEmbedder {
        self.embedder.as_ref()
    }

    /// Where the passages lie.
    #[must_use]
    pub fn store(&self) -> &dyn VectorStore {
        self.store.as_ref()
    }

    /// Opens the index if it is the wanted one.
    fn open(folder: &Path, wanted: &Manifest, options: &IndexOptions) -> Result<Option<Self>, IndexError> {
        let steady = Steady::new(folder);
        let Some(manifest) = Manifest::read(folder).filter(|manifest| manifest.serves(wanted)) else {
            return Ok(None);
        };
        let statistics = files::read_statistics(folder)?;
        let copy = WorkingCopy::of(folder)?;
        drop(steady);
        let store = EmbeddedStore::open(copy.shard(), manifest.rules.dimensions)?;
        if store.len() != manifest.passages() {
            return Err(IndexError::Damaged { path: folder.to_owned() });
        }
        let embedder = Arc::clone(&options.embedder);
        let store = Box::new(store);
        Ok(Some(Self { manifest, statistics, embedder, store, making: Making::Found, _copy: copy }))
    }
}

/// Makes the wanted index: from the present one where that serves, else whole.
fn make(
    present: Option<Manifest>,
    passages: &[Passage],
    wanted: &Manifest,
    options: &IndexOptions,
    progress: &mut impl FnMut(BuildProgress),
) -> Result<Making, IndexError> {
    if let Some((manifest, changed)) = present.and_then(|present| present.renewed(wanted))
        && !changed.is_empty()
    {
        match build::renew(passages, &manifest, &changed, options, progress) {
            Ok(()) => return Ok(Making::Renewed(changed.len())),
            Err(error) if error.is_worth_a_build() => {
                tracing::warn!(%error, "the index is damaged and is built again");
            }
            Err(error) => return Err(error),
        }
    }
    build::build(passages, wanted, options, progress)?;
    Ok(Making::Built)
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests;
