//! Multinomial logistic regression over hashed runs of letters and a dense vector, by accelerated gradient descent (Nesterov 1983)
//! over all texts at once.

use assistant::decide::letters::{BUCKETS, runs, share};

/// Steps of the descent; more of them change nothing that is seen.
const STEPS: usize = 200;
/// Rounds of the power iteration that finds how steep the loss can be.
const ROUNDS: usize = 12;

/// A text to learn from.
pub(super) struct Sample {
    runs: Vec<usize>,
    /// What each run counts.
    share: f32,
    /// Values beside the runs; equally many in all samples.
    dense: Vec<f32>,
    class: usize,
    /// What the text counts.
    weight: f32,
}

impl Sample {
    /// A folded text of a class, with values beside its letters.
    pub(super) fn new(folded: &str, dense: Vec<f32>, class: usize) -> Self {
        let runs = runs(folded);
        let share = share(&runs);
        Self { runs, share, dense, class, weight: 1.0 }
    }

    fn product(&self, weights: &Weights) -> f32 {
        let letters = self.share * self.runs.iter().map(|run| weights.letters[*run]).sum::<f32>();
        letters + self.dense.iter().zip(&weights.dense).map(|(value, weight)| value * weight).sum::<f32>()
    }

    /// Adds a multiple of the text to some weights.
    fn add(&self, times: f32, weights: &mut Weights) {
        self.runs.iter().for_each(|run| weights.letters[*run] += self.share * times);
        weights.dense.iter_mut().zip(&self.dense).for_each(|(weight, value)| *weight += times * value);
    }
}

/// Makes every class weigh alike, whatever the numbers of its texts.
pub(super) fn even_out(samples: &mut [Sample], classes: usize) {
    let mut counts = vec![0_usize; classes];
    samples.iter().for_each(|sample| counts[sample.class] += 1);
    let all = samples.len() as f32;
    for sample in samples {
        sample.weight = all / classes as f32 / counts[sample.class].max(1) as f32;
    }
}

/// The weights of one class.
#[derive(Clone)]
pub(super) struct Weights {
    /// By bucket.
    pub(super) letters: Vec<f32>,
    /// By dense value.
    pub(super) dense: Vec<f32>,
}

impl Weights {
    fn filled(value: f32, dense: usize) -> Self {
        Self { letters: vec![value; BUCKETS], dense: vec![value; dense] }
    }

    fn values(&self) -> impl Iterator<Item = &f32> {
        self.letters.iter().chain(&self.dense)
    }

    fn values_mut(&mut self) -> impl Iterator<Item = &mut f32> {
        self.letters.iter_mut().chain(&mut self.dense)
    }
}

/// The weights of each class that make the samples' classes likeliest; `ridge` is what a squared weight costs against the errors of
/// all texts.
pub(super) fn learn(samples: &[Sample], classes: usize, ridge: f32) -> Vec<Weights> {
    let dense = samples.first().map_or(0, |sample| sample.dense.len());
    let step = 1.0 / (0.5 * steepness(samples, dense) + ridge);
    let mut weights = vec![Weights::filled(0.0, dense); classes];
    let mut ahead = weights.clone();
    for round in 0..STEPS {
        let slopes = slopes(samples, &ahead);
        let momentum = round as f32 / (round as f32 + 3.0);
        for ((weights, ahead), slopes) in weights.iter_mut().zip(&mut ahead).zip(&slopes) {
            for ((weight, ahead), slope) in weights.values_mut().zip(ahead.values_mut()).zip(slopes.values()) {
                let next = *ahead - step * (slope + ridge * *ahead);
                *ahead = next + momentum * (next - *weight);
                *weight = next;
            }
        }
    }
    weights
}

fn slopes(samples: &[Sample], weights: &[Weights]) -> Vec<Weights> {
    let dense = weights.first().map_or(0, |weights| weights.dense.len());
    let mut slopes = vec![Weights::filled(0.0, dense); weights.len()];
    for sample in samples {
        let likely = softmax(weights.iter().map(|weights| sample.product(weights)).collect());
        for (class, (slopes, likely)) in slopes.iter_mut().zip(likely).enumerate() {
            let error = sample.weight * (likely - f32::from(u8::from(class == sample.class)));
            sample.add(error, slopes);
        }
    }
    slopes
}

/// The largest eigenvalue of the weighted texts, which bounds how fast the slope changes.
fn steepness(samples: &[Sample], dense: usize) -> f32 {
    let mut direction = Weights::filled(1.0 / ((BUCKETS + dense) as f32).sqrt(), dense);
    let mut length = 1.0;
    for _ in 0..ROUNDS {
        let mut next = Weights::filled(0.0, dense);
        for sample in samples {
            sample.add(sample.weight * sample.product(&direction), &mut next);
        }
        length = next.values().map(|value| value * value).sum::<f32>().sqrt().max(f32::MIN_POSITIVE);
        next.values_mut().for_each(|value| *value /= length);
        direction = next;
    }
    length
}

fn softmax(scores: Vec<f32>) -> Vec<f32> {
    let most = scores.iter().copied().fold(f32::MIN, f32::max);
    let parts: Vec<f32> = scores.into_iter().map(|score| (score - most).exp()).collect();
    let sum: f32 = parts.iter().sum();
    parts.into_iter().map(|part| part / sum).collect()
}
