//! What an index was built from: equal manifests mean equal indexes.

use std::path::Path;

use knowledge_base::fold::FOLD_VERSION;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::files;
use crate::{Passage, TextEmbedder, terms::TERMS_VERSION};

/// The version of the layout on disk.
const FORMAT_VERSION: u32 = 1;

/// What an index was built from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Manifest {
    /// The version of the layout on disk.
    pub format_version: u32,
    /// The version of the folding rules.
    pub fold_version: u32,
    /// The version of the term rules.
    pub terms_version: u32,
    /// The fingerprint of the embedder.
    pub embedder: String,
    /// Length of its vectors.
    pub dimensions: usize,
    /// SHA-256 of all passages, in hexadecimal.
    pub passages_sha256: String,
    /// How many passages there are.
    pub passages: usize,
    /// The ids of the records, in the order of their places in point keys.
    pub records: Vec<String>,
}

impl Manifest {
    /// The manifest of an index to be built.
    #[must_use]
    pub fn of(passages: &[Passage], embedder: &dyn TextEmbedder) -> Self {
        let mut hash = Sha256::new();
        let mut records: Vec<String> = Vec::new();
        for passage in passages {
            if records.last().map(String::as_str) != Some(passage.record.as_str()) {
                records.push(passage.record.as_str().to_owned());
            }
            for part in
                [passage.record.as_str(), passage.language.code(), passage.section.name(), passage.text.as_str()]
            {
                hash.update((part.len() as u64).to_le_bytes());
                hash.update(part.as_bytes());
            }
        }
        let digest = hash.finalize();
        Self {
            format_version: FORMAT_VERSION,
            fold_version: FOLD_VERSION,
            terms_version: TERMS_VERSION,
            embedder: embedder.fingerprint().to_owned(),
            dimensions: embedder.dimensions(),
            passages_sha256: digest.iter().map(|byte| format!("{byte:02x}")).collect(),
            passages: passages.len(),
            records,
        }
    }

    /// The manifest of the index in a folder; `None` when there is no index, or none that this version can read.
    #[must_use]
    pub fn read(folder: &Path) -> Option<Self> {
        let bytes = std::fs::read(files::manifest_path(folder)).ok()?;
        serde_json::from_slice(&bytes).ok()
    }
}
