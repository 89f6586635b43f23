//! Questions: enough of them, not too many, and none that two records claim, phrasings included.

use std::collections::HashMap;

use super::{Report, texts::Sheet};
use crate::{Files, KnowledgeBase, Language, Problem, fold, reading::PHRASINGS};

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
    for (id, [_, phrasings]) in base.asked() {
        for language in Language::ALL {
            let claims = phrasings.get(language).iter().filter_map(|phrasing| {
                let claim = format!("the phrasings of `{id}`");
                let other = asked.insert((language, fold(phrasing, language)), claim)?;
                Some(claimed_twice(files, &format!("{id}.{}", language.code()), phrasing, &other))
            });
            problems.extend(claims);
        }
    }
}

/// The problem of a phrasing that stands in another place too.
fn claimed_twice(files: &Files, field: &str, phrasing: &str, other: &str) -> Problem {
    let holds = |(path, text): &(&str, &str)| path.starts_with(PHRASINGS) && text.contains(phrasing);
    let (path, text) = files.iter().find(holds).unwrap_or_default();
    Problem {
        file: path.to_owned(),
        line: text.lines().position(|line| line.contains(phrasing)).map_or(1, |index| index + 1),
        field: field.to_owned(),
        what: format!("`{phrasing}` stands in {other} too"),
        remedy: "keep it where it is answered best".to_owned(),
    }
}
