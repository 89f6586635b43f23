//! Questions in other forms as cases of a suite: SQuAD-like JSON, BEIR, JSON lines of ragas and deepeval, CSV.
//!
//! What a form does not say is left open: language and script are detected where they are not given, and a reference that is too
//! long to stand in an answer word for word becomes no fact but the tag [`TO_LABEL`].

mod beir;
mod lines;
mod squad;
mod table;

use std::{
    fmt::Display,
    io,
    path::{Path, PathBuf},
};

use assistant::understand::LanguageDetector;
use knowledge_base::Locale;
use thiserror::Error;

use crate::{Case, suite::first_problem};

pub use table::Columns;

/// The tag of cases whose facts a person has to write.
pub const TO_LABEL: &str = "to-label";
/// Words of a reference that an answer may hold word for word.
const MOST_WORDS: usize = 6;

/// A form of questions.
#[derive(Clone, Debug)]
pub enum Form {
    /// `{"data":[{"paragraphs":[{"qas":[{"id","question","answers":[{"text"}]}]}]}]}`.
    Squad,
    /// A folder with `queries.jsonl` and `qrels.tsv`, or `qrels/test.tsv`.
    Beir,
    /// A JSON object a line, with the names of ragas (`user_input`, `reference`) or deepeval (`input`, `expected_output`).
    Lines,
    /// A table with a head.
    Table(Columns),
}

/// Why questions cannot be imported.
#[derive(Debug, Error)]
pub enum ImportError {
    /// A file cannot be read.
    #[error("cannot read `{}`: {source}", path.display())]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// A file is not of the form, or its questions make no suite.
    #[error("`{}`: {what}", path.display())]
    Broken {
        /// The file.
        path: PathBuf,
        /// What is wrong, with the line where there is one.
        what: String,
    },
    /// The map of columns is wrong.
    #[error("{0}; write it as `question=Savol,services=Xizmat`")]
    Columns(String),
}

impl ImportError {
    fn unreadable(path: &Path) -> impl Fn(io::Error) -> Self {
        move |source| Self::Unreadable { path: path.to_owned(), source }
    }

    fn broken(path: &Path, what: &dyn Display) -> Self {
        Self::Broken { path: path.to_owned(), what: what.to_string() }
    }

    /// A file that cannot be read as the form that was named.
    fn other_form(path: &Path, what: &dyn Display) -> Self {
        Self::broken(path, &format!("{what}; is it of another form (`--from`)?"))
    }
}

/// A question before it is a case.
#[derive(Debug, Default)]
struct Draft {
    id: Option<String>,
    locale: Option<Locale>,
    turns: Vec<String>,
    question: String,
    expect: Option<String>,
    services: Vec<String>,
    facts: Vec<Vec<String>>,
    tags: Vec<String>,
}

impl Draft {
    /// Takes references as alternatives of one fact where they are short enough.
    fn refer_to(&mut self, references: impl IntoIterator<Item = String>) {
        let (mut short, mut any_long) = (Vec::new(), false);
        for reference in references.into_iter().filter(|reference| !reference.trim().is_empty()) {
            if reference.split_whitespace().count() > MOST_WORDS {
                any_long = true;
            } else if !short.contains(&reference) {
                short.push(reference);
            }
        }
        if !short.is_empty() {
            self.facts.push(short);
        } else if any_long {
            self.tags.push(TO_LABEL.to_owned());
        }
    }
}

/// Reads questions of a form; `locale` is the language and script of those whose own are neither given nor sure.
///
/// # Errors
/// [`ImportError`].
pub fn import(path: &Path, form: &Form, locale: Option<Locale>) -> Result<Vec<Case>, ImportError> {
    let drafts = match form {
        Form::Squad => squad::read(path)?,
        Form::Beir => beir::read(path)?,
        Form::Lines => lines::read(path)?,
        Form::Table(columns) => table::read(path, columns)?,
    };
    let detector = LanguageDetector::shipped();
    let cases = drafts.into_iter().filter(|draft| !draft.question.trim().is_empty()).enumerate();
    let cases: Vec<Case> = cases.map(|(place, draft)| case(place, draft, locale, &detector)).collect();
    match first_problem(&cases) {
        _ if cases.is_empty() => Err(ImportError::broken(path, &"it holds no question")),
        Some((place, problem)) => Err(ImportError::broken(path, &format!("question {place}: {problem}"))),
        None => Ok(cases),
    }
}

fn case(place: usize, draft: Draft, locale: Option<Locale>, detector: &LanguageDetector) -> Case {
    let detected = || detector.detect(&draft.question).filter(assistant::understand::Detection::is_sure);
    let own = draft.locale.or_else(|| detected().map(|detection| detection.locale()));
    let locale = own.or(locale).unwrap_or_default();
    Case {
        id: draft.id.unwrap_or_else(|| format!("case-{:04}", place + 1)),
        lang: locale.language().code().to_owned(),
        script: locale.script().code().to_owned(),
        turns: draft.turns,
        question: draft.question,
        expect: draft.expect.unwrap_or_else(|| "answer".to_owned()),
        services: draft.services,
        facts: draft.facts,
        tags: draft.tags,
        ..Case::default()
    }
}

/// A suite as its file, one case a line.
#[must_use]
pub fn suite(cases: &[Case]) -> String {
    cases.iter().map(|case| serde_json::to_string(case).unwrap_or_default() + "\n").collect()
}

#[cfg(test)]
mod tests;
