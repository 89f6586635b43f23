//! A draft record from the pages of one service.

use std::{
    collections::BTreeMap,
    fmt::{self, Write as _},
    io,
    path::Path,
};

use jiff::civil::Date;

use super::{
    clean::{clean, one_line},
    page::{Page, services},
    sections::{Label, says_nothing, sections},
    values,
};
use crate::{Language, RecordId};

/// A draft of a record, with what an editor has to look at.
#[derive(Clone, Debug)]
pub struct Draft {
    /// The id that the draft proposes.
    pub id: RecordId,
    /// The record as far as it is known.
    pub yaml: String,
    /// The pages' own text.
    pub source_text: String,
    /// How many facts were typed.
    pub facts: usize,
    /// What was not understood.
    pub unparsed: Vec<Unparsed>,
}

/// A value that was not understood, or that differs between the languages.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unparsed {
    /// The field that it belongs to.
    pub field: &'static str,
    /// The language of the page; `None` when languages differ.
    pub language: Option<Language>,
    /// The value as written.
    pub value: String,
    /// Why it was left out.
    pub why: &'static str,
}

impl fmt::Display for Unparsed {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let language = self.language.map_or("all", Language::code);
        write!(formatter, "{} ({language}): {}: {}", self.field, self.why, one_line(&self.value))
    }
}

const NOT_UNDERSTOOD: &str = "not understood";
const DIFFERS: &str = "the languages differ";

impl Draft {
    /// Writes `<id>.yaml` and `<id>.txt` into a folder, each whole or not at all.
    ///
    /// # Errors
    /// [`io::ErrorKind::AlreadyExists`] when the draft is there and `force` is not set; anything that writing meets.
    pub fn write(&self, folder: &Path, force: bool) -> io::Result<()> {
        for (extension, text) in [("txt", &self.source_text), ("yaml", &self.yaml)] {
            let path = folder.join(format!("{}.{extension}", self.id));
            if path.exists() && !force {
                return Err(io::ErrorKind::AlreadyExists.into());
            }
            let mut new = tempfile::NamedTempFile::new_in(folder)?;
            io::Write::write_all(&mut new, text.as_bytes())?;
            new.persist(&path).map_err(|error| error.error)?;
        }
        Ok(())
    }
}

/// One draft for each service of a catalogue; `checked` is the day on which the catalogue was taken.
#[must_use]
pub fn drafts(pages: &[Page], checked: Date) -> Vec<Draft> {
    services(pages).iter().filter_map(|pages| Builder::new(pages).build(checked)).collect()
}

/// A fact as lines of YAML, read from a section in a language.
type Read = fn(&str, Language) -> Option<Vec<String>>;

struct Builder<'p> {
    pages: BTreeMap<Language, &'p Page>,
    sections: BTreeMap<Language, BTreeMap<Label, String>>,
    yaml: String,
    facts: usize,
    unparsed: Vec<Unparsed>,
}

impl<'p> Builder<'p> {
    fn new(pages: &[&'p Page]) -> Self {
        let pages: BTreeMap<Language, &Page> = pages.iter().map(|page| (page.language, *page)).collect();
        let of_page = |(language, page): (&Language, &&Page)| (*language, sections(&clean(&page.content, *language)));
        let sections = pages.iter().map(of_page).collect();
        Self { pages, sections, yaml: String::new(), facts: 0, unparsed: Vec::new() }
    }

    fn build(mut self, checked: Date) -> Option<Draft> {
        let id = self.id()?;
        let first = *self.pages.values().next()?;
        self.line(&format!("id: {id}"));
        self.line("# missing: category, agencies, confidence, questions");
        for language in Language::ALL {
            if self.pages.contains_key(&language) {
                continue;
            }
            self.line(&format!("# missing: {}", language.code()));
        }
        self.texts("title", |page| page.title.clone());
        self.texts("summary", |page| {
            if page.description.trim().is_empty() { page.title.clone() } else { page.description.clone() }
        });
        self.section("agencies", Label::Body, |_, _| None, |_| String::new());
        self.section("audience", Label::Users, values::users, |keys| format!("audience: [{}]", keys.join(", ")));
        self.section("fee", Label::Fee, values::fee, |cases| list("fee", cases));
        self.section("duration", Label::Term, values::time, |cases| list("duration", cases));
        self.section("validity", Label::Validity, values::time, |cases| list("validity", cases));
        self.items("documents", Label::Documents);
        self.items("steps", Label::Steps);
        self.section(
            "contacts",
            Label::Contact,
            |text, _| values::phones(text),
            |phones| {
                let quoted: Vec<String> = phones.iter().map(|phone| format!("phone: \"{phone}\"")).collect();
                list("contacts", &quoted)
            },
        );
        self.section("legal_basis", Label::Basis, values::acts, |acts| list("legal_basis", acts));
        self.line(&format!("links:\n  portal: {}", first.url));
        self.line(&format!("sources:\n  - url: {}\n    seen: {checked}\nchecked: {checked}", first.url));
        let source_text = self.pages.values().map(|page| format!("{}\n{}\n\n{}\n", page.url, page.title, page.content));
        let source_text = source_text.collect::<Vec<_>>().join("\n");
        Some(Draft { id, yaml: self.yaml, source_text, facts: self.facts, unparsed: self.unparsed })
    }

    /// The catalogue's own name where a record may have it, else the title in Latin letters.
    fn id(&self) -> Option<RecordId> {
        let page = self.pages.values().next()?;
        if page.id.chars().all(|c| c.is_ascii_digit()) && !page.id.is_empty() {
            return RecordId::parse(&format!("service-{}", page.id));
        }
        if let Some(id) = RecordId::parse(&page.id) {
            return Some(id);
        }
        let titled = [Language::En, Language::Uz].iter().find_map(|language| self.pages.get(language)).unwrap_or(page);
        let plain: String =
            clean(&titled.title, titled.language).to_lowercase().chars().filter(|c| !matches!(c, 'ʻ' | 'ʼ')).collect();
        let words: Vec<&str> =
            plain.split(|c: char| !c.is_ascii_alphanumeric()).filter(|word| !word.is_empty()).collect();
        let mut slug = String::new();
        for word in words {
            if slug.len() + word.len() >= LONGEST_ID {
                break;
            }
            let gap = if slug.is_empty() { "" } else { "-" };
            let _ = write!(slug, "{gap}{word}");
        }
        RecordId::parse(&slug)
    }

    fn line(&mut self, text: &str) {
        self.yaml.push_str(text);
        self.yaml.push('\n');
    }

    /// A text of every page.
    fn texts(&mut self, field: &str, of: impl Fn(&Page) -> String) {
        self.line(&format!("{field}:"));
        let lines: Vec<String> = self
            .pages
            .iter()
            .map(|(language, page)| {
                format!("  {}: {}", language.code(), quoted(&one_line(&clean(&of(page), *language))))
            })
            .collect();
        lines.iter().for_each(|line| self.line(line));
    }

    /// A typed fact: what the languages say has to be the same.
    fn section(&mut self, field: &'static str, label: Label, read: Read, write: impl Fn(&[String]) -> String) {
        let mut values: Vec<Vec<String>> = Vec::new();
        let mut failed = Vec::new();
        for (language, sections) in &self.sections {
            let Some(text) = sections.get(&label) else { continue };
            match read(text, *language) {
                Some(value) => values.push(value),
                None => {
                    failed.push(Unparsed {
                        field,
                        language: Some(*language),
                        value: text.clone(),
                        why: NOT_UNDERSTOOD,
                    });
                }
            }
        }
        values.dedup();
        match values.as_slice() {
            [] => {}
            [value] => {
                self.facts += 1;
                let written = write(value);
                self.line(&written);
            }
            several => {
                let value = several.iter().map(|value| value.join(", ")).collect::<Vec<_>>().join(" / ");
                failed.push(Unparsed { field, language: None, value, why: DIFFERS });
            }
        }
        self.leave_out(failed);
    }

    /// A list of texts: the languages have to name as many.
    fn items(&mut self, field: &'static str, label: Label) {
        let mut lists: BTreeMap<Language, Vec<String>> = BTreeMap::new();
        for (language, sections) in &self.sections {
            let Some(text) = sections.get(&label) else { continue };
            let nothing = label == Label::Documents && says_nothing(text, *language);
            lists.insert(*language, if nothing { Vec::new() } else { values::items(text) });
        }
        let lengths: Vec<usize> = lists.values().map(Vec::len).collect();
        let Some(count) = lengths.first().copied() else { return };
        if lengths.iter().any(|length| *length != count) {
            let of = |(language, items): (&Language, &Vec<String>)| Unparsed {
                field,
                language: Some(*language),
                value: items.join("; "),
                why: "the languages name different numbers of items",
            };
            let failed = lists.iter().map(of).collect();
            return self.leave_out(failed);
        }
        self.facts += 1;
        if count == 0 {
            return self.line(&format!("{field}: []"));
        }
        self.line(&format!("{field}:"));
        for place in 0..count {
            let of = |(language, items): (&Language, &Vec<String>)| {
                format!("{}: {}", language.code(), quoted(&items[place]))
            };
            let texts: Vec<String> = lists.iter().map(of).collect();
            self.line(&format!("  - {}", texts.join("\n    ")));
        }
    }

    /// What was not understood stands as a remark at its place.
    fn leave_out(&mut self, failed: Vec<Unparsed>) {
        for one in &failed {
            self.line(&format!("# unparsed {one}"));
        }
        self.unparsed.extend(failed);
    }
}

/// An id ends before so many letters.
const LONGEST_ID: usize = 60;

fn list(field: &str, items: &[String]) -> String {
    let items: Vec<String> = items.iter().map(|item| format!("  - {item}")).collect();
    format!("{field}:\n{}", items.join("\n"))
}

/// A text in quotes, as YAML and JSON both read it.
fn quoted(text: &str) -> String {
    serde_json::to_string(text).unwrap_or_default()
}
