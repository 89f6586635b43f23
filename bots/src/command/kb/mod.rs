//! `kb`: the records, for those who keep them right.

mod check;
mod history;
mod import;
mod publish;

use std::path::PathBuf;

use clap::Subcommand;

use super::{CommandError, Context, Exit};

const CHECK_EXAMPLE: &str = "\
Example:
  yordamchi kb check
  YORDAMCHI_RECORDS=/srv/records yordamchi kb check --near 50";
const COVERAGE_EXAMPLE: &str = "\
Example:
  yordamchi kb coverage
  yordamchi kb coverage --out /tmp/coverage.md";
const STATUS_EXAMPLE: &str = "\
Example:
  yordamchi kb status";
const PUBLISH_EXAMPLE: &str = "\
Example:
  yordamchi kb publish --remark \"new fee of the foreign passport\"

A running server takes it over within a second; it also publishes by itself what changes in its folder.";
const HISTORY_EXAMPLE: &str = "\
Example:
  yordamchi kb history foreign-passport
  yordamchi kb history agencies.yaml --whole";
const RESTORE_EXAMPLE: &str = "\
Example:
  yordamchi kb restore foreign-passport 3";
const IMPORT_EXAMPLE: &str = "\
Example:
  yordamchi kb import --from catalogue.jsonl --out drafts

Each line is one page: {\"id\":…,\"url\":…,\"lang\":\"uz\",\"title\":…,\"description\":…,\"content\":…}";

/// Work on the records.
#[derive(Debug, Subcommand)]
pub(super) enum KbCommand {
    /// Read all records, check what they say, and tell every problem with a summary; exits with 1 on problems
    #[command(after_help = CHECK_EXAMPLE)]
    Check {
        /// How many questions that lie nearer to another record are shown
        #[arg(long, value_name = "COUNT", default_value_t = 15)]
        near: usize,
    },
    /// Write the table of what each record holds and lacks
    #[command(after_help = COVERAGE_EXAMPLE)]
    Coverage {
        /// The page to write [default: COVERAGE.md beside the folder of the records]
        #[arg(long, value_name = "FILE")]
        out: Option<PathBuf>,
    },
    /// Tell what is published and what in the files is not; exits with 1 when problems hold changes back
    #[command(after_help = STATUS_EXAMPLE)]
    Status,
    /// Publish the files as they stand
    #[command(after_help = PUBLISH_EXAMPLE)]
    Publish {
        /// Who publishes
        #[arg(long, value_name = "NAME", env = "USER", default_value = "editor")]
        author: String,
        /// Why, for the history
        #[arg(long, value_name = "TEXT", default_value = "")]
        remark: String,
    },
    /// Show the published states of a record or table, the newest first, each with what changed
    #[command(after_help = HISTORY_EXAMPLE)]
    History {
        /// The record's id, or the file of a table
        record: String,
        /// Show each state whole instead of what changed
        #[arg(long)]
        whole: bool,
    },
    /// Bring a published state of a record or table back into its file, and publish it
    #[command(after_help = RESTORE_EXAMPLE)]
    Restore {
        /// The record's id, or the file of a table
        record: String,
        /// The number of the state, as `kb history` shows it
        number: i64,
    },
    /// Write draft records from the pages of a portal catalogue
    #[command(after_help = IMPORT_EXAMPLE)]
    Import {
        /// The catalogue, one JSON object a line
        #[arg(long, value_name = "FILE")]
        from: PathBuf,
        /// The folder for the drafts; made when it is missing
        #[arg(long, value_name = "FOLDER", default_value = "drafts")]
        out: PathBuf,
        /// Write over drafts that are there
        #[arg(long)]
        force: bool,
    },
}

pub(super) async fn run(command: KbCommand, context: Context) -> Result<Exit, CommandError> {
    match command {
        KbCommand::Check { near } => check::check(&context, near),
        KbCommand::Coverage { out } => check::coverage(&context, out),
        KbCommand::Status => publish::status(&context).await,
        KbCommand::Publish { author, remark } => publish::publish(&context, &author, &remark).await,
        KbCommand::History { record, whole } => history::history(&context, &record, whole).await,
        KbCommand::Restore { record, number } => history::restore(&context, &record, number).await,
        KbCommand::Import { from, out, force } => import::import(&from, &out, force),
    }
}
