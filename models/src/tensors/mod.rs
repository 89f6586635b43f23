//! Decoding on candle's tensors: on an accelerator, on processors that have no kernels of ours, and as the plain reading of a
//! blueprint that the kernels are tested against.
//!
//! Matrices of all texts' rows are multiplied at once, and texts that are being written go through attention at once, each at its
//! own position: a layer's operations are as many for one as for thirty-two.

mod groups;
mod layer;
mod memory;

use std::sync::Arc;

use candle_core::{
    D, DType, Device, Result, Tensor, bail,
    quantized::{QMatMul, QTensor},
};
use candle_nn::{Module, ops};

use self::{
    layer::{Layer, Step},
    memory::{Pool, TensorMemory},
};
use crate::decoder::{
    Feed, Memory as _, Network, Stretches, WeightsFile,
    blueprint::{Blueprint, Turning},
    no_logits,
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
    pool: Arc<Pool>,
}

impl Tensors {
    /// Reads the weights.
    pub(crate) fn open(file: &WeightsFile<'_>, blueprint: Blueprint, device: &Device) -> Result<Self> {
        file.matrix("token_embd.weight", None, blueprint.width)?;
        let table = Arc::new(file.tensor("token_embd.weight", device)?);
        let output = match file.has("output.weight") {
            true => QMatMul::from_qtensor(file.tensor("output.weight", device)?)?,
            false => QMatMul::from_arc(Arc::clone(&table))?,
        };
        let layers =
            (0..blueprint.layers).map(|index| Layer::read(file, &blueprint, index, device)).collect::<Result<_>>()?;
        let factors = file.optional_vector("rope_freqs.weight", blueprint.global.width / 2)?;
        let local: Turning = blueprint.local.map_or(blueprint.global, |local| local.turning);
        let dtype = if device.is_cpu() { DType::F32 } else { DType::F16 };
        Ok(Self {
            pool: Pool::new(blueprint.layers, blueprint.key_heads * blueprint.head_width, dtype, device),
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

    /// Cosines and sines of each row's position, of shape `(rows, 1, planes)` each.
    fn angles(&self, steps: &[f32], positions: &[usize]) -> Result<(Tensor, Tensor)> {
        let angles: Vec<f32> =
            positions.iter().flat_map(|position| steps.iter().map(move |step| *position as f32 * step)).collect();
        let angles = Tensor::from_vec(angles, (positions.len(), 1, steps.len()), &self.device)?;
        Ok((angles.cos()?, angles.sin()?))
    }
}

/// The table of tokens: rows are unpacked as they are asked for, where the format lets a row stand alone.
fn tokens(table: &Arc<QTensor>) -> Result<QMatMul> {
    let (_, width) = table.shape().dims2()?;
    match width.is_multiple_of(table.dtype().block_size()) {
        true => Ok(QMatMul::QTensor(Arc::clone(table))),
        false => Ok(QMatMul::Tensor(table.dequantize(&table.device())?)),
    }
}

impl Network for Tensors {
    type Memory = TensorMemory;

    fn empty(&self) -> TensorMemory {
        TensorMemory::new(&self.pool)
    }

    fn stretches(&self) -> Stretches {
        match self.device.is_cpu() {
            true => Stretches::OF_A_PROCESSOR,
            false => Stretches::OF_AN_ACCELERATOR,
        }
    }

    fn forward(&mut self, feeds: &mut [Feed<'_, TensorMemory>]) -> Result<Vec<Vec<f32>>> {
        self.logits(feeds)?.map_or(Ok(Vec::new()), |logits| logits.to_vec2())
    }

    fn likeliest(&mut self, feeds: &mut [Feed<'_, TensorMemory>]) -> Result<Vec<u32>> {
        let Some(logits) = self.logits(feeds)? else { return Ok(Vec::new()) };
        // What is no number may be passed over by the search for the largest, but not by a sum.
        let sums: Vec<f32> = logits.sum(D::Minus1)?.to_vec1()?;
        if sums.iter().any(|sum| !sum.is_finite()) {
            return Err(no_logits());
        }
        logits.argmax(D::Minus1)?.to_vec1()
    }
}

impl Tensors {
    /// The logits behind the last token of each feed that asks for them, a row each; nothing where none does.
    fn logits(&mut self, feeds: &mut [Feed<'_, TensorMemory>]) -> Result<Option<Tensor>> {
        let order = groups::order(feeds);
        let (mut ids, mut positions, mut slots) = (Vec::new(), Vec::new(), Vec::new());
        // Behind which row each feed ends.
        let mut ends = vec![0; feeds.len()];
        for index in &order {
            let feed = &mut feeds[*index];
            if feed.tokens.is_empty() {
                bail!("a text without a token");
            }
            feed.memory.reserve(feed.tokens.len())?;
            for (position, token) in (feed.memory.length()..).zip(feed.tokens) {
                ids.push(*token);
                positions.push(position);
                slots.push(feed.memory.row(position)?);
            }
            ends[*index] = ids.len();
        }
        let ids = Tensor::new(ids, &self.device)?;
        let slots = self.pool.slots(slots)?;
        let reach = |window: Option<usize>, steps: &[f32]| {
            let groups = groups::groups(feeds, &order, window, &self.device)?;
            Ok::<_, candle_core::Error>((groups, self.angles(steps, &positions)?))
        };
        let global = reach(None, &self.global)?;
        let local = self.blueprint.local.map(|local| reach(Some(local.window), &self.local)).transpose()?;
        let mut states = (self.table.embedding(&ids)? * f64::from(self.blueprint.embedding_scale))?;
        for (index, layer) in self.layers.iter().enumerate() {
            let (window, _) = self.blueprint.layer(index);
            let (groups, angles) = local.as_ref().filter(|_| window.is_some()).unwrap_or(&global);
            let step = Step { blueprint: &self.blueprint, angles, groups, pool: &self.pool, slots: &slots };
            states = layer.forward(&step, &states)?;
        }
        let mut wanted = Vec::new();
        for (feed, end) in feeds.iter_mut().zip(ends) {
            feed.memory.advance(feed.tokens.len());
            if feed.logits {
                wanted.push(u32::try_from(end - 1).map_err(candle_core::Error::wrap)?);
            }
        }
        if wanted.is_empty() {
            return Ok(None);
        }
        let states = states.index_select(&Tensor::new(wanted, &self.device)?, 0)?;
        let states = ops::rms_norm(&states, &self.last_norm, self.blueprint.epsilon)?;
        let logits = self.output.forward(&states)?;
        layer::cap(logits, self.blueprint.logit_cap).map(Some)
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests;
