//! What changed between two states of a file, line by line.

use similar::{ChangeTag, TextDiff};

/// Lines shown around a change.
const AROUND: usize = 1;

/// A line of a difference.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Line {
    /// The line from which the next ones stand, from 1 in the newer file.
    From(usize),
    /// It stands in both.
    Same(String),
    /// It was taken out.
    Removed(String),
    /// It was put in.
    Added(String),
}

/// The changed lines between two texts, each change with a line around it.
#[must_use]
pub fn difference(before: &str, after: &str) -> Vec<Line> {
    let compared = TextDiff::from_lines(before, after);
    let mut lines = Vec::new();
    for group in compared.grouped_ops(AROUND) {
        if let Some(first) = group.first() {
            lines.push(Line::From(first.new_range().start + 1));
        }
        for change in group.iter().flat_map(|operation| compared.iter_changes(operation)) {
            let text = change.value().trim_end().to_owned();
            lines.push(match change.tag() {
                ChangeTag::Equal => Line::Same(text),
                ChangeTag::Delete => Line::Removed(text),
                ChangeTag::Insert => Line::Added(text),
            });
        }
    }
    lines
}
