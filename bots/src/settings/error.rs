//! What can be wrong with the settings; all of it is for the operator to mend.

use std::{io, path::PathBuf};

/// Why the settings were refused.
#[derive(Debug, thiserror::Error)]
pub enum SettingsError {
    /// The file cannot be read.
    #[error("cannot read the settings file `{}`: {source}; correct the path or its rights", path.display())]
    File {
        /// The file.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// The file is no TOML.
    #[error("{place} is not valid TOML: {problem}")]
    Syntax {
        /// The source.
        place: String,
        /// What the parser said.
        problem: String,
    },
    /// A key that no setting has.
    #[error("unknown setting `{key}` in {place}; the keys there are {known}")]
    Unknown {
        /// The key with its section.
        key: String,
        /// The source.
        place: String,
        /// The keys of that section.
        known: String,
    },
    /// A value of another kind than the setting takes.
    #[error("setting `{key}` in {place}: {problem}")]
    Kind {
        /// The key with its section.
        key: String,
        /// The source.
        place: String,
        /// What was found and expected.
        problem: String,
    },
    /// A value out of its range.
    #[error("setting `{key}` is `{value}`, but {expected}")]
    Value {
        /// The key with its section.
        key: &'static str,
        /// What was given.
        value: String,
        /// What it has to be.
        expected: String,
    },
    /// A folder whose default needs the home folder, which is not known.
    #[error("the default of `{key}` needs the variable HOME, which is not set; set `{key}` to a folder")]
    NoHome {
        /// The key.
        key: &'static str,
    },
}

impl SettingsError {
    pub(super) fn of_figment(error: &figment::Error) -> Self {
        Self::Kind {
            key: error.path.join("."),
            place: error.metadata.as_ref().map_or_else(|| "the settings".to_owned(), |place| place.name.to_string()),
            problem: error.kind.to_string(),
        }
    }
}
