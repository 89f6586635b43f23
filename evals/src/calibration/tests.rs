#![allow(clippy::unwrap_used)]

use assistant::decide::{Asked, Kind, TopicOdds};
use knowledge_base::{Language, RecordId};
use retrieval::{Candidate, SearchResult, Section};

use super::*;

/// A question whose first record has a score and is ahead by a margin.
fn signals(score: f32, margin: f32, text: &str) -> Signals {
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
    Signals::of(&found, Asked { folded: text, category: None, topic: TopicOdds::default() })
}

/// Covered questions score high, uncovered ones low; wrong first records are hardly ahead; services speak of papers.
fn examples() -> Vec<Example> {
    let of = |wanted, base: f32, margin: f32, text: &'static str| {
        (0..40).map(move |step| {
            let part = step as f32 / 200.0;
            Example {
                folded: text.to_owned(),
                signals: signals(base + part, margin + part / 4.0, text),
                wanted,
                bearing: Bearing::default(),
            }
        })
    };
    of(Wanted::Answer { first_is_right: true }, 0.6, 0.3, "pasport")
        .chain(of(Wanted::Answer { first_is_right: false }, 0.6, 0.0, "pasport"))
        .chain(of(Wanted::Clarify, 0.6, 0.0, "spravka"))
        .chain(of(Wanted::NoAnswer, 0.1, 0.1, "patent"))
        .chain(of(Wanted::OutOfScope, 0.1, 0.1, "havo"))
        .collect()
}

const ALLOWED: Allowed = Allowed { declined: 0.02, asked_back: 0.05, kept: 0.05, refused: 0.01 };

/// The examples beside questions that find nothing but the record that they follow on.
fn material(examples: Vec<Example>) -> Material {
    let bearing = Bearing { current: 0.3, asks: true, subject: 1 };
    let follow_ups = vec![FollowUp { signals: signals(0.3, 0.0, "bolaga"), bearing }; 40];
    let message = |text: &str, kind| Message { folded: text.to_owned(), vector: Vec::new(), kind };
    let messages = vec![message("pasport", Kind::Question), message("ahmoq", Kind::Insult)];
    Material { examples, follow_ups, messages, of_records: Vec::new() }
}

#[test]
fn a_question_that_finds_the_record_of_the_conversation_follows_on() {
    let learnt = learn(&material(examples()), ALLOWED).unwrap();
    let said = |signals: &Signals, bearing| learnt.calibration.follow_up.of(&follow_up_values(signals, bearing));
    let bearing = Bearing { current: 0.3, asks: true, subject: 1 };
    assert!(said(&signals(0.3, 0.0, "bolaga"), bearing) > 0.5);
    assert!(said(&signals(0.7, 0.3, "pasport"), Bearing::default()) < 0.5);
}

#[test]
fn what_the_signals_tell_is_learnt() {
    let learnt = learn(&material(examples()), ALLOWED).unwrap();
    let calibration = &learnt.calibration;
    let (high, low) = (signals(0.7, 0.3, "pasport"), signals(0.15, 0.1, "havo"));
    assert!(calibration.covered.probability(&high) > 0.8 && calibration.covered.probability(&low) < 0.2);
    assert!(calibration.right.probability(&high) > calibration.right.probability(&signals(0.7, 0.0, "pasport")));
    let of_service = |text| calibration.service.probability(&signals(0.15, 0.1, text));
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
