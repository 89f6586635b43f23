//! What the two arms found, weighed together and grouped by record.

use std::collections::{HashMap, HashSet};

use super::{Candidate, SearchError, SearchResult, SearchTimings, Searcher, margin};
use crate::{
    Passage,
    store::{Hit, PointKey},
    terms::QueryTerms,
};

impl Searcher {
    /// Ranks the records by what both arms found.
    pub(super) fn fuse(
        &self,
        limit: usize,
        terms: &QueryTerms,
        dense: &[Hit],
        sparse: &[Hit],
    ) -> Result<SearchResult, SearchError> {
        let mut found: HashMap<usize, Found> = HashMap::new();
        for hit in best_of_records(dense) {
            found.entry(hit.key.record()).or_default().dense = Some(hit);
        }
        for hit in best_of_records(sparse) {
            found.entry(hit.key.record()).or_default().sparse = Some(hit);
        }
        for (record, near) in near(dense) {
            found.entry(record).or_default().near = near;
        }
        for (record, found) in &mut found {
            found.held = terms.held.get(record).copied().unwrap_or_default();
            if let Some(hit) = found.sparse.filter(|_| terms.full_score > 0.0) {
                found.coverage = (hit.score / terms.full_score).clamp(0.0, 1.0);
            }
            found.score = self.score(found);
        }
        let mut ranked: Vec<(usize, Found)> = found.into_iter().collect();
        ranked.sort_by(|(one_record, one), (other_record, other)| {
            other.score.total_cmp(&one.score).then(one_record.cmp(other_record))
        });
        let scores: Vec<f32> = ranked.iter().map(|(_, found)| found.score).collect();
        let margin = margin(&scores);
        ranked.truncate(limit);
        let keys: Vec<PointKey> = ranked.iter().filter_map(|(_, found)| found.best()).collect();
        let passages: HashMap<PointKey, Passage> = self.index.store().passages(&keys)?.into_iter().collect();
        let mut candidates = Vec::with_capacity(ranked.len());
        for ((_, found), key) in ranked.iter().zip(&keys) {
            let passage = passages.get(key).ok_or(SearchError::Foreign)?;
            candidates.push(Candidate {
                record: passage.record.clone(),
                score: found.score,
                dense: found.dense.map_or(0.0, |hit| hit.score),
                near: found.near,
                sparse: found.sparse.map_or(0.0, |hit| hit.score),
                coverage: found.coverage,
                held: found.held,
                reranked: None,
                section: passage.section,
                language: passage.language,
                passage: passage.text.clone(),
            });
        }
        let timings = SearchTimings::default();
        Ok(SearchResult { candidates, margin, words: terms.words, known_words: terms.known_words, timings })
    }

    fn score(&self, found: &Found) -> f32 {
        let weights = &self.tuning;
        let dense = found.dense.map_or(0.0, |hit| hit.score).max(0.0);
        let sum = weights.dense * dense
            + weights.near * found.near.max(0.0)
            + weights.coverage * found.coverage
            + weights.held * found.held;
        sum / (weights.dense + weights.near + weights.coverage + weights.held)
    }
}

/// What the arms found of one record.
#[derive(Clone, Copy, Debug, Default)]
struct Found {
    dense: Option<Hit>,
    sparse: Option<Hit>,
    near: f32,
    coverage: f32,
    held: f32,
    score: f32,
}

impl Found {
    /// The passage to show: that of the arm that is surer.
    fn best(&self) -> Option<PointKey> {
        match (self.dense, self.sparse) {
            (Some(dense), Some(sparse)) => Some(if dense.score > self.coverage { dense.key } else { sparse.key }),
            (dense, sparse) => dense.or(sparse).map(|hit| hit.key),
        }
    }
}

/// Passages of a record whose nearness is averaged.
const NEAR: usize = 4;

/// The mean of the best cosines of every record; hits come best first, and a passage may stand twice (once a reading).
fn near(dense: &[Hit]) -> HashMap<usize, f32> {
    let mut seen = HashSet::new();
    let mut sums: HashMap<usize, (usize, f32)> = HashMap::new();
    for hit in dense.iter().filter(|hit| seen.insert(hit.key)) {
        let (count, sum) = sums.entry(hit.key.record()).or_default();
        if *count < NEAR {
            *count += 1;
            *sum += hit.score;
        }
    }
    sums.into_iter().map(|(record, (_, sum))| (record, sum / NEAR as f32)).collect()
}

/// The first hit of every record, in the order of the hits.
fn best_of_records(hits: &[Hit]) -> Vec<Hit> {
    let mut seen = HashSet::new();
    hits.iter().filter(|hit| seen.insert(hit.key.record())).copied().collect()
}
