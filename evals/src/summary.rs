//! Many scores by slice.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::{Case, Scores};

/// What a slice of cases came to; shares are 0 to 1, absent where no case of the slice asks for them.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Slice {
    /// How many cases.
    pub cases: usize,
    /// Those with nothing wrong.
    pub right: f64,
    /// Those with the expected outcome.
    pub outcome: f64,
    /// Of cases that name records: a right one stands first.
    pub hit1: Option<f64>,
    /// Of cases that name records: a right one stands among the first five.
    pub hit5: Option<f64>,
    /// Of all fact groups: those that hold.
    pub facts: Option<f64>,
    /// Those in the language and script of the question.
    pub language: f64,
    /// Forbidden texts found.
    pub forbidden: usize,
}

/// Sums up scores: `all`, each language with its script, each tag.
#[must_use]
pub fn summary(scored: &[(Case, Scores)]) -> BTreeMap<String, Slice> {
    let mut slices: BTreeMap<String, Vec<&(Case, Scores)>> = BTreeMap::new();
    for one in scored {
        let case = &one.0;
        let names = ["all".to_owned(), format!("{}-{}", case.lang, case.script)];
        for name in names.into_iter().chain(case.tags.iter().map(|tag| format!("tag:{tag}"))) {
            slices.entry(name).or_default().push(one);
        }
    }
    slices.into_iter().map(|(name, scored)| (name, slice(&scored))).collect()
}

fn slice(scored: &[&(Case, Scores)]) -> Slice {
    let count =
        |test: &dyn Fn(&Case, &Scores) -> bool| scored.iter().filter(|(case, scores)| test(case, scores)).count();
    let share = |part: usize, whole: usize| if whole == 0 { None } else { Some(part as f64 / whole as f64) };
    let of_all = |part: usize| share(part, scored.len()).unwrap_or_default();
    let named = count(&|case, _| !case.services.is_empty());
    let within = |most: usize| share(count(&|_, scores| scores.rank.is_some_and(|rank| rank <= most)), named);
    let (held, groups) =
        scored.iter().fold((0, 0), |(held, groups), (_, scores)| (held + scores.facts_held, groups + scores.facts));
    Slice {
        cases: scored.len(),
        right: of_all(count(&|case, scores| scores.is_right(case))),
        outcome: of_all(count(&|_, scores| scores.outcome)),
        hit1: within(1),
        hit5: within(5),
        facts: share(held, groups),
        language: of_all(count(&|_, scores| scores.language)),
        forbidden: scored.iter().map(|(_, scores)| scores.forbidden.len()).sum(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shares_are_of_the_cases_that_ask_for_them() {
        let case = |services: &[&str]| Case {
            id: String::new(),
            lang: "uz".to_owned(),
            script: "latn".to_owned(),
            turns: Vec::new(),
            question: String::new(),
            expect: "answer".to_owned(),
            services: services.iter().map(|service| (*service).to_owned()).collect(),
            facts: Vec::new(),
            forbidden: Vec::new(),
            tags: vec!["fee".to_owned()],
        };
        let scores =
            |rank| Scores { outcome: true, rank, facts_held: 0, facts: 0, forbidden: Vec::new(), language: true };
        let scored = [(case(&["a"]), scores(Some(1))), (case(&["a"]), scores(Some(3))), (case(&[]), scores(None))];
        let all = &summary(&scored)["all"];
        assert_eq!((all.cases, all.hit1, all.hit5, all.facts), (3, Some(0.5), Some(1.0), None));
        assert_eq!(summary(&scored)["tag:fee"].cases, 3);
    }
}
