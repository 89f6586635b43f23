//! Everything a run needs, read once; the runs over the records.

use std::{
    error::Error,
    path::{Path, PathBuf},
};

use knowledge_base::{KnowledgeBase, RecordId};
use models::Embedder;
use training::{
    TrainingError,
    card::{Figures, fill},
    corpus::Corpus,
    features::{Cutter, MOST_WORDS},
    licences::Licences,
    measure,
    questions::{self, Questions},
    recipe::{Grounds, Recipe, lessons, told},
    records::Records,
    services::{HoldOut, Question, Service, services},
    table::Table,
    train::{Lesson, Lessons, Plan, train},
    vocabulary,
};

use crate::command::arguments::Arguments;

/// The card, with places for what a run finds out.
const CARD: &str = include_str!("../../card.md");
/// How rows are made anew.
const ANEW: &str = include_str!("../../stages-anew.md");
/// How the rows came to be that a run goes on from.
const GONE_ON: &str = include_str!("../../stages-on.md");

/// The cases of a suite under its name.
type Suite = (String, Vec<(Question, Vec<RecordId>)>);

pub(crate) struct Workshop {
    base: KnowledgeBase,
    asked: Questions,
    corpus: Corpus,
    grounds: Grounds,
    aligned: [Vec<Lesson>; 3],
    pairs: Vec<Lesson>,
    held_out: [Vec<Lesson>; 3],
    suites: Vec<Suite>,
    plan: Plan,
    command: String,
    stages: &'static str,
    classes: String,
}

fn corpus(arguments: &Arguments) -> Result<Corpus, TrainingError> {
    let licences = Licences::known();
    let allowed = |source: &str| licences.class(source).is_some_and(|class| arguments.classes.contains(&class));
    Corpus::read(&arguments.corpus, &allowed)
}

fn suites(arguments: &Arguments) -> Result<Vec<Suite>, TrainingError> {
    let suite = |path: &PathBuf| {
        let name = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
        Ok((name, measure::suite(path)?))
    };
    arguments.suite.iter().map(suite).collect()
}

impl Workshop {
    pub(crate) fn open(arguments: &Arguments) -> Result<Self, Box<dyn Error>> {
        let base = KnowledgeBase::load(&arguments.records)?;
        let asked = questions::of_records(&base);
        let corpus = corpus(arguments)?;
        let all = services(&base, &asked, HoldOut::Nothing);
        let grounds = match (&arguments.from, &arguments.teacher) {
            (Some(folder), _) => gone_on_from(folder)?,
            (None, Some(teacher)) => recipe(arguments).grounds(&corpus, &all, teacher)?,
            (None, None) => return Err("name a --teacher, or an embedder to go on --from".into()),
        };
        let sections = all.iter().map(|service| service.told.len()).sum();
        let aligned = corpus.train.each_ref().map(|rows| lessons(rows, sections, &grounds.cutter));
        let held_out = corpus.held_out.each_ref().map(|rows| lessons(rows, sections, &grounds.cutter));
        let pairs = lessons(&corpus.pairs, 0, &grounds.cutter);
        let suites = suites(arguments)?;
        let classes: Vec<String> = arguments.classes.iter().map(ToString::to_string).collect();
        Ok(Self {
            base,
            asked,
            corpus,
            grounds,
            aligned,
            pairs,
            held_out,
            suites,
            plan: arguments.plan(),
            command: std::env::args().skip(1).map(|argument| shown(&argument)).collect::<Vec<_>>().join(" "),
            stages: if arguments.from.is_some() { GONE_ON } else { ANEW },
            classes: classes.join(", "),
        })
    }

    pub(crate) fn services(&self, hold_out: HoldOut) -> Vec<Service> {
        services(&self.base, &self.asked, hold_out)
    }

    /// What is trained on, in numbers.
    pub(crate) fn data(&self) -> String {
        let [uz_en, uz_ru, ru_en] = self.aligned.each_ref().map(Vec::len);
        let all = self.services(HoldOut::Nothing);
        let (questions, sections): (usize, usize) = all
            .iter()
            .map(|service| (service.questions.len(), service.told.len()))
            .fold((0, 0), |sum, one| (sum.0 + one.0, sum.1 + one.1));
        let left_out: usize = self.corpus.left_out.values().sum();
        let drawn = if self.stages == ANEW { "" } else { "batches drawn from " };
        format!(
            "{drawn}{uz_en} Uzbek-English, {uz_ru} Uzbek-Russian and {ru_en} Russian-English rows; {} pairs of one language; {sections} \
             sections of {} records in three languages; {questions} questions. {left_out} rows of {} sources were left out for their \
             licence",
            self.pairs.len(),
            all.len(),
            self.corpus.left_out.len(),
        )
    }

    /// Teaches the records but for what is held out; gives the rows, and the figures before and after.
    pub(crate) fn run(&self, hold_out: HoldOut) -> Result<(Table, Figures, Figures), TrainingError> {
        let all = self.services(hold_out);
        let cutter = &self.grounds.cutter;
        let told = told(&all, cutter);
        let mut table = self.grounds.table.clone();
        let before = self.figures(&table, &all)?;
        let teacher = |meaning: u32| self.grounds.teacher.get(meaning as usize).map(Vec::as_slice);
        let lessons = Lessons {
            aligned: self.aligned.each_ref().map(Vec::as_slice),
            pairs: &self.pairs,
            told: &told,
            records: &Records::new(&all, cutter),
            teacher: &teacher,
        };
        let losses = train(&mut table, &lessons, cutter, &self.plan)?;
        println!("records, loss by tenth: {losses:.3?}");
        let after = self.figures(&table, &all)?;
        Ok((table, before, after))
    }

    pub(crate) fn figures(&self, table: &Table, all: &[Service]) -> Result<Figures, TrainingError> {
        let mut sets = vec![
            ("unseen services".to_owned(), measure::held_out(all, true)),
            ("unseen questions".to_owned(), measure::held_out(all, false)),
        ];
        sets.extend(self.suites.iter().map(|(name, cases)| (name.clone(), measure::probes(cases, all))));
        let mut found = Vec::new();
        for (name, probes) in sets.into_iter().filter(|(_, probes)| !probes.is_empty()) {
            found.push((name, measure::services(table, all, &probes, &self.grounds.cutter)?));
        }
        let translations = self.held_out.each_ref().map(|rows| measure::translations(table, rows));
        Ok(Figures { translations, services: found })
    }

    /// Writes weights, vocabulary, config and card.
    pub(crate) fn write(&self, table: &Table, figures: &str, out: &Path) -> Result<(), Box<dyn Error>> {
        std::fs::create_dir_all(out)?;
        table.write(&out.join("model.safetensors"))?;
        vocabulary::write(self.grounds.cutter.tokenizer(), &out.join("tokenizer.json"))?;
        let config = serde_json::json!({
            "kind": "static",
            "dimensions": table.dimensions(),
            "vocabulary": table.pieces(),
            "letter_groups": { "rows": table.groups() },
            "pooling": "sum of the rows of pieces, and for each word of the rows of its letter groups over the root of their number (int8 row times its scale), then L2",
            "unknown_id": 0,
            "max_tokens": MOST_WORDS,
            "input": "folded text: NFKC, lower case, Cyrillic Uzbek to Latin, apostrophes of Uzbek removed, white space to one space",
        });
        std::fs::write(out.join("config.json"), serde_json::to_string_pretty(&config)? + "\n")?;
        let megabytes = |name: &str| -> Result<String, std::io::Error> {
            Ok(format!("{:.1}", std::fs::metadata(out.join(name))?.len() as f64 / 1e6))
        };
        let values = [
            ("pieces", table.pieces().to_string()),
            ("groups", table.groups().to_string()),
            ("width", table.dimensions().to_string()),
            ("weights", megabytes("model.safetensors")?),
            ("vocabulary", megabytes("tokenizer.json")?),
            ("data", self.data()),
            ("command", self.command.clone()),
            ("stages", self.stages.to_owned()),
            ("classes", self.classes.clone()),
            ("figures", figures.to_owned()),
        ];
        std::fs::write(out.join("README.md"), fill(CARD, &values) + "\n")?;
        Ok(())
    }
}

/// An argument as a card may show it: of a path on this machine only its last name.
fn shown(argument: &str) -> String {
    let path = Path::new(argument);
    let name = path.file_name().filter(|_| path.is_absolute());
    name.map_or_else(|| argument.to_owned(), |name| name.to_string_lossy().into_owned())
}

fn recipe(arguments: &Arguments) -> Recipe {
    Recipe {
        work: arguments.work.clone(),
        vocabulary: arguments.vocabulary.clone(),
        pieces: arguments.pieces,
        groups: arguments.groups,
        width: arguments.width,
        most_taught: arguments.taught,
        plan: Plan {
            steps: arguments.corpus_steps,
            batch: arguments.corpus_batch,
            rate: arguments.corpus_rate,
            distance: arguments.distance,
            misspelt: 0.0,
            seed: arguments.seed,
        },
    }
}

/// The rows of an embedder as they are; nobody knows what its teacher said.
fn gone_on_from(folder: &Path) -> Result<Grounds, Box<dyn Error>> {
    let embedder = Embedder::load(folder)?;
    let tokenizer = vocabulary::read(&folder.join("tokenizer.json"))?;
    let cutter = Cutter::new(tokenizer, embedder.letter_groups());
    let table = Table::new(embedder.rows(), embedder.dimensions(), cutter.pieces());
    Ok(Grounds { cutter, table, teacher: Vec::new() })
}
