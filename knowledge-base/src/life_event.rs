//! A situation of life and the services that belong to it, in order.

use crate::{RecordId, Text, record::Questions};

/// A situation in which a person needs several services: a child is born, papers are lost, a firm is founded.
///
/// It holds no facts of its own: each step names a record, and what the service costs or takes is that record's to say.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LifeEvent {
    /// The identifier; no record has the same.
    pub id: RecordId,
    /// The situation in a few words.
    pub title: Text,
    /// One or two sentences before the list.
    pub summary: Text,
    /// What to do, in order; at least two steps, and no record twice.
    pub steps: Vec<LifeStep>,
    /// How people tell of it.
    pub questions: Questions,
    /// Other ways in which people have told of it, as typed; from the folder `phrasings`.
    pub phrasings: Questions,
}

/// A service on the way.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LifeStep {
    /// The record.
    pub record: RecordId,
    /// One line on why or when it is needed.
    pub line: Text,
}
