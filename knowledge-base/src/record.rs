//! One public service.

use std::fmt;

use jiff::civil::Date;
use serde::Serialize;

use crate::{
    Language, Text,
    fact::{Case, Channel, Contact, Duration, Fee, LegalAct},
};

/// The identifier of a record: lower-case letters, digits and hyphens.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
#[serde(transparent)]
pub struct RecordId(String);

impl RecordId {
    /// Reads an identifier; `None` when it is empty, longer than 60 characters or has other characters.
    #[must_use]
    pub fn parse(written: &str) -> Option<Self> {
        const LONGEST: usize = 60;
        let allowed = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
        let good = !written.is_empty() && written.len() <= LONGEST && written.chars().all(allowed);
        good.then(|| Self(written.to_owned()))
    }

    /// The identifier as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for RecordId {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

/// One public service: typed facts, and texts in three languages.
///
/// An absent fact means that no source supports one; the assistant then says that the record does not hold it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ServiceRecord {
    /// The identifier.
    pub id: RecordId,
    /// The key of the category.
    pub category: String,
    /// The name of the service.
    pub title: Text,
    /// What it is and who needs it.
    pub summary: Text,
    /// Keys of the responsible bodies, the first one first; at least one.
    pub agencies: Vec<String>,
    /// Who may apply.
    pub audience: Vec<Audience>,
    /// Conditions on who may apply.
    pub eligibility: Option<Text>,
    /// What it costs, by case; empty when unknown.
    pub fee: Vec<Case<Fee>>,
    /// How long it takes, by case; empty when unknown.
    pub duration: Vec<Case<Duration>>,
    /// How long the result is valid, by case; empty when unknown.
    pub validity: Vec<Case<Duration>>,
    /// What to bring or upload: `None` when unknown, empty when nothing is needed.
    pub documents: Option<Vec<Text>>,
    /// Where to apply, best first; empty when unknown.
    pub channels: Vec<Channel>,
    /// What to do, in order.
    pub steps: Vec<Text>,
    /// What the person gets.
    pub result: Option<Text>,
    /// Whom to call.
    pub contacts: Vec<Contact>,
    /// Acts that regulate it.
    pub legal_basis: Vec<LegalAct>,
    /// The page of the service on the portal.
    pub portal_link: Option<String>,
    /// Other pages.
    pub other_links: Vec<String>,
    /// Refusal grounds, recent changes, exceptions.
    pub notes: Vec<Text>,
    /// Where sources differ.
    pub conflicts: Vec<Text>,
    /// How far the sources can be trusted.
    pub confidence: Confidence,
    /// How people really ask.
    pub questions: Questions,
    /// Other ways in which people have asked, as typed; from the folder `phrasings`, not from the record's own file.
    pub phrasings: Questions,
    /// Neighbouring records.
    pub related: Vec<RecordId>,
    /// Where the facts come from; at least one.
    pub sources: Vec<Source>,
    /// The newest day on which the facts were seen.
    pub checked: Date,
}

impl ServiceRecord {
    /// The page that an answer from this record cites: the portal's page, else the first source.
    #[must_use]
    pub fn cited_url(&self) -> &str {
        self.portal_link.as_deref().unwrap_or(&self.sources[0].url)
    }
}

/// Who a service is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Audience {
    /// Individuals.
    Individual,
    /// Sole entrepreneurs.
    Entrepreneur,
    /// Legal entities.
    LegalEntity,
    /// Foreign citizens.
    Foreigner,
}

/// How far the sources of a record can be trusted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Confidence {
    /// The portal's own page or several agreeing sources.
    High,
    /// Sources of some age or second hand.
    Medium,
    /// A single weak source; answers say so.
    Low,
}

/// Questions as people write them, by language; they are not translations of one another.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Questions {
    /// In Uzbek, Latin script.
    pub uz: Vec<String>,
    /// In Russian.
    pub ru: Vec<String>,
    /// In English.
    pub en: Vec<String>,
}

impl Questions {
    /// The questions of a language.
    #[must_use]
    pub fn get(&self, language: Language) -> &[String] {
        match language {
            Language::Uz => &self.uz,
            Language::Ru => &self.ru,
            Language::En => &self.en,
        }
    }

    /// Adds other questions.
    pub fn extend(&mut self, other: Self) {
        self.uz.extend(other.uz);
        self.ru.extend(other.ru);
        self.en.extend(other.en);
    }
}

/// A page from which facts were taken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Source {
    /// Its address.
    pub url: String,
    /// The day on which it was seen, if known.
    pub seen: Option<Date>,
    /// Its own date as far as known: `2023`, `2023-03` or `2023-03-23`.
    pub published: Option<String>,
}
