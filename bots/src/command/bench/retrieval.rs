//! The answers from facts: how soon they can begin, and how fast they come.

use std::{sync::Arc, time::Instant};

use ::retrieval::{Index, IndexOptions, Place, TextEmbedder};
use assistant::{Answer, Assistant, EngineChoice, Event, Outcome, Question};
use knowledge_base::{KnowledgeBase, Language, RecordId};
use serde::Serialize;
use tokio::task::block_in_place;

use super::{Measured, milliseconds, percentile};
use crate::{
    command::{
        CommandError, Context,
        machine::{MachineReport, peak_memory_mb},
    },
    startup,
};

/// Questions asked before the clock runs, so that caches are as in a running program.
const WARM_UP: usize = 50;

#[derive(Debug, Serialize)]
pub(super) struct RetrievalReport {
    machine: MachineReport,
    records: usize,
    passages: usize,
    warm_start_ms: f64,
    questions: usize,
    answer_p50_ms: f64,
    answer_p95_ms: f64,
    answer_p99_ms: f64,
    answer_max_ms: f64,
    answered_from_own_record: usize,
    peak_memory_mb: Option<u64>,
    index_build_ms: f64,
    peak_memory_with_build_mb: Option<u64>,
}

pub(super) async fn measure(context: &Context) -> Result<RetrievalReport, CommandError> {
    let settings = &context.settings;
    let report = context.bars.report();
    // Builds the index if it has to be, so that the start that is measured finds it warm.
    drop(block_in_place(|| startup::load(settings, &report))?);
    let started = Instant::now();
    let core = block_in_place(|| startup::load(settings, &report))?;
    let warm_start_ms = milliseconds(started.elapsed());

    let questions = questions(&core.assistant.knowledge_base());
    for (_, question) in questions.iter().take(WARM_UP) {
        answer(&core.assistant, question).await?;
    }
    let mut times = Vec::with_capacity(questions.len());
    let mut answered_from_own_record = 0;
    for (record, question) in &questions {
        let started = Instant::now();
        let answer = answer(&core.assistant, question).await?;
        times.push(milliseconds(started.elapsed()));
        let cited = answer.sources.first().map(|source| &source.service);
        answered_from_own_record += usize::from(answer.outcome == Outcome::Answer && cited == Some(record));
    }
    times.sort_by(f64::total_cmp);
    let peak = peak_memory_mb();
    let place = &context.settings.index;
    let index_build_ms = block_in_place(|| build(&core.assistant.knowledge_base(), place, core.models.embedder))?;
    Ok(RetrievalReport {
        machine: MachineReport::detect(),
        records: core.index.records,
        passages: core.index.passages,
        warm_start_ms,
        questions: questions.len(),
        answer_p50_ms: percentile(&times, 0.5),
        answer_p95_ms: percentile(&times, 0.95),
        answer_p99_ms: percentile(&times, 0.99),
        answer_max_ms: percentile(&times, 1.0),
        answered_from_own_record,
        peak_memory_mb: peak,
        index_build_ms,
        peak_memory_with_build_mb: peak_memory_mb(),
    })
}

/// Every question of every record, in all languages.
pub(super) fn questions(base: &KnowledgeBase) -> Vec<(RecordId, String)> {
    let of_record = |record: &knowledge_base::ServiceRecord| {
        let texts = Language::ALL.into_iter().flat_map(|language| record.questions.get(language).to_vec());
        texts.map(|text| (record.id.clone(), text)).collect::<Vec<_>>()
    };
    base.records().flat_map(of_record).collect()
}

/// The whole answer from facts.
pub(super) async fn answer(assistant: &Assistant, text: &str) -> Result<Box<Answer>, CommandError> {
    let mut events = assistant.ask(Question { engine: EngineChoice::Extractive, ..Question::new(text) });
    while let Some(event) = events.recv().await {
        if let Event::Done(answer) = event {
            return Ok(answer);
        }
    }
    Err(CommandError::Internal("an answer broke off".to_owned()))
}

/// Builds an index in a folder that is thrown away, or on the server beside the one in use, whose place it takes.
fn build(base: &KnowledgeBase, place: &Place, embedder: Arc<dyn TextEmbedder>) -> Result<f64, CommandError> {
    let folder = tempfile::tempdir()?;
    let place = match place {
        Place::Folder(_) => folder.path().into(),
        Place::Server(_) => place.clone(),
    };
    let options = IndexOptions { rebuild: true, ..IndexOptions::new(place, embedder) };
    let started = Instant::now();
    Index::open_or_build(base, &options, |_| {})?;
    Ok(milliseconds(started.elapsed()))
}

impl Measured for RetrievalReport {
    fn lines(&self) -> Vec<String> {
        let memory =
            |megabytes: Option<u64>| megabytes.map_or_else(|| "?".to_owned(), |megabytes| megabytes.to_string());
        let mut lines = self.machine.lines();
        lines.push(String::new());
        lines.push(format!(
            "start, warm index       {:>8.0} ms  ({} records, {} passages)",
            self.warm_start_ms, self.records, self.passages
        ));
        for (name, time) in [
            ("p50", self.answer_p50_ms),
            ("p95", self.answer_p95_ms),
            ("p99", self.answer_p99_ms),
            ("max", self.answer_max_ms),
        ] {
            lines.push(format!("answer from facts, {name}  {time:>8.2} ms"));
        }
        lines.push(format!(
            "questions               {:>8}     ({} answered from their own record)",
            self.questions, self.answered_from_own_record
        ));
        lines.push(format!("memory, peak            {:>8} MB", memory(self.peak_memory_mb)));
        lines.push(format!(
            "building the index      {:>8.0} ms  (memory peak with it {} MB)",
            self.index_build_ms,
            memory(self.peak_memory_with_build_mb)
        ));
        lines
    }
}
