//! An index in a folder of this machine.
//!
//! ```text
//! index/
//!   current/          the index: manifest.json, terms.json, shard/
//!   build-XXXX/       an index that is being built; renamed to `current` when whole
//!   open-XXXX/        the private copy of one process, removed when that process ends
//!   lock              held by the process that builds
//!   replace-lock      held alone while `current` is replaced, shared while it is read
//! ```
//!
//! The engine locks a shard for one process and may write to it even when it only reads, so `current` is never opened in place:
//! every process works on its own copy (a few megabytes). Any number of processes can then read one index, and a process that
//! is killed can damage nothing but its copy. What a killed process left is swept by the next one.

mod build;
pub(super) mod files;

use std::{path::Path, sync::Arc};

use super::{BuildProgress, BuildStage, Index, IndexError, IndexOptions, Making, Manifest};
use crate::{Passage, store::EmbeddedStore};

pub(super) use files::{BuildLock, WorkingCopy};

use files::Steady;

/// What an index is made of, and where.
struct Site<'s> {
    folder: &'s Path,
    passages: &'s [Passage],
    options: &'s IndexOptions,
}

/// Opens the wanted index of a folder; makes it first where it is another one or none.
pub(super) fn open_or_build(
    folder: &Path,
    passages: &[Passage],
    wanted: &Manifest,
    options: &IndexOptions,
    progress: &mut impl FnMut(BuildProgress),
) -> Result<Index, IndexError> {
    let site = Site { folder, passages, options };
    if !options.rebuild {
        match open(&site, wanted) {
            Ok(Some(index)) => return Ok(index),
            Ok(None) => {}
            Err(error) if error.is_worth_a_build() => {
                tracing::warn!(%error, "the index is damaged and is built again");
            }
            Err(error) => return Err(error),
        }
    }
    files::make_folder(folder)?;
    let lock = BuildLock::acquire(folder, options.wait, || {
        progress(BuildProgress { stage: BuildStage::Waiting, done: 0, total: passages.len() });
    })?;
    // The process that was waited for may have built what is wanted.
    let present = Manifest::read(folder);
    let meanwhile = lock.waited() && present.as_ref().is_some_and(|present| present.serves(wanted));
    let making =
        if meanwhile { Making::Found } else { make(&site, present.filter(|_| !options.rebuild), wanted, progress)? };
    drop(lock);
    // Only a process with other records can have replaced the index by now.
    let busy = || IndexError::Busy { place: options.place.to_string() };
    let mut index = open(&site, wanted)?.ok_or_else(busy)?;
    index.making = making;
    Ok(index)
}

/// Opens the index if it is the wanted one.
fn open(site: &Site<'_>, wanted: &Manifest) -> Result<Option<Index>, IndexError> {
    let folder = site.folder;
    let steady = Steady::new(folder);
    let Some(manifest) = Manifest::read(folder).filter(|manifest| manifest.serves(wanted)) else {
        return Ok(None);
    };
    let statistics = files::read_statistics(folder)?.ready();
    let copy = WorkingCopy::of(folder)?;
    drop(steady);
    let store = EmbeddedStore::open(copy.shard(), manifest.rules.dimensions)?;
    if store.len() != manifest.passages() {
        return Err(IndexError::Damaged { path: folder.to_owned() });
    }
    let embedder = Arc::clone(&site.options.embedder);
    let (store, copy, rules) = (Box::new(store), Some(copy), site.options.rules);
    Ok(Some(Index { manifest, statistics, embedder, rules, store, making: Making::Found, _copy: copy }))
}

/// Makes the wanted index: from the present one where that serves, else whole.
fn make(
    site: &Site<'_>,
    present: Option<Manifest>,
    wanted: &Manifest,
    progress: &mut impl FnMut(BuildProgress),
) -> Result<Making, IndexError> {
    if let Some((manifest, changed)) = present.and_then(|present| present.renewed(wanted))
        && !changed.is_empty()
    {
        match build::renew(site, &manifest, &changed, progress) {
            Ok(()) => return Ok(Making::Renewed(changed.len())),
            Err(error) if error.is_worth_a_build() => {
                tracing::warn!(%error, "the index is damaged and is built again");
            }
            Err(error) => return Err(error),
        }
    }
    build::build(site, wanted, progress)?;
    Ok(Making::Built)
}
