//! Strict loading of the record files.
//!
//! A file is read to its end whatever is wrong with it, and all its problems are reported at once, each with its line and what
//! to do. Unknown keys, missing languages, malformed phones, links, dates and duplicate ids are problems. Nothing is guessed
//! and nothing is loaded by halves: one problem and the whole load fails.

mod facts;
mod node;
mod problem;
mod record;
mod tables;

use std::{
    collections::BTreeMap,
    fs, io,
    path::{Path, PathBuf},
};

use sha2::{Digest, Sha256};
use thiserror::Error;
use walkdir::WalkDir;

use crate::{KnowledgeBase, RecordId, ServiceRecord, base::Parts};

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

/// Loads every record and table below a folder.
///
/// # Errors
/// [`LoadError::Unreadable`] when the folder or a file cannot be read, [`LoadError::Invalid`] with all problems of all files.
pub fn load(folder: &Path) -> Result<KnowledgeBase, LoadError> {
    let files = read_files(folder)?;
    let problems = Problems::default();
    let agencies = tables::names(&files, "agencies.yaml", &problems);
    let categories = tables::names(&files, "categories.yaml", &problems);
    let bhm = tables::bhm(&files, &problems);
    let mut records: BTreeMap<RecordId, ServiceRecord> = BTreeMap::new();
    for (path, text) in files.iter().filter(|(path, _)| !TABLES.contains(&path.as_str())) {
        let Some(record) = record::read(path, text, &problems) else { continue };
        if let Some(other) = records.get(&record.id) {
            let what = format!("the id `{}` is taken by `{}/{}.yaml`", record.id, other.category, other.id);
            problems.add(path, 1, "id", &what, "give one of the two records another id");
            continue;
        }
        records.insert(record.id.clone(), record);
    }
    let tables = tables::Known { agencies: &agencies, categories: &categories };
    for record in records.values() {
        tables.check(record, &records, &files, &problems);
    }
    let problems = problems.into_sorted();
    let (Some(bhm), true) = (bhm, problems.is_empty()) else {
        return Err(LoadError::Invalid(problems));
    };
    Ok(KnowledgeBase::new(Parts { records, agencies, categories, bhm, fingerprint: fingerprint(&files) }))
}

/// Every YAML file below a folder by its path relative to it, in order.
pub(crate) type Files = BTreeMap<String, String>;

fn read_files(folder: &Path) -> Result<Files, LoadError> {
    let unreadable = |path: &Path, source| LoadError::Unreadable { path: path.to_owned(), source };
    let mut files = Files::new();
    for entry in WalkDir::new(folder) {
        let entry = entry.map_err(|error| {
            let path = error.path().unwrap_or(folder).to_owned();
            let source = error.into_io_error().unwrap_or_else(|| io::Error::other("a loop of links"));
            LoadError::Unreadable { path, source }
        })?;
        let path = entry.path();
        if !entry.file_type().is_file() || path.extension().is_none_or(|extension| extension != "yaml") {
            continue;
        }
        let text = fs::read_to_string(path).map_err(|error| unreadable(path, error))?;
        let relative = path.strip_prefix(folder).unwrap_or(path);
        files.insert(relative.to_string_lossy().replace('\\', "/"), text);
    }
    Ok(files)
}

/// A SHA-256 over all files, names and contents, in hexadecimal.
fn fingerprint(files: &Files) -> String {
    let mut hash = Sha256::new();
    for (path, text) in files {
        for part in [path, text] {
            hash.update((part.len() as u64).to_le_bytes());
            hash.update(part.as_bytes());
        }
    }
    hash.finalize().iter().map(|byte| format!("{byte:02x}")).collect()
}

fn count(problems: usize) -> String {
    if problems == 1 { "1 problem".to_owned() } else { format!("{problems} problems") }
}

fn list(problems: &[Problem]) -> String {
    problems.iter().map(|problem| format!("  {problem}")).collect::<Vec<_>>().join("\n")
}

#[cfg(test)]
mod tests;
