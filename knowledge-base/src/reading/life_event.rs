//! A life event from its file.

use std::collections::BTreeSet;

use super::{
    facts,
    node::{Node, parse},
    problem::Problems,
    record::{identifier, questions},
};
use crate::{
    RecordId,
    life_event::{LifeEvent, LifeStep},
    record::Questions,
};

/// A list needs at least so many steps; one service is a record.
const LEAST_STEPS: usize = 2;

/// Reads a life event's file; `None` (and problems) when anything in it is wrong.
pub(crate) fn read(file: &str, text: &str, problems: &Problems) -> Option<LifeEvent> {
    let yaml = parse(file, text, problems)?;
    let root = Node::root(&yaml, file, problems);
    let fields = root.fields()?;
    let id = fields.required("id").and_then(|node| identifier(&node, file));
    let [title, summary] = ["title", "summary"].map(|name| fields.required(name).and_then(|node| facts::text(&node)));
    let steps = fields.required("steps").and_then(|node| steps(&node));
    let questions = fields.required("questions").and_then(|node| questions(&node));
    fields.finish();
    let phrasings = Questions::default();
    Some(LifeEvent { id: id?, title: title?, summary: summary?, steps: steps?, questions: questions?, phrasings })
}

fn steps(node: &Node<'_>) -> Option<Vec<LifeStep>> {
    let items = node.items()?;
    let steps: Vec<LifeStep> = items.iter().filter_map(step).collect();
    let records: BTreeSet<&RecordId> = steps.iter().map(|step| &step.record).collect();
    if records.len() < steps.len() {
        return node.problem("the list names a record twice", "keep one of the two steps");
    }
    if items.len() < LEAST_STEPS {
        return node.problem("the list has fewer than two steps", "name the services that belong to the situation");
    }
    (steps.len() == items.len()).then_some(steps)
}

fn step(node: &Node<'_>) -> Option<LifeStep> {
    let fields = node.fields()?;
    let record = fields.required("record").and_then(|node| node.parsed("the id of a record", RecordId::parse));
    let line = fields.required("line").and_then(|node| facts::text(&node));
    fields.finish();
    Some(LifeStep { record: record?, line: line? })
}
