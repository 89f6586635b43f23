//! Building the wanted state beside the one in use: whole, or as a patch on it.

use std::{
    collections::HashSet,
    sync::Arc,
    thread,
    time::{Duration, Instant},
};

use super::{Chosen, Mark, Site, State};
use crate::{
    index::{BuildProgress, BuildStage, IndexError, Making, filling::fill},
    store::{ServerStore, StoreError},
    terms::TermStatistics,
};

/// How often a waiting process looks whether the builder is done.
const LOOK_AGAIN: Duration = Duration::from_millis(100);
/// After so long without a new point the builder is taken for gone. Should it live, both write the same.
const STALLED: Duration = Duration::from_secs(3);
/// How often is looked whether the server has made ready.
const LOOK_WHETHER_SETTLED: Duration = Duration::from_millis(500);
/// Points that a server makes ready in a second at the least; one that is slower is not waited for.
const LEAST_PACE: usize = 400;
/// One record in so many may stand in a patch. Searches ask for as many points more as the patch replaces, and each state is built
/// on a whole collection, not on the patch before: above, building whole is cheaper in the long run.
const PATCHED: usize = 10;

/// A collection to be filled.
struct Plan {
    /// What it will stand for.
    state: State,
    /// The places of the records that it is to hold.
    places: HashSet<usize>,
    making: Making,
}

impl Site<'_> {
    /// Builds the wanted state, on the one in use where that serves.
    pub(super) fn build(
        &self,
        present: Option<&State>,
        progress: &mut impl FnMut(BuildProgress),
    ) -> Result<Chosen, IndexError> {
        let plan = self.plan(present)?;
        let Plan { state, places, making } = plan;
        let collection = &state.collection;
        let (dimensions, points) = (self.wanted.rules.dimensions, state.mark.points());
        let is_mine = self.connection.create(collection, dimensions, points)?;
        if !is_mine && self.wait_for_builder(&state, progress)? {
            return Ok(Chosen { state, making: Making::Found, statistics: None });
        }
        self.connection.index_payload(collection)?;
        let family = self.names.family().to_owned();
        let store = ServerStore::new(Arc::clone(&self.connection), family, (collection.clone(), points), None);
        let mut statistics = TermStatistics::default();
        fill(&store, self.passages, &state.mark.manifest, &places, self.options, &mut statistics, progress)?;
        self.finish(&state)?;
        self.settle(&state, progress)?;
        // Of a patch, only what it replaces has been counted.
        Ok(Chosen { state, making, statistics: (making == Making::Built).then_some(statistics) })
    }

    fn plan(&self, present: Option<&State>) -> Result<Plan, StoreError> {
        let present = present.filter(|_| !self.options.rebuild);
        if let Some(plan) = present.and_then(|present| self.patch(present)) {
            return Ok(plan);
        }
        let mut known = self.connection.collections()?.into_iter();
        let next = || known.by_ref().filter_map(|known| Some(self.names.number(&known)? + 1)).max().unwrap_or_default();
        // One that lies there unfinished is gone on with, unless everything is to be new.
        let number = self.options.rebuild.then(next).unwrap_or_default();
        let mark = Mark::of_whole(self.wanted.clone());
        let state = State { collection: self.names.whole(number), mark, base: None };
        Ok(Plan { state, places: (0..self.wanted.records.len()).collect(), making: Making::Built })
    }

    /// What differs from the whole collection on which the present state builds; `None` when too much does.
    fn patch(&self, present: &State) -> Option<Plan> {
        let (base, before) = present.whole();
        let (manifest, changed) = before.renewed(self.wanted)?;
        if changed.is_empty() || changed.len() * PATCHED > manifest.records.len() {
            return None;
        }
        let places = changed.iter().copied().collect();
        // To people it matters what is new to the state in use.
        let making =
            Making::Renewed(present.mark.manifest.renewed(self.wanted).map_or(changed.len(), |new| new.1.len()));
        let mark = Mark { manifest, base: Some(base.to_owned()), changed };
        let base = Some((base.to_owned(), before.clone()));
        let state = State { collection: self.names.patch(present.whole().0), mark, base };
        Some(Plan { state, places, making })
    }

    /// Waits for the process that made a collection; `true` when it is whole, `false` when nobody fills it any more.
    fn wait_for_builder(&self, wanted: &State, progress: &mut impl FnMut(BuildProgress)) -> Result<bool, IndexError> {
        let started = Instant::now();
        let total = wanted.mark.points();
        let (mut points, mut changed) = (0, started);
        loop {
            if self.mark(&wanted.collection)?.as_ref() == Some(&wanted.mark) {
                return Ok(true);
            }
            let now = self.connection.count(&wanted.collection)?;
            if now != points {
                (points, changed) = (now, Instant::now());
            }
            if changed.elapsed() >= STALLED {
                return Ok(false);
            }
            if started.elapsed() >= self.options.wait {
                return Err(IndexError::Busy { place: self.options.place.to_string() });
            }
            progress(BuildProgress { stage: BuildStage::Waiting, done: points.min(total), total });
            thread::sleep(LOOK_AGAIN);
        }
    }

    /// Waits until the server has made ready what was stored: who searches meanwhile is better served by the state in use.
    fn settle(&self, state: &State, progress: &mut impl FnMut(BuildProgress)) -> Result<(), IndexError> {
        let started = Instant::now();
        let total = state.mark.points();
        let longest = Duration::from_secs((total / LEAST_PACE) as u64 + 1);
        while !self.connection.is_settled(&state.collection)? {
            if started.elapsed() >= longest {
                tracing::warn!(collection = state.collection, "the server is still making ready; searches may be slow");
                break;
            }
            progress(BuildProgress { stage: BuildStage::Finishing, done: total, total });
            thread::sleep(LOOK_WHETHER_SETTLED);
        }
        Ok(())
    }

    /// Writes the mark, when all is there. A process that fills the same may have written it already.
    fn finish(&self, state: &State) -> Result<(), IndexError> {
        let collection = &state.collection;
        let (points, wanted) = (self.connection.count(collection)?, state.mark.points());
        if !(wanted..=wanted + 1).contains(&points) {
            let told =
                format!("the collection {collection} holds what nobody wrote; build another with `index --rebuild`");
            return Err(StoreError::Engine(told).into());
        }
        let mark = serde_json::to_string(&state.mark).map_err(|error| StoreError::Engine(error.to_string()))?;
        self.connection.mark(collection, &mark)?;
        Ok(())
    }
}
