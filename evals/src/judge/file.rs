//! Judgements as they come, a line each, so that a judging that is broken off goes on.

use std::{collections::HashMap, fs, io::Write as _, path::Path};

use serde::{Deserialize, Serialize};

use super::Judgement;
use crate::{
    RunError,
    run::{read_lines, write_file},
};

/// The file of judgements in the folder of a run.
pub const JUDGED: &str = "judge.jsonl";

/// A judgement with what it is of.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Kept {
    /// The case, with its suite.
    pub case: String,
    /// The fingerprint of the request.
    pub request: String,
    /// What was said.
    pub judgement: Judgement,
}

/// Judgements by the fingerprints of their requests. A file that is not there holds none; a last line without its end is passed over.
///
/// # Errors
/// [`RunError`] with the line.
pub fn read_judged(path: &Path) -> Result<HashMap<String, Kept>, RunError> {
    if !path.exists() {
        return Ok(HashMap::new());
    }
    let kept: Vec<Kept> = read_lines(path)?;
    Ok(kept.into_iter().map(|kept| (kept.request.clone(), kept)).collect())
}

/// Writes the file anew.
///
/// # Errors
/// [`RunError::Unwritable`].
pub fn write_judged<'k>(path: &Path, kept: impl Iterator<Item = &'k Kept>) -> Result<(), RunError> {
    write_file(path, &kept.map(line).collect::<String>())
}

/// Adds a judgement.
///
/// # Errors
/// [`RunError::Unwritable`].
pub fn append_judged(path: &Path, kept: &Kept) -> Result<(), RunError> {
    let file = fs::OpenOptions::new().create(true).append(true).open(path);
    file.and_then(|mut file| file.write_all(line(kept).as_bytes())).map_err(RunError::unwritable(path))
}

fn line(kept: &Kept) -> String {
    serde_json::to_string(kept).unwrap_or_default() + "\n"
}
