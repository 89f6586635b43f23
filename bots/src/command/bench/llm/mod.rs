//! The language model: how soon it is open, how fast it reads and writes, alone and for several askers, and the same of llama.cpp in
//! the same run where it is asked for.

mod asking;
mod plot;
mod restart;
mod rival;

use std::{path::PathBuf, time::Instant};

use models::{CatalogueModel, EngineSettings, Fetcher, GenerationEngine, LanguageModel, LanguageModelSource, Prompt};
use serde::Serialize;
use tokio::task::block_in_place;

use self::{
    asking::{Run, ask, ask_together, question, system},
    restart::RestartReport,
    rival::{Rival, RivalReport},
};
use super::{LlmArguments, Measured, milliseconds, percentile};
use crate::{
    command::{
        CommandError, Context,
        machine::{MachineReport, peak_memory_mb},
        model::fetched_file,
    },
    startup::{catalogue, choose_model},
};

/// Requests that are measured alone, in turn with the rival's; the median counts.
const RUNS: usize = 5;
/// Tokens written in each.
const TOKENS: usize = 48;

/// What was measured.
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
    /// From a request whose beginning nobody asked before to its first text.
    time_to_first_token_ms: f64,
    /// The same where task and record are known.
    known_prefix_first_token_ms: f64,
    /// Tokens of that prompt which were known.
    known_tokens: usize,
    askers: Vec<Together>,
    peak_memory_mb: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    restart: Option<RestartReport>,
    #[serde(skip_serializing_if = "Option::is_none")]
    llama_cpp: Option<RivalReport>,
}

/// Several askers of one record at once.
#[derive(Debug, Serialize)]
struct Together {
    askers: usize,
    /// Tokens written for all of them a second, from the first request to the last token.
    tokens_per_s: f64,
    /// The slowest asker's time to the first text.
    slowest_first_token_ms: f64,
}

/// Measures, and draws the plot where one is asked for.
pub(super) async fn measure(context: &Context, arguments: &LlmArguments) -> Result<LlmReport, CommandError> {
    let (model, file) = model(context, arguments.model.as_deref())?;
    let failed = |error: &dyn std::fmt::Display| CommandError::Model(error.to_string());
    let mut rival = match arguments.llama_cpp {
        true => Some(block_in_place(|| Rival::start(&file)).map_err(|reason| failed(&reason))?),
        false => None,
    };
    let started = Instant::now();
    let source = LanguageModelSource::of(&model, &file);
    let opened = block_in_place(|| open(&source, arguments.tensors))?;
    let load_ms = milliseconds(started.elapsed());
    let device = opened.description().device;
    let most = arguments.askers.iter().copied().max().map_or(1, usize::from);
    let settings = EngineSettings { places: most, queue: most, ..EngineSettings::default() };
    let engine = GenerationEngine::start(opened, &settings)?;
    let started = Instant::now();
    ask(&engine, Prompt::question("", "1"), 1).await?;
    let warm_up_ms = milliseconds(started.elapsed());

    let mut cold = Vec::with_capacity(RUNS);
    let mut known = Vec::with_capacity(RUNS);
    for run in 0..RUNS {
        // A beginning of its own each time, so that nothing is known; then the same record with another question.
        cold.push(ask(&engine, Prompt::question(system(run), question(0)), TOKENS).await?);
        known.push(ask(&engine, Prompt::question(system(run), question(1)), TOKENS).await?);
        if let Some(rival) = &mut rival {
            block_in_place(|| rival.measure(&system(run), question(0), TOKENS)).map_err(|reason| failed(&reason))?;
        }
    }
    let mut askers = Vec::new();
    for count in &arguments.askers {
        askers.push(together(ask_together(&engine, usize::from(*count), TOKENS).await?));
    }
    let peak_memory_mb = peak_memory_mb();
    drop(engine);
    let restart = match arguments.restart {
        true => Some(restart::measure(&source, arguments.tensors).await?),
        false => None,
    };
    let last = cold.last().map(|run| run.usage).unwrap_or_default();
    let report = LlmReport {
        machine: MachineReport::detect(),
        model: model.id,
        device,
        load_ms,
        warm_up_ms,
        runs: RUNS,
        prompt_tokens: last.prompt_tokens,
        generated_tokens: last.generated_tokens,
        prefill_tokens_per_s: median(&cold, |run| run.usage.prefill_rate()),
        decode_tokens_per_s: median(&cold, |run| run.usage.decode_rate()),
        time_to_first_token_ms: median(&cold, |run| run.first_token_ms),
        known_prefix_first_token_ms: median(&known, |run| run.first_token_ms),
        known_tokens: known.last().map_or(0, |run| run.usage.known_tokens),
        askers,
        peak_memory_mb,
        restart,
        llama_cpp: rival.map(Rival::report),
    };
    if let Some(path) = &arguments.plot {
        plot::draw(&report, path)?;
    }
    Ok(report)
}

/// Opens a model on what this machine runs it best, or on candle's tensors.
fn open(source: &LanguageModelSource, tensors: bool) -> Result<LanguageModel, CommandError> {
    let opened = match tensors {
        true => LanguageModel::open_on_tensors(source),
        false => LanguageModel::open(source),
    };
    opened.map_err(|error| CommandError::Model(error.to_string()))
}

/// The model and its file.
fn model(context: &Context, id: Option<&str>) -> Result<(CatalogueModel, PathBuf), CommandError> {
    let model = match id {
        Some(id) => {
            let unknown = || format!("`{id}` is no model of the catalogue; `yordamchi models list` shows them");
            catalogue(&context.settings)?.get(id).cloned().ok_or_else(|| CommandError::Usage(unknown()))?
        }
        None => {
            let chosen = choose_model(&context.settings)?;
            chosen.model.ok_or_else(|| CommandError::Model(format!("no model is chosen: {}", chosen.reason)))?
        }
    };
    let file = fetched_file(&model, &Fetcher::new(context.settings.model.fetch.clone()))?;
    Ok((model, file))
}

fn together((runs, whole): (Vec<Run>, std::time::Duration)) -> Together {
    let tokens: usize = runs.iter().map(|run| run.usage.generated_tokens).sum();
    Together {
        askers: runs.len(),
        tokens_per_s: tokens as f64 / whole.as_secs_f64(),
        slowest_first_token_ms: runs.iter().map(|run| run.first_token_ms).fold(0.0, f64::max),
    }
}

fn median(runs: &[Run], value: impl Fn(&Run) -> f64) -> f64 {
    let mut values: Vec<f64> = runs.iter().map(value).collect();
    values.sort_by(f64::total_cmp);
    percentile(&values, 0.5)
}

impl Measured for LlmReport {
    fn lines(&self) -> Vec<String> {
        let memory = self.peak_memory_mb.map_or_else(|| "?".to_owned(), |megabytes| megabytes.to_string());
        let rival = self.llama_cpp.as_ref();
        // Ours over theirs: above 1 is faster in rates and slower in times.
        let beside = |ours: f64, theirs: fn(&RivalReport) -> f64| {
            rival.map_or_else(String::new, |rival| {
                format!("  llama.cpp {:>8.1}, {:.2}", theirs(rival), ours / theirs(rival))
            })
        };
        let mut lines = self.machine.lines();
        if let Some(rival) = rival {
            lines.push(format!(
                "llama.cpp through llama-cpp-python {}, in turn; ratios are ours : theirs",
                rival.version
            ));
        }
        lines.extend([
            format!("{} on {}, medians of {} runs", self.model, self.device, self.runs),
            String::new(),
            format!("opening              {:>8.0} ms{}", self.load_ms, beside(self.load_ms, |rival| rival.load_ms)),
            format!("warm-up              {:>8.0} ms", self.warm_up_ms),
            format!(
                "reading the prompt   {:>8.1} tokens/s  ({} tokens){}",
                self.prefill_tokens_per_s,
                self.prompt_tokens,
                beside(self.prefill_tokens_per_s, |rival| rival.prefill_tokens_per_s)
            ),
            format!(
                "time to first token  {:>8.0} ms{}",
                self.time_to_first_token_ms,
                beside(self.time_to_first_token_ms, |rival| rival.time_to_first_token_ms)
            ),
            format!(
                "  record known       {:>8.0} ms  ({} tokens known){}",
                self.known_prefix_first_token_ms,
                self.known_tokens,
                beside(self.known_prefix_first_token_ms, |rival| rival.time_to_first_token_ms)
            ),
            format!(
                "writing              {:>8.1} tokens/s  ({} tokens){}",
                self.decode_tokens_per_s,
                self.generated_tokens,
                beside(self.decode_tokens_per_s, |rival| rival.decode_tokens_per_s)
            ),
        ]);
        let alone = self.askers.first().map_or(f64::NAN, |alone| alone.tokens_per_s);
        for Together { askers, tokens_per_s, slowest_first_token_ms } in &self.askers {
            lines.push(format!(
                "{askers:>2} askers at once    {tokens_per_s:>8.1} tokens/s  {:.2} times one; slowest first token {slowest_first_token_ms:.0} ms",
                tokens_per_s / alone
            ));
        }
        lines.push(format!("memory, peak         {memory:>8} MB"));
        lines.extend(self.restart.as_ref().map(RestartReport::line));
        lines
    }
}
