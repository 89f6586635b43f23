#![allow(clippy::unwrap_used)]

use assistant::decide::{Kind, Topic};
use knowledge_base::{Language, RecordId};
use retrieval::{Candidate, SearchResult, Section};

use super::*;

/// A question whose first record has a score and is ahead by a margin.
fn signals(score: f32, margin: f32) -> Signals {
    let candidate = Candidate {
        record: RecordId::parse("record").unwrap(),
        score,
        dense: score,
        near: score,
        sparse: 0.0,
        coverage: score,
        held: score,
        reranked: None,
        section: Section::Title,
        language: Language::Uz,
        passage: String::new(),
    };
    let found =
        SearchResult { candidates: vec![candidate], margin, words: 3, known_words: 3, timings: Default::default() };
    Signals::of(&found, Topic::default())
}

/// Questions with how they end, where they score, how far they are ahead, and what they say: covered questions score high, uncovered
/// ones low; wrong first records are hardly ahead; services speak of papers.
const GROUPS: [(Wanted, Kind, f32, f32, &str); 5] = [
    (Wanted::Answer { first_is_right: true }, Kind::Service, 0.6, 0.3, "pasport"),
    (Wanted::Answer { first_is_right: false }, Kind::Service, 0.6, 0.0, "pasport"),
    (Wanted::Clarify, Kind::Service, 0.6, 0.0, "spravka"),
    (Wanted::NoAnswer, Kind::State, 0.1, 0.1, "patent"),
    (Wanted::OutOfScope, Kind::Other, 0.1, 0.1, "havo"),
];
/// Questions of each group.
const EACH: usize = 40;

fn examples() -> Vec<Example> {
    let of = |(group, (wanted, _, base, margin, _)): (usize, (Wanted, Kind, f32, f32, &str))| {
        let example = move |step: usize| {
            let part = step as f32 / 200.0;
            let signals = signals(base + part, margin + part / 4.0);
            Example { message: group * EACH + step, signals, wanted, bearing: Bearing::default() }
        };
        (0..EACH).map(example).collect::<Vec<Example>>()
    };
    GROUPS.into_iter().enumerate().flat_map(of).collect()
}

const ALLOWED: Allowed = Allowed { declined: 0.02, asked_back: 0.05, kept: 0.05, refused: 0.01 };

/// The examples beside questions that find nothing but the record that they follow on.
fn material(examples: Vec<Example>) -> Material {
    let bearing = Bearing { current: 0.3, asks: true, subject: 1 };
    let message = |text: &str, kind| Message { folded: text.to_owned(), vector: Vec::new(), kind, is_alike: false };
    let of_examples = GROUPS.iter().flat_map(|(_, kind, _, _, text)| (0..EACH).map(|_| message(text, *kind)));
    let mut messages: Vec<Message> = of_examples.collect();
    let follow_ups = vec![FollowUp { message: messages.len(), signals: signals(0.3, 0.0), bearing }; EACH];
    messages.extend([message("bolaga", Kind::Service), message("ahmoq", Kind::Insult)]);
    Material { examples, follow_ups, messages, of_records: Vec::new(), records: BTreeMap::new() }
}

#[test]
fn a_question_that_finds_the_record_of_the_conversation_follows_on() {
    let learnt = learn(&material(examples()), ALLOWED).unwrap();
    let said = |signals: &Signals, bearing| learnt.calibration.follow_up.of(&follow_up_values(signals, bearing));
    let bearing = Bearing { current: 0.3, asks: true, subject: 1 };
    assert!(said(&signals(0.3, 0.0), bearing) > 0.5);
    assert!(said(&signals(0.7, 0.3), Bearing::default()) < 0.5);
}

#[test]
fn what_the_signals_tell_is_learnt() {
    let learnt = learn(&material(examples()), ALLOWED).unwrap();
    let calibration = &learnt.calibration;
    let (high, low) = (signals(0.7, 0.3), signals(0.15, 0.1));
    assert!(calibration.covered.probability(&high) > 0.8 && calibration.covered.probability(&low) < 0.2);
    assert!(calibration.right.probability(&high) > calibration.right.probability(&signals(0.7, 0.0)));
    let topic = |text| learnt.kinds.model.told(text, &[]).topic;
    let of_service = |text| calibration.service.probability(&signals(0.15, 0.1).with_topic(topic(text)));
    assert!(of_service("patent") > 0.5 && of_service("havo") < 0.5);
}

#[test]
fn the_line_lets_no_more_be_declined_than_was_allowed() {
    let learnt = learn(&material(examples()), Allowed { declined: 0.05, ..ALLOWED }).unwrap();
    let answerable: Vec<f32> = learnt.covered.iter().filter(|(_, is)| *is).map(|(said, _)| *said).collect();
    let declined = answerable.iter().filter(|said| **said < learnt.calibration.lines.covered).count();
    assert!(declined as f32 <= answerable.len() as f32 * 0.05 + 1.0);
}

#[test]
fn one_kind_of_question_is_too_little() {
    let answers: Vec<Example> = examples().into_iter().filter(|example| example.wanted != Wanted::OutOfScope).collect();
    assert!(learn(&material(answers), ALLOWED).is_err());
}

#[test]
fn kept_promises_make_no_error() {
    let kept: Vec<(f32, bool)> = (0..100).map(|place| (if place < 50 { 0.0 } else { 1.0 }, place >= 50)).collect();
    assert_eq!(expected_error(&curve(&kept, 10)), 0.0);
    let broken: Vec<(f32, bool)> = kept.iter().map(|(said, came)| (1.0 - said, *came)).collect();
    assert_eq!(expected_error(&curve(&broken, 10)), 1.0);
}
