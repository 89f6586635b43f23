//! The assistant: a question in, events out.

mod answering;
mod outcomes;
mod writing;

use std::{
    collections::{HashMap, HashSet},
    sync::{Arc, PoisonError, RwLock},
    time::{Duration, Instant},
};

use jiff::civil::Date;
use knowledge_base::{Facet, KnowledgeBase, Language, LifeEvent, Locale, RecordId, ServiceRecord, fold};
use retrieval::{
    Searcher, TextEmbedder,
    store::{Standing, StoreError},
};
use thiserror::Error;
use tokio::{sync::mpsc, task::spawn_blocking};

use crate::{
    Card, Conversation, Event, Writer, compose,
    decide::{Bearing, Calibration, KindModel, Signals, unchanged},
    render::Renderer,
    texts::{self, Texts, TextsError},
    understand::LanguageDetector,
};

/// A question as a person put it.
#[derive(Clone, Debug, Default)]
pub struct Question {
    /// The text as typed, unchecked.
    pub text: String,
    /// The locale that the person chose; the question's own language counts more when it is sure.
    pub locale: Option<Locale>,
    /// What is known of the earlier turns.
    pub conversation: Conversation,
    /// What may write the answer.
    pub engine: EngineChoice,
}

impl Question {
    /// The first question of a conversation.
    #[must_use]
    pub fn new(text: impl Into<String>) -> Self {
        Self { text: text.into(), ..Self::default() }
    }
}

/// A question on its way to a decision.
#[derive(Clone, Debug, PartialEq)]
pub struct Examined {
    /// The question as it was understood, folded.
    pub folded: String,
    /// What it is decided by.
    pub signals: Signals,
    /// Its vector by the embedder that ships.
    pub vector: Vec<f32>,
    /// Whether it asks for a facet.
    pub asks: bool,
    /// How many words of it belong to no facet.
    pub subject: usize,
    /// Records in rank order with their scores.
    pub records: Vec<(RecordId, f32)>,
}

impl Examined {
    /// How the question bears on a record that a conversation is about.
    #[must_use]
    pub fn bearing(&self, current: &RecordId) -> Bearing {
        let found = self.records.iter().map(|(record, score)| (record, *score));
        Bearing::of(found, current, self.asks, self.subject)
    }
}

/// What may write an answer.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum EngineChoice {
    /// The language model where one is loaded and admitted for the language, else the facts.
    #[default]
    Auto,
    /// The facts alone.
    Extractive,
}

/// What an assistant is made of.
pub struct AssistantParts {
    /// The records.
    pub base: Arc<KnowledgeBase>,
    /// The search over them.
    pub searcher: Searcher,
    /// The embedder that ships, whichever the search uses: kinds of messages were learnt by its vectors.
    pub embedder: Arc<dyn TextEmbedder>,
    /// Gives the day of a question, in Tashkent.
    pub clock: fn() -> Date,
}

/// Why an assistant cannot start.
#[derive(Debug, Error)]
pub enum AssistantError {
    /// The texts that ship with the program do not hold together.
    #[error(transparent)]
    Texts(#[from] TextsError),
}

/// Answers questions. Cheap to clone.
#[derive(Clone)]
pub struct Assistant {
    /// What answers now; questions under way keep theirs when it is replaced.
    now: Arc<RwLock<Arc<Inner>>>,
}

/// What decisions are made with; nothing in it depends on a record.
struct DecisionParts {
    calibration: Calibration,
    kinds: KindModel,
    embedder: Arc<dyn TextEmbedder>,
}

struct Inner {
    base: Arc<KnowledgeBase>,
    searcher: Arc<Searcher>,
    clock: fn() -> Date,
    texts: Arc<Texts>,
    detector: Arc<LanguageDetector>,
    decision: Arc<DecisionParts>,
    /// Records and life events by their folded titles in every language.
    titles: HashMap<String, RecordId>,
    /// Those that the decision was learnt beside.
    known: HashSet<RecordId>,
    writer: Arc<RwLock<Option<Writer>>>,
}

/// Events that may wait for a slow reader.
const EVENTS_WAITING: usize = 64;

impl Assistant {
    /// An assistant over a knowledge base and its index.
    ///
    /// # Errors
    /// The texts that ship do not hold together.
    pub fn new(parts: AssistantParts) -> Result<Self, AssistantError> {
        let AssistantParts { base, searcher, embedder, clock } = parts;
        let searcher = Arc::new(searcher);
        let detector = Arc::new(LanguageDetector::shipped());
        let titles = titles(&base);
        let decision =
            Arc::new(DecisionParts { calibration: Calibration::shipped(), kinds: KindModel::shipped(), embedder });
        let known = unchanged(&base, &decision.calibration.records);
        let (texts, writer) = (Arc::new(texts::own()?), Arc::default());
        let inner = Inner { base, searcher, clock, texts, detector, decision, titles, known, writer };
        Ok(Self { now: Arc::new(RwLock::new(Arc::new(inner))) })
    }

    /// Answers from another state of the records from now on; questions under way are answered from the state they began with.
    ///
    /// What languages look like does not change with a record: the detector stays.
    pub fn replace(&self, base: Arc<KnowledgeBase>, searcher: Searcher) {
        let now = self.inner();
        let titles = titles(&base);
        let (texts, detector, writer) = (Arc::clone(&now.texts), Arc::clone(&now.detector), Arc::clone(&now.writer));
        let (clock, decision, searcher) = (now.clock, Arc::clone(&now.decision), Arc::new(searcher));
        let known = unchanged(&base, &decision.calibration.records);
        let next = Inner { base, searcher, clock, texts, detector, decision, titles, known, writer };
        *self.now.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(next);
    }

    fn inner(&self) -> Arc<Inner> {
        Arc::clone(&self.now.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// Starts to answer; must be called within a Tokio runtime. Dropping the receiver ends the work.
    #[must_use]
    pub fn ask(&self, question: Question) -> mpsc::Receiver<Event> {
        let (events, receiver) = mpsc::channel(EVENTS_WAITING);
        let inner = self.inner();
        tokio::spawn(async move { inner.answer(question, &events).await });
        receiver
    }

    /// Gives or takes away the language model; answers under way keep theirs.
    pub fn set_writer(&self, writer: Option<Writer>) {
        *self.inner().writer.write().unwrap_or_else(PoisonError::into_inner) = writer;
    }

    /// How the store of the index stands; must be called within a Tokio runtime.
    ///
    /// # Errors
    /// Questions cannot be answered from it now.
    pub async fn index_standing(&self) -> Result<Standing, StoreError> {
        let searcher = Arc::clone(&self.inner().searcher);
        let standing = spawn_blocking(move || searcher.index().store().standing()).await;
        standing.unwrap_or_else(|broken| Err(StoreError::Engine(broken.to_string())))
    }

    /// The records as they are answered from now.
    #[must_use]
    pub fn knowledge_base(&self) -> Arc<KnowledgeBase> {
        Arc::clone(&self.inner().base)
    }

    /// What a text is written in; `None` without letters.
    #[must_use]
    pub fn detect(&self, text: &str) -> Option<crate::understand::Detection> {
        self.inner().detector.detect(text)
    }

    /// What a question is decided by; `None` where it never comes to a search (small talk, a follow-up, no question).
    ///
    /// For learning the decision; answering goes the same way.
    ///
    /// # Errors
    /// The search failed.
    pub fn examine(&self, text: &str) -> Result<Option<Examined>, retrieval::SearchError> {
        self.inner().examine(text)
    }

    /// The vector of a folded text by the embedder that ships, by which kinds of messages are told.
    #[must_use]
    pub fn vector(&self, folded: &str, language: Language) -> Vec<f32> {
        self.inner().vector(folded, language)
    }

    /// Questions for the first page.
    #[must_use]
    pub fn opening_questions(&self, locale: Locale) -> Vec<String> {
        let inner = self.inner();
        (1..=6).map(|number| inner.texts.get(locale, &format!("opening-{number}"))).collect()
    }

    /// The card of a record; `None` when there is no such record.
    #[must_use]
    pub fn card(&self, record: &RecordId, locale: Locale, asked: &[Facet]) -> Option<Card> {
        let inner = self.inner();
        let record = inner.base.record(record)?;
        Some(compose::card(&inner.renderer(locale), record, asked))
    }
}

impl std::fmt::Debug for Assistant {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_struct("Assistant").finish_non_exhaustive()
    }
}

impl Inner {
    fn renderer(&self, locale: Locale) -> Renderer<'_> {
        Renderer { base: &self.base, texts: &self.texts, locale, today: (self.clock)() }
    }

    /// The writer, if one is loaded that may write in a locale's language.
    fn writer(&self, locale: Locale) -> Option<Writer> {
        let writer = self.writer.read().unwrap_or_else(PoisonError::into_inner).clone();
        writer.filter(|writer| writer.languages.contains(&locale.language()))
    }
}

fn titles(base: &KnowledgeBase) -> HashMap<String, RecordId> {
    let of_record = |record: &ServiceRecord| {
        Language::ALL.map(|language| (fold(record.title.written(language), language), record.id.clone()))
    };
    let of_event = |event: &LifeEvent| {
        Language::ALL.map(|language| (fold(event.title.written(language), language), event.id.clone()))
    };
    // A record wins over a life event of the same name.
    base.life_events().flat_map(of_event).chain(base.records().flat_map(of_record)).collect()
}

/// Milliseconds since a moment.
fn millis(since: Instant) -> f64 {
    in_millis(since.elapsed())
}

fn in_millis(duration: Duration) -> f64 {
    duration.as_secs_f64() * 1_000.0
}

#[cfg(test)]
mod tests;
