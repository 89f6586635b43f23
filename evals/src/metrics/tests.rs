#![allow(clippy::unwrap_used)]

use serde_json::json;

use super::*;
use crate::{Line, Scores};

fn scored(expect: &str, came: &str, rank: Option<usize>, covered: f32) -> Scored {
    let line = Line {
        case: serde_json::from_value(json!({
            "id": "a", "lang": "uz", "script": "latn", "question": "?", "expect": expect,
            "services": if expect == "answer" { vec!["a"] } else { vec![] }, "tags": ["fee", "category:tax"]
        }))
        .unwrap(),
        answer: json!({
            "language": "uz", "script": "latn", "outcome": came, "text": "", "engine": "extractive",
            "timings_ms": { "total": 2.0 }, "scores": { "decision": { "covered": covered, "right": 0.5, "service": 0.5 } }
        }),
        scores: Scores { outcome: expect == came, rank, suite: "dev".to_owned(), ..Scores::default() },
        judge: None,
    };
    Scored::of(line).unwrap()
}

fn run() -> Vec<Scored> {
    vec![
        scored("answer", "answer", Some(1), 0.9),
        scored("answer", "answer", Some(4), 0.9),
        scored("answer", "refuse", None, 0.9),
        scored("refuse", "refuse", None, 0.1),
        scored("refuse", "answer", None, 0.1),
        scored("out_of_scope", "no_answer", None, 0.1),
    ]
}

#[test]
fn shares_are_of_the_cases_that_ask_for_them() {
    let summary = summary(&run());
    let all = &summary.slices["all"];
    let value = |name: &str| all.value(name).unwrap();
    assert_eq!((all.cases, value("outcome")), (6, 0.5));
    assert_eq!((value("hit1"), value("hit3"), value("hit5")), (1.0 / 3.0, 1.0 / 3.0, 2.0 / 3.0));
    assert!((value("mrr") - 1.25 / 3.0).abs() < 1e-9);
    assert_eq!((value("refusal_precision"), value("refusal_recall")), (0.5, 0.5));
    assert_eq!((value("declined_precision"), value("declined_recall")), (2.0 / 3.0, 2.0 / 3.0));
    assert_eq!((all.value("facts"), all.value("tokens_read"), all.value("latency.total.p95")), (None, None, Some(2.0)));
}

#[test]
fn every_slice_is_there_once_and_the_category_is_no_tag() {
    let summary = summary(&run());
    for slice in ["language:uz", "script:latn", "locale:uz-latn", "suite:dev", "tag:fee", "engine:extractive"] {
        assert_eq!(summary.slices[slice].cases, 6, "{slice}");
    }
    assert_eq!(summary.slices["expect:answer"].cases, 3);
    assert!(!summary.slices.contains_key("tag:category:tax"));
}

#[test]
fn outcomes_stand_against_each_other_and_refusals_judge_no_probability() {
    let summary = summary(&run());
    assert_eq!(summary.confusion["answer"]["answer"], 2);
    assert_eq!(summary.confusion["out_of_scope"]["no_answer"], 1);
    assert_eq!((summary.reliability["covered"].questions, summary.reliability["right"].questions), (4, 3));
    assert!((summary.reliability["covered"].error - 0.1).abs() < 1e-6);
}

#[test]
fn names_of_metrics_are_unique() {
    let mut names: Vec<&str> = METRICS.iter().map(|metric| metric.name).collect();
    names.sort_unstable();
    names.dedup();
    assert_eq!(names.len(), METRICS.len());
}
