//! Qdrant in this process.
//!
//! Qdrant locks the folder of a shard for one process and may write to it even when it is only read; what an index on disk
//! needs for several readers is done by [`crate::index`], not here.

use std::{fmt, num::NonZeroUsize, path::Path};

use knowledge_base::{Language, RecordId};
use qdrant_edge::{
    Distance, EdgeConfig, EdgeShard, EdgeSparseVectorParams, EdgeVectorParams, NamedQuery, OperationError, PointId,
    PointInsertOperations, PointOperations, PointStruct, QueryEnum, ScrollRequest, SearchRequest, SparseVector,
    UpdateOperation, Vector, VectorInternal, Vectors, WalOptions, WithPayloadInterface, WithVector,
};

use super::{DENSE, Hit, Point, PointKey, SPARSE, StoreError, VectorStore};
use crate::{Passage, Section};

/// The log of changes is allocated whole when a shard is opened; nothing is changed after a build.
const LOG_BYTES: usize = 4 * 1024 * 1024;

/// Keys read at once when a record is removed.
const PAGE: usize = 512;

/// Qdrant in this process, on one folder that belongs to it alone.
pub struct EmbeddedStore {
    shard: EdgeShard,
}

impl fmt::Debug for EmbeddedStore {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("EmbeddedStore").field("path", &self.shard.path()).finish()
    }
}

impl EmbeddedStore {
    /// A new, empty store in an existing empty folder.
    ///
    /// # Errors
    /// The folder cannot be written or already holds a store.
    pub fn create(folder: &Path, dimensions: usize) -> Result<Self, StoreError> {
        let shard = EdgeShard::new(folder, config(dimensions)).map_err(engine)?;
        Ok(Self { shard })
    }

    /// Opens the store of a folder.
    ///
    /// # Errors
    /// The folder holds no store, is damaged, or is open in another process.
    pub fn open(folder: &Path, dimensions: usize) -> Result<Self, StoreError> {
        let shard = EdgeShard::load(folder, Some(config(dimensions))).map_err(engine)?;
        Ok(Self { shard })
    }

    /// Writes everything to disk.
    pub fn flush(&self) {
        self.shard.flush();
    }

    /// Removes every passage of the record at a place.
    ///
    /// # Errors
    /// The engine failed.
    pub fn remove_record(&self, place: usize) -> Result<(), StoreError> {
        let mut ids = Vec::new();
        let mut from = Some(PointId::NumId(PointKey::first_of(place).bits()));
        while let Some(offset) = from {
            let request = ScrollRequest {
                offset: Some(offset),
                limit: Some(PAGE),
                filter: None,
                with_payload: Some(WithPayloadInterface::Bool(false)),
                with_vector: WithVector::Bool(false),
                order_by: None,
            };
            let (points, next) = self.shard.scroll(request).map_err(engine)?;
            let of_record =
                |id: &PointId| matches!(id, PointId::NumId(bits) if PointKey::from_bits(*bits).record() == place);
            let found = points.len();
            ids.extend(points.into_iter().map(|point| point.id).filter(of_record));
            // Keys of one record stand together, so the first foreign one ends the walk.
            from = next.filter(|next| found > 0 && of_record(next));
        }
        if ids.is_empty() {
            return Ok(());
        }
        self.shard.update(UpdateOperation::PointOperation(PointOperations::DeletePoints { ids })).map_err(engine)
    }

    /// How many passages the store holds.
    #[must_use]
    pub fn len(&self) -> usize {
        self.shard.info().points_count
    }

    /// Whether the store holds no passage.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    fn search(&self, name: &str, vector: VectorInternal, limit: usize) -> Result<Vec<Hit>, StoreError> {
        let request = SearchRequest {
            query: QueryEnum::Nearest(NamedQuery::new(vector, name)),
            filter: None,
            params: None,
            limit,
            offset: 0,
            with_payload: Some(WithPayloadInterface::Bool(false)),
            with_vector: Some(WithVector::Bool(false)),
            score_threshold: None,
        };
        let points = self.shard.search(request).map_err(engine)?;
        let hit = |point: qdrant_edge::ScoredPoint| match point.id {
            PointId::NumId(bits) => Some(Hit { key: PointKey::from_bits(bits), score: point.score }),
            PointId::Uuid(_) => None,
        };
        Ok(points.into_iter().filter_map(hit).collect())
    }
}

impl VectorStore for EmbeddedStore {
    fn insert(&self, points: Vec<Point>) -> Result<(), StoreError> {
        let points = points.into_iter().map(stored).collect::<Result<Vec<_>, _>>()?;
        let insertion = PointInsertOperations::PointsList(points);
        let operation = UpdateOperation::PointOperation(PointOperations::UpsertPoints(insertion));
        self.shard.update(operation).map_err(engine)
    }

    fn nearest(&self, vector: &[f32], limit: usize) -> Result<Vec<Hit>, StoreError> {
        self.search(DENSE, VectorInternal::Dense(vector.to_vec()), limit)
    }

    fn matching(&self, terms: &[(u32, f32)], limit: usize) -> Result<Vec<Hit>, StoreError> {
        self.search(SPARSE, VectorInternal::Sparse(sparse(terms)?), limit)
    }

    fn passages(&self, keys: &[PointKey]) -> Result<Vec<(PointKey, Passage)>, StoreError> {
        let ids: Vec<PointId> = keys.iter().map(|key| PointId::NumId(key.bits())).collect();
        let with_payload = Some(WithPayloadInterface::Bool(true));
        let records = self.shard.retrieve(&ids, with_payload, Some(WithVector::Bool(false))).map_err(engine)?;
        records.into_iter().filter_map(|record| passage(&record)).collect()
    }
}

fn config(dimensions: usize) -> EdgeConfig {
    let mut config = EdgeConfig { on_disk_payload: true, ..EdgeConfig::default() };
    config.vectors.insert(DENSE.into(), EdgeVectorParams::builder(dimensions, Distance::Cosine).build());
    config.sparse_vectors.insert(SPARSE.into(), EdgeSparseVectorParams::default());
    config.wal_options =
        Some(WalOptions { segment_capacity: LOG_BYTES, segment_queue_len: 0, retain_closed: NonZeroUsize::MIN });
    config
}

fn stored(point: Point) -> Result<qdrant_edge::PointStructPersisted, StoreError> {
    let payload = qdrant_edge::external::serde_json::json!({
        "record": point.passage.record.as_str(),
        "language": point.passage.language.code(),
        "section": point.passage.section.name(),
        "text": point.passage.text,
    });
    let vectors =
        Vectors::new_named([(DENSE, Vector::new_dense(point.dense)), (SPARSE, Vector::from(sparse(&point.sparse)?))]);
    Ok(PointStruct::new(PointId::NumId(point.key.bits()), vectors, payload).into())
}

/// Qdrant wants terms in rising order.
fn sparse(terms: &[(u32, f32)]) -> Result<SparseVector, StoreError> {
    let mut terms = terms.to_vec();
    terms.sort_unstable_by_key(|(term, _)| *term);
    let (indices, values) = terms.into_iter().unzip();
    SparseVector::new(indices, values).map_err(|error| StoreError::Engine(error.to_string()))
}

fn passage(record: &qdrant_edge::Record) -> Option<Result<(PointKey, Passage), StoreError>> {
    let PointId::NumId(bits) = record.id else {
        return None;
    };
    let payload = record.payload.as_ref().map(|payload| &payload.0);
    let field = |name: &str| payload.and_then(|payload| payload.get(name)).and_then(|value| value.as_str());
    let read = || {
        Some(Passage {
            record: RecordId::parse(field("record")?)?,
            language: Language::ALL.into_iter().find(|language| Some(language.code()) == field("language"))?,
            section: Section::from_name(field("section")?)?,
            text: field("text")?.to_owned(),
        })
    };
    Some(match read() {
        Some(passage) => Ok((PointKey::from_bits(bits), passage)),
        None => Err(StoreError::Payload { key: bits }),
    })
}

// By value, to stand where a function from an error to an error is asked for.
#[allow(clippy::needless_pass_by_value)]
fn engine(error: OperationError) -> StoreError {
    StoreError::Engine(error.to_string())
}
