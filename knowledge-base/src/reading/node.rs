//! A place in a YAML file: the value, its line and its name, with reports to the shared list of problems.

use std::cell::RefCell;

use saphyr::{MarkedYaml, Scalar, YamlData, YamlLoader};
use saphyr_parser::Parser;

use super::problem::Problems;

/// Reads the one document of a file, scalars kept as they are written.
pub(crate) fn parse<'t>(file: &str, text: &'t str, problems: &Problems) -> Option<MarkedYaml<'t>> {
    let mut loader: YamlLoader<'t, MarkedYaml<'t>> = YamlLoader::default();
    loader.early_parse(false);
    let outcome = Parser::new_from_str(text).load(&mut loader, true);
    if let Some(error) = outcome.err().or_else(|| loader.error().cloned()) {
        let line = error.marker().line();
        problems.add(
            file,
            line,
            "file",
            &format!("this is not YAML: {}", error.info()),
            "mend the line or put the text in quotes",
        );
        return None;
    }
    let mut documents = loader.into_documents();
    if documents.len() != 1 {
        problems.add(file, 1, "file", "the file holds no single document", "write one record a file");
        return None;
    }
    documents.pop()
}

/// A value in a file.
#[derive(Clone)]
pub(crate) struct Node<'y> {
    yaml: &'y MarkedYaml<'y>,
    file: &'y str,
    field: String,
    problems: &'y Problems,
}

impl<'y> Node<'y> {
    pub(crate) fn root(yaml: &'y MarkedYaml<'y>, file: &'y str, problems: &'y Problems) -> Self {
        Self { yaml, file, field: String::new(), problems }
    }

    /// Reports a problem of this value; returns `None` so that readers can end with it.
    pub(crate) fn problem<T>(&self, what: &str, remedy: &str) -> Option<T> {
        let field = if self.field.is_empty() { "file" } else { &self.field };
        self.problems.add(self.file, self.yaml.span.start.line(), field, what, remedy);
        None
    }

    /// The text of a scalar that is not empty, trimmed.
    pub(crate) fn text(&self) -> Option<&'y str> {
        let text = match &self.yaml.data {
            YamlData::Representation(text, ..) => text.as_ref(),
            YamlData::Value(Scalar::String(text)) => text.as_ref(),
            _ => return self.problem("a text is expected here", "write one value, in quotes if it has a colon"),
        };
        let text = text.trim();
        if text.is_empty() {
            return self.problem("the value is empty", "write it, or leave the whole field out");
        }
        Some(text)
    }

    /// The text of a scalar, if it is one; no problem otherwise.
    pub(crate) fn as_scalar(&self) -> Option<&'y str> {
        match &self.yaml.data {
            YamlData::Representation(text, ..) => Some(text.trim()),
            _ => None,
        }
    }

    /// The items of a list.
    pub(crate) fn items(&self) -> Option<Vec<Self>> {
        let YamlData::Sequence(items) = &self.yaml.data else {
            return self.problem("a list is expected here", "begin each item with `- `");
        };
        let item = |(index, yaml)| Self { yaml, field: format!("{}[{index}]", self.field), ..self.clone() };
        Some(items.iter().enumerate().map(item).collect())
    }

    /// The fields of a mapping, each to be taken by its name.
    pub(crate) fn fields(&self) -> Option<Fields<'y>> {
        Some(Fields { node: self.clone(), entries: RefCell::new(self.entries()?) })
    }

    /// The names and values of a mapping, in order.
    pub(crate) fn entries(&self) -> Option<Vec<(&'y str, Self)>> {
        let YamlData::Mapping(mapping) = &self.yaml.data else {
            return self.problem("named fields are expected here", "write `name: value` lines");
        };
        let mut entries = Vec::new();
        for (key, value) in mapping {
            let Some(name) = (Self { yaml: key, ..self.clone() }).text() else { continue };
            let field = if self.field.is_empty() { name.to_owned() } else { format!("{}.{name}", self.field) };
            entries.push((name, Self { yaml: value, field, ..self.clone() }));
        }
        Some(entries)
    }

    /// A value of the given form.
    pub(crate) fn parsed<T>(&self, form: &str, parse: impl FnOnce(&str) -> Option<T>) -> Option<T> {
        let text = self.text()?;
        parse(text).or_else(|| self.problem(&format!("`{text}` is not {form}"), &format!("write {form}")))
    }
}

/// The fields of a mapping; each is taken once, and what is left at the end is unknown.
pub(crate) struct Fields<'y> {
    node: Node<'y>,
    entries: RefCell<Vec<(&'y str, Node<'y>)>>,
}

impl<'y> Fields<'y> {
    /// A field that may be absent.
    pub(crate) fn optional(&self, name: &str) -> Option<Node<'y>> {
        let mut entries = self.entries.borrow_mut();
        let index = entries.iter().position(|(key, _)| *key == name)?;
        Some(entries.swap_remove(index).1)
    }

    /// A field that has to be there.
    pub(crate) fn required(&self, name: &str) -> Option<Node<'y>> {
        self.optional(name)
            .or_else(|| self.node.problem(&format!("the field `{name}` is missing"), &format!("add `{name}:`")))
    }

    /// The items of a list that may be absent, each read by `read`; items with problems are left out (and reported).
    pub(crate) fn list<T>(&self, name: &str, read: impl Fn(&Node<'y>) -> Option<T>) -> Vec<T> {
        let items = self.optional(name).and_then(|node| node.items()).unwrap_or_default();
        items.iter().filter_map(read).collect()
    }

    /// Reports every field that nobody took.
    pub(crate) fn finish(self) {
        let known = "remove it or mend its name (docs/records.md lists the fields)";
        for (name, node) in self.entries.into_inner() {
            node.problem::<()>(&format!("unknown field `{name}`"), known);
        }
    }
}
