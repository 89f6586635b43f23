//! Gemma 3, text only.
//!
//! Own layers over candle's quantized matrices: candle 0.11's module for this family uses SiLU where the family has GELU,
//! lets local layers see the whole text while decoding, holds rotation tables of 131,072 positions for every layer, and
//! cannot be fed in pieces. Cites: Gemma 3 technical report (arXiv 2503.19786), sections 2 and 5.

use std::{
    io::{Read, Seek},
    sync::Arc,
};

use candle_core::{
    D, DType, Device, Result, Tensor, bail,
    quantized::{
        QMatMul, QTensor, ggml_file,
        gguf_file::{Content, Value},
    },
};
use candle_nn::{Module, ops};

use super::Decoder;

/// Every sixth layer sees the whole text.
const GLOBAL_EVERY: usize = 6;
/// Base of the rotation in local layers.
const LOCAL_BASE: f32 = 10_000.0;
/// Base of the rotation in global layers, where the file does not say.
const GLOBAL_BASE: f32 = 1_000_000.0;

/// Reads the weights; rotation tables are made for `context` positions.
pub(super) fn open<R: Read + Seek>(
    content: &Content,
    reader: &mut R,
    device: &Device,
    context: usize,
) -> Result<Gemma3> {
    let keys = Keys(content);
    let shape = Shape {
        heads: keys.number("attention.head_count")?,
        key_heads: keys.number("attention.head_count_kv")?,
        head_width: keys.number("attention.key_length")?,
    };
    let epsilon = keys.float("attention.layer_norm_rms_epsilon").unwrap_or(1e-6);
    let window = keys.number("attention.sliding_window")?;
    // Larger models stretch the global positions linearly; the small ones have no such key.
    let stretch = keys.float("rope.scaling.factor").filter(|factor| *factor > 0.0).unwrap_or(1.0);
    let global_base = keys.float("rope.freq_base").unwrap_or(GLOBAL_BASE);
    let global = Arc::new(Rotation::new(shape.head_width, (global_base, stretch), context, device)?);
    let local = Arc::new(Rotation::new(shape.head_width, (LOCAL_BASE, 1.0), context, device)?);

    let table = Arc::new(content.tensor(reader, "token_embd.weight", device)?);
    let output = match content.tensor_infos.contains_key("output.weight") {
        true => QMatMul::from_qtensor(content.tensor(reader, "output.weight", device)?)?,
        false => QMatMul::from_arc(Arc::clone(&table))?,
    };
    let mut layers = Vec::new();
    for index in 0..keys.number("block_count")? {
        let mut matrix = |name: &str| {
            let tensor = content.tensor(reader, &format!("blk.{index}.{name}.weight"), device)?;
            QMatMul::from_qtensor(tensor)
        };
        let [query, key, value, merge] =
            [matrix("attn_q")?, matrix("attn_k")?, matrix("attn_v")?, matrix("attn_output")?];
        let [gate, up, down] = [matrix("ffn_gate")?, matrix("ffn_up")?, matrix("ffn_down")?];
        let mut norm = |name: &str| {
            let tensor = content.tensor(reader, &format!("blk.{index}.{name}.weight"), device)?;
            Ok::<_, candle_core::Error>(Norm { weight: tensor.dequantize(device)?, epsilon })
        };
        let is_local = !(index + 1).is_multiple_of(GLOBAL_EVERY);
        layers.push(Layer {
            query,
            key,
            value,
            merge,
            gate,
            up,
            down,
            query_norm: norm("attn_q_norm")?,
            key_norm: norm("attn_k_norm")?,
            before_attention: norm("attn_norm")?,
            after_attention: norm("post_attention_norm")?,
            before_feed: norm("ffn_norm")?,
            after_feed: norm("post_ffw_norm")?,
            window: is_local.then_some(window),
            rotation: Arc::clone(if is_local { &local } else { &global }),
            shape,
            cache: None,
        });
    }
    let last_norm = Norm { weight: content.tensor(reader, "output_norm.weight", device)?.dequantize(device)?, epsilon };
    Ok(Gemma3 { table: TokenRows::new(table, device)?, layers, last_norm, output })
}

/// The family's weights and the cache of the text so far.
pub(super) struct Gemma3 {
    table: TokenRows,
    layers: Vec<Layer>,
    last_norm: Norm,
    output: QMatMul,
}

impl Decoder for Gemma3 {
    fn forward(&mut self, tokens: &Tensor, position: usize) -> Result<Tensor> {
        let count = tokens.dim(1)?;
        let rows = self.table.rows(tokens)?;
        let mut state = (&rows * (rows.dim(D::Minus1)? as f64).sqrt())?;
        for layer in &mut self.layers {
            state = layer.forward(&state, position)?;
        }
        let last = self.last_norm.forward(&state.narrow(1, count - 1, 1)?.contiguous()?)?;
        self.output.forward(&last)?.squeeze(1)
    }

    fn reset(&mut self) {
        for layer in &mut self.layers {
            layer.cache = None;
        }
    }
}

/// Typed access to the family's keys.
struct Keys<'a>(&'a Content);

impl Keys<'_> {
    fn number(&self, key: &str) -> Result<usize> {
        match self.0.metadata.get(&format!("gemma3.{key}")) {
            Some(Value::U32(number)) if *number > 0 => Ok(*number as usize),
            _ => bail!("the key `gemma3.{key}` is missing or not a number above zero"),
        }
    }

    fn float(&self, key: &str) -> Option<f32> {
        match self.0.metadata.get(&format!("gemma3.{key}")) {
            Some(Value::F32(number)) => Some(*number),
            _ => None,
        }
    }
}

/// Heads and their width.
#[derive(Clone, Copy)]
struct Shape {
    heads: usize,
    key_heads: usize,
    head_width: usize,
}

/// Rows of the token table. On the processor they are unpacked one by one: the whole table in f32 is gigabytes.
enum TokenRows {
    Packed { table: Arc<QTensor>, row_bytes: usize },
    Plain(Tensor),
}

impl TokenRows {
    fn new(table: Arc<QTensor>, device: &Device) -> Result<Self> {
        let (rows, width) = table.shape().dims2()?;
        if !device.is_cpu() || !width.is_multiple_of(table.dtype().block_size()) {
            return Ok(Self::Plain(table.dequantize(device)?));
        }
        let row_bytes = table.data()?.len() / rows;
        Ok(Self::Packed { table, row_bytes })
    }

    fn rows(&self, tokens: &Tensor) -> Result<Tensor> {
        let (_, count) = tokens.dims2()?;
        let ids = tokens.flatten_all()?;
        match self {
            Self::Plain(table) => table.index_select(&ids, 0)?.unsqueeze(0),
            Self::Packed { table, row_bytes } => {
                let (known, width) = table.shape().dims2()?;
                let data = table.data()?;
                let mut picked = Vec::with_capacity(count * row_bytes);
                for id in ids.to_vec1::<u32>()? {
                    let id = id as usize;
                    if id >= known {
                        bail!("token {id} is beyond the table of {known}");
                    }
                    picked.extend_from_slice(&data[id * row_bytes..(id + 1) * row_bytes]);
                }
                let picked = ggml_file::qtensor_from_ggml(table.dtype(), &picked, vec![count, width], &Device::Cpu)?;
                picked.dequantize(&Device::Cpu)?.unsqueeze(0)
            }
        }
    }
}

/// Root-mean-square norm; the file's weights already hold the family's one added.
struct Norm {
    weight: Tensor,
    epsilon: f32,
}

impl Norm {
    fn forward(&self, state: &Tensor) -> Result<Tensor> {
        ops::rms_norm(state, &self.weight, self.epsilon)
    }
}

/// Tables of the rotary position.
struct Rotation {
    cosines: Tensor,
    sines: Tensor,
}

impl Rotation {
    fn new(width: usize, (base, stretch): (f32, f32), positions: usize, device: &Device) -> Result<Self> {
        let steps: Vec<f32> =
            (0..width).step_by(2).map(|index| 1.0 / (stretch * base.powf(index as f32 / width as f32))).collect();
        let steps = Tensor::new(steps, device)?.unsqueeze(0)?;
        let angles = Tensor::arange(0, u32::try_from(positions).unwrap_or(u32::MAX), device)?
            .to_dtype(DType::F32)?
            .unsqueeze(1)?
            .matmul(&steps)?;
        Ok(Self { cosines: angles.cos()?, sines: angles.sin()? })
    }

    fn turn(&self, heads: &Tensor, position: usize) -> Result<Tensor> {
        let count = heads.dim(2)?;
        let cosines = self.cosines.narrow(0, position, count)?;
        let sines = self.sines.narrow(0, position, count)?;
        candle_nn::rotary_emb::rope(heads, &cosines, &sines)
    }
}

struct Layer {
    query: QMatMul,
    key: QMatMul,
    value: QMatMul,
    merge: QMatMul,
    gate: QMatMul,
    up: QMatMul,
    down: QMatMul,
    query_norm: Norm,
    key_norm: Norm,
    before_attention: Norm,
    after_attention: Norm,
    before_feed: Norm,
    after_feed: Norm,
    window: Option<usize>,
    rotation: Arc<Rotation>,
    shape: Shape,
    cache: Option<(Tensor, Tensor)>,
}

impl Layer {
    fn forward(&mut self, state: &Tensor, position: usize) -> Result<Tensor> {
        let seen = self.before_attention.forward(state)?;
        let seen = self.attend(&seen, position)?;
        let state = (state + self.after_attention.forward(&seen)?)?;
        let fed = self.before_feed.forward(&state)?;
        let gated = (self.gate.forward(&fed)?.gelu()? * self.up.forward(&fed)?)?;
        let fed = self.down.forward(&gated)?;
        state + self.after_feed.forward(&fed)?
    }

    fn attend(&mut self, state: &Tensor, position: usize) -> Result<Tensor> {
        let Shape { heads, key_heads, head_width } = self.shape;
        let count = state.dim(1)?;
        let split =
            |tensor: Tensor, heads: usize| tensor.reshape((1, count, heads, head_width))?.transpose(1, 2)?.contiguous();
        let query = self.query_norm.forward(&split(self.query.forward(state)?, heads)?)?;
        let key = self.key_norm.forward(&split(self.key.forward(state)?, key_heads)?)?;
        let value = split(self.value.forward(state)?, key_heads)?;
        let query = self.rotation.turn(&query, position)?;
        let key = self.rotation.turn(&key, position)?;
        let (key, value) = match self.cache.take() {
            Some((old_key, old_value)) if position > 0 => {
                (Tensor::cat(&[&old_key, &key], 2)?, Tensor::cat(&[&old_value, &value], 2)?)
            }
            _ => (key, value),
        };
        // A local layer never looks further back than its window, so nothing older is kept.
        let kept =
            self.window.map_or(key.dim(2)?, |window| key.dim(2).map_or(window, |all| all.min(window + count - 1)));
        let start = key.dim(2)? - kept;
        let key = key.narrow(2, start, kept)?.contiguous()?;
        let value = value.narrow(2, start, kept)?.contiguous()?;
        self.cache = Some((key.clone(), value.clone()));

        let groups = heads / key_heads;
        let query = query.reshape((1, key_heads, groups * count, head_width))?;
        let scores = (query.matmul(&key.transpose(2, 3)?)? / (head_width as f64).sqrt())?;
        let scores = match count {
            1 => scores,
            _ => {
                let mask = self.mask(count, kept, state.device())?;
                scores.reshape((1, heads, count, kept))?.broadcast_add(&mask)?.reshape((
                    1,
                    key_heads,
                    groups * count,
                    kept,
                ))?
            }
        };
        let seen = ops::softmax_last_dim(&scores)?.matmul(&value)?;
        let seen =
            seen.reshape((1, heads, count, head_width))?.transpose(1, 2)?.reshape((1, count, heads * head_width))?;
        self.merge.forward(&seen)
    }

    /// What each of the last `count` positions may see among the `kept` ones: nothing later, nothing before its window.
    fn mask(&self, count: usize, kept: usize, device: &Device) -> Result<Tensor> {
        let window = self.window.unwrap_or(usize::MAX);
        let values: Vec<f32> = (0..count)
            .flat_map(|row| {
                let own = kept - count + row;
                (0..kept).map(move |column| {
                    let visible = column <= own && own - column < window;
                    if visible { 0.0 } else { f32::NEG_INFINITY }
                })
            })
            .collect();
        Tensor::from_vec(values, (count, kept), device)
    }
}
