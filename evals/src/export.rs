//! A run for judges of generated answers: JSON lines with the names of ragas.

use serde::Serialize;

use crate::Scored;

/// A line.
#[derive(Serialize)]
struct Line<'r> {
    user_input: &'r str,
    retrieved_contexts: Vec<String>,
    response: &'r str,
    reference: String,
}

/// The answered questions of a run. The contexts are those of [`Given::contexts`](crate::Given::contexts); the reference is the first
/// alternative of every fact group.
#[must_use]
pub fn ragas(scored: &[Scored]) -> String {
    let line = |one: &Scored| {
        let case = &one.line.case;
        let reference = case.facts.iter().filter_map(|group| group.first());
        let line = Line {
            user_input: &case.question,
            retrieved_contexts: one.given.contexts(),
            response: &one.given.text,
            reference: reference.map(String::as_str).collect::<Vec<_>>().join("; "),
        };
        serde_json::to_string(&line).unwrap_or_default() + "\n"
    };
    scored.iter().map(line).collect()
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use serde_json::{Value, json};

    use super::*;
    use crate::{Line as ResultLine, Scores};

    #[test]
    fn a_line_has_the_card_as_context_and_the_facts_as_reference() {
        let line = ResultLine {
            case: serde_json::from_value(json!({
                "id": "a", "lang": "en", "script": "latn", "question": "how much?", "expect": "answer",
                "facts": [["440000", "1 BCA"], ["30 minutes"]]
            }))
            .unwrap(),
            answer: json!({
                "language": "en", "script": "latn", "outcome": "answer", "text": "1 BCA.",
                "card": { "service": "a", "title": "Re-registration", "summary": "Of a firm.", "rows": [
                    { "label": "Fee", "values": [{ "main": "1 BCA", "detail": "440,000 soum" }] }] }
            }),
            scores: Scores::default(),
            judge: None,
        };
        let written: Value = serde_json::from_str(&ragas(&[Scored::of(line).unwrap()])).unwrap();
        let expected = json!({
            "user_input": "how much?", "response": "1 BCA.", "reference": "440000; 30 minutes",
            "retrieved_contexts": ["Re-registration\nOf a firm.\nFee: 1 BCA (440,000 soum)"]
        });
        assert_eq!(written, expected);
    }
}
