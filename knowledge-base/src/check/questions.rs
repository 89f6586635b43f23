//! Questions: enough of them, not too many, and none that two records claim, phrasings included.

use std::collections::HashMap;

use super::{Report, texts::Sheet};
use crate::{Files, KnowledgeBase, Language, Problem, RecordId, fold, record::Questions};

/// Fewer questions leave ways of asking out.
const LEAST: usize = 5;
/// More are no longer read by anybody.
const MOST: usize = 10;

pub(super) fn check(files: &Files, base: &KnowledgeBase, problems: &mut Vec<Problem>) {
    let mut asked: HashMap<(Language, String), String> = HashMap::new();
    let sheets = base.records().map(Sheet::of_record).chain(base.life_events().map(Sheet::of_life_event));
    for sheet in sheets {
        let text = files.get(&sheet.file).unwrap_or_default();
        let mut report = Report { sheet: &sheet, text, problems };
        for language in Language::ALL {
            let field = format!("questions.{}", language.code());
            let questions = sheet.questions.get(language);
            let remedy = "write 5 to 10 questions a language, as people ask them";
            if questions.len() < LEAST || questions.len() > MOST {
                let what = format!("{} questions", questions.len());
                report.problem(&field, "questions:", &what, remedy);
            }
            for question in questions {
                let folded = fold(question, language);
                if let Some(other) = asked.insert((language, folded), sheet.file.clone()) {
                    let what = format!("`{question}` stands in {other} too");
                    report.problem(&field, question, &what, "keep it where it is answered best");
                }
            }
        }
    }
    let of_records = base.records().map(|record| (&record.id, &record.phrasings));
    for (id, phrasings) in of_records.chain(base.life_events().map(|event| (&event.id, &event.phrasings))) {
        for language in Language::ALL {
            let claims = Claims { of: id, phrasings, language };
            claims.check(files, &mut asked, problems);
        }
    }
}

/// The phrasings of one record in one language.
struct Claims<'p> {
    of: &'p RecordId,
    phrasings: &'p Questions,
    language: Language,
}

impl Claims<'_> {
    fn check(&self, files: &Files, asked: &mut HashMap<(Language, String), String>, problems: &mut Vec<Problem>) {
        for phrasing in self.phrasings.get(self.language) {
            let file = || files.iter().find(|(path, text)| path.starts_with("phrasings/") && text.contains(phrasing));
            let folded = fold(phrasing, self.language);
            let Some(other) = asked.insert((self.language, folded), format!("the phrasings of `{}`", self.of)) else {
                continue;
            };
            let (path, text) = file().unwrap_or_default();
            problems.push(Problem {
                file: path.to_owned(),
                line: text.lines().position(|line| line.contains(phrasing)).map_or(1, |index| index + 1),
                field: format!("{}.{}", self.of, self.language.code()),
                what: format!("`{phrasing}` stands in {other} too"),
                remedy: "keep it where it is answered best".to_owned(),
            });
        }
    }
}
