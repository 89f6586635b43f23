//! Building an index beside the one in use, whole or from the one in use.

use tempfile::TempDir;

use super::{Site, Steady, files};
use crate::{
    index::{BuildProgress, IndexError, Manifest, filling::fill},
    store::EmbeddedStore,
    terms::TermStatistics,
};

/// Vectors, payload and log of one passage, generously.
const BYTES_OF_PASSAGE: u64 = 8_192;

/// Builds the index whole and puts it in place. The caller holds the build lock.
pub(super) fn build(
    site: &Site<'_>,
    manifest: &Manifest,
    progress: &mut impl FnMut(BuildProgress),
) -> Result<(), IndexError> {
    let new = begin(site)?;
    let shard = new.path().join(files::SHARD);
    files::make_folder(&shard)?;
    let store = EmbeddedStore::create(&shard, manifest.rules.dimensions)?;
    let every = (0..manifest.records.len()).collect();
    let mut statistics = TermStatistics::default();
    fill(&store, site.passages, manifest, &every, site.options, &mut statistics, progress)?;
    finish(site, store, new, &statistics, manifest)
}

/// Replaces the passages of changed records in a copy of the index in use, and puts the copy in place. The caller holds the
/// build lock.
pub(super) fn renew(
    site: &Site<'_>,
    manifest: &Manifest,
    changed: &[usize],
    progress: &mut impl FnMut(BuildProgress),
) -> Result<(), IndexError> {
    let new = begin(site)?;
    let shard = new.path().join(files::SHARD);
    let steady = Steady::new(site.folder);
    let mut statistics = files::read_statistics(site.folder)?;
    files::copy_shard(site.folder, &shard)?;
    drop(steady);
    let store = EmbeddedStore::open(&shard, manifest.rules.dimensions)?;
    for place in changed {
        store.remove_record(*place)?;
    }
    statistics.remove_records(&changed.iter().map(|place| *place as u32).collect());
    let changed = changed.iter().copied().collect();
    fill(&store, site.passages, manifest, &changed, site.options, &mut statistics, progress)?;
    finish(site, store, new, &statistics, manifest)
}

/// A folder for the new index, in a place that has been cleared and has room.
fn begin(site: &Site<'_>) -> Result<TempDir, IndexError> {
    files::sweep(site.folder);
    files::check_space(site.folder, site.passages.len() as u64 * BYTES_OF_PASSAGE)?;
    files::new_build(site.folder)
}

fn finish(
    site: &Site<'_>,
    store: EmbeddedStore,
    new: TempDir,
    statistics: &TermStatistics,
    manifest: &Manifest,
) -> Result<(), IndexError> {
    store.flush();
    drop(store);
    files::write_statistics(new.path(), statistics)?;
    files::write_manifest(new.path(), manifest)?;
    files::put_in_place(site.folder, new)
}
