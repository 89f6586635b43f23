//! One question from its admission to its outcome.

use std::time::Instant;

use knowledge_base::{Facet, Language, Locale, RecordId, fold};
use retrieval::{Candidate, Query, SearchError, SearchResult, terms::russian_in_cyrillic};
use tokio::{
    runtime::{Handle, RuntimeFlavor},
    sync::mpsc,
    task::block_in_place,
};

use super::{EngineChoice, Examined, Inner, Question, in_millis, millis, outcomes::Draft};
use crate::{
    Conversation, Event, Outcome,
    answer::{Scores, Timings, Tokens},
    compose,
    decide::{Bearing, Decision, LIKELY_NO_QUESTION, MOST_CHOICES, RATHER, Signals, Told, decide, follow_up_values},
    guard::{self, Refusal},
    understand::{Detection, Facets, Talk, facets, talk},
};

/// Below it, a message that no record answers for sure is not taken for one of somebody in danger: a car that jerks is in none.
const LIKELY_DANGER: f32 = 0.4;

/// Records that a search gives for the decision.
const CANDIDATES: usize = 10;

/// What a question only hints at is told of a record that is the right one with this probability: an age of another service would
/// be taken for an answer.
const SURE_ENOUGH_TO_ADD: f32 = 0.9;

/// Records that an answer names in rank order.
const SERVICES: usize = 5;

/// A question as it was understood.
pub(super) struct Understood {
    pub(super) text: String,
    pub(super) locale: Locale,
    /// The question's own language, when it is sure.
    pub(super) sure: Option<Language>,
    pub(super) facets: Facets,
    pub(super) conversation: Conversation,
    pub(super) engine: EngineChoice,
    pub(super) started: Instant,
    pub(super) timings: Timings,
    pub(super) tokens: Option<Tokens>,
}

/// A text as it is read, before anything is looked for.
struct Read {
    text: String,
    locale: Locale,
    /// The text's own language, when it is sure.
    sure: Option<Language>,
    facets: Facets,
}

impl Inner {
    /// Answers a question; the last event is `Done`, unless the reader leaves.
    pub(super) async fn answer(&self, question: Question, events: &mpsc::Sender<Event>) {
        let started = Instant::now();
        let Question { text, locale: chosen, conversation, engine } = question;
        let prior = chosen.or_else(|| conversation.locale());
        let Read { text, locale, sure, facets } = match self.read(&text, prior) {
            Ok(read) => read,
            Err(refusal) => {
                return self.refuse_unreadable(refusal, prior.unwrap_or_default(), conversation, started, events).await;
            }
        };
        let timings = Timings { understand: millis(started), ..Timings::default() };
        let question = Understood { text, locale, sure, facets, conversation, engine, started, timings, tokens: None };
        if events.send(Event::Accepted { locale }).await.is_err() {
            return;
        }
        self.decide_and_answer(question, events).await;
    }

    /// Admits a text, masks it, and finds its language and facets.
    fn read(&self, text: &str, prior: Option<Locale>) -> Result<Read, Refusal> {
        let text = guard::without_markup(&guard::mask(&guard::admit(text)?));
        let text = self.searcher.meant(&text).unwrap_or(text);
        let text = self.searcher.mended(&text, None).unwrap_or(text);
        let detection = self.detector.detect(&text);
        let locale = locale(detection, prior);
        let sure = detection.filter(Detection::is_sure).map(|detection| detection.language);
        let in_latin = self.searcher.tuning().reads_back
            && detection.is_some_and(|detection| detection.is_sure() && detection.is_russian_in_latin());
        let text = if in_latin { russian_in_cyrillic(&text) } else { text };
        // What was read back from Latin letters can be looked up only now.
        let text = if in_latin { self.searcher.mended(&text, Some(Language::Ru)).unwrap_or(text) } else { text };
        let facets = facets(&text, locale.language());
        Ok(Read { text, locale, sure, facets })
    }

    async fn decide_and_answer(&self, mut question: Understood, events: &mpsc::Sender<Event>) {
        let language = question.locale.language();
        if let Some(talk) = talk(&question.text, language, !question.facets.asked.is_empty()) {
            let draft = self.of_talk(talk, question.locale);
            return self.finish(question, draft, events).await;
        }
        if let Some(record) = self.chosen(&question) {
            if question.facets.asked.is_empty() {
                question.facets.asked = std::mem::take(&mut question.conversation.pending_facets);
            }
            return self.answer_with(question, &record, Vec::new(), Scores::default(), events).await;
        }
        let folded = fold(&question.text, language);
        let told = self.decision.kinds.told(&folded, &self.vector(&folded, language));
        let is_no_question = told.against_questions >= self.decision.calibration.lines.no_question
            && told.against_all >= LIKELY_NO_QUESTION;
        if let Some(talk) = told.kind.talk().filter(|_| is_no_question) {
            let draft = self.of_talk(talk, question.locale);
            return self.finish(question, draft, events).await;
        }
        if question.facets.subject.is_empty() {
            return self.answer_follow_up(question, events).await;
        }
        let searching = Instant::now();
        let found = match self.search(&question.text, question.sure) {
            Ok(found) => found,
            Err(error) => {
                tracing::error!(%error, "the search failed");
                let draft = self.of_fault(question.locale);
                return self.finish(question, draft, events).await;
            }
        };
        question.timings.search = millis(searching);
        let found = self.settle(found, &question.facets.asked);
        self.end(question, &found, told, events).await;
    }

    /// Ends a question by what was found for it and what it was told to be.
    async fn end(&self, mut question: Understood, found: &SearchResult, told: Told, events: &mpsc::Sender<Event>) {
        let signals = Signals::of(found, told.topic);
        let calibration = &self.decision.calibration;
        let first = found.candidates.first().map(|first| &first.record);
        let first_is_known = first.is_none_or(|first| self.known.contains(first));
        let probabilities = calibration.probabilities(&signals, first_is_known);
        let scores = Scores { decision: Some(probabilities), ..scores(found) };
        let records = found.candidates.iter().map(|candidate| &candidate.record);
        let services: Vec<RecordId> =
            records.filter(|id| self.base.record(id).is_some()).take(SERVICES).cloned().collect();
        let decision = decide(found, probabilities, &calibration.lines);
        let is_sure = matches!(decision, Decision::Answer(_));
        let line = if is_sure { calibration.lines.follow_up } else { RATHER };
        if self.follows(&question, found, &signals) >= line {
            return self.answer_follow_up(question, events).await;
        }
        if let Some(talk) = told.kind.talk().filter(|talk| !is_sure && told.against_all >= likely(*talk)) {
            let draft = self.of_talk(talk, question.locale);
            return self.finish(question, draft, events).await;
        }
        if probabilities.right < SURE_ENOUGH_TO_ADD {
            question.facets.hinted.clear();
        }
        match decision {
            Decision::Answer(record) => self.answer_with(question, &record, services, scores, events).await,
            Decision::Clarify(records) => {
                let draft = Draft { services, scores, ..self.of_choice(&records, question.locale) };
                self.finish(question, draft, events).await;
            }
            Decision::NoAnswer => {
                let draft = Draft { services, scores, ..self.of_no_answer(question.locale) };
                self.finish(question, draft, events).await;
            }
            Decision::OutOfScope => {
                let draft = Draft { scores, ..self.of_key(Outcome::OutOfScope, "out-of-scope", question.locale) };
                self.finish(question, draft, events).await;
            }
        }
    }

    /// The signals of a question; see [`Assistant::examine`](super::Assistant::examine).
    pub(super) fn examine(&self, text: &str) -> Result<Option<Examined>, SearchError> {
        let Ok(Read { text, locale, sure, facets }) = self.read(text, None) else { return Ok(None) };
        let language = locale.language();
        let is_talk = talk(&text, language, !facets.asked.is_empty()).is_some();
        if is_talk || facets.subject.is_empty() {
            return Ok(None);
        }
        let found = self.settle(self.search(&text, sure)?, &facets.asked);
        let folded = fold(&text, language);
        let vector = self.vector(&folded, language);
        let signals = Signals::of(&found, self.decision.kinds.told(&folded, &vector).topic);
        let records = found.candidates.into_iter().map(|found| (found.record, found.score)).collect();
        let (asks, subject) = (!facets.asked.is_empty(), facets.subject.len());
        Ok(Some(Examined { folded, signals, vector, asks, subject, records }))
    }

    /// The vector of a folded text by the embedder that ships.
    pub(super) fn vector(&self, folded: &str, language: Language) -> Vec<f32> {
        let embedder = &self.decision.embedder;
        embedder.embed(&embedder.form().of(folded, folded, &[language]))
    }

    /// The probability that a question with words of its own is asked of the record that the conversation is about.
    fn follows(&self, question: &Understood, found: &SearchResult, signals: &Signals) -> f32 {
        let Some(current) = question.conversation.record().filter(|id| self.base.record(id).is_some()) else {
            return 0.0;
        };
        let records = found.candidates.iter().map(|candidate| (&candidate.record, candidate.score));
        let Facets { asked, subject, .. } = &question.facets;
        let bearing = Bearing::of(records, &current, !asked.is_empty(), subject.len());
        self.decision.calibration.follow_up.of(&follow_up_values(signals, bearing))
    }

    /// Leaves of a life event and its services only what the question is after.
    ///
    /// The two belong together and are no rivals: a question after a fact (what it costs, whom to call) is one for a record, any
    /// other for whichever the search put first.
    fn settle(&self, found: SearchResult, asked: &[Facet]) -> SearchResult {
        let of_list = |facet: &Facet| matches!(facet, Facet::How | Facet::Documents);
        let after_a_fact = !asked.iter().all(of_list);
        let first = found.candidates.first().map(|candidate| candidate.record.clone());
        let is_step = |event: &RecordId, record: &RecordId| {
            let event = self.base.life_event(event);
            event.is_some_and(|event| event.steps.iter().any(|step| step.record == *record))
        };
        found.without(|id| {
            let is_event = self.base.life_event(id).is_some();
            let belongs = first.as_ref().is_some_and(|first| is_step(first, id) || is_step(id, first));
            (is_event && after_a_fact) || (belongs && !after_a_fact)
        })
    }

    /// The record whose title is the question, word for word: what a choice sends back.
    fn chosen(&self, question: &Understood) -> Option<RecordId> {
        let readings = Language::ALL.map(|language| fold(&question.text, language));
        readings.iter().find_map(|reading| self.titles.get(reading)).cloned()
    }

    /// A question that names no service is asked of the one that the conversation is about.
    async fn answer_follow_up(&self, question: Understood, events: &mpsc::Sender<Event>) {
        match question.conversation.record().filter(|id| self.base.record(id).is_some()) {
            Some(record) => {
                let services = vec![record.clone()];
                self.answer_from(question, &record, services, Scores::default(), events).await;
            }
            None => {
                let draft = self.of_open_choice(question.locale);
                self.finish(question, draft, events).await;
            }
        }
    }

    fn search(&self, text: &str, language: Option<Language>) -> Result<SearchResult, SearchError> {
        let query = Query { text, language, limit: CANDIDATES };
        let several_threads =
            || Handle::try_current().is_ok_and(|handle| handle.runtime_flavor() == RuntimeFlavor::MultiThread);
        if self.searcher.is_slow() && several_threads() {
            // Other questions and the health of the program must not wait for a large model or another machine.
            return block_in_place(|| self.searcher.search(&query));
        }
        self.searcher.search(&query)
    }

    /// Answers with the list of a life event, or from one record.
    async fn answer_with(
        &self,
        question: Understood,
        id: &RecordId,
        services: Vec<RecordId>,
        scores: Scores,
        events: &mpsc::Sender<Event>,
    ) {
        match self.base.life_event(id) {
            Some(event) => {
                let draft = Draft { scores, ..self.of_life_event(event, question.locale) };
                self.finish(question, draft, events).await;
            }
            None => self.answer_from(question, id, services, scores, events).await,
        }
    }

    /// Answers from one record: the card at once, then prose.
    async fn answer_from(
        &self,
        mut question: Understood,
        id: &RecordId,
        services: Vec<RecordId>,
        scores: Scores,
        events: &mpsc::Sender<Event>,
    ) {
        let Some(record) = self.base.record(id) else {
            let draft = self.of_no_answer(question.locale);
            return self.finish(question, draft, events).await;
        };
        let composing = Instant::now();
        let renderer = self.renderer(question.locale);
        let asked: Vec<Facet> = question.facets.asked.clone();
        let card = compose::card(&renderer, record, &asked);
        let sentences = compose::sentences(&renderer, record, &question.facets);
        let draft = Draft {
            services: if services.is_empty() { vec![id.clone()] } else { services },
            scores,
            facts: compose::facts(&renderer, record, &question.facets),
            suggestions: self.suggestions(&renderer, record, &asked),
            related: self.choices(&record.related, question.locale),
            ..self.of_record(&renderer, record, card.clone())
        };
        question.timings.compose = in_millis(composing.elapsed());
        if events.send(Event::Card(Box::new(card))).await.is_err() {
            return;
        }
        let Some(written) = self.write(&mut question, &renderer, record, &sentences, events).await else { return };
        let draft = Draft { text: written.text, engine: written.engine, ..draft };
        self.finish(question, draft, events).await;
    }

    async fn refuse_unreadable(
        &self,
        refusal: Refusal,
        locale: Locale,
        conversation: Conversation,
        started: Instant,
        events: &mpsc::Sender<Event>,
    ) {
        let draft = self.of_refusal(refusal, locale);
        let timings = Timings { understand: millis(started), ..Timings::default() };
        let (text, engine) = (String::new(), EngineChoice::Extractive);
        let facets = Facets::default();
        let question =
            Understood { text, locale, sure: None, facets, conversation, engine, started, timings, tokens: None };
        if events.send(Event::Accepted { locale }).await.is_ok() {
            self.finish(question, draft, events).await;
        }
    }
}

/// From which probability on a message that no record answers for sure is taken for one of a kind that is no question.
fn likely(talk: Talk) -> f32 {
    match talk {
        // Who is in danger and is told that no record covers it loses more than who is given a number too many.
        Talk::Distress => LIKELY_DANGER,
        _ => LIKELY_NO_QUESTION,
    }
}

/// The question's own language when it is sure, else what the person chose, else the conversation's.
fn locale(detection: Option<Detection>, prior: Option<Locale>) -> Locale {
    match (detection, prior) {
        (Some(detection), _) if detection.is_sure() => detection.locale(),
        (_, Some(prior)) => prior,
        (Some(detection), None) => detection.locale(),
        (None, None) => Locale::default(),
    }
}

fn scores(found: &SearchResult) -> Scores {
    let of = |best: &Candidate| Scores {
        best: best.score,
        dense: best.dense,
        coverage: best.coverage,
        margin: found.margin,
        decision: None,
    };
    found.candidates.first().map(of).unwrap_or_default()
}

/// The most records offered when nothing else is known.
pub(super) const OPEN_CHOICES: usize = MOST_CHOICES;
