//! The whole way on a small corpus: the titles of the project's own records.

use std::{fs::File, io::Write as _, path::Path};

use flate2::{Compression, write::GzEncoder};
use knowledge_base::KnowledgeBase;
use models::Embedder;
use rand::{RngExt as _, SeedableRng as _, rngs::StdRng};

use crate::{
    Pieces, TrainingError,
    corpus::Corpus,
    measure,
    services::{HoldOut, services},
    table::Table,
    train::{Aligned, Options, train},
};

fn records() -> KnowledgeBase {
    KnowledgeBase::load(&Path::new(env!("CARGO_MANIFEST_DIR")).join("../../knowledge-base/records")).unwrap()
}

fn write(path: &Path, lines: &[String]) {
    let mut file = GzEncoder::new(File::create(path).unwrap(), Compression::fast());
    file.write_all(lines.join("\n").as_bytes()).unwrap();
    file.finish().unwrap();
}

/// Tables as a corpus has them, from titles and summaries.
fn sample(folder: &Path) {
    let base = records();
    let texts = base.records().flat_map(|record| [&record.title, &record.summary]);
    let (mut parallel, mut ru_en) = (vec!["source\tuz\tuz_cyrl\tru\ten".to_owned()], vec!["source\tru\ten".to_owned()]);
    for text in texts {
        parallel.push(format!("records\t{}\t\t{}\t{}", text.uz, text.ru, text.en));
        parallel.push(format!("other\t{}\t\t{}\t", text.ru, text.uz));
        ru_en.push(format!("records\t{}\t{}", text.ru, text.en));
    }
    write(&folder.join("parallel.tsv.gz"), &parallel);
    write(&folder.join("ru-en.tsv.gz"), &ru_en);
}

#[test]
fn a_run_lowers_the_loss_and_writes_rows_that_load_and_find() {
    let folder = tempfile::tempdir().unwrap();
    sample(folder.path());
    let corpus = Corpus::read(folder.path(), &|source| source == "records").unwrap();
    assert!(corpus.train.iter().all(|rows| rows.len() > 300), "one pair a text and pair of languages");
    let embedder = Embedder::shipped();
    let cut = |text: &str| -> Pieces { embedder.pieces(text) };
    let aligned: Aligned = corpus.train.map(|rows| rows.iter().map(|(one, other)| (cut(one), cut(other))).collect());
    let all = services(&records(), HoldOut::Questions);
    // Rows that know nothing: those that ship have seen every question.
    let mut random = StdRng::seed_from_u64(7);
    let rows = embedder.rows().iter().map(|_| random.random_range(-0.05..0.05)).collect();
    let mut table = Table::new(rows, embedder.dimensions());
    let before = measure::services(&table, &all, &cut);
    let options =
        Options { epochs: 4, batch: 128, services_every: 1, rate: 5e-3, draw_back: 0.0, ..Options::default() };
    let losses = train(&mut table, &aligned, &all, &cut, &options).unwrap();
    assert!(losses.last() < losses.first(), "{losses:?}");
    let after = measure::services(&table, &all, &cut);
    assert!(after.first > before.first && after.five > before.five + 0.04 && after.tried > 300, "{before:?} {after:?}");

    let written = folder.path().join("embedder");
    std::fs::create_dir(&written).unwrap();
    table.write(&written.join("model.safetensors")).unwrap();
    let shipped = Path::new(env!("CARGO_MANIFEST_DIR")).join("../embedder");
    for file in ["tokenizer.json", "config.json"] {
        std::fs::copy(shipped.join(file), written.join(file)).unwrap();
    }
    let loaded = Embedder::load(&written).unwrap();
    let vector = loaded.embed("pasport olish");
    let mut exact = vec![0.0; table.dimensions()];
    table.sum(&cut("pasport olish"), &mut exact);
    let length = exact.iter().map(|value| value * value).sum::<f32>().sqrt();
    let cosine: f32 = vector.iter().zip(&exact).map(|(one, other)| one * other / length).sum();
    assert!(cosine > 0.999, "{cosine}");
}

#[test]
fn a_seed_gives_the_same_rows_twice() {
    let folder = tempfile::tempdir().unwrap();
    sample(folder.path());
    let corpus = Corpus::read(folder.path(), &|_| true).unwrap();
    let embedder = Embedder::shipped();
    let cut = |text: &str| -> Pieces { embedder.pieces(text) };
    let aligned: Aligned = corpus.train.map(|rows| rows.iter().map(|(one, other)| (cut(one), cut(other))).collect());
    let run = || {
        let mut table = Table::new(embedder.rows(), embedder.dimensions());
        let options = Options { epochs: 1, batch: 128, ..Options::default() };
        train(&mut table, &aligned, &services(&records(), HoldOut::Nothing), &cut, &options).unwrap()
    };
    assert_eq!(run(), run());
}

#[test]
fn too_little_and_wrong_tables_are_told() {
    let folder = tempfile::tempdir().unwrap();
    write(&folder.path().join("parallel.tsv.gz"), &["uz\tru".to_owned()]);
    let wrong = Corpus::read(folder.path(), &|_| true).unwrap_err();
    assert!(matches!(&wrong, TrainingError::Content { what, .. } if what.contains("expected are source")), "{wrong}");
    let missing = Corpus::read(Path::new("/no/such/folder"), &|_| true);
    assert!(matches!(missing, Err(TrainingError::File { .. })));
    let mut table = Table::new(vec![0.0; 4], 2);
    let little = train(&mut table, &Aligned::default(), &[], &|_| Pieces::new(), &Options::default());
    assert!(matches!(little, Err(TrainingError::TooLittle { found: 0, .. })));
}
