//! `train-language`: from texts and word lists to the tables that tell languages apart.

use std::{error::Error, path::PathBuf};

use clap::Parser;
use knowledge_base::{KnowledgeBase, Language, ServiceRecord};
use training::{
    TrainingError,
    language::{
        fit::{Options, fit},
        texts::{Form, Texts},
        windows::Windows,
    },
};

/// Fits the tables of languages on the sources that are listed, and writes them.
///
/// Example:
///   cargo run --release -p training --bin train-language -- --corpus corpus --corpus words --out models/language
#[derive(Debug, Parser)]
#[command(verbatim_doc_comment)]
struct Arguments {
    /// A folder of tables; give it once for each
    #[arg(long, value_name = "FOLDER", required = true)]
    corpus: Vec<PathBuf>,
    /// The list of sources that may be trained on, one a line; the others stay unseen for measuring
    #[arg(long, value_name = "FILE", default_value = "models/language/sources.txt")]
    sources: PathBuf,
    /// The folder of the records
    #[arg(long, value_name = "FOLDER", default_value = "knowledge-base/records")]
    records: PathBuf,
    /// The folder to write weights.bin to
    #[arg(long, value_name = "FOLDER")]
    out: PathBuf,
    /// Windows seen for each table
    #[arg(long, default_value_t = Options::default().windows)]
    windows: usize,
    /// The seed of everything drawn
    #[arg(long, default_value_t = Options::default().seed)]
    seed: u64,
}

fn main() -> Result<(), Box<dyn Error>> {
    let arguments = Arguments::parse();
    let failed = |source| TrainingError::File { path: arguments.sources.clone(), source };
    let list = std::fs::read_to_string(&arguments.sources).map_err(failed)?;
    let listed: Vec<&str> = list.lines().filter(|line| !line.starts_with('#')).map(str::trim).collect();
    let mut texts = Texts::read(&arguments.corpus, &|source| listed.contains(&source))?;
    let base = KnowledgeBase::load(&arguments.records)?;
    for record in base.records() {
        add_record(record, &mut texts);
    }
    texts.add_everyday_words();
    texts.write_uzbek_in_both_scripts();
    for form in Form::ALL {
        println!("{}: {} texts, {} words", form.name(), texts.rows(form), texts.words.get(&form).map_or(0, Vec::len));
    }
    let options = Options { windows: arguments.windows, seed: arguments.seed, ..Options::default() };
    let (file, losses) = fit(&Windows::new(&texts), &options);
    for (tenth, [latin, cyrillic]) in losses.iter().enumerate() {
        println!("{} %: loss {latin:.4} Latin, {cyrillic:.4} Cyrillic", 10 * (tenth + 1));
    }
    std::fs::create_dir_all(&arguments.out)?;
    let path = arguments.out.join("weights.bin");
    std::fs::write(&path, &file)?;
    println!("{} ({} bytes)", path.display(), file.len());
    Ok(())
}

/// The texts of a record and the questions as people put them.
fn add_record(record: &ServiceRecord, texts: &mut Texts) {
    let of_record = [&record.title, &record.summary].into_iter().chain(record.documents.iter().flatten());
    let written: Vec<_> = of_record.chain(&record.steps).collect();
    for (language, form) in [(Language::Uz, Form::UzLatn), (Language::Ru, Form::Ru), (Language::En, Form::En)] {
        let own = written.iter().map(|text| text.written(language).to_owned());
        texts.add("records", form, own);
        texts.add("records-questions", form, record.questions.get(language).iter().map(|text| text.to_string()));
    }
}
