//! Aligned rows and pairs from a folder of tables.
//!
//! A table has tab-separated columns with a head line, as a plain file or gzipped (`.gz`). `parallel.tsv` holds `source, uz,
//! uz_cyrl, ru, en`, `ru-en.tsv` holds `source, ru, en`; an empty cell is a missing text. `pairs.tsv` holds `source, lang, a, b`: a
//! question or title with what answers it, in one language; it may be missing.

use std::{
    collections::{HashMap, HashSet},
    fs::File,
    io::{BufRead, BufReader},
    path::{Path, PathBuf},
};

use flate2::read::MultiGzDecoder;
use knowledge_base::{Language, fold};

use crate::TrainingError;

/// A pair of languages whose texts are pulled together.
pub const PAIRS: [(Language, Language); 3] =
    [(Language::Uz, Language::En), (Language::Uz, Language::Ru), (Language::Ru, Language::En)];

/// Two texts that belong together, folded.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    /// The first side.
    pub one: String,
    /// The other side.
    pub other: String,
    /// The place of their English text among [`Corpus::english`]; `None` when there is none.
    pub meaning: Option<u32>,
}

/// The aligned rows by language pair, in the order of [`PAIRS`], and the pairs.
#[derive(Debug, Default)]
pub struct Corpus {
    /// Rows to train on.
    pub train: [Vec<Row>; 3],
    /// Rows that are held out for the figures.
    pub held_out: [Vec<Row>; 3],
    /// Questions or titles with what answers them.
    pub pairs: Vec<Row>,
    /// The distinct English texts of the rows, as written, those that have an Uzbek side first.
    pub english: Vec<String>,
    /// The distinct folded texts of all rows to train on and of the pairs, with their language.
    pub texts: Vec<(Language, String)>,
    /// Sources that were left out, with the number of their rows.
    pub left_out: HashMap<String, usize>,
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
        let mut reader = Reader { allowed, corpus: Self::default(), seen: HashSet::new(), english: HashMap::new() };
        for (file, columns) in
            [("parallel.tsv", &["source", "uz", "uz_cyrl", "ru", "en"][..]), ("ru-en.tsv", &["source", "ru", "en"])]
        {
            for_each_row(&table(folder, file), columns, |row| reader.aligned(row))?;
        }
        let pairs = table(folder, "pairs.tsv");
        if pairs.exists() {
            for_each_row(&pairs, &["source", "lang", "a", "b"], |row| reader.pair(row))?;
        }
        Ok(reader.corpus)
    }
}

struct Reader<'a> {
    allowed: &'a dyn Fn(&str) -> bool,
    corpus: Corpus,
    seen: HashSet<u64>,
    english: HashMap<String, u32>,
}

impl Reader<'_> {
    fn aligned(&mut self, row: &HashMap<&str, &str>) {
        if !self.takes(row) {
            return;
        }
        let of = |language: Language| match language {
            Language::Uz => cell(row, "uz").or_else(|| cell(row, "uz_cyrl")),
            Language::Ru => cell(row, "ru"),
            Language::En => cell(row, "en"),
        };
        for (pair, (one, other)) in PAIRS.into_iter().enumerate() {
            let (Some(first), Some(second)) = (of(one), of(other)) else { continue };
            let (first, second) = (fold(first, one), fold(second, other));
            let hash = hash_of(&[one.code(), &first, &second]);
            if first.len() < SHORTEST || second.len() < SHORTEST || !self.seen.insert(hash) {
                continue;
            }
            let meaning = of(Language::En).map(|text| self.meaning(text));
            let held_out = hash.is_multiple_of(HELD_OUT);
            if !held_out {
                self.text(one, &first);
                self.text(other, &second);
            }
            let rows = if held_out { &mut self.corpus.held_out } else { &mut self.corpus.train };
            rows[pair].push(Row { one: first, other: second, meaning });
        }
    }

    fn pair(&mut self, row: &HashMap<&str, &str>) {
        let language = match cell(row, "lang") {
            Some("uz" | "uz_cyrl") => Language::Uz,
            Some("ru") => Language::Ru,
            Some("en") => Language::En,
            // A table may hold languages that this embedder does not speak.
            Some(_) | None => return,
        };
        let (Some(one), Some(other)) = (cell(row, "a"), cell(row, "b")) else { return };
        if !self.takes(row) {
            return;
        }
        let (one, other) = (fold(one, language), fold(other, language));
        if one != other && self.seen.insert(hash_of(&["pair", &one, &other])) {
            self.text(language, &one);
            self.text(language, &other);
            self.corpus.pairs.push(Row { one, other, meaning: None });
        }
    }

    fn takes(&mut self, row: &HashMap<&str, &str>) -> bool {
        let source = row.get("source").copied().unwrap_or_default();
        let takes = (self.allowed)(source);
        if !takes {
            *self.corpus.left_out.entry(source.to_owned()).or_default() += 1;
        }
        takes
    }

    fn meaning(&mut self, english: &str) -> u32 {
        if let Some(known) = self.english.get(english) {
            return *known;
        }
        let place = self.corpus.english.len() as u32;
        self.corpus.english.push(english.to_owned());
        self.english.insert(english.to_owned(), place);
        place
    }

    fn text(&mut self, language: Language, text: &str) {
        if self.seen.insert(hash_of(&["text", language.code(), text])) {
            self.corpus.texts.push((language, text.to_owned()));
        }
    }
}

fn cell<'r>(row: &HashMap<&str, &'r str>, column: &str) -> Option<&'r str> {
    row.get(column).copied().filter(|text| !text.is_empty())
}

/// The gzipped file of a table, or the plain one when there is no other.
fn table(folder: &Path, name: &str) -> PathBuf {
    let plain = folder.join(name);
    if plain.exists() { plain } else { folder.join(format!("{name}.gz")) }
}

fn for_each_row(
    path: &Path,
    columns: &[&str],
    mut take: impl FnMut(&HashMap<&str, &str>),
) -> Result<(), TrainingError> {
    let failed = |source| TrainingError::File { path: path.to_owned(), source };
    let file = BufReader::new(File::open(path).map_err(failed)?);
    let zipped = path.extension().is_some_and(|extension| extension == "gz");
    let reader: Box<dyn BufRead> =
        if zipped { Box::new(BufReader::new(MultiGzDecoder::new(file))) } else { Box::new(file) };
    let mut lines = reader.lines();
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
#[must_use]
pub fn hash_of(parts: &[&str]) -> u64 {
    let bytes = parts.iter().flat_map(|part| part.bytes().chain([0]));
    bytes.fold(0xCBF2_9CE4_8422_2325, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01B3))
}
