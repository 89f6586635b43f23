//! What a run was, and its files.
//!
//! `run.json` says what was asked of what and holds the figures; `results.jsonl` has a line a case, written as answers come, so
//! that a run that was broken off goes on; `results.csv` is the same for spreadsheets; `queries.jsonl`, `qrels.tsv` and
//! `run.trec` are for judges of searches.

mod files;
mod table;
mod trec;

use std::{
    fmt::Display,
    io,
    path::{Path, PathBuf},
};

use serde::{Deserialize, Serialize};
use serde_json::Value;
use thiserror::Error;

use crate::{Case, Given, Scores, Suite, Summary, gates::Verdict, judge::Judgement};

pub use files::{RESULTS, RUN, read_lines, read_results, read_run, write_file, write_run};

/// The version of the layout of `run.json`.
pub const FORMAT: u32 = 1;

/// What was asked of what.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Setup {
    /// The layout of the file.
    pub format: u32,
    /// When the run began, RFC 3339.
    pub started: String,
    /// The day of the questions in Tashkent, on which sums depend.
    pub day: String,
    /// The version of the program that asked.
    pub version: String,
    /// What may write: `extractive`, `candle`, or `server` where a server decides.
    pub engine: String,
    /// The way by which was asked: `library`, `http`.
    pub channel: String,
    /// The address of the server, when one was asked.
    pub server: Option<String>,
    /// Questions asked at a time; times of answers are comparable only between runs with the same number.
    pub jobs: usize,
    /// The files of questions.
    pub suites: Vec<Asked>,
    /// What answered.
    pub program: Program,
}

/// A suite that was asked.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Asked {
    /// Its name.
    pub name: String,
    /// The file.
    pub path: PathBuf,
    /// SHA-256 of the file.
    pub sha256: String,
    /// How many cases.
    pub cases: usize,
}

impl From<&Suite> for Asked {
    fn from(suite: &Suite) -> Self {
        let Suite { name, path, sha256, cases } = suite;
        Self { name: name.clone(), path: path.clone(), sha256: sha256.clone(), cases: cases.len() }
    }
}

/// What answered, by hashes: equal ones answer alike.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Program {
    /// SHA-256 of the program's file, with the models that ship in it; absent for a server.
    pub binary: Option<String>,
    /// The fingerprint of the records.
    pub records: String,
    /// The fingerprint of the search index; absent for a server.
    pub index: Option<String>,
    /// Passages of the index.
    pub passages: Option<usize>,
    /// The fingerprint of the embedder; absent for a server.
    pub embedder: Option<String>,
    /// The reranker of the settings.
    pub reranker: Option<String>,
    /// The language model that may write.
    pub language_model: Option<String>,
}

impl Setup {
    /// Whether answers of a run may stand in another: the same program in the same state, asked in the same way on the same day.
    #[must_use]
    pub fn answers_like(&self, other: &Self) -> bool {
        let state = |setup: &Self| {
            let Self { format, day, version, engine, channel, server, program, .. } = setup.clone();
            (format, day, version, engine, channel, server, program)
        };
        state(self) == state(other)
    }
}

/// The file `run.json`.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Run {
    /// What was asked of what.
    pub setup: Setup,
    /// Whether every case was answered; without it the figures are absent.
    pub finished: bool,
    /// Seconds of asking and scoring.
    pub took_s: f64,
    /// Cases whose answers were there from a run that was broken off.
    pub reused: usize,
    /// The figures.
    #[serde(flatten)]
    pub summary: Summary,
    /// What the bounds say; empty where none were given.
    pub gates: Vec<Verdict>,
}

/// A line of `results.jsonl`.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Line {
    /// The suite's line.
    pub case: Case,
    /// The object of `ask --json`, as it came.
    pub answer: Value,
    /// The scores.
    pub scores: Scores,
    /// What a judge says, where one was asked.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub judge: Option<Judgement>,
}

/// A line with its answer read.
#[derive(Clone, Debug)]
pub struct Scored {
    /// The line.
    pub line: Line,
    /// The answer.
    pub given: Given,
}

impl Scored {
    /// Reads the answer of a line.
    ///
    /// # Errors
    /// The answer is none.
    pub fn of(line: Line) -> serde_json::Result<Self> {
        Given::deserialize(&line.answer).map(|given| Self { line, given })
    }

    /// What names a case in all suites: `answers-dev/dev-uz-0001`.
    #[must_use]
    pub fn name(&self) -> String {
        format!("{}/{}", self.line.scores.suite, self.line.case.id)
    }
}

/// Why a run cannot be read or written.
#[derive(Debug, Error)]
pub enum RunError {
    /// A file cannot be read.
    #[error("cannot read `{}`: {source}; name the folder of `eval run --out`", path.display())]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// A file cannot be written.
    #[error("cannot write `{}`: {source}", path.display())]
    Unwritable {
        /// The file.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// The run was not finished.
    #[error("the run in `{}` was broken off; start it again, and it goes on where it was", folder.display())]
    Unfinished {
        /// Its folder.
        folder: PathBuf,
    },
    /// A file is not as a run writes it.
    #[error("{}:{line}: {what}; run the suites again", path.display())]
    Broken {
        /// The file.
        path: PathBuf,
        /// The line, from 1.
        line: usize,
        /// What is wrong.
        what: String,
    },
}

impl RunError {
    pub(crate) fn unreadable(path: &Path) -> impl Fn(io::Error) -> Self {
        move |source| Self::Unreadable { path: path.to_owned(), source }
    }

    pub(crate) fn unwritable(path: &Path) -> impl Fn(io::Error) -> Self {
        move |source| Self::Unwritable { path: path.to_owned(), source }
    }

    pub(crate) fn broken(path: &Path, line: usize, what: &dyn Display) -> Self {
        Self::Broken { path: path.to_owned(), line, what: what.to_string() }
    }
}

#[cfg(test)]
mod tests;
