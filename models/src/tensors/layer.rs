//! One layer on candle's tensors.

use candle_core::{Device, Result, Tensor, quantized::QMatMul};
use candle_nn::{Module, ops, rotary_emb};

use super::memory::TensorMemory;
use crate::decoder::{
    Feed, Memory as _, WeightsFile,
    blueprint::{Activation, Blueprint, Pairing},
};

/// A layer's weights.
pub(super) struct Layer {
    index: usize,
    query: Projection,
    key: Projection,
    value: Projection,
    merge: QMatMul,
    gate: QMatMul,
    up: QMatMul,
    down: QMatMul,
    before_attention: Tensor,
    after_attention: Option<Tensor>,
    before_feed: Tensor,
    after_feed: Option<Tensor>,
}

struct Projection {
    matrix: QMatMul,
    bias: Option<Tensor>,
    norm: Option<Tensor>,
    heads: usize,
}

/// What a layer must know of the step.
pub(super) struct Step<'a> {
    pub(super) blueprint: &'a Blueprint,
    pub(super) window: Option<usize>,
    /// Cosines and sines of the rows' positions.
    pub(super) angles: &'a (Tensor, Tensor),
}

impl Layer {
    pub(super) fn read(file: &WeightsFile<'_>, blueprint: &Blueprint, index: usize, device: &Device) -> Result<Self> {
        let &Blueprint { width, heads, key_heads, head_width, .. } = blueprint;
        let name = |part: &str| format!("blk.{index}.{part}");
        let matrix = |part: &str, rows: Option<usize>, width: usize| {
            let name = name(&format!("{part}.weight"));
            file.matrix(&name, rows, width)?;
            QMatMul::from_qtensor(file.tensor(&name, device)?)
        };
        let vector = |part: &str, length: usize| {
            file.optional_vector(&name(part), length)?.map(|values| Tensor::new(values, device)).transpose()
        };
        let needed = |part: &str| Tensor::new(file.vector(&name(part), width)?, device);
        let projection = |part: &str, heads: usize| {
            Ok::<_, candle_core::Error>(Projection {
                matrix: matrix(part, Some(heads * head_width), width)?,
                bias: vector(&format!("{part}.bias"), heads * head_width)?,
                norm: vector(&format!("{part}_norm.weight"), head_width)?,
                heads,
            })
        };
        let feed_width = file.matrix(&name("ffn_gate.weight"), None, width)?.shape.dims()[0];
        Ok(Self {
            index,
            query: projection("attn_q", heads)?,
            key: projection("attn_k", key_heads)?,
            value: projection("attn_v", key_heads)?,
            merge: matrix("attn_output", Some(width), heads * head_width)?,
            gate: matrix("ffn_gate", Some(feed_width), width)?,
            up: matrix("ffn_up", Some(feed_width), width)?,
            down: matrix("ffn_down", Some(width), feed_width)?,
            before_attention: needed("attn_norm.weight")?,
            after_attention: vector("post_attention_norm.weight", width)?,
            before_feed: needed("ffn_norm.weight")?,
            after_feed: vector("post_ffw_norm.weight", width)?,
        })
    }

    /// Takes states of shape `(rows, width)` further.
    pub(super) fn forward(
        &self,
        step: &Step<'_>,
        states: &Tensor,
        feeds: &mut [Feed<'_, TensorMemory>],
    ) -> Result<Tensor> {
        let Blueprint { epsilon, activation, .. } = *step.blueprint;
        let norm = |states: &Tensor, weight: &Tensor| ops::rms_norm(states, weight, epsilon);
        let behind = |states: Tensor, weight: Option<&Tensor>| match weight {
            Some(weight) => norm(&states, weight),
            None => Ok(states),
        };
        let seen = self.attend(step, &norm(states, &self.before_attention)?, feeds)?;
        let states = (states + behind(seen, self.after_attention.as_ref())?)?;
        let fed = norm(&states, &self.before_feed)?;
        let gate = self.gate.forward(&fed)?;
        let gate = match activation {
            Activation::Silu => gate.silu()?,
            Activation::Gelu => gate.gelu()?,
        };
        let fed = self.down.forward(&(gate * self.up.forward(&fed)?)?)?;
        states + behind(fed, self.after_feed.as_ref())?
    }

    fn attend(&self, step: &Step<'_>, states: &Tensor, feeds: &mut [Feed<'_, TensorMemory>]) -> Result<Tensor> {
        let Blueprint { heads, head_width, .. } = *step.blueprint;
        let queries = turn(step, &self.query.forward(step, states)?)?;
        let keys = turn(step, &self.key.forward(step, states)?)?;
        let values = self.value.forward(step, states)?;
        let mut seen = Vec::with_capacity(feeds.len());
        let mut start = 0;
        for feed in feeds {
            let count = feed.tokens.len();
            let of = |rows: &Tensor| rows.narrow(1, start, count);
            seen.push(self.look(step, &of(&queries)?, (of(&keys)?, of(&values)?), feed.memory)?);
            start += count;
        }
        let seen = Tensor::cat(&seen, 1)?.transpose(0, 1)?.contiguous()?.reshape((start, heads * head_width))?;
        self.merge.forward(&seen)
    }

    /// What the new tokens of one text see; rows are of shape `(heads, tokens, head width)`.
    fn look(
        &self,
        step: &Step<'_>,
        queries: &Tensor,
        (keys, values): (Tensor, Tensor),
        memory: &mut TensorMemory,
    ) -> Result<Tensor> {
        let Blueprint { heads, key_heads, head_width, score_scale, score_cap, .. } = *step.blueprint;
        let count = queries.dim(1)?;
        let before = memory.length();
        let dtype = memory.dtype();
        let (keys, values) = memory.extend(self.index, &keys, &values)?;
        // Nobody looks further back than the first token's window.
        let start = step.window.map_or(0, |window| (before + 1).saturating_sub(window));
        let length = before + count - start;
        let keys = keys.narrow(1, start, length)?.contiguous()?;
        let values = values.narrow(1, start, length)?.contiguous()?;
        let group = heads / key_heads * count;
        let queries = queries.contiguous()?.reshape((key_heads, group, head_width))?.to_dtype(dtype)?;
        let scores = queries.matmul(&keys.transpose(1, 2)?)?.to_dtype(candle_core::DType::F32)?;
        let scores = cap((scores * f64::from(score_scale))?, score_cap)?;
        let scores = match count {
            1 => scores,
            _ => {
                let mask = mask(count, length, step.window, scores.device())?;
                scores.reshape((heads, count, length))?.broadcast_add(&mask)?.reshape((key_heads, group, length))?
            }
        };
        let seen = ops::softmax_last_dim(&scores)?.to_dtype(dtype)?.matmul(&values)?;
        seen.to_dtype(candle_core::DType::F32)?.reshape((heads, count, head_width))
    }
}

impl Projection {
    /// Rows of each head, of shape `(heads, rows, head width)`.
    fn forward(&self, step: &Step<'_>, states: &Tensor) -> Result<Tensor> {
        let Blueprint { head_width, epsilon, .. } = *step.blueprint;
        let mut rows = self.matrix.forward(states)?;
        if let Some(bias) = &self.bias {
            rows = rows.broadcast_add(bias)?;
        }
        let rows = rows.reshape((states.dim(0)?, self.heads, head_width))?.transpose(0, 1)?.contiguous()?;
        match &self.norm {
            Some(norm) => ops::rms_norm(&rows, norm, epsilon),
            None => Ok(rows),
        }
    }
}

/// Turns rows by their positions.
fn turn(step: &Step<'_>, rows: &Tensor) -> Result<Tensor> {
    let (cosines, sines) = step.angles;
    let width = cosines.dim(1)? * 2;
    let whole = rows.dim(2)?;
    let turned = rows.narrow(2, 0, width)?.contiguous()?.unsqueeze(0)?;
    let turned = match step.blueprint.pairing {
        Pairing::Halves => rotary_emb::rope(&turned, cosines, sines)?,
        Pairing::Neighbours => rotary_emb::rope_i(&turned, cosines, sines)?,
    };
    let turned = turned.squeeze(0)?;
    match whole == width {
        true => Ok(turned),
        false => Tensor::cat(&[&turned, &rows.narrow(2, width, whole - width)?.contiguous()?], 2),
    }
}

/// Takes numbers softly to a limit.
pub(super) fn cap(values: Tensor, cap: Option<f32>) -> Result<Tensor> {
    match cap.map(f64::from) {
        Some(cap) => (values / cap)?.tanh()? * cap,
        None => Ok(values),
    }
}

/// What each of the last `count` of `length` positions may see: nothing later, nothing before its window.
fn mask(count: usize, length: usize, window: Option<usize>, device: &Device) -> Result<Tensor> {
    let window = window.unwrap_or(usize::MAX);
    let values: Vec<f32> = (0..count)
        .flat_map(|row| {
            let own = length - count + row;
            (0..length).map(move |column| {
                let visible = column <= own && own - column < window;
                if visible { 0.0 } else { f32::NEG_INFINITY }
            })
        })
        .collect();
    Tensor::from_vec(values, (count, length), device)
}
