//! The language model: how soon it is open, how fast it reads and writes.

use std::time::Instant;

use models::{
    CatalogueModel, EngineSettings, Fetcher, GenerationEngine, GenerationEvent, GenerationRequest, LanguageModel,
    LanguageModelSource, Prompt, Usage,
};
use serde::Serialize;
use tokio::task::block_in_place;

use super::{Measured, milliseconds, percentile};
use crate::{
    command::{
        CommandError, Context,
        machine::{MachineReport, peak_memory_mb},
    },
    startup::{catalogue, choose_model},
};

/// Requests that are measured; the median counts.
const RUNS: usize = 3;
/// Tokens written in each.
const TOKENS: usize = 48;
/// A prompt of the size of ours: a rule, facts, a question.
const SYSTEM: &str =
    "Ты — помощник по государственным услугам. Отвечай кратко, только по фактам записи, на языке вопроса.";
const QUESTION: &str = "Факты записи «Перерегистрация субъекта предпринимательства»:\n\
    Стоимость: 1 БРВ (440 000 сум); через портал скидка 10 процентов.\n\
    Срок: 30 минут через портал, 16 рабочих часов в центре государственных услуг.\n\
    Документы: заявление, решение учредителей, новая редакция устава.\n\
    Куда обращаться: портал my.gov.uz, центр государственных услуг.\n\
    Контакт: 1148.\n\n\
    Вопрос: Сколько стоит перерегистрация, сколько она занимает времени и какие документы нужны? Расскажи подробно, по шагам.";

#[derive(Debug, Serialize)]
pub(super) struct LlmReport {
    machine: MachineReport,
    model: String,
    device: &'static str,
    load_ms: f64,
    warm_up_ms: f64,
    runs: usize,
    prompt_tokens: usize,
    generated_tokens: usize,
    prefill_tokens_per_s: f64,
    decode_tokens_per_s: f64,
    time_to_first_token_ms: f64,
    peak_memory_mb: Option<u64>,
}

/// One answer, measured from outside.
struct Run {
    usage: Usage,
    first_token_ms: f64,
}

pub(super) async fn measure(context: &Context, id: Option<&str>) -> Result<LlmReport, CommandError> {
    let model = model(context, id)?;
    let fetched = Fetcher::new(context.settings.model.fetch.clone()).ready(&model);
    let file = fetched.as_ref().and_then(|fetched| fetched.files.first()).ok_or_else(|| {
        CommandError::Model(format!("{0} has not been fetched; run `yordamchi models fetch {0}`", model.id))
    })?;
    let failed = |error: &dyn std::fmt::Display| CommandError::Model(error.to_string());
    let started = Instant::now();
    let opened = block_in_place(|| LanguageModel::open(&LanguageModelSource::of(&model, file)));
    let opened = opened.map_err(|error| failed(&error))?;
    let load_ms = milliseconds(started.elapsed());
    let device = opened.description().device;
    let engine = GenerationEngine::start(opened, &EngineSettings::default())?;
    // Waits for the repacking of the weights, which the first person after a start may wait for too.
    let started = Instant::now();
    run(&engine, 1).await?;
    let warm_up_ms = milliseconds(started.elapsed());
    let mut runs = Vec::with_capacity(RUNS);
    for _ in 0..RUNS {
        runs.push(run(&engine, TOKENS).await?);
    }
    let last = runs.last().map(|run| run.usage).unwrap_or_default();
    Ok(LlmReport {
        machine: MachineReport::detect(),
        model: model.id,
        device,
        load_ms,
        warm_up_ms,
        runs: RUNS,
        prompt_tokens: last.prompt_tokens,
        generated_tokens: last.generated_tokens,
        prefill_tokens_per_s: median(&runs, |run| run.usage.prefill_rate()),
        decode_tokens_per_s: median(&runs, |run| run.usage.decode_rate()),
        time_to_first_token_ms: median(&runs, |run| run.first_token_ms),
        peak_memory_mb: peak_memory_mb(),
    })
}

fn model(context: &Context, id: Option<&str>) -> Result<CatalogueModel, CommandError> {
    let Some(id) = id else {
        let chosen = choose_model(&context.settings)?;
        return chosen.model.ok_or_else(|| CommandError::Model(format!("no model is chosen: {}", chosen.reason)));
    };
    let found = catalogue(&context.settings)?.get(id).cloned();
    let unknown = || format!("`{id}` is no model of the catalogue; `yordamchi models list` shows them");
    found.ok_or_else(|| CommandError::Usage(unknown()))
}

async fn run(engine: &GenerationEngine, tokens: usize) -> Result<Run, CommandError> {
    let failed = |error: &dyn std::fmt::Display| CommandError::Model(error.to_string());
    let started = Instant::now();
    let request = GenerationRequest::new(Prompt::question(SYSTEM, QUESTION), tokens);
    let mut events = engine.generate(request).map_err(|error| failed(&error))?;
    let mut first_token_ms = None;
    while let Some(event) = events.recv().await {
        match event {
            GenerationEvent::Text(_) => {
                first_token_ms.get_or_insert_with(|| milliseconds(started.elapsed()));
            }
            GenerationEvent::Done { usage, .. } => {
                let whole = milliseconds(started.elapsed());
                return Ok(Run { usage, first_token_ms: first_token_ms.unwrap_or(whole) });
            }
            GenerationEvent::Failed(error) => return Err(failed(&error)),
        }
    }
    Err(CommandError::Internal("the model broke off".to_owned()))
}

fn median(runs: &[Run], value: impl Fn(&Run) -> f64) -> f64 {
    let mut values: Vec<f64> = runs.iter().map(value).collect();
    values.sort_by(f64::total_cmp);
    percentile(&values, 0.5)
}

impl Measured for LlmReport {
    fn lines(&self) -> Vec<String> {
        let memory = self.peak_memory_mb.map_or_else(|| "?".to_owned(), |megabytes| megabytes.to_string());
        let mut lines = self.machine.lines();
        lines.extend([
            format!("{} on {}, medians of {} runs", self.model, self.device, self.runs),
            String::new(),
            format!("opening              {:>8.0} ms", self.load_ms),
            format!("warm-up              {:>8.0} ms", self.warm_up_ms),
            format!(
                "reading the prompt   {:>8.1} tokens/s  ({} tokens)",
                self.prefill_tokens_per_s, self.prompt_tokens
            ),
            format!("time to first token  {:>8.0} ms", self.time_to_first_token_ms),
            format!(
                "writing              {:>8.1} tokens/s  ({} tokens)",
                self.decode_tokens_per_s, self.generated_tokens
            ),
            format!("memory, peak         {memory:>8} MB"),
        ]);
        lines
    }
}
