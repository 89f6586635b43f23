//! Phrasings: other ways in which people have asked, kept beside the records.
//!
//! An editor writes a handful of questions into a record; the search lives on many more, as they were really typed. They lie by
//! category in `phrasings/`, so that records stay readable, and may be misspelt and of mixed languages on purpose.

use super::{
    node::{Node, parse},
    problem::Problems,
};
use crate::{RecordId, record::Questions};

/// The phrasings of one record or life event in one file.
pub(super) struct Phrasing {
    pub(super) of: RecordId,
    pub(super) questions: Questions,
    file: String,
    line: usize,
}

impl Phrasing {
    /// Tells that there is neither a record nor a life event of this id.
    pub(super) fn of_nothing(&self, problems: &Problems) {
        let what = format!("`{}` is not known", self.of);
        problems.add(&self.file, self.line, self.of.as_str(), &what, "name an existing record or life event");
    }
}

/// Reads a file of phrasings: lists of questions by language, by id.
pub(super) fn read(file: &str, text: &str, problems: &Problems) -> Vec<Phrasing> {
    read_entries(file, text, problems).unwrap_or_default()
}

fn read_entries(file: &str, text: &str, problems: &Problems) -> Option<Vec<Phrasing>> {
    let yaml = parse(file, text, problems)?;
    let entries = Node::root(&yaml, file, problems).entries()?;
    let line_of =
        |id: &str| text.lines().position(|line| line.strip_prefix(id).is_some_and(|rest| rest.starts_with(':')));
    let phrasing = |(id, node): (&str, Node<'_>)| {
        let Some(of) = RecordId::parse(id) else {
            return node.problem(&format!("`{id}` is no id"), "name an existing record or life event");
        };
        Some(Phrasing {
            of,
            questions: questions(&node)?,
            file: file.to_owned(),
            line: line_of(id).map_or(1, |index| index + 1),
        })
    };
    Some(entries.into_iter().filter_map(phrasing).collect())
}

/// Every language is optional here.
fn questions(node: &Node<'_>) -> Option<Questions> {
    let fields = node.fields()?;
    let [uz, ru, en] = ["uz", "ru", "en"].map(|language| fields.list(language, |node| node.text().map(str::to_owned)));
    fields.finish();
    Some(Questions { uz, ru, en })
}
