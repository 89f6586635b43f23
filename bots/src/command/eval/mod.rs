//! `eval`: measures answers against suites, and learns the decision.

mod asking;
mod calibrate;
mod compare;
mod exchange;
mod finish;
mod gather;
mod judge;
mod label;
mod resume;
mod run;
mod sample;
mod score;
mod trend;

use std::path::{Path, PathBuf};

use clap::Subcommand;
use evals::{Case, Suite, read_suite};
use indicatif::{ProgressBar, ProgressStyle};

use super::{CommandError, Context, Exit};

const RUN_EXAMPLE: &str = "\
A run that is broken off goes on where it was when it is started again.
Exit codes: 0 done, 1 a gate is broken, 2 and more the run failed.

Example:
  yordamchi eval run evals/suites/*.jsonl --out runs/today --gates evals/gates.toml
  yordamchi eval run evals/suites/answers.jsonl --out runs/server --server http://127.0.0.1:8080";

const SCORE_EXAMPLE: &str = "\
Example:
  yordamchi eval score runs/today --gates evals/gates.toml";

const COMPARE_EXAMPLE: &str = "\
Example:
  yordamchi eval compare runs/yesterday runs/today
  yordamchi eval compare runs/yesterday runs/today --out compare.html";

const JUDGE_EXAMPLE: &str = "\
What was judged is kept: a judging that is broken off goes on where it was, and only answers that changed are judged again.
A verdict is a second opinion beside the scores. It is never a gate.

Example:
  YORDAMCHI_REMOTE__URL=http://10.0.0.7:8000 YORDAMCHI_REMOTE__MODEL=qwen3-32b yordamchi eval judge runs/today
  yordamchi eval judge runs/today --engine candle --jobs 2";

const TREND_EXAMPLE: &str = "\
A folder that is no run stands for the runs in it.

Example:
  yordamchi eval trend runs --out trend.html";

const IMPORT_EXAMPLE: &str = "\
Example:
  yordamchi eval import --from squad questions.json --out evals/suites/imported.jsonl
  yordamchi eval import --from csv questions.csv --columns question=Savol,services=Xizmat --out imported.jsonl";

const EXPORT_EXAMPLE: &str = "\
Example:
  yordamchi eval export runs/today --out ragas.jsonl";

const SAMPLE_EXAMPLE: &str = "\
Example:
  yordamchi eval sample --outcome no_answer --count 200 --out unanswered.jsonl";

const LABEL_EXAMPLE: &str = "\
Example:
  yordamchi eval label unanswered.jsonl --out unanswered.aziza.jsonl";

const AGREE_EXAMPLE: &str = "\
Example:
  yordamchi eval agree unanswered.aziza.jsonl unanswered.bek.jsonl";

const SETTLE_EXAMPLE: &str = "\
Example:
  yordamchi eval settle unanswered.jsonl unanswered.aziza.jsonl unanswered.bek.jsonl --out evals/suites/unanswered.jsonl";

const CALIBRATE_EXAMPLE: &str = "\
The questions must be neither in the records nor in a suite that judges the result.

Example:
  yordamchi eval calibrate evals/calibration/*.jsonl --out assistant";

/// Measuring answers.
#[derive(Debug, Subcommand)]
pub(super) enum EvalCommand {
    /// Ask every question of suites, score the answers, write figures and a report
    #[command(after_help = RUN_EXAMPLE)]
    Run(run::RunArguments),
    /// Score the saved answers of a run again, without asking
    #[command(after_help = SCORE_EXAMPLE)]
    Score(score::ScoreArguments),
    /// Ask a language model whether each answer of a run answers its question from the cited record: one more column
    #[command(after_help = JUDGE_EXAMPLE)]
    Judge(judge::JudgeArguments),
    /// Compare two runs question by question: what is fixed, what is broken, and whether it is chance
    #[command(after_help = COMPARE_EXAMPLE)]
    Compare(compare::CompareArguments),
    /// Draw many runs as one page of curves by slice
    #[command(after_help = TREND_EXAMPLE)]
    Trend(trend::TrendArguments),
    /// Make a suite of questions in another form
    #[command(after_help = IMPORT_EXAMPLE)]
    Import(exchange::ImportArguments),
    /// Write a run with the names of ragas, a JSON object a line
    #[command(after_help = EXPORT_EXAMPLE)]
    Export(exchange::ExportArguments),
    /// Draw real questions, masked as they are kept, into a suite to be labelled
    #[command(after_help = SAMPLE_EXAMPLE)]
    Sample(sample::SampleArguments),
    /// Serve a page on which a person labels the questions of a suite, by keyboard
    #[command(after_help = LABEL_EXAMPLE)]
    Label(label::LabelArguments),
    /// Tell how far two labellers agree, and where they differ
    #[command(after_help = AGREE_EXAMPLE)]
    Agree(label::AgreeArguments),
    /// Make a suite of the questions on which all labellers agree, as they say
    #[command(after_help = SETTLE_EXAMPLE)]
    Settle(label::SettleArguments),
    /// Learn when to answer, ask back, or decline, from questions with their outcomes
    #[command(after_help = CALIBRATE_EXAMPLE)]
    Calibrate(calibrate::CalibrateArguments),
}

pub(super) async fn run(command: EvalCommand, context: Context) -> Result<Exit, CommandError> {
    match command {
        EvalCommand::Run(arguments) => run::run(arguments, context).await,
        EvalCommand::Score(arguments) => score::score(&arguments, &context),
        EvalCommand::Judge(arguments) => judge::judge(arguments, context).await,
        EvalCommand::Compare(arguments) => compare::compare(&arguments),
        EvalCommand::Trend(arguments) => trend::trend(&arguments),
        EvalCommand::Import(arguments) => exchange::import(&arguments),
        EvalCommand::Export(arguments) => exchange::export(&arguments),
        EvalCommand::Sample(arguments) => sample::sample(arguments, &context).await,
        EvalCommand::Label(arguments) => label::label(arguments, context).await,
        EvalCommand::Agree(arguments) => label::agree(&arguments),
        EvalCommand::Settle(arguments) => label::settle(&arguments),
        EvalCommand::Calibrate(arguments) => calibrate::calibrate(&arguments, &context),
    }
}

/// The cases of several suites.
fn cases(suites: &[PathBuf]) -> Result<Vec<Case>, CommandError> {
    let read = |suite: &PathBuf| read_suite(suite).map_err(|error| CommandError::Usage(error.to_string()));
    Ok(suites.iter().map(read).collect::<Result<Vec<_>, _>>()?.concat())
}

/// Several suites, each under a name of its own.
fn suites(paths: &[PathBuf]) -> Result<Vec<Suite>, CommandError> {
    let mut suites: Vec<Suite> = Vec::with_capacity(paths.len());
    for path in paths {
        let suite = Suite::read(path).map_err(|error| CommandError::Usage(error.to_string()))?;
        if suites.iter().any(|known| known.name == suite.name) {
            return Err(CommandError::Usage(format!("two suites are called `{}`; rename one", suite.name)));
        }
        suites.push(suite);
    }
    Ok(suites)
}

/// What a run is called: the name of its folder.
fn name_of(folder: &Path) -> String {
    folder.file_name().unwrap_or(folder.as_os_str()).to_string_lossy().into_owned()
}

/// `1 question`, `2 questions`.
fn counted(count: usize, what: &str) -> String {
    format!("{count} {what}{}", if count == 1 { "" } else { "s" })
}

fn bar(cases: usize) -> ProgressBar {
    let style = ProgressStyle::with_template("{bar:30} {pos}/{len} questions, {eta} left");
    ProgressBar::new(cases as u64).with_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()))
}
