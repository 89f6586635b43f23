//! The loop: batches of the corpus and of the services in turn, the rate falling to zero.

use indicatif::{ProgressBar, ProgressStyle};
use rand::{
    RngExt as _, SeedableRng as _,
    rngs::StdRng,
    seq::{IndexedRandom as _, SliceRandom as _},
};

use crate::{Pieces, TrainingError, loss::contrast, services::Service, table::Table};

/// How a run goes.
#[derive(Clone, Copy, Debug)]
pub struct Options {
    /// Passes over the aligned rows.
    pub epochs: usize,
    /// Pairs of a batch.
    pub batch: usize,
    /// The first rate of the optimiser.
    pub rate: f32,
    /// How strongly rows are drawn back to where they began.
    pub draw_back: f32,
    /// One batch of services for so many batches of aligned rows.
    pub services_every: usize,
    /// The seed of everything drawn.
    pub seed: u64,
}

impl Default for Options {
    fn default() -> Self {
        Self { epochs: 4, batch: 1024, rate: 1e-3, draw_back: 1e-3, services_every: 2, seed: 1 }
    }
}

/// Share of the pieces of a text that are left out in training, so that no single one carries it.
const DROPPED: f64 = 0.15;
/// Share of the questions that get a slip of the keyboard.
const SLIPS: f64 = 0.15;

/// Turns a text into its pieces.
pub type Cut<'c> = &'c dyn Fn(&str) -> Pieces;

/// Aligned texts as pieces, by language pair.
pub type Aligned = [Vec<(Pieces, Pieces)>; 3];

/// Trains the rows; gives the mean loss of each epoch.
///
/// # Errors
/// There is less than one batch of rows, or the computation failed.
pub fn train(
    table: &mut Table,
    aligned: &Aligned,
    services: &[Service],
    cut: Cut<'_>,
    options: &Options,
) -> Result<Vec<f32>, TrainingError> {
    let found = aligned.iter().map(Vec::len).sum();
    if found < options.batch {
        return Err(TrainingError::TooLittle { found, needed: options.batch });
    }
    let mut random = StdRng::seed_from_u64(options.seed);
    let of_epoch: Vec<(usize, usize)> = (0..aligned.len())
        .flat_map(|pair| (0..aligned[pair].len() / options.batch).map(move |batch| (pair, batch)))
        .collect();
    let total = of_epoch.len() * options.epochs;
    let bar = ProgressBar::new(total as u64).with_style(
        ProgressStyle::with_template("training {wide_bar} {pos}/{len} loss {msg} {eta}")
            .unwrap_or_else(|_| ProgressStyle::default_bar()),
    );
    let mut losses = Vec::new();
    let mut done = 0;
    for _ in 0..options.epochs {
        let mut order: Vec<Vec<usize>> = aligned.iter().map(|rows| (0..rows.len()).collect()).collect();
        order.iter_mut().for_each(|rows| rows.shuffle(&mut random));
        let mut batches = of_epoch.clone();
        batches.shuffle(&mut random);
        let mut sum = 0.0;
        for (pair, batch) in &batches {
            let rate = options.rate * (1.0 - done as f32 / total as f32);
            let from = batch * options.batch;
            let chosen = order[*pair][from..from + options.batch].iter().map(|row| &aligned[*pair][*row]);
            let sides: Vec<(Pieces, Pieces)> =
                chosen.map(|(one, other)| (thinned(one, &mut random), thinned(other, &mut random))).collect();
            let groups: Vec<usize> = (0..sides.len()).collect();
            sum += step(table, &sides, &groups, rate, options.draw_back)?;
            if done % options.services_every == 0 && !services.is_empty() {
                let (sides, groups) = of_services(services, cut, options.batch / 2, &mut random);
                step(table, &sides, &groups, rate, options.draw_back)?;
            }
            done += 1;
            bar.inc(1);
            if done % 16 == 0 {
                bar.set_message(format!("{:.3}", sum / (done - losses.len() * batches.len()) as f32));
            }
        }
        losses.push(sum / batches.len() as f32);
    }
    bar.finish_and_clear();
    Ok(losses)
}

fn step(
    table: &mut Table,
    sides: &[(Pieces, Pieces)],
    groups: &[usize],
    rate: f32,
    draw_back: f32,
) -> Result<f32, TrainingError> {
    let width = table.dimensions();
    let sums = |texts: &[&Pieces], table: &Table| {
        let mut sums = vec![0.0; texts.len() * width];
        sums.chunks_exact_mut(width).zip(texts).for_each(|(sum, text)| table.sum(text, sum));
        sums
    };
    let (one, other): (Vec<&Pieces>, Vec<&Pieces>) = sides.iter().map(|(one, other)| (one, other)).unzip();
    let gradients = contrast(&sums(&one, table), &sums(&other, table), groups)?;
    let texts: Vec<&Pieces> = one.into_iter().chain(other).collect();
    let all: Vec<f32> = gradients.one.into_iter().chain(gradients.other).collect();
    table.step(&texts, &all, rate, draw_back);
    Ok(gradients.loss)
}

/// Questions with another text of their service, drawn over all services.
fn of_services(
    services: &[Service],
    cut: Cut<'_>,
    pairs: usize,
    random: &mut StdRng,
) -> (Vec<(Pieces, Pieces)>, Vec<usize>) {
    let (mut sides, mut groups) = (Vec::with_capacity(pairs), Vec::with_capacity(pairs));
    let asked: Vec<usize> = (0..services.len()).filter(|place| !services[*place].questions.is_empty()).collect();
    while sides.len() < pairs {
        let Some(place) = asked.choose(random) else { break };
        let service = &services[*place];
        let Some(question) = service.questions.choose(random) else { continue };
        let question = if random.random_bool(SLIPS) { slip(question, random) } else { question.clone() };
        // Half of the time the partner is another question: two people rarely ask in the same words.
        let partners = if random.random_bool(0.5) { &service.questions } else { &service.texts };
        let Some(partner) = partners.choose(random) else { continue };
        sides.push((thinned(&cut(&question), random), thinned(&cut(partner), random)));
        groups.push(*place);
    }
    (sides, groups)
}

/// A text without some of its pieces; at least one is left.
fn thinned(pieces: &Pieces, random: &mut StdRng) -> Pieces {
    let left: Pieces = pieces.iter().copied().filter(|_| !random.random_bool(DROPPED)).collect();
    if left.is_empty() { pieces.clone() } else { left }
}

/// A text with one slip of the keyboard: a letter twice, left out, or changed with its neighbour.
fn slip(text: &str, random: &mut StdRng) -> String {
    let mut letters: Vec<char> = text.chars().collect();
    if letters.len() < 4 {
        return text.to_owned();
    }
    let place = random.random_range(1..letters.len() - 1);
    match random.random_range(0..3) {
        0 => letters.insert(place, letters[place]),
        1 => drop(letters.remove(place)),
        _ => letters.swap(place, place + 1),
    }
    letters.into_iter().collect()
}
