#![allow(clippy::unwrap_used)]

use serde_json::json;

use super::*;
use crate::{
    Line, Scores, Setup,
    gates::{Bound, Verdict},
    run::Asked,
    score::Cause,
    summary,
};

fn scored(id: usize, right: bool) -> Scored {
    let line = Line {
        case: serde_json::from_value(json!({
            "id": format!("q-{id}"), "lang": "uz", "script": "cyrl", "question": "<b>нарх</b> & \"қанча\"?", "expect": "answer",
            "services": ["a"], "facts": [["440000", "1 bhm"]], "tags": ["fee"]
        }))
        .unwrap(),
        answer: json!({
            "language": "uz", "script": "cyrl", "outcome": if right { "answer" } else { "clarify" }, "text": "<script>alert(1)</script>",
            "services": ["b", "a"], "timings_ms": { "total": 1.5, "search": 1.0 },
            "scores": { "decision": { "covered": 0.9, "right": 0.8, "service": 0.5 } }
        }),
        scores: Scores {
            right,
            outcome: right,
            causes: if right { vec![] } else { vec![Cause::Outcome, Cause::Fact] },
            missing: vec!["440000".to_owned()],
            facts: 1,
            suite: "dev".to_owned(),
            language: true,
            ..Scores::default()
        },
        judge: None,
    };
    Scored::of(line).unwrap()
}

fn run(started: &str, scored: &[Scored]) -> Run {
    let suites = vec![Asked { name: "dev".to_owned(), cases: scored.len(), ..Asked::default() }];
    let setup = Setup { started: started.to_owned(), suites, ..Setup::default() };
    let bound = Bound { at_least: Some(0.9), at_most: None };
    let gates = vec![Verdict {
        slice: "suite:dev".to_owned(),
        metric: "outcome".to_owned(),
        bound,
        value: Some(0.5),
        kept: false,
    }];
    Run { setup, finished: true, summary: summary(scored), gates, ..Run::default() }
}

#[test]
fn a_page_asks_nobody_and_shows_texts_as_texts() {
    let scored: Vec<Scored> = (0..20).map(|id| scored(id, id % 2 == 0)).collect();
    let page = of_run(&run("2026-11-27", &scored), &scored);
    assert!(!page.contains("<script>alert") && !page.contains("<b>нарх"));
    for asks in ["src=", "href=\"http", "@import", "url("] {
        assert!(!page.contains(asks), "{asks}");
    }
    assert!(page.contains("1 of 1 gates are broken") && page.contains("50.0 %"));
}

#[test]
fn what_a_judge_says_stands_beside_the_scores() {
    let mut scored: Vec<Scored> = (0..20).map(|id| scored(id, true)).collect();
    let without = of_run(&run("2026-11-27", &scored), &scored);
    assert!(!without.contains("data-filter=\"judge\"") && !without.contains(">judge<"));
    for (id, one) in scored.iter_mut().enumerate() {
        let reply = if id == 7 { "hm" } else { "{\"verdict\":\"partly\",\"why\":\"<i>no term</i>\"}" };
        one.line.judge = Some(crate::judge::read_reply("small", reply));
    }
    let page = of_run(&run("2026-11-27", &scored), &scored);
    assert!(page.contains("judged by small: 19 partly, 1 unreadable"), "{page}");
    assert!(page.contains("partly: &#60;i&#62;no term&#60;/i&#62;") && page.contains("data-judge=\"unreadable\""));
}

#[test]
fn failures_stand_under_their_first_cause_with_the_records_found() {
    let scored: Vec<Scored> = (0..20).map(|id| scored(id, id >= 5)).collect();
    let groups = groups(&scored);
    let counts: Vec<(&str, usize)> = groups.iter().map(|group| (group.name, group.cases.len())).collect();
    assert_eq!(counts, [("outcome", 5), ("right", 15)]);
    let first = &groups[0].cases[0];
    assert_eq!(first.found.iter().map(|found| found.right).collect::<Vec<_>>(), [false, true]);
    assert!(!first.facts[0].held);
}

#[test]
fn runs_are_drawn_from_the_earliest_to_the_last() {
    let (few, many): (Vec<Scored>, Vec<Scored>) =
        ((0..20).map(|id| scored(id, id < 5)).collect(), (0..20).map(|id| scored(id, id < 15)).collect());
    let page =
        of_runs(vec![("after".to_owned(), run("2026-11-28", &many)), ("before".to_owned(), run("2026-11-27", &few))]);
    assert!(page.contains("+50.0") && page.find("before: 25.0 %") < page.find("after: 75.0 %"));
}

#[test]
fn two_runs_stand_side_by_side_with_what_was_broken_first() {
    let (before, after): (Vec<Scored>, Vec<Scored>) =
        ((0..40).map(|id| scored(id, id < 30)).collect(), (0..40).map(|id| scored(id, id < 10 || id == 35)).collect());
    let (earlier, later) = (run("2026-11-27", &before), run("2026-11-28", &after));
    let comparison = crate::compare::compare(&before, &after);
    let page = of_comparison(
        &comparison,
        Side { name: "monday", run: &earlier, scored: &before },
        Side { name: "tuesday", run: &later, scored: &after },
    );
    for asks in ["<script>alert", "<b>нарх", "src=", "href=\"http", "@import", "url("] {
        assert!(!page.contains(asks), "{asks}");
    }
    assert!(page.contains("figures are worse") && page.contains("75.0 % → 27.5 %") && page.contains("-47.5"));
    let at = |text: &str| page.find(text).unwrap_or_else(|| panic!("no {text}"));
    assert!(at("id=\"group-broken\"") < at("id=\"group-fixed\""));
    let broken = &page[at("id=\"group-broken\"")..at("id=\"group-fixed\"")];
    assert_eq!(broken.matches("class=\"case\"").count(), 20);
    assert!(broken.contains("dev/q-10 · answer, b → clarify, b") && !broken.contains("dev/q-35"));
    let (one, other) = (broken.find("monday").unwrap(), broken.find("tuesday").unwrap());
    assert!(one < other && broken.contains("✗ outcome"));
}
