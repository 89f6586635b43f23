//! Decoding on an x86-64 processor with kernels of our own.
//!
//! candle keeps its quantized products for one matrix at a time, unpacks the table of tokens whole, and packs the weights
//! again while it runs (decision 14). Here the weights lie once in memory, as tiles in as many bytes as in the file; products
//! of one input run together on candle's pool of threads; keys and values lie in f16 in pages that texts share; every row of
//! a step belongs to a text of its own at a position of its own.
//!
//! `unsafe` stands in this room alone, for vector instructions and for rows that threads share out; each use says why it holds.
#![allow(unsafe_code, unsafe_op_in_unsafe_fn, clippy::missing_safety_doc, clippy::wildcard_imports)]

mod activations;
mod attention;
mod lanes;
mod layer;
mod matrix;
mod pages;
mod products;
mod rotation;
mod threads;
mod tiles;
mod vectors;

use std::sync::Arc;

use candle_core::{Result, bail};

use self::{
    attention::STEP,
    layer::{Layer, Row, Scratch, norm_rows},
    matrix::{Input, Matrix},
    pages::{Layout, Pages, Pool},
    rotation::Angles,
};
use crate::decoder::{Feed, Memory, Network, WeightsFile, blueprint::Blueprint};

/// A decoder on the processor.
pub(crate) struct Processor {
    blueprint: Blueprint,
    table: Matrix,
    /// The matrix of the logits, where it is not the table of tokens.
    output: Option<Matrix>,
    layers: Vec<Layer>,
    last_norm: Vec<f32>,
    /// Angles of global and of local layers.
    steps: (Vec<f32>, Vec<f32>),
    pool: Arc<Pool>,
    scratch: Scratch,
    last: Last,
}

/// Rows behind the last layer.
#[derive(Default)]
struct Last {
    states: Vec<f32>,
    normed: Vec<f32>,
    input: Input,
    logits: Vec<f32>,
}

impl Processor {
    /// Whether the kernels can run a decoder; the others run on candle's tensors.
    pub(crate) fn can(blueprint: &Blueprint) -> bool {
        blueprint.head_width.is_multiple_of(STEP)
    }

    /// Reads the weights.
    pub(crate) fn open(file: &WeightsFile<'_>, blueprint: Blueprint) -> Result<Self> {
        let matrix = |name: &str| Matrix::read(file.path, file.matrix(name, None, blueprint.width)?, file.offset());
        let table = matrix("token_embd.weight")?;
        let output = if file.has("output.weight") { Some(matrix("output.weight")?) } else { None };
        let layers = (0..blueprint.layers).map(|index| Layer::read(file, &blueprint, index)).collect::<Result<_>>()?;
        let factors = file.optional_vector("rope_freqs.weight", blueprint.global.width / 2)?;
        let local = blueprint.local.map_or(blueprint.global, |local| local.turning);
        let layout =
            Layout { layers: blueprint.layers, key_heads: blueprint.key_heads, head_width: blueprint.head_width };
        Ok(Self {
            table,
            output,
            layers,
            last_norm: file.vector("output_norm.weight", blueprint.width)?,
            steps: (blueprint.global.steps(factors.as_deref()), local.steps(None)),
            pool: Pool::new(layout),
            scratch: Scratch::default(),
            last: Last::default(),
            blueprint,
        })
    }
}

impl Network for Processor {
    type Memory = Pages;

    fn empty(&self) -> Pages {
        Pages::new(&self.pool)
    }

    fn forward(&mut self, feeds: &mut [Feed<'_, Pages>]) -> Result<Vec<Vec<f32>>> {
        let Blueprint { width, embedding_scale, epsilon, pairing, .. } = self.blueprint;
        let mut rows = Vec::new();
        self.scratch.states.clear();
        for (index, feed) in feeds.iter_mut().enumerate() {
            if feed.tokens.is_empty() {
                bail!("a text without a token");
            }
            feed.memory.reserve(feed.tokens.len());
            for (position, token) in (feed.memory.length()..).zip(feed.tokens) {
                rows.push(Row { feed: index, position });
                let start = self.scratch.states.len();
                self.scratch.states.resize(start + width, 0.0);
                let state = &mut self.scratch.states[start..];
                self.table.row(*token as usize, state)?;
                for number in state {
                    *number *= embedding_scale;
                }
            }
        }
        let global = Angles::new(pairing, &self.steps.0, &rows);
        let local = Angles::new(pairing, &self.steps.1, &rows);
        for (index, layer) in self.layers.iter().enumerate() {
            let angles = if self.blueprint.layer(index).0.is_some() { &local } else { &global };
            layer.forward(&self.blueprint, (&rows, angles), feeds, &mut self.scratch)?;
        }
        let Last { states, normed, input, logits } = &mut self.last;
        states.clear();
        let mut end = 0;
        for feed in feeds.iter_mut() {
            feed.memory.advance(feed.tokens.len());
            end += feed.tokens.len();
            if feed.logits {
                states.extend_from_slice(&self.scratch.states[(end - 1) * width..end * width]);
            }
        }
        if states.is_empty() {
            return Ok(Vec::new());
        }
        norm_rows(states, &self.last_norm, epsilon, normed);
        let output = self.output.as_ref().unwrap_or(&self.table);
        input.fill(normed, &[output]);
        input.multiply(&[output], &mut [&mut *logits])?;
        if let Some(cap) = self.blueprint.logit_cap {
            vectors::cap(logits, cap);
        }
        Ok(logits.chunks_exact(output.rows()).map(<[f32]>::to_vec).collect())
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests;
