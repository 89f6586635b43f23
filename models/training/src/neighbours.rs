//! Questions to train on, drawn so that services that are easily taken for one another stand in one batch.

use rand::{
    RngExt as _,
    rngs::StdRng,
    seq::{IndexedRandom as _, SliceRandom as _},
};

use crate::{
    services::{Kind, Service},
    slips::{thinned, typed},
    table::Table,
    train::{Cut, Lesson},
};

/// Services of one family: one and those nearest to it.
const FAMILY: usize = 4;
/// How often a service is asked about when its family is drawn.
const ASKED: usize = 2;
/// The nearest services that a family is drawn from.
const NEAREST: usize = 8;
/// Share of partners that are another question; two people rarely ask in the same words.
const QUESTIONS: f64 = 0.5;
/// Share of partners that are a text or question of the index, which is what a question has to find.
const INDEXED: f64 = 0.5;

/// The services with those nearest to each.
pub struct Families<'s> {
    services: &'s [Service],
    nearest: Vec<Vec<usize>>,
    order: Vec<usize>,
}

impl<'s> Families<'s> {
    /// Finds the nearest other services of the same category by the mean of their texts' vectors.
    #[must_use]
    pub fn new(services: &'s [Service], table: &Table, cut: Cut<'_>) -> Self {
        let means: Vec<Vec<f32>> = services.iter().map(|service| mean(service, table, cut)).collect();
        let asked: Vec<usize> = (0..services.len()).filter(|place| !services[*place].questions.is_empty()).collect();
        let nearest = (0..services.len())
            .map(|place| {
                let category = &services[place].category;
                let mut others: Vec<(usize, f32)> = asked
                    .iter()
                    .filter(|other| **other != place && services[**other].category == *category)
                    .map(|other| (*other, crate::loss::dot(&means[place], &means[*other])))
                    .collect();
                others.sort_by(|one, other| other.1.total_cmp(&one.1));
                others.into_iter().take(NEAREST).map(|(other, _)| other).collect()
            })
            .collect();
        Self { services, nearest, order: Vec::new() }
    }

    /// Draws pairs of a question and another text of its service; every service begins a family before any does twice.
    pub fn draw(&mut self, pairs: usize, cut: Cut<'_>, random: &mut StdRng) -> Vec<Lesson> {
        let mut lessons = Vec::with_capacity(pairs);
        while lessons.len() < pairs {
            let Some(first) = self.next(random) else { break };
            let others = &self.nearest[first];
            let family = std::iter::once(first).chain(others.sample(random, FAMILY - 1).copied());
            for place in family {
                lessons.extend((0..ASKED).filter_map(|_| ask(&self.services[place], place, cut, random)));
            }
        }
        lessons.truncate(pairs);
        lessons
    }

    fn next(&mut self, random: &mut StdRng) -> Option<usize> {
        if self.order.is_empty() {
            self.order = (0..self.services.len()).filter(|place| !self.services[*place].questions.is_empty()).collect();
            self.order.shuffle(random);
        }
        self.order.pop()
    }
}

fn ask(service: &Service, place: usize, cut: Cut<'_>, random: &mut StdRng) -> Option<Lesson> {
    let question = service.questions.choose(random)?;
    let reading = question.readings.choose(random)?;
    let uzbek = matches!(question.kind, Kind::Uzbek | Kind::UzbekCyrillic);
    let one = cut(&typed(reading, uzbek, random));
    let partner = if random.random_bool(QUESTIONS) {
        let indexed = random.random_bool(INDEXED);
        let fitting: Vec<_> = service.questions.iter().filter(|other| other.indexed || !indexed).collect();
        fitting.choose(random)?.readings.choose(random)?
    } else {
        service.texts.choose(random)?
    };
    let other = thinned(&cut(partner), random);
    Some(Lesson { one: thinned(&one, random), other, group: place as u64, meaning: None })
}

fn mean(service: &Service, table: &Table, cut: Cut<'_>) -> Vec<f32> {
    let mut mean = vec![0.0; table.dimensions()];
    for text in &service.texts {
        mean.iter_mut().zip(table.vector(&cut(text))).for_each(|(sum, value)| *sum += value);
    }
    let length = crate::loss::dot(&mean, &mean).sqrt().max(f32::EPSILON);
    mean.iter_mut().for_each(|value| *value /= length);
    mean
}
