//! One layer: its weights, and how it takes the states of all rows further.

use candle_core::Result;

use super::{
    attention::View,
    matrix::{Input, Matrix},
    pages::{Kind, Pages},
    rotation::Angles,
    threads::each_row,
    vectors,
};
use crate::decoder::{
    Feed, WeightsFile,
    blueprint::{Activation, Blueprint},
};

/// A layer's weights.
pub(super) struct Layer {
    index: usize,
    window: Option<usize>,
    query: Projection,
    key: Projection,
    value: Projection,
    merge: Matrix,
    gate: Matrix,
    up: Matrix,
    down: Matrix,
    before_attention: Vec<f32>,
    after_attention: Option<Vec<f32>>,
    before_feed: Vec<f32>,
    after_feed: Option<Vec<f32>>,
}

/// Queries, keys or values of a state.
struct Projection {
    matrix: Matrix,
    bias: Option<Vec<f32>>,
    /// A norm of each head.
    norm: Option<Vec<f32>>,
}

/// One token of one feed.
#[derive(Clone, Copy)]
pub(super) struct Row {
    pub(super) feed: usize,
    pub(super) position: usize,
}

/// Rows that a layer works with; they keep their memory from step to step.
#[derive(Default)]
pub(super) struct Scratch {
    pub(super) states: Vec<f32>,
    normed: Vec<f32>,
    input: Input,
    queries: Vec<f32>,
    keys: Vec<f32>,
    values: Vec<f32>,
    seen: Vec<f32>,
    gate: Vec<f32>,
    up: Vec<f32>,
    out: Vec<f32>,
}

impl Layer {
    pub(super) fn read(file: &WeightsFile<'_>, blueprint: &Blueprint, index: usize) -> Result<Self> {
        let &Blueprint { width, heads, key_heads, head_width, .. } = blueprint;
        let name = |part: &str| format!("blk.{index}.{part}");
        let matrix = |part: &str, rows: Option<usize>, width: usize| {
            let info = file.matrix(&name(&format!("{part}.weight")), rows, width)?;
            Matrix::read(file.path, info, file.offset())
        };
        let projection = |part: &str, heads: usize| {
            Ok::<_, candle_core::Error>(Projection {
                matrix: matrix(part, Some(heads * head_width), width)?,
                bias: file.optional_vector(&name(&format!("{part}.bias")), heads * head_width)?,
                norm: file.optional_vector(&name(&format!("{part}_norm.weight")), head_width)?,
            })
        };
        let gate = matrix("ffn_gate", None, width)?;
        let feed_width = gate.rows();
        Ok(Self {
            index,
            window: blueprint.layer(index).0,
            query: projection("attn_q", heads)?,
            key: projection("attn_k", key_heads)?,
            value: projection("attn_v", key_heads)?,
            merge: matrix("attn_output", Some(width), heads * head_width)?,
            up: matrix("ffn_up", Some(feed_width), width)?,
            down: matrix("ffn_down", Some(width), feed_width)?,
            gate,
            before_attention: file.vector(&name("attn_norm.weight"), width)?,
            after_attention: file.optional_vector(&name("post_attention_norm.weight"), width)?,
            before_feed: file.vector(&name("ffn_norm.weight"), width)?,
            after_feed: file.optional_vector(&name("post_ffw_norm.weight"), width)?,
        })
    }

    /// Takes the states further.
    pub(super) fn forward(
        &self,
        blueprint: &Blueprint,
        (rows, angles): (&[Row], &Angles),
        feeds: &mut [Feed<'_, Pages>],
        scratch: &mut Scratch,
    ) -> Result<()> {
        let Scratch { states, normed, input, queries, keys, values, seen, gate, up, out } = scratch;
        let &Blueprint { width, heads, key_heads, head_width, epsilon, .. } = blueprint;

        norm_rows(states, &self.before_attention, epsilon, normed);
        let projections = [&self.query.matrix, &self.key.matrix, &self.value.matrix];
        input.fill(normed, &projections);
        input.multiply(&projections, &mut [&mut *queries, &mut *keys, &mut *values])?;
        each_row(queries, heads * head_width, |row, query| {
            self.query.finish(query, head_width, epsilon);
            angles.turn(row, query, head_width);
        });
        each_row(keys, key_heads * head_width, |row, key| {
            self.key.finish(key, head_width, epsilon);
            angles.turn(row, key, head_width);
        });
        each_row(values, key_heads * head_width, |_, value| self.value.finish(value, head_width, epsilon));
        let written = keys.chunks_exact(key_heads * head_width).zip(values.chunks_exact(key_heads * head_width));
        for (row, (key, value)) in rows.iter().zip(written) {
            let memory = &mut *feeds[row.feed].memory;
            memory.write(self.index, Kind::Keys, row.position, key);
            memory.write(self.index, Kind::Values, row.position, value);
        }

        let pages: Vec<&Pages> = feeds.iter().map(|feed| &*feed.memory).collect();
        let group = heads / key_heads * head_width;
        seen.resize(rows.len() * heads * head_width, 0.0);
        each_row(seen, group, |index, out| {
            let Row { feed, position } = rows[index / key_heads];
            let view = View {
                pages: pages[feed],
                layer: self.index,
                key_head: index % key_heads,
                head_width,
                seen: self.window.map_or(0, |window| (position + 1).saturating_sub(window))..position + 1,
                scale: blueprint.score_scale,
                cap: blueprint.score_cap,
            };
            view.attend(&queries[index * group..(index + 1) * group], out);
        });
        input.fill(seen, &[&self.merge]);
        input.multiply(&[&self.merge], &mut [&mut *out])?;
        add_rows(states, width, out, self.after_attention.as_deref(), epsilon);

        norm_rows(states, &self.before_feed, epsilon, normed);
        input.fill(normed, &[&self.gate, &self.up]);
        input.multiply(&[&self.gate, &self.up], &mut [&mut *gate, &mut *up])?;
        let feed_width = self.gate.rows();
        each_row(gate, feed_width, |row, gate| {
            let up = &up[row * feed_width..(row + 1) * feed_width];
            match blueprint.activation {
                Activation::Silu => vectors::silu(gate, up),
                Activation::Gelu => vectors::gelu(gate, up),
            }
        });
        input.fill(gate, &[&self.down]);
        input.multiply(&[&self.down], &mut [&mut *out])?;
        add_rows(states, width, out, self.after_feed.as_deref(), epsilon);
        Ok(())
    }
}

impl Projection {
    /// What is done with a row of products: the bias is added, each head normed.
    fn finish(&self, row: &mut [f32], head_width: usize, epsilon: f32) {
        if let Some(bias) = &self.bias {
            vectors::add(row, bias);
        }
        if let Some(norm) = &self.norm {
            for head in row.chunks_exact_mut(head_width) {
                vectors::norm_in_place(head, norm, epsilon);
            }
        }
    }
}

/// Norms rows into other rows.
pub(super) fn norm_rows(states: &[f32], weight: &[f32], epsilon: f32, out: &mut Vec<f32>) {
    out.resize(states.len(), 0.0);
    let width = weight.len();
    each_row(out, width, |row, out| {
        vectors::norm(&states[row * width..(row + 1) * width], weight, epsilon, out);
    });
}

/// Adds what a part of the layer gave to the states, normed where the family does so.
fn add_rows(states: &mut [f32], width: usize, out: &mut [f32], norm: Option<&[f32]>, epsilon: f32) {
    if let Some(norm) = norm {
        each_row(out, width, |_, row| vectors::norm_in_place(row, norm, epsilon));
    }
    vectors::add(states, out);
}
