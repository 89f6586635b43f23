//! One layer on candle's tensors.

use candle_core::{DType, Device, Result, Tensor, quantized::QMatMul};
use candle_nn::{Module, ops, rotary_emb};

use super::{groups::Group, memory::Pool};
use crate::decoder::{
    WeightsFile,
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
    /// Cosines and sines of the rows' positions.
    pub(super) angles: &'a (Tensor, Tensor),
    /// Texts that go through attention together.
    pub(super) groups: &'a [Group],
    /// Keys and values of all texts, and where the new ones go.
    pub(super) pool: &'a Pool,
    pub(super) slots: &'a Tensor,
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
    pub(super) fn forward(&self, step: &Step<'_>, states: &Tensor) -> Result<Tensor> {
        let Blueprint { epsilon, activation, .. } = *step.blueprint;
        let norm = |states: &Tensor, weight: &Tensor| ops::rms_norm(states, weight, epsilon);
        let behind = |states: Tensor, weight: Option<&Tensor>| match weight {
            Some(weight) => norm(&states, weight),
            None => Ok(states),
        };
        let seen = self.attend(step, &norm(states, &self.before_attention)?)?;
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

    fn attend(&self, step: &Step<'_>, states: &Tensor) -> Result<Tensor> {
        let Blueprint { heads, key_heads, head_width, .. } = *step.blueprint;
        let rows = states.dim(0)?;
        let queries = turn(step, &self.query.forward(step, states)?)?;
        let keys = turn(step, &self.key.forward(step, states)?)?;
        let values = self.value.forward(step, states)?;
        let flat = (rows, key_heads * head_width);
        step.pool.write(self.index, step.slots, &keys.reshape(flat)?, &values.reshape(flat)?)?;
        let look = |group: &Group| {
            let queries = queries.narrow(0, group.start, group.texts * group.count)?;
            self.look(step, &queries, group)
        };
        let seen = match step.groups {
            [group] => look(group)?,
            groups => Tensor::cat(&groups.iter().map(look).collect::<Result<Vec<_>>>()?, 0)?,
        };
        self.merge.forward(&seen.reshape((rows, heads * head_width))?)
    }

    /// What the new tokens of some texts see; rows are of shape `(tokens, heads, head width)`.
    fn look(&self, step: &Step<'_>, queries: &Tensor, group: &Group) -> Result<Tensor> {
        let Blueprint { heads, key_heads, head_width, score_scale, score_cap, .. } = *step.blueprint;
        let &Group { texts, count, length, ref rows, ref mask, .. } = group;
        let (batch, sharing) = (texts * key_heads, heads / key_heads);
        let (keys, values) = step.pool.read(self.index, rows)?;
        let by_head = |rows: &Tensor| {
            let rows = rows.reshape((texts, length, key_heads, head_width))?.transpose(1, 2)?;
            rows.contiguous()?.reshape((batch, length, head_width))
        };
        let queries = queries.reshape((texts, count, heads, head_width))?.transpose(1, 2)?.contiguous()?;
        let queries = queries.reshape((batch, sharing * count, head_width))?;
        // Keys are kept in f16, products are not: those of Qwen 2.5 are beyond its largest number.
        let scores = queries.matmul(&by_head(&keys)?.to_dtype(DType::F32)?.transpose(1, 2)?)?;
        let scores = cap((scores * f64::from(score_scale))?, score_cap)?;
        let scores = match mask {
            None => scores,
            Some(mask) => scores.reshape((texts, heads, count, length))?.broadcast_add(mask)?.reshape((
                batch,
                sharing * count,
                length,
            ))?,
        };
        let seen = ops::softmax_last_dim(&scores)?.matmul(&by_head(&values)?.to_dtype(DType::F32)?)?;
        let seen = seen.reshape((texts, heads, count, head_width))?.transpose(1, 2)?;
        seen.contiguous()?.reshape((texts * count, heads, head_width))
    }
}

impl Projection {
    /// Rows of each head, of shape `(rows, heads, head width)`.
    fn forward(&self, step: &Step<'_>, states: &Tensor) -> Result<Tensor> {
        let Blueprint { head_width, epsilon, .. } = *step.blueprint;
        let mut rows = self.matrix.forward(states)?;
        if let Some(bias) = &self.bias {
            rows = rows.broadcast_add(bias)?;
        }
        let rows = rows.reshape((states.dim(0)?, self.heads, head_width))?;
        match &self.norm {
            Some(norm) => ops::rms_norm(&rows, norm, epsilon),
            None => Ok(rows),
        }
    }
}

/// Turns rows of shape `(rows, heads, head width)` by their positions: each is a batch of its own, with one token.
fn turn(step: &Step<'_>, rows: &Tensor) -> Result<Tensor> {
    let (cosines, sines) = step.angles;
    let width = cosines.dim(2)? * 2;
    let whole = rows.dim(2)?;
    let turned = rows.narrow(2, 0, width)?.contiguous()?.unsqueeze(2)?;
    let turned = match step.blueprint.pairing {
        Pairing::Halves => rotary_emb::rope(&turned, cosines, sines)?,
        Pairing::Neighbours => rotary_emb::rope_i(&turned, cosines, sines)?,
    };
    let turned = turned.squeeze(2)?;
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
