//! Operations on plain rows of numbers, written so that the compiler makes vector instructions of them.

/// Partial results side by side; sums of one running value cannot be vectorised.
const LANES: usize = 16;

/// The largest absolute value.
pub(super) fn largest(values: &[f32]) -> f32 {
    let mut lanes = [0.0_f32; LANES];
    let (pieces, rest) = values.as_chunks::<LANES>();
    for piece in pieces {
        for (lane, value) in lanes.iter_mut().zip(piece) {
            let value = value.abs();
            *lane = if value > *lane { value } else { *lane };
        }
    }
    lanes.iter().chain(rest).fold(0.0, |most, value| most.max(value.abs()))
}

/// Divides a row by the root of its mean square and multiplies it with weights. Zhang and Sennrich 2019 (arXiv 1910.07467).
pub(super) fn norm(row: &[f32], weight: &[f32], epsilon: f32, out: &mut [f32]) {
    let scale = norm_scale(row, epsilon);
    for ((out, value), weight) in out.iter_mut().zip(row).zip(weight) {
        *out = value * scale * weight;
    }
}

/// [`norm`] of a row into itself.
pub(super) fn norm_in_place(row: &mut [f32], weight: &[f32], epsilon: f32) {
    let scale = norm_scale(row, epsilon);
    for (value, weight) in row.iter_mut().zip(weight) {
        *value *= scale * weight;
    }
}

fn norm_scale(row: &[f32], epsilon: f32) -> f32 {
    let mut lanes = [0.0_f32; LANES];
    let (pieces, rest) = row.as_chunks::<LANES>();
    for piece in pieces {
        for (lane, value) in lanes.iter_mut().zip(piece) {
            *lane += value * value;
        }
    }
    let sum = lanes.iter().sum::<f32>() + rest.iter().map(|value| value * value).sum::<f32>();
    1.0 / (sum / row.len() as f32 + epsilon).sqrt()
}

/// Adds a row to another.
pub(super) fn add(row: &mut [f32], other: &[f32]) {
    for (value, other) in row.iter_mut().zip(other) {
        *value += other;
    }
}

/// Multiplies `up` with SiLU of `gate`, into `gate`.
pub(super) fn silu(gate: &mut [f32], up: &[f32]) {
    for (gate, up) in gate.iter_mut().zip(up) {
        *gate = *gate / (1.0 + exp(-*gate)) * up;
    }
}

/// Multiplies `up` with GELU of `gate`, by the usual approximation with tanh, into `gate`.
pub(super) fn gelu(gate: &mut [f32], up: &[f32]) {
    /// Twice the root of 2 / pi: `1 + tanh(x)` is `2 / (1 + exp(-2 x))`.
    const DOUBLE_ROOT: f32 = 1.595_769;
    for (gate, up) in gate.iter_mut().zip(up) {
        let inner = DOUBLE_ROOT * (*gate + 0.044_715 * *gate * *gate * *gate);
        *gate = *gate / (1.0 + exp(-inner)) * up;
    }
}

/// Takes values softly to `-cap..cap`.
pub(super) fn cap(values: &mut [f32], cap: f32) {
    for value in values {
        let inner = 2.0 * *value / cap;
        *value = cap * (1.0 - 2.0 / (1.0 + exp(inner)));
    }
}

/// Makes probabilities of scores.
pub(super) fn softmax(scores: &mut [f32]) {
    let mut lanes = [f32::NEG_INFINITY; LANES];
    let (pieces, rest) = scores.as_chunks::<LANES>();
    for piece in pieces {
        for (lane, value) in lanes.iter_mut().zip(piece) {
            *lane = if *value > *lane { *value } else { *lane };
        }
    }
    let most = lanes.iter().chain(rest).fold(f32::NEG_INFINITY, |most, value| most.max(*value));
    let mut lanes = [0.0_f32; LANES];
    let (pieces, rest) = scores.as_chunks_mut::<LANES>();
    for piece in pieces {
        for (lane, value) in lanes.iter_mut().zip(piece) {
            *value = exp(*value - most);
            *lane += *value;
        }
    }
    let mut sum = lanes.iter().sum::<f32>();
    for value in rest {
        *value = exp(*value - most);
        sum += *value;
    }
    let factor = 1.0 / sum;
    for value in scores {
        *value *= factor;
    }
}

/// `e` to the `value`, within two units of the last place, without a branch: 2 to a whole number, times a polynomial of the rest.
#[inline(always)]
fn exp(value: f32) -> f32 {
    const LOG2_E: f32 = std::f32::consts::LOG2_E;
    // ln 2 in two parts, so that the rest keeps its places.
    const LN2_HIGH: f32 = 0.693_359_4;
    const LN2_LOW: f32 = -2.121_944_4e-4;
    // Beyond these the result is the least or the largest normal number.
    let value = if value < -87.0 { -87.0 } else { value };
    let value = if value > 88.0 { 88.0 } else { value };
    let whole = (value * LOG2_E).round_ties_even();
    let rest = value - whole * LN2_HIGH - whole * LN2_LOW;
    let polynomial = 1.987_569_1e-4_f32;
    let polynomial = polynomial * rest + 1.398_199_9e-3;
    let polynomial = polynomial * rest + 8.333_452e-3;
    let polynomial = polynomial * rest + 4.166_579_6e-2;
    let polynomial = polynomial * rest + 0.166_666_66;
    let polynomial = polynomial * rest + 0.5;
    let power = polynomial * rest * rest + rest + 1.0;
    // SAFETY of the cast: between -126 and 127 by the limits above.
    power * f32::from_bits((((whole as i32) + 127) << 23).cast_unsigned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn powers_of_e_are_right_to_the_last_places() {
        for step in -8_700..8_800 {
            let value = step as f32 / 100.0;
            let exact = f64::from(value).exp();
            let error = (f64::from(exp(value)) - exact).abs() / exact;
            assert!(error < 3e-7, "exp({value}) is off by {error}");
        }
        assert!(exp(-1000.0) < 1e-37 && exp(f32::NEG_INFINITY) < 1e-37);
    }

    #[test]
    fn softmax_sums_to_one_and_keeps_the_order() {
        for length in [1, 15, 16, 33, 100] {
            let mut scores: Vec<f32> = (0..length).map(|index| (index * 7 % 11) as f32 * 3.0 - 20.0).collect();
            let before = scores.clone();
            softmax(&mut scores);
            assert!((scores.iter().sum::<f32>() - 1.0).abs() < 1e-5);
            for (left, right) in (0..length).zip(1..length) {
                assert_eq!(before[left] < before[right], scores[left] < scores[right]);
            }
        }
    }

    #[test]
    fn activations_and_caps_are_what_their_formulas_say() {
        for step in -60..60 {
            let value = step as f32 / 6.0;
            let wide = f64::from(value);
            let close = |got: f32, exact: f64| {
                assert!((f64::from(got) - exact).abs() < 2e-6 * (1.0 + exact.abs()), "{value}: {got} {exact}");
            };
            let mut row = [value];
            silu(&mut row, &[2.0]);
            close(row[0], 2.0 * wide / (1.0 + (-wide).exp()));
            let mut row = [value];
            gelu(&mut row, &[1.0]);
            let inner = (2.0 / std::f64::consts::PI).sqrt() * (wide + 0.044_715 * wide.powi(3));
            close(row[0], 0.5 * wide * (1.0 + inner.tanh()));
            let mut row = [value];
            cap(&mut row, 5.0);
            close(row[0], 5.0 * (wide / 5.0).tanh());
        }
    }

    #[test]
    fn a_norm_takes_the_mean_square_to_one() {
        let row: Vec<f32> = (0..37).map(|index| index as f32 - 11.0).collect();
        let mut out = vec![0.0; 37];
        norm(&row, &[1.0; 37], 0.0, &mut out);
        let mean = out.iter().map(|value| value * value).sum::<f32>() / 37.0;
        assert!((mean - 1.0).abs() < 1e-5);
        assert_eq!(largest(&row), 25.0);
    }
}
