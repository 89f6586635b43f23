//! The stages from texts to rows, each kept in a file that is named after what it was made from, so that a run that was ended goes on
//! where it was and a changed setting does again only what hangs on it.

use std::path::{Path, PathBuf};

use knowledge_base::Language;
use tokenizers::Tokenizer;

use crate::{
    TrainingError,
    axes::Axes,
    corpus::{Corpus, Row, hash_of},
    features::Cutter,
    records::Records,
    services::Service,
    start,
    table::Table,
    teacher::Teacher,
    train::{Lesson, Lessons, Plan, train},
    vocabulary,
};

/// Vectors by which the teacher's main axes are found; more change nothing.
const VECTORS_OF_AXES: usize = 30_000;
/// Uzbek counts twice in the vocabulary: it is what people ask in, and the smaller part of the texts.
const UZBEK_COUNTS: u32 = 2;
/// Each text of a record counts so many times, as there are few and people ask about nothing else.
const RECORDS_COUNT: u32 = 3;

/// How rows are made anew.
#[derive(Clone, Debug)]
pub struct Recipe {
    /// The folder for what stages keep.
    pub work: PathBuf,
    /// A vocabulary to take; without one it is made of the texts.
    pub vocabulary: Option<PathBuf>,
    /// Pieces of the vocabulary that is made.
    pub pieces: usize,
    /// Rows of letter groups.
    pub groups: usize,
    /// Length of a vector.
    pub width: usize,
    /// Texts of the corpus that the teacher is asked about, at most; each takes a few milliseconds.
    pub most_taught: usize,
    /// How the rows are trained on the corpus.
    pub plan: Plan,
}

/// Rows that know languages and nothing of services yet, and the teacher in their dimensions.
pub struct Grounds {
    /// The vocabulary and the letter groups.
    pub cutter: Cutter,
    /// The rows.
    pub table: Table,
    /// What the teacher says of each meaning: first those of the sections of records, then those of the corpus.
    pub teacher: Vec<Vec<f32>>,
}

/// The aligned rows, cut, with their meanings after those of so many sections.
#[must_use]
pub fn lessons(rows: &[Row], sections: usize, cutter: &Cutter) -> Vec<Lesson> {
    let lesson = |row: &Row| {
        let meaning = row.meaning.map(|meaning| meaning + sections as u32);
        let group = meaning.map_or_else(|| hash_of(&[&row.one]), u64::from);
        Lesson { one: cutter.cut(&row.one), other: cutter.cut(&row.other), group, meaning }
    };
    rows.iter().map(lesson).collect()
}

/// The sections of the services that training may see, each in three pairs of languages.
#[must_use]
pub fn told(services: &[Service], cutter: &Cutter) -> Vec<Lesson> {
    let mut lessons = Vec::new();
    let mut meaning = 0;
    for (place, service) in services.iter().enumerate() {
        for told in &service.told {
            let [uzbek, russian, english] = told.texts.each_ref().map(|text| cutter.cut(text));
            let pairs = [(&uzbek, &english), (&uzbek, &russian), (&russian, &english)];
            if !service.unseen {
                lessons.extend(pairs.map(|(one, other)| Lesson {
                    one: one.clone(),
                    other: other.clone(),
                    group: place as u64,
                    meaning: Some(meaning),
                }));
            }
            meaning += 1;
        }
    }
    lessons
}

impl Recipe {
    /// Makes rows from the corpus with a teacher. `services` give words to the vocabulary and meanings to the teacher; the rows learn
    /// nothing of them.
    ///
    /// # Errors
    /// A file cannot be read or written, or there is too little to train on.
    pub fn grounds(&self, corpus: &Corpus, services: &[Service], teacher: &Path) -> Result<Grounds, TrainingError> {
        std::fs::create_dir_all(&self.work)
            .map_err(|source| TrainingError::File { path: self.work.clone(), source })?;
        let cutter = Cutter::new(self.vocabulary(corpus, services)?, self.groups);
        let teacher = Teacher::load(teacher)?;
        let sections: Vec<&str> =
            services.iter().flat_map(|service| &service.told).map(|told| told.english.as_str()).collect();
        let asked: Vec<&str> =
            sections.iter().copied().chain(start::asked_of_the_teacher(corpus, self.most_taught)).collect();
        let teacher = self.narrowed(teacher.vectors(&asked, &self.work.join("teacher.bin"))?);
        let aligned = corpus.train.each_ref().map(|rows| lessons(rows, sections.len(), &cutter));
        let key = hash_of(&[
            &cutter.tokenizer().to_string(false).unwrap_or_default(),
            &fingerprint(corpus),
            &format!("{} {} {} {:?}", self.groups, self.width, self.most_taught, self.plan),
        ]);
        let file = self.work.join(format!("rows-{key:016x}.safetensors"));
        let table = if file.exists() {
            Table::kept(&file, cutter.pieces())?
        } else {
            let mut table = start::rows(&aligned, &teacher, cutter.pieces(), cutter.groups());
            self.learn_languages(&mut table, &aligned, corpus, &teacher, &cutter)?;
            table.keep(&file)?;
            Table::kept(&file, cutter.pieces())?
        };
        Ok(Grounds { cutter, table, teacher })
    }

    fn vocabulary(&self, corpus: &Corpus, services: &[Service]) -> Result<Tokenizer, TrainingError> {
        if let Some(file) = &self.vocabulary {
            return vocabulary::read(file);
        }
        let of_corpus = corpus
            .texts
            .iter()
            .map(|(language, text)| (text.as_str(), if *language == Language::Uz { UZBEK_COUNTS } else { 1 }));
        let questions = services.iter().flat_map(|service| service.questions.iter().chain(&service.held_out));
        let of_services = services
            .iter()
            .flat_map(|service| &service.texts)
            .chain(questions.flat_map(|question| &question.readings))
            .map(|text| (text.as_str(), RECORDS_COUNT));
        let texts: Vec<(&str, u32)> = of_corpus.chain(of_services).collect();
        let all: Vec<&str> = texts.iter().map(|(text, _)| *text).collect();
        let file = self.work.join(format!("vocabulary-{}-{:016x}.json", self.pieces, hash_of(&all)));
        if !file.exists() {
            println!("vocabulary of {} pieces from {} texts", self.pieces, texts.len());
            vocabulary::write(&vocabulary::train(texts.into_iter(), self.pieces)?, &file)?;
        }
        vocabulary::read(&file)
    }

    fn learn_languages(
        &self,
        table: &mut Table,
        aligned: &[Vec<Lesson>; 3],
        corpus: &Corpus,
        teacher: &[Vec<f32>],
        cutter: &Cutter,
    ) -> Result<(), TrainingError> {
        let teacher = |meaning: u32| teacher.get(meaning as usize).map(Vec::as_slice);
        let lessons = Lessons {
            aligned: aligned.each_ref().map(Vec::as_slice),
            pairs: &lessons(&corpus.pairs, 0, cutter),
            told: &[],
            records: &Records::default(),
            teacher: &teacher,
        };
        let losses = train(table, &lessons, cutter, &self.plan)?;
        println!("languages, loss by tenth: {losses:.3?}");
        Ok(())
    }

    /// The teacher's vectors without their mean, along the main axes of the width that ships, of length one.
    fn narrowed(&self, mut said: Vec<Vec<f32>>) -> Vec<Vec<f32>> {
        start::centre(&mut said);
        if said.first().is_none_or(|vector| vector.len() <= self.width) {
            return said;
        }
        let every = said.len().div_ceil(VECTORS_OF_AXES).max(1);
        let axes = Axes::of_vectors(said.iter().step_by(every).map(Vec::as_slice), self.width);
        println!("{} axes hold {:.3} of the squares", self.width, axes.kept);
        let narrow = |vector: &Vec<f32>| {
            let mut vector = axes.project(vector);
            start::without(&mut vector, &[]);
            vector
        };
        said.iter().map(narrow).collect()
    }
}

/// What the rows of a corpus are, as text.
fn fingerprint(corpus: &Corpus) -> String {
    let rows = corpus.train.iter().flatten().chain(&corpus.pairs);
    let hash = rows.fold(0_u64, |hash, row| hash.rotate_left(5) ^ hash_of(&[&row.one, &row.other]));
    format!("{hash:016x}")
}
