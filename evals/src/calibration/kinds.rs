//! Learning the kinds of messages.

use assistant::decide::{Kind, KindModel, VECTOR_SHARE};

use super::softmax::{self, Sample};

/// What a squared weight costs, against the errors of all texts.
const RIDGE: f32 = 0.3;
/// Parts into which the messages are split for judging.
const FOLDS: usize = 5;

/// A message with its kind.
#[derive(Clone, Debug, PartialEq)]
pub struct Message {
    /// The message, folded.
    pub folded: String,
    /// Its vector by the embedder that ships.
    pub vector: Vec<f32>,
    /// What it is.
    pub kind: Kind,
}

/// The model of kinds, with what it says of messages that it was not learnt from.
#[derive(Clone, Debug)]
pub struct LearntKinds {
    /// The model.
    pub model: KindModel,
    /// From this probability on a message is taken for no question.
    pub line: f32,
    /// The probability that a message is no question, over those that are one or none, with whether it is none.
    pub judged: Vec<(f32, bool)>,
}

/// Learns the kinds; `refused` is the share of questions that may be taken for none.
#[must_use]
pub fn learn_kinds(messages: &[Message], refused: f32) -> LearntKinds {
    let mut judged = Vec::new();
    for fold in 0..FOLDS {
        let of_fold = |place: usize| place % FOLDS == fold;
        let others = messages.iter().enumerate().filter(|(place, _)| !of_fold(*place)).map(|(_, one)| one);
        let model = fit(others);
        for (_, message) in messages.iter().enumerate().filter(|(place, _)| of_fold(*place)) {
            if message.kind != Kind::Beyond {
                let told = model.told(&message.folded, &message.vector);
                judged.push((told.probability, message.kind != Kind::Question));
            }
        }
    }
    let of_questions = judged.iter().filter(|(_, is)| !is).map(|(said, _)| *said).collect();
    let line = super::quantile(of_questions, 1.0 - refused);
    LearntKinds { model: fit(messages.iter()), line, judged }
}

fn fit<'m>(messages: impl Iterator<Item = &'m Message>) -> KindModel {
    let samples: Vec<Sample> = messages
        .map(|message| {
            let dense = message.vector.iter().map(|value| value * VECTOR_SHARE).chain([1.0]).collect();
            Sample::new(&message.folded, dense, message.kind as usize)
        })
        .collect();
    let weights = softmax::learn(&samples, Kind::ALL.len(), RIDGE);
    let (letters, dense): (Vec<_>, Vec<_>) =
        weights.into_iter().map(|weights| (weights.letters, weights.dense)).unzip();
    KindModel::new(&letters, dense)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_kind_is_known_by_its_letters_and_its_vector() {
        let message =
            |text: &str, vector: [f32; 2], kind| Message { folded: text.to_owned(), vector: vector.into(), kind };
        let questions = (0..40).map(|number| message(&format!("pasport olish {number}"), [0.0, 0.0], Kind::Question));
        let insults = (0..10).map(|number| message(&format!("ahmoq robot {number}"), [0.0, 0.0], Kind::Insult));
        let cries = (0..10).map(|number| message(&format!("yordam bering {number}"), [0.0, 1.0], Kind::Distress));
        let messages: Vec<Message> = questions.chain(insults).chain(cries).collect();
        let learnt = learn_kinds(&messages, 0.0);
        let told = |text, vector: [f32; 2]| learnt.model.told(text, &vector);
        assert!(told("ahmoqsan", [0.0, 0.0]).probability > 0.5 && told("ahmoqsan", [0.0, 0.0]).kind == Kind::Insult);
        assert!(told("pasportim", [0.0, 0.0]).probability < 0.5);
        assert_eq!(told("nima", [0.0, 1.0]).kind, Kind::Distress);
        assert!(learnt.judged.iter().all(|(said, is)| *is || *said <= learnt.line));
    }
}
