//! What the vectors are good for: finding a translation among many, and the service of a question.

use crate::{Pieces, services::Service, table::Table, train::Cut};

/// Shares of texts whose partner came first, and among the first five.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Found {
    /// First.
    pub first: f32,
    /// Among the first five.
    pub five: f32,
    /// Texts that were tried.
    pub tried: usize,
}

/// Translations that a text is looked for among, at most.
const MOST: usize = 1_000;

/// Finds the translation of each text among those of all.
#[must_use]
pub fn translations(table: &Table, rows: &[(Pieces, Pieces)]) -> Found {
    let rows = &rows[..rows.len().min(MOST)];
    let others: Vec<Vec<f32>> = rows.iter().map(|(_, other)| vector(table, other)).collect();
    let ranks = rows.iter().enumerate().map(|(place, (one, _))| {
        let one = vector(table, one);
        let own = dot(&one, &others[place]);
        others.iter().filter(|other| dot(&one, other) > own).count()
    });
    found(ranks)
}

/// Finds the service of each held-out question among all, by the nearest of a service's texts.
#[must_use]
pub fn services(table: &Table, services: &[Service], cut: Cut<'_>) -> Found {
    let texts: Vec<Vec<Vec<f32>>> = services
        .iter()
        .map(|service| service.texts.iter().chain(&service.questions).map(|text| vector(table, &cut(text))).collect())
        .collect();
    let ranks = services.iter().enumerate().flat_map(|(place, service)| {
        let texts = &texts;
        service.held_out.iter().map(move |question| {
            let question = vector(table, &cut(question));
            let nearest = |texts: &Vec<Vec<f32>>| texts.iter().map(|text| dot(&question, text)).fold(-1.0, f32::max);
            let own = nearest(&texts[place]);
            texts.iter().enumerate().filter(|(other, texts)| *other != place && nearest(texts) >= own).count()
        })
    });
    found(ranks)
}

fn found(ranks: impl Iterator<Item = usize>) -> Found {
    let (mut first, mut five, mut tried) = (0, 0, 0);
    for rank in ranks {
        first += usize::from(rank == 0);
        five += usize::from(rank < 5);
        tried += 1;
    }
    let share = |count: usize| count as f32 / tried.max(1) as f32;
    Found { first: share(first), five: share(five), tried }
}

fn vector(table: &Table, pieces: &[u32]) -> Vec<f32> {
    let mut sum = vec![0.0; table.dimensions()];
    table.sum(pieces, &mut sum);
    let length = dot(&sum, &sum).sqrt().max(f32::EPSILON);
    sum.iter_mut().for_each(|value| *value /= length);
    sum
}

fn dot(one: &[f32], other: &[f32]) -> f32 {
    one.iter().zip(other).map(|(one, other)| one * other).sum()
}
