//! `eval calibrate`: learns the decision from questions with their outcomes.

use std::{fs, path::PathBuf};

use clap::Args;
use evals::calibration::{self, Allowed, curve, expected_error};
use tokio::task::block_in_place;

use super::{CommandError, Context, Exit, bar, cases, gather::Gathered};
use crate::{command::table::Table, startup};

/// Points of a printed curve.
const BINS: usize = 10;

#[derive(Debug, Args)]
pub(in crate::command) struct CalibrateArguments {
    /// Files of cases, one JSON object a line
    #[arg(required = true, value_name = "SUITE")]
    suites: Vec<PathBuf>,
    /// The folder to write calibration.json, kinds.bin and examples.bin to; `assistant` makes them part of the next build
    #[arg(long, value_name = "DIR")]
    out: PathBuf,
    /// The share of these answerable questions that may be declined; as most are hard, half as many are of those that people ask
    #[arg(long, default_value_t = 0.045)]
    declined: f32,
    /// The share of rightly found questions that may be asked back
    #[arg(long, default_value_t = 0.02)]
    asked_back: f32,
    /// The share of new subjects in a conversation that may be taken for follow-ups
    #[arg(long, default_value_t = 0.03)]
    kept: f32,
    /// The share of questions that may be taken for none (an order, an insult, a cry for help)
    #[arg(long, default_value_t = 0.004)]
    refused: f32,
}

pub(super) fn calibrate(arguments: &CalibrateArguments, context: &Context) -> Result<Exit, CommandError> {
    let cases = cases(&arguments.suites)?;
    let report = context.bars.report();
    let core = block_in_place(|| startup::load(&context.settings, &report))?;
    let bar = context.bars.0.add(bar(cases.len()));
    let base = core.assistant.knowledge_base();
    let mut gathered = Gathered::new(&core.assistant, &base);
    for case in &cases {
        gathered.add(case)?;
        bar.inc(1);
    }
    bar.finish_and_clear();
    let (material, passed_over) = (gathered.material, gathered.passed_over);
    let CalibrateArguments { declined, asked_back, kept, refused, .. } = *arguments;
    let learnt = calibration::learn(&material, Allowed { declined, asked_back, kept, refused })
        .map_err(|error| CommandError::Usage(error.to_string()))?;
    let json = serde_json::to_string_pretty(&learnt.calibration).map_err(std::io::Error::from)?;
    fs::create_dir_all(&arguments.out)?;
    fs::write(arguments.out.join("calibration.json"), format!("{json}\n"))?;
    fs::write(arguments.out.join("kinds.bin"), learnt.kinds.model.bytes())?;
    fs::write(arguments.out.join("examples.bin"), learnt.kinds.model.examples().bytes())?;
    println!("{} questions, {passed_over} of them never come to a search", cases.len());
    let lines = &learnt.calibration.lines;
    for (name, judged, line) in [
        ("a record covers the question", &learnt.covered, lines.covered),
        ("the first record is the one", &learnt.right, lines.right),
        ("an uncovered question is about public services", &learnt.service, lines.service),
        ("a question in a conversation is a follow-up", &learnt.follow_up, lines.follow_up),
        ("a message is no question", &learnt.kinds.judged, lines.no_question),
    ] {
        print(name, judged, line);
    }
    println!("of the questions that sound as if they were none, so taken: {:.3}", learnt.kinds.alike);
    Ok(Exit::Done)
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
