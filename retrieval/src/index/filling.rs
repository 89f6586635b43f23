//! What every index is made of, wherever it lies: passages taken apart, terms counted, points with their vectors.

use std::{
    borrow::Cow,
    collections::{BTreeMap, HashMap, HashSet},
};

use knowledge_base::{Language, fold};

use super::{BuildProgress, BuildStage, IndexError, IndexOptions, Manifest};
use crate::{
    ModelFailure, Passage, TextEmbedder,
    store::{Point, PointKey, VectorStore},
    terms::{self, TermRules, TermStatistics, Word},
};

/// Passages stored at once.
const BATCH: usize = 256;

/// A passage taken apart.
struct Analysed {
    folded: String,
    words: Vec<Word>,
}

/// Counts the terms of all passages.
pub(super) fn count_terms(passages: &[Passage], manifest: &Manifest, rules: TermRules) -> TermStatistics {
    let mut statistics = TermStatistics::default();
    let mut known = Known::by(rules);
    for (place, record) in by_place(passages, manifest) {
        count(&mut statistics, place, &known.analyse(record));
    }
    statistics
}

/// Stores the passages of the records at some places, and adds their terms to the statistics.
pub(super) fn fill(
    store: &dyn VectorStore,
    passages: &[Passage],
    manifest: &Manifest,
    stored: &HashSet<usize>,
    options: &IndexOptions,
    statistics: &mut TermStatistics,
    progress: &mut impl FnMut(BuildProgress),
) -> Result<(), IndexError> {
    let mut records = by_place(passages, manifest);
    records.retain(|(place, _)| stored.contains(place));
    let total = records.iter().map(|(_, record)| record.len()).sum();
    let mut batch = Vec::with_capacity(BATCH);
    let mut done = 0;
    let mut known = Known::by(options.rules);
    for (place, record) in records {
        let analysed = known.analyse(record);
        count(statistics, place, &analysed);
        let vectors = embed(options.embedder.as_ref(), record, &analysed)?;
        for (number, ((passage, analysed), dense)) in (0_u32..).zip(record.iter().zip(&analysed).zip(vectors)) {
            batch.push(Point {
                key: PointKey::new(place as u32, number, passage),
                passage: passage.clone(),
                dense,
                sparse: terms::document_weights(&analysed.words),
            });
            if batch.len() == BATCH {
                done += batch.len();
                store.insert(std::mem::take(&mut batch))?;
                progress(BuildProgress { stage: BuildStage::Storing, done, total });
            }
        }
    }
    store.insert(batch)?;
    progress(BuildProgress { stage: BuildStage::Finishing, done: total, total });
    Ok(())
}

/// The passages of each record with its place in the manifest, in the order of the places.
fn by_place<'p>(passages: &'p [Passage], manifest: &Manifest) -> Vec<(usize, &'p [Passage])> {
    let places: BTreeMap<&str, usize> =
        manifest.records.iter().enumerate().map(|(place, record)| (record.id.as_str(), place)).collect();
    let mut records: Vec<(usize, &[Passage])> = passages
        .chunk_by(|one, other| one.record == other.record)
        .filter_map(|record| Some((*places.get(record.first()?.record.as_str())?, record)))
        .collect();
    records.sort_by_key(|(place, _)| *place);
    records
}

fn count(statistics: &mut TermStatistics, place: usize, analysed: &[Analysed]) {
    statistics.add_record(place as u32, analysed.iter().flat_map(|passage| &passage.words));
}

/// Words as they were taken apart before: a few thousand make up all passages, and each is stemmed once.
struct Known {
    rules: TermRules,
    words: HashMap<(Language, String), Option<Word>>,
}

impl Known {
    fn by(rules: TermRules) -> Self {
        Self { rules, words: HashMap::new() }
    }

    fn analyse(&mut self, record: &[Passage]) -> Vec<Analysed> {
        record.iter().map(|passage| self.passage(passage)).collect()
    }

    fn passage(&mut self, passage: &Passage) -> Analysed {
        let folded = fold(&passage.text, passage.language);
        let for_terms = self.rules.fold(&passage.text, passage.language);
        let words = terms::words(&for_terms).filter_map(|word| self.word(word, passage.language)).collect();
        Analysed { folded, words }
    }

    fn word(&mut self, word: &str, language: Language) -> Option<Word> {
        let key = (language, word.to_owned());
        let rules = self.rules;
        self.words.entry(key).or_insert_with(|| terms::analyse_word_by(rules, word, language)).clone()
    }
}

/// The vectors of a record's passages: together, because a large model reads many texts in hardly more time than one.
fn embed(
    embedder: &dyn TextEmbedder,
    record: &[Passage],
    analysed: &[Analysed],
) -> Result<Vec<Vec<f32>>, ModelFailure> {
    let form = embedder.form();
    let texts: Vec<Cow<'_, str>> = record
        .iter()
        .zip(analysed)
        .map(|(passage, analysed)| form.of(&passage.text, &analysed.folded, &[passage.language]))
        .collect();
    embedder.embed_passages(&texts.iter().map(AsRef::as_ref).collect::<Vec<&str>>())
}
