//! The settings as they are written: three sources laid over one another, nothing resolved.
//!
//! Sources are the embedded defaults, a file and the environment. The embedded file lists every key, so a key that it does not
//! have is unknown, and the message can say where it came from.

use std::{
    fmt,
    path::{Path, PathBuf},
};

use figment::{
    Figment, Metadata, Profile, Provider,
    providers::{Format as _, Toml},
    util::nest,
    value::{Dict, Map, Value},
};
use serde::Deserialize;

use super::SettingsError;

/// The embedded defaults, which are also the reference of every key.
pub const DEFAULTS: &str = include_str!("../../config/default.toml");
/// The file that is read from the folder where the program starts, when no other is named.
pub const USUAL_FILE: &str = "yordamchi.toml";
/// What the environment's variables begin with.
pub const PREFIX: &str = "YORDAMCHI_";
/// Names the file of settings; no setting itself.
pub const FILE_VARIABLE: &str = "YORDAMCHI_CONFIG";
/// Stands between a section and its key in a variable.
const SEPARATOR: &str = "__";

/// The settings as they are written. The keys are documented in `config/default.toml`.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawSettings {
    pub(super) listen: String,
    pub(super) records: String,
    pub(super) data: String,
    pub(super) cache: String,
    pub(super) database: RawSecret,
    pub(super) qdrant_url: String,
    pub(super) qdrant_api_key: RawSecret,
    pub(super) qdrant_collection: String,
    pub(super) qdrant_shards: u32,
    pub(super) qdrant_replicas: u32,
    pub(super) qdrant_timeout_ms: u64,
    pub(super) retention_days: u32,
    pub(super) engine: String,
    pub(super) model: String,
    pub(super) embedder: String,
    pub(super) reranker: String,
    pub(super) model_folder: String,
    pub(super) model_prefix_disk_mib: u64,
    pub(super) model_catalogue: String,
    pub(super) fetch: RawFetch,
    pub(super) remote: RawRemote,
    pub(super) web: RawWeb,
    pub(super) telegram: RawTelegram,
    pub(super) log: RawLog,
}

/// A text that is not to be printed.
#[derive(Clone, Deserialize)]
#[serde(transparent)]
pub(super) struct RawSecret(pub(super) String);

impl fmt::Debug for RawSecret {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("RawSecret(redacted)")
    }
}

/// The section `[fetch]`.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawFetch {
    pub(super) hub: bool,
    pub(super) packages: bool,
    pub(super) python: String,
}

/// The section `[remote]`.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawRemote {
    pub(super) url: String,
    pub(super) model: String,
    pub(super) key: RawSecret,
    pub(super) languages: Vec<String>,
}

/// The section `[web]`.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawWeb {
    pub(super) questions_per_minute: u32,
    pub(super) longest_question: usize,
    pub(super) body_limit: usize,
    pub(super) frame_ancestors: Vec<String>,
    pub(super) allowed_origins: Vec<String>,
}

/// The section `[telegram]`.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawTelegram {
    pub(super) token: RawSecret,
    pub(super) api_url: String,
    pub(super) webhook_url: String,
    pub(super) webhook_secret: RawSecret,
    pub(super) messages_per_second: u32,
}

/// The section `[log]`.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawLog {
    pub(super) level: String,
    pub(super) command_level: String,
    pub(super) format: String,
}

/// Where settings are read from besides the embedded defaults.
#[derive(Clone, Debug, Default)]
pub struct Sources {
    /// A file that has to be there.
    pub file: Option<PathBuf>,
    /// The folder where the usual file is looked for when none is named.
    pub folder: PathBuf,
    /// Variables of the environment; those that do not begin with [`PREFIX`] are not settings.
    pub variables: Vec<(String, String)>,
}

impl Sources {
    /// The sources of this process, with the file that the command line names.
    ///
    /// Variables that are not Unicode cannot be settings and are left out.
    #[must_use]
    pub fn of_process(file: Option<PathBuf>) -> Self {
        let variables = std::env::vars_os()
            .filter_map(|(name, value)| Some((name.into_string().ok()?, value.into_string().ok()?)))
            .collect();
        Self { file, folder: PathBuf::new(), variables }
    }

    /// The value of a variable, when it is set to something.
    pub(super) fn variable(&self, name: &str) -> Option<&str> {
        let found = self.variables.iter().find(|(known, _)| known == name);
        found.map(|(_, value)| value.as_str()).filter(|value| !value.is_empty())
    }

    pub(super) fn read(&self) -> Result<RawSettings, SettingsError> {
        let known = dictionary(DEFAULTS, "the embedded defaults")?;
        let mut figment = Figment::from(Layer { place: "the embedded defaults".to_owned(), keys: known.clone() });
        if let Some(file) = self.settings_file()? {
            let text =
                std::fs::read_to_string(&file).map_err(|source| SettingsError::File { path: file.clone(), source })?;
            let place = format!("`{}`", file.display());
            let keys = dictionary(&text, &place)?;
            check_keys(&keys, &known, "", &place)?;
            figment = figment.merge(Layer { place, keys });
        }
        for (name, text) in &self.variables {
            if let Some(layer) = Layer::of_variable(name, text, &known)? {
                figment = figment.merge(layer);
            }
        }
        figment.extract().map_err(|error| SettingsError::of_figment(&error))
    }

    fn settings_file(&self) -> Result<Option<PathBuf>, SettingsError> {
        if let Some(file) = &self.file {
            return Ok(Some(file.clone()));
        }
        let usual = self.folder.join(USUAL_FILE);
        match usual.try_exists() {
            Ok(there) => Ok(there.then_some(usual)),
            Err(source) => Err(SettingsError::File { path: usual, source }),
        }
    }
}

/// The keys of one source, with the name of the source for messages.
struct Layer {
    place: String,
    keys: Dict,
}

impl Layer {
    /// The one key that a variable sets; `None` for a variable that is no setting.
    fn of_variable(name: &str, text: &str, known: &Dict) -> Result<Option<Self>, SettingsError> {
        let Some(key) = name.strip_prefix(PREFIX).filter(|_| name != FILE_VARIABLE) else { return Ok(None) };
        let place = format!("the variable {name}");
        let path = key.to_ascii_lowercase().replace(SEPARATOR, ".");
        let value = if is_text(known, &path) {
            // As it stands: a folder named `2026` is no number.
            Value::from(text)
        } else {
            text.parse().unwrap_or_else(|never: std::convert::Infallible| match never {})
        };
        let Some(keys) = nest(&path, value).into_dict() else {
            return Err(SettingsError::Unknown { key: path, place, known: list(known) });
        };
        check_keys(&keys, known, "", &place)?;
        Ok(Some(Self { place, keys }))
    }
}

impl Provider for Layer {
    fn metadata(&self) -> Metadata {
        Metadata::named(self.place.clone())
    }

    fn data(&self) -> Result<Map<Profile, Dict>, figment::Error> {
        Ok(Profile::Default.collect(self.keys.clone()))
    }
}

/// Whether the default of a key is a text.
fn is_text(known: &Dict, path: &str) -> bool {
    let mut parts = path.split('.');
    let first = parts.next().and_then(|part| known.get(part));
    let value = parts.try_fold(first, |value, part| Some(value?.as_dict()?.get(part)));
    matches!(value.flatten(), Some(Value::String(..)))
}

fn dictionary(text: &str, place: &str) -> Result<Dict, SettingsError> {
    let mut data = Toml::string(text).data().map_err(|error| SettingsError::Syntax {
        place: place.to_owned(),
        problem: error.to_string().trim().to_owned(),
    })?;
    Ok(data.remove(&Profile::Default).unwrap_or_default())
}

/// Refuses the first key that the embedded defaults do not have.
fn check_keys(written: &Dict, known: &Dict, section: &str, place: &str) -> Result<(), SettingsError> {
    for (key, value) in written {
        let path = if section.is_empty() { key.clone() } else { format!("{section}.{key}") };
        match (known.get(key), value) {
            (None, _) => {
                return Err(SettingsError::Unknown { key: path, place: place.to_owned(), known: list(known) });
            }
            (Some(Value::Dict(_, known)), Value::Dict(_, written)) => check_keys(written, known, &path, place)?,
            // A value of another kind is refused when all sources are laid together.
            (Some(_), _) => {}
        }
    }
    Ok(())
}

fn list(known: &Dict) -> String {
    known.keys().cloned().collect::<Vec<_>>().join(", ")
}

/// The path that a setting names; `None` when it is empty.
pub(super) fn path(text: &str) -> Option<PathBuf> {
    (!text.trim().is_empty()).then(|| Path::new(text.trim()).to_owned())
}
