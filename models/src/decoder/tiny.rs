//! A tiny random Qwen 2 with a vocabulary of some 60 words, written as a GGUF file: for tests of everything but quality.

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

const WIDTH: usize = 32;
const FEED: usize = 64;
const LAYERS: usize = 2;
/// Tokens of prompt and answer together.
pub(crate) const CONTEXT: usize = 512;

/// A GGUF file under construction, so that a test may spoil it.
pub(crate) struct TinyModel {
    pub(crate) metadata: Vec<(String, Value)>,
    pub(crate) tensors: Vec<(String, QTensor)>,
}

impl TinyModel {
    /// The whole model. With `loops`, it writes the same token for ever; otherwise what its random weights say.
    pub(crate) fn new(loops: bool) -> Self {
        let tokens = vocabulary();
        let normal = tokens.len() - 3;
        let kinds = (0..tokens.len()).map(|id| Value::I32(if id < normal { 1 } else { 3 })).collect();
        let number = |number: usize| Value::U32(u32::try_from(number).unwrap());
        let text = |text: &str| Value::String(text.to_owned());
        let metadata = vec![
            ("general.architecture", text("qwen2")),
            ("qwen2.attention.head_count", number(4)),
            ("qwen2.attention.head_count_kv", number(2)),
            ("qwen2.embedding_length", number(WIDTH)),
            ("qwen2.context_length", number(CONTEXT)),
            ("qwen2.block_count", number(LAYERS)),
            ("qwen2.attention.layer_norm_rms_epsilon", Value::F32(1e-6)),
            ("tokenizer.ggml.model", text("gpt2")),
            ("tokenizer.ggml.pre", text("qwen2")),
            ("tokenizer.ggml.tokens", Value::Array(tokens.iter().map(|token| text(token)).collect())),
            ("tokenizer.ggml.merges", Value::Array(Vec::new())),
            ("tokenizer.ggml.token_type", Value::Array(kinds)),
            ("tokenizer.ggml.eos_token_id", number(normal + 1)),
        ];
        let mut tensors = vec![
            matrix("token_embd.weight", tokens.len(), WIDTH),
            constant("output_norm.weight", 1.0, WIDTH),
            // A zero matrix makes all logits equal, and the first token the likeliest.
            match loops {
                true => zeros("output.weight", tokens.len(), WIDTH),
                false => matrix("output.weight", tokens.len(), WIDTH),
            },
        ];
        for layer in 0..LAYERS {
            let name = |part: &str| format!("blk.{layer}.{part}");
            tensors.extend([
                matrix(&name("attn_q.weight"), WIDTH, WIDTH),
                matrix(&name("attn_k.weight"), WIDTH / 2, WIDTH),
                matrix(&name("attn_v.weight"), WIDTH / 2, WIDTH),
                matrix(&name("attn_output.weight"), WIDTH, WIDTH),
                constant(&name("attn_q.bias"), 0.01, WIDTH),
                constant(&name("attn_k.bias"), 0.01, WIDTH / 2),
                constant(&name("attn_v.bias"), 0.01, WIDTH / 2),
                matrix(&name("ffn_gate.weight"), FEED, WIDTH),
                matrix(&name("ffn_up.weight"), FEED, WIDTH),
                matrix(&name("ffn_down.weight"), WIDTH, FEED),
                constant(&name("attn_norm.weight"), 1.0, WIDTH),
                constant(&name("ffn_norm.weight"), 1.0, WIDTH),
            ]);
        }
        Self { metadata: metadata.into_iter().map(|(key, value)| (key.to_owned(), value)).collect(), tensors }
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
            architecture: Architecture::Qwen2,
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
fn matrix(name: &str, rows: usize, columns: usize) -> (String, QTensor) {
    let mut state = name.bytes().fold(0x9E37_79B9_u64, |state, byte| state.wrapping_mul(31) ^ u64::from(byte));
    let values: Vec<f32> = (0..rows * columns)
        .map(|_| {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            (state >> 40) as f32 / (1_u64 << 24) as f32 - 0.5
        })
        .collect();
    packed(name, &Tensor::from_vec(values, (rows, columns), &Device::Cpu).unwrap(), GgmlDType::Q8_0)
}

fn zeros(name: &str, rows: usize, columns: usize) -> (String, QTensor) {
    let values = Tensor::zeros((rows, columns), DType::F32, &Device::Cpu).unwrap();
    packed(name, &values, GgmlDType::Q8_0)
}

fn constant(name: &str, value: f32, length: usize) -> (String, QTensor) {
    let values = Tensor::full(value, length, &Device::Cpu).unwrap();
    packed(name, &values, GgmlDType::F32)
}

fn packed(name: &str, values: &Tensor, dtype: GgmlDType) -> (String, QTensor) {
    (name.to_owned(), QTensor::quantize(values, dtype).unwrap())
}
