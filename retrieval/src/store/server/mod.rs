//! Qdrant as a server, or a cluster of them.
//!
//! It holds the same points as the embedded store, so it answers in the same order. How collections are built, named and replaced
//! is decided by [`crate::index`]; here is how they are talked to:
//!
//! - [`settings`]: where the server is, and its key;
//! - [`connection`]: requests with their limits, from code that blocks;
//! - [`breaker`]: when no request is worth sending;
//! - [`collections`]: making, filling and marking collections, the alias;
//! - [`wire`]: points and queries as the protocol carries them.

mod breaker;
mod collections;
mod connection;
mod settings;
mod wire;

use std::{
    collections::{HashMap, HashSet},
    sync::Arc,
};

use qdrant_client::qdrant::{
    GetPoints, GetPointsBuilder, PointId, QueryBatchPoints, QueryBatchPointsBuilder, QueryPoints, RetrievedPoint,
};

use super::{Hit, Point, PointKey, Standing, StoreError, VectorStore};
use crate::Passage;

pub(crate) use connection::Connection;
pub use settings::{ApiKey, CollectionName, ServerSettings, ServerUrl};

/// The passages of one state of the records on a Qdrant server: a collection, and where some records have changed since, a small
/// one beside it that holds these alone.
#[derive(Debug)]
pub struct ServerStore {
    connection: Arc<Connection>,
    /// With what the names of all collections begin that stand for the same state.
    family: String,
    base: Layer,
    patch: Option<Patch>,
}

/// A collection with the number of its passages.
#[derive(Clone, Debug)]
struct Layer {
    collection: String,
    points: usize,
}

/// Records that have changed since a collection was built.
#[derive(Clone, Debug)]
pub(crate) struct Patch {
    /// The collection that holds their passages.
    pub(crate) collection: String,
    /// How many these are.
    pub(crate) points: usize,
    /// Their places. What the base holds at them does not count any more.
    pub(crate) places: HashSet<usize>,
    /// How many passages of the base do not count.
    pub(crate) dead: usize,
}

impl ServerStore {
    /// The store of a collection that holds so many points, with what has changed since. Collections whose names are `family`, or
    /// begin with it and a hyphen, stand for the same state.
    pub(crate) fn new(
        connection: Arc<Connection>,
        family: String,
        (collection, points): (String, usize),
        patch: Option<Patch>,
    ) -> Self {
        Self { connection, family, base: Layer { collection, points }, patch }
    }

    /// The collection that the alias stands for while this state is the last.
    fn name(&self) -> &str {
        self.patch.as_ref().map_or(&self.base.collection, |patch| &patch.collection)
    }

    fn stands_for_the_same(&self, collection: &str) -> bool {
        let rest = collection.strip_prefix(&self.family);
        rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('-'))
    }

    fn is_patched(&self, key: PointKey) -> bool {
        self.patch.as_ref().is_some_and(|patch| patch.places.contains(&key.record()))
    }

    /// What of the base counts and what is beside it, the best first, as one collection would give it.
    fn merge(&self, base: Vec<Hit>, patch: Vec<Hit>, limit: usize) -> Vec<Hit> {
        let mut hits: Vec<Hit> = base.into_iter().filter(|hit| !self.is_patched(hit.key)).chain(patch).collect();
        hits.sort_by(|one, other| other.score.total_cmp(&one.score).then(one.key.cmp(&other.key)));
        hits.truncate(limit);
        hits
    }

    /// Sends one batch of queries to each collection at once; the way there and back is most of what a search costs.
    fn query(&self, base: QueryBatchPoints, patch: Option<QueryBatchPoints>) -> Result<[Vec<Vec<Hit>>; 2], StoreError> {
        let answers = self.connection.ask(move |client| {
            let (base, patch) = (base.clone(), patch.clone());
            async move {
                let Some(patch) = patch else { return Ok([client.query_batch(base).await?.result, Vec::new()]) };
                let (base, patch) = tokio::try_join!(client.query_batch(base), client.query_batch(patch))?;
                Ok([base.result, patch.result])
            }
        })?;
        Ok(answers.map(|batches| batches.into_iter().map(|batch| wire::hits(batch.result)).collect()))
    }

    fn get(&self, base: GetPoints, patch: Option<GetPoints>) -> Result<Vec<RetrievedPoint>, StoreError> {
        self.connection.ask(move |client| {
            let (base, patch) = (base.clone(), patch.clone());
            async move {
                let Some(patch) = patch else { return Ok(client.get_points(base).await?.result) };
                let (mut base, patch) = tokio::try_join!(client.get_points(base), client.get_points(patch))?;
                base.result.extend(patch.result);
                Ok(base.result)
            }
        })
    }
}

impl VectorStore for ServerStore {
    fn insert(&self, points: Vec<Point>) -> Result<(), StoreError> {
        let (patched, rest) = points.into_iter().partition(|point: &Point| self.is_patched(point.key));
        if let Some(patch) = &self.patch {
            self.connection.upsert(&patch.collection, patched)?;
        }
        self.connection.upsert(&self.base.collection, rest)
    }

    fn nearest(&self, vector: &[f32], limit: usize) -> Result<Vec<Hit>, StoreError> {
        Ok(self.search(&[vector.to_vec()], &[], limit)?.0)
    }

    fn matching(&self, terms: &[(u32, f32)], limit: usize) -> Result<Vec<Hit>, StoreError> {
        Ok(self.search(&[], terms, limit)?.1)
    }

    fn search(
        &self,
        vectors: &[Vec<f32>],
        terms: &[(u32, f32)],
        limit: usize,
    ) -> Result<(Vec<Hit>, Vec<Hit>), StoreError> {
        let queries = |collection: &str, points: usize, limit: usize| {
            let dense = vectors.iter().map(|vector| wire::nearest(collection, vector, limit, points));
            let sparse = (!terms.is_empty()).then(|| wire::matching(collection, terms, limit));
            let queries: Vec<QueryPoints> = dense.chain(sparse).collect();
            QueryBatchPointsBuilder::new(collection, queries).build()
        };
        if vectors.is_empty() && terms.is_empty() {
            return Ok((Vec::new(), Vec::new()));
        }
        // So many that the wanted number is left when all that do not count stand before them.
        let of_base = limit + self.patch.as_ref().map_or(0, |patch| patch.dead);
        let base = queries(&self.base.collection, self.base.points, of_base);
        let patch = self.patch.as_ref().map(|patch| queries(&patch.collection, patch.points, limit));
        let [base, patch] = self.query(base, patch)?;
        let mut patch = patch.into_iter();
        let mut found: Vec<Vec<Hit>> =
            base.into_iter().map(|base| self.merge(base, patch.next().unwrap_or_default(), limit)).collect();
        let sparse = found.split_off(vectors.len().min(found.len()));
        Ok((found.into_iter().flatten().collect(), sparse.into_iter().flatten().collect()))
    }

    fn passages(&self, keys: &[PointKey]) -> Result<Vec<(PointKey, Passage)>, StoreError> {
        if keys.is_empty() {
            return Ok(Vec::new());
        }
        let wanted = |collection: &str, patched: bool| {
            let keys = keys.iter().filter(|key| self.is_patched(**key) == patched);
            let ids: Vec<PointId> = keys.map(|key| PointId::from(key.bits())).collect();
            GetPointsBuilder::new(collection, ids).with_payload(true).with_vectors(false).build()
        };
        let base = wanted(&self.base.collection, false);
        let patch = self.patch.as_ref().map(|patch| wanted(&patch.collection, true));
        let patch = patch.filter(|wanted| !wanted.ids.is_empty());
        // The server answers in any order.
        let found = self.get(base, patch)?;
        let mut found: HashMap<PointKey, Passage> = found.iter().map(wire::passage).collect::<Result<_, _>>()?;
        Ok(keys.iter().filter_map(|key| found.remove_entry(key)).collect())
    }

    fn is_remote(&self) -> bool {
        true
    }

    fn standing(&self) -> Result<Standing, StoreError> {
        let alias = self.connection.settings().collection.as_str();
        let target = self.connection.alias_target_soon(alias)?;
        if target.is_some_and(|target| target != self.name() && self.stands_for_the_same(&target)) {
            return Ok(Standing::Superseded);
        }
        self.connection.check(&self.base.collection)?;
        self.patch.as_ref().map_or(Ok(()), |patch| self.connection.check(&patch.collection))?;
        Ok(Standing::Current)
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests;
