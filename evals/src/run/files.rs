//! The files of a run.

use std::{fs, io, path::Path};

use serde::de::DeserializeOwned;

use super::{Line, Run, RunError, Scored, table, trec};
use crate::report;

/// What was asked, and the figures.
pub const RUN: &str = "run.json";
/// A line a case.
pub const RESULTS: &str = "results.jsonl";

/// Reads a finished run.
///
/// # Errors
/// [`RunError`]; [`RunError::Unfinished`] where it was broken off.
pub fn read_run(folder: &Path) -> Result<(Run, Vec<Scored>), RunError> {
    let path = folder.join(RUN);
    let text = fs::read_to_string(&path).map_err(RunError::unreadable(&path))?;
    let run: Run = serde_json::from_str(&text).map_err(|error| RunError::broken(&path, error.line(), &error))?;
    if !run.finished {
        return Err(RunError::Unfinished { folder: folder.to_owned() });
    }
    let lines = read_results(&folder.join(RESULTS))?;
    Ok((run, lines))
}

/// Reads results.
///
/// # Errors
/// [`RunError`] with the line.
pub fn read_results(path: &Path) -> Result<Vec<Scored>, RunError> {
    let lines: Vec<Line> = read_lines(path)?;
    let read = |(index, line)| Scored::of(line).map_err(|error| RunError::broken(path, index + 1, &error));
    lines.into_iter().enumerate().map(read).collect()
}

/// Reads a file of JSON lines. A last line without its end, as a broken-off run leaves it, is passed over.
///
/// # Errors
/// [`RunError`] with the line.
pub fn read_lines<T: DeserializeOwned>(path: &Path) -> Result<Vec<T>, RunError> {
    let bytes = fs::read(path).map_err(RunError::unreadable(path))?;
    // What was broken off may end within a letter.
    let end = bytes.iter().rposition(|byte| *byte == b'\n').unwrap_or_default();
    let whole = std::str::from_utf8(&bytes[..end]).map_err(|error| RunError::broken(path, 1, &error))?;
    let lines = whole.lines().enumerate().filter(|(_, line)| !line.trim().is_empty());
    lines
        .map(|(index, line)| serde_json::from_str(line).map_err(|error| RunError::broken(path, index + 1, &error)))
        .collect()
}

/// Writes every file of a finished run.
///
/// # Errors
/// [`RunError::Unwritable`].
pub fn write_run(folder: &Path, run: &Run, scored: &[Scored]) -> Result<(), RunError> {
    let report = report::of_run(run, scored);
    write_file(&folder.join(RESULTS), &lines(scored.iter().map(|one| &one.line)))?;
    write_file(&folder.join("results.csv"), &table::csv(scored))?;
    write_file(&folder.join("queries.jsonl"), &trec::queries(scored))?;
    write_file(&folder.join("qrels.tsv"), &trec::judgements(scored))?;
    write_file(&folder.join("run.trec"), &trec::run(scored))?;
    write_file(&folder.join("report.html"), &report)?;
    write_file(&folder.join(RUN), &format!("{}\n", serde_json::to_string_pretty(run).unwrap_or_default()))
}

fn lines<'l>(lines: impl Iterator<Item = &'l Line>) -> String {
    lines.map(|line| serde_json::to_string(line).unwrap_or_default() + "\n").collect()
}

/// Writes a file beside its place and renames it into it, so that it is always whole.
///
/// # Errors
/// [`RunError::Unwritable`].
pub fn write_file(path: &Path, text: &str) -> Result<(), RunError> {
    let replace = || -> io::Result<()> {
        let mut name = path.file_name().unwrap_or_default().to_owned();
        name.push(".new");
        let beside = path.with_file_name(name);
        fs::write(&beside, text)?;
        fs::rename(&beside, path)
    };
    replace().map_err(RunError::unwritable(path))
}
