//! What the vectors are good for: finding a translation among many, and the service of a question.

use std::{collections::HashMap, path::Path};

use candle_core::{Device, Tensor};
use knowledge_base::{Language, RecordId};

use crate::{
    TrainingError,
    features::{Cutter, all},
    loss::dot,
    services::{Kind, Question, Service},
    table::Table,
    train::Lesson,
};

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

/// What was found by questions, by how they are written.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ByKind {
    /// Kinds that occur, in the order of [`Kind::ALL`].
    pub kinds: Vec<(Kind, Found)>,
}

impl ByKind {
    /// The mean over Uzbek, Russian and English, each counted alike however many questions it has.
    #[must_use]
    pub fn mean(&self) -> Found {
        let counted = [Kind::Uzbek, Kind::Russian, Kind::English];
        let found: Vec<Found> =
            self.kinds.iter().filter(|(kind, _)| counted.contains(kind)).map(|(_, found)| *found).collect();
        let mean = |share: fn(&Found) -> f32| found.iter().map(share).sum::<f32>() / found.len().max(1) as f32;
        let tried = self.kinds.iter().map(|(_, found)| found.tried).sum();
        Found { first: mean(|found| found.first), five: mean(|found| found.five), tried }
    }
}

/// Translations that a text is looked for among, at most.
const MOST: usize = 1_000;

/// Finds the translation of each text among those of all.
#[must_use]
pub fn translations(table: &Table, rows: &[Lesson]) -> Found {
    let rows = &rows[..rows.len().min(MOST)];
    let others: Vec<Vec<f32>> = rows.iter().map(|lesson| table.vector(&all(&lesson.other))).collect();
    let ranks = rows.iter().enumerate().map(|(place, lesson)| {
        let one = table.vector(&all(&lesson.one));
        let own = dot(&one, &others[place]);
        others.iter().filter(|other| dot(&one, other) > own).count()
    });
    found(ranks)
}

/// A question with the services that answer it.
pub struct Probe<'q> {
    question: &'q Question,
    services: Vec<usize>,
}

/// The held-out questions of the services that training saw, or of those that it did not.
#[must_use]
pub fn held_out(services: &[Service], unseen: bool) -> Vec<Probe<'_>> {
    let asked = services.iter().enumerate().filter(|(_, service)| service.unseen == unseen);
    let probes = asked.flat_map(|(place, service)| {
        service.held_out.iter().map(move |question| Probe { question, services: vec![place] })
    });
    probes.collect()
}

/// Finds the services of questions among all, by the nearest of the texts of a service that the index holds.
///
/// # Errors
/// The computation failed.
pub fn services(
    table: &Table,
    services: &[Service],
    probes: &[Probe<'_>],
    cutter: &Cutter,
) -> Result<ByKind, TrainingError> {
    let mut vectors: Vec<f32> = Vec::new();
    let mut owners: Vec<usize> = Vec::new();
    for (place, service) in services.iter().enumerate() {
        let indexed = service.questions.iter().filter(|question| question.indexed);
        for text in service.texts.iter().chain(indexed.flat_map(|question| &question.readings)) {
            vectors.extend(table.vector(&all(&cutter.cut(text))));
            owners.push(place);
        }
    }
    let texts = Tensor::from_vec(vectors, (owners.len(), table.dimensions()), &Device::Cpu)?.t()?;
    let mut ranks: HashMap<Kind, Vec<usize>> = HashMap::new();
    for probe in probes {
        let readings = &probe.question.readings;
        let asked: Vec<f32> = readings.iter().flat_map(|reading| table.vector(&all(&cutter.cut(reading)))).collect();
        let near: Vec<Vec<f32>> =
            Tensor::from_vec(asked, (readings.len(), table.dimensions()), &Device::Cpu)?.matmul(&texts)?.to_vec2()?;
        let mut nearest = vec![f32::NEG_INFINITY; services.len()];
        for line in near {
            owners.iter().zip(line).for_each(|(owner, value)| nearest[*owner] = nearest[*owner].max(value));
        }
        let own = probe.services.iter().map(|place| nearest[*place]).fold(f32::NEG_INFINITY, f32::max);
        let others = nearest.iter().enumerate().filter(|(place, _)| !probe.services.contains(place));
        let rank = others.filter(|(_, value)| **value >= own).count();
        ranks.entry(probe.question.kind).or_default().push(rank);
    }
    let of_kind = |kind: Kind| Some((kind, found(ranks.get(&kind)?.iter().copied())));
    Ok(ByKind { kinds: Kind::ALL.into_iter().filter_map(of_kind).collect() })
}

/// The questions of a suite that name services and need no conversation, with the services.
///
/// # Errors
/// The file cannot be read, or a line is not a case of a suite.
pub fn suite(path: &Path) -> Result<Vec<(Question, Vec<RecordId>)>, TrainingError> {
    let content =
        std::fs::read_to_string(path).map_err(|source| TrainingError::File { path: path.to_owned(), source })?;
    let mut cases = Vec::new();
    for (number, line) in (1..).zip(content.lines().filter(|line| !line.trim().is_empty())) {
        let broken =
            |what: String| TrainingError::Content { path: path.to_owned(), what: format!("line {number}: {what}") };
        let case: serde_json::Value = serde_json::from_str(line).map_err(|error| broken(error.to_string()))?;
        let text = case["question"].as_str().ok_or_else(|| broken("a case has no `question`".to_owned()))?;
        let language = Language::ALL.into_iter().find(|language| Some(language.code()) == case["lang"].as_str());
        let services = case["services"].as_array().map(Vec::as_slice).unwrap_or_default();
        let services: Vec<RecordId> = services.iter().filter_map(|id| RecordId::parse(id.as_str()?)).collect();
        let alone = case["turns"].as_array().is_none_or(Vec::is_empty);
        if alone && !services.is_empty() {
            cases.push((Question::new(text, language, false), services));
        }
    }
    Ok(cases)
}

/// The questions of a suite as probes among services.
#[must_use]
pub fn probes<'q>(cases: &'q [(Question, Vec<RecordId>)], services: &[Service]) -> Vec<Probe<'q>> {
    let places: HashMap<&RecordId, usize> =
        services.iter().enumerate().map(|(place, service)| (&service.record, place)).collect();
    let probe = |(question, accepted): &'q (Question, Vec<RecordId>)| Probe {
        question,
        services: accepted.iter().filter_map(|record| places.get(record).copied()).collect(),
    };
    cases.iter().map(probe).collect()
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
