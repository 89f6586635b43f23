//! The weights, and their bytes.

use models::language::{LanguageTables, Spelling, Words};
use rand::{RngExt as _, SeedableRng as _, rngs::StdRng};

use super::windows::{Label, Windows};

/// How the tables are fitted.
#[derive(Clone, Copy, Debug)]
pub struct Options {
    /// Windows seen for each table.
    pub windows: usize,
    /// Buckets of the Latin table, as a power of two.
    pub latin_power: u32,
    /// Buckets of the Cyrillic table, as a power of two.
    pub cyrillic_power: u32,
    /// The rate of AdaGrad.
    pub rate: f32,
    /// What is taken for certain at most: a window may be of several languages.
    pub certain: f32,
    /// The seed of everything drawn.
    pub seed: u64,
}

impl Default for Options {
    fn default() -> Self {
        Self { windows: 3_000_000, latin_power: 17, cyrillic_power: 18, rate: 0.02, certain: 0.99, seed: 1 }
    }
}

/// What the Latin table learns, by share: Russian is seldom typed in Latin letters, and must not be taken for where nothing speaks for it.
const LATIN: [(Label, Option<usize>); 7] = [
    (Label::UzLatn, Some(0)),
    (Label::UzLatn, Some(0)),
    (Label::UzLatn, Some(0)),
    (Label::RuLatn, Some(1)),
    (Label::En, None),
    (Label::En, None),
    (Label::En, None),
];
/// What the Cyrillic table learns, by share.
const CYRILLIC: [(Label, Option<usize>); 2] = [(Label::UzCyrl, Some(0)), (Label::Ru, None)];

/// Weights of rows of `COLUMNS` languages against one more, with the sums of their squared gradients.
struct Regression<const COLUMNS: usize> {
    rows: Vec<[f32; COLUMNS]>,
    squares: Vec<[f32; COLUMNS]>,
    features: Vec<usize>,
}

impl<const COLUMNS: usize> Regression<COLUMNS> {
    fn new(power: u32) -> Self {
        let rows = 1 << power;
        // Beginning above zero keeps the first steps small.
        Self { rows: vec![[0.0; COLUMNS]; rows], squares: vec![[1.0; COLUMNS]; rows], features: Vec::new() }
    }

    /// One step towards a language; `None` is the one against which the others are told. Returns the loss, in nats.
    fn learn(&mut self, words: &Words, label: Option<usize>, options: &Options, decay: f32) -> f32 {
        let mask = self.rows.len() - 1;
        let features = &mut self.features;
        features.clear();
        words.for_each_feature(|feature| features.push(feature as usize & mask));
        let mut odds = [0.0; COLUMNS];
        for feature in &*features {
            for (sum, weight) in odds.iter_mut().zip(self.rows[*feature]) {
                *sum += weight;
            }
        }
        let highest = odds.iter().copied().fold(0.0, f32::max);
        let powers = odds.map(|odds| (odds - highest).exp());
        let whole = powers.iter().sum::<f32>() + (-highest).exp();
        let of_other = (1.0 - options.certain) / COLUMNS as f32;
        let mut errors = [0.0; COLUMNS];
        for (column, error) in errors.iter_mut().enumerate() {
            let target = if label == Some(column) { options.certain } else { of_other };
            *error = powers[column] / whole - target;
        }
        for feature in &*features {
            let (row, squares) = (&mut self.rows[*feature], &mut self.squares[*feature]);
            for column in 0..COLUMNS {
                squares[column] += errors[column] * errors[column];
                row[column] -= options.rate * decay * errors[column] / squares[column].sqrt();
            }
        }
        let own = label.map_or((-highest).exp(), |column| powers[column]) / whole;
        -own.max(1e-9).ln()
    }

    /// The rows as bytes and what one unit is worth.
    fn bytes(&self) -> (Vec<[i8; COLUMNS]>, f32) {
        let mut sizes: Vec<f32> = self.rows.iter().flatten().map(|weight| weight.abs()).collect();
        sizes.sort_by(f32::total_cmp);
        // A few outliers are cut, so that the others keep their differences.
        let largest = sizes[sizes.len() - 1 - sizes.len() / 5_000].max(1e-6);
        let scale = largest / 127.0;
        // Within the bounds of a byte after the clamp.
        let byte = |weight: f32| (weight / scale).round().clamp(-127.0, 127.0) as i8;
        (self.rows.iter().map(|row| row.map(byte)).collect(), scale)
    }
}

/// Fits both tables; returns their file and the mean loss of each tenth of the way, Latin then Cyrillic.
#[must_use]
pub fn fit(windows: &Windows<'_>, options: &Options) -> (Vec<u8>, Vec<[f32; 2]>) {
    let mut random = StdRng::seed_from_u64(options.seed);
    let mut latin = Regression::<2>::new(options.latin_power);
    let mut cyrillic = Regression::<1>::new(options.cyrillic_power);
    let tenth = (options.windows / 10).max(1);
    let mut losses = Vec::new();
    let mut sums = [0.0_f64; 2];
    for step in 0..options.windows {
        // The rate falls to a tenth: the last windows polish.
        let decay = 1.0 - 0.9 * step as f32 / options.windows as f32;
        let (label, column) = LATIN[random.random_range(0..LATIN.len())];
        if let Some(window) = windows.draw(label, &mut random) {
            sums[0] += f64::from(latin.learn(&Spelling::of(&window).latin, column, options, decay));
        }
        let (label, column) = CYRILLIC[random.random_range(0..CYRILLIC.len())];
        if let Some(window) = windows.draw(label, &mut random) {
            sums[1] += f64::from(cyrillic.learn(&Spelling::of(&window).cyrillic, column, options, decay));
        }
        if (step + 1) % tenth == 0 {
            losses.push(sums.map(|sum| (sum / tenth as f64) as f32));
            sums = [0.0; 2];
        }
    }
    let (latin, latin_scale) = latin.bytes();
    let (cyrillic, cyrillic_scale) = cyrillic.bytes();
    let cyrillic: Vec<i8> = cyrillic.into_iter().flatten().collect();
    (LanguageTables::write((&latin, latin_scale), (&cyrillic, cyrillic_scale)), losses)
}
