//! Where vectors lie.
//!
//! A store keeps one point per passage with a dense and a sparse vector and the passage as payload; it ranks points and knows
//! nothing of folding, terms or fusion. Weights on both sides are the caller's, so every store gives the same order.

mod embedded;

use std::fmt;

use knowledge_base::Language;

use crate::{Passage, Section};

pub use embedded::EmbeddedStore;

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

    /// The passages of points, in the order of the keys; a key that the store does not hold is left out.
    ///
    /// # Errors
    /// The store failed, or a payload is not a passage.
    fn passages(&self, keys: &[PointKey]) -> Result<Vec<(PointKey, Passage)>, StoreError>;
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
