//! `eval compare`: two runs question by question.

use std::path::PathBuf;

use clap::Args;
use evals::{
    compare::{Change, Comparison, Difference, Said, compare as compared},
    report::{Side, of_comparison},
    run::{read_run, write_file},
};

use super::{CommandError, Exit, counted, name_of};
use crate::command::table::Table;

#[derive(Debug, Args)]
pub(in crate::command) struct CompareArguments {
    /// The folder of the earlier run
    #[arg(value_name = "A")]
    before: PathBuf,
    /// The folder of the later run
    #[arg(value_name = "B")]
    after: PathBuf,
    /// Print one JSON object, with every question whose answer differs
    #[arg(long)]
    json: bool,
    /// Write a page too: what moved beyond chance, and both answers side by side
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
}

pub(super) fn compare(arguments: &CompareArguments) -> Result<Exit, CommandError> {
    let (earlier, before) = read_run(&arguments.before)?;
    let (later, after) = read_run(&arguments.after)?;
    let comparison = compared(&before, &after);
    if comparison.cases == 0 {
        return Err(CommandError::Usage("the two runs share no question; run the same suites".to_owned()));
    }
    if arguments.json {
        println!("{}", serde_json::to_string_pretty(&comparison).map_err(std::io::Error::from)?);
    } else {
        print(&comparison);
    }
    if let Some(page) = &arguments.out {
        let [one, other] = names(arguments);
        let before = Side { name: &one, run: &earlier, scored: &before };
        let after = Side { name: &other, run: &later, scored: &after };
        write_file(page, &of_comparison(&comparison, before, after))?;
        if !arguments.json {
            println!("\npage: {}", page.display());
        }
    }
    Ok(Exit::Done)
}

/// What the two runs are called: their folders, as short as tells them apart.
fn names(arguments: &CompareArguments) -> [String; 2] {
    let folders = [&arguments.before, &arguments.after];
    let short = folders.map(|folder| name_of(folder));
    if short[0] == short[1] { folders.map(|folder| folder.display().to_string()) } else { short }
}

fn print(comparison: &Comparison) {
    let Comparison { cases, only_before, only_after, differences, fixed, broken, changed } = comparison;
    println!(
        "{} of both runs; {only_before} of the earlier one alone, {only_after} of the later one",
        counted(*cases, "question")
    );
    println!();
    let moved: Vec<&Difference> = differences.iter().filter(|one| one.said() != Said::Same).collect();
    if moved.is_empty() {
        println!("no figure differs");
    } else {
        let mut table = Table::new(&["slice", "metric", "before", "after", "difference", "95 %", "said of it"]);
        moved.iter().for_each(|one| table.row(row(one)));
        table.lines().iter().for_each(|line| println!("{line}"));
    }
    for (name, changes) in [("fixed", fixed), ("broken", broken)] {
        println!("\n{name}: {}", changes.len());
        changes.iter().for_each(|change| println!("{}", line(change)));
    }
    println!("\nchanged, and as right or wrong as before: {}", changed.len());
}

fn row(one: &Difference) -> Vec<String> {
    vec![
        one.slice.clone(),
        one.metric.to_owned(),
        format!("{:.4}", one.before),
        format!("{:.4}", one.after),
        format!("{:+.4}", one.difference.value),
        format!("{:+.4} to {:+.4}", one.difference.low, one.difference.high),
        one.said().name().to_owned(),
    ]
}

fn line(change: &Change) -> String {
    let Change { case, question, before, after, was, is, judge_before, judge_after } = change;
    let causes = if after.is_empty() { before } else { after };
    let judged = match (judge_before, judge_after) {
        (None, None) => String::new(),
        (before, after) => format!("  judge: {} → {}", before.unwrap_or("not asked"), after.unwrap_or("not asked")),
    };
    format!("  {case}  {question}\n      {was} → {is}  ({}){judged}", causes.join(", "))
}
