//! `kb check` and `kb coverage`: what is wrong in the records, what they hold and what they lack.

use std::{
    io::{self, Write},
    path::PathBuf,
    time::Instant,
};

use knowledge_base::{
    Files, KnowledgeBase, Language, LoadError, Problem, ServiceRecord,
    check::{self, Dictionaries},
    coverage,
};
use models::Embedder;
use retrieval::{Neighbours, neighbours};

use crate::command::{CommandError, Context, Exit, table::Table};

/// The page of `kb coverage`, beside the folder of the records.
const COVERAGE_FILE: &str = "COVERAGE.md";

/// Tells every problem; a knowledge base that loads is also shown in numbers.
pub(super) fn check(context: &Context, near: usize) -> Result<Exit, CommandError> {
    let started = Instant::now();
    let folder = &context.settings.records;
    let mut out = io::stdout().lock();
    let files = Files::read(folder)?;
    let base = match KnowledgeBase::of_files(&files) {
        Ok(base) => base,
        Err(LoadError::Invalid(problems)) => return tell(&mut out, context, &problems),
        Err(error @ LoadError::Unreadable { .. }) => return Err(error.into()),
    };
    let dictionaries = Dictionaries::find(&Dictionaries::FOLDERS);
    let problems = check::check(&files, &base, dictionaries.as_ref().ok());
    if !problems.is_empty() {
        return tell(&mut out, context, &problems);
    }
    for line in summary(&base) {
        writeln!(out, "{line}")?;
    }
    for line in near_lines(&neighbours(&base, &Embedder::shipped()), near) {
        writeln!(out, "{line}")?;
    }
    if let Err(error) = dictionaries {
        writeln!(out, "\nspelling: not checked; {error}")?;
    }
    writeln!(out, "\n{}: no problems, {:.1} s", folder.display(), started.elapsed().as_secs_f64())?;
    Ok(Exit::Done)
}

/// Writes the table of what each record holds.
pub(super) fn coverage(context: &Context, page: Option<PathBuf>) -> Result<Exit, CommandError> {
    let base = KnowledgeBase::load(&context.settings.records)?;
    let page = page.unwrap_or_else(|| context.settings.records.with_file_name(COVERAGE_FILE));
    std::fs::write(&page, coverage::page(&base))?;
    writeln!(io::stdout(), "{}: {} records", page.display(), base.records().len())?;
    Ok(Exit::Done)
}

fn tell(out: &mut impl Write, context: &Context, problems: &[Problem]) -> Result<Exit, CommandError> {
    for problem in problems {
        writeln!(out, "{problem}")?;
    }
    let count = problems.len();
    let (noun, them) = if count == 1 { ("problem", "it") } else { ("problems", "them") };
    writeln!(out, "\n{}: {count} {noun}; mend {them} and check again", context.settings.records.display())?;
    Ok(Exit::Problems)
}

/// Records by category: how many, how many hold which fact, how many questions in which language.
fn summary(base: &KnowledgeBase) -> Vec<String> {
    let mut columns = vec!["category", "records"];
    columns.extend(coverage::COLUMNS.iter().map(|(name, _)| *name));
    columns.extend(Language::ALL.map(Language::code));
    let mut table = Table::new(&columns);
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
    lines.push("fee to link: records that hold them; uz, ru, en: questions of people".to_owned());
    lines.push(format!("life events: {}", base.life_events().len()));
    if let Some(newest) = base.bhm().values().first() {
        lines.push(format!("BHM: {} soum since {}", newest.uzs, newest.since));
    }
    if let Some(oldest) = all.iter().map(|record| record.checked).min() {
        lines.push(format!("oldest check of facts: {oldest}"));
    }
    lines
}

fn cells(name: &str, records: &[&ServiceRecord]) -> Vec<String> {
    let questions = |language| records.iter().map(|record| record.questions.get(language).len()).sum::<usize>();
    let mut cells = vec![name.to_owned(), records.len().to_string()];
    let holding = |holds: fn(&ServiceRecord) -> bool| records.iter().filter(|record| holds(record)).count();
    cells.extend(coverage::COLUMNS.map(|(_, holds)| holding(holds).to_string()));
    cells.extend(Language::ALL.map(|language| questions(language).to_string()));
    cells
}

/// What stands too close: advice, no problem.
fn near_lines(neighbours: &Neighbours, most: usize) -> Vec<String> {
    let mut lines = Vec::new();
    if !neighbours.twins.is_empty() {
        lines.push("\nrecords that say nearly the same:".to_owned());
        let twins =
            neighbours.twins.iter().map(|twins| format!("  {:.2}  {}  {}", twins.score, twins.one, twins.other));
        lines.extend(twins.take(most));
    }
    let count = neighbours.confusions.len();
    if count > 0 {
        lines.push(format!("\nquestions nearer to another record than to their own: {count}, the worst first"));
        let mut table = Table::new(&["own", "other", "record", "nearer to", "language", "question"]);
        for one in neighbours.confusions.iter().take(most) {
            table.row([
                format!("{:.2}", one.own),
                format!("{:.2}", one.other),
                one.record.to_string(),
                one.nearer.to_string(),
                one.language.code().to_owned(),
                one.question.clone(),
            ]);
        }
        lines.extend(table.lines());
        if count > most {
            lines.push(format!("{} more: --near {count}", count - most));
        }
    }
    lines
}
