//! The names of an index's collections.
//!
//! `PREFIX-HASH`, where the hash is that of the contents, so that all machines give one state one name. What is built again although
//! it is there gets a number: `PREFIX-HASH-1`. What holds changed records alone is named by the collection that it stands beside as
//! well: `PREFIX-HASH-p0123abcd`. The prefix alone is the alias.

use sha2::{Digest as _, Sha256};

use crate::{index::Manifest, store::CollectionName};

/// So many digits of the hash of the contents. Should two states ever share them, their marks tell them apart.
const DIGITS: usize = 16;
/// So many digits of the hash of a name.
const DIGITS_OF_BASE: usize = 8;

/// The names that the collections of a manifest can have.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Names {
    prefix: String,
    family: String,
}

impl Names {
    pub(super) fn of(prefix: &CollectionName, manifest: &Manifest) -> Self {
        let prefix = prefix.as_str().to_owned();
        let family = format!("{prefix}-{}", &manifest.fingerprint()[..DIGITS]);
        Self { prefix, family }
    }

    pub(super) fn alias(&self) -> &str {
        &self.prefix
    }

    /// With what all names of this manifest begin.
    pub(super) fn family(&self) -> &str {
        &self.family
    }

    /// The name of a whole collection.
    pub(super) fn whole(&self, number: u32) -> String {
        if number == 0 { self.family.clone() } else { format!("{}-{number}", self.family) }
    }

    /// The name of what stands beside a whole collection.
    pub(super) fn patch(&self, base: &str) -> String {
        let hash: String = Sha256::digest(base).iter().map(|byte| format!("{byte:02x}")).collect();
        format!("{}-p{}", self.family, &hash[..DIGITS_OF_BASE])
    }

    /// The number of a whole collection of this manifest; `None` for another collection.
    pub(super) fn number(&self, collection: &str) -> Option<u32> {
        match collection.strip_prefix(&self.family)? {
            "" => Some(0),
            rest => number(rest),
        }
    }

    /// Whether a collection is one of this prefix, of whatever manifest. Those of a longer prefix are somebody else's.
    pub(super) fn is_ours(&self, collection: &str) -> bool {
        let rest = collection.strip_prefix(&self.prefix).and_then(|rest| rest.strip_prefix('-'));
        let Some((hash, rest)) = rest.and_then(|rest| rest.split_at_checked(DIGITS)) else { return false };
        let is_patch = || rest.strip_prefix("-p").is_some_and(|base| base.len() == DIGITS_OF_BASE && is_hash(base));
        is_hash(hash) && (rest.is_empty() || number(rest).is_some() || is_patch())
    }
}

fn is_hash(text: &str) -> bool {
    text.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'))
}

/// The number in `-1`.
fn number(text: &str) -> Option<u32> {
    let digits = text.strip_prefix('-')?;
    digits.parse().ok().filter(|number| *number > 0 && digits.bytes().all(|byte| byte.is_ascii_digit()))
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use crate::index::{RecordEntry, server::samples::manifest};

    fn of_hash(sha256: &str) -> Manifest {
        manifest(&[("haj", sha256, 1)])
    }

    fn names(prefix: &str, sha256: &str) -> Names {
        Names::of(&CollectionName::parse(prefix).unwrap(), &of_hash(sha256))
    }

    #[test]
    fn equal_contents_have_equal_names_and_others_have_others() {
        assert_eq!(names("uz", "aa").whole(0), names("uz", "aa").whole(0));
        assert_ne!(names("uz", "aa").whole(0), names("uz", "ab").whole(0));
        // Neither the order of the places nor places left empty are contents.
        let mut renewed = of_hash("aa");
        renewed.renewals = 1;
        renewed.records.insert(0, RecordEntry { id: "gone".to_owned(), sha256: String::new(), passages: 0 });
        assert_eq!(renewed.fingerprint(), of_hash("aa").fingerprint());
        renewed.rules.embedder.push('2');
        assert_ne!(renewed.fingerprint(), of_hash("aa").fingerprint());
    }

    #[test]
    fn a_number_comes_back_from_its_name() {
        let names = names("uz", "aa");
        for number in [0, 1, 12] {
            assert_eq!(names.number(&names.whole(number)), Some(number));
        }
        let family = names.whole(0);
        for other in ["uz", "uz-0123456789abcdef", &format!("{family}-x"), &format!("{family}-0"), &names.patch("uz-1")]
        {
            assert_eq!(names.number(other), None, "{other}");
        }
    }

    #[test]
    fn a_patch_is_named_by_what_it_stands_beside() {
        let names = names("uz", "aa");
        assert_ne!(names.patch("uz-1"), names.patch("uz-2"));
        assert!(names.patch("uz-1").starts_with(&format!("{}-p", names.family())));
    }

    #[test]
    fn collections_of_others_are_not_ours() {
        let names = names("uz", "aa");
        let own = [names.whole(0), names.whole(3), names.patch("uz-1")];
        let of_other_states = ["uz-0123456789abcdef", "uz-0123456789abcdef-2", "uz-0123456789abcdef-p01234567"];
        for ours in own.iter().map(String::as_str).chain(of_other_states) {
            assert!(names.is_ours(ours), "{ours}");
        }
        for other in [
            "uz",
            "uz-test",
            "uz-test-0123456789abcdef",
            "uz-0123456789abcdeg",
            "uz-0123456789abcdef-",
            "uz-0123456789abcdef-p0123",
            "qq",
        ] {
            assert!(!names.is_ours(other), "{other}");
        }
    }
}
