//! Under which licence a source of the corpus stands, and whether rows of its class may be trained on.

use std::{collections::BTreeMap, fmt, str::FromStr};

/// What a licence allows, roughly.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum LicenceClass {
    /// Use with attribution: MIT, BSD, Apache, Unicode.
    Permissive,
    /// Use under the same terms: GPL, LGPL, MPL.
    Copyleft,
    /// Acts of the state, as a rule outside copyright, from a place that states no licence.
    Official,
    /// No licence is stated, so all rights are reserved.
    None,
    /// Known to be restricted, to non-commercial use for example.
    Restricted,
}

/// The classes whose rows make weights that may be given away.
pub const GIVEN_AWAY: [LicenceClass; 2] = [LicenceClass::Permissive, LicenceClass::Copyleft];

const CLASSES: [(&str, LicenceClass); 5] = [
    ("permissive", LicenceClass::Permissive),
    ("copyleft", LicenceClass::Copyleft),
    ("official", LicenceClass::Official),
    ("none", LicenceClass::None),
    ("restricted", LicenceClass::Restricted),
];

impl FromStr for LicenceClass {
    type Err = String;

    fn from_str(name: &str) -> Result<Self, String> {
        let found = CLASSES.into_iter().find(|(known, _)| *known == name).map(|(_, class)| class);
        found.ok_or_else(|| {
            let known = CLASSES.map(|(known, _)| known).join(", ");
            format!("no class of licences is called `{name}`; use one of {known}")
        })
    }
}

impl fmt::Display for LicenceClass {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let name = CLASSES.into_iter().find(|(_, class)| class == self).map_or("", |(name, _)| name);
        formatter.write_str(name)
    }
}

/// The class of every known source.
#[derive(Clone, Debug, Default)]
pub struct Licences {
    classes: BTreeMap<String, LicenceClass>,
}

impl Licences {
    /// The sources that the project knows, from `licences.tsv`.
    ///
    /// # Panics
    /// Never: the tests read the same table.
    #[must_use]
    pub fn known() -> Self {
        Self::parse(include_str!("../licences.tsv")).expect("the table of the project is read by the tests")
    }

    /// Reads a table `source, licence, class`, separated by tabs, with a head line.
    ///
    /// # Errors
    /// A line has other columns or an unknown class; the text names it.
    pub fn parse(table: &str) -> Result<Self, String> {
        let mut classes = BTreeMap::new();
        for line in table.lines().skip(1) {
            let [source, _, class] = line.split('\t').collect::<Vec<_>>()[..] else {
                return Err(format!("`{line}` has not the three columns source, licence, class"));
            };
            classes.insert(source.to_owned(), class.parse()?);
        }
        Ok(Self { classes })
    }

    /// The class of a source; `None` when nobody has looked it up, and it must then be left out.
    #[must_use]
    pub fn class(&self, source: &str) -> Option<LicenceClass> {
        self.classes.get(source).copied()
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn the_table_of_the_project_is_read_and_tells_free_from_reserved() {
        let known = Licences::known();
        assert_eq!(known.class("odoo_i18n"), Some(LicenceClass::Copyleft));
        assert_eq!(known.class("quran_tanzil"), Some(LicenceClass::Restricted));
        assert_eq!(known.class("a source of tomorrow"), None);
    }

    #[test]
    fn a_class_that_is_not_known_is_told() {
        let error = Licences::parse("source\tlicence\tclass\nodoo\tLGPL-3\tfree").unwrap_err();
        assert!(error.contains("`free`") && error.contains("copyleft"), "{error}");
        assert!(Licences::parse("source\tlicence\tclass\nodoo\tcopyleft").unwrap_err().contains("three columns"));
    }
}
