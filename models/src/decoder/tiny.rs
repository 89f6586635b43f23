//! Tiny random models of every family with a vocabulary of some 60 words, written as GGUF files: for tests of everything but
//! quality.

use std::{
    fs::File,
    path::{Path, PathBuf},
};

use candle_core::{
    DType, Device, Tensor,
    quantized::{
        GgmlDType, QTensor,
        gguf_file::{self, Value},
    },
};

use super::LanguageModelSource;
use crate::catalogue::{Architecture, PromptTemplate};

const LAYERS: usize = 3;
const HEADS: usize = 4;
const KEY_HEADS: usize = 2;
/// Tokens of prompt and answer together.
pub(crate) const CONTEXT: usize = 512;
/// Tokens that a local layer of the tiny Gemma 3 sees.
const WINDOW: usize = 12;

/// A GGUF file under construction, so that a test may spoil it.
pub(crate) struct TinyModel {
    architecture: Architecture,
    pub(crate) metadata: Vec<(String, Value)>,
    pub(crate) tensors: Vec<(String, QTensor)>,
}

impl TinyModel {
    /// A Qwen 2. With `loops`, it writes the same token for ever; otherwise what its random weights say.
    pub(crate) fn new(loops: bool) -> Self {
        let mut model = Self::of(Architecture::Qwen2, 32, GgmlDType::Q8_0);
        if loops {
            // A zero matrix makes all logits equal, and the first token the likeliest.
            let rows = vocabulary().len();
            model.tensors.retain(|(name, _)| name != "output.weight");
            model.tensors.push(zeros("output.weight", rows, 32));
        }
        model
    }

    /// A model of a family with states of this width and matrices of this type.
    pub(crate) fn of(architecture: Architecture, width: usize, dtype: GgmlDType) -> Self {
        let family = match architecture {
            Architecture::Qwen2 => "qwen2",
            Architecture::Qwen3 => "qwen3",
            Architecture::Llama => "llama",
            Architecture::Gemma3 => "gemma3",
            other => panic!("{other:?} writes no text"),
        };
        let (feed, head_width) = (2 * width, width / HEADS);
        let tokens = vocabulary();
        let normal = tokens.len() - 3;
        let kinds = (0..tokens.len()).map(|id| Value::I32(if id < normal { 1 } else { 3 })).collect();
        let number = |number: usize| Value::U32(u32::try_from(number).unwrap());
        let text = |text: &str| Value::String(text.to_owned());
        let of_family = |key: &str, value: Value| (format!("{family}.{key}"), value);
        let mut metadata = vec![
            ("general.architecture".to_owned(), text(family)),
            of_family("attention.head_count", number(HEADS)),
            of_family("attention.head_count_kv", number(KEY_HEADS)),
            of_family("attention.key_length", number(head_width)),
            of_family("embedding_length", number(width)),
            of_family("context_length", number(CONTEXT)),
            of_family("block_count", number(LAYERS)),
            of_family("attention.layer_norm_rms_epsilon", Value::F32(1e-6)),
            of_family("rope.dimension_count", number(head_width)),
            of_family("rope.freq_base", Value::F32(10_000.0)),
        ];
        if architecture == Architecture::Gemma3 {
            metadata.push(of_family("attention.sliding_window", number(WINDOW)));
        }
        let keys = [
            ("tokenizer.ggml.model", text("gpt2")),
            ("tokenizer.ggml.pre", text("qwen2")),
            ("tokenizer.ggml.tokens", Value::Array(tokens.iter().map(|token| text(token)).collect())),
            ("tokenizer.ggml.merges", Value::Array(Vec::new())),
            ("tokenizer.ggml.token_type", Value::Array(kinds)),
            ("tokenizer.ggml.eos_token_id", number(normal + 1)),
        ];
        metadata.extend(keys.map(|(key, value)| (key.to_owned(), value)));
        let matrix = |name: &str, rows: usize, columns: usize| matrix(name, rows, columns, dtype);
        let mut tensors = vec![
            matrix("token_embd.weight", tokens.len(), width),
            row("output_norm.weight", 1.0, width),
            matrix("output.weight", tokens.len(), width),
        ];
        for layer in 0..LAYERS {
            let name = |part: &str| format!("blk.{layer}.{part}");
            let key_width = KEY_HEADS * head_width;
            tensors.extend([
                matrix(&name("attn_q.weight"), width, width),
                matrix(&name("attn_k.weight"), key_width, width),
                matrix(&name("attn_v.weight"), key_width, width),
                matrix(&name("attn_output.weight"), width, width),
                matrix(&name("ffn_gate.weight"), feed, width),
                matrix(&name("ffn_up.weight"), feed, width),
                matrix(&name("ffn_down.weight"), width, feed),
                row(&name("attn_norm.weight"), 1.0, width),
                row(&name("ffn_norm.weight"), 1.0, width),
            ]);
            if architecture == Architecture::Qwen2 {
                let biases = [("attn_q.bias", width), ("attn_k.bias", key_width), ("attn_v.bias", key_width)];
                tensors.extend(biases.map(|(part, length)| row(&name(part), 0.0, length)));
            }
            if matches!(architecture, Architecture::Qwen3 | Architecture::Gemma3) {
                let norms = ["attn_q_norm.weight", "attn_k_norm.weight"];
                tensors.extend(norms.map(|part| row(&name(part), 1.0, head_width)));
            }
            if architecture == Architecture::Gemma3 {
                let norms = ["post_attention_norm.weight", "post_ffw_norm.weight"];
                tensors.extend(norms.map(|part| row(&name(part), 1.0, width)));
            }
        }
        Self { architecture, metadata, tensors }
    }

    /// Writes the file into a folder and says how to open it.
    pub(crate) fn write(&self, folder: &Path) -> LanguageModelSource {
        let path: PathBuf = folder.join("tiny.gguf");
        let metadata: Vec<(&str, &Value)> = self.metadata.iter().map(|(key, value)| (key.as_str(), value)).collect();
        let tensors: Vec<(&str, &QTensor)> =
            self.tensors.iter().map(|(name, tensor)| (name.as_str(), tensor)).collect();
        gguf_file::write(&mut File::create(&path).unwrap(), &metadata, &tensors).unwrap();
        LanguageModelSource {
            id: "tiny".to_owned(),
            path,
            architecture: self.architecture,
            template: PromptTemplate::Chatml,
            context: CONTEXT,
        }
    }
}

/// Letters, a few punctuation marks in GPT-2's writing, and the control tokens of chatml.
fn vocabulary() -> Vec<String> {
    let letters = ('a'..='z').chain('A'..='Z').chain(['Ġ', 'Ċ', '.', ',', '?']);
    let control = ["<|im_start|>", "<|im_end|>", "<|endoftext|>"].map(str::to_owned);
    letters.map(String::from).chain(control).collect()
}

/// A matrix of values that look random and are the same everywhere.
fn matrix(name: &str, rows: usize, columns: usize, dtype: GgmlDType) -> (String, QTensor) {
    let values = numbers(name, rows * columns);
    packed(name, &Tensor::from_vec(values, (rows, columns), &Device::Cpu).unwrap(), dtype)
}

/// A row of values around a middle.
fn row(name: &str, middle: f32, length: usize) -> (String, QTensor) {
    let values: Vec<f32> = numbers(name, length).into_iter().map(|value| middle + value * 0.4).collect();
    packed(name, &Tensor::from_vec(values, length, &Device::Cpu).unwrap(), GgmlDType::F32)
}

fn zeros(name: &str, rows: usize, columns: usize) -> (String, QTensor) {
    let values = Tensor::zeros((rows, columns), DType::F32, &Device::Cpu).unwrap();
    packed(name, &values, GgmlDType::Q8_0)
}

/// Numbers between -.5 and .5.
pub(crate) fn numbers(name: &str, count: usize) -> Vec<f32> {
    let mut state = name.bytes().fold(0x9E37_79B9_u64, |state, byte| state.wrapping_mul(31) ^ u64::from(byte));
    let number = |_| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 40) as f32 / (1_u64 << 24) as f32 - 0.5
    };
    (0..count).map(number).collect()
}

fn packed(name: &str, values: &Tensor, dtype: GgmlDType) -> (String, QTensor) {
    (name.to_owned(), QTensor::quantize(values, dtype).unwrap())
}
