//! `bench`: what this machine does, measured with the program itself, printed with hardware and versions.

mod ablation;
mod frame;
mod llm;
mod retrieval;
mod scale;
mod synthetic;

use std::{
    io::{self, Write},
    path::PathBuf,
    time::Duration,
};

use clap::{Args, Subcommand};
use serde::Serialize;

use super::{CommandError, Context, Exit};

const RETRIEVAL_EXAMPLE: &str = "\
Example:
  yordamchi bench retrieval
  yordamchi bench retrieval --json > retrieval.json
  yordamchi bench retrieval --passages 3000,100000 --plot retrieval.svg
  YORDAMCHI_QDRANT_URL=http://127.0.0.1:6334 yordamchi bench retrieval --passages 3000,100000 --store embedded,server

On a server the collection ends with `-bench`; the last one measured stays there.";
const ABLATION_EXAMPLE: &str = "\
Example:
  yordamchi bench ablation evals/suites/answers-dev.jsonl evals/suites/typos.jsonl";
const LLM_EXAMPLE: &str = "\
Example:
  yordamchi models fetch && yordamchi bench llm
  yordamchi bench llm --model gemma-3-270m-q4_k_m --json
  yordamchi bench llm --llama-cpp --plot llm.svg
  yordamchi bench llm --askers 1,8,32 --restart";

/// A measurement.
#[derive(Debug, Subcommand)]
pub(super) enum BenchCommand {
    /// Start with a warm index, answers from facts over the records' own questions, building the index, memory
    #[command(after_help = RETRIEVAL_EXAMPLE)]
    Retrieval(RetrievalArguments),
    /// What each part of the search is worth: the right record first, by slice, with the part left out
    #[command(after_help = ABLATION_EXAMPLE)]
    Ablation(AblationArguments),
    /// Opening a fetched language model, reading a prompt, writing for one and for many, memory; beside llama.cpp if asked
    #[command(after_help = LLM_EXAMPLE)]
    Llm(LlmArguments),
}

/// How a measurement is printed.
#[derive(Clone, Copy, Debug, Args)]
pub(super) struct Form {
    /// Print one JSON object
    #[arg(long)]
    json: bool,
}

/// What is measured of the search, and how it is printed.
#[derive(Debug, Args)]
pub(super) struct RetrievalArguments {
    /// Numbers of passages to measure with instead of the records' own; beyond these, recombined ones
    #[arg(long, value_name = "N,N", value_delimiter = ',')]
    passages: Vec<usize>,
    /// Where the passages lie, with `--passages`
    #[arg(
        long,
        value_enum,
        value_name = "STORE,STORE",
        value_delimiter = ',',
        default_value = "embedded",
        requires = "passages"
    )]
    store: Vec<scale::Store>,
    /// Questions asked of each, with `--passages`
    #[arg(long, value_name = "N", default_value_t = 1_000, requires = "passages")]
    questions: usize,
    /// Draw the times as SVG, with `--passages`
    #[arg(long, value_name = "FILE", requires = "passages")]
    plot: Option<PathBuf>,
    #[command(flatten)]
    form: Form,
}

/// Which questions are asked with parts left out, and how it is printed.
#[derive(Debug, Args)]
pub(super) struct AblationArguments {
    /// Suites of questions, one JSON object a line
    #[arg(required = true, value_name = "SUITE")]
    suites: Vec<PathBuf>,
    #[command(flatten)]
    form: Form,
}

/// Which model is measured, and how it is printed.
#[derive(Debug, Args)]
pub(super) struct LlmArguments {
    /// The model, instead of the one that this machine would use
    #[arg(long, value_name = "ID")]
    model: Option<String>,
    /// Measure llama.cpp in the same run, through the Python package llama-cpp-python
    #[arg(long)]
    llama_cpp: bool,
    /// How many ask at once
    #[arg(long, value_name = "N,N", value_delimiter = ',', default_value = "1,4,8,16", value_parser = clap::value_parser!(u16).range(1..=256))]
    askers: Vec<u16>,
    /// Run on candle's tensors, as on an accelerator, where this machine has kernels of ours
    #[arg(long)]
    tensors: bool,
    /// Measure a restart too: the first token of a record that is found on disk
    #[arg(long)]
    restart: bool,
    /// Draw tokens a second by askers as an SVG picture
    #[arg(long, value_name = "FILE")]
    plot: Option<PathBuf>,
    #[command(flatten)]
    form: Form,
}

pub(super) async fn run(command: BenchCommand, context: Context) -> Result<Exit, CommandError> {
    match command {
        BenchCommand::Retrieval(arguments) => {
            let RetrievalArguments { passages, store, questions, plot, form } = arguments;
            if passages.is_empty() {
                return print(&retrieval::measure(&context).await?, form);
            }
            let wanted = scale::Wanted { passages, stores: store, questions, plot };
            print(&scale::measure(&context, &wanted).await?, form)
        }
        BenchCommand::Ablation(arguments) => print(&ablation::measure(&context, &arguments.suites)?, arguments.form),
        BenchCommand::Llm(arguments) => {
            let measured = llm::measure(&context, &arguments).await?;
            print(&measured, arguments.form)
        }
    }
}

/// A finished measurement: an object for programs, lines for people.
trait Measured: Serialize {
    fn lines(&self) -> Vec<String>;
}

fn print(measured: &impl Measured, form: Form) -> Result<Exit, CommandError> {
    let mut out = io::stdout().lock();
    if form.json {
        let object =
            serde_json::to_string_pretty(measured).map_err(|error| CommandError::Internal(error.to_string()))?;
        writeln!(out, "{object}")?;
    } else {
        for line in measured.lines() {
            writeln!(out, "{line}")?;
        }
    }
    Ok(Exit::Done)
}

fn milliseconds(duration: Duration) -> f64 {
    duration.as_secs_f64() * 1_000.0
}

/// The value below which a share of all lies, by the nearest rank; 0 without values. They have to be in order.
fn percentile(ordered: &[f64], share: f64) -> f64 {
    let rank = (share * ordered.len() as f64).ceil() as usize;
    ordered.get(rank.clamp(1, ordered.len().max(1)) - 1).copied().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn percentiles_are_taken_by_the_nearest_rank() {
        let hundred: Vec<f64> = (1..=100).map(f64::from).collect();
        assert_eq!([0.5, 0.95, 0.99, 1.0].map(|share| percentile(&hundred, share)), [50.0, 95.0, 99.0, 100.0]);
        assert_eq!(percentile(&[7.0], 0.5), 7.0);
        assert_eq!(percentile(&[], 0.5), 0.0);
    }
}
