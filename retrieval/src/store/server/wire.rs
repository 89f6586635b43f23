//! Passages and vectors as Qdrant's protocol carries them.

use std::collections::HashMap;

use knowledge_base::{Language, RecordId};
use qdrant_client::{
    Payload,
    qdrant::{
        CreateCollection, CreateCollectionBuilder, Distance, NamedVectors, OptimizersConfigDiffBuilder, PointId,
        PointStruct, QuantizationSearchParamsBuilder, QuantizationType, Query, QueryPoints, QueryPointsBuilder,
        RetrievedPoint, ScalarQuantizationBuilder, ScoredPoint, SearchParamsBuilder, SparseVectorParamsBuilder,
        SparseVectorsConfigBuilder, Value, Vector, VectorInput, VectorParamsBuilder, VectorsConfigBuilder,
        point_id::PointIdOptions, value::Kind,
    },
};

use super::ServerSettings;
use crate::{
    Passage, Section,
    store::{DENSE, Hit, Point, PointKey, SPARSE, StoreError},
};

/// The fields of a payload by which points can be filtered.
pub(super) const KEYWORDS: [&str; 3] = [RECORD, LANGUAGE, SECTION];
const RECORD: &str = "record";
const LANGUAGE: &str = "language";
const SECTION: &str = "section";
const TEXT: &str = "text";

/// Up to so many points the server is asked to compare a vector with all of them, and then it ranks as the embedded store does.
/// Measured with 256 numbers a vector on a busy machine of two cores (Qdrant 1.16.3): 2 ms with 9,000 points, 6 ms with 25,000, 8
/// ms with 50,000. Walking a graph, which leaves out a point now and then, is worth it only above.
const EXACT_UP_TO: usize = 50_000;

fn is_exact(points: usize) -> bool {
    points <= EXACT_UP_TO
}

pub(super) fn collection(name: &str, dimensions: usize, points: usize, settings: &ServerSettings) -> CreateCollection {
    let mut params = VectorParamsBuilder::new(dimensions as u64, Distance::Cosine);
    if !is_exact(points) {
        // A graph is walked over vectors of a byte a number, which a processor's cache holds four times as many of; what is found
        // is scored by the whole vectors.
        let bytes = ScalarQuantizationBuilder::default().r#type(QuantizationType::Int8.into());
        params = params.quantization_config(bytes.quantile(0.99).always_ram(true));
    }
    let mut dense = VectorsConfigBuilder::default();
    dense.add_named_vector_params(DENSE, params);
    let mut sparse = SparseVectorsConfigBuilder::default();
    sparse.add_named_vector_params(SPARSE, SparseVectorParamsBuilder::default());
    let mut optimizers = OptimizersConfigDiffBuilder::default();
    if is_exact(points) {
        // A graph that no search walks is not worth building.
        optimizers = optimizers.indexing_threshold(0_u64);
    }
    CreateCollectionBuilder::new(name)
        .optimizers_config(optimizers)
        .vectors_config(dense)
        .sparse_vectors_config(sparse)
        .on_disk_payload(true)
        .shard_number(settings.shards)
        .replication_factor(settings.replicas)
        .build()
}

pub(super) fn point(point: Point) -> PointStruct {
    let mut payload = Payload::new();
    payload.insert(RECORD, point.passage.record.as_str());
    payload.insert(LANGUAGE, point.passage.language.code());
    payload.insert(SECTION, point.passage.section.name());
    payload.insert(TEXT, point.passage.text);
    let vectors = NamedVectors::default().add_vector(DENSE, point.dense).add_vector(SPARSE, sparse(point.sparse));
    PointStruct::new(point.key.bits(), vectors, payload)
}

pub(super) fn nearest(collection: &str, vector: &[f32], limit: usize, points: usize) -> QueryPoints {
    query(collection, DENSE, VectorInput::new_dense(vector), limit)
        .params(
            SearchParamsBuilder::default()
                .exact(is_exact(points))
                .quantization(QuantizationSearchParamsBuilder::default().rescore(true)),
        )
        .build()
}

pub(super) fn matching(collection: &str, terms: &[(u32, f32)], limit: usize) -> QueryPoints {
    let (indices, values): (Vec<u32>, Vec<f32>) = in_order(terms.to_vec()).into_iter().unzip();
    query(collection, SPARSE, VectorInput::new_sparse(indices, values), limit).build()
}

fn query(collection: &str, vector: &str, wanted: VectorInput, limit: usize) -> QueryPointsBuilder {
    QueryPointsBuilder::new(collection)
        .query(Query::new_nearest(wanted))
        .using(vector)
        .limit(limit as u64)
        .with_payload(false)
        .with_vectors(false)
}

fn sparse(terms: Vec<(u32, f32)>) -> Vector {
    let (indices, values): (Vec<u32>, Vec<f32>) = in_order(terms).into_iter().unzip();
    Vector::new_sparse(indices, values)
}

/// Qdrant wants terms in rising order.
fn in_order(mut terms: Vec<(u32, f32)>) -> Vec<(u32, f32)> {
    terms.sort_unstable_by_key(|(term, _)| *term);
    terms
}

pub(super) fn hits(points: Vec<ScoredPoint>) -> Vec<Hit> {
    let hit = |point: ScoredPoint| Some(Hit { key: key(point.id.as_ref())?, score: point.score });
    points.into_iter().filter_map(hit).collect()
}

/// The key of a point; `None` for an id of another kind, which none of ours has.
pub(super) fn key(id: Option<&PointId>) -> Option<PointKey> {
    match id?.point_id_options.as_ref()? {
        PointIdOptions::Num(bits) => Some(PointKey::from_bits(*bits)),
        PointIdOptions::Uuid(_) => None,
    }
}

pub(super) fn passage(point: &RetrievedPoint) -> Result<(PointKey, Passage), StoreError> {
    let key = key(point.id.as_ref()).unwrap_or(PointKey::from_bits(0));
    let field = |name: &str| text(&point.payload, name);
    let read = || {
        Some(Passage {
            record: RecordId::parse(field(RECORD)?)?,
            language: Language::ALL.into_iter().find(|language| Some(language.code()) == field(LANGUAGE))?,
            section: Section::from_name(field(SECTION)?)?,
            text: field(TEXT)?.to_owned(),
        })
    };
    read().map(|passage| (key, passage)).ok_or(StoreError::Payload { key: key.bits() })
}

/// A field of a payload that holds a text.
pub(super) fn text<'p>(payload: &'p HashMap<String, Value>, name: &str) -> Option<&'p str> {
    match payload.get(name)?.kind.as_ref()? {
        Kind::StringValue(text) => Some(text),
        Kind::NullValue(_)
        | Kind::DoubleValue(_)
        | Kind::IntegerValue(_)
        | Kind::BoolValue(_)
        | Kind::StructValue(_)
        | Kind::ListValue(_) => None,
    }
}
