//! What is learnt from, written for the part of the recipe that runs on a GPU (`gpu/train.py`).
//!
//! Everything a training run needs to know of languages, licences and records is decided here, so that the script reads texts that
//! are already folded, dealt out and held out, and knows nothing of the field.

use std::{
    fs::File,
    io::{BufWriter, Write},
    path::Path,
};

use flate2::{Compression, write::GzEncoder};
use knowledge_base::RecordId;
use serde_json::{Value, json};

use crate::{
    TrainingError,
    corpus::{Corpus, PAIRS, Row},
    services::{Question, Service},
};

/// Writes the aligned rows, the pairs and the English texts of a corpus: `aligned.tsv.gz` (pair, split, one, other, place of the
/// English text or nothing), `pairs.tsv.gz` (one, other), `english.txt.gz`.
///
/// # Errors
/// A file cannot be written.
pub fn corpus(corpus: &Corpus, folder: &Path) -> Result<(), TrainingError> {
    table(&folder.join("aligned.tsv.gz"), |file| {
        for (split, rows) in [("train", &corpus.train), ("held-out", &corpus.held_out)] {
            for (rows, (one, other)) in rows.iter().zip(PAIRS) {
                let pair = format!("{}-{}", one.code(), other.code());
                rows.iter().try_for_each(|row| aligned(file, &pair, split, row))?;
            }
        }
        Ok(())
    })?;
    table(&folder.join("pairs.tsv.gz"), |file| {
        corpus.pairs.iter().try_for_each(|row| writeln!(file, "{}\t{}", row.one, row.other))
    })?;
    table(&folder.join("english.txt.gz"), |file| {
        corpus.english.iter().try_for_each(|text| writeln!(file, "{}", text.replace('\n', " ")))
    })
}

/// Writes services with what of them is held out, one JSON object a line.
///
/// # Errors
/// The file cannot be written.
pub fn services(services: &[Service], path: &Path) -> Result<(), TrainingError> {
    table(path, |file| services.iter().try_for_each(|service| writeln!(file, "{}", of_service(service))))
}

/// Writes the questions of a suite with the records that answer them, one JSON object a line.
///
/// # Errors
/// The file cannot be written.
pub fn suite(cases: &[(Question, Vec<RecordId>)], path: &Path) -> Result<(), TrainingError> {
    table(path, |file| {
        cases.iter().try_for_each(|(question, records)| {
            let records: Vec<&str> = records.iter().map(RecordId::as_str).collect();
            writeln!(file, "{}", json!({"question": of_question(question), "services": records}))
        })
    })
}

fn of_service(service: &Service) -> Value {
    let told: Vec<Value> =
        service.told.iter().map(|told| json!({"texts": told.texts, "english": told.english})).collect();
    json!({
        "record": service.record.as_str(),
        "category": service.category,
        "texts": service.texts,
        "told": told,
        "questions": service.questions.iter().map(of_question).collect::<Vec<_>>(),
        "held_out": service.held_out.iter().map(of_question).collect::<Vec<_>>(),
        "unseen": service.unseen,
    })
}

fn of_question(question: &Question) -> Value {
    json!({"readings": question.readings, "kind": question.kind.name(), "indexed": question.indexed})
}

fn aligned(file: &mut impl Write, pair: &str, split: &str, row: &Row) -> std::io::Result<()> {
    let meaning = row.meaning.map(|meaning| meaning.to_string()).unwrap_or_default();
    writeln!(file, "{pair}\t{split}\t{}\t{}\t{meaning}", row.one, row.other)
}

/// Opens a gzipped file, writes to it and closes it.
fn table(
    path: &Path,
    write: impl FnOnce(&mut BufWriter<GzEncoder<File>>) -> std::io::Result<()>,
) -> Result<(), TrainingError> {
    let failed = |source| TrainingError::File { path: path.to_owned(), source };
    let mut file = BufWriter::new(GzEncoder::new(File::create(path).map_err(failed)?, Compression::best()));
    write(&mut file).map_err(failed)?;
    let zipped = file.into_inner().map_err(|error| failed(error.into_error()))?;
    zipped.finish().map(drop).map_err(failed)
}
