//! The rows of the embedder, their optimiser, and how they are stored.

use std::path::Path;

use safetensors::{Dtype, SafeTensors, tensor::TensorView};

use crate::{Pieces, TrainingError, loss::dot};

/// Decay of the mean of gradients (Adam, Kingma and Ba 2015, arXiv:1412.6980).
const BETA1: f32 = 0.9;
/// Decay of the mean of their squares.
const BETA2: f32 = 0.999;
/// Keeps a division by a tiny mean finite.
const EPSILON: f32 = 1e-8;
/// The largest value of an int8 row.
const INT8: f32 = 127.0;
/// The name of the rows in a file of a stage.
const ROWS: &str = "rows";

/// One row a piece. Only rows that a batch touches are moved.
#[derive(Clone)]
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
    /// A table from rows, one after the other.
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

    /// Number of rows.
    #[must_use]
    pub fn pieces(&self) -> usize {
        self.steps.len()
    }

    /// All rows, one after the other.
    #[must_use]
    pub fn rows(&self) -> &[f32] {
        &self.rows
    }

    /// The sum of the rows of a text.
    pub fn sum(&self, pieces: &[u32], into: &mut [f32]) {
        into.fill(0.0);
        for piece in pieces {
            into.iter_mut().zip(self.row(*piece)).for_each(|(sum, value)| *sum += value);
        }
    }

    /// The sums of many texts, one after the other.
    #[must_use]
    pub fn sums(&self, texts: &[&Pieces]) -> Vec<f32> {
        let mut sums = vec![0.0; texts.len() * self.dimensions];
        sums.chunks_exact_mut(self.dimensions).zip(texts).for_each(|(sum, text)| self.sum(text, sum));
        sums
    }

    /// The vector of a text, of length one; zero for a text without pieces.
    #[must_use]
    pub fn vector(&self, pieces: &[u32]) -> Vec<f32> {
        let mut sum = vec![0.0; self.dimensions];
        self.sum(pieces, &mut sum);
        let length = dot(&sum, &sum).sqrt().max(f32::EPSILON);
        sum.iter_mut().for_each(|value| *value /= length);
        sum
    }

    /// Moves the rows of the texts against the gradients of their sums.
    pub fn step(&mut self, texts: &[&Pieces], gradients: &[f32], rate: f32, draw_back: f32) {
        let mut held: Vec<(u32, usize)> = Vec::new();
        for (place, text) in texts.iter().enumerate() {
            held.extend(text.iter().map(|piece| (*piece, place)));
        }
        held.sort_unstable();
        let mut gradient = vec![0.0; self.dimensions];
        for of_piece in held.chunk_by(|(one, _), (other, _)| one == other) {
            gradient.fill(0.0);
            for (_, place) in of_piece {
                let of_text = &gradients[place * self.dimensions..][..self.dimensions];
                gradient.iter_mut().zip(of_text).for_each(|(sum, value)| *sum += value);
            }
            self.move_row(of_piece[0].0 as usize, &gradient, rate, draw_back);
        }
    }

    fn move_row(&mut self, piece: usize, gradient: &[f32], rate: f32, draw_back: f32) {
        let Some(steps) = self.steps.get_mut(piece) else { return };
        *steps += 1;
        let (whole1, whole2) = (1.0 - BETA1.powi(*steps as i32), 1.0 - BETA2.powi(*steps as i32));
        let of_row = piece * self.dimensions..(piece + 1) * self.dimensions;
        let moments = self.first[of_row.clone()].iter_mut().zip(&mut self.second[of_row.clone()]);
        let rows = self.rows[of_row.clone()].iter_mut().zip(&self.start[of_row]);
        for (((first, second), (row, start)), gradient) in moments.zip(rows).zip(gradient) {
            let gradient = gradient + draw_back * (*row - start);
            *first = BETA1 * *first + (1.0 - BETA1) * gradient;
            *second = BETA2 * *second + (1.0 - BETA2) * gradient * gradient;
            *row -= rate * (*first / whole1) / ((*second / whole2).sqrt() + EPSILON);
        }
    }

    fn row(&self, piece: u32) -> &[f32] {
        let from = piece as usize * self.dimensions;
        self.rows.get(from..from + self.dimensions).unwrap_or_default()
    }

    /// The table as it is read back after [`write`](Self::write): every row rounded to int8.
    #[must_use]
    pub fn rounded(&self) -> Self {
        let mut rows = self.rows.clone();
        for row in rows.chunks_exact_mut(self.dimensions) {
            let (scale, small) = int8(row);
            row.iter_mut().zip(small).for_each(|(value, small)| *value = f32::from(small) * scale);
        }
        Self::new(rows, self.dimensions)
    }

    /// Writes the rows as int8 with a scale each, as the embedder reads them.
    ///
    /// # Errors
    /// The file cannot be written.
    pub fn write(&self, path: &Path) -> Result<(), TrainingError> {
        let mut scales: Vec<u8> = Vec::new();
        let mut rows: Vec<u8> = Vec::with_capacity(self.rows.len());
        for row in self.rows.chunks_exact(self.dimensions) {
            let (scale, small) = int8(row);
            scales.extend(scale.to_le_bytes());
            rows.extend(small.into_iter().map(i8::cast_unsigned));
        }
        let pieces = self.pieces();
        let tensors = [
            ("embedding.weight", Dtype::I8, vec![pieces, self.dimensions], &rows),
            ("embedding.scale", Dtype::F32, vec![pieces], &scales),
        ];
        write(path, tensors)
    }

    /// Keeps the rows as they are, for a later stage.
    ///
    /// # Errors
    /// The file cannot be written.
    pub fn keep(&self, path: &Path) -> Result<(), TrainingError> {
        let bytes: Vec<u8> = self.rows.iter().flat_map(|value| value.to_le_bytes()).collect();
        write(path, [(ROWS, Dtype::F32, vec![self.pieces(), self.dimensions], &bytes)])
    }

    /// Rows that [`keep`](Self::keep) wrote.
    ///
    /// # Errors
    /// The file cannot be read or is of another kind.
    pub fn kept(path: &Path) -> Result<Self, TrainingError> {
        let content = |what: &str| TrainingError::Content { path: path.to_owned(), what: what.to_owned() };
        let bytes = std::fs::read(path).map_err(|source| TrainingError::File { path: path.to_owned(), source })?;
        let file = SafeTensors::deserialize(&bytes).map_err(|error| content(&error.to_string()))?;
        let rows = file.tensor(ROWS).map_err(|error| content(&error.to_string()))?;
        let [_, dimensions] = rows.shape() else { return Err(content("its rows are not a table; delete the file")) };
        let values = rows.data().as_chunks::<4>().0.iter().map(|bytes| f32::from_le_bytes(*bytes)).collect();
        Ok(Self::new(values, *dimensions))
    }
}

/// A row as int8 and its scale.
fn int8(row: &[f32]) -> (f32, Vec<i8>) {
    let scale = row.iter().fold(0.0_f32, |most, value| most.max(value.abs())) / INT8;
    let small = |value: &f32| if scale > 0.0 { (value / scale).round() as i8 } else { 0 };
    (scale, row.iter().map(small).collect())
}

fn write<const N: usize>(path: &Path, tensors: [(&str, Dtype, Vec<usize>, &Vec<u8>); N]) -> Result<(), TrainingError> {
    let content = |what: String| TrainingError::Content { path: path.to_owned(), what };
    let views: Result<Vec<(&str, TensorView<'_>)>, TrainingError> = tensors
        .into_iter()
        .map(|(name, dtype, shape, bytes)| {
            Ok((name, TensorView::new(dtype, shape, bytes).map_err(|error| content(error.to_string()))?))
        })
        .collect();
    let bytes = safetensors::serialize(views?, None).map_err(|error| content(error.to_string()))?;
    std::fs::write(path, bytes).map_err(|source| TrainingError::File { path: path.to_owned(), source })
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

    #[test]
    fn rows_that_were_kept_come_back_whole_and_rounded_ones_nearly() {
        let folder = tempfile::tempdir().unwrap();
        let table = Table::new(vec![0.1, -0.7, 0.33, 0.0, 0.0, 0.0], 3);
        table.keep(&folder.path().join("rows.safetensors")).unwrap();
        let kept = Table::kept(&folder.path().join("rows.safetensors")).unwrap();
        assert_eq!((kept.rows(), kept.dimensions()), (table.rows(), 3));
        let rounded = table.rounded();
        let lost = table.rows().iter().zip(rounded.rows()).map(|(one, other)| (one - other).abs());
        assert!(lost.fold(0.0, f32::max) <= 0.7 / INT8 / 2.0 + 1e-6);
    }
}
