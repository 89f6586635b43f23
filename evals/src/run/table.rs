//! Results for spreadsheets.

use serde::Serialize;

use crate::{Scored, judge::Judgement};

/// A row; lists are joined by `|`.
#[derive(Serialize)]
struct Row<'r> {
    suite: &'r str,
    id: &'r str,
    lang: &'r str,
    script: &'r str,
    category: &'r str,
    tags: String,
    channel: &'r str,
    engine: &'r str,
    expect: &'r str,
    outcome: &'r str,
    right: bool,
    causes: String,
    rank: Option<usize>,
    ndcg10: Option<f64>,
    facts_held: usize,
    facts: usize,
    missing: String,
    forbidden: String,
    unsupported: String,
    language: bool,
    facets_covered: usize,
    facets: usize,
    words: usize,
    covered: Option<f32>,
    first_is_right: Option<f32>,
    total_ms: Option<f64>,
    judge: &'r str,
    judge_why: &'r str,
    question: &'r str,
    text: &'r str,
    services: String,
}

pub(super) fn csv(scored: &[Scored]) -> String {
    let mut writer = csv::Writer::from_writer(Vec::new());
    for one in scored {
        writer.serialize(row(one)).expect("a row of plain values goes into memory");
    }
    let bytes = writer.into_inner().expect("memory takes what is written");
    String::from_utf8(bytes).expect("every value is text")
}

fn row(one: &Scored) -> Row<'_> {
    let (case, scores, given) = (&one.line.case, &one.line.scores, &one.given);
    let decision = given.scores.decision;
    Row {
        suite: &scores.suite,
        id: &case.id,
        lang: &case.lang,
        script: &case.script,
        category: scores.category.as_deref().unwrap_or_default(),
        tags: case.tags.join("|"),
        channel: &scores.channel,
        engine: &given.engine,
        expect: &case.expect,
        outcome: &given.outcome,
        right: scores.right,
        causes: scores.causes.iter().map(|cause| cause.name()).collect::<Vec<_>>().join("|"),
        rank: scores.rank,
        ndcg10: scores.ndcg10,
        facts_held: scores.facts_held,
        facts: scores.facts,
        missing: scores.missing.join("|"),
        forbidden: scores.forbidden.join("|"),
        unsupported: scores.unsupported.join("|"),
        language: scores.language,
        facets_covered: scores.facets_covered,
        facets: scores.facets,
        words: scores.words,
        covered: decision.map(|decision| decision.covered),
        first_is_right: decision.map(|decision| decision.right),
        total_ms: given.timings_ms.get("total").copied(),
        judge: one.line.judge.as_ref().map(Judgement::name).unwrap_or_default(),
        judge_why: one.line.judge.as_ref().map(|judgement| judgement.why.as_str()).unwrap_or_default(),
        question: &case.question,
        text: &given.text,
        services: given.services.join("|"),
    }
}
