//! The rows of the embedder, their optimiser, and how they are stored.

use std::path::Path;

use rayon::prelude::*;
use safetensors::{Dtype, SafeTensors, tensor::TensorView};

use crate::{TrainingError, features::Feature, loss::dot};

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

/// One row a piece, then one a bucket of letter groups. Only rows that a batch touches are moved.
#[derive(Clone)]
pub struct Table {
    dimensions: usize,
    pieces: usize,
    rows: Vec<f32>,
    first: Vec<f32>,
    second: Vec<f32>,
    steps: Vec<u32>,
}

impl Table {
    /// A table from rows, one after the other, of which so many are those of pieces.
    #[must_use]
    pub fn new(rows: Vec<f32>, dimensions: usize, pieces: usize) -> Self {
        let length = rows.len();
        let steps = vec![0; length / dimensions.max(1)];
        Self {
            dimensions,
            pieces: pieces.min(steps.len()),
            rows,
            first: vec![0.0; length],
            second: vec![0.0; length],
            steps,
        }
    }

    /// Length of a row.
    #[must_use]
    pub fn dimensions(&self) -> usize {
        self.dimensions
    }

    /// Number of rows of pieces.
    #[must_use]
    pub fn pieces(&self) -> usize {
        self.pieces
    }

    /// Number of rows of letter groups.
    #[must_use]
    pub fn groups(&self) -> usize {
        self.steps.len() - self.pieces
    }

    /// All rows, one after the other.
    #[must_use]
    pub fn rows(&self) -> &[f32] {
        &self.rows
    }

    /// The sum of the rows of a text.
    pub fn sum(&self, features: &[Feature], into: &mut [f32]) {
        into.fill(0.0);
        for feature in features {
            into.iter_mut().zip(self.row(feature.row)).for_each(|(sum, value)| *sum += feature.share * value);
        }
    }

    /// The sums of many texts, one after the other.
    #[must_use]
    pub fn sums(&self, texts: &[Vec<Feature>]) -> Vec<f32> {
        let mut sums = vec![0.0; texts.len() * self.dimensions];
        sums.par_chunks_exact_mut(self.dimensions).zip(texts).for_each(|(sum, text)| self.sum(text, sum));
        sums
    }

    /// The vector of a text, of length one; zero for a text without rows.
    #[must_use]
    pub fn vector(&self, features: &[Feature]) -> Vec<f32> {
        let mut sum = vec![0.0; self.dimensions];
        self.sum(features, &mut sum);
        let length = dot(&sum, &sum).sqrt().max(f32::EPSILON);
        sum.iter_mut().for_each(|value| *value /= length);
        sum
    }

    /// Moves the rows of the texts against the gradients of their sums.
    pub fn step(&mut self, texts: &[Vec<Feature>], gradients: &[f32], rate: f32) {
        let (ends, held) = self.held(texts);
        let dimensions = self.dimensions;
        let moments = self.first.par_chunks_exact_mut(dimensions).zip(self.second.par_chunks_exact_mut(dimensions));
        let rows = self.rows.par_chunks_exact_mut(dimensions).zip(moments).zip(&mut self.steps);
        rows.enumerate().for_each_init(
            || vec![0.0; dimensions],
            |gradient, (row, ((values, (first, second)), steps))| {
                let own = &held[if row == 0 { 0 } else { ends[row - 1] }..ends[row]];
                if own.is_empty() {
                    return;
                }
                gradient.fill(0.0);
                for (place, share) in own {
                    let of_text = &gradients[*place as usize * dimensions..][..dimensions];
                    gradient.iter_mut().zip(of_text).for_each(|(sum, value)| *sum += share * value);
                }
                *steps += 1;
                let whole = (1.0 - BETA1.powi(*steps as i32), 1.0 - BETA2.powi(*steps as i32));
                for (((value, first), second), gradient) in
                    values.iter_mut().zip(first).zip(second).zip(gradient.iter())
                {
                    *first = BETA1 * *first + (1.0 - BETA1) * gradient;
                    *second = BETA2 * *second + (1.0 - BETA2) * gradient * gradient;
                    *value -= rate * (*first / whole.0) / ((*second / whole.1).sqrt() + EPSILON);
                }
            },
        );
    }

    /// By row, where its texts end in the list that follows: the places of the texts that hold it, with what it counts there.
    fn held(&self, texts: &[Vec<Feature>]) -> (Vec<usize>, Vec<(u32, f32)>) {
        let mut ends = vec![0_usize; self.steps.len() + 1];
        let known = |feature: &&Feature| (feature.row as usize) < self.steps.len();
        for feature in texts.iter().flatten().filter(known) {
            ends[feature.row as usize + 1] += 1;
        }
        for row in 1..ends.len() {
            ends[row] += ends[row - 1];
        }
        let mut held = vec![(0, 0.0); ends.last().copied().unwrap_or_default()];
        // Each start moves to its end as the row's texts are put down.
        for (place, text) in (0_u32..).zip(texts) {
            for feature in text.iter().filter(known) {
                let next = &mut ends[feature.row as usize];
                held[*next] = (place, feature.share);
                *next += 1;
            }
        }
        (ends, held)
    }

    fn row(&self, row: u32) -> &[f32] {
        let from = row as usize * self.dimensions;
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
        Self::new(rows, self.dimensions, self.pieces)
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
        let (of_pieces, of_groups) = rows.split_at(self.pieces * self.dimensions);
        let (scales_of_pieces, scales_of_groups) = scales.split_at(self.pieces * size_of::<f32>());
        let table = |rows: usize| vec![rows, self.dimensions];
        let mut tensors = vec![
            ("embedding.weight", Dtype::I8, table(self.pieces), of_pieces),
            ("embedding.scale", Dtype::F32, vec![self.pieces], scales_of_pieces),
        ];
        if self.groups() > 0 {
            tensors.push(("groups.weight", Dtype::I8, table(self.groups()), of_groups));
            tensors.push(("groups.scale", Dtype::F32, vec![self.groups()], scales_of_groups));
        }
        write(path, tensors)
    }

    /// Keeps the rows as they are, for a later stage.
    ///
    /// # Errors
    /// The file cannot be written.
    pub fn keep(&self, path: &Path) -> Result<(), TrainingError> {
        let bytes: Vec<u8> = self.rows.iter().flat_map(|value| value.to_le_bytes()).collect();
        write(path, vec![(ROWS, Dtype::F32, vec![self.steps.len(), self.dimensions], &bytes)])
    }

    /// Rows that [`keep`](Self::keep) wrote, of which so many are those of pieces.
    ///
    /// # Errors
    /// The file cannot be read or is of another kind.
    pub fn kept(path: &Path, pieces: usize) -> Result<Self, TrainingError> {
        let content = |what: &str| TrainingError::Content { path: path.to_owned(), what: what.to_owned() };
        let bytes = std::fs::read(path).map_err(|source| TrainingError::File { path: path.to_owned(), source })?;
        let file = SafeTensors::deserialize(&bytes).map_err(|error| content(&error.to_string()))?;
        let rows = file.tensor(ROWS).map_err(|error| content(&error.to_string()))?;
        let [_, dimensions] = rows.shape() else { return Err(content("its rows are not a table; delete the file")) };
        let values = rows.data().as_chunks::<4>().0.iter().map(|bytes| f32::from_le_bytes(*bytes)).collect();
        Ok(Self::new(values, *dimensions, pieces))
    }
}

/// A row as int8 and its scale.
fn int8(row: &[f32]) -> (f32, Vec<i8>) {
    let scale = row.iter().fold(0.0_f32, |most, value| most.max(value.abs())) / INT8;
    let small = |value: &f32| if scale > 0.0 { (value / scale).round() as i8 } else { 0 };
    (scale, row.iter().map(small).collect())
}

fn write(path: &Path, tensors: Vec<(&str, Dtype, Vec<usize>, &[u8])>) -> Result<(), TrainingError> {
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

    fn text(rows: &[(u32, f32)]) -> Vec<Feature> {
        rows.iter().map(|(row, share)| Feature { row: *row, share: *share }).collect()
    }

    #[test]
    fn a_step_moves_the_rows_of_the_texts_alone_against_the_gradient() {
        let mut table = Table::new(vec![1.0; 8], 2, 4);
        table.step(&[text(&[(1, 1.0), (2, 0.5)]), text(&[(2, 1.0), (9, 1.0)])], &[0.5, -0.5, 0.0, 0.5], 0.1);
        let row = |row| table.row(row).to_vec();
        assert_eq!((row(0), row(3)), (vec![1.0, 1.0], vec![1.0, 1.0]));
        assert!(row(1)[0] < 1.0 && row(1)[1] > 1.0);
        // Both texts hold the row, and the second counts more.
        assert!(row(2)[0] < 1.0 && row(2)[1] < 1.0, "{:?}", row(2));
    }

    #[test]
    fn a_sum_counts_every_row_by_its_share() {
        let table = Table::new(vec![1.0, 0.0, 0.0, 2.0], 2, 1);
        assert_eq!(table.sums(&[text(&[(0, 1.0), (1, 0.5)]), text(&[])]), [1.0, 1.0, 0.0, 0.0]);
        assert_eq!((table.pieces(), table.groups()), (1, 1));
    }

    #[test]
    fn rows_that_were_kept_come_back_whole_and_rounded_ones_nearly() {
        let folder = tempfile::tempdir().unwrap();
        let table = Table::new(vec![0.1, -0.7, 0.33, 0.0, 0.0, 0.0], 3, 1);
        table.keep(&folder.path().join("rows.safetensors")).unwrap();
        let kept = Table::kept(&folder.path().join("rows.safetensors"), 1).unwrap();
        assert_eq!((kept.rows(), kept.dimensions(), kept.groups()), (table.rows(), 3, 1));
        let rounded = table.rounded();
        let lost = table.rows().iter().zip(rounded.rows()).map(|(one, other)| (one - other).abs());
        assert!(lost.fold(0.0, f32::max) <= 0.7 / INT8 / 2.0 + 1e-6);
    }
}
