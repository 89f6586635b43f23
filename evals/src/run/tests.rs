#![allow(clippy::unwrap_used)]

use serde_json::json;

use super::*;
use crate::summary;

fn scored(id: &str, question: &str) -> Scored {
    let line = json!({
        "case": { "id": id, "lang": "uz", "script": "latn", "question": question, "expect": "answer", "services": ["a", "b"] },
        "answer": {
            "language": "uz", "script": "latn", "outcome": "answer", "text": "Toʻlov: \"1\", 2", "engine": "extractive",
            "services": ["c", "a"], "extra": [1]
        },
        "scores": Scores { suite: "dev".to_owned(), rank: Some(2), ..Scores::default() }
    });
    Scored::of(serde_json::from_value(line).unwrap()).unwrap()
}

fn run(scored: &[Scored]) -> Run {
    Run { finished: true, summary: summary(scored), ..Run::default() }
}

#[test]
fn a_run_is_read_as_it_was_written_with_what_nobody_reads_of_an_answer() {
    let folder = tempfile::tempdir().unwrap();
    let lines = [scored("x", "qancha?"), scored("y", "q, \"z\"")];
    write_run(folder.path(), &run(&lines), &lines).unwrap();
    let (read, results) = read_run(folder.path()).unwrap();
    assert_eq!(read, run(&lines));
    assert_eq!((results.len(), &results[1].line.answer["extra"]), (2, &json!([1])));
    let mut csv = csv::Reader::from_path(folder.path().join("results.csv")).unwrap();
    let rows: Vec<csv::StringRecord> = csv.records().map(Result::unwrap).collect();
    assert!(rows[1].iter().any(|cell| cell == "q, \"z\""), "{rows:?}");
}

#[test]
fn a_line_that_was_broken_off_is_passed_over_and_a_broken_one_is_told() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join(RESULTS);
    let whole = serde_json::to_string(&scored("x", "?").line).unwrap();
    std::fs::write(&path, format!("{whole}\n{}", &whole[..40])).unwrap();
    assert_eq!(read_results(&path).unwrap().len(), 1);
    std::fs::write(&path, format!("{whole}\n{{}}\n")).unwrap();
    assert!(matches!(read_results(&path), Err(RunError::Broken { line: 2, .. })));
}

#[test]
fn searches_are_written_for_trec_eval() {
    let lines = [scored("x", "qancha?")];
    assert_eq!(trec::judgements(&lines), "query-id\tcorpus-id\tscore\ndev/x\ta\t1\ndev/x\tb\t1\n");
    assert_eq!(trec::run(&lines), "dev/x Q0 c 1 1.000000 yordamchi\ndev/x Q0 a 2 0.500000 yordamchi\n");
    let query: serde_json::Value = serde_json::from_str(trec::queries(&lines).trim()).unwrap();
    assert_eq!((&query["_id"], &query["text"]), (&json!("dev/x"), &json!("qancha?")));
}

#[test]
fn answers_of_another_program_or_day_do_not_count() {
    let setup = Setup { day: "2026-11-27".to_owned(), jobs: 2, ..Setup::default() };
    assert!(setup.answers_like(&Setup { jobs: 1, started: "now".to_owned(), ..setup.clone() }));
    assert!(!setup.answers_like(&Setup { day: "2026-11-28".to_owned(), ..setup.clone() }));
    let program = Program { binary: Some("other".to_owned()), ..Program::default() };
    assert!(!setup.answers_like(&Setup { program, ..setup.clone() }));
}
