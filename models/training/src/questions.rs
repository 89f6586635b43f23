//! The project's own questions that teach the embedder and are not part of the index.
//!
//! They lie in `models/training/questions`, one JSON object a line: the record, the language (`uz`, `ru`, `en` or `mixed`) and the
//! question as a person would type it.

use std::{collections::BTreeMap, path::Path};

use knowledge_base::{Language, RecordId};

use crate::TrainingError;

/// A question for a record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Asked {
    /// The language; `None` for a question that mixes two.
    pub language: Option<Language>,
    /// The question as written.
    pub text: String,
}

/// The questions by record.
pub type Questions = BTreeMap<RecordId, Vec<Asked>>;

/// Reads all `.jsonl` files of a folder.
///
/// # Errors
/// A file cannot be read, or a line is not a question; the text names file and line.
pub fn read(folder: &Path) -> Result<Questions, TrainingError> {
    let failed = |path: &Path, source| TrainingError::File { path: path.to_owned(), source };
    let entries = std::fs::read_dir(folder).map_err(|source| failed(folder, source))?;
    let mut files: Vec<_> = entries.filter_map(|entry| Some(entry.ok()?.path())).collect();
    files.retain(|file| file.extension().is_some_and(|extension| extension == "jsonl"));
    files.sort();
    let mut questions = Questions::new();
    for file in files {
        let content = std::fs::read_to_string(&file).map_err(|source| failed(&file, source))?;
        for (number, line) in (1..).zip(content.lines()) {
            let (record, asked) = parse(line).ok_or_else(|| TrainingError::Content {
                path: file.clone(),
                what: format!("line {number} is not {{\"record\", \"lang\": \"uz|ru|en|mixed\", \"q\"}}"),
            })?;
            questions.entry(record).or_default().push(asked);
        }
    }
    Ok(questions)
}

fn parse(line: &str) -> Option<(RecordId, Asked)> {
    let value: serde_json::Value = serde_json::from_str(line).ok()?;
    let text = |key: &str| value.get(key)?.as_str();
    let language = match text("lang")? {
        "mixed" => None,
        code => Some(Language::ALL.into_iter().find(|language| language.code() == code)?),
    };
    Some((RecordId::parse(text("record")?)?, Asked { language, text: text("q")?.to_owned() }))
}
