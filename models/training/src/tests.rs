//! The whole way on small corpora: the sample of this crate with a tiny teacher, and the titles of the project's own records.

use std::path::{Path, PathBuf};

use candle_core::{DType, Device};
use candle_nn::{VarBuilder, VarMap};
use candle_transformers::models::bert::{BertModel, Config};
use knowledge_base::KnowledgeBase;
use models::Embedder;
use rand::{RngExt as _, SeedableRng as _, rngs::StdRng};

use crate::{
    TrainingError,
    corpus::Corpus,
    features::{Cutter, all as all_features},
    licences::Licences,
    measure, questions,
    recipe::{Recipe, lessons, told},
    records::Records,
    services::{HoldOut, Kind, Service, services},
    table::Table,
    train::{Lesson, Lessons, Plan, train},
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

fn of_records<'l>(told: &'l [Lesson], records: &'l Records) -> Lessons<'l> {
    Lessons { aligned: [&[]; 3], pairs: &[], told, records, teacher: &|_| None }
}

fn found(table: &Table, services: &[Service], cutter: &Cutter) -> measure::Found {
    measure::services(table, services, &measure::held_out(services, false), cutter).unwrap().mean()
}

#[test]
fn the_recipe_goes_from_texts_to_an_embedder_that_loads_and_keeps_its_stages() {
    let folder = tempfile::tempdir().unwrap();
    let (corpus, all) = (sample(), all(HoldOut::Nothing));
    assert_eq!(corpus.left_out.len(), 1, "a source that nobody has looked up is left out");
    tiny_teacher(folder.path(), &corpus.english);
    let recipe = Recipe {
        work: folder.path().join("work"),
        vocabulary: None,
        pieces: 2000,
        groups: 300,
        width: 24,
        most_taught: 50,
        plan: Plan { steps: 12, batch: 32, distance: 2.0, ..Plan::default() },
    };
    // Twenty services are enough, and few words make a vocabulary quickly.
    let some = &all[..20];
    let grounds = recipe.grounds(&corpus, some, folder.path()).unwrap();
    let pieces = grounds.table.pieces();
    assert!((500..=2000).contains(&pieces), "{pieces}");
    assert_eq!((grounds.table.groups(), grounds.table.dimensions()), (300, 24));
    let sections: usize = some.iter().map(|service| service.told.len()).sum();
    assert_eq!(grounds.teacher.len(), sections + 50);
    let files = std::fs::read_dir(&recipe.work).unwrap().count();
    let again = recipe.grounds(&corpus, some, folder.path()).unwrap();
    assert_eq!((files, std::fs::read_dir(&recipe.work).unwrap().count()), (3, 3));
    assert_eq!(grounds.table.rows(), again.table.rows(), "the stages are read back");

    let out = folder.path().join("embedder");
    std::fs::create_dir(&out).unwrap();
    grounds.table.write(&out.join("model.safetensors")).unwrap();
    vocabulary::write(grounds.cutter.tokenizer(), &out.join("tokenizer.json")).unwrap();
    let config = serde_json::json!({
        "kind": "static", "dimensions": 24, "vocabulary": pieces, "letter_groups": {"rows": 300}, "max_tokens": 128,
    });
    std::fs::write(out.join("config.json"), config.to_string()).unwrap();
    let loaded = Embedder::load(&out).unwrap();
    let exact = grounds.table.vector(&all_features(&grounds.cutter.cut("pasport olish uchun")));
    let cosine: f32 = loaded.embed("pasport olish uchun").iter().zip(&exact).map(|(one, other)| one * other).sum();
    assert!(cosine > 0.999, "{cosine}");
    // Training goes on from what was written.
    let rows = loaded.rows();
    let lost = rows.iter().zip(grounds.table.rows()).map(|(one, other)| (one - other).abs()).fold(0.0, f32::max);
    assert!(rows.len() == grounds.table.rows().len() && lost < 0.02, "{lost}");
}

#[test]
fn a_text_has_the_vector_in_training_that_the_embedder_gives_it() {
    let embedder = Embedder::shipped();
    let tokenizer = vocabulary::read(&of_crate("../embedder/tokenizer.json")).unwrap();
    let cutter = Cutter::new(tokenizer, embedder.letter_groups());
    let table = Table::new(embedder.rows(), embedder.dimensions(), cutter.pieces());
    assert!(table.groups() > 0 && table.groups() == embedder.letter_groups());
    for text in [
        "pasport olish uchun qanday hujjatlar kerak",
        "zagrnpaspor narhi",
        "свидетельство о рождении",
        "birth certificate, lost!",
        "kiberxavfsizlik sertifikatlashtirish",
    ] {
        let trained = table.vector(&all_features(&cutter.cut(text)));
        let embedded = embedder.embed(text);
        let farthest = embedded.iter().zip(&trained).map(|(one, other)| (one - other).abs()).fold(0.0, f32::max);
        assert!(farthest < 1e-5, "{text}: {farthest}");
    }
}

#[test]
fn rows_that_know_nothing_learn_to_find_services() {
    let tokenizer = vocabulary::read(&of_crate("../embedder/tokenizer.json")).unwrap();
    let cutter = Cutter::new(tokenizer, 2_000);
    let all = all(HoldOut::Questions);
    let told = told(&all, &cutter);
    let mut random = StdRng::seed_from_u64(7);
    let rows = (0..(cutter.pieces() + cutter.groups()) * 64).map(|_| random.random_range(-0.05..0.05)).collect();
    let mut table = Table::new(rows, 64, cutter.pieces());
    let before = found(&table, &all, &cutter);
    let plan = Plan { steps: 12, rate: 1e-2, ..Plan::default() };
    let losses = train(&mut table, &of_records(&told, &Records::new(&all, &cutter)), &cutter, &plan).unwrap();
    assert!(losses.last() < losses.first(), "{losses:?}");
    let after = found(&table, &all, &cutter);
    assert!(after.five > before.five + 0.04 && after.tried > 2000, "{before:?} {after:?}");
}

#[test]
fn a_seed_gives_the_same_vocabulary_and_rows_twice() {
    let corpus = sample();
    let run = || {
        // Each twice: a word that is met once teaches no piece.
        let texts = corpus.texts.iter().map(|(_, text)| (text.as_str(), 2));
        let cutter = Cutter::new(vocabulary::train(texts, 300).unwrap(), 50);
        let aligned = corpus.train.each_ref().map(|rows| lessons(rows, 0, &cutter));
        let records = Records::default();
        let lessons = Lessons { aligned: aligned.each_ref().map(Vec::as_slice), ..of_records(&[], &records) };
        let mut random = StdRng::seed_from_u64(3);
        let rows = (0..(cutter.pieces() + 50) * 16).map(|_| random.random_range(-0.1..0.1)).collect();
        let mut table = Table::new(rows, 16, cutter.pieces());
        train(&mut table, &lessons, &cutter, &Plan { steps: 20, batch: 16, ..Plan::default() }).unwrap();
        (cutter.tokenizer().to_string(false).unwrap(), table.rows().to_vec())
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
    let cutter = Cutter::new(vocabulary::read(&of_crate("../embedder/tokenizer.json")).unwrap(), 0);
    let unseen: Vec<u64> = (0..).zip(&all).filter(|(_, service)| service.unseen).map(|(place, _)| place).collect();
    assert!(unseen.len() > 50);
    assert!(told(&all, &cutter).iter().all(|lesson| !unseen.contains(&lesson.group)));
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
    let cutter = Cutter::new(vocabulary::read(&of_crate("../embedder/tokenizer.json")).unwrap(), 0);
    let mut table = Table::new(vec![0.0; 4], 2, 2);
    let plan = Plan { steps: 1, ..Plan::default() };
    let little = train(&mut table, &of_records(&[], &Records::default()), &cutter, &plan);
    assert!(matches!(little, Err(TrainingError::TooLittle { found: 0, .. })));
    let vocabulary = vocabulary::train(std::iter::once(("pasport", 1)), 100);
    assert!(matches!(vocabulary, Err(TrainingError::Vocabulary { .. })), "{vocabulary:?}");
}
