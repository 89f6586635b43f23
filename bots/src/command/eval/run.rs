//! `eval run`: asks the questions of suites and scores the answers.

use std::{fs, io::Write as _, path::PathBuf};

use assistant::{Answer, Assistant, Conversation, EngineChoice, Event, Question};
use clap::Args;
use evals::{Case, Scores, Slice, score, summary};
use serde_json::json;
use tokio::task::block_in_place;

use super::{CommandError, Context, Exit, bar, cases};
use crate::{command::table::Table, startup};

#[derive(Debug, Args)]
pub(in crate::command) struct RunArguments {
    /// Files of cases, one JSON object a line
    #[arg(required = true, value_name = "SUITE")]
    suites: Vec<PathBuf>,
    /// The folder for run.json and results.jsonl; made when it is missing
    #[arg(long, value_name = "DIR")]
    out: PathBuf,
}

pub(super) async fn run(arguments: RunArguments, context: Context) -> Result<Exit, CommandError> {
    let RunArguments { suites, out } = arguments;
    let cases = cases(&suites)?;
    fs::create_dir_all(&out)?;
    let report = context.bars.report();
    let core = block_in_place(|| startup::load(&context.settings, &report))?;
    let bar = context.bars.0.add(bar(cases.len()));
    let mut results = fs::File::create(out.join("results.jsonl"))?;
    let mut scored: Vec<(Case, Scores)> = Vec::with_capacity(cases.len());
    for case in cases {
        let answer = ask(&core.assistant, &case).await?;
        let scores = score(&case, &answer);
        writeln!(results, "{}", json!({ "case": case, "answer": answer, "scores": scores }))?;
        scored.push((case, scores));
        bar.inc(1);
    }
    bar.finish_and_clear();
    let slices = summary(&scored);
    let run = json!({
        "version": env!("CARGO_PKG_VERSION"),
        "engine": "extractive",
        "suites": suites,
        "records": core.assistant.knowledge_base().fingerprint(),
        "passages": core.index.passages,
        "slices": slices,
    });
    fs::write(out.join("run.json"), format!("{run:#}\n"))?;
    let mut table = Table::new(&["slice", "cases", "right", "outcome", "hit@1", "hit@5", "facts", "language"]);
    for (name, slice) in &slices {
        table.row(row(name, slice));
    }
    for line in table.lines() {
        println!("{line}");
    }
    Ok(Exit::Done)
}

/// Asks the earlier turns and then the question of a case.
async fn ask(assistant: &Assistant, case: &Case) -> Result<Answer, CommandError> {
    let mut conversation = Conversation::default();
    for turn in &case.turns {
        conversation = answer(assistant, turn, conversation).await?.state;
    }
    answer(assistant, &case.question, conversation).await
}

async fn answer(assistant: &Assistant, text: &str, conversation: Conversation) -> Result<Answer, CommandError> {
    let engine = EngineChoice::Extractive;
    let mut events = assistant.ask(Question { conversation, engine, ..Question::new(text) });
    while let Some(event) = events.recv().await {
        if let Event::Done(answer) = event {
            return Ok(*answer);
        }
    }
    Err(CommandError::Internal("a question was left without an answer".to_owned()))
}

fn row(name: &str, slice: &Slice) -> Vec<String> {
    let percent = |share: f64| format!("{:.1}", share * 100.0);
    let maybe = |share: Option<f64>| share.map(percent).unwrap_or_default();
    let Slice { cases, right, outcome, hit1, hit5, facts, language, .. } = slice;
    vec![
        name.to_owned(),
        cases.to_string(),
        percent(*right),
        percent(*outcome),
        maybe(*hit1),
        maybe(*hit5),
        maybe(*facts),
        percent(*language),
    ]
}
