//! The loop: in every step a batch of aligned rows, now and then pairs and sections, all services where there are some; the rate falls
//! to zero.

use indicatif::{ProgressBar, ProgressStyle};
use rand::{RngExt as _, SeedableRng as _, rngs::StdRng, seq::SliceRandom as _};

use crate::{
    TrainingError,
    features::{Cutter, Feature, Text},
    loss::{Batch, TEMPERATURE, loss},
    records::Records,
    slips::drawn,
    table::Table,
};

/// How a run goes.
#[derive(Clone, Copy, Debug)]
pub struct Plan {
    /// Steps.
    pub steps: usize,
    /// Aligned rows of a step, of one pair of languages; the pairs take turns by their number of rows.
    pub batch: usize,
    /// The first rate of the optimiser.
    pub rate: f32,
    /// What the distance to the teacher counts.
    pub distance: f32,
    /// Share of the words of questions that are typed otherwise.
    pub misspelt: f64,
    /// The seed of everything drawn.
    pub seed: u64,
}

impl Default for Plan {
    fn default() -> Self {
        Self { steps: 0, batch: 1024, rate: 1.5e-3, distance: 0.0, misspelt: 0.15, seed: 1 }
    }
}

/// Pairs of one language, and sections, that are drawn when it is their turn.
const FEW: usize = 512;
/// Pairs of one language come every so many steps.
const PAIRS_EVERY: usize = 8;
/// Sections come every so many steps.
const TOLD_EVERY: usize = 4;
/// What a batch of pairs counts beside one of aligned rows.
const PAIRS_COUNT: f32 = 0.3;
/// Share of the words of aligned rows that are typed otherwise.
const MISSPELT_ROWS: f64 = 0.03;

/// Two texts that belong together.
#[derive(Clone, Debug)]
pub struct Lesson {
    /// The first text.
    pub one: Text,
    /// The other.
    pub other: Text,
    /// Lessons of one group say the same.
    pub group: u64,
    /// The place of the teacher's vector; `None` when it said nothing.
    pub meaning: Option<u32>,
}

/// What is learnt from.
pub struct Lessons<'l> {
    /// Aligned rows, by language pair.
    pub aligned: [&'l [Lesson]; 3],
    /// Pairs of one language.
    pub pairs: &'l [Lesson],
    /// Sections of records.
    pub told: &'l [Lesson],
    /// Services with their questions.
    pub records: &'l Records,
    /// What the teacher says of a meaning, in as many dimensions as the table.
    pub teacher: &'l dyn Fn(u32) -> Option<&'l [f32]>,
}

/// Trains the rows; gives the mean loss of each tenth of the run.
///
/// # Errors
/// There is less than one batch of rows, or the computation failed.
pub fn train(
    table: &mut Table,
    lessons: &Lessons<'_>,
    cutter: &Cutter,
    plan: &Plan,
) -> Result<Vec<f32>, TrainingError> {
    let found: usize = lessons.aligned.iter().map(|rows| rows.len()).sum();
    if lessons.records.is_empty() && found < plan.batch {
        return Err(TrainingError::TooLittle { found, needed: plan.batch });
    }
    let mut random = StdRng::seed_from_u64(plan.seed);
    let mut aligned = lessons.aligned.map(Deck::new);
    let (mut pairs, mut told) = (Deck::new(lessons.pairs), Deck::new(lessons.told));
    let bar = bar(plan.steps);
    let mut losses = Losses::new(plan.steps);
    for step in 0..plan.steps {
        let mut moves = Moves { table: &*table, lessons, cutter, texts: Vec::new(), gradients: Vec::new(), loss: 0.0 };
        if found > 0 {
            let rows = draw_aligned(&mut aligned, plan.batch, &mut random);
            moves.pull(&rows, 1.0, plan.distance, MISSPELT_ROWS, &mut random)?;
        }
        if step % PAIRS_EVERY == 0 {
            moves.pull(&pairs.draw(FEW, &mut random), PAIRS_COUNT, 0.0, 0.0, &mut random)?;
        }
        if step % TOLD_EVERY == 0 {
            moves.pull(&told.draw(FEW, &mut random), 1.0, plan.distance, 0.0, &mut random)?;
        }
        if !lessons.records.is_empty() {
            let (texts, gradients) = lessons.records.ask(moves.table, plan.misspelt, cutter, &mut random)?;
            moves.loss += gradients.loss;
            moves.texts.extend(texts);
            moves.gradients.extend(gradients.one.into_iter().chain(gradients.other));
        }
        let Moves { texts, gradients, loss, .. } = moves;
        table.step(&texts, &gradients, plan.rate * (1.0 - step as f32 / plan.steps as f32));
        losses.add(loss);
        bar.set_message(format!("{:.3}", losses.latest()));
        bar.inc(1);
    }
    bar.finish_and_clear();
    Ok(losses.tenths)
}

/// What a step moves: texts with the gradients of their vectors.
struct Moves<'m, 'l> {
    table: &'m Table,
    lessons: &'m Lessons<'l>,
    cutter: &'m Cutter,
    texts: Vec<Vec<Feature>>,
    gradients: Vec<f32>,
    loss: f32,
}

impl Moves<'_, '_> {
    /// Pulls the sides of lessons together, and to what the teacher says.
    fn pull(
        &mut self,
        drawn_lessons: &[&Lesson],
        counts: f32,
        distance: f32,
        misspelt: f64,
        random: &mut StdRng,
    ) -> Result<(), TrainingError> {
        if drawn_lessons.is_empty() {
            return Ok(());
        }
        let width = self.table.dimensions();
        let mut side = |text: fn(&Lesson) -> &Text| -> Vec<Vec<Feature>> {
            drawn_lessons.iter().map(|lesson| drawn(text(lesson), misspelt, self.cutter, random)).collect()
        };
        let (one, other) = (side(|lesson| &lesson.one), side(|lesson| &lesson.other));
        let groups: Vec<u64> = drawn_lessons.iter().map(|lesson| lesson.group).collect();
        let teacher = (distance > 0.0).then(|| {
            let mut said = vec![0.0; drawn_lessons.len() * width];
            for (lesson, said) in drawn_lessons.iter().zip(said.chunks_exact_mut(width)) {
                if let Some(vector) = lesson.meaning.and_then(self.lessons.teacher) {
                    said.copy_from_slice(vector);
                }
            }
            said
        });
        let (first, second) = (self.table.sums(&one), self.table.sums(&other));
        let gradients = loss(&Batch {
            one: &first,
            other: &second,
            groups: &groups,
            teacher: teacher.as_deref(),
            distance,
            temperature: TEMPERATURE,
        })?;
        self.loss += counts * gradients.loss;
        self.texts.extend(one.into_iter().chain(other));
        self.gradients.extend(gradients.one.into_iter().chain(gradients.other).map(|slope| slope * counts));
        Ok(())
    }
}

/// Lessons that are dealt in a drawn order, all before any comes again.
struct Deck<'l> {
    lessons: &'l [Lesson],
    order: Vec<usize>,
}

impl<'l> Deck<'l> {
    fn new(lessons: &'l [Lesson]) -> Self {
        Self { lessons, order: Vec::new() }
    }

    fn draw(&mut self, count: usize, random: &mut StdRng) -> Vec<&'l Lesson> {
        let count = count.min(self.lessons.len());
        if self.order.len() < count {
            self.order = (0..self.lessons.len()).collect();
            self.order.shuffle(random);
        }
        let drawn = self.order.split_off(self.order.len() - count);
        drawn.into_iter().map(|place| &self.lessons[place]).collect()
    }
}

/// A batch of one language pair, each with a chance by its number of rows, so that no batch mixes languages on one side.
fn draw_aligned<'l>(decks: &mut [Deck<'l>; 3], count: usize, random: &mut StdRng) -> Vec<&'l Lesson> {
    let all: usize = decks.iter().map(|deck| deck.lessons.len()).sum();
    let mut place = random.random_range(0..all.max(1));
    for deck in decks.iter_mut() {
        if place < deck.lessons.len() {
            return deck.draw(count, random);
        }
        place -= deck.lessons.len();
    }
    Vec::new()
}

/// Mean losses of the tenths of a run.
struct Losses {
    tenths: Vec<f32>,
    sum: f32,
    count: usize,
    tenth: usize,
}

impl Losses {
    fn new(steps: usize) -> Self {
        Self { tenths: Vec::new(), sum: 0.0, count: 0, tenth: steps.div_ceil(10).max(1) }
    }

    fn add(&mut self, loss: f32) {
        self.sum += loss;
        self.count += 1;
        if self.count == self.tenth {
            self.tenths.push(self.sum / self.count as f32);
            (self.sum, self.count) = (0.0, 0);
        }
    }

    fn latest(&self) -> f32 {
        let begun = (self.count > 0).then(|| self.sum / self.count as f32);
        begun.or(self.tenths.last().copied()).unwrap_or_default()
    }
}

/// A bar for so many steps of training.
fn bar(steps: usize) -> ProgressBar {
    ProgressBar::new(steps as u64).with_style(
        ProgressStyle::with_template("training {wide_bar} {pos}/{len} loss {msg} {eta}")
            .unwrap_or_else(|_| ProgressStyle::default_bar()),
    )
}
