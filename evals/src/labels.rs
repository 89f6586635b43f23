//! What people say of questions: a file a labeller, a line a label, and how far two of them agree.

use std::{collections::BTreeMap, fs, io::Write as _, path::Path};

use serde::{Deserialize, Serialize};

use crate::{Case, RunError, import::TO_LABEL};

/// The page on which questions are labelled. It asks `GET cases`, and sends every label to `POST labels`.
pub const PAGE: &str = include_str!("../assets/label.html");

/// What a person says of a question.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Label {
    /// The case.
    pub id: String,
    /// How the question has to end.
    pub expect: String,
    /// Records of which any is right.
    #[serde(default)]
    pub services: Vec<String>,
    /// Groups of alternatives of which one has to stand in the answer.
    #[serde(default)]
    pub facts: Vec<Vec<String>>,
    /// A remark.
    #[serde(default)]
    pub note: String,
}

/// Reads labels; the last of a case counts. A file that is not there holds none.
///
/// # Errors
/// [`RunError`] with the line.
pub fn read_labels(path: &Path) -> Result<BTreeMap<String, Label>, RunError> {
    if !path.exists() {
        return Ok(BTreeMap::new());
    }
    let text = fs::read_to_string(path).map_err(RunError::unreadable(path))?;
    let lines = text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty());
    let read = |(index, line): (usize, &str)| {
        let label: Label = serde_json::from_str(line).map_err(|error| RunError::broken(path, index + 1, &error))?;
        Ok((label.id.clone(), label))
    };
    lines.map(read).collect()
}

/// Adds a label.
///
/// # Errors
/// [`RunError::Unwritable`].
pub fn append_label(path: &Path, label: &Label) -> Result<(), RunError> {
    let line = serde_json::to_string(label).unwrap_or_default() + "\n";
    let file = fs::OpenOptions::new().create(true).append(true).open(path);
    file.and_then(|mut file| file.write_all(line.as_bytes())).map_err(RunError::unwritable(path))
}

/// The cases of a suite as all labellers see them: those that every one of them labelled, with the same outcome and the same records.
/// Facts are those of the first who wrote any down.
#[must_use]
pub fn settled(cases: &[Case], labellers: &[BTreeMap<String, Label>]) -> Vec<Case> {
    let of = |case: &Case| {
        let labels: Vec<&Label> = labellers.iter().map(|labels| labels.get(&case.id)).collect::<Option<_>>()?;
        let first = labels.first()?;
        if labels.iter().any(|label| differ(first, label)) {
            return None;
        }
        let facts =
            labels.iter().map(|label| &label.facts).find(|facts| !facts.is_empty()).cloned().unwrap_or_default();
        let tags = case.tags.iter().filter(|tag| *tag != TO_LABEL).cloned().collect();
        let (expect, services) = (first.expect.clone(), first.services.clone());
        Some(Case { expect, services, facts, tags, ..case.clone() })
    };
    cases.iter().filter_map(of).collect()
}

/// How far two labellers agree, over the cases that both labelled.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Agreement {
    /// Cases of both.
    pub cases: usize,
    /// The share with the same outcome.
    pub outcome: f64,
    /// Cohen's kappa of the outcome (1960): agreement beyond chance; absent where chance alone agrees everywhere.
    pub kappa: Option<f64>,
    /// The share of cases with the same set of right records.
    pub services: f64,
    /// Cases on which they differ.
    pub differences: Vec<(Label, Label)>,
}

/// Compares two labellers; `None` when they share no case.
#[must_use]
pub fn agreement(one: &BTreeMap<String, Label>, other: &BTreeMap<String, Label>) -> Option<Agreement> {
    let pairs: Vec<(&Label, &Label)> = one.iter().filter_map(|(id, label)| Some((label, other.get(id)?))).collect();
    if pairs.is_empty() {
        return None;
    }
    let share = |count: usize| count as f64 / pairs.len() as f64;
    let same = |test: &dyn Fn(&Label, &Label) -> bool| share(pairs.iter().filter(|(a, b)| test(a, b)).count());
    let outcome = same(&|a, b| a.expect == b.expect);
    let mut counts: BTreeMap<&str, (usize, usize)> = BTreeMap::new();
    for (a, b) in &pairs {
        counts.entry(&a.expect).or_default().0 += 1;
        counts.entry(&b.expect).or_default().1 += 1;
    }
    let chance: f64 = counts.values().map(|(a, b)| share(*a) * share(*b)).sum();
    Some(Agreement {
        cases: pairs.len(),
        outcome,
        kappa: (chance < 1.0).then(|| (outcome - chance) / (1.0 - chance)),
        services: same(&|a, b| records(a) == records(b)),
        differences: pairs.iter().filter(|(a, b)| differ(a, b)).map(|(a, b)| ((*a).clone(), (*b).clone())).collect(),
    })
}

fn differ(one: &Label, other: &Label) -> bool {
    one.expect != other.expect || records(one) != records(other)
}

fn records(label: &Label) -> Vec<&String> {
    let mut records: Vec<&String> = label.services.iter().collect();
    records.sort();
    records
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    fn labels(outcomes: &[&str]) -> BTreeMap<String, Label> {
        let label = |(place, expect): (usize, &&str)| {
            let id = place.to_string();
            (id.clone(), Label { id, expect: (*expect).to_owned(), ..Label::default() })
        };
        outcomes.iter().enumerate().map(label).collect()
    }

    #[test]
    fn kappa_takes_chance_out_of_agreement() {
        // Cohen's own example has this shape: 20 both yes, 5 and 10 apart, 15 both no; kappa .4.
        let of = |counts: [(usize, &'static str); 4]| {
            counts.into_iter().flat_map(|(count, name)| std::iter::repeat_n(name, count)).collect::<Vec<_>>()
        };
        let one = labels(&of([(20, "answer"), (5, "answer"), (10, "refuse"), (15, "refuse")]));
        let other = labels(&of([(20, "answer"), (5, "refuse"), (10, "answer"), (15, "refuse")]));
        let agreed = agreement(&one, &other).unwrap();
        assert_eq!((agreed.cases, agreed.outcome, agreed.differences.len()), (50, 0.7, 15));
        assert!((agreed.kappa.unwrap() - 0.4).abs() < 1e-9, "{agreed:?}");
    }

    #[test]
    fn one_outcome_everywhere_tells_nothing_and_other_cases_do_not_count() {
        let agreed = agreement(&labels(&["answer"; 3]), &labels(&["answer"; 2])).unwrap();
        assert_eq!((agreed.cases, agreed.outcome, agreed.kappa), (2, 1.0, None));
        assert_eq!(agreement(&labels(&["answer"]), &labels(&[])), None);
    }

    #[test]
    fn the_last_label_of_a_case_counts() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("labels.jsonl");
        assert!(read_labels(&path).unwrap().is_empty());
        for expect in ["refuse", "clarify"] {
            append_label(&path, &Label { id: "a".to_owned(), expect: expect.to_owned(), ..Label::default() }).unwrap();
        }
        let read = read_labels(&path).unwrap();
        assert_eq!((read.len(), read["a"].expect.as_str()), (1, "clarify"));
    }

    #[test]
    fn what_all_labellers_say_alike_becomes_a_case() {
        let case = |id: &str| Case {
            id: id.to_owned(),
            tags: vec![TO_LABEL.to_owned(), "typo".to_owned()],
            ..Case::default()
        };
        let cases = [case("0"), case("1"), case("2")];
        let mut one = labels(&["answer", "refuse", "clarify"]);
        let mut other = labels(&["answer", "answer"]);
        one.get_mut("0").unwrap().services = vec!["b".to_owned(), "a".to_owned()];
        other.get_mut("0").unwrap().services = vec!["a".to_owned(), "b".to_owned()];
        other.get_mut("0").unwrap().facts = vec![vec!["1 bhm".to_owned()]];
        let agreed = settled(&cases, &[one.clone(), other]);
        assert_eq!(agreed.iter().map(|case| case.id.as_str()).collect::<Vec<_>>(), ["0"]);
        assert_eq!((agreed[0].expect.as_str(), &agreed[0].facts[0][0]), ("answer", &"1 bhm".to_owned()));
        assert_eq!(agreed[0].tags, ["typo"]);
        assert_eq!(settled(&cases, &[one]).len(), 3);
    }
}
