//! The loss of a batch and its gradient: contrast both ways, and the distance to a teacher.
//!
//! Each vector has to be nearer to its partner than to those of other groups (in-batch contrast, van den Oord and others 2018,
//! arXiv:1807.03748), and near to what the teacher says of its meaning. The gradient is written out by hand: with it one product of
//! matrices more than the forward pass is enough, and nothing but the products goes through candle.
//!
//! [`answers`] has another contrast: questions against texts of which several are right.

pub mod answers;

use candle_core::{Device, Tensor};
use rayon::prelude::*;

use crate::TrainingError;

/// How sharp the contrast is; the smaller, the more the nearest wrong text counts.
pub const TEMPERATURE: f32 = 0.05;
/// Keeps a row of zeros from being divided by zero.
const SHORTEST: f32 = 1e-6;

/// Pairs of vectors, one after the other.
#[derive(Clone, Copy, Debug)]
pub struct Batch<'b> {
    /// The first sides.
    pub one: &'b [f32],
    /// The other sides.
    pub other: &'b [f32],
    /// The group of each pair. Pairs of one group say the same and are not compared.
    pub groups: &'b [u64],
    /// The teacher's vectors, of length one, or zero where it said nothing; as many as pairs.
    pub teacher: Option<&'b [f32]>,
    /// What the distance to the teacher counts.
    pub distance: f32,
    /// How sharp the contrast is.
    pub temperature: f32,
}

/// The loss of a batch and its gradients with respect to both sides.
pub struct Gradients {
    /// Mean loss of a pair.
    pub loss: f32,
    /// Of the first sides, row by row.
    pub one: Vec<f32>,
    /// Of the other sides, row by row.
    pub other: Vec<f32>,
}

/// The loss of a batch.
///
/// # Errors
/// The lengths do not fit.
pub fn loss(batch: &Batch<'_>) -> Result<Gradients, TrainingError> {
    let (pairs, device) = (batch.groups.len(), &Device::Cpu);
    let width = batch.one.len() / pairs.max(1);
    let (one, one_lengths) = normal(batch.one, width);
    let (other, other_lengths) = normal(batch.other, width);
    let first = Tensor::from_slice(&one, (pairs, width), device)?;
    let second = Tensor::from_slice(&other, (pairs, width), device)?;
    let near = first.matmul(&second.t()?)?.flatten_all()?.to_vec1()?;
    let (mut loss, slope) = contrast(near, batch.groups, batch.temperature);
    let slope = Tensor::from_vec(slope, (pairs, pairs), device)?;
    let mut to_one: Vec<f32> = slope.matmul(&second)?.flatten_all()?.to_vec1()?;
    let mut to_other: Vec<f32> = slope.t()?.matmul(&first)?.flatten_all()?.to_vec1()?;
    if let Some(teacher) = batch.teacher {
        let share = batch.distance / pairs as f32;
        loss += share * (distance(&one, teacher, &mut to_one, share, width));
        loss += share * (distance(&other, teacher, &mut to_other, share, width));
    }
    through_length(&mut to_one, &one, &one_lengths, width);
    through_length(&mut to_other, &other, &other_lengths, width);
    Ok(Gradients { loss, one: to_one, other: to_other })
}

/// The contrast of a square of cosines, and its slope with respect to them.
fn contrast(mut near: Vec<f32>, groups: &[u64], temperature: f32) -> (f32, Vec<f32>) {
    let pairs = groups.len();
    let own: f32 = (0..pairs).map(|row| (near[row * (pairs + 1)] - 1.0) / temperature).sum();
    let lines = near.par_chunks_exact_mut(pairs.max(1)).enumerate();
    let rows: Vec<f32> = lines
        .map(|(row, line)| {
            for (column, value) in line.iter_mut().enumerate() {
                let compared = row == column || groups[row] != groups[column];
                // A cosine is at most one, so that no exponential grows too large.
                *value = if compared { ((*value - 1.0) / temperature).exp() } else { 0.0 };
            }
            line.iter().sum()
        })
        .collect();
    let mut columns = vec![0.0_f32; pairs];
    for line in near.chunks_exact(pairs.max(1)) {
        columns.iter_mut().zip(line).for_each(|(sum, value)| *sum += value);
    }
    let loss = rows.iter().chain(&columns).map(|sum| sum.max(f32::MIN_POSITIVE).ln()).sum::<f32>() / 2.0 - own;
    let share = 1.0 / (2.0 * pairs as f32 * temperature);
    let inverse: Vec<f32> = columns.iter().map(|sum| 1.0 / sum.max(f32::MIN_POSITIVE)).collect();
    near.par_chunks_exact_mut(pairs.max(1)).enumerate().for_each(|(row, line)| {
        let of_row = 1.0 / rows[row].max(f32::MIN_POSITIVE);
        line.iter_mut().zip(&inverse).for_each(|(value, of_column)| *value *= (of_row + of_column) * share);
        line[row] -= 2.0 * share;
    });
    (loss / pairs.max(1) as f32, near)
}

/// The sum of one minus the cosine to the teacher; its slope is added.
fn distance(vectors: &[f32], teacher: &[f32], slope: &mut [f32], share: f32, width: usize) -> f32 {
    let mut sum = 0.0;
    let all = vectors.chunks_exact(width).zip(teacher.chunks_exact(width)).zip(slope.chunks_exact_mut(width));
    for ((vector, teacher), slope) in all {
        if teacher.iter().all(|value| *value == 0.0) {
            continue;
        }
        sum += 1.0 - dot(vector, teacher);
        slope.iter_mut().zip(teacher).for_each(|(slope, value)| *slope -= share * value);
    }
    sum
}

/// The slope with respect to rows before they were brought to length one.
fn through_length(slope: &mut [f32], normal: &[f32], lengths: &[f32], width: usize) {
    for ((slope, normal), length) in slope.chunks_exact_mut(width).zip(normal.chunks_exact(width)).zip(lengths) {
        let along = dot(slope, normal);
        slope.iter_mut().zip(normal).for_each(|(slope, value)| *slope = (*slope - along * value) / length);
    }
}

/// Rows of length one, and how long they were.
fn normal(rows: &[f32], width: usize) -> (Vec<f32>, Vec<f32>) {
    let mut normal = rows.to_vec();
    let lengths = normal
        .chunks_exact_mut(width.max(1))
        .map(|row| {
            let length = dot(row, row).sqrt().max(SHORTEST);
            row.iter_mut().for_each(|value| *value /= length);
            length
        })
        .collect();
    (normal, lengths)
}

/// The product of two vectors, summed in eight lanes so that the compiler can use wide registers.
#[must_use]
pub fn dot(one: &[f32], other: &[f32]) -> f32 {
    let (ones, one_rest) = one.as_chunks::<8>();
    let (others, other_rest) = other.as_chunks::<8>();
    let mut lanes = [0.0_f32; 8];
    for (one, other) in ones.iter().zip(others) {
        lanes.iter_mut().zip(one.iter().zip(other)).for_each(|(sum, (one, other))| *sum += one * other);
    }
    let rest: f32 = one_rest.iter().zip(other_rest).map(|(one, other)| one * other).sum();
    lanes.iter().sum::<f32>() + rest
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    const ONE: [f32; 6] = [0.3, 0.8, -0.5, 0.1, 0.9, -0.2];
    const OTHER: [f32; 6] = [0.2, 0.7, -0.6, 0.4, 0.5, 0.5];
    const TEACHER: [f32; 6] = [0.6, 0.8, 0.0, 0.0, -0.8, 0.6];

    fn batch<'b>(one: &'b [f32], other: &'b [f32], groups: &'b [u64]) -> Batch<'b> {
        Batch { one, other, groups, teacher: None, distance: 0.0, temperature: TEMPERATURE }
    }

    #[test]
    fn the_gradient_is_that_of_the_loss() {
        let with_teacher = |one: &[f32], other: &[f32]| {
            loss(&Batch { teacher: Some(&TEACHER), distance: 2.0, ..batch(one, other, &[0, 1, 2]) }).unwrap()
        };
        let exact = with_teacher(&ONE, &OTHER);
        for place in 0..ONE.len() {
            let moved = |by: f32, side: usize| {
                let mut sides = [ONE, OTHER];
                sides[side][place] += by;
                with_teacher(&sides[0], &sides[1]).loss
            };
            for (side, exact) in [exact.one[place], exact.other[place]].into_iter().enumerate() {
                let measured = (moved(1e-2, side) - moved(-1e-2, side)) / 2e-2;
                assert!((measured - exact).abs() < 0.03 + exact.abs() * 0.05, "{side} {place}: {measured} {exact}");
            }
        }
    }

    #[test]
    fn pairs_of_one_group_are_not_compared() {
        // The second pair is exactly the first: compared, each would be as near to the wrong one as to its own.
        let vectors = [1.0, 0.0, 1.0, 0.0, 0.0, 1.0];
        assert!(loss(&batch(&vectors, &vectors, &[7, 7, 1])).unwrap().loss < 0.01);
        assert!(loss(&batch(&vectors, &vectors, &[0, 1, 2])).unwrap().loss > 0.3);
    }

    #[test]
    fn a_teacher_that_says_nothing_changes_nothing() {
        let (alone, silent) = (batch(&ONE, &OTHER, &[0, 1, 2]), [0.0; 6]);
        let with = Batch { teacher: Some(&silent), distance: 2.0, ..alone };
        assert_eq!(loss(&alone).unwrap().one, loss(&with).unwrap().one);
    }
}
