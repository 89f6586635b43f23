//! Learning the kinds of messages.

use assistant::decide::{Examples, Kind, KindModel, Nearness, Told, dense_values};

use super::softmax::{self, Sample};

/// What a squared weight costs, against the errors of all texts.
const RIDGE: f32 = 0.3;
/// What a question of the records counts beside a message.
const OF_RECORDS: f32 = 0.2;
/// Parts into which the messages are split for judging.
const FOLDS: usize = 5;
/// Parts of the messages that are worked on at once.
const PARTS: usize = 8;

/// A message with its kind.
#[derive(Clone, Debug, PartialEq)]
pub struct Message {
    /// The message, folded.
    pub folded: String,
    /// Its vector by the embedder that ships.
    pub vector: Vec<f32>,
    /// What it is.
    pub kind: Kind,
    /// Whether it is a question that sounds as if it were none. Such questions were sought out, and are rare among those that people
    /// ask: they teach, but do not say where the line lies.
    pub is_alike: bool,
}

/// The model of kinds, with what models say of messages that they were not learnt from.
#[derive(Clone, Debug)]
pub struct LearntKinds {
    /// The model.
    pub model: KindModel,
    /// From this probability on a message is taken for no question.
    pub line: f32,
    /// The probability that a message is no question, over those that are none and ordinary questions for a record, with whether it
    /// is none.
    pub judged: Vec<(f32, bool)>,
    /// The share of the questions that sound as if they were none that is taken for none.
    pub alike: f32,
    /// What was said of every message.
    pub told: Vec<Told>,
}

/// Learns the kinds; `of_records` are questions of the records, `refused` is the share of questions that may be taken for none.
#[must_use]
pub fn learn_kinds(messages: &[Message], of_records: &[Message], refused: f32) -> LearntKinds {
    let examples = Examples::new(messages.iter().map(|message| (message.vector.as_slice(), message.kind)));
    // No message is an example of itself, nor are those that it is judged beside.
    let apart = |place: usize, message: &Message| {
        examples.near_those(&message.vector, |example| example % FOLDS != place % FOLDS)
    };
    let nears = in_parts(messages, &apart);
    let of_records: Vec<(&Message, Nearness)> =
        of_records.iter().zip(in_parts(of_records, &|_, message: &Message| examples.near(&message.vector))).collect();
    let beside: Vec<(&Message, Nearness)> = messages.iter().zip(nears).collect();
    let mut told: Vec<Option<Told>> = vec![None; messages.len()];
    for fold in 0..FOLDS {
        let others = beside.iter().enumerate().filter(|(place, _)| place % FOLDS != fold).map(|(_, one)| one);
        let model = fit(others, &of_records, Examples::default());
        for ((message, near), told) in beside.iter().zip(&mut told).skip(fold).step_by(FOLDS) {
            *told = Some(model.told_beside(&message.folded, &message.vector, near));
        }
    }
    let told: Vec<Told> = told.into_iter().flatten().collect();
    let said = |of: &dyn Fn(&Message) -> bool| -> Vec<f32> {
        let of = messages.iter().zip(&told).filter(|(message, _)| of(message));
        of.map(|(_, told)| told.against_questions).collect()
    };
    let of_questions = said(&|message| message.kind == Kind::Service && !message.is_alike);
    let of_alike = said(&|message| message.kind == Kind::Service && message.is_alike);
    let of_others = said(&|message| message.kind.talk().is_some());
    let line = super::quantile(of_questions.clone(), 1.0 - refused);
    let alike = of_alike.iter().filter(|said| **said >= line).count() as f32 / of_alike.len().max(1) as f32;
    let questions = of_questions.into_iter().map(|said| (said, false));
    let judged = questions.chain(of_others.into_iter().map(|said| (said, true))).collect();
    LearntKinds { model: fit(beside.iter(), &of_records, examples), line, judged, alike, told }
}

/// How near each message is to examples, found in parts at once; `near` is given a message and its place.
fn in_parts(messages: &[Message], near: &(impl Fn(usize, &Message) -> Nearness + Sync)) -> Vec<Nearness> {
    let each = messages.len().div_ceil(PARTS).max(1);
    let part = |(part, messages): (usize, &[Message])| {
        messages.iter().enumerate().map(|(place, message)| near(part * each + place, message)).collect::<Vec<_>>()
    };
    std::thread::scope(|scope| {
        let parts: Vec<_> = messages.chunks(each).enumerate().map(|chunk| scope.spawn(move || part(chunk))).collect();
        parts.into_iter().flat_map(|part| part.join().expect("counting cosines does not panic")).collect()
    })
}

/// A model of messages, and of questions of the records that count less each: there are many more of them.
fn fit<'m>(
    messages: impl Iterator<Item = &'m (&'m Message, Nearness)>,
    of_records: &'m [(&'m Message, Nearness)],
    examples: Examples,
) -> KindModel {
    let sample = |(message, near): &(&Message, Nearness), weight| {
        let dense = dense_values(&message.vector, near).collect();
        Sample::new(&message.folded, dense, message.kind as usize).weighing(weight)
    };
    let of_records = of_records.iter().map(|message| sample(message, OF_RECORDS));
    let samples: Vec<Sample> = messages.map(|message| sample(message, 1.0)).chain(of_records).collect();
    let weights = softmax::learn(&samples, Kind::ALL.len(), RIDGE);
    let (letters, dense): (Vec<_>, Vec<_>) =
        weights.into_iter().map(|weights| (weights.letters, weights.dense)).unzip();
    KindModel::new(&letters, dense, examples)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_kind_is_known_by_its_letters_and_its_vector() {
        let message = |text: &str, vector: [f32; 2], kind| Message {
            folded: text.to_owned(),
            vector: vector.into(),
            kind,
            is_alike: false,
        };
        let questions = (0..40).map(|number| message(&format!("pasport olish {number}"), [0.0, 0.0], Kind::Service));
        let insults = (0..10).map(|number| message(&format!("ahmoq robot {number}"), [0.0, 0.0], Kind::Insult));
        let cries = (0..10).map(|number| message(&format!("yordam bering {number}"), [0.0, 1.0], Kind::Distress));
        let messages: Vec<Message> = questions.chain(insults).chain(cries).collect();
        let learnt = learn_kinds(&messages, &[], 0.0);
        let told = |text, vector: [f32; 2]| learnt.model.told(text, &vector);
        assert!(
            told("ahmoqsan", [0.0, 0.0]).against_questions > 0.5 && told("ahmoqsan", [0.0, 0.0]).kind == Kind::Insult
        );
        assert!(told("pasportim", [0.0, 0.0]).against_questions < 0.5);
        assert_eq!(told("nima", [0.0, 1.0]).kind, Kind::Distress);
        assert!(learnt.judged.iter().all(|(said, is)| *is || *said <= learnt.line));
        assert_eq!(learnt.told.len(), messages.len());
    }
}
