//! Strict loading of the record files.
//!
//! A file is read to its end whatever is wrong with it, and all its problems are reported at once, each with its line and what
//! to do. Unknown keys, missing languages, malformed phones, links, dates and duplicate ids are problems. Nothing is guessed
//! and nothing is loaded by halves: one problem and the whole load fails.

mod facts;
mod files;
mod life_event;
mod node;
mod phrasings;
mod problem;
mod record;
mod tables;

use std::{collections::BTreeMap, io, path::PathBuf};

use thiserror::Error;

use crate::{KnowledgeBase, LifeEvent, RecordId, ServiceRecord, base::Parts};

pub use files::Files;
use phrasings::Phrasing;
pub use problem::Problem;
use problem::Problems;

/// Why the records could not be loaded.
#[derive(Debug, Error)]
pub enum LoadError {
    /// The folder or a file in it cannot be read.
    #[error("cannot read `{path}`: {source}; check that the folder of the records is there and readable")]
    Unreadable {
        /// What could not be read.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// The files have problems; an editor has to mend them.
    #[error("{} in the records:\n{}", count(.0.len()), list(.0))]
    Invalid(Vec<Problem>),
}

/// The names of the three shared tables, which lie beside the category folders.
const TABLES: [&str; 3] = ["agencies.yaml", "categories.yaml", "bhm.yaml"];
/// The folder of the life events, beside the category folders.
const LIFE_EVENTS: &str = "life-events/";
/// The folder of the phrasings, beside the category folders.
pub(crate) const PHRASINGS: &str = "phrasings/";

/// Reads every record, life event and table of some files.
///
/// # Errors
/// [`LoadError::Invalid`] with all problems of all files.
pub(crate) fn load(files: &Files) -> Result<KnowledgeBase, LoadError> {
    let problems = Problems::default();
    let agencies = tables::names(files, "agencies.yaml", &problems);
    let categories = tables::names(files, "categories.yaml", &problems);
    let bhm = tables::bhm(files, &problems);
    let mut records: BTreeMap<RecordId, ServiceRecord> = BTreeMap::new();
    let mut life_events: BTreeMap<RecordId, LifeEvent> = BTreeMap::new();
    let mut phrasings: Vec<Phrasing> = Vec::new();
    for (path, text) in files.iter().filter(|(path, _)| !TABLES.contains(path)) {
        if path.starts_with(PHRASINGS) {
            phrasings.extend(phrasings::read(path, text, &problems));
            continue;
        }
        if path.starts_with(LIFE_EVENTS) {
            life_events.extend(life_event::read(path, text, &problems).map(|event| (event.id.clone(), event)));
            continue;
        }
        let Some(record) = record::read(path, text, &problems) else { continue };
        if let Some(other) = records.get(&record.id) {
            let what = format!("the id `{}` is taken by `{}/{}.yaml`", record.id, other.category, other.id);
            problems.add(path, 1, "id", &what, "give one of the two records another id");
            continue;
        }
        records.insert(record.id.clone(), record);
    }
    for phrasing in phrasings {
        let record = records.get_mut(&phrasing.of).map(|record| &mut record.phrasings);
        match record.or_else(|| life_events.get_mut(&phrasing.of).map(|event| &mut event.phrasings)) {
            Some(known) => known.extend(phrasing.questions),
            None => phrasing.of_nothing(&problems),
        }
    }
    let tables = tables::Known { agencies: &agencies, categories: &categories, records: &records };
    for record in records.values() {
        tables.check(record, files, &problems);
    }
    for event in life_events.values() {
        tables.check_event(event, files, &problems);
    }
    let problems = problems.into_sorted();
    let (Some(bhm), true) = (bhm, problems.is_empty()) else {
        return Err(LoadError::Invalid(problems));
    };
    let fingerprint = files.fingerprint();
    Ok(KnowledgeBase::new(Parts { records, life_events, agencies, categories, bhm, fingerprint }))
}

fn count(problems: usize) -> String {
    if problems == 1 { "1 problem".to_owned() } else { format!("{problems} problems") }
}

fn list(problems: &[Problem]) -> String {
    problems.iter().map(|problem| format!("  {problem}")).collect::<Vec<_>>().join("\n")
}

#[cfg(test)]
mod tests;
