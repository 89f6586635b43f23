//! Building an index beside the one in use.

use std::collections::HashMap;

use knowledge_base::fold;

use super::{BuildProgress, BuildStage, IndexError, IndexOptions, Manifest, files};
use crate::{
    Passage,
    store::{EmbeddedStore, Point, PointKey, VectorStore},
    terms::{self, TermStatistics, Word},
};

/// Passages stored at once.
const BATCH: usize = 256;
/// Vectors, payload and log of one passage, generously.
const BYTES_OF_PASSAGE: u64 = 8_192;

/// Builds the index and puts it in place. The caller holds the build lock.
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
    let store = EmbeddedStore::create(&shard, manifest.dimensions)?;
    let total = passages.len();
    let mut statistics = TermStatistics::default();
    let mut places: HashMap<&str, u32> = HashMap::new();
    let mut batch = Vec::with_capacity(BATCH);
    let mut done = 0;
    for (place, record) in passages.chunk_by(|one, other| one.record == other.record).enumerate() {
        let folded: Vec<String> = record.iter().map(|passage| fold(&passage.text, passage.language)).collect();
        let words: Vec<Vec<Word>> =
            record.iter().zip(&folded).map(|(passage, folded)| terms::analyse(folded, passage.language)).collect();
        statistics.add_record(words.iter().flatten());
        for ((passage, folded), words) in record.iter().zip(&folded).zip(&words) {
            let count = places.entry(passage.record.as_str()).or_default();
            batch.push(Point {
                key: PointKey::new(place as u32, *count, passage),
                passage: passage.clone(),
                dense: options.embedder.embed(&terms::topic(folded, &[passage.language])),
                sparse: terms::document_weights(words),
            });
            *count += 1;
            if batch.len() == BATCH {
                done += batch.len();
                store.insert(std::mem::take(&mut batch))?;
                progress(BuildProgress { stage: BuildStage::Storing, done, total });
            }
        }
    }
    store.insert(batch)?;
    progress(BuildProgress { stage: BuildStage::Finishing, done: total, total });
    store.flush();
    drop(store);
    files::write_statistics(new.path(), &statistics)?;
    files::write_manifest(new.path(), manifest)?;
    files::put_in_place(&options.folder, new)
}
