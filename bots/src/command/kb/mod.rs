//! `kb check`: reads the records as strictly as a start does and says what is wrong or what there is.

use std::io::{self, Write};

use clap::Subcommand;
use knowledge_base::{KnowledgeBase, Language, LoadError, ServiceRecord};

use super::{CommandError, Context, Exit, table::Table};

const EXAMPLE: &str = "\
Example:
  yordamchi kb check
  YORDAMCHI_RECORDS=/srv/records yordamchi kb check";

/// Work on the records.
#[derive(Debug, Subcommand)]
pub(super) enum KbCommand {
    /// Read all records and tell every problem, or a summary by category; exits with 1 on problems
    #[command(after_help = EXAMPLE)]
    Check,
}

pub(super) fn run(command: &KbCommand, context: &Context) -> Result<Exit, CommandError> {
    match command {
        KbCommand::Check => check(context),
    }
}

fn check(context: &Context) -> Result<Exit, CommandError> {
    let mut out = io::stdout().lock();
    match KnowledgeBase::load(&context.settings.records) {
        Ok(base) => {
            for line in summary(&base) {
                writeln!(out, "{line}")?;
            }
            writeln!(out, "\n{}: no problems", context.settings.records.display())?;
            Ok(Exit::Done)
        }
        Err(LoadError::Invalid(problems)) => {
            for problem in &problems {
                writeln!(out, "{problem}")?;
            }
            let problems = problems.len();
            let (noun, them) = if problems == 1 { ("problem", "it") } else { ("problems", "them") };
            writeln!(out, "\n{}: {problems} {noun}; mend {them} and check again", context.settings.records.display())?;
            Ok(Exit::Problems)
        }
        Err(error @ LoadError::Unreadable { .. }) => Err(error.into()),
    }
}

/// Records by category: how many, how many hold which fact, how many questions in which language.
fn summary(base: &KnowledgeBase) -> Vec<String> {
    let mut table = Table::new(&["category", "records", "fee", "time", "documents", "steps", "uz", "ru", "en"]);
    for (key, _) in base.categories() {
        let records: Vec<&ServiceRecord> = base.records().filter(|record| record.category == *key).collect();
        if !records.is_empty() {
            table.row(cells(key, &records));
        }
    }
    let all: Vec<&ServiceRecord> = base.records().collect();
    table.row(cells("all", &all));
    let mut lines = table.lines();
    lines.push(String::new());
    lines.push("fee, time, documents, steps: records that hold them; uz, ru, en: questions of people".to_owned());
    if let Some(newest) = base.bhm().values().first() {
        lines.push(format!("BHM: {} soum since {}", newest.uzs, newest.since));
    }
    if let Some(oldest) = all.iter().map(|record| record.checked).min() {
        lines.push(format!("oldest check of facts: {oldest}"));
    }
    lines
}

fn cells(name: &str, records: &[&ServiceRecord]) -> Vec<String> {
    let holding = |holds: fn(&ServiceRecord) -> bool| records.iter().filter(|record| holds(record)).count();
    let questions = |language| records.iter().map(|record| record.questions.get(language).len()).sum::<usize>();
    let mut cells = vec![
        name.to_owned(),
        records.len().to_string(),
        holding(|record| !record.fee.is_empty()).to_string(),
        holding(|record| !record.duration.is_empty()).to_string(),
        holding(|record| record.documents.is_some()).to_string(),
        holding(|record| !record.steps.is_empty()).to_string(),
    ];
    cells.extend(Language::ALL.map(|language| questions(language).to_string()));
    cells
}
