//! Two runs question by question.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::{
    Scored,
    judge::Judgement,
    metrics::{Estimate, METRICS, Part, Resampling, dimension, metric, slices_of},
};

/// Slices that are compared; tags are many, and a difference among many is found by chance.
const DIMENSIONS: [&str; 3] = ["all", "locale", "suite"];

/// How a run differs from an earlier one, over the cases that both answered.
#[derive(Clone, Debug, Serialize)]
pub struct Comparison {
    /// Cases of both, with the same expectations.
    pub cases: usize,
    /// Cases of the earlier run alone.
    pub only_before: usize,
    /// Cases of the later run alone.
    pub only_after: usize,
    /// Differences by slice and metric.
    pub differences: Vec<Difference>,
    /// Cases that were wrong and are right.
    pub fixed: Vec<Change>,
    /// Cases that were right and are wrong.
    pub broken: Vec<Change>,
    /// Cases that are wrong in another way, or whose record, text or judgement changed.
    pub changed: Vec<Change>,
}

/// How a metric of a slice differs.
#[derive(Clone, Debug, Serialize)]
pub struct Difference {
    /// The slice.
    pub slice: String,
    /// The metric.
    pub metric: &'static str,
    /// What it was.
    pub before: f64,
    /// What it is.
    pub after: f64,
    /// After less before, with its 95 % interval (paired bootstrap over cases).
    pub difference: Estimate,
    /// Whether the interval leaves zero out.
    pub is_sure: bool,
}

/// What may be said of a difference.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Said {
    /// It is for the worse.
    Worse,
    /// It is for the better.
    Better,
    /// Neither way is better.
    Differs,
    /// It may be chance.
    Chance,
    /// There is none.
    Same,
}

impl Said {
    /// In words.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Worse => "worse",
            Self::Better => "better",
            Self::Differs => "differs",
            Self::Chance => "may be chance",
            Self::Same => "same",
        }
    }
}

impl Difference {
    /// What may be said of it.
    #[must_use]
    pub fn said(&self) -> Said {
        if self.difference.value == 0.0 {
            return Said::Same;
        }
        match (self.is_sure, metric(self.metric).and_then(|metric| metric.is_better(self.difference.value))) {
            (false, _) => Said::Chance,
            (true, Some(true)) => Said::Better,
            (true, Some(false)) => Said::Worse,
            (true, None) => Said::Differs,
        }
    }
}

/// How an answer differs.
#[derive(Clone, Debug, Serialize)]
pub struct Change {
    /// The case.
    pub case: String,
    /// The question.
    pub question: String,
    /// What was wrong.
    pub before: Vec<&'static str>,
    /// What is wrong.
    pub after: Vec<&'static str>,
    /// The outcome and first record that were given.
    pub was: String,
    /// Those that are given.
    pub is: String,
    /// What a judge said.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub judge_before: Option<&'static str>,
    /// What a judge says.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub judge_after: Option<&'static str>,
}

/// Compares a run with an earlier one.
#[must_use]
pub fn compare(before: &[Scored], after: &[Scored]) -> Comparison {
    let known: BTreeMap<String, &Scored> = before.iter().map(|one| (one.name(), one)).collect();
    let pairs: Vec<(&Scored, &Scored)> = after
        .iter()
        .filter_map(|one| known.get(&one.name()).map(|earlier| (*earlier, one)))
        .filter(|(earlier, one)| earlier.line.case == one.line.case)
        .collect();
    let changes = |is: fn(&Scored, &Scored) -> bool| {
        pairs.iter().filter(move |(one, other)| is(one, other)).map(|(one, other)| change(one, other)).collect()
    };
    Comparison {
        cases: pairs.len(),
        only_before: before.len() - pairs.len(),
        only_after: after.len() - pairs.len(),
        differences: differences(&pairs),
        fixed: changes(|one, other| !one.line.scores.right && other.line.scores.right),
        broken: changes(|one, other| one.line.scores.right && !other.line.scores.right),
        changed: changes(|one, other| one.line.scores.right == other.line.scores.right && differs(one, other)),
    }
}

fn judged(one: &Scored) -> Option<&'static str> {
    one.line.judge.as_ref().map(Judgement::name)
}

fn differs(one: &Scored, other: &Scored) -> bool {
    let seen = |one: &Scored| {
        let (causes, first) = (one.line.scores.causes.clone(), one.given.services.first().cloned());
        (causes, one.given.text.clone(), first, judged(one))
    };
    seen(one) != seen(other)
}

fn change(before: &Scored, after: &Scored) -> Change {
    let causes = |one: &Scored| one.line.scores.causes.iter().map(|cause| cause.name()).collect();
    let given = |one: &Scored| match one.given.services.first() {
        Some(first) => format!("{}, {first}", one.given.outcome),
        None => one.given.outcome.clone(),
    };
    Change {
        case: after.name(),
        question: after.line.case.question.clone(),
        before: causes(before),
        after: causes(after),
        was: given(before),
        is: given(after),
        judge_before: judged(before),
        judge_after: judged(after),
    }
}

fn differences(pairs: &[(&Scored, &Scored)]) -> Vec<Difference> {
    let mut slices: BTreeMap<String, Vec<(&Scored, &Scored)>> = BTreeMap::new();
    for pair in pairs {
        for slice in slices_of(pair.1).into_iter().filter(|slice| DIMENSIONS.contains(&dimension(slice))) {
            slices.entry(slice).or_default().push(*pair);
        }
    }
    slices.iter().flat_map(|(slice, pairs)| of_slice(slice, pairs)).collect()
}

fn of_slice(slice: &str, pairs: &[(&Scored, &Scored)]) -> Vec<Difference> {
    let resampling = Resampling::new(pairs.len());
    let of_metric = |metric: &'static crate::metrics::Metric| {
        let before: Vec<Part> = pairs.iter().map(|(one, _)| (metric.part)(one)).collect();
        let after: Vec<Part> = pairs.iter().map(|(_, other)| (metric.part)(other)).collect();
        let difference = resampling.difference(&before, &after)?;
        let value = |parts: &[Part]| resampling.estimate(parts).map_or(f64::NAN, |estimate| estimate.value);
        let is_sure = difference.low > 0.0 || difference.high < 0.0;
        Some(Difference {
            slice: slice.to_owned(),
            metric: metric.name,
            before: value(&before),
            after: value(&after),
            difference,
            is_sure,
        })
    };
    METRICS.iter().filter_map(of_metric).collect()
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::{Line, Scores, score::Cause};

    fn scored(id: usize, right: bool) -> Scored {
        let line = Line {
            case: serde_json::from_value(json!({
                "id": id.to_string(), "lang": "uz", "script": "latn", "question": "?", "expect": "answer"
            }))
            .unwrap(),
            answer: json!({
                "language": "uz", "script": "latn", "outcome": if right { "answer" } else { "clarify" }, "text": ""
            }),
            scores: Scores {
                right,
                outcome: right,
                causes: if right { vec![] } else { vec![Cause::Outcome] },
                suite: "dev".to_owned(),
                ..Scores::default()
            },
            judge: None,
        };
        Scored::of(line).unwrap()
    }

    fn run(right: impl Fn(usize) -> bool) -> Vec<Scored> {
        (0..100).map(|id| scored(id, right(id))).collect()
    }

    #[test]
    fn what_was_fixed_and_broken_is_listed_and_a_clear_gain_is_sure() {
        let (before, after) = (run(|id| id < 50), run(|id| id != 7 && id < 70));
        let compared = compare(&before, &after);
        assert_eq!((compared.fixed.len(), compared.broken.len(), compared.changed.len()), (20, 1, 0));
        assert_eq!((compared.broken[0].case.as_str(), compared.broken[0].is.as_str()), ("dev/7", "clarify"));
        let outcome = compared.differences.iter().find(|one| one.slice == "all" && one.metric == "outcome").unwrap();
        assert!((outcome.difference.value - 0.19).abs() < 1e-9 && outcome.said() == Said::Better, "{outcome:?}");
    }

    #[test]
    fn one_case_of_three_may_be_chance() {
        let (before, after) = (&run(|_| true)[..3], &run(|id| id != 0)[..3]);
        let compared = compare(before, after);
        let outcome = compared.differences.iter().find(|one| one.slice == "all" && one.metric == "outcome").unwrap();
        assert!(outcome.said() == Said::Chance && outcome.difference.high == 0.0, "{outcome:?}");
    }

    #[test]
    fn equal_runs_differ_nowhere_and_other_cases_are_counted() {
        let run = run(|id| id % 3 == 0);
        let compared = compare(&run, &run);
        assert!(compared.differences.iter().all(|one| one.said() == Said::Same));
        let compared = compare(&run, &run[..90]);
        assert_eq!((compared.cases, compared.only_before, compared.only_after), (90, 10, 0));
    }
}
