//! Measuring answers: suites of questions with what is expected, and the scores of answers against them.
//!
//! This crate asks nothing by itself and knows no channel: whoever runs a suite hands it the answers as they were given. It
//! reads like this:
//!
//! - [`suite`]: the files of questions; [`import`]: other forms of them; [`labels`]: what people say of them;
//! - [`given`]: an answer as it was saved;
//! - [`score`](mod@score): one answer against one case;
//! - [`judge`]: what a language model says of an answer, beside the scores;
//! - [`metrics`]: many scores as figures with intervals, by slice;
//! - [`run`]: what a run was, and its files;
//! - [`gates`]: bounds that a release has to keep; [`compare`]: two runs question by question;
//! - [`report`]: pages for people, of one run and of many; [`export`]: a run for other tools;
//! - [`calibration`]: learning the decision from questions with their outcomes.

pub mod calibration;
pub mod compare;
pub mod export;
pub mod gates;
pub mod given;
pub mod import;
pub mod judge;
pub mod labels;
pub mod metrics;
pub mod report;
pub mod run;
pub mod score;
pub mod suite;

pub use given::Given;
pub use metrics::{Summary, summary};
pub use run::{Line, Run, RunError, Scored, Setup};
pub use score::{Scorer, Scores};
pub use suite::{Case, Suite, SuiteError, read_suite};
