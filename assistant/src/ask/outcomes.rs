//! The ways in which a question ends, as drafts of answers.

use knowledge_base::{Facet, LifeEvent, LifeStep, Locale, RecordId, ServiceRecord};
use tokio::sync::mpsc;

use super::{
    Inner,
    answering::{OPEN_CHOICES, Understood},
    millis,
};
use crate::{
    Answer, Card, Choice, Conversation, Event, Outcome, Suggestion,
    answer::{Citation, EXTRACTIVE, Fact, Scores, Timings},
    compose,
    guard::{LONGEST_QUESTION, Refusal},
    render::{Renderer, grouped},
    understand::Talk,
};

/// The record whose phones are given where no other record answers.
const HOTLINES: &str = "hotlines";
/// The hotline named when no record covers a question, and the number for danger to life; both stand in [`HOTLINES`].
const GENERAL_HOTLINE: &str = "1148";
const EMERGENCY: &str = "112";
/// Services offered to somebody who has not named one.
const MOST_ASKED: [&str; OPEN_CHOICES] =
    ["foreign-passport", "id-card", "permanent-residence-registration", "criminal-record-certificate"];
/// Next questions offered under an answer.
const MOST_SUGGESTIONS: usize = 3;

/// An answer before it is finished.
pub(super) struct Draft {
    pub(super) outcome: Outcome,
    pub(super) text: String,
    pub(super) services: Vec<RecordId>,
    pub(super) sources: Vec<Citation>,
    pub(super) facts: Vec<Fact>,
    pub(super) engine: String,
    pub(super) card: Option<Card>,
    pub(super) choices: Vec<Choice>,
    pub(super) suggestions: Vec<Suggestion>,
    pub(super) related: Vec<Choice>,
    pub(super) scores: Scores,
}

impl Inner {
    /// Sends what is left to say, and the whole answer.
    pub(super) async fn finish(&self, question: Understood, draft: Draft, events: &mpsc::Sender<Event>) {
        let state = remembered(&question, &draft);
        let answer = Answer {
            text: draft.text,
            services: draft.services,
            sources: draft.sources,
            facts: draft.facts,
            engine: draft.engine,
            timings_ms: Timings { total: millis(question.started), ..question.timings },
            card: draft.card,
            choices: draft.choices,
            suggestions: draft.suggestions,
            related: draft.related,
            scores: draft.scores,
            tokens: question.tokens,
            state,
            ..Answer::empty(question.locale, draft.outcome)
        };
        // A reader who has left misses nothing.
        let _ = events.send(Event::Done(Box::new(answer))).await;
    }

    /// A fixed text and nothing else.
    pub(super) fn of_key(&self, outcome: Outcome, key: &str, locale: Locale) -> Draft {
        draft(outcome, self.texts.get(locale, key))
    }

    /// A fault on our side.
    pub(super) fn of_fault(&self, locale: Locale) -> Draft {
        self.of_key(Outcome::Error, "error-internal", locale)
    }

    /// A text that is no question.
    pub(super) fn of_refusal(&self, refusal: Refusal, locale: Locale) -> Draft {
        let limit = grouped(LONGEST_QUESTION.into(), locale);
        match refusal {
            Refusal::Empty => self.of_key(Outcome::Error, "error-empty", locale),
            Refusal::Unreadable => self.of_key(Outcome::Error, "error-unreadable", locale),
            Refusal::TooLong => draft(Outcome::Error, self.texts.format(locale, "error-long", &[("limit", &limit)])),
        }
    }

    /// Small talk, or what is declined.
    pub(super) fn of_talk(&self, talk: Talk, locale: Locale) -> Draft {
        let smalltalk = |key| self.of_key(Outcome::Smalltalk, key, locale);
        let refuse = |key| self.of_key(Outcome::Refuse, key, locale);
        match talk {
            Talk::Greeting => smalltalk("greeting"),
            Talk::Thanks => smalltalk("thanks"),
            Talk::Farewell => smalltalk("farewell"),
            Talk::WhoAreYou => smalltalk("who-are-you"),
            Talk::HowAreYou => smalltalk("how-are-you"),
            Talk::Abilities => smalltalk("abilities"),
            Talk::Distress => self.with_hotline(smalltalk("distress"), "distress-call", EMERGENCY, locale),
            Talk::OtherPeople => refuse("refuse-privacy"),
            Talk::Instructions => refuse("refuse-instructions"),
            Talk::Politics => refuse("refuse-politics"),
            Talk::Unlawful => refuse("refuse-unlawful"),
            Talk::Insult => refuse("refuse-insult"),
        }
    }

    /// A question back between records.
    pub(super) fn of_choice(&self, records: &[RecordId], locale: Locale) -> Draft {
        Draft { choices: self.choices(records, locale), ..self.of_key(Outcome::Clarify, "clarify", locale) }
    }

    /// A question back to somebody who has named no service.
    pub(super) fn of_open_choice(&self, locale: Locale) -> Draft {
        let known: Vec<RecordId> = MOST_ASKED.iter().filter_map(|id| RecordId::parse(id)).collect();
        Draft { choices: self.choices(&known, locale), ..self.of_key(Outcome::Clarify, "clarify-which", locale) }
    }

    /// No record covers the question: says so and names the hotline, from the record that holds it.
    pub(super) fn of_no_answer(&self, locale: Locale) -> Draft {
        let plain = self.of_key(Outcome::NoAnswer, "no-answer", locale);
        self.with_hotline(plain, "no-answer-call", GENERAL_HOTLINE, locale)
    }

    /// The frame of an answer from a record.
    pub(super) fn of_record(&self, renderer: &Renderer<'_>, record: &ServiceRecord, card: Card) -> Draft {
        let sources = vec![citation(renderer, record)];
        Draft { sources, card: Some(card), ..draft(Outcome::Answer, String::new()) }
    }

    /// The list of a life event: its services in their order, each cited.
    pub(super) fn of_life_event(&self, event: &LifeEvent, locale: Locale) -> Draft {
        let renderer = self.renderer(locale);
        let steps = event.steps.iter().filter_map(|step| Some((step, self.base.record(&step.record)?)));
        let of_step = |(step, record): (&LifeStep, &ServiceRecord)| Choice {
            service: record.id.clone(),
            title: renderer.text(&record.title),
            line: Some(renderer.text(&step.line)),
        };
        Draft {
            services: steps.clone().map(|(_, record)| record.id.clone()).collect(),
            sources: steps.clone().map(|(_, record)| citation(&renderer, record)).collect(),
            choices: steps.map(of_step).collect(),
            ..draft(Outcome::Answer, renderer.text(&event.summary))
        }
    }

    /// The titles of records and life events, as choices; unknown ones are left out.
    pub(super) fn choices(&self, ids: &[RecordId], locale: Locale) -> Vec<Choice> {
        let title = |id: &RecordId| {
            let record = self.base.record(id).map(|record| &record.title);
            record.or_else(|| self.base.life_event(id).map(|event| &event.title))
        };
        ids.iter()
            .filter_map(|id| {
                Some(Choice { service: id.clone(), title: title(id)?.get(locale).into_owned(), line: None })
            })
            .collect()
    }

    /// Questions that the record can answer and that were not asked.
    pub(super) fn suggestions(
        &self,
        renderer: &Renderer<'_>,
        record: &ServiceRecord,
        asked: &[Facet],
    ) -> Vec<Suggestion> {
        let held = compose::held_facets(renderer, record);
        let open = held.into_iter().filter(|facet| !asked.contains(facet) && *facet != Facet::Status);
        open.take(MOST_SUGGESTIONS)
            .map(|facet| Suggestion { facet, text: renderer.get(&format!("next-{}", facet.name())) })
            .collect()
    }

    /// Adds a phone of the hotlines record and cites the record; without the record nothing is added.
    fn with_hotline(&self, mut draft: Draft, key: &str, phone: &str, locale: Locale) -> Draft {
        let hotlines = RecordId::parse(HOTLINES).and_then(|id| self.base.record(&id));
        let found = hotlines.and_then(|record| {
            let contact = record.contacts.iter().find(|contact| contact.phone.as_str() == phone)?;
            Some((record, contact))
        });
        let Some((record, contact)) = found else { return draft };
        let renderer = self.renderer(locale);
        let value = renderer.contact(contact);
        let whose = value.detail.unwrap_or_else(|| renderer.agencies(record).swap_remove(0).main);
        let call = renderer.format(key, &[("phone", &value.main), ("whose", &whose)]);
        draft.text = format!("{} {call}", draft.text);
        draft.facts.push(Fact { facet: Facet::Contact, text: value.main });
        draft.sources.push(citation(&renderer, record));
        draft
    }
}

fn draft(outcome: Outcome, text: String) -> Draft {
    Draft {
        outcome,
        text,
        services: Vec::new(),
        sources: Vec::new(),
        facts: Vec::new(),
        engine: EXTRACTIVE.to_owned(),
        card: None,
        choices: Vec::new(),
        suggestions: Vec::new(),
        related: Vec::new(),
        scores: Scores::default(),
    }
}

fn citation(renderer: &Renderer<'_>, record: &ServiceRecord) -> Citation {
    Citation {
        service: record.id.clone(),
        title: renderer.text(&record.title),
        url: record.cited_url().to_owned(),
        checked: record.checked.to_string(),
    }
}

/// What the conversation remembers after an answer.
fn remembered(question: &Understood, draft: &Draft) -> Conversation {
    let earlier = &question.conversation;
    let answered = draft.card.as_ref().map(|card| card.service.to_string());
    let asks_back = draft.outcome == Outcome::Clarify;
    Conversation {
        last_record: answered.or_else(|| earlier.last_record.clone()),
        last_locale: Some(question.locale.tag().to_owned()),
        pending_facets: if asks_back { question.facets.asked.clone() } else { Vec::new() },
    }
}
