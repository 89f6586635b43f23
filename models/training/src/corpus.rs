//! Aligned rows from a folder of tables.
//!
//! A table is a gzipped file of tab-separated columns with a head line. `parallel.tsv.gz` holds `source, uz, uz_cyrl, ru, en`,
//! `ru-en.tsv.gz` holds `source, ru, en`; an empty cell is a missing text.

use std::{
    collections::{HashMap, HashSet},
    fs::File,
    io::{BufRead as _, BufReader},
    path::Path,
};

use flate2::read::MultiGzDecoder;
use knowledge_base::{Language, fold};

use crate::TrainingError;

/// A pair of languages whose texts are pulled together.
pub const PAIRS: [(Language, Language); 3] =
    [(Language::Uz, Language::En), (Language::Uz, Language::Ru), (Language::Ru, Language::En)];

/// Two texts that say the same, folded.
pub type Row = (String, String);

/// The aligned rows by language pair, in the order of [`PAIRS`].
#[derive(Debug, Default)]
pub struct Corpus {
    /// Rows to train on.
    pub train: [Vec<Row>; 3],
    /// Rows that are held out for the figures.
    pub held_out: [Vec<Row>; 3],
}

/// One row in so many is held out.
const HELD_OUT: u64 = 100;
/// Letters of a row at least.
const SHORTEST: usize = 3;

impl Corpus {
    /// Reads the tables of a folder; rows of sources that are not allowed are left out.
    ///
    /// # Errors
    /// A table is missing or has other columns.
    pub fn read(folder: &Path, allowed: &dyn Fn(&str) -> bool) -> Result<Self, TrainingError> {
        let mut corpus = Self::default();
        let mut seen: HashSet<u64> = HashSet::new();
        for (file, columns) in [
            ("parallel.tsv.gz", &["source", "uz", "uz_cyrl", "ru", "en"][..]),
            ("ru-en.tsv.gz", &["source", "ru", "en"]),
        ] {
            for_each_row(&folder.join(file), columns, |row| {
                if !allowed(row.get("source").copied().unwrap_or_default()) {
                    return;
                }
                let of = |language: Language| match language {
                    Language::Uz => row.get("uz").filter(|text| !text.is_empty()).or_else(|| row.get("uz_cyrl")),
                    Language::Ru => row.get("ru"),
                    Language::En => row.get("en"),
                };
                for (pair, (one, other)) in PAIRS.into_iter().enumerate() {
                    let folded = [one, other].map(|language| of(language).map(|text| fold(text, language)));
                    let [Some(first), Some(second)] = folded else { continue };
                    let hash = hash_of(&[one.code(), &first, &second]);
                    if first.len() < SHORTEST || second.len() < SHORTEST || !seen.insert(hash) {
                        continue;
                    }
                    let rows = if hash.is_multiple_of(HELD_OUT) { &mut corpus.held_out } else { &mut corpus.train };
                    rows[pair].push((first, second));
                }
            })?;
        }
        Ok(corpus)
    }
}

fn for_each_row(
    path: &Path,
    columns: &[&str],
    mut take: impl FnMut(&HashMap<&str, &str>),
) -> Result<(), TrainingError> {
    let failed = |source| TrainingError::File { path: path.to_owned(), source };
    let mut lines = BufReader::new(MultiGzDecoder::new(File::open(path).map_err(failed)?)).lines();
    let head = lines.next().transpose().map_err(failed)?.unwrap_or_default();
    if head.split('\t').ne(columns.iter().copied()) {
        let what = format!("its columns are `{head}`; expected are {}", columns.join(", "));
        return Err(TrainingError::Content { path: path.to_owned(), what });
    }
    for line in lines {
        let line = line.map_err(failed)?;
        take(&columns.iter().copied().zip(line.split('\t')).collect());
    }
    Ok(())
}

/// FNV-1a, the same on every machine, so that a row is held out everywhere or nowhere.
fn hash_of(parts: &[&str]) -> u64 {
    let bytes = parts.iter().flat_map(|part| part.bytes().chain([0]));
    bytes.fold(0xCBF2_9CE4_8422_2325, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01B3))
}
