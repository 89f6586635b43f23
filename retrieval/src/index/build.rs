//! Building an index beside the one in use, whole or from the one in use.

use std::{
    borrow::Cow,
    collections::{BTreeMap, HashMap, HashSet},
};

use knowledge_base::{Language, fold};

use super::{BuildProgress, BuildStage, IndexError, IndexOptions, Manifest, files, files::Steady};
use crate::{
    ModelFailure, Passage, TextEmbedder,
    store::{EmbeddedStore, Point, PointKey, VectorStore},
    terms::{self, TermStatistics, Word},
};

/// Passages stored at once.
const BATCH: usize = 256;
/// Vectors, payload and log of one passage, generously.
const BYTES_OF_PASSAGE: u64 = 8_192;

/// Builds the index whole and puts it in place. The caller holds the build lock.
pub(super) fn build(
    passages: &[Passage],
    manifest: &Manifest,
    options: &IndexOptions,
    progress: &mut impl FnMut(BuildProgress),
) -> Result<(), IndexError> {
    files::sweep(&options.folder);
    files::check_space(&options.folder, passages.len() as u64 * BYTES_OF_PASSAGE)?;
    let new = files::new_build(&options.folder)?;
    let shard = new.path().join(files::SHARD);
    files::make_folder(&shard)?;
    let store = EmbeddedStore::create(&shard, manifest.rules.dimensions)?;
    let every = (0..manifest.records.len()).collect();
    let statistics = fill(&store, passages, manifest, &every, options, progress)?;
    finish(store, new, &statistics, manifest, options)
}

/// Replaces the passages of changed records in a copy of the index in use, and puts the copy in place. The caller holds the
/// build lock.
pub(super) fn renew(
    passages: &[Passage],
    manifest: &Manifest,
    changed: &[usize],
    options: &IndexOptions,
    progress: &mut impl FnMut(BuildProgress),
) -> Result<(), IndexError> {
    files::sweep(&options.folder);
    files::check_space(&options.folder, passages.len() as u64 * BYTES_OF_PASSAGE)?;
    let new = files::new_build(&options.folder)?;
    let shard = new.path().join(files::SHARD);
    let steady = Steady::new(&options.folder);
    files::copy_shard(&options.folder, &shard)?;
    drop(steady);
    let store = EmbeddedStore::open(&shard, manifest.rules.dimensions)?;
    for place in changed {
        store.remove_record(*place)?;
    }
    let changed = changed.iter().copied().collect();
    let statistics = fill(&store, passages, manifest, &changed, options, progress)?;
    finish(store, new, &statistics, manifest, options)
}

/// Counts the terms of all passages, and stores those of the records at some places.
fn fill(
    store: &EmbeddedStore,
    passages: &[Passage],
    manifest: &Manifest,
    stored: &HashSet<usize>,
    options: &IndexOptions,
    progress: &mut impl FnMut(BuildProgress),
) -> Result<TermStatistics, IndexError> {
    let places: BTreeMap<&str, usize> =
        manifest.records.iter().enumerate().map(|(place, record)| (record.id.as_str(), place)).collect();
    let mut records: Vec<(usize, &[Passage])> = passages
        .chunk_by(|one, other| one.record == other.record)
        .filter_map(|record| Some((*places.get(record.first()?.record.as_str())?, record)))
        .collect();
    records.sort_by_key(|(place, _)| *place);
    let total = records.iter().filter(|(place, _)| stored.contains(place)).map(|(_, record)| record.len()).sum();
    let mut statistics = TermStatistics::default();
    let mut batch = Vec::with_capacity(BATCH);
    let mut done = 0;
    let mut known = Analysed::default();
    for (place, record) in records {
        let analysed: Vec<(String, Vec<Word>)> = record.iter().map(|passage| known.passage(passage)).collect();
        statistics.add_record(place as u32, analysed.iter().flat_map(|(_, words)| words));
        if !stored.contains(&place) {
            continue;
        }
        let vectors = embed(options.embedder.as_ref(), record, &analysed)?;
        for (count, ((passage, (_, words)), dense)) in (0_u32..).zip(record.iter().zip(&analysed).zip(vectors)) {
            batch.push(Point {
                key: PointKey::new(place as u32, count, passage),
                passage: passage.clone(),
                dense,
                sparse: terms::document_weights(words),
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
    Ok(statistics)
}

/// Words as they were taken apart before: a few thousand make up all passages, and each is stemmed once.
#[derive(Default)]
struct Analysed(HashMap<(Language, String), Option<Word>>);

impl Analysed {
    fn passage(&mut self, passage: &Passage) -> (String, Vec<Word>) {
        let folded = fold(&passage.text, passage.language);
        let words = terms::words(&folded).filter_map(|word| self.word(word, passage.language)).collect();
        (folded, words)
    }

    fn word(&mut self, word: &str, language: Language) -> Option<Word> {
        let key = (language, word.to_owned());
        self.0.entry(key).or_insert_with(|| terms::analyse_word(word, language)).clone()
    }
}

/// The vectors of a record's passages: together, because a large model reads many texts in hardly more time than one.
fn embed(
    embedder: &dyn TextEmbedder,
    record: &[Passage],
    analysed: &[(String, Vec<Word>)],
) -> Result<Vec<Vec<f32>>, ModelFailure> {
    let form = embedder.form();
    let texts: Vec<Cow<'_, str>> = record
        .iter()
        .zip(analysed)
        .map(|(passage, (folded, _))| form.of(&passage.text, folded, &[passage.language]))
        .collect();
    embedder.embed_passages(&texts.iter().map(AsRef::as_ref).collect::<Vec<&str>>())
}

fn finish(
    store: EmbeddedStore,
    new: tempfile::TempDir,
    statistics: &TermStatistics,
    manifest: &Manifest,
    options: &IndexOptions,
) -> Result<(), IndexError> {
    store.flush();
    drop(store);
    files::write_statistics(new.path(), statistics)?;
    files::write_manifest(new.path(), manifest)?;
    files::put_in_place(&options.folder, new)
}
