//! SQuAD-like JSON.

use std::{fs, path::Path};

use serde::Deserialize;

use super::{Draft, ImportError};

#[derive(Deserialize)]
struct File {
    data: Vec<Article>,
}

#[derive(Deserialize)]
struct Article {
    paragraphs: Vec<Paragraph>,
}

#[derive(Deserialize)]
struct Paragraph {
    qas: Vec<Asked>,
}

#[derive(Deserialize)]
struct Asked {
    id: Option<serde_json::Value>,
    question: String,
    #[serde(default)]
    answers: Vec<Reference>,
    #[serde(default)]
    is_impossible: bool,
}

#[derive(Deserialize)]
struct Reference {
    text: String,
}

pub(super) fn read(path: &Path) -> Result<Vec<Draft>, ImportError> {
    let text = fs::read_to_string(path).map_err(ImportError::unreadable(path))?;
    let file: File = serde_json::from_str(&text).map_err(|error| ImportError::other_form(path, &error))?;
    let asked = file.data.into_iter().flat_map(|article| article.paragraphs).flat_map(|paragraph| paragraph.qas);
    Ok(asked.map(draft).collect())
}

fn draft(asked: Asked) -> Draft {
    // Some files number their questions.
    let id = asked.id.map(|id| id.as_str().map_or_else(|| id.to_string(), str::to_owned));
    let expect = asked.is_impossible.then(|| "no_answer".to_owned());
    let mut draft = Draft { id, question: asked.question, expect, ..Draft::default() };
    draft.refer_to(asked.answers.into_iter().map(|reference| reference.text));
    draft
}
