//! The searches of a run in the forms of BEIR and TREC, so that `trec_eval` and `pytrec_eval` can judge them.
//!
//! A query without a record found stands in the judgements and not in the run: `trec_eval -c` counts it as zero, as the metrics
//! here do.

use serde_json::json;

use crate::Scored;

/// The last column of a run.
const TAG: &str = "yordamchi";

/// `queries.jsonl`: the questions that name right records.
pub(super) fn queries(scored: &[Scored]) -> String {
    let line = |one: &Scored| {
        let case = &one.line.case;
        let metadata = json!({ "lang": case.lang, "script": case.script, "tags": case.tags });
        json!({ "_id": one.name(), "text": case.question, "metadata": metadata }).to_string() + "\n"
    };
    judged(scored).map(line).collect()
}

/// `qrels.tsv`: every right record is worth 1.
pub(super) fn judgements(scored: &[Scored]) -> String {
    let lines = judged(scored).flat_map(|one| {
        let name = one.name();
        one.line.case.services.iter().map(move |service| format!("{name}\t{service}\t1\n"))
    });
    std::iter::once("query-id\tcorpus-id\tscore\n".to_owned()).chain(lines).collect()
}

/// `run.trec`: the records found, by rank; the scores fall with it.
pub(super) fn run(scored: &[Scored]) -> String {
    let lines = judged(scored).flat_map(|one| {
        let name = one.name();
        let line = move |(place, service): (usize, &String)| {
            format!("{name} Q0 {service} {} {:.6} {TAG}\n", place + 1, 1.0 / (place as f64 + 1.0))
        };
        one.given.services.iter().enumerate().map(line)
    });
    lines.collect()
}

fn judged(scored: &[Scored]) -> impl Iterator<Item = &Scored> {
    scored.iter().filter(|one| !one.line.case.services.is_empty())
}
