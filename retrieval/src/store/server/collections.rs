//! The collections of a server: making and filling them, the alias, the mark of a finished one.

use qdrant_client::{
    Payload,
    qdrant::{
        CollectionStatus, CountPointsBuilder, CreateAliasBuilder, CreateFieldIndexCollectionBuilder, FieldType,
        GetPointsBuilder, ListAliasesResponse, NamedVectors, PointId, PointStruct, UpsertPointsBuilder,
    },
};

use super::{Connection, wire};
use crate::store::{Point, StoreError};

/// The id of the point that says what a collection was built from. It has no vector, so no search finds it; no key has its bits,
/// as no index has so many records.
const MARK: u64 = u64::MAX;
/// The field of its payload.
const MANIFEST: &str = "manifest";

impl Connection {
    /// The collection that an alias stands for.
    pub(crate) fn alias_target(&self, alias: &str) -> Result<Option<String>, StoreError> {
        let answer = self.build(|client| async move { client.list_aliases().await })?;
        Ok(target(answer, alias))
    }

    /// As [`alias_target`](Self::alias_target), for somebody who waits.
    pub(super) fn alias_target_soon(&self, alias: &str) -> Result<Option<String>, StoreError> {
        let answer = self.probe(|client| async move { client.list_aliases().await })?;
        Ok(target(answer, alias))
    }

    /// Lets an alias stand for a collection, from one moment to the next.
    pub(crate) fn point_alias(&self, alias: &str, collection: &str) -> Result<(), StoreError> {
        // One that exists is changed: there is no moment without it.
        let change = CreateAliasBuilder::new(collection, alias);
        self.build(move |client| {
            let change = change.clone();
            async move { client.create_alias(change).await }
        })?;
        Ok(())
    }

    /// The names of all collections.
    pub(crate) fn collections(&self) -> Result<Vec<String>, StoreError> {
        let answer = self.build(|client| async move { client.list_collections().await })?;
        Ok(answer.collections.into_iter().map(|collection| collection.name).collect())
    }

    /// Makes an empty collection for so many points; `false` when there is one of that name.
    pub(crate) fn create(&self, collection: &str, dimensions: usize, points: usize) -> Result<bool, StoreError> {
        let wanted = wire::collection(collection, dimensions, points, self.settings());
        let created = self.build(move |client| {
            let wanted = wanted.clone();
            async move { client.create_collection(wanted).await }
        });
        match created {
            Ok(_) => Ok(true),
            // The server tells it as a wrong request and not as what it is.
            Err(StoreError::Engine(_)) if self.exists(collection)? => Ok(false),
            Err(error) => Err(error),
        }
    }

    /// Lets points be filtered by the fields of their payload. May be done again.
    pub(crate) fn index_payload(&self, collection: &str) -> Result<(), StoreError> {
        for field in wire::KEYWORDS {
            let wanted = CreateFieldIndexCollectionBuilder::new(collection, field, FieldType::Keyword).wait(true);
            self.build(move |client| {
                let wanted = wanted.clone();
                async move { client.create_field_index(wanted).await }
            })?;
        }
        Ok(())
    }

    /// Removes a collection; one that is not there is no error.
    pub(crate) fn remove(&self, collection: &str) -> Result<(), StoreError> {
        let name = collection.to_owned();
        self.build(move |client| {
            let name = name.clone();
            async move { client.delete_collection(name).await }
        })?;
        Ok(())
    }

    /// How many points a collection holds, its mark among them.
    pub(crate) fn count(&self, collection: &str) -> Result<usize, StoreError> {
        let wanted = CountPointsBuilder::new(collection).exact(true);
        let answer = self.build(move |client| {
            let wanted = wanted.clone();
            async move { client.count(wanted).await }
        })?;
        Ok(answer.result.map_or(0, |result| result.count as usize))
    }

    /// Adds points, or replaces those with the same key, and waits until they are searched.
    pub(crate) fn upsert(&self, collection: &str, points: Vec<Point>) -> Result<(), StoreError> {
        self.write(collection, points.into_iter().map(wire::point).collect())
    }

    /// Marks a collection as whole, with what it was built from.
    pub(crate) fn mark(&self, collection: &str, manifest: &str) -> Result<(), StoreError> {
        let mut payload = Payload::new();
        payload.insert(MANIFEST, manifest);
        self.write(collection, vec![PointStruct::new(MARK, NamedVectors::default(), payload)])
    }

    /// What a collection says that it was built from; `None` for one that is not whole.
    pub(crate) fn marked(&self, collection: &str) -> Result<Option<String>, StoreError> {
        let wanted = GetPointsBuilder::new(collection, vec![PointId::from(MARK)]).with_payload(true);
        let answer = self.build(move |client| {
            let wanted = wanted.clone();
            async move { client.get_points(wanted).await }
        })?;
        let mark = answer.result.first();
        Ok(mark.and_then(|point| wire::text(&point.payload, MANIFEST)).map(str::to_owned))
    }

    /// Whether a collection can be read, on every shard.
    pub(crate) fn check(&self, collection: &str) -> Result<(), StoreError> {
        let name = collection.to_owned();
        let answer = self.probe(move |client| {
            let name = name.clone();
            async move { client.collection_info(name).await }
        })?;
        match answer.result {
            Some(info) if info.status() == CollectionStatus::Red => Err(StoreError::Engine(format!(
                "the Qdrant server says that the collection {collection} is broken (red)"
            ))),
            Some(_) | None => Ok(()),
        }
    }

    /// Whether the server is done with what a collection needs to be searched well; until then searches share the machine with it.
    pub(crate) fn is_settled(&self, collection: &str) -> Result<bool, StoreError> {
        let name = collection.to_owned();
        let answer = self.build(move |client| {
            let name = name.clone();
            async move { client.collection_info(name).await }
        })?;
        Ok(answer.result.is_none_or(|info| info.status() != CollectionStatus::Yellow))
    }

    fn exists(&self, collection: &str) -> Result<bool, StoreError> {
        let name = collection.to_owned();
        self.build(move |client| {
            let name = name.clone();
            async move { client.collection_exists(name).await }
        })
    }

    fn write(&self, collection: &str, points: Vec<PointStruct>) -> Result<(), StoreError> {
        if points.is_empty() {
            return Ok(());
        }
        let wanted = UpsertPointsBuilder::new(collection, points).wait(true);
        self.build(move |client| {
            let wanted = wanted.clone();
            async move { client.upsert_points(wanted).await }
        })?;
        Ok(())
    }
}

fn target(answer: ListAliasesResponse, alias: &str) -> Option<String> {
    answer.aliases.into_iter().find(|known| known.alias_name == alias).map(|known| known.collection_name)
}
