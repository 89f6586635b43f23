//! The files of a knowledge base, as text.

use std::{collections::BTreeMap, fs, io, path::Path};

use sha2::{Digest, Sha256};
use walkdir::WalkDir;

use super::LoadError;

/// Every YAML file of a knowledge base by its path relative to the folder of the records, in order; `/` parts the folders.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Files(BTreeMap<String, String>);

impl Files {
    /// Reads every YAML file below a folder.
    ///
    /// # Errors
    /// [`LoadError::Unreadable`] when the folder or a file cannot be read.
    pub fn read(folder: &Path) -> Result<Self, LoadError> {
        let mut files = BTreeMap::new();
        for entry in WalkDir::new(folder) {
            let entry = entry.map_err(|error| {
                let path = error.path().unwrap_or(folder).to_owned();
                let source = error.into_io_error().unwrap_or_else(|| io::Error::other("a loop of links"));
                LoadError::Unreadable { path, source }
            })?;
            let path = entry.path();
            if !entry.file_type().is_file() || path.extension().is_none_or(|extension| extension != "yaml") {
                continue;
            }
            let unreadable = |source| LoadError::Unreadable { path: path.to_owned(), source };
            let text = fs::read_to_string(path).map_err(unreadable)?;
            let relative = path.strip_prefix(folder).unwrap_or(path);
            files.insert(relative.to_string_lossy().replace('\\', "/"), text);
        }
        Ok(Self(files))
    }

    /// The text of a file.
    #[must_use]
    pub fn get(&self, path: &str) -> Option<&str> {
        self.0.get(path).map(String::as_str)
    }

    /// Paths and texts, in order.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = (&str, &str)> {
        self.0.iter().map(|(path, text)| (path.as_str(), text.as_str()))
    }

    /// A SHA-256 over all files, names and contents, in hexadecimal.
    #[must_use]
    pub fn fingerprint(&self) -> String {
        let mut hash = Sha256::new();
        for part in self.iter().flat_map(|(path, text)| [path, text]) {
            hash.update((part.len() as u64).to_le_bytes());
            hash.update(part.as_bytes());
        }
        hash.finalize().iter().map(|byte| format!("{byte:02x}")).collect()
    }
}

impl FromIterator<(String, String)> for Files {
    fn from_iter<T: IntoIterator<Item = (String, String)>>(files: T) -> Self {
        Self(files.into_iter().collect())
    }
}
