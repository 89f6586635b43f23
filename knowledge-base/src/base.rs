//! Everything that was read, ready to be asked.

use std::{collections::BTreeMap, path::Path};

use jiff::civil::Date;

use crate::{
    BhmTable, Files, LifeEvent, LoadError, RecordId, ServiceRecord, Text, bhm::BhmValue, reading, record::Questions,
};

/// The records with their shared tables, complete and consistent.
#[derive(Clone, Debug)]
pub struct KnowledgeBase {
    parts: Parts,
}

/// What a knowledge base is made of.
#[derive(Clone, Debug)]
pub(crate) struct Parts {
    pub(crate) records: BTreeMap<RecordId, ServiceRecord>,
    pub(crate) life_events: BTreeMap<RecordId, LifeEvent>,
    pub(crate) agencies: Vec<(String, Text)>,
    pub(crate) categories: Vec<(String, Text)>,
    pub(crate) bhm: BhmTable,
    pub(crate) fingerprint: String,
}

impl KnowledgeBase {
    /// Loads the records below a folder.
    ///
    /// # Errors
    /// [`LoadError`] when the folder cannot be read or any file has a problem.
    pub fn load(folder: &Path) -> Result<Self, LoadError> {
        Self::of_files(&Files::read(folder)?)
    }

    /// Reads the records from files that are already in memory.
    ///
    /// # Errors
    /// [`LoadError::Invalid`] when any file has a problem.
    pub fn of_files(files: &Files) -> Result<Self, LoadError> {
        reading::load(files)
    }

    pub(crate) fn new(parts: Parts) -> Self {
        Self { parts }
    }

    /// All records, by id.
    pub fn records(&self) -> impl ExactSizeIterator<Item = &ServiceRecord> {
        self.parts.records.values()
    }

    /// A record by its id.
    #[must_use]
    pub fn record(&self, id: &RecordId) -> Option<&ServiceRecord> {
        self.parts.records.get(id)
    }

    /// How people ask of every record and every life event: its own questions, then other phrasings.
    pub fn asked(&self) -> impl Iterator<Item = (&RecordId, [&Questions; 2])> {
        let of_records = self.records().map(|record| (&record.id, [&record.questions, &record.phrasings]));
        let of_events = self.life_events().map(|event| (&event.id, [&event.questions, &event.phrasings]));
        of_records.chain(of_events)
    }

    /// All life events, by id.
    pub fn life_events(&self) -> impl ExactSizeIterator<Item = &LifeEvent> {
        self.parts.life_events.values()
    }

    /// A life event by its id.
    #[must_use]
    pub fn life_event(&self, id: &RecordId) -> Option<&LifeEvent> {
        self.parts.life_events.get(id)
    }

    /// The name of a body; every key that a record names is known.
    #[must_use]
    pub fn agency(&self, key: &str) -> Option<&Text> {
        find(&self.parts.agencies, key)
    }

    /// All bodies with their names, in the order of the file.
    #[must_use]
    pub fn agencies(&self) -> &[(String, Text)] {
        &self.parts.agencies
    }

    /// The name of a category; every key that a record names is known.
    #[must_use]
    pub fn category(&self, key: &str) -> Option<&Text> {
        find(&self.parts.categories, key)
    }

    /// All categories with their names, in the order of the first page.
    #[must_use]
    pub fn categories(&self) -> &[(String, Text)] {
        &self.parts.categories
    }

    /// The base calculation amount in force on a day.
    #[must_use]
    pub fn bhm_on(&self, day: Date) -> Option<&BhmValue> {
        self.parts.bhm.on(day)
    }

    /// All values of the base calculation amount.
    #[must_use]
    pub fn bhm(&self) -> &BhmTable {
        &self.parts.bhm
    }

    /// A SHA-256 of all files, in hexadecimal; changes with any of them.
    #[must_use]
    pub fn fingerprint(&self) -> &str {
        &self.parts.fingerprint
    }
}

fn find<'n>(names: &'n [(String, Text)], key: &str) -> Option<&'n Text> {
    names.iter().find(|(known, _)| known == key).map(|(_, name)| name)
}
