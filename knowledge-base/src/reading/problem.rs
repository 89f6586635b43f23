//! What is wrong in a record file, said to an editor.

use std::{cell::RefCell, fmt};

/// One problem of a file.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Problem {
    /// The file, relative to the folder of the records.
    pub file: String,
    /// The line, from 1.
    pub line: usize,
    /// The field, with its place in lists: `fee[1].when.ru`.
    pub field: String,
    /// What is wrong.
    pub what: String,
    /// What to do about it.
    pub remedy: String,
}

impl fmt::Display for Problem {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { file, line, field, what, remedy } = self;
        write!(formatter, "{file}:{line}: {field}: {what}; {remedy}")
    }
}

/// Problems as they are found; readers share it and go on.
#[derive(Default)]
pub(crate) struct Problems(RefCell<Vec<Problem>>);

impl Problems {
    pub(crate) fn add(&self, file: &str, line: usize, field: &str, what: &str, remedy: &str) {
        self.0.borrow_mut().push(Problem {
            file: file.to_owned(),
            line,
            field: field.to_owned(),
            what: what.to_owned(),
            remedy: remedy.to_owned(),
        });
    }

    pub(crate) fn into_sorted(self) -> Vec<Problem> {
        let mut problems = self.0.into_inner();
        problems.sort();
        problems
    }
}
