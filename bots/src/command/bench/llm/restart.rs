//! A restart: the first token of a record that was asked about before, found on disk, and of one that was not.

use models::{EngineSettings, GenerationEngine, LanguageModelSource, Prompt};
use serde::Serialize;
use tokio::task::block_in_place;

use super::{
    RUNS, TOKENS,
    asking::{ask, question, system},
    median, open,
};
use crate::command::CommandError;

/// Bytes on disk that hold the records of this measurement.
const DISK: u64 = 1 << 30;

/// What was measured after the restart, medians.
#[derive(Debug, Serialize)]
pub(super) struct RestartReport {
    /// The record's beginning lies on disk.
    from_disk_first_token_ms: f64,
    /// Tokens of that prompt which were found there.
    known_tokens: usize,
    /// Nothing is known of the record.
    cold_first_token_ms: f64,
    /// Bytes of a record's file.
    bytes: u64,
}

/// Asks twice about some records, ends the engine, opens the model anew and asks about them again, in turn with others.
pub(super) async fn measure(source: &LanguageModelSource, tensors: bool) -> Result<RestartReport, CommandError> {
    let folder = tempfile::tempdir()?;
    let settings = EngineSettings {
        prefix_folder: Some(folder.path().to_owned()),
        prefix_disk_bytes: DISK,
        ..EngineSettings::default()
    };
    let start = || -> Result<GenerationEngine, CommandError> {
        let opened = block_in_place(|| open(source, tensors))?;
        Ok(GenerationEngine::start(opened, &settings)?)
    };
    let engine = start()?;
    for run in 0..RUNS {
        for index in 0..2 {
            ask(&engine, Prompt::question(system(run), question(index)), 1).await?;
        }
    }
    drop(engine);
    let engine = start()?;
    // The warm-up is over when the first answer comes.
    ask(&engine, Prompt::question("", "1"), 1).await?;
    let (mut known, mut cold) = (Vec::with_capacity(RUNS), Vec::with_capacity(RUNS));
    for run in 0..RUNS {
        known.push(ask(&engine, Prompt::question(system(run), question(1)), TOKENS).await?);
        cold.push(ask(&engine, Prompt::question(system(RUNS + run), question(1)), TOKENS).await?);
    }
    let files = std::fs::read_dir(folder.path().join("records"))?.collect::<Result<Vec<_>, _>>()?;
    let bytes = files.first().map(|file| file.metadata()).transpose()?.map_or(0, |file| file.len());
    Ok(RestartReport {
        from_disk_first_token_ms: median(&known, |run| run.first_token_ms),
        known_tokens: known.last().map_or(0, |run| run.usage.known_tokens),
        cold_first_token_ms: median(&cold, |run| run.first_token_ms),
        bytes,
    })
}

impl RestartReport {
    pub(super) fn line(&self) -> String {
        let Self { from_disk_first_token_ms: disk, cold_first_token_ms: cold, known_tokens, bytes } = self;
        format!(
            "after a restart      {disk:>8.0} ms to the first token of a record from disk ({known_tokens} tokens known, {:.1} MB), \
             {cold:.0} ms of one that is not there, {:.2}",
            *bytes as f64 / 1e6,
            disk / cold
        )
    }
}
