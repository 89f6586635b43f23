//! One answer against one case.

use assistant::Answer;
use knowledge_base::{Language, fold};
use serde::Serialize;

use crate::Case;

/// The scores of an answer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Scores {
    /// Whether the outcome is the expected one.
    pub outcome: bool,
    /// The rank of the first right record from 1; absent when none was found or none is expected.
    pub rank: Option<usize>,
    /// Fact groups that hold.
    pub facts_held: usize,
    /// Fact groups of the case.
    pub facts: usize,
    /// Forbidden texts that stand in the answer.
    pub forbidden: Vec<String>,
    /// Whether the language and script are those of the question.
    pub language: bool,
}

impl Scores {
    /// Whether nothing is wrong: outcome, first record, facts, language, nothing forbidden.
    #[must_use]
    pub fn is_right(&self, case: &Case) -> bool {
        let first = case.services.is_empty() || case.expect != "answer" || self.rank == Some(1);
        self.outcome && first && self.facts_held == self.facts && self.forbidden.is_empty() && self.language
    }
}

/// Scores an answer.
#[must_use]
pub fn score(case: &Case, answer: &Answer) -> Scores {
    let text = comparable(&answer.text);
    let stands = |wanted: &String| text.contains(&comparable(wanted));
    let right = |service: &str| case.services.iter().any(|wanted| wanted == service);
    Scores {
        outcome: answer.outcome.name() == case.expect,
        rank: answer.services.iter().position(|service| right(service.as_str())).map(|place| place + 1),
        facts_held: case.facts.iter().filter(|group| group.iter().any(stands)).count(),
        facts: case.facts.len(),
        forbidden: case.forbidden.iter().filter(|text| stands(text)).cloned().collect(),
        language: answer.language.code() == case.lang && answer.script.code() == case.script,
    }
}

/// A text as facts are compared: folded, with every space inside a number left out.
fn comparable(text: &str) -> String {
    let folded = fold(text, Language::Uz);
    let letters: Vec<char> = folded.chars().collect();
    let is_digit = |place: usize| letters.get(place).is_some_and(char::is_ascii_digit);
    // `0,027` is a decimal: its zero begins no group.
    let begins_a_group = |place: usize| {
        let after_zero = place > 0 && letters[place - 1] == '0' && !is_digit(place.wrapping_sub(2));
        place > 0 && is_digit(place - 1) && !after_zero
    };
    let groups = |place: usize| {
        let after = (1..=3).all(|step| is_digit(place + step)) && !is_digit(place + 4);
        matches!(letters[place], ' ' | ',') && begins_a_group(place) && after
    };
    (0..letters.len()).filter(|place| !groups(*place)).map(|place| letters[place]).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn digit_grouping_script_and_apostrophes_do_not_matter() {
        assert_eq!(comparable("440\u{A0}000 soʻm"), "440000 som");
        assert_eq!(comparable("440,000 soum"), "440000 soum");
        assert_eq!(comparable("10 иш куни"), comparable("10 ish kuni"));
        assert_eq!(comparable("0,027 БРВ"), "0,027 brv");
    }
}
