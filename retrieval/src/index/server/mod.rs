//! An index on a Qdrant server.
//!
//! Every state of the records is a collection of its own, named by what it holds (see [`names`]) and never changed once it is whole.
//! Where only some records have changed since a collection was built, the new state is a small collection beside it, a patch, that
//! holds these records alone; searches ask both and leave out what the patch replaces. Writing all passages again would take longer
//! than people wait for a change.
//!
//! What is searched are always these collections and never the alias: keys and term statistics of a process belong to one state, and
//! an alias that moves under them would mix two. The alias says which state was taken last: the next one builds on it, it is kept
//! when the next one has come, and processes follow it when the same state was built again.
//!
//! A collection is whole when its mark stands in it, which is written last. Who makes a collection fills it; others wait, and go
//! on in its place when nothing comes any more: the same points under the same keys, so that two who fill it do no harm.
//!
//! Term statistics are counted from the passages at every start instead of being kept beside the collection: whoever opens an index
//! holds the passages anyway, counting needs no vector and takes a third of a second, and there is nothing to be kept in step.

mod build;
mod mark;
mod names;
#[cfg(test)]
mod samples;

use std::sync::Arc;

use super::{BuildProgress, Index, IndexError, IndexOptions, Making, Manifest, filling::count_terms};
use crate::{
    Passage,
    store::{Connection, Patch, ServerSettings, ServerStore, StoreError},
    terms::TermStatistics,
};

use mark::{Mark, State};
use names::Names;

/// How often an index is begun when another process takes it away: only one with other records does, once in its start.
const TRIES: usize = 5;

/// What an index is made of, and where.
struct Site<'s> {
    connection: Arc<Connection>,
    names: Names,
    passages: &'s [Passage],
    wanted: &'s Manifest,
    options: &'s IndexOptions,
}

/// A state to search, and how it came to be.
struct Chosen {
    state: State,
    making: Making,
    /// Counted already while it was filled.
    statistics: Option<TermStatistics>,
}

/// Opens the wanted index of a server; makes it first where it is not there.
pub(super) fn open_or_build(
    server: &ServerSettings,
    passages: &[Passage],
    wanted: &Manifest,
    options: &IndexOptions,
    progress: &mut impl FnMut(BuildProgress),
) -> Result<Index, IndexError> {
    let connection = Arc::new(Connection::open(server)?);
    let site = Site { connection, names: Names::of(&server.collection, wanted), passages, wanted, options };
    let mut tries = 1;
    let chosen = loop {
        match site.choose(progress) {
            Err(IndexError::Store(StoreError::Missing { .. })) if tries < TRIES => tries += 1,
            outcome => break outcome?,
        }
    };
    Ok(site.open(chosen))
}

impl Site<'_> {
    /// Finds or builds the state to search, and lets the alias stand for it.
    fn choose(&self, progress: &mut impl FnMut(BuildProgress)) -> Result<Chosen, IndexError> {
        let alias = self.names.alias();
        let target = self.connection.alias_target(alias)?;
        let present = self.present(target.as_deref())?;
        if !self.options.rebuild
            && let Some(state) = self.find(present.as_ref())?
        {
            if target.as_ref() != Some(&state.collection) {
                self.connection.point_alias(alias, &state.collection)?;
            }
            return Ok(Chosen { state, making: Making::Found, statistics: None });
        }
        let built = self.build(present.as_ref(), progress)?;
        self.connection.point_alias(alias, &built.state.collection)?;
        self.sweep(&built.state, present.as_ref());
        Ok(built)
    }

    /// The state that the alias stands for; `None` when there is none that this version can use.
    fn present(&self, target: Option<&str>) -> Result<Option<State>, StoreError> {
        match target.map(|target| self.state(target)).transpose() {
            Ok(state) => Ok(state.flatten()),
            // Another process has just removed it.
            Err(StoreError::Missing { .. }) => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// A whole state of what is wanted: the one that the alias stands for, else the one that was built last.
    fn find(&self, present: Option<&State>) -> Result<Option<State>, StoreError> {
        if let Some(present) = present.filter(|present| present.mark.manifest.serves(self.wanted)) {
            return Ok(Some(present.clone()));
        }
        let mut known = self.connection.collections()?;
        known.retain(|collection| collection.starts_with(self.names.family()));
        known.sort_by_key(|collection| std::cmp::Reverse(self.names.number(collection)));
        for collection in known {
            let state = self.state(&collection)?.filter(|state| state.mark.manifest.serves(self.wanted));
            if state.is_some() {
                return Ok(state);
            }
        }
        Ok(None)
    }

    /// The state that a collection stands for; `None` when it, or what it stands beside, is not whole or not readable for this
    /// version.
    fn state(&self, collection: &str) -> Result<Option<State>, StoreError> {
        let Some(mark) = self.mark(collection)? else { return Ok(None) };
        let base = match &mark.base {
            Some(base) => {
                let Some(mark) = self.mark(base)? else { return Ok(None) };
                Some((base.clone(), mark.manifest))
            }
            None => None,
        };
        Ok(Some(State { collection: collection.to_owned(), mark, base }))
    }

    /// The mark of a collection that holds all that it says.
    fn mark(&self, collection: &str) -> Result<Option<Mark>, StoreError> {
        let mark = self.connection.marked(collection)?.and_then(|text| Mark::read(&text));
        let Some(mark) = mark else { return Ok(None) };
        let is_whole = self.connection.count(collection)? == mark.points() + 1;
        Ok(is_whole.then_some(mark))
    }

    /// Removes what no process needs: all collections of the prefix but those of the new state and of the one before it, from which
    /// other processes may still answer until they have taken over the new state as well.
    fn sweep(&self, new: &State, before: Option<&State>) {
        let known = self.connection.collections().unwrap_or_default().into_iter();
        let of_nobody = |collection: &String| {
            let is_needed = new.needs(collection) || before.is_some_and(|before| before.needs(collection));
            self.names.is_ours(collection) && !is_needed
        };
        for collection in known.filter(of_nobody) {
            if let Err(error) = self.connection.remove(&collection) {
                tracing::warn!(collection, %error, "a collection that is not needed any more cannot be removed");
            }
        }
    }

    fn open(&self, chosen: Chosen) -> Index {
        let Chosen { state, making, statistics } = chosen;
        let family = self.names.family().to_owned();
        let (base, patch) = state.layers();
        let store = ServerStore::new(Arc::clone(&self.connection), family, base, patch);
        let manifest = state.mark.manifest;
        let rules = self.options.rules;
        let statistics = statistics.unwrap_or_else(|| count_terms(self.passages, &manifest, rules)).ready();
        let embedder = Arc::clone(&self.options.embedder);
        Index { manifest, statistics, embedder, rules, store: Box::new(store), making, _copy: None }
    }
}
