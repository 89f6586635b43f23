//! Logistic regression, by gradient descent on standardised signals.

use assistant::decide::Logistic;

/// Steps of the descent; with standardised signals it has long come to rest.
const STEPS: usize = 1_500;
const RATE: f64 = 0.5;
/// Holds weights back that few questions speak for.
const RIDGE: f64 = 1e-3;

/// Values with whether what they speak for is so; equally many in all.
pub(super) type Labelled = (Vec<f32>, bool);

/// The weights that make the labels likeliest.
pub(super) fn fit(labelled: &[Labelled]) -> Logistic {
    let width = labelled.first().map_or(0, |(values, _)| values.len());
    let (means, scales) = spread(labelled, width);
    let rows: Vec<Vec<f64>> = labelled
        .iter()
        .map(|(values, _)| (0..width).map(|at| (f64::from(values[at]) - means[at]) / scales[at]).collect())
        .collect();
    let share = 1.0 / labelled.len().max(1) as f64;
    let (mut weights, mut bias) = (vec![0.0_f64; width], 0.0_f64);
    for _ in 0..STEPS {
        let (mut slope, mut slope_of_bias) = (vec![0.0_f64; width], 0.0_f64);
        for (row, (_, is)) in rows.iter().zip(labelled) {
            let odds = bias + row.iter().zip(&weights).map(|(value, weight)| value * weight).sum::<f64>();
            let error = share * (1.0 / (1.0 + (-odds).exp()) - f64::from(u8::from(*is)));
            slope_of_bias += error;
            slope.iter_mut().zip(row).for_each(|(slope, value)| *slope += error * value);
        }
        bias -= RATE * slope_of_bias;
        weights.iter_mut().zip(slope).for_each(|(weight, slope)| *weight -= RATE * (slope + RIDGE * *weight));
    }
    let unscaled: Vec<f64> = weights.iter().zip(&scales).map(|(weight, scale)| weight / scale).collect();
    let shift: f64 = unscaled.iter().zip(&means).map(|(weight, mean)| weight * mean).sum();
    Logistic { bias: (bias - shift) as f32, weights: unscaled.into_iter().map(|weight| weight as f32).collect() }
}

/// Mean and deviation of each signal; 1 for the deviation of a signal that never changes.
fn spread(labelled: &[Labelled], width: usize) -> (Vec<f64>, Vec<f64>) {
    let count = labelled.len().max(1) as f64;
    let values = |at: usize| labelled.iter().map(move |(values, _)| f64::from(values[at]));
    let means: Vec<f64> = (0..width).map(|at| values(at).sum::<f64>() / count).collect();
    let deviation = |at: usize| (values(at).map(|value| (value - means[at]).powi(2)).sum::<f64>() / count).sqrt();
    let scales = (0..width).map(deviation).map(|scale| if scale > 1e-6 { scale } else { 1.0 }).collect();
    (means, scales)
}
