//! Manifests for the tests of this room.

use crate::index::{Manifest, RecordEntry, Rules};

/// A manifest of records, each with its id, its hash and its number of passages.
pub(super) fn manifest(records: &[(&str, &str, usize)]) -> Manifest {
    let rules =
        Rules { format_version: 1, fold_version: 1, terms_version: 1, embedder: "letters".to_owned(), dimensions: 26 };
    let entry = |(id, sha256, passages): &(&str, &str, usize)| RecordEntry {
        id: (*id).to_owned(),
        sha256: (*sha256).to_owned(),
        passages: *passages,
    };
    Manifest { rules, records: records.iter().map(entry).collect(), renewals: 0 }
}
