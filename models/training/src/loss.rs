//! The contrast of a batch, both ways, and its gradient.

use candle_core::{D, Device, Tensor, Var};

use crate::TrainingError;

/// How sharp the contrast is; the smaller, the more the nearest wrong text counts.
const TEMPERATURE: f64 = 0.05;
/// Stands for "not compared".
const FAR: f32 = -1e4;

/// The loss of a batch and its gradients with respect to both sides.
pub struct Gradients {
    /// Mean loss of a text.
    pub loss: f32,
    /// Of the first sides, row by row.
    pub one: Vec<f32>,
    /// Of the other sides, row by row.
    pub other: Vec<f32>,
}

/// The contrast of `groups.len()` pairs of vectors: each has to be nearer to its partner than to those of other groups. Pairs of one
/// group say the same and are not compared.
///
/// # Errors
/// The lengths do not fit.
pub fn contrast(one: &[f32], other: &[f32], groups: &[usize]) -> Result<Gradients, TrainingError> {
    let (pairs, device) = (groups.len(), &Device::Cpu);
    let shape = (pairs, one.len() / pairs.max(1));
    let one = Var::from_slice(one, shape, device)?;
    let other = Var::from_slice(other, shape, device)?;
    let mut mask = vec![0.0_f32; pairs * pairs];
    for (row, group) in groups.iter().enumerate() {
        for (column, second) in groups.iter().enumerate() {
            if row != column && group == second {
                mask[row * pairs + column] = FAR;
            }
        }
    }
    let mask = Tensor::from_vec(mask, (pairs, pairs), device)?;
    let near = (normal(&one)?.matmul(&normal(&other)?.t()?)? / TEMPERATURE)?.broadcast_add(&mask)?;
    let partners = Tensor::arange(0_u32, pairs as u32, device)?;
    let there = candle_nn::loss::cross_entropy(&near, &partners)?;
    let back = candle_nn::loss::cross_entropy(&near.t()?.contiguous()?, &partners)?;
    let loss = ((there + back)? / 2.0)?;
    let gradients = loss.backward()?;
    let of = |side: &Var| -> Result<Vec<f32>, TrainingError> {
        let gradient =
            gradients.get(side.as_tensor()).ok_or_else(|| candle_core::Error::Msg("no gradient".to_owned()))?;
        Ok(gradient.flatten_all()?.to_vec1()?)
    };
    Ok(Gradients { loss: loss.to_scalar()?, one: of(&one)?, other: of(&other)? })
}

/// Rows of length one; a row of zeros stays nearly so.
fn normal(rows: &Tensor) -> candle_core::Result<Tensor> {
    let length = (rows.sqr()?.sum_keepdim(D::Minus1)? + 1e-12)?.sqrt()?;
    rows.broadcast_div(&length)
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn the_gradient_is_that_of_the_loss() {
        let (one, other, groups) = ([0.3, 0.8, -0.5, 0.1, 0.9, -0.2], [0.2, 0.7, -0.6, 0.4, 0.5, 0.5], [0, 1, 2]);
        let exact = contrast(&one, &other, &groups).unwrap();
        for place in 0..one.len() {
            let moved = |by: f32| {
                let mut one = one;
                one[place] += by;
                contrast(&one, &other, &groups).unwrap().loss
            };
            let measured = (moved(1e-2) - moved(-1e-2)) / 2e-2;
            assert!((measured - exact.one[place]).abs() < 0.02 + exact.one[place].abs() * 0.05, "{place}");
        }
    }

    #[test]
    fn pairs_of_one_group_are_not_compared() {
        // The second pair is exactly the first: compared, each would be as near to the wrong one as to its own.
        let vectors = [1.0, 0.0, 1.0, 0.0, 0.0, 1.0];
        assert!(contrast(&vectors, &vectors, &[7, 7, 1]).unwrap().loss < 0.01);
        assert!(contrast(&vectors, &vectors, &[0, 1, 2]).unwrap().loss > 0.3);
    }
}
