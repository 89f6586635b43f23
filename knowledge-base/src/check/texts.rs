//! Every text of a file with its place, for checks that do not care what a text is for.

use crate::{
    KnowledgeBase, LifeEvent, ServiceRecord, Text,
    fact::{Case, ChannelKind},
    record::Questions,
};

use super::{file_of_life_event, file_of_record};

/// The texts of one file.
pub(super) struct Sheet {
    /// The file, relative to the folder of the records.
    pub(super) file: String,
    /// Its texts.
    pub(super) places: Vec<Place>,
    /// Its questions; none in a table.
    pub(super) questions: Questions,
}

/// One text in three languages.
pub(super) struct Place {
    /// The field, with its place in lists.
    pub(super) field: String,
    /// What the text is for.
    pub(super) kind: Kind,
    /// The text.
    pub(super) text: Text,
}

/// What a text is for, as far as checks differ by it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// A name: of a service, a body, a category.
    Name,
    /// Summary or steps: no fact that is typed elsewhere belongs here.
    Telling,
    /// The condition of a typed fact.
    Condition,
    /// Where sources differ: values stand here on purpose.
    Conflict,
    /// Any other text.
    Other,
}

impl Sheet {
    pub(super) fn of_record(record: &ServiceRecord) -> Self {
        let mut places = Vec::new();
        let mut add = |field: String, kind, text: &Text| places.push(Place { field, kind, text: text.clone() });
        add("title".to_owned(), Kind::Name, &record.title);
        add("summary".to_owned(), Kind::Telling, &record.summary);
        for (field, text) in [("eligibility", &record.eligibility), ("result", &record.result)] {
            text.iter().for_each(|text| add(field.to_owned(), Kind::Other, text));
        }
        let lists = [
            ("documents", Kind::Other, record.documents.as_deref().unwrap_or_default()),
            ("steps", Kind::Telling, &record.steps),
            ("notes", Kind::Other, &record.notes),
            ("conflicts", Kind::Conflict, &record.conflicts),
        ];
        for (field, kind, texts) in lists {
            texts.iter().enumerate().for_each(|(index, text)| add(format!("{field}[{index}]"), kind, text));
        }
        let conditions = [
            ("fee", conditions(&record.fee)),
            ("duration", conditions(&record.duration)),
            ("validity", conditions(&record.validity)),
        ];
        for (field, texts) in conditions {
            texts.into_iter().for_each(|(index, text)| add(format!("{field}[{index}].when"), Kind::Condition, text));
        }
        for (index, channel) in record.channels.iter().enumerate() {
            let place = if let ChannelKind::Place(place) = &channel.kind { Some(place) } else { None };
            place.iter().for_each(|text| add(format!("channels[{index}].place"), Kind::Other, text));
            channel.note.iter().for_each(|text| add(format!("channels[{index}].note"), Kind::Other, text));
        }
        for (index, contact) in record.contacts.iter().enumerate() {
            contact.label.iter().for_each(|text| add(format!("contacts[{index}].label"), Kind::Name, text));
        }
        for (index, act) in record.legal_basis.iter().enumerate() {
            act.title.iter().for_each(|text| add(format!("legal_basis[{index}].title"), Kind::Name, text));
        }
        Self { file: file_of_record(record), places, questions: record.questions.clone() }
    }

    pub(super) fn of_life_event(event: &LifeEvent) -> Self {
        let place = |field: String, kind, text: &Text| Place { field, kind, text: text.clone() };
        let mut places = vec![
            place("title".to_owned(), Kind::Name, &event.title),
            place("summary".to_owned(), Kind::Telling, &event.summary),
        ];
        let steps = event.steps.iter().enumerate();
        places.extend(steps.map(|(index, step)| place(format!("steps[{index}].line"), Kind::Telling, &step.line)));
        Self { file: file_of_life_event(event), places, questions: event.questions.clone() }
    }

    pub(super) fn of_tables(base: &KnowledgeBase) -> impl Iterator<Item = Self> {
        let table = |file: &str, names: &[(String, Text)]| {
            let place =
                |(key, name): &(String, Text)| Place { field: key.clone(), kind: Kind::Name, text: name.clone() };
            Self { file: file.to_owned(), places: names.iter().map(place).collect(), questions: Questions::default() }
        };
        [table("agencies.yaml", base.agencies()), table("categories.yaml", base.categories())].into_iter()
    }
}

fn conditions<T>(cases: &[Case<T>]) -> Vec<(usize, &Text)> {
    cases.iter().enumerate().filter_map(|(index, case)| Some((index, case.when.as_ref()?))).collect()
}
