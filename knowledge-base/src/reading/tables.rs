//! The shared tables, and the checks of records against them and one another.

use std::collections::BTreeMap;

use rust_decimal::Decimal;

use super::{
    Files, LIFE_EVENTS, facts,
    node::{Node, parse},
    problem::Problems,
};
use crate::{
    LifeEvent, RecordId, ServiceRecord, Text,
    bhm::{BhmTable, BhmValue},
};

/// Names by key, in the order of the file.
pub(crate) type Names = Vec<(String, Text)>;

/// A table of names in three languages.
pub(crate) fn names(files: &Files, file: &str, problems: &Problems) -> Names {
    read_names(files, file, problems).unwrap_or_default()
}

fn read_names(files: &Files, file: &str, problems: &Problems) -> Option<Names> {
    let text = present(files, file, problems)?;
    let yaml = parse(file, text, problems)?;
    let entries = Node::root(&yaml, file, problems).entries()?;
    Some(entries.into_iter().filter_map(|(key, node)| Some((key.to_owned(), facts::text(&node)?))).collect())
}

/// The values of the BHM.
pub(crate) fn bhm(files: &Files, problems: &Problems) -> Option<BhmTable> {
    const FILE: &str = "bhm.yaml";
    let text = present(files, FILE, problems)?;
    let yaml = parse(FILE, text, problems)?;
    let root = Node::root(&yaml, FILE, problems);
    let values = root.items()?.iter().filter_map(bhm_value).collect();
    BhmTable::new(values)
        .or_else(|| root.problem("the table is empty or names one day twice", "write one value for each day"))
}

fn bhm_value(node: &Node<'_>) -> Option<BhmValue> {
    let fields = node.fields()?;
    let uzs =
        fields.required("uzs").and_then(|node| node.parsed("a sum in soum", |written| written.parse::<Decimal>().ok()));
    let from = fields.optional("from").and_then(|node| facts::date(&node));
    let seen = fields.optional("seen").and_then(|node| facts::date(&node));
    let source = fields.required("source").and_then(|node| facts::link(&node));
    fields.finish();
    let Some(since) = from.or(seen) else {
        return node.problem("the value has no day", "add `from` (effective date) or `seen`");
    };
    Some(BhmValue { uzs: uzs?, since, since_is_effective_date: from.is_some(), source: source? })
}

fn present<'f>(files: &'f Files, file: &str, problems: &Problems) -> Option<&'f str> {
    let text = files.get(file);
    if text.is_none() {
        problems.add(file, 1, "file", "the table is missing", "restore the file in the folder of the records");
    }
    text
}

/// What records may refer to.
pub(crate) struct Known<'k> {
    pub(crate) agencies: &'k Names,
    pub(crate) categories: &'k Names,
    pub(crate) records: &'k BTreeMap<RecordId, ServiceRecord>,
}

impl Known<'_> {
    /// Checks every reference of a record.
    pub(crate) fn check(&self, record: &ServiceRecord, files: &Files, problems: &Problems) {
        let file = format!("{}/{}.yaml", record.category, record.id);
        let unknown = |field: &str, value: &str, remedy: &str| {
            let line = line_of(files.get(&file).unwrap_or_default(), value);
            problems.add(&file, line, field, &format!("`{value}` is not known"), remedy);
        };
        if !has(self.categories, &record.category) {
            unknown("category", &record.category, "add it to categories.yaml or mend it");
        }
        let of_contacts = record.contacts.iter().filter_map(|contact| contact.agency.as_ref());
        for agency in record.agencies.iter().chain(of_contacts).filter(|agency| !has(self.agencies, agency)) {
            unknown("agencies", agency, "add it to agencies.yaml or mend it");
        }
        for id in record.related.iter().filter(|id| !self.records.contains_key(*id) || **id == record.id) {
            unknown("related", id.as_str(), "name another existing record");
        }
    }

    /// Checks every reference of a life event.
    pub(crate) fn check_event(&self, event: &LifeEvent, files: &Files, problems: &Problems) {
        let file = format!("{LIFE_EVENTS}{}.yaml", event.id);
        let text = files.get(&file).unwrap_or_default();
        if let Some(record) = self.records.get(&event.id) {
            let what = format!("the id `{}` is taken by `{}/{}.yaml`", event.id, record.category, record.id);
            problems.add(&file, 1, "id", &what, "give the life event another id");
        }
        for step in event.steps.iter().filter(|step| !self.records.contains_key(&step.record)) {
            let what = format!("`{}` is not known", step.record);
            problems.add(&file, line_of(text, step.record.as_str()), "steps", &what, "name an existing record");
        }
    }
}

fn has(names: &Names, key: &str) -> bool {
    names.iter().any(|(known, _)| known == key)
}

/// The first line that holds a value, from 1.
fn line_of(text: &str, value: &str) -> usize {
    text.lines().position(|line| line.contains(value)).map_or(1, |index| index + 1)
}
