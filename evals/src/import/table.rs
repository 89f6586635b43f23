//! A table with a head. Lists are written `one|two`; fact groups are parted by `;`, their alternatives by `|`.

use std::{collections::BTreeMap, fs, path::Path, str::FromStr};

use knowledge_base::Locale;

use super::{Draft, ImportError};

/// What a column can hold.
const FIELDS: [&str; 9] = ["id", "lang", "script", "turns", "question", "expect", "services", "facts", "tags"];

/// The column of each field; a field without one is looked for under its own name.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Columns(BTreeMap<String, String>);

impl FromStr for Columns {
    type Err = ImportError;

    /// Reads `question=Savol,services=Xizmat`.
    fn from_str(written: &str) -> Result<Self, ImportError> {
        let mut columns = BTreeMap::new();
        for pair in written.split(',').filter(|pair| !pair.trim().is_empty()) {
            let Some((field, column)) = pair.split_once('=') else {
                return Err(ImportError::Columns(format!("`{pair}` names no column")));
            };
            let field = field.trim();
            if !FIELDS.contains(&field) {
                return Err(ImportError::Columns(format!("`{field}` is none of {}", FIELDS.join(", "))));
            }
            columns.insert(field.to_owned(), column.trim().to_owned());
        }
        Ok(Self(columns))
    }
}

pub(super) fn read(path: &Path, columns: &Columns) -> Result<Vec<Draft>, ImportError> {
    let broken = |error: csv::Error| ImportError::broken(path, &error);
    let text = fs::read_to_string(path).map_err(ImportError::unreadable(path))?;
    // Spreadsheets write a mark of the byte order, by which no column is called.
    let text = text.trim_start_matches('\u{FEFF}');
    let mut reader = csv::ReaderBuilder::new().delimiter(delimiter(text)).from_reader(text.as_bytes());
    let head = reader.headers().map_err(broken)?.clone();
    let place = |field: &str| {
        let column = columns.0.get(field).map_or(field, String::as_str);
        head.iter().position(|name| name.trim() == column)
    };
    if place("question").is_none() {
        return Err(ImportError::broken(path, &"no column holds the question; name it: `--columns question=…`"));
    }
    let mut drafts = Vec::new();
    for row in reader.records() {
        let row = row.map_err(broken)?;
        let cell = |field: &str| place(field).and_then(|place| row.get(place)).unwrap_or_default().trim();
        let text = |field: &str| Some(cell(field)).filter(|text| !text.is_empty()).map(str::to_owned);
        drafts.push(Draft {
            id: text("id"),
            locale: locale(cell("lang"), cell("script")),
            turns: list(cell("turns")),
            question: cell("question").to_owned(),
            expect: text("expect"),
            services: list(cell("services")),
            facts: cell("facts").split(';').map(list).filter(|group| !group.is_empty()).collect(),
            tags: list(cell("tags")),
        });
    }
    Ok(drafts)
}

/// What parts the columns: that of a comma, a semicolon and a tab which stands most often in the head. Where the decimal sign is a comma,
/// spreadsheets write semicolons.
fn delimiter(text: &str) -> u8 {
    let head = text.lines().next().unwrap_or_default();
    let count = |sign: &u8| head.bytes().filter(|byte| byte == sign).count();
    // Of equals the last counts.
    [b'\t', b';', b','].into_iter().max_by_key(count).unwrap_or(b',')
}

fn list(cell: &str) -> Vec<String> {
    cell.split('|').map(str::trim).filter(|item| !item.is_empty()).map(str::to_owned).collect()
}

/// The locale of a language, in its usual script where none is written.
fn locale(language: &str, script: &str) -> Option<Locale> {
    let fits = |locale: &Locale| {
        locale.language().code() == language && (script.is_empty() || locale.script().code() == script)
    };
    Locale::ALL.into_iter().find(fits)
}
