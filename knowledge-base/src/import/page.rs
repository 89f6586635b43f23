//! The pages of a catalogue, and which of them tell of one service.

use std::{
    collections::{BTreeMap, btree_map::Entry},
    fmt,
    io::{self, BufRead},
};

use serde::{Deserialize, Deserializer, de};
use thiserror::Error;
use url::Url;

use crate::{Language, Locale};

/// One line of a catalogue: what a portal says of a service in a language. Keys beyond these are not read.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct Page {
    /// What the catalogue calls the service, a number or a name; empty where it names none.
    #[serde(default, deserialize_with = "name_or_number")]
    pub id: String,
    /// The address of the page.
    #[serde(deserialize_with = "address")]
    pub url: String,
    /// Its language; Uzbek in either script.
    #[serde(rename = "lang", deserialize_with = "language")]
    pub language: Language,
    /// The name of the service.
    pub title: String,
    /// A sentence on it; may be empty.
    #[serde(default, deserialize_with = "text_or_nothing")]
    pub description: String,
    /// All text of the page.
    pub content: String,
}

/// A line that is no page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BadLine {
    /// The line, from 1.
    pub line: usize,
    /// What is wrong with it.
    pub what: String,
}

impl fmt::Display for BadLine {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "line {}: {}", self.line, self.what)
    }
}

/// Why a catalogue could not be read.
#[derive(Debug, Error)]
pub enum ImportError {
    /// The file broke off.
    #[error("cannot read the catalogue: {0}; check the file and the disk")]
    Unreadable(#[from] io::Error),
    /// Lines that are no pages, all of them.
    #[error("{} of the catalogue cannot be read; write one page a line, with url, lang, title and content:\n{}", lines(.0.len()), list(.0))]
    BadLines(Vec<BadLine>),
}

fn lines(count: usize) -> String {
    if count == 1 { "1 line".to_owned() } else { format!("{count} lines") }
}

fn list(bad: &[BadLine]) -> String {
    bad.iter().map(|line| format!("  {line}")).collect::<Vec<_>>().join("\n")
}

/// Reads a catalogue of one JSON object a line; empty lines are passed over.
///
/// # Errors
/// [`ImportError::BadLines`] with every line that is no page; [`ImportError::Unreadable`] when the file cannot be read.
pub fn read_pages(catalogue: impl BufRead) -> Result<Vec<Page>, ImportError> {
    const BYTE_ORDER_MARK: &[u8] = b"\xEF\xBB\xBF";
    let (mut pages, mut bad) = (Vec::new(), Vec::new());
    for (index, line) in catalogue.split(b'\n').enumerate() {
        let line = line?;
        let line = line.strip_prefix(BYTE_ORDER_MARK).unwrap_or(&line);
        if line.trim_ascii().is_empty() {
            continue;
        }
        match serde_json::from_slice(line) {
            Ok(page) => pages.push(page),
            Err(error) => bad.push(BadLine { line: index + 1, what: without_place(&error) }),
        }
    }
    if bad.is_empty() { Ok(pages) } else { Err(ImportError::BadLines(bad)) }
}

/// The message of a JSON error without its own line, which is 1 for every line of a catalogue.
fn without_place(error: &serde_json::Error) -> String {
    let message = error.to_string();
    message.split(" at line ").next().unwrap_or(&message).to_owned()
}

fn name_or_number<'d, D: Deserializer<'d>>(deserializer: D) -> Result<String, D::Error> {
    #[derive(Deserialize)]
    #[serde(untagged)]
    enum Written {
        Name(String),
        Number(u64),
        Nothing(()),
    }
    Ok(match Written::deserialize(deserializer)? {
        Written::Name(name) => name.trim().to_owned(),
        Written::Number(number) => number.to_string(),
        Written::Nothing(()) => String::new(),
    })
}

fn text_or_nothing<'d, D: Deserializer<'d>>(deserializer: D) -> Result<String, D::Error> {
    Ok(Option::deserialize(deserializer)?.unwrap_or_default())
}

fn language<'d, D: Deserializer<'d>>(deserializer: D) -> Result<Language, D::Error> {
    let tag = String::deserialize(deserializer)?;
    let unknown = || de::Error::custom(format!("`{tag}` is no language of the records, write uz, ru or en"));
    Locale::from_tag(&tag).map(Locale::language).ok_or_else(unknown)
}

fn address<'d, D: Deserializer<'d>>(deserializer: D) -> Result<String, D::Error> {
    let written = String::deserialize(deserializer)?;
    let url = link(&written).ok_or_else(|| de::Error::custom(format!("`{written}` is no address of a page")))?;
    Ok(url.to_string())
}

/// An address of the web that a record may name.
pub(super) fn link(written: &str) -> Option<Url> {
    let url = Url::parse(written.trim()).ok()?;
    (matches!(url.scheme(), "http" | "https") && url.host_str().is_some_and(|host| host.contains('.'))).then_some(url)
}

/// An address without what differs between the languages of one page: the segment with the language, scheme and fragment.
pub(super) fn without_language(address: &str) -> String {
    let Ok(url) = Url::parse(address) else { return address.to_owned() };
    let mut segments: Vec<&str> = url.path().split('/').filter(|segment| !segment.is_empty()).collect();
    if let Some(place) = segments.iter().position(|segment| Locale::from_tag(segment).is_some()) {
        segments.remove(place);
    }
    let host = url.host_str().unwrap_or_default();
    format!("{host}/{}?{}", segments.join("/"), url.query().unwrap_or_default())
}

/// The pages of each service, in the order of the catalogue: pages belong together by their id or by their address.
pub(super) fn services(pages: &[Page]) -> Vec<Vec<&Page>> {
    let mut group_of_key: BTreeMap<(bool, String), usize> = BTreeMap::new();
    let mut groups: Vec<Vec<&Page>> = Vec::new();
    for page in pages {
        let by_id = (!page.id.is_empty()).then(|| (true, page.id.clone()));
        let keys = by_id.into_iter().chain([(false, without_language(&page.url))]);
        let own = groups.len();
        groups.push(vec![page]);
        for key in keys {
            match group_of_key.entry(key) {
                Entry::Vacant(free) => {
                    free.insert(own);
                }
                Entry::Occupied(taken) => join(&mut groups, *taken.get(), own),
            }
        }
        // A page that joined two groups by its two keys has made them one: keys of the emptied groups lead to the full one.
        let home = groups.iter().position(|group| group.iter().any(|member| std::ptr::eq(*member, page)));
        let full = home.unwrap_or(own);
        group_of_key.values_mut().filter(|group| groups[**group].is_empty()).for_each(|group| *group = full);
    }
    groups.retain(|group| !group.is_empty());
    groups
}

/// Moves the pages of the later of two groups to the earlier one.
fn join(groups: &mut [Vec<&Page>], one: usize, other: usize) {
    let (first, last) = (one.min(other), one.max(other));
    if first != last {
        let moved = std::mem::take(&mut groups[last]);
        groups[first].extend(moved);
    }
}
