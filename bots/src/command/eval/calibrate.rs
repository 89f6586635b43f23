//! `eval calibrate`: learns the decision from questions with their outcomes.

use std::{fs, path::PathBuf};

use assistant::Assistant;
use clap::Args;
use evals::{
    Case,
    calibration::{self, Example, Wanted, curve, expected_error},
};
use knowledge_base::{KnowledgeBase, Language, fold, record::Questions};
use tokio::task::block_in_place;

use super::{CommandError, Context, Exit, bar, cases};
use crate::{command::table::Table, startup};

/// Points of a printed curve.
const BINS: usize = 10;

#[derive(Debug, Args)]
pub(in crate::command) struct CalibrateArguments {
    /// Files of cases, one JSON object a line
    #[arg(required = true, value_name = "SUITE")]
    suites: Vec<PathBuf>,
    /// The folder to write calibration.json and topics.bin to; `assistant` makes them part of the next build
    #[arg(long, value_name = "DIR")]
    out: PathBuf,
    /// The share of answerable questions that may be declined
    #[arg(long, default_value_t = 0.04)]
    declined: f32,
    /// The share of rightly found questions that may be asked back
    #[arg(long, default_value_t = 0.02)]
    asked_back: f32,
}

pub(super) fn calibrate(arguments: &CalibrateArguments, context: &Context) -> Result<Exit, CommandError> {
    let cases = cases(&arguments.suites)?;
    let report = context.bars.report();
    let core = block_in_place(|| startup::load(&context.settings, &report))?;
    let bar = context.bars.0.add(bar(cases.len()));
    let mut examples = Vec::with_capacity(cases.len());
    for case in &cases {
        examples.extend(example(&core.assistant, case)?);
        bar.inc(1);
    }
    bar.finish_and_clear();
    let of_records = of_records(&core.assistant.knowledge_base());
    let learnt = calibration::learn(&examples, &of_records, arguments.declined, arguments.asked_back)
        .map_err(|error| CommandError::Usage(error.to_string()))?;
    let json = serde_json::to_string_pretty(&learnt.calibration).map_err(std::io::Error::from)?;
    fs::create_dir_all(&arguments.out)?;
    fs::write(arguments.out.join("calibration.json"), format!("{json}\n"))?;
    fs::write(arguments.out.join("topics.bin"), learnt.topics.bytes())?;
    let passed_over = cases.len() - examples.len();
    println!("{} questions, {passed_over} of them never come to a search", cases.len());
    let lines = &learnt.calibration.lines;
    for (name, judged, line) in [
        ("a record covers the question", &learnt.covered, lines.covered),
        ("the first record is the one", &learnt.right, lines.right),
        ("an uncovered question is about public services", &learnt.service, lines.service),
    ] {
        print(name, judged, line);
    }
    Ok(Exit::Done)
}

/// The questions and phrasings of every record and life event, folded.
fn of_records(base: &KnowledgeBase) -> Vec<String> {
    let all: Vec<&Questions> = base.asked().flat_map(|(_, asked)| asked).collect();
    let folded = |language: Language| {
        all.iter().flat_map(move |questions| questions.get(language)).map(move |question| fold(question, language))
    };
    Language::ALL.into_iter().flat_map(folded).collect()
}

fn example(assistant: &Assistant, case: &Case) -> Result<Option<Example>, CommandError> {
    let examined = assistant.examine(&case.question).map_err(|error| CommandError::Internal(error.to_string()))?;
    let Some(examined) = examined else { return Ok(None) };
    let first = examined.records.first().map(|first| first.as_str());
    let wanted = match case.expect.as_str() {
        "answer" => {
            Wanted::Answer { first_is_right: case.services.iter().any(|service| Some(service.as_str()) == first) }
        }
        "clarify" => Wanted::Clarify,
        "no_answer" => Wanted::NoAnswer,
        "out_of_scope" => Wanted::OutOfScope,
        other => {
            let what = format!("{}: nothing is learnt from the outcome `{other}`; leave the case out", case.id);
            return Err(CommandError::Usage(what));
        }
    };
    Ok(Some(Example { folded: examined.folded, signals: examined.signals, wanted }))
}

/// What was said beside what came, by weights that had not seen the question.
fn print(name: &str, judged: &[(f32, bool)], line: f32) {
    let share = |is: bool| {
        let of: Vec<f32> = judged.iter().filter(|(_, came)| *came == is).map(|(said, _)| *said).collect();
        of.iter().filter(|said| **said >= line).count() as f32 / of.len().max(1) as f32
    };
    let bins = curve(judged, BINS);
    println!(
        "\n{name}: taken for true from {line:.3} on; so taken of the true ones {:.3}, of the false ones {:.3}",
        share(true),
        share(false)
    );
    let mut table = Table::new(&["questions", "said", "came"]);
    for bin in &bins {
        table.row(vec![bin.count.to_string(), format!("{:.3}", bin.said), format!("{:.3}", bin.came)]);
    }
    for line in table.lines() {
        println!("{line}");
    }
    println!("expected calibration error {:.3}", expected_error(&bins));
}
