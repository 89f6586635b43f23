//! Records that stand too close to one another, for editors to part.
//!
//! A question that lies nearer to another record than to its own will be answered from the other one; two records that lie nearly
//! at one place are perhaps one. Both are told by the vectors alone, within one language, and are advice: the search weighs
//! words as well.

use std::{collections::BTreeMap, panic, thread};

use knowledge_base::{KnowledgeBase, Language, RecordId, fold};

use crate::{Passage, Section, TextEmbedder, passages};

/// A question nearer to another record than to its own.
#[derive(Clone, Debug, PartialEq)]
pub struct Confusion {
    /// The record that asks it.
    pub record: RecordId,
    /// The language of the question.
    pub language: Language,
    /// The question.
    pub question: String,
    /// The highest cosine with the other passages of its record.
    pub own: f32,
    /// The record that is nearer.
    pub nearer: RecordId,
    /// The highest cosine with its passages.
    pub other: f32,
}

/// Two records whose texts say nearly the same.
#[derive(Clone, Debug, PartialEq)]
pub struct Twins {
    /// One of them.
    pub one: RecordId,
    /// The other.
    pub other: RecordId,
    /// The cosine of their mean vectors.
    pub score: f32,
}

/// What stands too close.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Neighbours {
    /// Questions nearer to another record, the worst first.
    pub confusions: Vec<Confusion>,
    /// Records that say nearly the same, the closest first.
    pub twins: Vec<Twins>,
}

/// From this cosine of their mean vectors on, two records say nearly the same.
const TWINS: f32 = 0.92;
/// By so much another record has to be nearer; below it is noise.
const NEARER: f32 = 0.05;

/// A passage with its vector.
struct Placed {
    passage: Passage,
    vector: Vec<f32>,
}

/// Compares every question and every record of a knowledge base with all others.
#[must_use]
pub fn neighbours(base: &KnowledgeBase, embedder: &dyn TextEmbedder) -> Neighbours {
    // Life events share the words of their records on purpose.
    let passages = passages(base).into_iter().filter(|passage| base.record(&passage.record).is_some());
    let place = |passage: Passage| {
        let folded = fold(&passage.text, passage.language);
        // All as questions: texts of one kind are compared with each other here.
        let vector = embedder.embed(&embedder.form().of(&passage.text, &folded, &[passage.language]));
        Placed { vector, passage }
    };
    let placed: Vec<Placed> = passages.map(place).collect();
    let mut confusions: Vec<Confusion> = thread::scope(|scope| {
        let of_languages = Language::ALL.map(|language| {
            let placed = &placed;
            scope.spawn(move || {
                confusions(&placed.iter().filter(|one| one.passage.language == language).collect::<Vec<_>>())
            })
        });
        let joined =
            of_languages.into_iter().map(|thread| thread.join().unwrap_or_else(|cause| panic::resume_unwind(cause)));
        joined.flatten().collect()
    });
    confusions.sort_by(|one, other| (other.other - other.own).total_cmp(&(one.other - one.own)));
    Neighbours { confusions, twins: twins(&placed) }
}

/// Questions that are compared in one pass over the passages: a vector that was fetched serves all of them.
const AT_ONCE: usize = 16;

/// The questions of one language that lie nearer to another record.
fn confusions(all: &[&Placed]) -> Vec<Confusion> {
    let questions: Vec<&Placed> = all.iter().copied().filter(|one| one.passage.section == Section::Question).collect();
    let compared = questions.chunks(AT_ONCE).flat_map(|questions| {
        let mut rivals: Vec<Rivals<'_>> = questions.iter().map(|question| Rivals::of(question)).collect();
        for one in all {
            rivals.iter_mut().for_each(|rivals| rivals.meet(one));
        }
        rivals
    });
    compared.filter_map(Rivals::confusion).collect()
}

/// A question between its own record and the nearest other one.
struct Rivals<'p> {
    question: &'p Placed,
    /// The highest cosine with another passage of its record.
    own: f32,
    /// The highest cosine with a passage of another record.
    other: f32,
    nearer: Option<&'p RecordId>,
}

impl<'p> Rivals<'p> {
    fn of(question: &'p Placed) -> Self {
        Self { question, own: 0.0, other: 0.0, nearer: None }
    }

    fn meet(&mut self, one: &'p Placed) {
        if std::ptr::eq(one, self.question) {
            return;
        }
        let score = dot(&self.question.vector, &one.vector);
        if one.passage.record == self.question.passage.record {
            self.own = self.own.max(score);
        } else if score > self.other {
            (self.other, self.nearer) = (score, Some(&one.passage.record));
        }
    }

    fn confusion(self) -> Option<Confusion> {
        let Self { question, own, other, nearer } = self;
        let Passage { record, language, text, .. } = &question.passage;
        (other > own + NEARER).then_some(Confusion {
            record: record.clone(),
            language: *language,
            question: text.clone(),
            own,
            nearer: nearer?.clone(),
            other,
        })
    }
}

fn twins(placed: &[Placed]) -> Vec<Twins> {
    let mut means: BTreeMap<&RecordId, Vec<f32>> = BTreeMap::new();
    for one in
        placed.iter().filter(|one| matches!(one.passage.section, Section::Title | Section::Summary | Section::Question))
    {
        let mean = means.entry(&one.passage.record).or_insert_with(|| vec![0.0; one.vector.len()]);
        mean.iter_mut().zip(&one.vector).for_each(|(sum, value)| *sum += value);
    }
    for mean in means.values_mut() {
        let length = dot(mean, mean).sqrt().max(f32::EPSILON);
        mean.iter_mut().for_each(|value| *value /= length);
    }
    let means: Vec<(&RecordId, Vec<f32>)> = means.into_iter().collect();
    let mut twins = Vec::new();
    for (place, (one, mean)) in means.iter().enumerate() {
        for (other, other_mean) in &means[place + 1..] {
            let score = dot(mean, other_mean);
            if score > TWINS {
                twins.push(Twins { one: (*one).clone(), other: (*other).clone(), score });
            }
        }
    }
    twins.sort_by(|one, other| other.score.total_cmp(&one.score));
    twins
}

/// Sums of a product that are kept apart.
const LANES: usize = 32;

fn dot(one: &[f32], other: &[f32]) -> f32 {
    // Sums side by side, which the compiler keeps in wide registers: no addition waits for the one before it.
    let mut sums = [0.0_f32; LANES];
    let (ones, others) = (one.chunks_exact(LANES), other.chunks_exact(LANES));
    let rest: f32 = ones.remainder().iter().zip(others.remainder()).map(|(one, other)| one * other).sum();
    for (one, other) in ones.zip(others) {
        for lane in 0..LANES {
            sums[lane] += one[lane] * other[lane];
        }
    }
    sums.iter().sum::<f32>() + rest
}
