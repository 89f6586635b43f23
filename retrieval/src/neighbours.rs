//! Records that stand too close to one another, for editors to part.
//!
//! A question that lies nearer to another record than to its own will be answered from the other one; two records that lie nearly
//! at one place are perhaps one. Both are told by the vectors alone, within one language, and are advice: the search weighs
//! words as well.

use std::collections::BTreeMap;

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
    let placed: Vec<Placed> = passages(base)
        .into_iter()
        .filter(|passage| base.record(&passage.record).is_some())
        .map(|passage| {
            let folded = fold(&passage.text, passage.language);
            // All as questions: texts of one kind are compared with each other here.
            let vector = embedder.embed(&embedder.form().of(&passage.text, &folded, &[passage.language]));
            Placed { vector, passage }
        })
        .collect();
    let mut confusions: Vec<Confusion> = Language::ALL
        .into_iter()
        .flat_map(|language| {
            let of_language: Vec<&Placed> = placed.iter().filter(|one| one.passage.language == language).collect();
            let questions = of_language.iter().filter(|one| one.passage.section == Section::Question);
            questions.filter_map(|question| confusion(question, &of_language)).collect::<Vec<_>>()
        })
        .collect();
    confusions.sort_by(|one, other| (other.other - other.own).total_cmp(&(one.other - one.own)));
    Neighbours { confusions, twins: twins(&placed) }
}

fn confusion(question: &Placed, all: &[&Placed]) -> Option<Confusion> {
    let own_record = &question.passage.record;
    let (mut own, mut nearest) = (0.0_f32, (0.0_f32, None));
    for one in all.iter().filter(|one| !std::ptr::eq(**one, question)) {
        let score = dot(&question.vector, &one.vector);
        if one.passage.record == *own_record {
            own = own.max(score);
        } else if score > nearest.0 {
            nearest = (score, Some(&one.passage.record));
        }
    }
    let (other, nearer) = (nearest.0, nearest.1?.clone());
    let passage = &question.passage;
    (other > own + NEARER).then(|| Confusion {
        record: passage.record.clone(),
        language: passage.language,
        question: passage.text.clone(),
        own,
        nearer,
        other,
    })
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

fn dot(one: &[f32], other: &[f32]) -> f32 {
    // Eight sums side by side, which the compiler keeps in one wide register.
    let mut sums = [0.0_f32; 8];
    let (ones, others) = (one.chunks_exact(8), other.chunks_exact(8));
    let rest: f32 = ones.remainder().iter().zip(others.remainder()).map(|(one, other)| one * other).sum();
    for (one, other) in ones.zip(others) {
        for lane in 0..8 {
            sums[lane] += one[lane] * other[lane];
        }
    }
    sums.iter().sum::<f32>() + rest
}
