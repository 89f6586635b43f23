//! The whole way on small corpora: the sample of this crate with a tiny teacher, and the titles of the project's own records.

use std::path::{Path, PathBuf};

use candle_core::{DType, Device};
use candle_nn::{VarBuilder, VarMap};
use candle_transformers::models::bert::{BertModel, Config};
use flate2::read::MultiGzDecoder;
use knowledge_base::KnowledgeBase;
use models::Embedder;
use rand::{RngExt as _, SeedableRng as _, rngs::StdRng};

use crate::{
    Pieces, TrainingError,
    corpus::Corpus,
    export,
    licences::Licences,
    measure, questions,
    recipe::{Recipe, lessons, told},
    services::{HoldOut, Kind, Service, services},
    table::Table,
    train::{Cut, Lesson, Lessons, Plan, train},
    vocabulary,
};

fn of_crate(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(name)
}

fn records() -> KnowledgeBase {
    KnowledgeBase::load(&of_crate("../../knowledge-base/records")).unwrap()
}

fn all(hold_out: HoldOut) -> Vec<Service> {
    services(&records(), &questions::of_records(&records()), hold_out)
}

fn sample() -> Corpus {
    let licences = Licences::known();
    Corpus::read(&of_crate("sample"), &|source| licences.class(source).is_some()).unwrap()
}

/// A BERT of one small layer with drawn weights; its vectors tell words apart and nothing more.
fn tiny_teacher(folder: &Path, english: &[String]) {
    let tokenizer = vocabulary::train(english.iter().map(|text| (text.as_str(), 2)), 200).unwrap();
    vocabulary::write(&tokenizer, &folder.join("tokenizer.json")).unwrap();
    let config = serde_json::json!({
        "vocab_size": 200, "hidden_size": 32, "num_hidden_layers": 1, "num_attention_heads": 4, "intermediate_size": 64,
        "hidden_act": "gelu", "hidden_dropout_prob": 0.0, "max_position_embeddings": 64, "type_vocab_size": 2,
        "initializer_range": 0.02, "layer_norm_eps": 1e-12, "pad_token_id": 0, "position_embedding_type": "absolute",
        "use_cache": true, "classifier_dropout": null, "model_type": "bert",
    });
    std::fs::write(folder.join("config.json"), config.to_string()).unwrap();
    let weights = VarMap::new();
    let config: Config = serde_json::from_value(config).unwrap();
    BertModel::load(VarBuilder::from_varmap(&weights, DType::F32, &Device::Cpu), &config).unwrap();
    weights.save(folder.join("model.safetensors")).unwrap();
}

fn of_records<'l>(told: &'l [Lesson], services: &'l [Service]) -> Lessons<'l> {
    Lessons { aligned: [&[]; 3], pairs: &[], told, services, teacher: &|_| None }
}

fn found(table: &Table, services: &[Service], cut: Cut<'_>) -> measure::Found {
    measure::services(table, services, &measure::held_out(services, false), cut).unwrap().mean()
}

#[test]
fn the_recipe_goes_from_texts_to_an_embedder_that_loads_and_keeps_its_stages() {
    let folder = tempfile::tempdir().unwrap();
    let (corpus, all) = (sample(), all(HoldOut::Nothing));
    assert_eq!(corpus.left_out.len(), 1, "a source that nobody has looked up is left out");
    tiny_teacher(folder.path(), &corpus.english);
    let recipe = Recipe {
        work: folder.path().join("work"),
        pieces: 2000,
        width: 24,
        most_taught: 50,
        epochs: 3,
        plan: Plan { batch: 32, distance: 2.0, ..Plan::default() },
    };
    // Twenty services are enough, and few words make a vocabulary quickly.
    let some = &all[..20];
    let grounds = recipe.grounds(&corpus, some, folder.path()).unwrap();
    let pieces = grounds.table.pieces();
    assert!((500..=2000).contains(&pieces), "{pieces}");
    assert_eq!(grounds.table.dimensions(), 24);
    let sections: usize = some.iter().map(|service| service.told.len()).sum();
    assert_eq!(grounds.teacher.len(), sections + 50);
    let files = std::fs::read_dir(&recipe.work).unwrap().count();
    let again = recipe.grounds(&corpus, some, folder.path()).unwrap();
    assert_eq!((files, std::fs::read_dir(&recipe.work).unwrap().count()), (3, 3));
    assert_eq!(grounds.table.rows(), again.table.rows(), "the stages are read back");

    let out = folder.path().join("embedder");
    std::fs::create_dir(&out).unwrap();
    grounds.table.write(&out.join("model.safetensors")).unwrap();
    vocabulary::write(&grounds.tokenizer, &out.join("tokenizer.json")).unwrap();
    let config = serde_json::json!({"kind": "static", "dimensions": 24, "vocabulary": pieces, "max_tokens": 128});
    std::fs::write(out.join("config.json"), config.to_string()).unwrap();
    let loaded = Embedder::load(&out).unwrap();
    let exact = grounds.table.vector(&vocabulary::cut(&grounds.tokenizer, "pasport olish"));
    let cosine: f32 = loaded.embed("pasport olish").iter().zip(&exact).map(|(one, other)| one * other).sum();
    assert!(cosine > 0.999, "{cosine}");
}

#[test]
fn what_is_exported_holds_every_row_and_question_once() {
    let folder = tempfile::tempdir().unwrap();
    let (corpus, all) = (sample(), all(HoldOut::Both));
    export::corpus(&corpus, folder.path()).unwrap();
    export::services(&all, &folder.path().join("services.jsonl.gz")).unwrap();
    let lines = |name: &str| -> Vec<String> {
        let file = std::fs::File::open(folder.path().join(name)).unwrap();
        std::io::read_to_string(MultiGzDecoder::new(file)).unwrap().lines().map(str::to_owned).collect()
    };
    let aligned = lines("aligned.tsv.gz");
    let count = |split: &str| aligned.iter().filter(|line| line.split('\t').nth(1) == Some(split)).count();
    assert_eq!(count("train"), corpus.train.iter().map(Vec::len).sum::<usize>());
    assert_eq!(count("held-out"), corpus.held_out.iter().map(Vec::len).sum::<usize>());
    assert_eq!(lines("pairs.tsv.gz").len(), corpus.pairs.len());
    assert_eq!(lines("english.txt.gz"), corpus.english);
    let services = lines("services.jsonl.gz");
    assert_eq!(services.len(), all.len());
    for (line, service) in services.iter().zip(&all) {
        let read: serde_json::Value = serde_json::from_str(line).unwrap();
        assert_eq!(read["questions"].as_array().unwrap().len(), service.questions.len());
        assert_eq!(read["held_out"].as_array().unwrap().len(), service.held_out.len());
        assert_eq!(read["unseen"], service.unseen);
    }
}

#[test]
fn rows_that_know_nothing_learn_to_find_services() {
    let embedder = Embedder::shipped();
    let cut = |text: &str| -> Pieces { embedder.pieces(text) };
    let all = all(HoldOut::Questions);
    let told = told(&all, &cut);
    let mut random = StdRng::seed_from_u64(7);
    let rows = embedder.rows().iter().map(|_| random.random_range(-0.05..0.05)).collect();
    let mut table = Table::new(rows, embedder.dimensions());
    let before = found(&table, &all, &cut);
    let plan = Plan { told: 20, asked: 40, batch: 256, rate: 5e-3, draw_back: 0.0, ..Plan::default() };
    let losses = train(&mut table, &of_records(&told, &all), &cut, &plan).unwrap();
    assert!(losses.last() < losses.first(), "{losses:?}");
    let after = found(&table, &all, &cut);
    assert!(after.five > before.five + 0.04 && after.tried > 2000, "{before:?} {after:?}");
}

#[test]
fn a_seed_gives_the_same_vocabulary_and_rows_twice() {
    let corpus = sample();
    let run = || {
        // Each twice: a word that is met once teaches no piece.
        let texts = corpus.texts.iter().map(|(_, text)| (text.as_str(), 2));
        let tokenizer = vocabulary::train(texts, 300).unwrap();
        let cut = |text: &str| vocabulary::cut(&tokenizer, text);
        let aligned = corpus.train.each_ref().map(|rows| lessons(rows, 0, &cut));
        let lessons = Lessons { aligned: aligned.each_ref().map(Vec::as_slice), ..of_records(&[], &[]) };
        let mut random = StdRng::seed_from_u64(3);
        let mut table =
            Table::new((0..tokenizer.get_vocab_size(true) * 16).map(|_| random.random_range(-0.1..0.1)).collect(), 16);
        train(&mut table, &lessons, &cut, &Plan { aligned: 20, batch: 16, ..Plan::default() }).unwrap();
        (vocabulary::written(&tokenizer), table.rows().to_vec())
    };
    assert!(run() == run());
}

#[test]
fn every_phrasing_is_trained_on_and_a_fifth_can_be_held_out() {
    let asked = questions::of_records(&records());
    let written: usize = asked.values().map(Vec::len).sum();
    let not_indexed = |services: &[Service]| {
        services.iter().flat_map(|service| &service.questions).filter(|question| !question.indexed).count()
    };
    assert_eq!(not_indexed(&all(HoldOut::Nothing)), written);
    let left = not_indexed(&all(HoldOut::Questions)) as f32 / written as f32;
    assert!((0.77..0.83).contains(&left), "{left}");
}

#[test]
fn an_unseen_service_gives_training_neither_questions_nor_sections() {
    let all = all(HoldOut::Services);
    let cut = |text: &str| vec![text.len() as u32];
    let unseen: Vec<u64> = (0..).zip(&all).filter(|(_, service)| service.unseen).map(|(place, _)| place).collect();
    assert!(unseen.len() > 50);
    assert!(told(&all, &cut).iter().all(|lesson| !unseen.contains(&lesson.group)));
    let service = all.iter().find(|service| service.unseen).unwrap();
    assert!(service.questions.is_empty() && !service.texts.is_empty());
    let cyrillic = service.held_out.iter().filter(|question| question.kind == Kind::UzbekCyrillic).count();
    let latin = service.held_out.iter().filter(|question| question.kind == Kind::Uzbek).count();
    assert!(latin > 0 && cyrillic >= latin, "each Uzbek question is asked in Cyrillic as well");
}

#[test]
fn too_little_and_wrong_tables_are_told() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("parallel.tsv"), "uz\tru\n").unwrap();
    let wrong = Corpus::read(folder.path(), &|_| true).unwrap_err();
    assert!(matches!(&wrong, TrainingError::Content { what, .. } if what.contains("expected are source")), "{wrong}");
    let missing = Corpus::read(Path::new("/no/such/folder"), &|_| true);
    assert!(matches!(missing, Err(TrainingError::File { .. })));
    let mut table = Table::new(vec![0.0; 4], 2);
    let plan = Plan { aligned: 1, ..Plan::default() };
    let little = train(&mut table, &of_records(&[], &[]), &|_| Pieces::new(), &plan);
    assert!(matches!(little, Err(TrainingError::TooLittle { found: 0, .. })));
    let vocabulary = vocabulary::train(std::iter::once(("pasport", 1)), 100);
    assert!(matches!(vocabulary, Err(TrainingError::Vocabulary { .. })), "{vocabulary:?}");
}
