use retrieval::Section;

use super::*;

/// Sure of everything that scores: one weight on the score alone.
fn calibration(lines: Lines) -> Calibration {
    let by_score = || {
        let mut weights = vec![0.0; SIGNALS.len()];
        weights[0] = 10.0;
        Logistic { bias: -5.0, weights }
    };
    let by_topic = || {
        let mut weights = vec![0.0; SIGNALS.len()];
        weights[SIGNALS.iter().position(|name| *name == "like_state").unwrap()] = 10.0;
        Logistic { bias: -5.0, weights }
    };
    let signals = SIGNALS.map(str::to_owned).into();
    Calibration {
        signals,
        covered: by_score(),
        right: by_score(),
        service: by_topic(),
        follow_up: Logistic::default(),
        lines,
        typical: Topic { like_state: Near { best: 0.0, mean: 0.9 }, ..Topic::default() },
        records: Default::default(),
    }
}

fn found(scores: &[f32]) -> SearchResult {
    let candidate = |(place, score): (usize, &f32)| Candidate {
        record: RecordId::parse(&format!("record-{place}")).unwrap(),
        score: *score,
        dense: *score,
        near: *score,
        sparse: 0.0,
        coverage: 0.0,
        held: 0.0,
        reranked: None,
        section: Section::Title,
        language: knowledge_base::Language::Uz,
        passage: String::new(),
    };
    let candidates = scores.iter().enumerate().map(candidate).collect();
    SearchResult { candidates, margin: 0.0, words: 2, known_words: 2, timings: Default::default() }
}

/// What is decided of a question with such scores that is so near to examples of questions about the state.
fn decided(scores: &[f32], like_state: f32) -> Decision {
    let found = found(scores);
    let topic = Topic { like_state: Near { best: like_state, mean: 0.0 }, ..Topic::default() };
    let lines = Lines { covered: 0.5, right: 0.9, service: 0.5, follow_up: 0.5, no_question: 0.9 };
    decide(&found, calibration(lines).probabilities(&Signals::of(&found, topic), true), &lines)
}

#[test]
fn a_high_score_answers_and_close_records_are_offered_when_it_is_not_sure() {
    let first = RecordId::parse("record-0").unwrap();
    assert_eq!(decided(&[0.8, 0.7], 0.0), Decision::Answer(first.clone()));
    assert!(matches!(decided(&[0.6, 0.55, 0.2], 0.0), Decision::Clarify(several) if several.len() == 2));
    assert_eq!(decided(&[0.6, 0.2], 0.0), Decision::Answer(first));
}

#[test]
fn what_no_record_covers_is_sorted_by_what_it_is_like() {
    assert_eq!(decided(&[0.1], 0.8), Decision::NoAnswer);
    assert_eq!(decided(&[], 0.8), Decision::NoAnswer);
    assert_eq!(decided(&[0.1], 0.2), Decision::OutOfScope);
    assert_eq!(decided(&[], 0.0), Decision::OutOfScope);
}

#[test]
fn of_a_new_record_the_search_alone_tells() {
    let mut calibration =
        calibration(Lines { covered: 0.5, right: 0.5, service: 0.5, follow_up: 0.5, no_question: 0.9 });
    // What is like questions that no record answers is declined.
    let place = SIGNALS.iter().position(|name| *name == "like_state").unwrap();
    calibration.covered.weights[place] = -20.0;
    let topic = Topic { like_state: Near { best: 0.9, mean: 0.0 }, ..Topic::default() };
    let signals = Signals::of(&found(&[0.9]), topic);
    assert!(calibration.probabilities(&signals, true).covered < 0.5);
    let of_new = calibration.probabilities(&signals, false);
    assert!(of_new.covered > 0.5 && of_new.service > 0.5, "{of_new:?}");
}

#[test]
fn the_shipped_calibration_belongs_to_the_signals() {
    let shipped = Calibration::shipped();
    let probabilities = [shipped.lines.covered, shipped.lines.right, shipped.lines.service];
    assert!(probabilities.iter().all(|line| (0.0..1.0).contains(line)), "{probabilities:?}");
}

#[test]
fn a_calibration_of_other_signals_is_refused() {
    let mut other = Calibration::shipped();
    other.signals.swap(0, 1);
    let json = serde_json::to_string(&other).unwrap();
    assert!(matches!(Calibration::parse(&json), Err(CalibrationError::OtherSignals)));
    assert!(matches!(Calibration::parse("{}"), Err(CalibrationError::Broken(_))));
}
