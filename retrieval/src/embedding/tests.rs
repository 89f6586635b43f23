use std::sync::{Arc, Mutex};

use knowledge_base::RecordId;
use tempfile::TempDir;

use super::*;
use crate::{Index, IndexError, IndexOptions, Passage, Query, Searcher, Section};

/// Keeps what it is given to read.
struct Reading {
    form: TextForm,
    floor: f32,
    fails: bool,
    questions: Mutex<Vec<String>>,
    passages: Mutex<Vec<String>>,
}

impl Reading {
    fn of(form: TextForm) -> Self {
        Self { form, floor: 0.0, fails: false, questions: Mutex::default(), passages: Mutex::default() }
    }
}

impl TextEmbedder for Reading {
    fn dimensions(&self) -> usize {
        2
    }

    fn fingerprint(&self) -> &str {
        "reading"
    }

    fn embed(&self, question: &str) -> Vec<f32> {
        self.questions.lock().unwrap().push(question.to_owned());
        vec![0.8, 0.6]
    }

    fn embed_passages(&self, passages: &[&str]) -> Result<Vec<Vec<f32>>, ModelFailure> {
        if self.fails {
            return Err(ModelFailure("the device is gone".to_owned()));
        }
        self.passages.lock().unwrap().extend(passages.iter().map(ToString::to_string));
        Ok(vec![vec![1.0, 0.0]; passages.len()])
    }

    fn form(&self) -> TextForm {
        self.form
    }

    fn cosine_floor(&self) -> f32 {
        self.floor
    }
}

const WRITTEN: &str = "Загранпаспорт ОЛИШ учун қанча тўланади?";

/// A searcher over one passage, with the folder in which its index lies.
fn built(embedder: &Arc<Reading>) -> Result<(TempDir, Searcher), IndexError> {
    let record = RecordId::parse("passport").unwrap();
    let passage = Passage { record, language: Language::Uz, section: Section::Question, text: WRITTEN.to_owned() };
    let folder = tempfile::tempdir().unwrap();
    let embedder = Arc::clone(embedder) as Arc<dyn TextEmbedder>;
    let options = IndexOptions::new(folder.path().join("index"), embedder);
    Index::open_or_build_from(&[passage], &options, |_| {}).map(|index| (folder, Searcher::new(index)))
}

fn dense(embedder: &Arc<Reading>) -> f32 {
    let (_folder, searcher) = built(embedder).unwrap();
    let query = Query { text: WRITTEN, language: None, limit: 1 };
    searcher.search(&query).unwrap().candidates[0].dense
}

#[test]
fn a_model_that_reads_sentences_is_given_question_and_passage_as_written() {
    let embedder = Arc::new(Reading::of(TextForm::Written));
    dense(&embedder);
    assert_eq!(*embedder.passages.lock().unwrap(), [WRITTEN]);
    // Once, though the question may be Uzbek or Russian.
    assert_eq!(*embedder.questions.lock().unwrap(), [WRITTEN]);
}

#[test]
fn a_model_that_adds_words_up_is_given_folded_topics() {
    let embedder = Arc::new(Reading::of(TextForm::Folded));
    dense(&embedder);
    let passages = embedder.passages.lock().unwrap();
    assert_eq!(passages.len(), 1);
    let folded = |text: &String| text.to_lowercase() == *text && !text.contains('?');
    assert!(passages.iter().all(folded), "{passages:?}");
    let questions = embedder.questions.lock().unwrap();
    assert!(questions.len() == 2 && questions.iter().all(folded), "{questions:?}");
}

#[test]
fn the_cosine_is_counted_from_the_floor_of_the_embedder() {
    assert!((dense(&Arc::new(Reading::of(TextForm::Written))) - 0.8).abs() < 1e-3);
    let floored = Arc::new(Reading { floor: 0.6, ..Reading::of(TextForm::Written) });
    assert!((dense(&floored) - 0.5).abs() < 1e-3);
}

#[test]
fn an_index_is_not_built_with_a_model_that_fails() {
    let failing = Arc::new(Reading { fails: true, ..Reading::of(TextForm::Written) });
    let error = built(&failing).unwrap_err();
    assert!(matches!(error, IndexError::Embedder(_)), "{error}");
    assert!(error.to_string().contains("the device is gone"), "{error}");
}
