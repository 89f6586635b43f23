//! The same networks once more in plain loops, to compare with: one text, no batches, no candle.

use super::tiny::{HEADS, LAYERS, TinyEncoder, WIDTH};

/// The vectors of a text's tokens; the first position has this number.
pub(super) fn states(model: &TinyEncoder, prefix: &str, tokens: &[u32], first_position: usize) -> Vec<Vec<f32>> {
    let table = |name: &str| model.values(&format!("{prefix}embeddings.{name}.weight"));
    let (words, positions, types) =
        (table("word_embeddings"), table("position_embeddings"), table("token_type_embeddings"));
    let row = |table: &[f32], row: usize| table[row * WIDTH..(row + 1) * WIDTH].to_vec();
    let of_token = |(place, token): (usize, &u32)| {
        let parts = [row(&words, *token as usize), row(&positions, first_position + place), row(&types, 0)];
        (0..WIDTH).map(|value| parts.iter().map(|part| part[value]).sum()).collect()
    };
    let sums: Vec<Vec<f32>> = tokens.iter().enumerate().map(of_token).collect();
    let norm = |name: &str, row: &[f32]| norm(model, &format!("{prefix}{name}"), row);
    let mut states: Vec<Vec<f32>> = sums.iter().map(|sum| norm("embeddings.LayerNorm", sum)).collect();
    for layer in 0..LAYERS {
        let layer = format!("encoder.layer.{layer}");
        let part = |part: &str, row: &[f32]| linear(model, &format!("{prefix}{layer}.{part}"), row);
        let all = |name: &str| -> Vec<Vec<f32>> { states.iter().map(|state| part(name, state)).collect() };
        let attended = attend(&all("attention.self.query"), &all("attention.self.key"), &all("attention.self.value"));
        states = states
            .iter()
            .zip(&attended)
            .map(|(state, attended)| {
                let sum = add(&part("attention.output.dense", attended), state);
                let attention = norm(&format!("{layer}.attention.output.LayerNorm"), &sum);
                let feed: Vec<f32> = part("intermediate.dense", &attention).into_iter().map(gelu).collect();
                let sum = add(&part("output.dense", &feed), &attention);
                norm(&format!("{layer}.output.LayerNorm"), &sum)
            })
            .collect();
    }
    states
}

/// A matrix times a row, and the bias.
pub(super) fn linear(model: &TinyEncoder, name: &str, row: &[f32]) -> Vec<f32> {
    let (matrix, bias) = (model.values(&format!("{name}.weight")), model.values(&format!("{name}.bias")));
    let rows = matrix.chunks_exact(row.len()).zip(bias);
    rows.map(|(weights, bias)| weights.iter().zip(row).map(|(weight, value)| weight * value).sum::<f32>() + bias)
        .collect()
}

/// A vector of length one.
pub(super) fn unit(vector: &[f32]) -> Vec<f32> {
    let length = vector.iter().map(|value| value * value).sum::<f32>().sqrt();
    vector.iter().map(|value| value / length).collect()
}

fn attend(queries: &[Vec<f32>], keys: &[Vec<f32>], values: &[Vec<f32>]) -> Vec<Vec<f32>> {
    let size = WIDTH / HEADS;
    let mut attended = vec![vec![0.0; WIDTH]; queries.len()];
    for head in 0..HEADS {
        let part = head * size..(head + 1) * size;
        for (query, out) in queries.iter().zip(&mut attended) {
            let dot = |key: &Vec<f32>| part.clone().map(|value| query[value] * key[value]).sum::<f32>();
            let weights: Vec<f32> = keys.iter().map(|key| (dot(key) / (size as f32).sqrt()).exp()).collect();
            let whole: f32 = weights.iter().sum();
            for (weight, row) in weights.iter().zip(values) {
                part.clone().for_each(|value| out[value] += weight / whole * row[value]);
            }
        }
    }
    attended
}

fn norm(model: &TinyEncoder, name: &str, row: &[f32]) -> Vec<f32> {
    let (weights, bias) = (model.values(&format!("{name}.weight")), model.values(&format!("{name}.bias")));
    let mean = row.iter().sum::<f32>() / row.len() as f32;
    let variance = row.iter().map(|value| (value - mean).powi(2)).sum::<f32>() / row.len() as f32;
    let scaled = row.iter().map(|value| (value - mean) / (variance + 1e-5).sqrt());
    scaled.zip(weights.iter().zip(bias)).map(|(value, (weight, bias))| value * weight + bias).collect()
}

fn add(one: &[f32], other: &[f32]) -> Vec<f32> {
    one.iter().zip(other).map(|(one, other)| one + other).collect()
}

/// `x Φ(x)`; the error function by Abramowitz and Stegun 7.1.26, which is off by 1.5e-7 at most.
fn gelu(x: f32) -> f32 {
    let z = f64::from(x.abs()) / 2.0_f64.sqrt();
    let t = 1.0 / (1.0 + 0.327_591_1 * z);
    let series = [0.254_829_592, -0.284_496_736, 1.421_413_741, -1.453_152_027, 1.061_405_429];
    let polynomial = series.iter().rev().fold(0.0, |sum, term| (sum + term) * t);
    let erf = (1.0 - polynomial * (-z * z).exp()).copysign(f64::from(x));
    (f64::from(x) * 0.5 * (1.0 + erf)) as f32
}
