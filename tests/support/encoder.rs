//! A tiny encoder as the files of a hub's repository, with a catalogue that names it: the way of a large embedder and of a
//! reranker without their gigabytes. What it says has no meaning.

use std::{collections::BTreeMap, fs, path::Path};

use serde_json::json;

const WIDTH: usize = 8;
const FEED: usize = 16;
const LAYERS: usize = 2;
const POSITIONS: usize = 66;
/// Words that the records hold; every other word is `<unk>`.
const VOCABULARY: &str = "<s> <pad> </s> <unk> query: passage: pasport olish uchun qancha turadi toʻlov biznesni qayta \
     roʻyxatdan oʻtkazish паспорт сколько стоит получить регистрация бизнеса passport how much does it cost a the to get";

/// Writes the files of an embedder `tiny-embedder` and a reranker `tiny-reranker`, and gives the text of their catalogue.
///
/// # Panics
/// When the folder cannot be written.
#[must_use]
pub fn write_tiny_encoders(folder: &Path) -> String {
    write(&folder.join("tiny-embedder"), "");
    write(&folder.join("tiny-reranker"), "roberta.");
    let embedding = "{ pooling = \"mean\", query_prefix = \"query: \", passage_prefix = \"passage: \" }";
    let embedder = entry("tiny-embedder", "embedder", &format!("embedding = {embedding}\n"));
    embedder + &entry("tiny-reranker", "reranker", "")
}

fn entry(id: &str, kind: &str, more: &str) -> String {
    let mut text = format!(
        "[[models]]\nid = \"{id}\"\ntitle = \"Tiny\"\nkind = \"{kind}\"\narchitecture = \"xlm-roberta\"\nlicence = \"none\"\n\
         context = 256\nrank = 1\nmemory_bytes = 1_000_000\n{more}"
    );
    for file in ["model.safetensors", "tokenizer.json", "config.json"] {
        text += &format!(
            "[[models.files]]\nname = \"{file}\"\n[[models.files.sources]]\nkind = \"hub\"\nrepo = \"nobody/{id}\"\n\
             revision = \"main\"\nfile = \"{file}\"\n"
        );
    }
    text
}

fn write(folder: &Path, prefix: &str) {
    fs::create_dir_all(folder).unwrap();
    let words: Vec<&str> = VOCABULARY.split_whitespace().collect();
    fs::write(folder.join("model.safetensors"), safetensors(&tensors(prefix, words.len()))).unwrap();
    fs::write(folder.join("tokenizer.json"), tokenizer(&words)).unwrap();
    let config = json!({
        "model_type": "xlm-roberta", "hidden_size": WIDTH, "num_hidden_layers": LAYERS, "num_attention_heads": 2,
        "intermediate_size": FEED, "hidden_act": "gelu", "vocab_size": words.len(), "layer_norm_eps": 1e-5,
        "max_position_embeddings": POSITIONS, "type_vocab_size": 1, "pad_token_id": 1,
    });
    fs::write(folder.join("config.json"), config.to_string()).unwrap();
}

/// Names and shapes of the tensors; with a prefix those of a reranker's head, too.
fn tensors(prefix: &str, words: usize) -> Vec<(String, Vec<usize>)> {
    let mut tensors = vec![
        (format!("{prefix}embeddings.word_embeddings.weight"), vec![words, WIDTH]),
        (format!("{prefix}embeddings.position_embeddings.weight"), vec![POSITIONS, WIDTH]),
        (format!("{prefix}embeddings.token_type_embeddings.weight"), vec![1, WIDTH]),
    ];
    let mut pair = |name: String, shape: &[usize]| {
        tensors.push((format!("{name}.weight"), shape.to_vec()));
        tensors.push((format!("{name}.bias"), shape[..1].to_vec()));
    };
    pair(format!("{prefix}embeddings.LayerNorm"), &[WIDTH]);
    for layer in 0..LAYERS {
        for (part, shape) in [
            ("attention.self.query", &[WIDTH, WIDTH][..]),
            ("attention.self.key", &[WIDTH, WIDTH]),
            ("attention.self.value", &[WIDTH, WIDTH]),
            ("attention.output.dense", &[WIDTH, WIDTH]),
            ("attention.output.LayerNorm", &[WIDTH]),
            ("intermediate.dense", &[FEED, WIDTH]),
            ("output.dense", &[WIDTH, FEED]),
            ("output.LayerNorm", &[WIDTH]),
        ] {
            pair(format!("{prefix}encoder.layer.{layer}.{part}"), shape);
        }
    }
    if !prefix.is_empty() {
        pair("classifier.dense".to_owned(), &[WIDTH, WIDTH]);
        pair("classifier.out_proj".to_owned(), &[1, WIDTH]);
    }
    tensors
}

/// The file: the length of its header, the header, values that look random and are the same everywhere.
fn safetensors(tensors: &[(String, Vec<usize>)]) -> Vec<u8> {
    let (mut header, mut values) = (serde_json::Map::new(), Vec::new());
    let mut state = 0x9E37_79B9_u64;
    for (name, shape) in tensors {
        let start = values.len();
        for _ in 0..shape.iter().product() {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            values.extend(((state >> 40) as f32 / (1_u64 << 24) as f32 - 0.5).to_le_bytes());
        }
        header.insert(name.clone(), json!({ "dtype": "F32", "shape": shape, "data_offsets": [start, values.len()] }));
    }
    let header = serde_json::Value::from(header).to_string().into_bytes();
    [(header.len() as u64).to_le_bytes().to_vec(), header, values].concat()
}

fn tokenizer(words: &[&str]) -> String {
    let vocabulary: BTreeMap<&str, usize> = words.iter().copied().zip(0..).collect();
    let special = |token: &str| json!({ "SpecialToken": { "id": token, "type_id": 0 } });
    let text = |id: &str| json!({ "Sequence": { "id": id, "type_id": 0 } });
    let ids = |id: usize| json!({ "id": words[id], "ids": [id], "tokens": [words[id]] });
    json!({
        "version": "1.0", "truncation": null, "padding": null, "added_tokens": [], "decoder": null,
        "normalizer": { "type": "Lowercase" },
        "pre_tokenizer": { "type": "WhitespaceSplit" },
        "post_processor": {
            "type": "TemplateProcessing",
            "single": [special("<s>"), text("A"), special("</s>")],
            "pair": [special("<s>"), text("A"), special("</s>"), special("</s>"), text("B"), special("</s>")],
            "special_tokens": { "<s>": ids(0), "</s>": ids(2) },
        },
        "model": { "type": "WordLevel", "vocab": vocabulary, "unk_token": "<unk>" },
    })
    .to_string()
}
