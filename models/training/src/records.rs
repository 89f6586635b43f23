//! Questions and texts of the records, drawn for a step over all services at once, so that every service that is easily taken for
//! another stands beside it.

use rand::{RngExt as _, rngs::StdRng, seq::IndexedRandom as _};

use crate::{
    TrainingError,
    features::{Cutter, Feature, Text},
    loss::{Gradients, TEMPERATURE, answers},
    services::Service,
    slips::drawn,
    table::Table,
};

/// Questions that a service is asked in a step.
const ASKED: usize = 3;
/// Sections of a service that are shown in a step.
const SECTIONS: usize = 2;
/// Share of the services that are shown by their sections alone, as one that nobody has asked about yet.
const BLIND: f64 = 0.5;
/// What a question counts by all texts of its service rather than by the nearest.
const ALL_TEXTS: f32 = 0.3;

/// The services that training sees.
#[derive(Default)]
pub struct Records {
    services: Vec<Seen>,
}

/// What training sees of a service.
struct Seen {
    sections: Vec<Text>,
    /// Every reading of every question, with whether the index holds it.
    questions: Vec<Text>,
    /// Places of those that the index holds.
    indexed: Vec<usize>,
}

/// What was drawn for a step.
#[derive(Default)]
struct Drawn {
    asked: Vec<Vec<Feature>>,
    askers: Vec<(usize, usize)>,
    shown: Vec<Vec<Feature>>,
    owners: Vec<(usize, Option<usize>)>,
}

impl Records {
    /// The services with questions, but for those that are held out whole.
    #[must_use]
    pub fn new(services: &[Service], cutter: &Cutter) -> Self {
        let seen = services.iter().filter(|service| !service.unseen && !service.questions.is_empty());
        let seen = seen.map(|service| {
            let mut questions = Vec::new();
            let mut indexed = Vec::new();
            for question in &service.questions {
                for reading in &question.readings {
                    if question.indexed {
                        indexed.push(questions.len());
                    }
                    questions.push(cutter.cut(reading));
                }
            }
            Seen { sections: service.texts.iter().map(|text| cutter.cut(text)).collect(), questions, indexed }
        });
        Self { services: seen.collect() }
    }

    /// Whether there is nothing to ask.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.services.is_empty()
    }

    /// Asks every service; gives the texts of the step, and the loss with the gradients of all their vectors, one after the other.
    ///
    /// # Errors
    /// The computation failed.
    pub fn ask(
        &self,
        table: &Table,
        misspelt: f64,
        cutter: &Cutter,
        random: &mut StdRng,
    ) -> Result<(Vec<Vec<Feature>>, Gradients), TrainingError> {
        let Drawn { asked, askers, shown, owners } = self.draw(misspelt, cutter, random);
        let (questions, texts) = (table.sums(&asked), table.sums(&shown));
        let gradients = answers::loss(&answers::Asked {
            questions: &questions,
            askers: &askers,
            texts: &texts,
            owners: &owners,
            all: ALL_TEXTS,
            temperature: TEMPERATURE,
        })?;
        Ok((asked.into_iter().chain(shown).collect(), gradients))
    }

    fn draw(&self, misspelt: f64, cutter: &Cutter, random: &mut StdRng) -> Drawn {
        let mut step = Drawn::default();
        for (place, service) in self.services.iter().enumerate() {
            let all: Vec<usize> = (0..service.questions.len()).collect();
            for number in all.sample(random, ASKED) {
                step.asked.push(drawn(&service.questions[*number], misspelt, cutter, random));
                step.askers.push((place, *number));
            }
            for section in service.sections.sample(random, SECTIONS) {
                step.shown.push(drawn(section, 0.0, cutter, random));
                step.owners.push((place, None));
            }
            if random.random_bool(BLIND) {
                continue;
            }
            // What the index will hold of the questions, and any that people ask.
            for number in [service.indexed.choose(random), all.choose(random)].into_iter().flatten() {
                step.shown.push(drawn(&service.questions[*number], 0.0, cutter, random));
                step.owners.push((place, Some(*number)));
            }
        }
        step
    }
}
