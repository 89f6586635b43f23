//! Prose: from the language model where there is one, checked sentence by sentence, else from the facts.

use std::time::Instant;

use knowledge_base::{Language, Locale, Script, ServiceRecord};
use models::{Expected, GenerationEvent, GenerationRequest, StopReason, Usage};
use tokio::sync::mpsc;

use super::{EngineChoice, Inner, answering::Understood, millis};
use crate::{
    Event, Writer,
    answer::{EXTRACTIVE, Tokens},
    check::{self, Held, Sentences},
    compose,
    render::Renderer,
};

/// Tokens of an answer at most: two or three short sentences.
const MOST_TOKENS: usize = 140;
/// Sentences of an answer at most; the card has the rest.
const MOST_SENTENCES: usize = 3;

/// What was written, and by what.
pub(super) struct Written {
    pub(super) text: String,
    pub(super) engine: String,
}

impl Inner {
    /// Writes the prose of an answer and sends it; `None` when the reader has left.
    pub(super) async fn write(
        &self,
        question: &mut Understood,
        renderer: &Renderer<'_>,
        record: &ServiceRecord,
        extractive: &[String],
        events: &mpsc::Sender<Event>,
    ) -> Option<Written> {
        let mut prose = Prose { events, sentences: Vec::new() };
        let writer = self.writer(question.locale).filter(|_| question.engine == EngineChoice::Auto);
        let model = match writer {
            Some(writer) => self.write_with(&writer, question, renderer, record, &mut prose).await?,
            None => None,
        };
        // A model that forgets a facet, or says nothing that answers, is completed from the facts.
        for sentence in extractive {
            let told = model.is_some() && check::tells(&prose.sentences.join(" "), sentence);
            if !told {
                prose.say(sentence.clone()).await?;
            }
        }
        Some(Written { text: prose.sentences.join(" "), engine: model.unwrap_or_else(|| EXTRACTIVE.to_owned()) })
    }

    /// Lets a model write; `Some(None)` when nothing that answers was left of it, `None` when the reader has left.
    async fn write_with(
        &self,
        writer: &Writer,
        question: &mut Understood,
        renderer: &Renderer<'_>,
        record: &ServiceRecord,
        prose: &mut Prose<'_>,
    ) -> Option<Option<String>> {
        let started = Instant::now();
        let prompt = compose::prompt(renderer, record, &question.facets.asked, &question.text);
        let expected = Some(expected(question.locale));
        let request = GenerationRequest { expected, ..GenerationRequest::new(prompt, MOST_TOKENS) };
        let mut pieces = match writer.engine.generate(request) {
            Ok(pieces) => pieces,
            Err(error) => {
                tracing::warn!(%error, "the language model took no request; the facts stand alone");
                return Some(None);
            }
        };
        let held = Held::of(renderer, record);
        let mut sentences = Sentences::default();
        let mut states_a_fact = false;
        while let Some(event) = pieces.recv().await {
            let complete = match event {
                GenerationEvent::Text(piece) => sentences.push(&piece),
                GenerationEvent::Done { usage, reason } => {
                    if matches!(reason, StopReason::OtherLanguage | StopReason::OtherScript | StopReason::Repetition) {
                        tracing::info!(model = writer.model_id, ?reason, "the language model was stopped");
                    }
                    let Usage { prompt_tokens: prompt, generated_tokens: written, .. } = usage;
                    question.tokens = Some(Tokens { prompt, written });
                    std::mem::take(&mut sentences).finish().into_iter().collect()
                }
                GenerationEvent::Failed(error) => {
                    tracing::warn!(%error, "the language model failed; the facts stand alone");
                    break;
                }
            };
            for sentence in complete {
                if prose.sentences.len() == MOST_SENTENCES || prose.sentences.contains(&sentence) {
                    continue;
                }
                if let Err(objection) = held.check(&sentence) {
                    tracing::info!(model = writer.model_id, ?objection, "a sentence of the model was dropped");
                    continue;
                }
                states_a_fact |= held.states_a_fact(&sentence);
                question.timings.first_sentence.get_or_insert(millis(started));
                prose.say(sentence).await?;
            }
            if prose.sentences.len() == MOST_SENTENCES || prose.events.is_closed() {
                break;
            }
        }
        // Prose without a fact answers no question about one.
        let answers = !prose.sentences.is_empty() && (states_a_fact || question.facets.asked.is_empty());
        Some(answers.then(|| writer.engine_name().to_owned()))
    }
}

/// The language and script that a model has to keep to.
fn expected(locale: Locale) -> Expected {
    match (locale.language(), locale.script()) {
        (Language::Uz, Script::Latn) => Expected::UzbekLatin,
        (Language::Uz, Script::Cyrl) => Expected::UzbekCyrillic,
        (Language::Ru, _) => Expected::Russian,
        (Language::En, _) => Expected::English,
    }
}

/// Sentences as they are said.
struct Prose<'e> {
    events: &'e mpsc::Sender<Event>,
    sentences: Vec<String>,
}

impl Prose<'_> {
    /// Says a sentence; `None` when the reader has left.
    async fn say(&mut self, sentence: String) -> Option<()> {
        let space = if self.sentences.is_empty() { "" } else { " " };
        let delta = format!("{space}{sentence}");
        self.sentences.push(sentence);
        self.events.send(Event::Delta(delta)).await.ok()
    }
}
