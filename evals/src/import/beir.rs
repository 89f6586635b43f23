//! BEIR: queries as JSON lines, judgements as a table.

use std::{collections::BTreeMap, fs, path::Path};

use serde::Deserialize;

use super::{Draft, ImportError};

#[derive(Deserialize)]
struct Asked {
    #[serde(rename = "_id")]
    id: String,
    text: String,
}

/// Where judgements lie in the folder.
const JUDGEMENTS: [&str; 2] = ["qrels.tsv", "qrels/test.tsv"];

pub(super) fn read(folder: &Path) -> Result<Vec<Draft>, ImportError> {
    let path = folder.join("queries.jsonl");
    let text = fs::read_to_string(&path).map_err(ImportError::unreadable(&path))?;
    let mut right = judgements(folder)?;
    let mut drafts = Vec::new();
    for (index, line) in text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty()) {
        let asked: Asked = serde_json::from_str(line)
            .map_err(|error| ImportError::other_form(&path, &format!("line {}: {error}", index + 1)))?;
        let services = right.remove(&asked.id).unwrap_or_default();
        drafts.push(Draft { id: Some(asked.id), question: asked.text, services, ..Draft::default() });
    }
    Ok(drafts)
}

/// The records that are worth anything, by query.
fn judgements(folder: &Path) -> Result<BTreeMap<String, Vec<String>>, ImportError> {
    let path = JUDGEMENTS.map(|name| folder.join(name)).into_iter().find(|path| path.is_file());
    let path = path.unwrap_or_else(|| folder.join(JUDGEMENTS[0]));
    let text = fs::read_to_string(&path).map_err(ImportError::unreadable(&path))?;
    let mut right: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for line in text.lines().skip(1) {
        let cells: Vec<&str> = line.split('\t').collect();
        let [query, record, score] = cells.as_slice() else { continue };
        if score.trim().parse::<f64>().is_ok_and(|score| score > 0.0) {
            right.entry((*query).to_owned()).or_default().push((*record).to_owned());
        }
    }
    Ok(right)
}
