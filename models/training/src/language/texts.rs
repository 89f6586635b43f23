//! Texts and word lists from folders of tables.
//!
//! A table is a gzipped file of tab-separated columns with a head line. Columns `uz`, `uz_cyrl`, `ru`, `en` hold texts of that
//! language; beside a column `lang`, the columns `text`, `a` and `b` do; a column `word` makes it a word list, `count` how often each
//! occurs. `source` says where a row is from.

use std::{
    collections::{BTreeMap, HashSet},
    fs::File,
    io::{BufRead as _, BufReader},
    path::{Path, PathBuf},
};

use flate2::read::MultiGzDecoder;
use knowledge_base::transliteration::{to_cyrillic, to_latin};

use crate::TrainingError;

/// Pronouns, question words, verbs of every day, kin, time and place; written for this purpose.
const EVERYDAY: &str = include_str!("everyday.txt");
/// Places, offices and names of the country in Russian and English, a line each.
const LOCAL: &str = include_str!("local.txt");
/// How often an everyday word counts where an unmarked word of a list counts once.
const EVERYDAY_COUNT: f64 = 20_000.0;

/// A language in a script, as tables name it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Form {
    /// Uzbek in Latin letters, `uz`.
    UzLatn,
    /// Uzbek in Cyrillic letters, `uz_cyrl`.
    UzCyrl,
    /// Russian, `ru`.
    Ru,
    /// English, `en`.
    En,
}

impl Form {
    /// All forms.
    pub const ALL: [Self; 4] = [Self::UzLatn, Self::UzCyrl, Self::Ru, Self::En];

    /// The name of its column.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::UzLatn => "uz",
            Self::UzCyrl => "uz_cyrl",
            Self::Ru => "ru",
            Self::En => "en",
        }
    }

    fn of_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|form| form.name() == name)
    }
}

/// Running texts of a source in a form, each once.
#[derive(Debug, Default)]
pub struct Source {
    /// The texts.
    pub texts: Vec<String>,
}

/// Everything read.
#[derive(Debug, Default)]
pub struct Texts {
    /// Running texts by source and form.
    pub running: BTreeMap<(String, Form), Source>,
    /// Words with how often each occurs (1 where a list does not say), by form.
    pub words: BTreeMap<Form, Vec<(String, f64)>>,
}

impl Texts {
    /// Reads every table of the folders; rows of sources that are not wanted are left out.
    ///
    /// # Errors
    /// A folder or a table cannot be read, or a table has no column of texts.
    pub fn read(folders: &[PathBuf], wanted: &dyn Fn(&str) -> bool) -> Result<Self, TrainingError> {
        let mut texts = Self::default();
        let mut seen = HashSet::new();
        for folder in folders {
            for table in tables(folder)? {
                texts.take(&table, wanted, &mut seen)?;
            }
        }
        Ok(texts)
    }

    /// Adds running texts of a source.
    pub fn add(&mut self, source: &str, form: Form, texts: impl Iterator<Item = String>) {
        self.running.entry((source.to_owned(), form)).or_default().texts.extend(texts);
    }

    /// How many running texts there are in a form.
    #[must_use]
    pub fn rows(&self, form: Form) -> usize {
        self.running.iter().filter(|((_, found), _)| *found == form).map(|(_, source)| source.texts.len()).sum()
    }

    /// Adds everyday words of Uzbek, since word lists of that language tell no frequencies and texts of programs say "I" and "my"
    /// seldom; and what Russian and English call the country's places.
    pub fn add_everyday_words(&mut self) {
        let by_form = LOCAL.lines().filter_map(|line| line.split_once(' '));
        for (name, list) in by_form.chain([(Form::UzLatn.name(), EVERYDAY)]) {
            let form = Form::of_name(name).expect("a line of local words begins with the name of a form");
            let words = list.split_whitespace().map(|word| (word.to_owned(), EVERYDAY_COUNT));
            self.words.entry(form).or_default().extend(words);
        }
    }

    /// Writes Uzbek of each script in the other as well: a text of one is a text of both.
    pub fn write_uzbek_in_both_scripts(&mut self) {
        let both =
            [(Form::UzLatn, Form::UzCyrl, to_cyrillic as fn(&str) -> String), (Form::UzCyrl, Form::UzLatn, to_latin)];
        let mut written = Vec::new();
        for (form, other, write) in both {
            for ((name, _), source) in self.running.iter().filter(|((_, found), _)| *found == form) {
                written.push(((name.clone(), other), source.texts.iter().map(|text| write(text)).collect::<Vec<_>>()));
            }
        }
        let words = both.map(|(form, other, write)| {
            let list = self.words.get(&form).into_iter().flatten();
            (other, list.map(|(word, count)| (write(word), *count)).collect::<Vec<_>>())
        });
        for (key, mut texts) in written {
            let known = self.running.entry(key).or_default();
            // A source that has both scripts itself needs no second copy of each text.
            if known.texts.len() < texts.len() / 2 {
                known.texts.append(&mut texts);
            }
        }
        for (form, list) in words {
            self.words.entry(form).or_default().extend(list);
        }
    }

    fn take(
        &mut self,
        path: &Path,
        wanted: &dyn Fn(&str) -> bool,
        seen: &mut HashSet<(Form, String)>,
    ) -> Result<(), TrainingError> {
        let failed = |source| TrainingError::File { path: path.to_owned(), source };
        let mut lines = BufReader::new(MultiGzDecoder::new(File::open(path).map_err(failed)?)).lines();
        let head = lines.next().transpose().map_err(failed)?.unwrap_or_default();
        let columns: Vec<&str> = head.split('\t').collect();
        let place = |name: &str| columns.iter().position(|column| *column == name);
        let (source, lang, word, count) = (place("source"), place("lang"), place("word"), place("count"));
        let by_form: Vec<(usize, Form)> =
            columns.iter().enumerate().filter_map(|(at, name)| Some((at, Form::of_name(name)?))).collect();
        let by_lang: Vec<usize> = ["text", "a", "b"].iter().filter_map(|name| place(name)).collect();
        if by_form.is_empty() && (lang.is_none() || (by_lang.is_empty() && word.is_none())) {
            let what =
                format!("its columns are `{head}`; expected are uz, uz_cyrl, ru, en, or lang beside text or word");
            return Err(TrainingError::Content { path: path.to_owned(), what });
        }
        for line in lines {
            let line = line.map_err(failed)?;
            let cells: Vec<&str> = line.split('\t').collect();
            let cell = |at: Option<usize>| at.and_then(|at| cells.get(at)).copied().unwrap_or_default();
            let source = cell(source);
            if !wanted(source) {
                continue;
            }
            let form = Form::of_name(cell(lang));
            if let (Some(form), Some(word)) = (form, word) {
                let often = cell(count).parse().unwrap_or(1.0);
                self.words.entry(form).or_default().push((cell(Some(word)).to_owned(), often));
                continue;
            }
            let of_lang = by_lang.iter().filter_map(|at| Some((cell(Some(*at)), form?)));
            for (text, form) in by_form.iter().map(|(at, form)| (cell(Some(*at)), *form)).chain(of_lang) {
                if !text.is_empty() && seen.insert((form, text.to_owned())) {
                    self.running.entry((source.to_owned(), form)).or_default().texts.push(text.to_owned());
                }
            }
        }
        Ok(())
    }
}

/// The tables of a folder in the order of their names.
fn tables(folder: &Path) -> Result<Vec<PathBuf>, TrainingError> {
    let failed = |source| TrainingError::File { path: folder.to_owned(), source };
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).map_err(failed)? {
        let path = entry.map_err(failed)?.path();
        if path.to_string_lossy().ends_with(".tsv.gz") {
            found.push(path);
        }
    }
    found.sort();
    Ok(found)
}
