//! The commands of the command line.
//!
//! This file holds what all share: the arguments, the settings, the logs, and the way from an error to an exit code. Each
//! command is a file of its own. Answers go to standard output, everything else to standard error.

mod ask;
mod bench;
mod eval;
mod exit;
mod face;
mod index;
mod kb;
mod lines;
mod machine;
mod model;
mod paint;
mod progress;
mod serve;
mod table;

use std::{ffi::OsString, io, path::PathBuf};

use clap::{Parser, Subcommand};
use tokio::runtime::Runtime;

pub use exit::{CommandError, Exit};

use crate::{
    settings::{FILE_VARIABLE, Settings, Sources},
    telemetry::{self, AboveBars, LogKind},
};
use exit::EXIT_CODES;
use paint::Paint;
use progress::Bars;

/// Answers questions about the public services of Uzbekistan, in Uzbek, Russian and English, whole on this machine.
#[derive(Debug, Parser)]
#[command(name = "yordamchi", version, after_help = EXIT_CODES)]
struct Arguments {
    /// The file of settings [default: yordamchi.toml in this folder, if it is there]
    #[arg(long, value_name = "FILE", global = true, env = FILE_VARIABLE, hide_env_values = true)]
    config: Option<PathBuf>,
    /// What to do; `serve` when nothing is named
    #[command(subcommand)]
    command: Option<Command>,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Serve the web page and the HTTP API until told to end
    Serve(serve::ServeArguments),
    /// Ask a question here, or begin a small conversation
    Ask(ask::AskArguments),
    /// Look after the records
    #[command(subcommand)]
    Kb(kb::KbCommand),
    /// Bring the search index up to date
    Index(index::IndexArguments),
    /// Look after the models
    #[command(subcommand)]
    Models(model::ModelsCommand),
    /// Measure answers against suites of questions
    #[command(subcommand)]
    Eval(eval::EvalCommand),
    /// Measure this machine
    #[command(subcommand)]
    Bench(bench::BenchCommand),
    /// Tell language and script of each line of standard input, one JSON object a line
    #[command(after_help = lines::DETECT_EXAMPLE)]
    Detect,
    /// Give the vector of each line of standard input, one JSON object a line
    #[command(after_help = lines::EMBED_EXAMPLE)]
    Embed,
}

/// What every command is given.
struct Context {
    settings: Settings,
    /// How standard output is painted.
    paint: Paint,
    /// Where progress is drawn.
    bars: Bars,
}

/// Runs the command that the arguments name and tells errors on standard error.
pub fn run(arguments: impl IntoIterator<Item = OsString>) -> Exit {
    let arguments = match Arguments::try_parse_from(arguments) {
        Ok(arguments) => arguments,
        Err(answer) => return usage(&answer),
    };
    let outcome = carry_out(arguments);
    outcome.unwrap_or_else(|error| {
        let exit = error.exit();
        if exit != Exit::Done {
            // With standard error gone there is nobody to tell.
            let _ = write_error(&error);
        }
        exit
    })
}

fn carry_out(arguments: Arguments) -> Result<Exit, CommandError> {
    let command = arguments.command.unwrap_or_default();
    let file = arguments.config.filter(|file| !file.as_os_str().is_empty());
    let mut settings = Settings::read(&Sources::of_process(file))?;
    if let Command::Serve(arguments) = &command {
        arguments.apply(&mut settings);
    }
    let bars = Bars::default();
    let kind = if matches!(command, Command::Serve(_)) { LogKind::Server } else { LogKind::Command };
    let way = AboveBars(bars.0.clone());
    telemetry::start(&settings.log, kind, move || way.clone())?;
    let context = Context { settings, paint: Paint::for_stdout(), bars };
    match command {
        Command::Serve(_) => with_runtime(serve::run(context)),
        Command::Ask(arguments) => with_runtime(ask::run(arguments, context)),
        Command::Kb(command) => with_runtime(kb::run(command, context)),
        Command::Index(arguments) => index::run(&arguments, &context),
        Command::Models(command) => model::run(&command, &context),
        Command::Eval(command) => with_runtime(eval::run(command, context)),
        Command::Bench(command) => with_runtime(bench::run(command, context)),
        Command::Detect => lines::detect(),
        Command::Embed => lines::embed(&context),
    }
}

impl Default for Command {
    fn default() -> Self {
        Self::Serve(serve::ServeArguments::default())
    }
}

fn with_runtime(work: impl Future<Output = Result<Exit, CommandError>>) -> Result<Exit, CommandError> {
    let runtime = Runtime::new()?;
    let outcome = runtime.block_on(work);
    // A blocking task that is not done yet, such as a build that was broken off, is safe to leave.
    runtime.shutdown_background();
    outcome
}

/// `--help` and `--version` are answers; everything else that clap says is about wrong usage.
fn usage(answer: &clap::Error) -> Exit {
    let _ = answer.print();
    if answer.use_stderr() { Exit::Usage } else { Exit::Done }
}

fn write_error(error: &CommandError) -> io::Result<()> {
    use io::Write as _;
    let paint = Paint::for_stderr();
    writeln!(io::stderr(), "{}: {error}", paint.error("error"))
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests;
