//! Fewer dimensions with the least loss: the principal axes of vectors.

use crate::loss::dot;

/// Sweeps over all pairs of axes; the rest is far below what int8 keeps.
const SWEEPS: usize = 12;
/// A product of two axes below which they count as independent.
const INDEPENDENT: f64 = 1e-10;

/// The main axes of a set of vectors, and how much of their squares those hold.
pub struct Axes {
    axes: Vec<Vec<f32>>,
    /// The share of the squares that is kept, 0 to 1.
    pub kept: f32,
}

impl Axes {
    /// The `width` main axes of vectors of one length. No mean is taken away: a cosine has none.
    #[must_use]
    pub fn of_vectors<'v>(vectors: impl IntoIterator<Item = &'v [f32]>, width: usize) -> Self {
        let mut vectors = vectors.into_iter().peekable();
        let dimensions = vectors.peek().map_or(0, |vector| vector.len());
        let mut products = vec![vec![0.0_f64; dimensions]; dimensions];
        for vector in vectors {
            for (row, value) in products.iter_mut().zip(vector) {
                row.iter_mut().zip(vector).for_each(|(sum, other)| *sum += f64::from(value * other));
            }
        }
        let (sizes, axes) = eigen(products);
        let mut order: Vec<usize> = (0..dimensions).collect();
        order.sort_by(|one, other| sizes[*other].total_cmp(&sizes[*one]));
        let all: f64 = sizes.iter().sum();
        let chosen = &order[..width.min(dimensions)];
        let kept = chosen.iter().map(|axis| sizes[*axis]).sum::<f64>() / all.max(f64::MIN_POSITIVE);
        let axes = chosen.iter().map(|axis| axes[*axis].iter().map(|value| *value as f32).collect()).collect();
        Self { axes, kept: kept as f32 }
    }

    /// A vector along the axes.
    #[must_use]
    pub fn project(&self, vector: &[f32]) -> Vec<f32> {
        self.axes.iter().map(|axis| dot(axis, vector)).collect()
    }
}

/// Eigenvalues and eigenvectors of a symmetric matrix by Jacobi's rotations (Golub and Van Loan, Matrix Computations, 8.5).
fn eigen(mut matrix: Vec<Vec<f64>>) -> (Vec<f64>, Vec<Vec<f64>>) {
    let size = matrix.len();
    let mut vectors: Vec<Vec<f64>> =
        (0..size).map(|row| (0..size).map(|column| f64::from(u8::from(row == column))).collect()).collect();
    let scale = (0..size).map(|axis| matrix[axis][axis].abs()).fold(f64::MIN_POSITIVE, f64::max);
    for _ in 0..SWEEPS {
        let mut turned = false;
        for one in 0..size {
            for other in one + 1..size {
                if matrix[one][other].abs() > INDEPENDENT * scale {
                    turned = true;
                    turn(&mut matrix, &mut vectors, one, other);
                }
            }
        }
        if !turned {
            break;
        }
    }
    ((0..size).map(|axis| matrix[axis][axis]).collect(), vectors)
}

/// One rotation that makes two axes independent. Rows are kept in step with columns, and vectors are rows.
fn turn(matrix: &mut [Vec<f64>], vectors: &mut [Vec<f64>], one: usize, other: usize) {
    let theta = (matrix[other][other] - matrix[one][one]) / (2.0 * matrix[one][other]);
    let tangent = theta.signum() / (theta.abs() + theta.hypot(1.0));
    let cosine = 1.0 / tangent.hypot(1.0);
    let sine = tangent * cosine;
    rotate(matrix, one, other, cosine, sine);
    for row in matrix.iter_mut() {
        let (first, second) = (row[one], row[other]);
        row[one] = cosine * first - sine * second;
        row[other] = sine * first + cosine * second;
    }
    rotate(vectors, one, other, cosine, sine);
}

fn rotate(rows: &mut [Vec<f64>], one: usize, other: usize, cosine: f64, sine: f64) {
    let (head, tail) = rows.split_at_mut(other);
    for (first, second) in head[one].iter_mut().zip(&mut tail[0]) {
        let (old_first, old_second) = (*first, *second);
        *first = cosine * old_first - sine * old_second;
        *second = sine * old_first + cosine * old_second;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_axes_of_a_small_matrix_are_found() {
        let (sizes, vectors) = eigen(vec![vec![2.0, 1.0, 0.0], vec![1.0, 2.0, 0.0], vec![0.0, 0.0, 5.0]]);
        let mut sorted = sizes.clone();
        sorted.sort_by(f64::total_cmp);
        for (found, exact) in sorted.iter().zip([1.0, 3.0, 5.0]) {
            assert!((found - exact).abs() < 1e-9, "{sizes:?}");
        }
        let largest = sizes.iter().position(|size| (size - 3.0).abs() < 1e-9).unwrap_or_default();
        assert!((vectors[largest][0] - vectors[largest][1]).abs() < 1e-9, "{vectors:?}");
    }

    #[test]
    fn what_lies_in_a_plane_is_kept_whole_in_two_dimensions() {
        let vectors = [[1.0, 1.0, 0.0, 0.0], [-2.0, -1.0, 0.0, 0.0], [0.5, 3.0, 0.0, 0.0]];
        let axes = Axes::of_vectors(vectors.iter().map(|vector| &vector[..]), 2);
        assert!(axes.kept > 0.999, "{}", axes.kept);
        let [one, other, _] = vectors.map(|vector| axes.project(&vector));
        assert!((dot(&one, &other) - dot(&vectors[0], &vectors[1])).abs() < 1e-5);
    }
}
