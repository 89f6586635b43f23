//! Runs of letters as features: what the topic and the kind of a message are told by.
//!
//! Runs survive endings and slips, and hashing holds them in a few dozen kilobytes a class (Joachims 1998; hashing: Weinberger and
//! others 2009, arXiv:0902.2206).

use knowledge_base::fold::words;

/// Places for runs of letters; runs that share one are told apart by the others of their word.
pub const BUCKETS: usize = 1 << 15;
/// Letters of a run, the mark of a word's beginning or end counted.
const RUNS: std::ops::RangeInclusive<usize> = 3..=5;
/// Words of a text that count.
const MOST_WORDS: usize = 40;
/// Letters of a word that count.
const LONGEST_WORD: usize = 24;

/// The buckets of a folded text: its words, and the runs of letters in them.
#[must_use]
pub fn runs(folded: &str) -> Vec<usize> {
    let mut runs = Vec::new();
    for word in words(folded).take(MOST_WORDS) {
        let letters: Vec<char> =
            std::iter::once(' ').chain(word.chars().take(LONGEST_WORD)).chain(std::iter::once(' ')).collect();
        runs.push(bucket(&letters));
        for length in RUNS.filter(|length| *length < letters.len()) {
            runs.extend(letters.windows(length).map(bucket));
        }
    }
    runs
}

fn bucket(letters: &[char]) -> usize {
    let hash = fnv1a(letters.iter().map(|letter| u32::from(*letter)));
    (hash ^ (hash >> 29)) as usize % BUCKETS
}

/// FNV-1a over numbers: each is taken whole, be it a byte or a letter.
pub(super) fn fnv1a<N: Into<u64>>(numbers: impl Iterator<Item = N>) -> u64 {
    numbers.fold(0xCBF2_9CE4_8422_2325, |hash, number| (hash ^ number.into()).wrapping_mul(0x0000_0100_0000_01B3))
}

/// The weights of runs for some classes, a byte each.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct LetterWeights {
    /// By class, then by bucket.
    weights: Vec<i8>,
    /// What one step of a byte is worth, by class.
    scales: Vec<f32>,
}

impl LetterWeights {
    /// Bytes of the weights of some classes.
    pub(super) const fn length(classes: usize) -> usize {
        classes * (size_of::<f32>() + BUCKETS)
    }

    /// Weights by class and bucket.
    ///
    /// # Panics
    /// When a class has not `BUCKETS` weights.
    pub(super) fn new(weights: &[Vec<f32>]) -> Self {
        assert!(weights.iter().all(|of_class| of_class.len() == BUCKETS), "one weight for each bucket");
        let greatest =
            |of_class: &Vec<f32>| of_class.iter().fold(f32::MIN_POSITIVE, |most, weight| most.max(weight.abs()));
        let scales: Vec<f32> = weights.iter().map(|of_class| greatest(of_class) / f32::from(i8::MAX)).collect();
        let stored = weights
            .iter()
            .zip(&scales)
            .flat_map(|(of_class, scale)| of_class.iter().map(move |weight| (weight / scale).round() as i8));
        Self { weights: stored.collect(), scales }
    }

    /// Reads weights of some classes from [`length`](Self::length) bytes.
    pub(super) fn parse(bytes: &[u8], classes: usize) -> Self {
        let (scales, weights) = bytes.split_at(classes * size_of::<f32>());
        Self { weights: weights.iter().map(|byte| byte.cast_signed()).collect(), scales: floats(scales) }
    }

    /// The bytes that [`parse`](Self::parse) reads.
    pub(super) fn bytes(&self) -> impl Iterator<Item = u8> {
        let scales = self.scales.iter().flat_map(|scale| scale.to_le_bytes());
        scales.chain(self.weights.iter().map(|weight| weight.cast_unsigned()))
    }

    /// What the runs of a folded text say for each class.
    pub(super) fn scores(&self, folded: &str) -> impl Iterator<Item = f32> {
        let runs = runs(folded);
        let share = share(&runs);
        self.weights.chunks_exact(BUCKETS).zip(&self.scales).map(move |(of_class, scale)| {
            let sum: i32 = runs.iter().map(|bucket| i32::from(of_class[*bucket])).sum();
            sum as f32 * scale * share
        })
    }
}

/// What each run of a text counts, so that long and short texts weigh alike.
#[must_use]
pub fn share(runs: &[usize]) -> f32 {
    1.0 / (runs.len().max(1) as f32).sqrt()
}

/// Little-endian numbers.
pub(super) fn floats(bytes: &[u8]) -> Vec<f32> {
    bytes.as_chunks::<4>().0.iter().map(|number| f32::from_le_bytes(*number)).collect()
}
