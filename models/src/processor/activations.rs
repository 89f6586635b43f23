//! Activations as whole numbers of eight bits, as ggml quantises them, with the sums that the products correct by.

use super::{tiles::Grain, vectors};

/// Rows of activations in one grain.
#[derive(Debug, Default)]
pub(super) struct Activations {
    rows: usize,
    width: usize,
    /// Rows of `width` quants.
    pub(super) quants: Vec<i8>,
    /// A scale for each block of each row.
    pub(super) scales: Vec<f32>,
    /// Coarse: sums of each 32 quants. Two neighbours make one operand of a product of pairs.
    pub(super) pairs: Vec<i16>,
    /// Coarse: sums of each 16 quants. Fine: of each 32.
    pub(super) sums: Vec<i32>,
}

impl Activations {
    pub(super) fn rows(&self) -> usize {
        self.rows
    }

    pub(super) fn width(&self) -> usize {
        self.width
    }

    /// Takes `values`, rows of `width`, whose length is a multiple of the grain.
    pub(super) fn fill(&mut self, grain: Grain, values: &[f32], width: usize) {
        let rows = values.len() / width;
        let blocks = values.len() / grain.values();
        (self.rows, self.width) = (rows, width);
        self.quants.resize(values.len(), 0);
        self.scales.resize(blocks, 0.0);
        match grain {
            Grain::Coarse => {
                self.pairs.resize(blocks * 8, 0);
                self.sums.resize(blocks * 16, 0);
                let pieces = values.chunks_exact(256).zip(self.quants.chunks_exact_mut(256));
                let sums = self.pairs.chunks_exact_mut(8).zip(self.sums.chunks_exact_mut(16));
                for (((values, quants), (pairs, sums)), scale) in pieces.zip(sums).zip(&mut self.scales) {
                    *scale = coarse(values, quants);
                    for (quants, sum) in quants.chunks_exact(16).zip(&mut *sums) {
                        *sum = quants.iter().map(|quant| i32::from(*quant)).sum();
                    }
                    for (sums, pair) in sums.chunks_exact(2).zip(pairs) {
                        // 32 quants of at most 127: never beyond 4,064.
                        *pair = (sums[0] + sums[1]) as i16;
                    }
                }
            }
            Grain::Fine => {
                self.sums.resize(blocks, 0);
                let pieces = values.chunks_exact(32).zip(self.quants.chunks_exact_mut(32));
                for (((values, quants), sum), scale) in pieces.zip(&mut self.sums).zip(&mut self.scales) {
                    *scale = fine(values, quants);
                    *sum = quants.iter().map(|quant| i32::from(*quant)).sum();
                }
            }
        }
    }
}

/// 256 values by the scale that takes the largest to -127, as `quantize_row_q8_K` of ggml.
fn coarse(values: &[f32], quants: &mut [i8]) -> f32 {
    let largest = vectors::largest(values);
    if largest == 0.0 {
        quants.fill(0);
        return 0.0;
    }
    // ggml keeps the sign of the first of the largest values; which one it is changes no product, but half of the roundings.
    let signed = values.iter().find(|value| value.abs() == largest).copied().unwrap_or(largest);
    let factor = -127.0 / signed;
    for (value, quant) in values.iter().zip(quants) {
        *quant = (value * factor).round_ties_even() as i8;
    }
    1.0 / factor
}

/// 32 values by the scale that takes the largest to 127, as `quantize_row_q8_0` of ggml.
fn fine(values: &[f32], quants: &mut [i8]) -> f32 {
    let largest = vectors::largest(values);
    let factor = if largest == 0.0 { 0.0 } else { 127.0 / largest };
    for (value, quant) in values.iter().zip(quants) {
        *quant = (value * factor).round_ties_even() as i8;
    }
    // ggml stores the scale in 16 bits.
    half::f16::from_f32(largest / 127.0).to_f32()
}
