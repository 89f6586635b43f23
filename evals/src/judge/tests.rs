#![allow(clippy::unwrap_used)]

use serde_json::json;

use super::*;
use crate::{Line, Scores};

fn scored(outcome: &str, text: &str) -> Scored {
    let line = Line {
        case: serde_json::from_value(json!({
            "id": "a", "lang": "en", "script": "latn", "turns": ["I live abroad."], "question": "how much?", "expect": "answer"
        }))
        .unwrap(),
        answer: json!({
            "language": "en", "script": "latn", "outcome": outcome, "text": text,
            "card": { "service": "a", "title": "Passport", "rows": [{ "label": "Fee", "values": [{ "main": "1 BCA" }] }] }
        }),
        scores: Scores { suite: "dev".to_owned(), ..Scores::default() },
        judge: None,
    };
    Scored::of(line).unwrap()
}

#[test]
fn a_judge_sees_the_question_the_record_and_the_answer() {
    let request = Request::about(&scored("answer", "It costs 1 BCA.")).unwrap();
    for part in ["I live abroad.", "Question:\nhow much?", "Passport", "Fee: 1 BCA", "Answer:\nIt costs 1 BCA."] {
        assert!(request.material.contains(part), "{part}: {}", request.material);
    }
    assert_eq!(Request::about(&scored("no_answer", "")), None);
}

#[test]
fn a_judgement_counts_for_the_same_model_and_answer_alone() {
    let of = |model: &str, text: &str| Request::about(&scored("answer", text)).unwrap().fingerprint(model);
    assert_eq!(of("m", "1 BCA"), of("m", "1 BCA"));
    assert_ne!(of("m", "1 BCA"), of("n", "1 BCA"));
    assert_ne!(of("m", "1 BCA"), of("m", "2 BCA"));
}

#[test]
fn replies_are_read_as_they_were_asked_for_and_as_small_models_write_them() {
    let cases = [
        (r#"{"verdict": "yes", "why": "The fee is there."}"#, Some(Verdict::Yes), "The fee is there."),
        ("```json\n{\"verdict\":\"Partly\",\n\"reason\":\"no  term\"}\n```", Some(Verdict::Partly), "no term"),
        ("<think>yes? {no}</think>\n{\"verdict\":\"no\"}", Some(Verdict::No), ""),
        ("**Partly**: the term is missing.", Some(Verdict::Partly), "the term is missing."),
        ("No", Some(Verdict::No), ""),
        ("Nobody knows.", None, "Nobody knows."),
        (r#"{"verdict": "maybe", "why": "x"}"#, None, r#"{"verdict": "maybe", "why": "x"}"#),
        ("", None, ""),
    ];
    for (reply, verdict, why) in cases {
        let judgement = read_reply("m", reply);
        assert_eq!((judgement.verdict, judgement.why.as_str()), (verdict, why), "{reply}");
    }
    let long = read_reply("m", &format!("yes {}", "ў".repeat(1_000)));
    assert!(long.why.chars().count() < 250 && long.why.ends_with('…'));
}

#[test]
fn judgements_come_back_and_a_line_that_was_broken_off_is_passed_over() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join(JUDGED);
    assert!(read_judged(&path).unwrap().is_empty());
    let kept = |request: &str| Kept {
        case: "dev/a".to_owned(),
        request: request.to_owned(),
        judgement: read_reply("m", "yes"),
    };
    append_judged(&path, &kept("one")).unwrap();
    append_judged(&path, &kept("two")).unwrap();
    let whole = std::fs::read_to_string(&path).unwrap();
    std::fs::write(&path, &whole[..whole.len() - 10]).unwrap();
    let read = read_judged(&path).unwrap();
    assert_eq!((read.len(), &read["one"]), (1, &kept("one")));
    write_judged(&path, read.values()).unwrap();
    append_judged(&path, &kept("two")).unwrap();
    assert_eq!(read_judged(&path).unwrap().len(), 2);
}
