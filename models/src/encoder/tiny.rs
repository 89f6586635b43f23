//! A tiny random encoder with a vocabulary of some thirty words, written as the files of a hub's repository: for tests of
//! everything but quality.

use std::{
    collections::BTreeMap,
    fs,
    io::Write as _,
    path::{Path, PathBuf},
};

use candle_core::{Device, Tensor, safetensors};
use serde_json::json;

use super::EncoderSource;
use crate::catalogue::{Architecture, Embedding, Pooling};

pub(super) const WIDTH: usize = 16;
pub(super) const HEADS: usize = 2;
pub(super) const LAYERS: usize = 2;
const FEED: usize = 32;
const POSITIONS: usize = 40;
/// Tokens before the words: `<s>`, `<pad>`, `</s>`, `<unk>`, as in XLM-RoBERTa.
const SPECIAL: [&str; 4] = ["<s>", "<pad>", "</s>", "<unk>"];
const WORDS: &str = "query: passage: passport fee how much does a new cost driving licence birth certificate of the child \
     паспорт сколько стоит новый qancha turadi olish uchun";

/// Files under construction, so that a test may spoil them.
pub(super) struct TinyEncoder {
    pub(super) architecture: Architecture,
    pub(super) config: serde_json::Value,
    pub(super) tensors: BTreeMap<String, Tensor>,
}

impl TinyEncoder {
    /// An encoder of a family whose tensors begin with a prefix (`""` or `"roberta."`).
    pub(super) fn new(architecture: Architecture, prefix: &str) -> Self {
        let (family, padding) = match architecture {
            Architecture::Bert => ("bert", 0),
            _ => ("xlm-roberta", 1),
        };
        let vocabulary = words().len();
        let config = json!({
            "model_type": family, "architectures": ["of no interest"], "hidden_size": WIDTH, "num_hidden_layers": LAYERS,
            "num_attention_heads": HEADS, "intermediate_size": FEED, "hidden_act": "gelu", "vocab_size": vocabulary,
            "max_position_embeddings": POSITIONS, "type_vocab_size": 2, "layer_norm_eps": 1e-5, "pad_token_id": padding,
        });
        let mut tensors = BTreeMap::new();
        let mut add = |name: &str, shape: &[usize]| {
            let name = format!("{prefix}{name}");
            let tensor = random(&name, shape);
            tensors.insert(name, tensor);
        };
        add("embeddings.word_embeddings.weight", &[vocabulary, WIDTH]);
        add("embeddings.position_embeddings.weight", &[POSITIONS, WIDTH]);
        add("embeddings.token_type_embeddings.weight", &[2, WIDTH]);
        let mut pair = |name: &str, shape: &[usize]| {
            add(&format!("{name}.weight"), shape);
            add(&format!("{name}.bias"), &shape[..1]);
        };
        pair("embeddings.LayerNorm", &[WIDTH]);
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
                pair(&format!("encoder.layer.{layer}.{part}"), shape);
            }
        }
        Self { architecture, config, tensors }
    }

    /// The same with the head of a reranker.
    pub(super) fn with_head(mut self) -> Self {
        for (name, shape) in [
            ("classifier.dense.weight", &[WIDTH, WIDTH][..]),
            ("classifier.dense.bias", &[WIDTH]),
            ("classifier.out_proj.weight", &[1, WIDTH]),
            ("classifier.out_proj.bias", &[1]),
        ] {
            self.tensors.insert(name.to_owned(), random(name, shape));
        }
        self
    }

    /// Writes one file of safetensors.
    pub(super) fn write(&self, folder: &Path) -> EncoderSource {
        let path = folder.join("model.safetensors");
        self.save(self.tensors.iter().collect(), &path);
        self.source(folder, vec![path])
    }

    /// Writes two shards with their index.
    pub(super) fn write_shards(&self, folder: &Path) -> EncoderSource {
        let names = ["model-00001-of-00002.safetensors", "model-00002-of-00002.safetensors"];
        let of = |tensor: &str| usize::from(tensor.contains("layer.1"));
        for (shard, name) in names.iter().enumerate() {
            self.save(self.tensors.iter().filter(|(tensor, _)| of(tensor) == shard).collect(), &folder.join(name));
        }
        let map: BTreeMap<&str, &str> =
            self.tensors.keys().map(|tensor| (tensor.as_str(), names[of(tensor)])).collect();
        let index = folder.join("model.safetensors.index.json");
        fs::write(&index, json!({ "metadata": {}, "weight_map": map }).to_string()).unwrap();
        self.source(folder, vec![index, folder.join(names[0]), folder.join(names[1])])
    }

    /// Writes a PyTorch archive as `torch.save` of a dictionary does.
    pub(super) fn write_archive(&self, folder: &Path) -> EncoderSource {
        let path = folder.join("pytorch_model.bin");
        let mut archive = zip::ZipWriter::new(fs::File::create(&path).unwrap());
        let stored = zip::write::SimpleFileOptions::default().compression_method(zip::CompressionMethod::Stored);
        archive.start_file("archive/data.pkl", stored).unwrap();
        archive.write_all(&pickle(&self.tensors)).unwrap();
        for (number, tensor) in self.tensors.values().enumerate() {
            archive.start_file(format!("archive/data/{number}"), stored).unwrap();
            let values = tensor.flatten_all().unwrap().to_vec1::<f32>().unwrap();
            archive.write_all(&values.iter().flat_map(|value| value.to_le_bytes()).collect::<Vec<u8>>()).unwrap();
        }
        archive.finish().unwrap();
        self.source(folder, vec![path])
    }

    /// The weights of a matrix or a vector, for a computation of its own.
    pub(super) fn values(&self, name: &str) -> Vec<f32> {
        self.tensors[name].flatten_all().unwrap().to_vec1().unwrap()
    }

    fn save(&self, tensors: Vec<(&String, &Tensor)>, path: &Path) {
        let tensors = tensors.into_iter().map(|(name, tensor)| (name.clone(), tensor.clone())).collect();
        safetensors::save(&tensors, path).unwrap();
    }

    fn source(&self, folder: &Path, weights: Vec<PathBuf>) -> EncoderSource {
        let (config, tokenizer) = (folder.join("config.json"), folder.join("tokenizer.json"));
        fs::write(&config, self.config.to_string()).unwrap();
        fs::write(&tokenizer, tokenizer_text()).unwrap();
        EncoderSource {
            id: "tiny".to_owned(),
            architecture: self.architecture,
            embedding: Some(embedding(Pooling::Cls)),
            context: 512,
            files: weights.into_iter().chain([tokenizer, config]).collect(),
            checksums: Vec::new(),
        }
    }
}

/// Without prefixes.
pub(super) fn embedding(pooling: Pooling) -> Embedding {
    Embedding { pooling, query_prefix: String::new(), passage_prefix: String::new(), floor_percent: 0 }
}

/// The tokens of a text as the tokenizer gives them, by a look at the list.
pub(super) fn tokens(text: &str) -> Vec<u32> {
    let words = words();
    let of = |word: &str| words.iter().position(|known| known == word).unwrap_or(3) as u32;
    std::iter::once(0).chain(text.split_whitespace().map(of)).chain([2]).collect()
}

fn words() -> Vec<String> {
    SPECIAL.into_iter().chain(WORDS.split_whitespace()).map(str::to_owned).collect()
}

fn tokenizer_text() -> String {
    let vocabulary: BTreeMap<String, usize> = words().into_iter().zip(0..).collect();
    let token = |id: usize| json!({ "id": id, "content": SPECIAL[id], "special": true, "single_word": false, "lstrip": false, "rstrip": false, "normalized": false });
    let special = |id: usize| json!({ "SpecialToken": { "id": SPECIAL[id], "type_id": 0 } });
    let text = |id: &str| json!({ "Sequence": { "id": id, "type_id": 0 } });
    let ids = |id: usize| json!({ "id": SPECIAL[id], "ids": [id], "tokens": [SPECIAL[id]] });
    json!({
        "version": "1.0", "truncation": null, "padding": null, "normalizer": null, "decoder": null,
        "added_tokens": [token(0), token(1), token(2), token(3)],
        "pre_tokenizer": { "type": "WhitespaceSplit" },
        "post_processor": {
            "type": "TemplateProcessing",
            "single": [special(0), text("A"), special(2)],
            "pair": [special(0), text("A"), special(2), special(2), text("B"), special(2)],
            "special_tokens": { "<s>": ids(0), "</s>": ids(2) },
        },
        "model": { "type": "WordLevel", "vocab": vocabulary, "unk_token": "<unk>" },
    })
    .to_string()
}

/// Values that look random and are the same everywhere; about as large as those of real weights.
fn random(name: &str, shape: &[usize]) -> Tensor {
    let mut state = name.bytes().fold(0x9E37_79B9_u64, |state, byte| state.wrapping_mul(31) ^ u64::from(byte));
    let values: Vec<f32> = (0..shape.iter().product())
        .map(|_| {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            (state >> 40) as f32 / (1_u64 << 23) as f32 - 1.0
        })
        .collect();
    Tensor::from_vec(values, shape, &Device::Cpu).unwrap()
}

/// A dictionary of tensors in Python's pickle of protocol 2; the values themselves lie beside it.
fn pickle(tensors: &BTreeMap<String, Tensor>) -> Vec<u8> {
    let text = |out: &mut Vec<u8>, text: &str| {
        out.push(b'X');
        out.extend(u32::try_from(text.len()).unwrap().to_le_bytes());
        out.extend(text.as_bytes());
    };
    let number = |out: &mut Vec<u8>, number: usize| {
        out.push(b'J');
        out.extend(i32::try_from(number).unwrap().to_le_bytes());
    };
    let mut out = b"\x80\x02}(".to_vec();
    for (place, (name, tensor)) in tensors.iter().enumerate() {
        text(&mut out, name);
        out.extend(b"ctorch._utils\n_rebuild_tensor_v2\n((");
        text(&mut out, "storage");
        out.extend(b"ctorch\nFloatStorage\n");
        text(&mut out, &place.to_string());
        text(&mut out, "cpu");
        number(&mut out, tensor.elem_count());
        out.extend(b"tQ");
        number(&mut out, 0);
        for dimensions in [tensor.dims(), tensor.stride()] {
            out.push(b'(');
            dimensions.iter().for_each(|dimension| number(&mut out, *dimension));
            out.push(b't');
        }
        out.extend(b"\x89ccollections\nOrderedDict\n)RtR");
    }
    out.extend(b"u.");
    out
}
