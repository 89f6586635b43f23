//! Turning queries and keys by their positions. Su et al. 2021 (arXiv 2104.09864).

use super::layer::Row;
use crate::decoder::blueprint::Pairing;

/// Cosine and sine of every plane for the rows of one step.
pub(super) struct Angles {
    pairing: Pairing,
    planes: usize,
    turns: Vec<(f32, f32)>,
}

impl Angles {
    /// `steps`: the angle from one position to the next, for each plane.
    pub(super) fn new(pairing: Pairing, steps: &[f32], rows: &[Row]) -> Self {
        let angle = |row: &Row, step: &f32| (row.position as f32 * step).sin_cos();
        let turns = rows.iter().flat_map(|row| steps.iter().map(move |step| angle(row, step)));
        Self { pairing, planes: steps.len(), turns: turns.collect() }
    }

    /// Turns every head of a row.
    pub(super) fn turn(&self, row: usize, heads: &mut [f32], head_width: usize) {
        let turns = &self.turns[row * self.planes..(row + 1) * self.planes];
        for head in heads.chunks_exact_mut(head_width) {
            let (turned, _) = head.split_at_mut(self.planes * 2);
            match self.pairing {
                Pairing::Halves => {
                    let (left, right) = turned.split_at_mut(self.planes);
                    for ((left, right), (sine, cosine)) in left.iter_mut().zip(right).zip(turns) {
                        (*left, *right) = (*left * cosine - *right * sine, *left * sine + *right * cosine);
                    }
                }
                Pairing::Neighbours => {
                    for (pair, (sine, cosine)) in turned.chunks_exact_mut(2).zip(turns) {
                        (pair[0], pair[1]) = (pair[0] * cosine - pair[1] * sine, pair[0] * sine + pair[1] * cosine);
                    }
                }
            }
        }
    }
}
