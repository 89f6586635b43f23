//! A question in, ranked records with their signals out.
//!
//! Records are ordered by a weighted mean of four signals. Fusing the two arms by rank was measured and dropped: it forgets how
//! much better one passage is than the next. On 82 records, each with its best weights, leave-one-out put the right record
//! first in 78 of 100 questions by ranks and in 81 by scores. One near passage may be a chance; several of one record seldom
//! are, so the mean of the nearest ones counts beside the best.
//!
//! What follows from the signals (answer, ask back, decline) is decided elsewhere; nothing is thresholded here.

mod fuse;
mod meant;
mod mended;
mod reading;

use std::{
    sync::Arc,
    time::{Duration, Instant},
};

use knowledge_base::{Language, RecordId};

use crate::{
    Index, Reranker, Section, TextForm,
    rerank::{RERANKED, rerank},
    store::{Hit, StoreError},
    terms::{QueryTerms, TermWeights, Word},
};

use reading::{Reading, readings};

/// A question to search for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Query<'t> {
    /// The question as written.
    pub text: &'t str,
    /// Its language; `None` when it is not sure, and the question is then read in all ways that its script allows.
    pub language: Option<Language>,
    /// The most candidates to give.
    pub limit: usize,
}

/// Ranked records and what they cost.
#[derive(Clone, Debug, PartialEq)]
pub struct SearchResult {
    /// The records, best first; no record stands twice.
    pub candidates: Vec<Candidate>,
    /// How far the first candidate is ahead of the second in [`Candidate::score`]; the whole score without a second. Below
    /// zero where a reranker put a record first that scores less: the two stages do not agree.
    pub margin: f32,
    /// Words of the question that are not stop words.
    pub words: usize,
    /// Those of them that occur anywhere in the index, as stem or by sound.
    pub known_words: usize,
    /// Where the time went.
    pub timings: SearchTimings,
}

impl SearchResult {
    /// The result without some records; [`margin`](Self::margin) is that of the records left.
    #[must_use]
    pub fn without(mut self, left_out: impl Fn(&RecordId) -> bool) -> Self {
        let before = self.candidates.len();
        self.candidates.retain(|candidate| !left_out(&candidate.record));
        if self.candidates.len() < before {
            self.renew_margin();
        }
        self
    }

    /// Counts the margin anew, after candidates were left out or ordered otherwise.
    pub(crate) fn renew_margin(&mut self) {
        let scores: Vec<f32> = self.candidates.iter().map(|candidate| candidate.score).collect();
        self.margin = margin(&scores);
    }
}

/// How far the first score is ahead of the second.
fn margin(scores: &[f32]) -> f32 {
    match scores {
        [first, second, ..] => first - second,
        [only] => *only,
        [] => 0.0,
    }
}

/// A record that may answer the question.
#[derive(Clone, Debug, PartialEq)]
pub struct Candidate {
    /// The record.
    pub record: RecordId,
    /// The weighted mean of [`dense`](Self::dense), [`near`](Self::near), [`coverage`](Self::coverage) and
    /// [`held`](Self::held), 0 to 1, after which candidates are ordered; comparable between questions.
    pub score: f32,
    /// The highest cosine of its passages with the question, counted from the embedder's floor, at most 1; 0 when none was among
    /// the nearest.
    pub dense: f32,
    /// The mean of the four highest cosines of its passages; those that were not among the nearest count as 0.
    pub near: f32,
    /// The highest BM25 score of its passages; 0 when none was among the matching.
    pub sparse: f32,
    /// [`sparse`](Self::sparse) by the score of a passage that holds every word of the question, 0 to 1.
    pub coverage: f32,
    /// The share of the question's worth that the record holds in all its passages together, 0 to 1. High with a low
    /// [`coverage`](Self::coverage): the words occur, but not in one place.
    pub held: f32,
    /// How well its best passage answers the question as a reranker says, 0 to 1, after which candidates with it are ordered;
    /// `None` without a reranker, and behind its reach.
    pub reranked: Option<f32>,
    /// The section of its best passage.
    pub section: Section,
    /// The language of its best passage.
    pub language: Language,
    /// The text of its best passage.
    pub passage: String,
}

/// Where the time of a search went.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct SearchTimings {
    /// Folding and taking words apart.
    pub analyse: Duration,
    /// Embedding.
    pub embed: Duration,
    /// Both searches of the store.
    pub search: Duration,
    /// Scoring the records and reading their best passages.
    pub fuse: Duration,
    /// Reading the first candidates again; zero without a reranker.
    pub rerank: Duration,
}

impl SearchTimings {
    /// The whole time.
    #[must_use]
    pub fn total(&self) -> Duration {
        self.analyse + self.embed + self.search + self.fuse + self.rerank
    }
}

/// Why a search failed.
#[derive(Debug, thiserror::Error)]
pub enum SearchError {
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The store answered with a passage of a record that the manifest does not list.
    #[error("the index does not belong to its manifest; rebuild it with `index --rebuild`")]
    Foreign,
}

/// How the arms of the search are weighed. The defaults were found on questions that are neither indexed nor trained on
/// (`evals/calibration`).
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Tuning {
    /// Passages that each arm gives.
    pub depth: usize,
    /// What the best cosine of a record counts in its score.
    pub dense: f32,
    /// What the mean of the best cosines counts.
    pub near: f32,
    /// What the best passage's share of the question's words counts.
    pub coverage: f32,
    /// What the whole record's share of the question's words counts.
    pub held: f32,
    /// What the kinds of terms count.
    pub terms: TermWeights,
    /// Whether a text is read as typed on the other keyboard where that is likelier.
    pub reads_other_keyboard: bool,
    /// Whether words with slips are mended.
    pub mends: bool,
    /// Whether Russian in Latin letters is read back into Cyrillic ones.
    pub reads_back: bool,
}

impl Default for Tuning {
    fn default() -> Self {
        Self {
            depth: 200,
            dense: 0.3,
            near: 0.5,
            coverage: 0.05,
            held: 0.15,
            terms: TermWeights::default(),
            reads_other_keyboard: true,
            mends: true,
            reads_back: true,
        }
    }
}

/// Searches an index. Cheap to share between threads behind an `Arc`.
#[derive(Debug)]
pub struct Searcher {
    index: Index,
    tuning: Tuning,
    reranker: Option<Arc<dyn Reranker>>,
}

impl Searcher {
    /// A searcher with the weights that were found best.
    #[must_use]
    pub fn new(index: Index) -> Self {
        Self::with_tuning(index, Tuning::default())
    }

    /// A searcher with other weights.
    #[must_use]
    pub fn with_tuning(index: Index, tuning: Tuning) -> Self {
        Self { index, tuning, reranker: None }
    }

    /// How the search is weighed.
    #[must_use]
    pub fn tuning(&self) -> &Tuning {
        &self.tuning
    }

    /// The same index with other weights.
    #[must_use]
    pub fn retuned(self, tuning: Tuning) -> Self {
        Self { tuning, ..self }
    }

    /// The same index with a second look at the first candidates, or without.
    #[must_use]
    pub fn reranked(self, reranker: Option<Arc<dyn Reranker>>) -> Self {
        Self { reranker, ..self }
    }

    /// Whether a question waits for a large model or another machine, for tens of milliseconds or seconds: nothing for a thread of
    /// the runtime.
    #[must_use]
    pub fn is_slow(&self) -> bool {
        let large_model = self.reranker.is_some() || self.index.embedder().form() == TextForm::Written;
        large_model || self.index.store().is_remote()
    }

    /// The index that is searched.
    #[must_use]
    pub fn index(&self) -> &Index {
        &self.index
    }

    /// The records that a question may be about, best first. A question without a word gives no candidates.
    ///
    /// # Errors
    /// The store failed, or the index is damaged.
    pub fn search(&self, query: &Query<'_>) -> Result<SearchResult, SearchError> {
        let mut timings = SearchTimings::default();
        let readings = timed(&mut timings.analyse, || readings(query, self.index.rules()));
        let query_terms = timed(&mut timings.analyse, || self.weigh(&readings));
        let vectors = timed(&mut timings.embed, || self.vectors(query, &readings));
        let (dense, sparse) = timed(&mut timings.search, || self.search_both(&vectors, &query_terms))?;
        let limit = if self.reranker.is_some() { query.limit.max(RERANKED) } else { query.limit };
        let mut result = timed(&mut timings.fuse, || self.fuse(limit, &query_terms, &dense, &sparse))?;
        if let Some(reranker) = &self.reranker {
            timed(&mut timings.rerank, || rerank(&mut result, query.text, reranker.as_ref()));
            result.candidates.truncate(query.limit);
        }
        result.timings = timings;
        Ok(result)
    }

    /// The vectors of the question: one a reading for a model of folded words, one for a model that reads it as written.
    fn vectors(&self, query: &Query<'_>, readings: &[Reading]) -> Vec<Vec<f32>> {
        let embedder = self.index.embedder();
        let mut worded = readings.iter().filter(|reading| !reading.words.is_empty());
        let vectors: Vec<Vec<f32>> = match embedder.form() {
            TextForm::Folded => {
                let topics = worded.map(|reading| reading.topic.as_str()).filter(|topic| !topic.is_empty());
                topics.map(|topic| embedder.embed(topic)).collect()
            }
            TextForm::Written => worded.next().map(|_| embedder.embed(query.text)).into_iter().collect(),
        };
        vectors.into_iter().filter(|vector| vector.iter().any(|value| *value != 0.0)).collect()
    }

    fn weigh(&self, readings: &[Reading]) -> QueryTerms {
        let places = readings.iter().map(|reading| reading.words.len()).max().unwrap_or_default();
        let words: Vec<Vec<Word>> = (0..places)
            .map(|place| readings.iter().filter_map(|reading| reading.words.get(place)?.clone()).collect())
            .collect();
        self.index.statistics().weigh(&words, self.tuning.terms)
    }

    fn search_both(&self, vectors: &[Vec<f32>], terms: &QueryTerms) -> Result<(Vec<Hit>, Vec<Hit>), StoreError> {
        let (mut dense, mut sparse) = self.index.store().search(vectors, &terms.terms, self.tuning.depth)?;
        let floor = self.index.embedder().cosine_floor();
        for hit in &mut dense {
            hit.score = (hit.score - floor) / (1.0 - floor);
        }
        // Stores order equal scores as they like.
        for hits in [&mut dense, &mut sparse] {
            hits.sort_by(|one, other| other.score.total_cmp(&one.score).then(one.key.cmp(&other.key)));
        }
        Ok((dense, sparse))
    }
}

fn timed<T>(spent: &mut Duration, work: impl FnOnce() -> T) -> T {
    let start = Instant::now();
    let value = work();
    *spent += start.elapsed();
    value
}
