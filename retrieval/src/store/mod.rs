//! Where vectors lie.
//!
//! A store keeps one point per passage with a dense and a sparse vector and the passage as payload; it ranks points and knows
//! nothing of folding, terms or fusion. Weights on both sides are the caller's, so every store gives the same order.

mod embedded;
mod server;

use std::fmt;

use knowledge_base::Language;

use crate::{Passage, Section};

pub use embedded::EmbeddedStore;
pub use server::{ApiKey, CollectionName, ServerSettings, ServerStore, ServerUrl};
pub(crate) use server::{Connection, Patch};

/// The name of the dense vector in a collection.
pub const DENSE: &str = "dense";
/// The name of the sparse vector in a collection.
pub const SPARSE: &str = "terms";

/// Identifies a passage in a store, and says which record, language and section it is of without a look at the payload.
///
/// Bits from the top: 24 of the record's place in the manifest, 8 of the language, 8 of the section, 24 of the passage's
/// place in its record.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct PointKey(u64);

impl PointKey {
    /// The key of a passage by the place of its record and its own place in the record.
    #[must_use]
    pub fn new(record: u32, passage: u32, of: &Passage) -> Self {
        let language = Language::ALL.iter().position(|language| *language == of.language).unwrap_or_default();
        let bits = u64::from(record & 0x00FF_FFFF) << 40
            | (language as u64) << 32
            | u64::from(section_code(of.section)) << 24
            | u64::from(passage & 0x00FF_FFFF);
        Self(bits)
    }

    /// The key with which a store answered.
    #[must_use]
    pub fn from_bits(bits: u64) -> Self {
        Self(bits)
    }

    /// The key as a store keeps it.
    #[must_use]
    pub fn bits(self) -> u64 {
        self.0
    }

    /// The lowest key that a passage of the record at a place can have.
    #[must_use]
    pub fn first_of(record: usize) -> Self {
        Self((record as u64 & 0x00FF_FFFF) << 40)
    }

    /// The place of the record in the manifest.
    #[must_use]
    pub fn record(self) -> usize {
        (self.0 >> 40) as usize
    }
}

/// A passage with its vectors, ready to be stored.
#[derive(Clone, Debug)]
pub struct Point {
    /// Its key.
    pub key: PointKey,
    /// The passage.
    pub passage: Passage,
    /// The dense vector.
    pub dense: Vec<f32>,
    /// The sparse vector: distinct terms with their weights.
    pub sparse: Vec<(u32, f32)>,
}

/// A ranked point.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Hit {
    /// The point.
    pub key: PointKey,
    /// Cosine for a dense search, dot product for a sparse one; higher is nearer.
    pub score: f32,
}

/// How a store stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// It answers, and nothing has taken its place.
    Current,
    /// It answers, but the same has been built again; open that one before this one is removed.
    Superseded,
}

/// A store of passages.
pub trait VectorStore: Send + Sync + fmt::Debug {
    /// Adds points, or replaces those with the same key.
    ///
    /// # Errors
    /// The store could not take them.
    fn insert(&self, points: Vec<Point>) -> Result<(), StoreError>;

    /// The nearest points to a dense vector, nearest first.
    ///
    /// # Errors
    /// The store failed.
    fn nearest(&self, vector: &[f32], limit: usize) -> Result<Vec<Hit>, StoreError>;

    /// The points with the largest dot product with a sparse vector of distinct terms, largest first; none that share no term.
    ///
    /// # Errors
    /// The store failed.
    fn matching(&self, terms: &[(u32, f32)], limit: usize) -> Result<Vec<Hit>, StoreError>;

    /// Both searches of a question: the [`nearest`](Self::nearest) of each vector, one after the other, and the
    /// [`matching`](Self::matching) points, none without terms.
    ///
    /// # Errors
    /// The store failed.
    fn search(
        &self,
        vectors: &[Vec<f32>],
        terms: &[(u32, f32)],
        limit: usize,
    ) -> Result<(Vec<Hit>, Vec<Hit>), StoreError> {
        let mut dense = Vec::new();
        for vector in vectors {
            dense.extend(self.nearest(vector, limit)?);
        }
        let sparse = if terms.is_empty() { Vec::new() } else { self.matching(terms, limit)? };
        Ok((dense, sparse))
    }

    /// The passages of points, in the order of the keys; a key that the store does not hold is left out.
    ///
    /// # Errors
    /// The store failed, or a payload is not a passage.
    fn passages(&self, keys: &[PointKey]) -> Result<Vec<(PointKey, Passage)>, StoreError>;

    /// Whether every request goes to another process, which may keep it waiting.
    fn is_remote(&self) -> bool {
        false
    }

    /// How the store stands now.
    ///
    /// # Errors
    /// It would not answer a question.
    fn standing(&self) -> Result<Standing, StoreError> {
        Ok(Standing::Current)
    }
}

/// A store failed.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// The engine said why.
    #[error("vector store: {0}")]
    Engine(String),
    /// A payload is not a passage.
    #[error("vector store: point {key} holds no passage; rebuild the index")]
    Payload {
        /// The point.
        key: u64,
    },
    /// The server does not answer, or cannot do now what it is asked.
    #[error("the Qdrant server {url} {reason}")]
    Away {
        /// The server.
        url: String,
        /// What it did instead, and what to do.
        reason: String,
    },
    /// The server does not let this program in.
    #[error("the Qdrant server {url} refuses: {reason}; set `qdrant_api_key` to a key that may read and write")]
    Refused {
        /// The server.
        url: String,
        /// What it said.
        reason: String,
    },
    /// What the server is asked of is not there any more.
    #[error("the Qdrant server {url} has lost the index: {reason}; build it again with `index`")]
    Missing {
        /// The server.
        url: String,
        /// What it said.
        reason: String,
    },
    /// The server lacks what this program needs.
    #[error("the Qdrant server {url} is of version {version}; install 1.10 or newer, best 1.16")]
    TooOld {
        /// The server.
        url: String,
        /// Its version.
        version: String,
    },
}

impl StoreError {
    /// Whether the same may go well later, without anybody changing settings or the program.
    #[must_use]
    pub fn is_passing(&self) -> bool {
        match self {
            Self::Away { .. } | Self::Missing { .. } => true,
            Self::Engine(_) | Self::Payload { .. } | Self::Refused { .. } | Self::TooOld { .. } => false,
        }
    }
}

fn section_code(section: Section) -> u8 {
    match section {
        Section::Title => 0,
        Section::Summary => 1,
        Section::Result => 2,
        Section::Note => 3,
        Section::Question => 4,
        Section::Phrasing => 5,
        Section::Facet(facet) => 16 + facet as u8,
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests;
