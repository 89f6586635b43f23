//! The loop: batches of aligned rows, of pairs, of records and of questions in a drawn order, the rate falling to zero.

use indicatif::{ProgressBar, ProgressStyle};
use rand::{SeedableRng as _, rngs::StdRng, seq::SliceRandom as _};

use crate::{
    Pieces, TrainingError,
    loss::{Batch, TEMPERATURE, loss},
    neighbours::Families,
    services::Service,
    slips::thinned,
    table::Table,
};

/// How a run goes.
#[derive(Clone, Copy, Debug)]
pub struct Plan {
    /// Batches of aligned rows; the language pairs take turns by their number of rows.
    pub aligned: usize,
    /// Batches of pairs of one language.
    pub pairs: usize,
    /// Batches of sections of records told in three languages.
    pub told: usize,
    /// Batches of questions for services.
    pub asked: usize,
    /// Pairs of texts in a batch; of questions half as many.
    pub batch: usize,
    /// The first rate of the optimiser.
    pub rate: f32,
    /// How strongly rows are drawn back to where they began.
    pub draw_back: f32,
    /// What the distance to the teacher counts.
    pub distance: f32,
    /// How sharp the contrast between services is.
    pub temperature: f32,
    /// The seed of everything drawn.
    pub seed: u64,
}

impl Default for Plan {
    fn default() -> Self {
        Self {
            aligned: 0,
            pairs: 0,
            told: 0,
            asked: 0,
            batch: 1024,
            rate: 2e-3,
            draw_back: 1e-3,
            distance: 0.0,
            temperature: TEMPERATURE,
            seed: 1,
        }
    }
}

/// What a batch of pairs counts beside one of aligned rows.
const PAIRS_COUNT: f32 = 0.3;

/// Turns a text into its pieces.
pub type Cut<'c> = &'c dyn Fn(&str) -> Pieces;

/// Two texts that belong together, as pieces.
#[derive(Clone, Debug)]
pub struct Lesson {
    /// The first text.
    pub one: Pieces,
    /// The other.
    pub other: Pieces,
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
    pub services: &'l [Service],
    /// What the teacher says of a meaning, in as many dimensions as the table.
    pub teacher: &'l dyn Fn(u32) -> Option<&'l [f32]>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Aligned,
    Pairs,
    Told,
    Asked,
}

/// Trains the rows; gives the mean loss of each tenth of the run.
///
/// # Errors
/// There is less than one batch of rows, or the computation failed.
pub fn train(table: &mut Table, lessons: &Lessons<'_>, cut: Cut<'_>, plan: &Plan) -> Result<Vec<f32>, TrainingError> {
    let found = lessons.aligned.iter().map(|rows| rows.len()).sum();
    if plan.aligned > 0 && found < plan.batch {
        return Err(TrainingError::TooLittle { found, needed: plan.batch });
    }
    let mut random = StdRng::seed_from_u64(plan.seed);
    let mut aligned = lessons.aligned.map(Deck::new);
    let (mut pairs, mut told) = (Deck::new(lessons.pairs), Deck::new(lessons.told));
    let mut families = Families::new(lessons.services, table, cut);
    let order = order(plan, lessons, &mut random);
    let bar = bar(order.len());
    let mut losses = Losses::new(order.len());
    for (done, kind) in order.iter().enumerate() {
        let rate = plan.rate * (1.0 - done as f32 / order.len() as f32);
        let (drawn, distance, temperature, counts) = match kind {
            Kind::Aligned => (draw_aligned(&mut aligned, plan.batch, &mut random), plan.distance, TEMPERATURE, 1.0),
            Kind::Pairs => (pairs.draw(plan.batch / 2, &mut random), 0.0, TEMPERATURE, PAIRS_COUNT),
            Kind::Told => (told.draw(plan.batch / 2, &mut random), plan.distance, TEMPERATURE, 1.0),
            Kind::Asked => (families.draw(plan.batch / 2, cut, &mut random), 0.0, plan.temperature, 1.0),
        };
        let step = Step { distance, temperature, counts, rate, draw_back: plan.draw_back };
        losses.add(step.take(table, &drawn, lessons)?);
        bar.set_message(format!("{:.3}", losses.latest()));
        bar.inc(1);
    }
    bar.finish_and_clear();
    Ok(losses.tenths)
}

/// All batches of a run in a drawn order; kinds without lessons are left out.
fn order(plan: &Plan, lessons: &Lessons<'_>, random: &mut StdRng) -> Vec<Kind> {
    let asked = lessons.services.iter().any(|service| !service.questions.is_empty());
    let some = |count: usize, there: bool| if there { count } else { 0 };
    let mut order = vec![Kind::Aligned; plan.aligned];
    order.extend(vec![Kind::Pairs; some(plan.pairs, !lessons.pairs.is_empty())]);
    order.extend(vec![Kind::Told; some(plan.told, !lessons.told.is_empty())]);
    order.extend(vec![Kind::Asked; some(plan.asked, asked)]);
    order.shuffle(random);
    order
}

/// One move of the rows.
struct Step {
    distance: f32,
    temperature: f32,
    counts: f32,
    rate: f32,
    draw_back: f32,
}

impl Step {
    fn take(&self, table: &mut Table, drawn: &[Lesson], lessons: &Lessons<'_>) -> Result<f32, TrainingError> {
        let width = table.dimensions();
        let (one, other): (Vec<&Pieces>, Vec<&Pieces>) =
            drawn.iter().map(|lesson| (&lesson.one, &lesson.other)).unzip();
        let groups: Vec<u64> = drawn.iter().map(|lesson| lesson.group).collect();
        let teacher = (self.distance > 0.0).then(|| {
            let mut said = vec![0.0; drawn.len() * width];
            for (lesson, said) in drawn.iter().zip(said.chunks_exact_mut(width)) {
                if let Some(vector) = lesson.meaning.and_then(lessons.teacher) {
                    said.copy_from_slice(vector);
                }
            }
            said
        });
        let (first, second) = (table.sums(&one), table.sums(&other));
        let batch = Batch {
            one: &first,
            other: &second,
            groups: &groups,
            teacher: teacher.as_deref(),
            distance: self.distance,
            temperature: self.temperature,
        };
        let gradients = loss(&batch)?;
        let texts: Vec<&Pieces> = one.into_iter().chain(other).collect();
        let all: Vec<f32> = gradients.one.into_iter().chain(gradients.other).map(|slope| slope * self.counts).collect();
        table.step(&texts, &all, self.rate, self.draw_back);
        Ok(gradients.loss)
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

    fn draw(&mut self, count: usize, random: &mut StdRng) -> Vec<Lesson> {
        let count = count.min(self.lessons.len());
        if self.order.len() < count {
            self.order = (0..self.lessons.len()).collect();
            self.order.shuffle(random);
        }
        let drawn = self.order.split_off(self.order.len() - count);
        let thin = |lesson: &Lesson, random: &mut StdRng| Lesson {
            one: thinned(&lesson.one, random),
            other: thinned(&lesson.other, random),
            ..*lesson
        };
        drawn.into_iter().map(|place| thin(&self.lessons[place], random)).collect()
    }
}

/// A batch of one language pair, each with a chance by its number of rows, so that no batch mixes languages on one side.
fn draw_aligned(decks: &mut [Deck<'_>; 3], count: usize, random: &mut StdRng) -> Vec<Lesson> {
    use rand::RngExt as _;
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
