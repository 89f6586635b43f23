//! Decoding on candle's tensors: on an accelerator, on processors that have no kernels of ours, and as the plain reading of a
//! blueprint that the kernels are tested against.
//!
//! Matrices of all texts' rows are multiplied at once; attention goes text by text, since each has a length of its own.

mod layer;
mod memory;

use candle_core::{
    DType, Device, Result, Tensor, bail,
    quantized::{QMatMul, QTensor},
};
use candle_nn::{Module, ops};

use self::{
    layer::{Layer, Step},
    memory::TensorMemory,
};
use crate::decoder::{
    Feed, Memory, Network, WeightsFile,
    blueprint::{Blueprint, Turning},
};

/// A decoder on candle's tensors.
pub(crate) struct Tensors {
    blueprint: Blueprint,
    device: Device,
    table: QMatMul,
    output: QMatMul,
    layers: Vec<Layer>,
    last_norm: Tensor,
    global: Vec<f32>,
    local: Vec<f32>,
}

impl Tensors {
    /// Reads the weights.
    pub(crate) fn open(file: &WeightsFile<'_>, blueprint: Blueprint, device: &Device) -> Result<Self> {
        file.matrix("token_embd.weight", None, blueprint.width)?;
        let table = std::sync::Arc::new(file.tensor("token_embd.weight", device)?);
        let output = match file.has("output.weight") {
            true => QMatMul::from_qtensor(file.tensor("output.weight", device)?)?,
            false => QMatMul::from_arc(std::sync::Arc::clone(&table))?,
        };
        let layers =
            (0..blueprint.layers).map(|index| Layer::read(file, &blueprint, index, device)).collect::<Result<_>>()?;
        let factors = file.optional_vector("rope_freqs.weight", blueprint.global.width / 2)?;
        let local: Turning = blueprint.local.map_or(blueprint.global, |local| local.turning);
        Ok(Self {
            table: tokens(&table)?,
            output,
            layers,
            last_norm: Tensor::new(file.vector("output_norm.weight", blueprint.width)?, device)?,
            global: blueprint.global.steps(factors.as_deref()),
            local: local.steps(None),
            device: device.clone(),
            blueprint,
        })
    }

    /// Cosines and sines of each row's position, of shape `(rows, planes)` each.
    fn angles(&self, steps: &[f32], positions: &[usize]) -> Result<(Tensor, Tensor)> {
        let angles: Vec<f32> =
            positions.iter().flat_map(|position| steps.iter().map(move |step| *position as f32 * step)).collect();
        let angles = Tensor::from_vec(angles, (positions.len(), steps.len()), &self.device)?;
        Ok((angles.cos()?, angles.sin()?))
    }
}

/// The table of tokens: rows are unpacked as they are asked for, where the format lets a row stand alone.
fn tokens(table: &std::sync::Arc<QTensor>) -> Result<QMatMul> {
    let (_, width) = table.shape().dims2()?;
    match width.is_multiple_of(table.dtype().block_size()) {
        true => Ok(QMatMul::QTensor(std::sync::Arc::clone(table))),
        false => Ok(QMatMul::Tensor(table.dequantize(&table.device())?)),
    }
}

impl Network for Tensors {
    type Memory = TensorMemory;

    fn empty(&self) -> TensorMemory {
        let dtype = if self.device.is_cpu() { DType::F32 } else { DType::F16 };
        TensorMemory::new(self.blueprint.layers, dtype, &self.device)
    }

    fn forward(&mut self, feeds: &mut [Feed<'_, TensorMemory>]) -> Result<Vec<Vec<f32>>> {
        let mut ids = Vec::new();
        let mut positions = Vec::new();
        for feed in &*feeds {
            if feed.tokens.is_empty() {
                bail!("a text without a token");
            }
            ids.extend_from_slice(feed.tokens);
            positions.extend((feed.memory.length()..).take(feed.tokens.len()));
        }
        let ids = Tensor::new(ids, &self.device)?;
        let mut states = (self.table.embedding(&ids)? * f64::from(self.blueprint.embedding_scale))?;
        let global = self.angles(&self.global, &positions)?;
        let local = self.angles(&self.local, &positions)?;
        for (index, layer) in self.layers.iter().enumerate() {
            let (window, _) = self.blueprint.layer(index);
            let step =
                Step { blueprint: &self.blueprint, window, angles: if window.is_some() { &local } else { &global } };
            states = layer.forward(&step, &states, feeds)?;
        }
        let mut wanted = Vec::new();
        let mut end = 0;
        for feed in feeds.iter_mut() {
            feed.memory.advance(feed.tokens.len());
            end += feed.tokens.len();
            if feed.logits {
                wanted.push(u32::try_from(end - 1).map_err(candle_core::Error::wrap)?);
            }
        }
        if wanted.is_empty() {
            return Ok(Vec::new());
        }
        let states = states.index_select(&Tensor::new(wanted, &self.device)?, 0)?;
        let states = ops::rms_norm(&states, &self.last_norm, self.blueprint.epsilon)?;
        let logits = self.output.forward(&states)?;
        layer::cap(logits, self.blueprint.logit_cap)?.to_vec2()
    }
}
