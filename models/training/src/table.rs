//! The rows of the embedder, their optimiser, and how they are stored.

use std::{collections::HashMap, path::Path};

use safetensors::{Dtype, tensor::TensorView};

use crate::{Pieces, TrainingError};

/// Decay of the mean of gradients (Adam, Kingma and Ba 2015, arXiv:1412.6980).
const BETA1: f32 = 0.9;
/// Decay of the mean of their squares.
const BETA2: f32 = 0.999;
/// Keeps a division by a tiny mean finite.
const EPSILON: f32 = 1e-8;
/// The largest value of an int8 row.
const INT8: f32 = 127.0;

/// One row a piece. Only rows that a batch touches are moved.
pub struct Table {
    dimensions: usize,
    rows: Vec<f32>,
    /// Where the rows began; each is drawn back a little, so that words that few texts hold keep what they knew.
    start: Vec<f32>,
    first: Vec<f32>,
    second: Vec<f32>,
    steps: Vec<u32>,
}

impl Table {
    /// A table from the rows of an embedder.
    #[must_use]
    pub fn new(rows: Vec<f32>, dimensions: usize) -> Self {
        let (length, pieces) = (rows.len(), rows.len() / dimensions.max(1));
        let (first, second) = (vec![0.0; length], vec![0.0; length]);
        Self { dimensions, start: rows.clone(), rows, first, second, steps: vec![0; pieces] }
    }

    /// Length of a row.
    #[must_use]
    pub fn dimensions(&self) -> usize {
        self.dimensions
    }

    /// The sum of the rows of a text.
    pub fn sum(&self, pieces: &[u32], into: &mut [f32]) {
        into.fill(0.0);
        for piece in pieces {
            into.iter_mut().zip(self.row(*piece)).for_each(|(sum, value)| *sum += value);
        }
    }

    /// Moves the rows of the texts against the gradients of their sums.
    pub fn step(&mut self, texts: &[&Pieces], gradients: &[f32], rate: f32, draw_back: f32) {
        let mut touched: HashMap<u32, Vec<f32>> = HashMap::new();
        for (text, gradient) in texts.iter().zip(gradients.chunks_exact(self.dimensions)) {
            for piece in *text {
                let sum = touched.entry(*piece).or_insert_with(|| vec![0.0; self.dimensions]);
                sum.iter_mut().zip(gradient).for_each(|(sum, value)| *sum += value);
            }
        }
        for (piece, gradient) in touched {
            self.move_row(piece as usize, &gradient, rate, draw_back);
        }
    }

    fn move_row(&mut self, piece: usize, gradient: &[f32], rate: f32, draw_back: f32) {
        let Some(steps) = self.steps.get_mut(piece) else { return };
        *steps += 1;
        let (whole1, whole2) = (1.0 - BETA1.powi(*steps as i32), 1.0 - BETA2.powi(*steps as i32));
        let from = piece * self.dimensions;
        for (place, gradient) in (from..from + self.dimensions).zip(gradient) {
            let gradient = gradient + draw_back * (self.rows[place] - self.start[place]);
            self.first[place] = BETA1 * self.first[place] + (1.0 - BETA1) * gradient;
            self.second[place] = BETA2 * self.second[place] + (1.0 - BETA2) * gradient * gradient;
            let (mean, square) = (self.first[place] / whole1, self.second[place] / whole2);
            self.rows[place] -= rate * mean / (square.sqrt() + EPSILON);
        }
    }

    fn row(&self, piece: u32) -> &[f32] {
        let from = piece as usize * self.dimensions;
        self.rows.get(from..from + self.dimensions).unwrap_or_default()
    }

    /// Writes the rows as int8 with a scale each, as the embedder reads them.
    ///
    /// # Errors
    /// The file cannot be written.
    pub fn write(&self, path: &Path) -> Result<(), TrainingError> {
        let mut scales: Vec<u8> = Vec::new();
        let mut rows: Vec<u8> = Vec::with_capacity(self.rows.len());
        for row in self.rows.chunks_exact(self.dimensions) {
            let scale = row.iter().fold(0.0_f32, |most, value| most.max(value.abs())) / INT8;
            scales.extend(scale.to_le_bytes());
            let small = |value: &f32| if scale > 0.0 { (value / scale).round() as i8 } else { 0 };
            rows.extend(row.iter().map(|value| small(value).cast_unsigned()));
        }
        let content = |what: String| TrainingError::Content { path: path.to_owned(), what };
        let pieces = self.steps.len();
        let view =
            |dtype, shape, bytes| TensorView::new(dtype, shape, bytes).map_err(|error| content(error.to_string()));
        let tensors = [
            ("embedding.weight", view(Dtype::I8, vec![pieces, self.dimensions], &rows)?),
            ("embedding.scale", view(Dtype::F32, vec![pieces], &scales)?),
        ];
        let bytes = safetensors::serialize(tensors, None).map_err(|error| content(error.to_string()))?;
        std::fs::write(path, bytes).map_err(|source| TrainingError::File { path: path.to_owned(), source })
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn a_step_moves_the_rows_of_the_text_alone_against_the_gradient() {
        let mut table = Table::new(vec![1.0; 8], 2);
        table.step(&[&vec![1, 2]], &[0.5, -0.5], 0.1, 0.0);
        let row = |piece| table.row(piece).to_vec();
        assert_eq!((row(0), row(3)), (vec![1.0, 1.0], vec![1.0, 1.0]));
        assert!(row(1)[0] < 1.0 && row(1)[1] > 1.0);
    }
}
