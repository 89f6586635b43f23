//! Typed facts in words, in the four locales.
//!
//! What is rendered here is all that the assistant ever says about a fact; nothing else turns a fact into text.

mod fee;
mod number;
mod time;

use jiff::civil::Date;
use knowledge_base::{
    KnowledgeBase, Locale, ServiceRecord, Text,
    fact::{Case, Channel, ChannelKind, Contact, LegalAct, Via},
    record::Audience,
};

use crate::{Value, texts::Texts};

pub use number::{decimal, grouped};

/// Renders the facts of a day.
#[derive(Clone, Copy, Debug)]
pub struct Renderer<'r> {
    /// Where names of bodies and the BHM stand.
    pub base: &'r KnowledgeBase,
    /// The words.
    pub texts: &'r Texts,
    /// The locale of the words.
    pub locale: Locale,
    /// The day of the question, by which the BHM is taken.
    pub today: Date,
}

impl Renderer<'_> {
    /// The fees of a record, one value a case.
    #[must_use]
    pub fn fees(&self, record: &ServiceRecord) -> Vec<Value> {
        record.fee.iter().map(|case| self.with_condition(self.fee(&case.value), case)).collect()
    }

    /// The durations of a record.
    #[must_use]
    pub fn durations(&self, record: &ServiceRecord) -> Vec<Value> {
        record.duration.iter().map(|case| self.with_condition(plain(self.duration(case.value)), case)).collect()
    }

    /// How long the result is valid.
    #[must_use]
    pub fn validity(&self, record: &ServiceRecord) -> Vec<Value> {
        record.validity.iter().map(|case| self.with_condition(plain(self.duration(case.value)), case)).collect()
    }

    /// The documents; one value that says so when none is needed, nothing when the record does not know.
    #[must_use]
    pub fn documents(&self, record: &ServiceRecord) -> Vec<Value> {
        match &record.documents {
            None => Vec::new(),
            Some(documents) if documents.is_empty() => vec![plain(self.get("documents-none"))],
            Some(documents) => self.list(documents),
        }
    }

    /// Texts as values.
    #[must_use]
    pub fn list(&self, texts: &[Text]) -> Vec<Value> {
        texts.iter().map(|text| plain(self.text(text))).collect()
    }

    /// Where to apply.
    #[must_use]
    pub fn channels(&self, record: &ServiceRecord) -> Vec<Value> {
        record.channels.iter().map(|channel| self.channel(channel, record)).collect()
    }

    /// Who may apply: the kinds of people, and the conditions.
    #[must_use]
    pub fn who(&self, record: &ServiceRecord) -> Vec<Value> {
        let names: Vec<String> = record.audience.iter().map(|audience| self.get(audience_key(*audience))).collect();
        let detail = record.eligibility.as_ref().map(|text| self.text(text));
        vec![Value { main: names.join(", "), detail, href: None }]
    }

    /// Whom to call.
    #[must_use]
    pub fn contacts(&self, record: &ServiceRecord) -> Vec<Value> {
        record.contacts.iter().map(|contact| self.contact(contact)).collect()
    }

    /// A phone and whose it is.
    #[must_use]
    pub fn contact(&self, contact: &Contact) -> Value {
        let phone = contact.phone.as_str();
        let main = match &contact.extension {
            Some(extension) => self.format("phone-extension", &[("phone", phone), ("extension", extension)]),
            None => phone.to_owned(),
        };
        let label = contact.label.as_ref().map(|text| self.text(text));
        let agency = contact.agency.as_deref().map(|key| self.agency(key));
        Value { main, detail: label.or(agency), href: Some(format!("tel:{}", contact.phone.dialled())) }
    }

    /// The acts that regulate the service.
    #[must_use]
    pub fn legal_basis(&self, record: &ServiceRecord) -> Vec<Value> {
        record.legal_basis.iter().map(|act| self.act(act)).collect()
    }

    /// The names of the responsible bodies.
    #[must_use]
    pub fn agencies(&self, record: &ServiceRecord) -> Vec<Value> {
        record.agencies.iter().map(|key| plain(self.agency(key))).collect()
    }

    /// A day in words.
    #[must_use]
    pub fn date(&self, day: Date) -> String {
        self.dated("date", day)
    }

    /// A text of a record in the locale.
    #[must_use]
    pub fn text(&self, text: &Text) -> String {
        text.get(self.locale).into_owned()
    }

    /// A text of the catalogue.
    #[must_use]
    pub fn get(&self, key: &str) -> String {
        self.texts.get(self.locale, key)
    }

    /// A text of the catalogue with arguments.
    #[must_use]
    pub fn format(&self, key: &str, arguments: &[(&str, &str)]) -> String {
        self.texts.format(self.locale, key, arguments)
    }

    fn dated(&self, key: &str, day: Date) -> String {
        let (year, number) = (day.year().to_string(), day.day().to_string());
        let month = self.get(&format!("month-{}", day.month()));
        self.format(key, &[("year", &year), ("day", &number), ("month", &month)])
    }

    fn agency(&self, key: &str) -> String {
        // Loading has checked every key, so the key itself is never shown.
        self.base.agency(key).map_or_else(|| key.to_owned(), |name| self.text(name))
    }

    fn channel(&self, channel: &Channel, record: &ServiceRecord) -> Value {
        let (main, href) = match &channel.kind {
            ChannelKind::Portal => {
                let page = record.portal_link.clone().unwrap_or_else(|| "https://my.gov.uz".to_owned());
                (self.get("channel-portal"), Some(page))
            }
            ChannelKind::ServiceCentre => (self.get("channel-service_centre"), None),
            ChannelKind::Agency => (record.agencies.first().map(|key| self.agency(key)).unwrap_or_default(), None),
            ChannelKind::Site(host) => {
                (self.format("channel-site", &[("host", host)]), Some(format!("https://{host}")))
            }
            ChannelKind::App(name) => (self.format("channel-app", &[("name", name)]), None),
            ChannelKind::Place(place) => (self.text(place), None),
        };
        Value { main, detail: channel.note.as_ref().map(|note| self.text(note)), href }
    }

    fn act(&self, act: &LegalAct) -> Value {
        let number =
            act.number.as_deref().map(|number| self.format("act-number", &[("number", number)])).unwrap_or_default();
        let of = act.date.map(|day| self.dated("date-of", day)).unwrap_or_default();
        let key = format!("act-{}", act.kind.key());
        let name = single_spaced(&self.format(&key, &[("number", &number), ("of", &of)]));
        let title = act.title.as_ref().map(|title| self.text(title));
        let articles = act.articles.as_deref().map(|articles| self.format("act-articles", &[("articles", articles)]));
        let details: Vec<String> = title.into_iter().chain(articles).collect();
        Value { main: name, detail: (!details.is_empty()).then(|| details.join(", ")), href: None }
    }

    /// Adds where and when a case holds to its small print.
    fn with_condition<T>(&self, value: Value, case: &Case<T>) -> Value {
        let via = case.via.map(|via| self.get(via_key(via)));
        let when = case.when.as_ref().map(|when| self.text(when));
        let details: Vec<String> = value.detail.into_iter().chain(via).chain(when).collect();
        Value { detail: (!details.is_empty()).then(|| details.join("; ")), ..value }
    }
}

/// A value without small print.
fn plain(main: String) -> Value {
    Value { main, detail: None, href: None }
}

fn via_key(via: Via) -> &'static str {
    match via {
        Via::Portal => "via-portal",
        Via::ServiceCentre => "via-service_centre",
        Via::Agency => "via-agency",
    }
}

fn audience_key(audience: Audience) -> &'static str {
    match audience {
        Audience::Individual => "audience-individual",
        Audience::Entrepreneur => "audience-entrepreneur",
        Audience::LegalEntity => "audience-legal_entity",
        Audience::Foreigner => "audience-foreigner",
    }
}

/// Parts of an act that are unknown leave gaps; a sentence has single spaces.
fn single_spaced(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
