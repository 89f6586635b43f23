//! `bench`: what this machine does, measured with the program itself, printed with hardware and versions.

mod llm;
mod retrieval;

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
  yordamchi bench retrieval --json > retrieval.json";
const LLM_EXAMPLE: &str = "\
Example:
  yordamchi models fetch && yordamchi bench llm
  yordamchi bench llm --model gemma-3-270m-q4_k_m --json
  yordamchi bench llm --llama-cpp --plot llm.svg";

/// A measurement.
#[derive(Debug, Subcommand)]
pub(super) enum BenchCommand {
    /// Start with a warm index, answers from facts over the records' own questions, building the index, memory
    #[command(after_help = RETRIEVAL_EXAMPLE)]
    Retrieval(Form),
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

/// Which model is measured, and how it is printed.
#[derive(Debug, Args)]
pub(super) struct LlmArguments {
    /// The model, instead of the one that this machine would use
    #[arg(long, value_name = "ID")]
    model: Option<String>,
    /// Measure llama.cpp in the same run, through the Python package llama-cpp-python
    #[arg(long)]
    llama_cpp: bool,
    /// Draw tokens a second by askers as an SVG picture
    #[arg(long, value_name = "FILE")]
    plot: Option<PathBuf>,
    #[command(flatten)]
    form: Form,
}

pub(super) async fn run(command: BenchCommand, context: Context) -> Result<Exit, CommandError> {
    match command {
        BenchCommand::Retrieval(form) => print(&retrieval::measure(&context).await?, form),
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
