//! `index`: brings the search index up to date, as every start does, without starting anything.

use std::io::{self, Write};

use clap::Args;
use retrieval::IndexOptions;

use super::{CommandError, Context, Exit};
use crate::startup;

const EXAMPLE: &str = "\
Example:
  yordamchi index             # builds it if records, rules or embedder changed
  yordamchi index --rebuild   # builds it whatever there is";

/// Bringing the index up to date.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLE)]
pub(super) struct IndexArguments {
    /// Build it even when it is up to date
    #[arg(long)]
    rebuild: bool,
}

pub(super) fn run(arguments: &IndexArguments, context: &Context) -> Result<Exit, CommandError> {
    let report = context.bars.report();
    let base = startup::records(&context.settings, &report)?;
    let options = startup::index_options(&context.settings, startup::embedder(&context.settings, &report)?);
    let options = IndexOptions { rebuild: arguments.rebuild, ..options };
    let (_, summary) = startup::index(&base, &options, &report)?;
    let state = summary.state();
    writeln!(
        io::stdout(),
        "index {state}: {} passages of {} records in {:.2} s, {}",
        summary.passages,
        summary.records,
        summary.took.as_secs_f64(),
        summary.place
    )?;
    Ok(Exit::Done)
}
