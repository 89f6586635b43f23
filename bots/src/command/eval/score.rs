//! `eval score`: scores the saved answers of a run again.

use std::{path::PathBuf, sync::Arc, time::Instant};

use clap::Args;
use evals::{Line, gates::Gates, run::read_run};

use super::{
    CommandError, Context, Exit, finish,
    run::{scored_line, scorer},
};
use crate::startup;

#[derive(Debug, Args)]
pub(in crate::command) struct ScoreArguments {
    /// The folder of a run
    #[arg(value_name = "DIR")]
    run: PathBuf,
    /// Bounds that the run has to keep
    #[arg(long, value_name = "FILE")]
    gates: Option<PathBuf>,
}

pub(super) fn score(arguments: &ScoreArguments, context: &Context) -> Result<Exit, CommandError> {
    let gates = arguments.gates.as_deref().map(Gates::read).transpose()?;
    let (run, saved) = read_run(&arguments.run)?;
    let day = run.setup.day.parse().map_err(|error| CommandError::Usage(format!("run.json names no day: {error}")))?;
    let base = startup::records(&context.settings, &context.bars.report())?;
    if base.fingerprint() != run.setup.program.records {
        tracing::warn!("the answers were given from other records than those here, with which they are compared");
    }
    let began = Instant::now();
    let scorer = scorer(Arc::new(base), day, &run.setup.channel)?;
    let again = saved.into_iter().map(|one| {
        let Line { case, answer, scores, judge } = one.line;
        let mut scored = scored_line(&scorer, &scores.suite, case, answer)?;
        // What was said of an answer stays as long as the answer does.
        scored.line.judge = judge;
        Ok::<_, CommandError>(scored)
    });
    let scored = again.collect::<Result<Vec<_>, _>>()?;
    let ended = finish::Ended { setup: run.setup, scored, reused: run.reused, took: began.elapsed() };
    finish::finish(&arguments.run, ended, gates.as_ref(), context.paint)
}
