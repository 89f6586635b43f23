//! What an index was built from: equal manifests mean equal indexes.

use std::{collections::BTreeMap, path::Path};

use knowledge_base::fold::FOLD_VERSION;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::folder::files;
use crate::{
    Passage, TextEmbedder,
    terms::{TERMS_VERSION, TermRules},
};

/// The version of the layout on disk.
const FORMAT_VERSION: u32 = 2;
/// Indexes by fewer rules than all are of versions of their own, so far from those of all.
const RULES_APART: u32 = 1_000;
/// After so many renewals the index is built whole again, so that what removed passages left does not pile up.
const MOST_RENEWALS: u32 = 200;

/// What an index was built from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Manifest {
    /// By what rules it was built.
    pub rules: Rules,
    /// The records, in the order of their places in point keys. A record that was removed leaves its place empty.
    pub records: Vec<RecordEntry>,
    /// How often changed records were replaced since the index was built whole.
    pub renewals: u32,
}

/// What decides how a passage is stored.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rules {
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
}

/// One record in an index.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RecordEntry {
    /// Its id.
    pub id: String,
    /// SHA-256 of its passages, in hexadecimal; empty when the record was removed.
    pub sha256: String,
    /// How many passages it has.
    pub passages: usize,
}

impl Manifest {
    /// The manifest of an index to be built.
    #[must_use]
    pub fn of(passages: &[Passage], embedder: &dyn TextEmbedder, terms: TermRules) -> Self {
        let rules = Rules {
            format_version: FORMAT_VERSION,
            fold_version: FOLD_VERSION,
            terms_version: TERMS_VERSION + terms.left_out() * RULES_APART,
            embedder: embedder.fingerprint().to_owned(),
            dimensions: embedder.dimensions(),
        };
        let records = passages.chunk_by(|one, other| one.record == other.record).map(entry).collect();
        Self { rules, records, renewals: 0 }
    }

    /// The manifest of the index in a folder; `None` when there is no index, or none that this version can read.
    #[must_use]
    pub fn read(folder: &Path) -> Option<Self> {
        let bytes = std::fs::read(files::manifest_path(folder)).ok()?;
        serde_json::from_slice(&bytes).ok()
    }

    /// How many passages there are.
    #[must_use]
    pub fn passages(&self) -> usize {
        self.records.iter().map(|record| record.passages).sum()
    }

    /// How many records there are.
    #[must_use]
    pub fn count(&self) -> usize {
        self.present().count()
    }

    /// Whether an index with this manifest answers as one with another would.
    #[must_use]
    pub fn serves(&self, wanted: &Self) -> bool {
        self.rules == wanted.rules && self.contents() == wanted.contents()
    }

    /// SHA-256 of rules and contents, in hexadecimal: equal for two manifests of which one [`serves`](Self::serves) the other.
    #[must_use]
    pub fn fingerprint(&self) -> String {
        let rules = &self.rules;
        let mut hash = Sha256::new();
        hash.update(format!(
            "{} {} {} {} {}\n",
            rules.format_version, rules.fold_version, rules.terms_version, rules.dimensions, rules.embedder
        ));
        for (id, sha256) in self.contents() {
            hash.update(format!("{id} {sha256}\n"));
        }
        hexadecimal(&hash.finalize())
    }

    /// How many passages the records at some places have.
    #[must_use]
    pub fn passages_at<'p>(&self, places: impl IntoIterator<Item = &'p usize>) -> usize {
        places.into_iter().filter_map(|place| self.records.get(*place)).map(|record| record.passages).sum()
    }

    /// The manifest of this index once its changed records are replaced, with their places; `None` when it is better built
    /// whole.
    #[must_use]
    pub fn renewed(&self, wanted: &Self) -> Option<(Self, Vec<usize>)> {
        let mut records = self.records.clone();
        let places: BTreeMap<&str, usize> =
            self.records.iter().enumerate().map(|(place, record)| (record.id.as_str(), place)).collect();
        let mut changed = Vec::new();
        for record in wanted.present() {
            match places.get(record.id.as_str()) {
                Some(place) if records[*place].sha256 == record.sha256 => {}
                Some(place) => {
                    records[*place] = record.clone();
                    changed.push(*place);
                }
                None => {
                    changed.push(records.len());
                    records.push(record.clone());
                }
            }
        }
        for (place, record) in records.iter_mut().enumerate().filter(|(_, record)| !record.sha256.is_empty()) {
            if !wanted.records.iter().any(|wanted| wanted.id == record.id) {
                *record = RecordEntry { id: record.id.clone(), sha256: String::new(), passages: 0 };
                changed.push(place);
            }
        }
        let renewals = self.renewals + 1;
        let worth_it =
            self.rules == wanted.rules && renewals <= MOST_RENEWALS && changed.len() * 2 <= wanted.records.len();
        worth_it.then_some((Self { rules: self.rules.clone(), records, renewals }, changed))
    }

    /// The hash of every record by its id.
    fn contents(&self) -> BTreeMap<&str, &str> {
        self.present().map(|record| (record.id.as_str(), record.sha256.as_str())).collect()
    }

    fn present(&self) -> impl Iterator<Item = &RecordEntry> {
        self.records.iter().filter(|record| !record.sha256.is_empty())
    }
}

/// The entry of a record with at least one passage.
fn entry(passages: &[Passage]) -> RecordEntry {
    let mut hash = Sha256::new();
    for passage in passages {
        for part in [passage.language.code(), passage.section.name(), passage.text.as_str()] {
            hash.update((part.len() as u64).to_le_bytes());
            hash.update(part.as_bytes());
        }
    }
    let sha256 = hexadecimal(&hash.finalize());
    let id = passages.first().map(|passage| passage.record.as_str().to_owned()).unwrap_or_default();
    RecordEntry { id, sha256, passages: passages.len() }
}

fn hexadecimal(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
