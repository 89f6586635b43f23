//! `eval`: measures answers against suites, and learns the decision.

mod calibrate;
mod gather;
mod run;

use std::path::PathBuf;

use clap::Subcommand;
use evals::{Case, read_suite};
use indicatif::{ProgressBar, ProgressStyle};

use super::{CommandError, Context, Exit};

const RUN_EXAMPLE: &str = "\
Example:
  yordamchi eval run evals/suites/answers.jsonl evals/suites/other.jsonl --out runs/today";

const CALIBRATE_EXAMPLE: &str = "\
The questions must be neither in the records nor in a suite that judges the result.

Example:
  yordamchi eval calibrate evals/calibration/*.jsonl --out assistant";

/// Measuring answers.
#[derive(Debug, Subcommand)]
pub(super) enum EvalCommand {
    /// Ask every question of suites, from facts, and score the answers
    #[command(after_help = RUN_EXAMPLE)]
    Run(run::RunArguments),
    /// Learn when to answer, ask back, or decline, from questions with their outcomes
    #[command(after_help = CALIBRATE_EXAMPLE)]
    Calibrate(calibrate::CalibrateArguments),
}

pub(super) async fn run(command: EvalCommand, context: Context) -> Result<Exit, CommandError> {
    match command {
        EvalCommand::Run(arguments) => run::run(arguments, context).await,
        EvalCommand::Calibrate(arguments) => calibrate::calibrate(&arguments, &context),
    }
}

/// The cases of several suites.
fn cases(suites: &[PathBuf]) -> Result<Vec<Case>, CommandError> {
    let read = |suite: &PathBuf| read_suite(suite).map_err(|error| CommandError::Usage(error.to_string()));
    Ok(suites.iter().map(read).collect::<Result<Vec<_>, _>>()?.concat())
}

fn bar(cases: usize) -> ProgressBar {
    let style = ProgressStyle::with_template("{bar:30} {pos}/{len} questions, {eta} left");
    ProgressBar::new(cases as u64).with_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()))
}
