//! A draft record: what the pages of one service say, typed where it was understood.

use std::{
    collections::{BTreeMap, BTreeSet},
    fmt,
    io::{self, Write as _},
    path::Path,
};

use jiff::civil::Date;
use tempfile::NamedTempFile;

use super::{
    Page,
    clean::{clean, is_cyrillic, one_line},
    page::{link, without_language},
    sections::{Label, sections},
    texts::Texts,
    values::{self, Merge, act, audience, contact, duration, fee, list},
    yaml::{Sheet, scalar},
};
use crate::{Language, RecordId};

/// A record as far as a catalogue gives it, for an editor to finish.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Draft {
    /// Its identifier; the files bear its name.
    pub id: RecordId,
    /// The record, with a remark for everything that is missing or was not understood.
    pub yaml: String,
    /// What the pages say, as they say it.
    pub source_text: String,
    /// How many fields were typed.
    pub facts: usize,
    /// What was not understood, in the order of the fields.
    pub unparsed: Vec<Unparsed>,
}

/// A value that stands on a page and not in the draft.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unparsed {
    /// The field of the record.
    pub field: &'static str,
    /// The language of the page.
    pub language: Language,
    /// The value on one line; Uzbek in Latin script.
    pub value: String,
    /// Why it was left out.
    pub why: String,
}

impl Unparsed {
    /// The value, or its beginning when it is long: the whole stands in the source text.
    pub(super) fn shown_value(&self) -> String {
        const LONGEST: usize = 160;
        let end = self.value.char_indices().nth(LONGEST).map(|(end, _)| end);
        end.map_or_else(|| self.value.clone(), |end| format!("{}…", &self.value[..end]))
    }
}

impl fmt::Display for Unparsed {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { field, language, why, .. } = self;
        write!(formatter, "{field} ({language}): `{}`: {why}", self.shown_value())
    }
}

/// A page with its sections.
struct Reading<'p> {
    page: &'p Page,
    sections: BTreeMap<Label, String>,
    /// E-mail addresses of the contacts.
    mails: Vec<String>,
}

impl<'p> Reading<'p> {
    fn of(page: &'p Page) -> Self {
        let mut sections = sections(&clean(&page.content, page.language));
        let mut mails = Vec::new();
        for (label, value) in &mut sections {
            if matches!(label, Label::Basis | Label::Contact | Label::Fee | Label::Term) {
                let (kept, addresses) = contact::without_addresses(value);
                *value = kept;
                let is_mail = |address: &String| *label == Label::Contact && !address.contains("://");
                mails.extend(addresses.into_iter().filter(is_mail));
            }
        }
        sections.retain(|_, value| !value.trim().is_empty());
        Self { page, sections, mails }
    }
}

impl Draft {
    /// Makes the draft of one service.
    pub(super) fn of(id: RecordId, pages: &[&Page], checked: Date) -> Self {
        let mut pages = pages.to_vec();
        pages.sort_by_key(|page| (page.language, is_cyrillic(&page.title)));
        let readings: Vec<Reading<'_>> = pages.iter().map(|page| Reading::of(page)).collect();
        let mut maker = Maker { readings, sheet: Sheet::default(), facts: 0, unparsed: Vec::new() };
        maker.head(&id);
        maker.people();
        maker.facts();
        maker.links();
        maker.foot(checked);
        let source_text = pages.iter().map(|page| {
            let Page { url, language, title, description, content, .. } = page;
            format!("[{language}] {url}\n{title}\n\n{description}\n\n{content}\n")
        });
        Self {
            id,
            source_text: source_text.collect::<Vec<_>>().join("\n"),
            yaml: maker.sheet.into_text(),
            facts: maker.facts,
            unparsed: maker.unparsed,
        }
    }

    /// Writes the draft as `<id>.yaml` and the source text as `<id>.txt` into a folder, each at once or not at all.
    ///
    /// # Errors
    /// [`io::ErrorKind::AlreadyExists`] when one of the files is there and `force` is not set; nothing is written then. Any
    /// other error of the disk.
    pub fn write(&self, folder: &Path, force: bool) -> io::Result<()> {
        let [draft, source] = ["yaml", "txt"].map(|ending| folder.join(format!("{}.{ending}", self.id)));
        if let Some(there) = [&draft, &source].into_iter().find(|file| !force && file.exists()) {
            let what = format!("`{}` exists; move it away or use force", there.display());
            return Err(io::Error::new(io::ErrorKind::AlreadyExists, what));
        }
        for (file, text) in [(&source, &self.source_text), (&draft, &self.yaml)] {
            let mut new = NamedTempFile::new_in(folder)?;
            new.write_all(text.as_bytes())?;
            new.as_file().sync_all()?;
            let persisted = if force { new.persist(file) } else { new.persist_noclobber(file) };
            persisted.map_err(|error| error.error)?;
        }
        Ok(())
    }
}

struct Maker<'p> {
    readings: Vec<Reading<'p>>,
    sheet: Sheet,
    facts: usize,
    unparsed: Vec<Unparsed>,
}

impl Maker<'_> {
    fn head(&mut self, id: &RecordId) {
        self.sheet
            .remark("a draft: fill in what is missing, settle what was not understood, then run `yordamchi kb check`");
        self.sheet.line(&format!("id: {id}"));
        self.sheet.remark("missing: category, a key of records/categories.yaml");
        self.sheet.line("");
        self.named("title", |page| page.title.trim_end_matches(['.', ' ']));
        self.sheet.line("");
        self.named("summary", |page| &page.description);
        self.sheet.line("");
    }

    /// A text that pages have outside their sections.
    fn named(&mut self, field: &str, of: fn(&Page) -> &str) {
        let texts = self.readings.iter().map(|reading| {
            let language = reading.page.language;
            Texts::of(language, &clean(of(reading.page), language))
        });
        let texts = texts.reduce(Texts::or).unwrap_or_default();
        if texts.is_empty() {
            self.sheet.remark(&format!("missing: {field}"));
        } else {
            self.sheet.texts(field, &texts);
        }
    }

    fn people(&mut self) {
        self.sheet.remark("missing: agencies, keys of records/agencies.yaml");
        for reading in &self.readings {
            if let Some(body) = reading.sections.get(&Label::Body) {
                self.sheet.remark(&format!("organisation ({}): {body}", reading.page.language));
            }
        }
        if !self.fact("audience", Label::Users, audience::audience, |sheet, kinds| sheet.audience(&kinds)) {
            self.sheet.remark("missing: audience");
        }
    }

    fn facts(&mut self) {
        self.fact("fee", Label::Fee, fee::fee, |sheet, cases| sheet.fee(&cases));
        for (field, label) in [("duration", Label::Term), ("validity", Label::Validity)] {
            self.fact(field, label, duration::duration, |sheet, cases| sheet.durations(field, &cases));
        }
        self.fact("documents", Label::Documents, list::documents, |sheet, items| sheet.list("documents", &items));
        self.fact("steps", Label::Steps, list::steps, |sheet, items| sheet.list("steps", &items));
        self.fact("result", Label::Result, values::text, |sheet, texts| sheet.texts("result", &texts));
        self.fact("contacts", Label::Contact, contact::contacts, |sheet, lines| sheet.contacts(&lines));
        for reading in &self.readings {
            for mail in &reading.mails {
                let why = "a record holds no e-mail address".to_owned();
                let (language, value) = (reading.page.language, mail.clone());
                self.unparsed.push(Unparsed { field: "contacts", language, value, why });
                self.unparsed.last().into_iter().for_each(|one| self.sheet.unparsed(one));
            }
        }
        self.fact("legal_basis", Label::Basis, act::acts, |sheet, acts| sheet.acts(&acts));
    }

    /// Writes a field when every page that has its section is understood and all say the same, else a remark for each of them.
    /// Tells whether any page has the section.
    fn fact<T: Merge>(
        &mut self,
        field: &'static str,
        label: Label,
        read: fn(&str, Language) -> Result<T, String>,
        write: impl FnOnce(&mut Sheet, T),
    ) -> bool {
        let sections = self.readings.iter().filter_map(|reading| {
            let value = reading.sections.get(&label)?;
            Some((reading.page.language, one_line(value), read(value, reading.page.language)))
        });
        let (mut said, mut values): (Vec<Unparsed>, Vec<Option<T>>) = (Vec::new(), Vec::new());
        for (language, value, outcome) in sections {
            let (typed, why) = match outcome {
                Ok(typed) => (Some(typed), "left out, as another language differs or was not understood".to_owned()),
                Err(why) => (None, why),
            };
            said.push(Unparsed { field, language, value, why });
            values.push(typed);
        }
        let any = !said.is_empty();
        let all: Option<Vec<T>> = values.into_iter().collect();
        let mut all = all.unwrap_or_default().into_iter();
        let agreed = all.next().and_then(|first| all.try_fold(first, T::merge));
        if let Some(agreed) = agreed {
            self.facts += 1;
            write(&mut self.sheet, agreed);
        } else {
            said.iter().for_each(|one| self.sheet.unparsed(one));
            self.unparsed.extend(said);
        }
        any
    }

    fn links(&mut self) {
        const PORTAL: &str = "my.gov.uz";
        let on_portal = |address: &&str| link(address).is_some_and(|url| url.host_str() == Some(PORTAL));
        let own: Vec<&str> = self.readings.iter().map(|reading| reading.page.url.as_str()).collect();
        let portal = own.iter().copied().find(on_portal);
        let mut known: BTreeSet<String> = own.iter().map(|address| without_language(address)).collect();
        let addresses =
            self.readings.iter().flat_map(|reading| reading.page.content.split_whitespace()).filter_map(|word| {
                let written = &word[word.find("http")?..];
                let end =
                    written.find(|c: char| c.is_control() || "\"'<>«»“”|\\^`{}".contains(c)).unwrap_or(written.len());
                let url = link(written[..end].trim_end_matches(['.', ',', ';', ':', ')', ']', '!', '?']))?;
                Some(url.to_string())
            });
        let other: Vec<String> = addresses.filter(|address| known.insert(without_language(address))).collect();
        if portal.is_none() && other.is_empty() {
            return;
        }
        self.sheet.line("links:");
        if let Some(portal) = portal {
            self.facts += 1;
            self.sheet.line(&format!("  portal: {}", scalar(portal)));
        }
        if !other.is_empty() {
            self.facts += 1;
            self.sheet.line("  other:");
            other.iter().for_each(|address| self.sheet.line(&format!("    - {}", scalar(address))));
        }
    }

    fn foot(&mut self, checked: Date) {
        self.sheet.remark("missing: confidence, one of high, medium, low");
        self.sheet.remark("missing: questions, in three languages");
        self.sheet.line("");
        self.sheet.line("sources:");
        let mut known = BTreeSet::new();
        for reading in &self.readings {
            if known.insert(&reading.page.url) {
                self.sheet.line(&format!("  - url: {}", scalar(&reading.page.url)));
            }
        }
        self.sheet.line(&format!("checked: {checked}"));
    }
}
