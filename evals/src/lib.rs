//! Measuring answers: suites of questions with what is expected, and the scores of answers against them.
//!
//! This crate generates nothing by itself and knows no channel. It reads like this:
//!
//! - [`suite`]: the files of questions;
//! - [`score`](mod@score): one answer against one case;
//! - [`summary`](mod@summary): many scores by language, script and tag;
//! - [`calibration`]: learning the decision from questions with their outcomes.

pub mod calibration;
pub mod score;
pub mod suite;
pub mod summary;

pub use score::{Scores, score};
pub use suite::{Case, SuiteError, read_suite};
pub use summary::{Slice, summary};
