//! What a whole collection says of itself, and the state that it stands for.

use serde::{Deserialize, Serialize};

use super::{Manifest, Patch};

/// What a whole collection says of itself.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Mark {
    /// What the state was built from.
    pub(super) manifest: Manifest,
    /// Of a patch: the collection that it stands beside.
    pub(super) base: Option<String>,
    /// Of a patch: the places of the records that it replaces, adds or removes.
    pub(super) changed: Vec<usize>,
}

impl Mark {
    /// The mark of a collection that holds everything.
    pub(super) fn of_whole(manifest: Manifest) -> Self {
        Self { manifest, base: None, changed: Vec::new() }
    }

    /// Reads a mark; `None` for one that this version cannot read.
    pub(super) fn read(text: &str) -> Option<Self> {
        serde_json::from_str(text).ok()
    }

    /// How many passages the collection holds.
    pub(super) fn points(&self) -> usize {
        match self.base {
            Some(_) => self.manifest.passages_at(&self.changed),
            None => self.manifest.passages(),
        }
    }
}

/// A state of the records on a server.
#[derive(Clone, Debug)]
pub(super) struct State {
    /// What the alias stands for while this state is the last.
    pub(super) collection: String,
    /// Its mark.
    pub(super) mark: Mark,
    /// Of a patch: the collection that it stands beside, with what that was built from.
    pub(super) base: Option<(String, Manifest)>,
}

impl State {
    /// The whole collection on which this state builds, with what it was built from.
    pub(super) fn whole(&self) -> (&str, &Manifest) {
        match &self.base {
            Some((collection, manifest)) => (collection, manifest),
            None => (&self.collection, &self.mark.manifest),
        }
    }

    /// Whether a collection is searched in this state.
    pub(super) fn needs(&self, collection: &str) -> bool {
        self.collection == collection || self.whole().0 == collection
    }

    /// The whole collection with its number of passages, and what stands beside it.
    pub(super) fn layers(&self) -> ((String, usize), Option<Patch>) {
        let (collection, manifest) = self.whole();
        let patch = self.base.is_some().then(|| Patch {
            collection: self.collection.clone(),
            points: self.mark.points(),
            places: self.mark.changed.iter().copied().collect(),
            dead: manifest.passages_at(&self.mark.changed),
        });
        ((collection.to_owned(), manifest.passages()), patch)
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use crate::index::server::samples::manifest;

    #[test]
    fn a_patch_holds_what_changed_and_knows_what_does_not_count() {
        let same = [("tax", "cc", 7), ("court", "dd", 2), ("bank", "ee", 1), ("school", "ff", 1)];
        let before = manifest(&[&[("haj", "aa", 3), ("visa", "bb", 5)], same.as_slice()].concat());
        let wanted = manifest(&[&[("haj", "a2", 4)], same.as_slice(), &[("new", "99", 1)]].concat());
        let (renewed, changed) = before.renewed(&wanted).unwrap();
        let mark = Mark { manifest: renewed, base: Some("whole".to_owned()), changed };
        assert_eq!(Mark::read(&serde_json::to_string(&mark).unwrap()).unwrap(), mark);
        let state = State { collection: "patch".to_owned(), mark, base: Some(("whole".to_owned(), before)) };
        let (base, patch) = state.layers();
        let patch = patch.unwrap();
        assert_eq!(base, ("whole".to_owned(), 19));
        // One record is another one, one is gone, one is new.
        assert_eq!((patch.points, patch.dead), (4 + 1, 3 + 5));
        assert_eq!(patch.places, [0, 1, 6].into());
        assert!(state.needs("whole") && state.needs("patch") && !state.needs("other"));
    }

    #[test]
    fn a_whole_collection_stands_beside_nothing() {
        let mark = Mark::of_whole(manifest(&[("haj", "aa", 3)]));
        let state = State { collection: "whole".to_owned(), mark, base: None };
        let (base, patch) = state.layers();
        assert_eq!((base, patch.is_none()), (("whole".to_owned(), 3), true));
    }
}
