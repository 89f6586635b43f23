//! How often a short text's language is told, by language, spelling and length, on sources that no table was trained on.

mod figures;
mod windows;

use std::{error::Error, fs::File, io::Write as _, path::PathBuf, time::Instant};

use assistant::understand::LanguageDetector;
use clap::Parser;
use training::language::texts::Texts;

use figures::{Calibration, Shares};
use windows::windows;

/// Cuts windows of 2 to 6 words from every source of the folders that is not listed as trained on, and asks what they are written in.
///
/// Example:
///   cargo run --release -p evals --example detection -- --corpus corpus --corpus measure --errors errors.tsv
#[derive(Debug, Parser)]
#[command(verbatim_doc_comment)]
struct Arguments {
    /// A folder of tables; give it once for each
    #[arg(long, value_name = "FOLDER", required = true)]
    corpus: Vec<PathBuf>,
    /// The list of sources that were trained on, and are left out
    #[arg(long, value_name = "FILE", default_value = "models/language/sources.txt")]
    sources: PathBuf,
    /// Further sources to leave out, since they are of another language than they say; give it once for each
    #[arg(long, value_name = "SOURCE")]
    without: Vec<String>,
    /// Texts of a source at most
    #[arg(long, default_value_t = 1_500)]
    most: usize,
    /// The seed of what is drawn
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// A file for the windows that were told wrongly
    #[arg(long, value_name = "FILE")]
    errors: Option<PathBuf>,
    /// A file for all windows, to try another program on
    #[arg(long, value_name = "FILE")]
    windows: Option<PathBuf>,
}

fn main() -> Result<(), Box<dyn Error>> {
    let arguments = Arguments::parse();
    let list = std::fs::read_to_string(&arguments.sources)?;
    let seen =
        |source: &str| list.lines().any(|line| line == source) || arguments.without.iter().any(|left| left == source);
    let texts = Texts::read(&arguments.corpus, &|source| !seen(source))?;
    let windows = windows(&texts, arguments.most, arguments.seed);
    if let Some(path) = &arguments.windows {
        let mut file = File::create(path)?;
        for window in &windows {
            writeln!(file, "{}\t{}\t{}\t{}", window.spelling, window.source, window.words, window.text)?;
        }
    }
    let detector = LanguageDetector::shipped();
    let mut errors = arguments.errors.as_ref().map(File::create).transpose()?;
    let (mut by_spelling, mut by_source, mut calibration) =
        (Shares::default(), Shares::default(), Calibration::default());
    for window in &windows {
        let found = detector.detect(&window.text);
        let right = found.is_some_and(|found| (found.language, found.script) == window.wanted());
        by_spelling.add(window.spelling, window.words, right);
        by_source.add(&format!("{}, {}", window.spelling, window.source), window.words, right);
        if let Some(found) = found {
            calibration.add(found.script, found.confidence, found.is_sure(), right);
            if let Some(file) = errors.as_mut().filter(|_| !right) {
                let told = format!("{} {} {:.2}", found.language, found.script, found.confidence);
                writeln!(file, "{}\t{}\t{told}\t{}", window.spelling, window.source, window.text)?;
            }
        }
    }
    println!("{by_spelling}\n{by_source}\n{calibration}");
    let started = Instant::now();
    let sure =
        windows.iter().filter(|window| detector.detect(&window.text).is_some_and(|found| found.is_sure())).count();
    let each = started.elapsed().as_secs_f64() * 1e6 / windows.len().max(1) as f64;
    println!("{} windows, {sure} told surely, {each:.1} µs each", windows.len());
    Ok(())
}
