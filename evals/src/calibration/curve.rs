//! How well probabilities are kept: what was said beside what came.

use serde::{Deserialize, Serialize};

/// Questions of about one probability.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Bin {
    /// How many.
    pub count: usize,
    /// What was said, on average.
    pub said: f32,
    /// The share for which it came.
    pub came: f32,
}

/// Bins of equal numbers of questions, by rising probability; fewer where there are fewer questions.
#[must_use]
pub fn curve(judged: &[(f32, bool)], bins: usize) -> Vec<Bin> {
    let mut judged = judged.to_vec();
    judged.sort_by(|(one, _), (other, _)| one.total_cmp(other));
    let size = judged.len().div_ceil(bins.max(1)).max(1);
    let bin = |part: &[(f32, bool)]| Bin {
        count: part.len(),
        said: part.iter().map(|(said, _)| said).sum::<f32>() / part.len() as f32,
        came: part.iter().filter(|(_, came)| *came).count() as f32 / part.len() as f32,
    };
    judged.chunks(size).map(bin).collect()
}

/// The expected calibration error: the mean distance between said and came, by the questions of the bins.
#[must_use]
pub fn expected_error(bins: &[Bin]) -> f32 {
    let all: usize = bins.iter().map(|bin| bin.count).sum();
    let off: f32 = bins.iter().map(|bin| (bin.said - bin.came).abs() * bin.count as f32).sum();
    if all == 0 { 0.0 } else { off / all as f32 }
}
