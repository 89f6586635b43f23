//! `eval trend`: many runs as one page of curves.

use std::{fs, path::PathBuf};

use clap::Args;
use evals::{
    Run, RunError,
    report::of_runs,
    run::{RUN, read_run, write_file},
};

use super::{CommandError, Exit, counted, name_of};

#[derive(Debug, Args)]
pub(in crate::command) struct TrendArguments {
    /// Folders of runs, or folders that hold such folders
    #[arg(required = true, value_name = "DIR")]
    folders: Vec<PathBuf>,
    /// The page to write
    #[arg(long, value_name = "FILE", default_value = "trend.html")]
    out: PathBuf,
}

pub(super) fn trend(arguments: &TrendArguments) -> Result<Exit, CommandError> {
    let mut runs: Vec<(String, Run)> = Vec::new();
    for folder in folders(&arguments.folders)? {
        match read_run(&folder) {
            Ok((run, _)) => runs.push((name_of(&folder), run)),
            Err(error @ RunError::Unfinished { .. }) => tracing::warn!(%error, "a run is left out"),
            Err(error) => return Err(error.into()),
        }
    }
    if runs.is_empty() {
        let what = "no finished run lies in these folders; `yordamchi eval run` makes one".to_owned();
        return Err(CommandError::Usage(what));
    }
    let count = runs.len();
    write_file(&arguments.out, &of_runs(runs))?;
    println!("{}: {}", counted(count, "run"), arguments.out.display());
    Ok(Exit::Done)
}

/// The folders that are runs, and the runs in those that are none.
fn folders(named: &[PathBuf]) -> Result<Vec<PathBuf>, CommandError> {
    let is_run = |folder: &PathBuf| folder.join(RUN).is_file();
    let mut found = Vec::new();
    for folder in named {
        if is_run(folder) {
            found.push(folder.clone());
            continue;
        }
        let entries = fs::read_dir(folder)
            .map_err(|error| CommandError::Usage(format!("cannot read `{}`: {error}", folder.display())))?;
        let paths: Vec<PathBuf> = entries.map(|entry| Ok(entry?.path())).collect::<std::io::Result<_>>()?;
        found.extend(paths.into_iter().filter(is_run));
    }
    found.sort();
    found.dedup();
    Ok(found)
}
