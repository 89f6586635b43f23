//! JSON lines of ragas and deepeval.

use std::{fs, path::Path};

use serde::Deserialize;

use super::{Draft, ImportError};

/// A line by the names of ragas, its older ones, or those of deepeval.
#[derive(Deserialize)]
struct Line {
    id: Option<String>,
    #[serde(alias = "question", alias = "input")]
    user_input: String,
    #[serde(default, alias = "ground_truth", alias = "expected_output")]
    reference: Option<String>,
}

pub(super) fn read(path: &Path) -> Result<Vec<Draft>, ImportError> {
    let text = fs::read_to_string(path).map_err(ImportError::unreadable(path))?;
    let lines = text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty());
    lines
        .map(|(index, line)| {
            let line: Line = serde_json::from_str(line)
                .map_err(|error| ImportError::other_form(path, &format!("line {}: {error}", index + 1)))?;
            let mut draft = Draft { id: line.id, question: line.user_input, ..Draft::default() };
            draft.refer_to(line.reference);
            Ok(draft)
        })
        .collect()
}
