//! `train-embedder`: from aligned texts and the records to the weights of the embedder.

use std::{error::Error, path::PathBuf};

use clap::Parser;
use knowledge_base::KnowledgeBase;
use models::Embedder;
use training::{
    Pieces, TrainingError,
    card::{Figures, legend, table},
    corpus::Corpus,
    measure,
    services::{HoldOut, Service, services},
    table::Table,
    train::{Aligned, Options, train},
};

/// Trains the rows of the embedder on from those that ship, and tells what they are good for.
///
/// Three runs: one that sees no text of every fifth service, one that misses a question a language of each, and the one that is
/// written, which sees everything. The first two give the figures.
///
/// Example:
///   cargo run --release -p training -- --corpus corpus --records knowledge-base/records --out models/embedder
#[derive(Debug, Parser)]
#[command(verbatim_doc_comment)]
struct Arguments {
    /// The folder with parallel.tsv.gz and ru-en.tsv.gz
    #[arg(long, value_name = "FOLDER")]
    corpus: PathBuf,
    /// The folder of the records
    #[arg(long, value_name = "FOLDER", default_value = "knowledge-base/records")]
    records: PathBuf,
    /// The embedder to go on from [default: the one that ships]
    #[arg(long, value_name = "FOLDER")]
    from: Option<PathBuf>,
    /// The folder to write model.safetensors to
    #[arg(long, value_name = "FOLDER")]
    out: PathBuf,
    /// Sources of the corpus to leave out; give it once for each
    #[arg(long, value_name = "SOURCE")]
    without: Vec<String>,
    /// Passes over the corpus
    #[arg(long, default_value_t = Options::default().epochs)]
    epochs: usize,
    /// Pairs of a batch
    #[arg(long, default_value_t = Options::default().batch)]
    batch: usize,
    /// The first rate of the optimiser
    #[arg(long, default_value_t = Options::default().rate)]
    rate: f32,
    /// How strongly rows are drawn back to where they began
    #[arg(long, default_value_t = Options::default().draw_back)]
    draw_back: f32,
    /// One batch of services for so many of the corpus
    #[arg(long, default_value_t = Options::default().services_every)]
    services_every: usize,
    /// The seed of everything drawn
    #[arg(long, default_value_t = Options::default().seed)]
    seed: u64,
    /// Only the run that is written, without figures on services
    #[arg(long)]
    quick: bool,
}

fn main() -> Result<(), Box<dyn Error>> {
    let arguments = Arguments::parse();
    let embedder = match &arguments.from {
        Some(folder) => Embedder::load(folder)?,
        None => Embedder::shipped(),
    };
    let cut = |text: &str| -> Pieces { embedder.pieces(text) };
    let base = KnowledgeBase::load(&arguments.records)?;
    let corpus = Corpus::read(&arguments.corpus, &|source| !arguments.without.iter().any(|left| left == source))?;
    let aligned: Aligned = corpus.train.map(|rows| rows.iter().map(|(one, other)| (cut(one), cut(other))).collect());
    let held_out: Aligned =
        corpus.held_out.map(|rows| rows.iter().map(|(one, other)| (cut(one), cut(other))).collect());
    println!("aligned rows: {:?}, held out {:?}", aligned.each_ref().map(Vec::len), held_out.each_ref().map(Vec::len));
    let options = Options {
        epochs: arguments.epochs,
        batch: arguments.batch,
        rate: arguments.rate,
        draw_back: arguments.draw_back,
        services_every: arguments.services_every,
        seed: arguments.seed,
    };
    let figures = |table: &Table, all: &[Service]| Figures {
        translations: held_out.each_ref().map(|rows| measure::translations(table, rows)),
        services: Some(measure::services(table, all, &cut)).filter(|found| found.tried > 0),
    };
    let run = |hold_out| -> Result<(Table, Figures, Figures), TrainingError> {
        let all = services(&base, hold_out);
        let mut table = Table::new(embedder.rows(), embedder.dimensions());
        let before = figures(&table, &all);
        let losses = train(&mut table, &aligned, &all, &cut, &options)?;
        println!("loss by epoch: {losses:.3?}");
        let after = figures(&table, &all);
        Ok((table, before, after))
    };
    if !arguments.quick {
        for (name, hold_out) in [("unseen services", HoldOut::Services), ("unseen questions", HoldOut::Questions)] {
            let (_, before, after) = run(hold_out)?;
            println!("\n{}\n{}", legend(&after), self::table(&[("before", before), (name, after)]));
        }
    }
    let (trained, before, after) = run(HoldOut::Nothing)?;
    println!("\n{}\n{}", legend(&after), table(&[("before", before), ("as written", after)]));
    std::fs::create_dir_all(&arguments.out)?;
    let file = arguments.out.join("model.safetensors");
    trained.write(&file)?;
    println!("{}", file.display());
    Ok(())
}
