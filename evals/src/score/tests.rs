#![allow(clippy::unwrap_used)]

use std::{path::Path, sync::Arc};

use jiff::civil::date;
use knowledge_base::KnowledgeBase;
use serde_json::{Value, json};

use super::*;

fn scorer() -> Scorer {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../knowledge-base/records");
    let base = Arc::new(KnowledgeBase::load(&folder).unwrap());
    Scorer { audit: Audit::new(base).unwrap(), day: date(2026, 11, 27), channel: "library".to_owned() }
}

fn case() -> Case {
    serde_json::from_value(json!({
        "id": "a", "lang": "ru", "script": "cyrl", "question": "сколько стоит", "expect": "answer",
        "services": ["business-reregistration"], "facts": [["440000", "1 брв"]], "forbidden": ["412000"], "tags": ["fee"]
    }))
    .unwrap()
}

fn answer() -> Value {
    json!({
        "language": "ru", "script": "cyrl", "outcome": "answer", "text": "Стоимость: 1 БРВ, сегодня это 440 000 сумов.",
        "services": ["business-reregistration"], "sources": [{ "service": "business-reregistration" }],
        "facts": [{ "facet": "fee", "text": "1 БРВ" }],
        "card": { "service": "business-reregistration", "title": "Перерегистрация" }
    })
}

fn scored(changed: impl FnOnce(&mut Value)) -> Scores {
    let mut answer = answer();
    changed(&mut answer);
    scorer().score("suite", &case(), &serde_json::from_value(answer).unwrap())
}

#[test]
fn an_answer_with_nothing_wrong_is_right() {
    let scores = scored(|_| ());
    assert_eq!(scores.causes, []);
    assert!(scores.right && scores.language && scores.facts_held == 1);
    assert_eq!((scores.facets, scores.facets_covered, scores.sentences), (1, 1, 1));
    assert_eq!((scores.category.as_deref(), scores.ndcg10), (Some("business"), Some(1.0)));
}

#[test]
fn every_cause_is_seen() {
    let cases: [(Cause, &str, Value); 5] = [
        (Cause::Outcome, "outcome", json!("clarify")),
        (Cause::Record, "services", json!(["id-card"])),
        (Cause::Language, "script", json!("latn")),
        (Cause::Fact, "text", json!("Звоните по номеру 1148.")),
        (Cause::Unsupported, "sources", json!([])),
    ];
    for (cause, key, value) in cases {
        let scores = scored(|answer| answer[key] = value);
        assert_eq!(scores.causes, [cause], "{cause:?}");
        assert!(!scores.right);
    }
    let scores = scored(|answer| answer["text"] = json!("Стоимость: 1 БРВ, а не 412 000 сумов."));
    assert_eq!(scores.causes, [Cause::Unsupported, Cause::Forbidden]);
}

#[test]
fn an_uzbek_text_that_says_it_is_russian_is_seen_by_its_letters() {
    let scores = scored(|answer| answer["text"] = json!("Тўлов БҲМнинг 1 баравари, бугун 440 000 сўм."));
    assert!(scores.causes.contains(&Cause::Language));
}

#[test]
fn a_question_of_two_languages_may_be_answered_in_either() {
    let scored = |also: Value| {
        let mut case = serde_json::to_value(Case { lang: "uz".to_owned(), ..case() }).unwrap();
        case["also_lang"] = also;
        scorer().score("suite", &serde_json::from_value(case).unwrap(), &serde_json::from_value(answer()).unwrap())
    };
    assert!(scored(json!(["ru"])).language);
    assert!(!scored(json!(["en"])).language && !scored(json!([])).language);
}

#[test]
fn a_facet_that_was_not_stated_is_not_covered() {
    let scores = scored(|answer| answer["facts"] = json!([]));
    assert_eq!((scores.facets, scores.facets_covered), (1, 0));
}
