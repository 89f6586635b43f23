//! Building, keeping and opening an index.
//!
//! The index is derived from the records and can always be built again; it is never repaired. It lies in a [`folder`] of this
//! machine or on a [`server`], and holds the same in both:
//!
//! - [`Place`]: where it lies;
//! - [`Manifest`]: what it was built from; equal manifests mean equal indexes;
//! - [`filling`]: taking passages apart, counting their terms, storing their points;
//! - [`folder`] and [`server`]: building beside what is in use, and taking its place.

mod error;
mod filling;
mod folder;
mod manifest;
mod place;
mod server;

use std::{fmt, sync::Arc, time::Duration};

use knowledge_base::KnowledgeBase;

use crate::{
    Passage, TextEmbedder, passages,
    store::VectorStore,
    terms::{TermRules, TermStatistics},
};

pub use error::IndexError;
pub use manifest::{Manifest, RecordEntry, Rules};
pub use place::Place;

use folder::WorkingCopy;

/// How long to wait for another process that builds the same index.
const WAIT_FOR_BUILDER: Duration = Duration::from_secs(120);

/// Where the index lies and what it is built with.
#[derive(Clone)]
pub struct IndexOptions {
    /// Where the index lies.
    pub place: Place,
    /// What turns texts into vectors.
    pub embedder: Arc<dyn TextEmbedder>,
    /// By which rules words become terms.
    pub rules: TermRules,
    /// Build even when the index is up to date.
    pub rebuild: bool,
    /// How long to wait for another process that builds the same index.
    pub wait: Duration,
}

impl IndexOptions {
    /// The usual options: built only when needed.
    #[must_use]
    pub fn new(place: impl Into<Place>, embedder: Arc<dyn TextEmbedder>) -> Self {
        Self { place: place.into(), embedder, rules: TermRules::default(), rebuild: false, wait: WAIT_FOR_BUILDER }
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
    /// Everything is written to disk and put in place; a server makes ready to search it.
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
    rules: TermRules,
    store: Box<dyn VectorStore>,
    making: Making,
    /// Of an index in a folder; dropped after the store, which lies in it.
    _copy: Option<WorkingCopy>,
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
        let wanted = Manifest::of(passages, options.embedder.as_ref(), options.rules);
        match &options.place {
            Place::Folder(folder) => folder::open_or_build(folder, passages, &wanted, options, &mut progress),
            Place::Server(server) => server::open_or_build(server, passages, &wanted, options, &mut progress),
        }
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

    /// By which rules words become terms.
    #[must_use]
    pub fn rules(&self) -> TermRules {
        self.rules
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
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests;
