//! Suites: one JSON object per line.

use std::{
    collections::HashSet,
    fs,
    io::{self, BufRead as _},
    path::{Path, PathBuf},
};

use assistant::Outcome;
use knowledge_base::Locale;
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};
use thiserror::Error;

/// Bytes of a file that are read at a time.
const BLOCK: usize = 1 << 20;

/// A question and what is expected of its answer.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Case {
    /// Unique in its suite.
    pub id: String,
    /// The language of the question and so of the answer: `uz`, `ru`, `en`.
    pub lang: String,
    /// The script of both: `latn`, `cyrl`.
    pub script: String,
    /// Languages in which the answer is right too, by their tags (`ru`, `uz-Cyrl`): for a question that mixes two.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub also_lang: Vec<String>,
    /// What the person said before, oldest first.
    #[serde(default)]
    pub turns: Vec<String>,
    /// The question.
    pub question: String,
    /// The expected outcome.
    pub expect: String,
    /// Records of which any is right.
    #[serde(default)]
    pub services: Vec<String>,
    /// Groups of alternatives; a group holds when any of them stands in the answer.
    #[serde(default)]
    pub facts: Vec<Vec<String>>,
    /// What must not stand in the answer.
    #[serde(default)]
    pub forbidden: Vec<String>,
    /// What the case is about, for slices.
    #[serde(default)]
    pub tags: Vec<String>,
}

impl Case {
    /// The locales in which the answer is right, that of the question first.
    pub fn locales(&self) -> impl Iterator<Item = Locale> {
        let own = Locale::ALL.into_iter().find(|locale| {
            (locale.language().code(), locale.script().code()) == (self.lang.as_str(), self.script.as_str())
        });
        own.into_iter().chain(self.also_lang.iter().filter_map(|tag| Locale::from_tag(tag)))
    }

    /// What a case cannot be scored with, in a sentence that says what may stand there.
    fn problem(&self) -> Option<String> {
        let Self { lang, script, also_lang, question, expect, .. } = self;
        if question.trim().is_empty() {
            return Some("the question is empty".to_owned());
        }
        if self.locales().count() != 1 + also_lang.len() {
            let also = also_lang.iter().map(|tag| format!(" or `{tag}`")).collect::<String>();
            return Some(format!(
                "`{lang}` in `{script}`{also} is no language that is answered in; lang and script are uz latn, uz cyrl, ru cyrl or \
                 en latn, also_lang holds uz, uz-Cyrl, ru or en"
            ));
        }
        let outcomes = Outcome::ALL.map(Outcome::name);
        let is_none = !outcomes.contains(&expect.as_str());
        is_none.then(|| format!("`{expect}` is no outcome; expect is one of {}", outcomes.join(", ")))
    }
}

/// The cases of one file.
#[derive(Clone, Debug)]
pub struct Suite {
    /// The name of the file without its ending.
    pub name: String,
    /// The file.
    pub path: PathBuf,
    /// SHA-256 of the file, in hexadecimal.
    pub sha256: String,
    /// What is asked.
    pub cases: Vec<Case>,
}

impl Suite {
    /// Reads a suite with what tells it from others.
    ///
    /// # Errors
    /// [`SuiteError`] with the file and the line.
    pub fn read(path: &Path) -> Result<Self, SuiteError> {
        let cases = read_suite(path)?;
        let unreadable = |source| SuiteError::Unreadable { path: path.to_owned(), source };
        let sha256 = sha256_of_file(path).map_err(unreadable)?;
        let name = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
        Ok(Self { name, path: path.to_owned(), sha256, cases })
    }
}

/// SHA-256 of a file, in hexadecimal.
///
/// # Errors
/// It cannot be read.
pub fn sha256_of_file(path: &Path) -> io::Result<String> {
    let mut hash = Sha256::new();
    let mut file = io::BufReader::with_capacity(BLOCK, fs::File::open(path)?);
    loop {
        let block = file.fill_buf()?;
        if block.is_empty() {
            return Ok(hash.finalize().iter().map(|byte| format!("{byte:02x}")).collect());
        }
        hash.update(block);
        let length = block.len();
        file.consume(length);
    }
}

/// Why a suite cannot be used.
#[derive(Debug, Error)]
pub enum SuiteError {
    /// The file cannot be read.
    #[error("cannot read `{path}`: {source}")]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// A line is no case; an evaluator has to mend it.
    #[error("{path}:{line}: {what}")]
    Line {
        /// The file.
        path: PathBuf,
        /// The line, from 1.
        line: usize,
        /// What is wrong.
        what: String,
    },
    /// There is nothing to ask.
    #[error("`{path}` holds no question; write one JSON object per line")]
    Empty {
        /// The file.
        path: PathBuf,
    },
}

/// Reads a suite; empty lines are passed over.
///
/// # Errors
/// [`SuiteError`] with the file and the line.
pub fn read_suite(path: &Path) -> Result<Vec<Case>, SuiteError> {
    let text = fs::read_to_string(path).map_err(|source| SuiteError::Unreadable { path: path.to_owned(), source })?;
    let mut cases: Vec<Case> = Vec::new();
    for (index, line) in text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty()) {
        let wrong = |what: String| SuiteError::Line { path: path.to_owned(), line: index + 1, what };
        let case: Case =
            serde_json::from_str(line).map_err(|error| wrong(format!("{error}; write one JSON object per line")))?;
        if let Some(problem) = case.problem() {
            return Err(wrong(problem));
        }
        if cases.iter().any(|known| known.id == case.id) {
            return Err(wrong(format!("the id `{}` stands twice", case.id)));
        }
        cases.push(case);
    }
    if cases.is_empty() {
        return Err(SuiteError::Empty { path: path.to_owned() });
    }
    Ok(cases)
}

/// What is wrong with the first of some cases that no suite can hold: its place, from 1, and a sentence.
pub(crate) fn first_problem(cases: &[Case]) -> Option<(usize, String)> {
    let mut known = HashSet::new();
    cases.iter().enumerate().find_map(|(index, case)| {
        let twice = || (!known.insert(case.id.as_str())).then(|| format!("the id `{}` stands twice", case.id));
        case.problem().or_else(twice).map(|problem| (index + 1, problem))
    })
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<Vec<Case>, SuiteError> {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("suite.jsonl");
        fs::write(&path, text).unwrap();
        read_suite(&path)
    }

    #[test]
    fn a_case_is_read_and_absent_lists_are_empty() {
        let cases = read(
            "{\"id\":\"a\",\"lang\":\"uz\",\"script\":\"latn\",\"question\":\"salom\",\"expect\":\"smalltalk\"}\n\n",
        )
        .unwrap();
        assert_eq!(cases.len(), 1);
        assert!(cases[0].turns.is_empty() && cases[0].services.is_empty());
    }

    #[test]
    fn a_suite_without_a_question_is_refused() {
        assert!(matches!(read("\n\n").unwrap_err(), SuiteError::Empty { .. }));
    }

    #[test]
    fn a_wrong_line_is_told_by_its_number() {
        let good = "{\"id\":\"a\",\"lang\":\"uz\",\"script\":\"latn\",\"question\":\"salom\",\"expect\":\"smalltalk\"}";
        for second in ["{", "{\"id\":\"b\"}", good] {
            let error = read(&format!("{good}\n{second}\n")).unwrap_err();
            assert!(matches!(error, SuiteError::Line { line: 2, .. }), "{error}");
        }
    }

    #[test]
    fn a_case_that_nothing_can_answer_is_refused_with_what_may_stand_there() {
        let case = |lang: &str, also: &str, expect: &str, question: &str| {
            format!(
                "{{\"id\":\"a\",\"lang\":\"{lang}\",\"script\":\"latn\",\"also_lang\":[{also}],\"question\":\"{question}\",\"expect\":\"{expect}\"}}"
            )
        };
        for (line, named) in [
            (case("tr", "", "answer", "?"), "uz-Cyrl"),
            (case("ru", "", "answer", "?"), "ru cyrl"),
            (case("uz", "\"tr\"", "answer", "?"), "`tr`"),
            (case("uz", "", "anser", "?"), "out_of_scope"),
            (case("uz", "", "answer", " "), "empty"),
        ] {
            let error = read(&line).unwrap_err().to_string();
            assert!(error.contains(":1: ") && error.contains(named), "{error}");
        }
        let mixed = read(&case("uz", "\"ru\", \"uz-Cyrl\"", "answer", "?")).unwrap();
        assert_eq!(mixed[0].locales().collect::<Vec<_>>(), [Locale::UzLatn, Locale::Ru, Locale::UzCyrl]);
    }

    #[test]
    fn the_suites_that_ship_can_be_used() {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("suites");
        let mut cases = 0;
        for entry in fs::read_dir(folder).unwrap() {
            cases += read_suite(&entry.unwrap().path()).unwrap().len();
        }
        assert!(cases > 0);
    }
}
