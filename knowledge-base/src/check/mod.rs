//! What an editor should mend in records that load.
//!
//! Loading refuses what the program cannot read; this looks at what people would read. Errors are what no release may hold:
//! numbers that differ between the languages, a typed fact repeated by hand, an order to a model, a wrong apostrophe, a misspelt word, a neighbour
//! that does not know its neighbour.

mod letters;
mod numbers;
mod planted;
mod questions;
mod repeated;
mod spelling;
mod texts;

use crate::{Files, KnowledgeBase, Language, LifeEvent, Problem, ServiceRecord};

pub use spelling::{Dictionaries, DictionaryError};

use texts::{Place, Sheet};

/// Checks what a knowledge base says; sorted by file and line. Without dictionaries, spelling is left out.
#[must_use]
pub fn check(files: &Files, base: &KnowledgeBase, dictionaries: Option<&Dictionaries>) -> Vec<Problem> {
    let mut problems = Vec::new();
    let mut known = spelling::Known::default();
    let sheets = base.records().map(Sheet::of_record).chain(base.life_events().map(Sheet::of_life_event));
    for sheet in sheets.chain(Sheet::of_tables(base)) {
        let text = files.get(&sheet.file).unwrap_or_default();
        let mut report = Report { sheet: &sheet, text, problems: &mut problems };
        letters::check(&mut report);
        numbers::check(&mut report);
        planted::check(&mut report);
        if let Some(dictionaries) = dictionaries {
            spelling::check(&mut report, dictionaries, &mut known);
        }
    }
    for record in base.records() {
        let sheet = Sheet::of_record(record);
        let text = files.get(&sheet.file).unwrap_or_default();
        let mut report = Report { sheet: &sheet, text, problems: &mut problems };
        repeated::check(&mut report, record);
        neighbours(&mut report, record, base);
    }
    questions::check(files, base, &mut problems);
    problems.sort();
    problems.dedup();
    problems
}

/// A neighbour has to know its neighbour, or a reader finds the way in one direction only.
fn neighbours(report: &mut Report<'_>, record: &ServiceRecord, base: &KnowledgeBase) {
    for neighbour in record.related.iter().filter_map(|id| base.record(id)) {
        if !neighbour.related.contains(&record.id) {
            let what = format!("`{}` does not name this record back", neighbour.id);
            let remedy = format!("add `{}` to `related` of `{}`", record.id, neighbour.id);
            report.problem("related", neighbour.id.as_str(), &what, &remedy);
        }
    }
}

/// The file that holds a record, relative to the folder of the records.
#[must_use]
pub fn file_of_record(record: &ServiceRecord) -> String {
    format!("{}/{}.yaml", record.category, record.id)
}

/// The file that holds a life event, relative to the folder of the records.
#[must_use]
pub fn file_of_life_event(event: &LifeEvent) -> String {
    format!("life-events/{}.yaml", event.id)
}

/// Letters that tell a place in a file apart from others.
const WINDOW: usize = 30;

/// Where the problems of one file go.
struct Report<'r> {
    sheet: &'r Sheet,
    /// The file as written, to find lines in.
    text: &'r str,
    problems: &'r mut Vec<Problem>,
}

impl Report<'_> {
    /// Adds a problem at the first line that holds `near`.
    fn problem(&mut self, field: &str, near: &str, what: &str, remedy: &str) {
        let line = self.text.lines().position(|line| line.contains(near)).map_or(1, |index| index + 1);
        let [file, field, what, remedy] = [&self.sheet.file, field, what, remedy].map(str::to_owned);
        self.problems.push(Problem { file, line, field, what, remedy });
    }

    /// Adds a problem of one language of a text, at the line where `near` stands in it.
    fn problem_in(&mut self, place: &Place, language: Language, near: &str, what: &str, remedy: &str) {
        let field = format!("{}.{}", place.field, language.code());
        let text = place.text.written(language);
        // A short word may stand in many texts of the file; what follows it tells them apart.
        let following = text.find(near).and_then(|start| text.get(start..)).unwrap_or(near);
        let end = following.char_indices().nth(WINDOW).map_or(following.len(), |(end, _)| end);
        let window = following.get(..end).filter(|window| self.text.contains(window)).unwrap_or(near);
        self.problem(&field, window, what, remedy);
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests;
