//! Multinomial logistic regression over hashed runs of letters and a dense vector, by accelerated gradient descent (Nesterov 1983)
//! over all texts at once.

use assistant::decide::letters::{BUCKETS, runs, share};

/// Steps of the descent; more of them change nothing that is seen.
const STEPS: usize = 200;
/// Rounds of the power iteration that finds how steep the loss can be.
const ROUNDS: usize = 12;
/// Parts of the texts that are worked on at once.
const PARTS: usize = 4;

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

    /// The same text, counting so much.
    pub(super) fn weighing(self, weight: f32) -> Self {
        Self { weight, ..self }
    }

    /// What the text counts at each of its features: those of its letters, then those beside them.
    fn features(&self) -> impl Iterator<Item = (usize, f32)> {
        let letters = self.runs.iter().map(|run| (*run, self.share));
        letters.chain(self.dense.iter().enumerate().map(|(place, value)| (BUCKETS + place, *value)))
    }

    /// The product with the weights of every class.
    fn products(&self, weights: &[f32], into: &mut [f32]) {
        into.fill(0.0);
        for (feature, value) in self.features() {
            let of_feature = &weights[feature * into.len()..][..into.len()];
            into.iter_mut().zip(of_feature).for_each(|(sum, weight)| *sum += value * weight);
        }
    }

    /// Adds multiples of the text to the weights of every class.
    fn add(&self, times: &[f32], weights: &mut [f32]) {
        for (feature, value) in self.features() {
            let of_feature = &mut weights[feature * times.len()..][..times.len()];
            of_feature.iter_mut().zip(times).for_each(|(weight, times)| *weight += value * times);
        }
    }
}

/// The weights of one class.
pub(super) struct Weights {
    /// By bucket.
    pub(super) letters: Vec<f32>,
    /// By dense value.
    pub(super) dense: Vec<f32>,
}

/// The weights of each class that make the samples' classes likeliest; `ridge` is what a squared weight costs against the errors of
/// all texts.
pub(super) fn learn(samples: &[Sample], classes: usize, ridge: f32) -> Vec<Weights> {
    let features = BUCKETS + samples.first().map_or(0, |sample| sample.dense.len());
    let step = 1.0 / (0.5 * steepness(samples, features) + ridge);
    // The weights of all classes for one feature lie beside one another: a text reads few places.
    let mut weights = vec![0.0_f32; features * classes];
    let mut ahead = weights.clone();
    for round in 0..STEPS {
        let slopes = slopes(samples, &ahead, classes);
        let momentum = round as f32 / (round as f32 + 3.0);
        for ((weight, ahead), slope) in weights.iter_mut().zip(&mut ahead).zip(&slopes) {
            let next = *ahead - step * (slope + ridge * *ahead);
            *ahead = next + momentum * (next - *weight);
            *weight = next;
        }
    }
    let (letters, dense) = weights.split_at(BUCKETS * classes);
    let of_class = |values: &[f32], class| values.iter().skip(class).step_by(classes.max(1)).copied().collect();
    (0..classes).map(|class| Weights { letters: of_class(letters, class), dense: of_class(dense, class) }).collect()
}

/// The slopes of all texts; summed by parts of fixed places, so that a machine with more cores comes to the same weights.
fn slopes(samples: &[Sample], weights: &[f32], classes: usize) -> Vec<f32> {
    let parts = samples.chunks(samples.len().div_ceil(PARTS).max(1));
    std::thread::scope(|scope| {
        let parts: Vec<_> = parts.map(|part| scope.spawn(move || slopes_of(part, weights, classes))).collect();
        let mut whole = vec![0.0; weights.len()];
        // A part that panicked has told so; there is nothing to learn from the rest.
        for part in parts.into_iter().filter_map(|part| part.join().ok()) {
            whole.iter_mut().zip(part).for_each(|(sum, slope)| *sum += slope);
        }
        whole
    })
}

fn slopes_of(samples: &[Sample], weights: &[f32], classes: usize) -> Vec<f32> {
    let mut slopes = vec![0.0; weights.len()];
    let mut errors = vec![0.0; classes];
    for sample in samples {
        sample.products(weights, &mut errors);
        softmax(&mut errors);
        errors[sample.class] -= 1.0;
        errors.iter_mut().for_each(|error| *error *= sample.weight);
        sample.add(&errors, &mut slopes);
    }
    slopes
}

/// The largest eigenvalue of the weighted texts, which bounds how fast the slope changes.
fn steepness(samples: &[Sample], features: usize) -> f32 {
    let mut direction = vec![1.0 / (features as f32).sqrt(); features];
    let mut length = 1.0;
    let mut product = [0.0];
    for _ in 0..ROUNDS {
        let mut next = vec![0.0; features];
        for sample in samples {
            sample.products(&direction, &mut product);
            sample.add(&[sample.weight * product[0]], &mut next);
        }
        length = next.iter().map(|value| value * value).sum::<f32>().sqrt().max(f32::MIN_POSITIVE);
        next.iter_mut().for_each(|value| *value /= length);
        direction = next;
    }
    length
}

/// Scores as probabilities.
fn softmax(scores: &mut [f32]) {
    let most = scores.iter().copied().fold(f32::MIN, f32::max);
    scores.iter_mut().for_each(|score| *score = (*score - most).exp());
    let sum: f32 = scores.iter().sum();
    scores.iter_mut().for_each(|score| *score /= sum);
}
