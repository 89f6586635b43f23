use std::sync::{Arc, Mutex};

use knowledge_base::{Language, RecordId};

use super::*;
use crate::{Index, IndexOptions, Passage, Query, Searcher, Section, TextEmbedder};

/// Every text is alike but for those from abroad, which stand a little apart: the words order the rest.
struct NearlyAlike;

impl TextEmbedder for NearlyAlike {
    fn dimensions(&self) -> usize {
        2
    }

    fn fingerprint(&self) -> &str {
        "nearly alike"
    }

    fn embed(&self, text: &str) -> Vec<f32> {
        if text.contains("xorij") { vec![0.8, 0.6] } else { vec![1.0, 0.0] }
    }
}

/// Says what it was told to say of passages with a word, and keeps what it was asked.
#[derive(Debug, Default)]
struct Told {
    prefers: &'static str,
    fails: bool,
    asked: Mutex<Vec<(String, Vec<String>)>>,
}

impl Reranker for Told {
    fn scores(&self, question: &str, passages: &[&str]) -> Result<Vec<f32>, ModelFailure> {
        let passages: Vec<String> = passages.iter().map(ToString::to_string).collect();
        let scores = passages.iter().map(|passage| if passage.contains(self.prefers) { 0.9 } else { 0.1 }).collect();
        self.asked.lock().unwrap().push((question.to_owned(), passages));
        if self.fails { Err(ModelFailure("the device is gone".to_owned())) } else { Ok(scores) }
    }
}

const QUESTION: &str = "Yangi PASPORT olish";

fn searched(reranker: Option<Arc<Told>>, limit: usize) -> SearchResult {
    let texts = [
        ("passport", "Yangi pasport olish"),
        ("passport-abroad", "Yangi pasport olish xorijda"),
        ("car", "Avtomobil pasporti"),
        ("marriage", "Nikohni qayd etish"),
    ];
    let passages: Vec<Passage> = texts
        .into_iter()
        .map(|(record, text)| Passage {
            record: RecordId::parse(record).unwrap(),
            language: Language::Uz,
            section: Section::Title,
            text: text.to_owned(),
        })
        .collect();
    let folder = tempfile::tempdir().unwrap();
    let options = IndexOptions::new(folder.path().join("index"), Arc::new(NearlyAlike));
    let index = Index::open_or_build_from(&passages, &options, |_| {}).unwrap();
    let searcher = Searcher::new(index).reranked(reranker.map(|told| told as Arc<dyn Reranker>));
    searcher.search(&Query { text: QUESTION, language: Some(Language::Uz), limit }).unwrap()
}

fn order(result: &SearchResult) -> Vec<&str> {
    result.candidates.iter().map(|candidate| candidate.record.as_str()).collect()
}

#[test]
fn a_reranker_orders_the_records_within_reach_and_leaves_their_scores() {
    let plain = searched(None, 4);
    assert_eq!(order(&plain), ["passport", "passport-abroad", "car", "marriage"]);
    assert!(plain.candidates.iter().all(|candidate| candidate.reranked.is_none()));
    assert!(plain.timings.rerank.is_zero());

    let told = Arc::new(Told { prefers: "xorijda", ..Told::default() });
    let again = searched(Some(Arc::clone(&told)), 4);
    assert_eq!(order(&again), ["passport-abroad", "passport", "car", "marriage"]);
    assert_eq!(again.candidates[0].reranked, Some(0.9));
    assert_eq!(again.candidates[0].score, plain.candidates[1].score);
    // The stages do not agree, and the decision can see it.
    assert!(plain.margin > 0.0);
    assert_eq!(again.margin, -plain.margin);
    assert!(!again.timings.rerank.is_zero() && again.timings.total() > again.timings.rerank);
    let asked = told.asked.lock().unwrap();
    assert_eq!(asked[0].0, QUESTION, "it reads the question as written");
    assert!(asked[0].1.contains(&"Yangi pasport olish xorijda".to_owned()), "{asked:?}");
}

#[test]
fn a_record_behind_the_reach_is_neither_read_nor_lifted() {
    let told = Arc::new(Told { prefers: "Nikoh", ..Told::default() });
    let again = searched(Some(Arc::clone(&told)), 4);
    assert_eq!(order(&again), order(&searched(None, 4)));
    let last = again.candidates.last().unwrap();
    assert!(last.score < REACH * again.candidates[0].score && last.reranked.is_none(), "{last:?}");
    let asked = told.asked.lock().unwrap();
    assert!(asked[0].1.iter().all(|passage| !passage.contains("Nikoh")), "{asked:?}");
}

#[test]
fn a_small_limit_is_cut_after_the_second_look() {
    let told = Arc::new(Told { prefers: "xorijda", ..Told::default() });
    assert_eq!(order(&searched(Some(told), 1)), ["passport-abroad"]);
}

#[test]
fn a_reranker_that_fails_leaves_the_order() {
    let told = Arc::new(Told { prefers: "xorijda", fails: true, ..Told::default() });
    let again = searched(Some(told), 4);
    assert_eq!(order(&again), order(&searched(None, 4)));
    assert!(again.candidates.iter().all(|candidate| candidate.reranked.is_none()));
}
