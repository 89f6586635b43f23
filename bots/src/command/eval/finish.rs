//! The end of a run: figures, gates, files, and what is said on the terminal.

use std::{path::Path, time::Duration};

use evals::{
    Run, Scored, Setup, Summary,
    gates::{Gates, Verdict},
    metrics::{ALL, Figures, JUDGE, dimension, metric},
    run::write_run,
    summary,
};

use super::{CommandError, Exit, counted};
use crate::command::{paint::Paint, table::Table};

/// Slices that are shown on the terminal.
const DIMENSIONS: [&str; 3] = ["all", "locale", "suite"];
/// Metrics that are shown on the terminal.
const COLUMNS: [&str; 9] =
    ["right", "outcome", "hit1", "hit5", "facts", "completeness", "language", "unsupported", JUDGE];

/// A run whose questions are answered.
pub(super) struct Ended {
    pub(super) setup: Setup,
    pub(super) scored: Vec<Scored>,
    pub(super) reused: usize,
    pub(super) took: Duration,
}

/// Writes the files of a run and tells what came of it.
pub(super) fn finish(out: &Path, ended: Ended, gates: Option<&Gates>, paint: Paint) -> Result<Exit, CommandError> {
    let Ended { setup, scored, reused, took } = ended;
    let summary = summary(&scored);
    let gates = gates.map(|gates| gates.judge(&summary)).unwrap_or_default();
    let run = Run { setup, finished: true, took_s: took.as_secs_f64(), reused, summary, gates };
    write_run(out, &run, &scored)?;
    for line in figures(&run.summary).lines() {
        println!("{line}");
    }
    println!();
    if reused > 0 {
        println!("{}", paint.quiet(&format!("{} there from before", counted(reused, "answer"))));
    }
    println!("report: {}", out.join("report.html").display());
    Ok(tell_gates(&run.gates, paint))
}

/// The figures of a run, without columns that it did not ask for.
pub(super) fn figures(summary: &Summary) -> Table {
    let is_asked = |name: &&str| summary.slices.get(ALL).is_some_and(|all| all.metrics.contains_key(*name));
    let columns: Vec<&str> = COLUMNS.into_iter().filter(is_asked).collect();
    let titles = columns.iter().filter_map(|name| metric(name)).map(|metric| metric.title);
    let head: Vec<&str> = ["slice", "cases"].into_iter().chain(titles).collect();
    let mut table = Table::new(&head);
    for shown in DIMENSIONS {
        for (slice, figures) in summary.slices.iter().filter(|(slice, _)| dimension(slice) == shown) {
            table.row(row(slice, figures, &columns));
        }
    }
    table
}

fn row(slice: &str, figures: &Figures, columns: &[&str]) -> Vec<String> {
    let percent = |name: &&str| figures.value(name).map(|value| format!("{:.1}", value * 100.0)).unwrap_or_default();
    [slice.to_owned(), figures.cases.to_string()].into_iter().chain(columns.iter().map(percent)).collect()
}

/// Tells which bounds are broken; the exit code is theirs.
fn tell_gates(gates: &[Verdict], paint: Paint) -> Exit {
    let broken: Vec<&Verdict> = gates.iter().filter(|gate| !gate.kept).collect();
    for gate in &broken {
        let Verdict { slice, metric, bound, value, .. } = gate;
        let value = value.map(|value| format!("{value:.4}")).unwrap_or_default();
        println!("{}", paint.notice(&format!("broken gate: {metric} of {slice} is {value}, wanted {bound}")));
    }
    let unmeasured: Vec<String> = gates
        .iter()
        .filter(|gate| gate.value.is_none())
        .map(|Verdict { slice, metric, .. }| format!("{metric} of {slice}"))
        .collect();
    if !gates.is_empty() {
        println!(
            "gates: {} kept, {} broken, {} not asked",
            gates.len() - broken.len() - unmeasured.len(),
            broken.len(),
            unmeasured.len()
        );
        if !unmeasured.is_empty() {
            println!("{}", paint.quiet(&format!("not asked: {}", unmeasured.join(", "))));
        }
    }
    if broken.is_empty() { Exit::Done } else { Exit::Problems }
}
