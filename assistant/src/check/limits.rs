//! What a sentence rules out: that something need not be, cannot be, or is so only in one way. The record has to rule it out too.

use knowledge_base::ServiceRecord;

use super::{
    free::NEED_NOT,
    needs::PAPERS,
    text::{Word, content, find, shared, words_of},
};
use crate::render::Renderer;

/// Phrases that say that something cannot be, or is not so.
const CANNOT: &[&str] = &[
    "нельзя",
    "невозможн",
    "не$ могут$",
    "не$ может$",
    "не$ сможете",
    "недоступн",
    "не$ доступн",
    "не$ предусмотр",
    "запрещ",
    "не$ выда",
    "не$ принима",
    "cannot",
    "can t$",
    "can not",
    "cant$",
    "not possible",
    "impossible",
    "not available",
    "unavailable",
    "not allowed",
    "forbidden",
    "not accept",
    "not issued",
    "mumkin emas",
    "bolmaydi",
    "mavjud emas",
    "imkoni yoq",
    "taqiqlan",
    "berilmaydi",
    "qabul qilinmaydi",
];
/// Words that leave one way and no other.
const ONLY: &[&str] =
    &["только", "лишь", "исключительно", "единственн", "only$", "exclusively", "solely", "faqat", "yagona$ yol"];

/// The ways in which something is ruled out.
const KINDS: [&[&str]; 3] = [NEED_NOT, CANNOT, ONLY];

/// What a record rules out.
#[derive(Debug)]
pub(super) struct Limits {
    /// For each kind, the words of each text that rules something out.
    texts: [Vec<Vec<String>>; 3],
    /// Whether it needs no documents.
    no_papers: bool,
}

impl Limits {
    /// What the texts of a record rule out.
    pub(super) fn of(texts: &[Vec<Word>], renderer: &Renderer<'_>, record: &ServiceRecord) -> Self {
        let of_kind = |phrases: &[&str]| -> Vec<Vec<String>> {
            texts.iter().filter(|words| find(words, phrases).is_some()).map(|words| content(words)).collect()
        };
        let mut texts = KINDS.map(of_kind);
        if let [only] = renderer.channels(record).as_slice() {
            // There is one way, so it is the only one.
            texts[2].push(content(&words_of(&only.main)));
        }
        Self { texts, no_papers: record.documents.as_ref().is_some_and(Vec::is_empty) }
    }

    /// Whether a sentence rules out more than the record; `pays` where it says that nothing is paid, which is a fact of its own.
    pub(super) fn are_overstepped(&self, words: &[Word], pays: bool) -> bool {
        let said = content(words);
        KINDS.iter().zip(&self.texts).enumerate().any(|(kind, (phrases, texts))| {
            let known = kind == 0 && (pays || (self.no_papers && find(words, PAPERS).is_some()));
            find(words, phrases).is_some() && !known && !texts.iter().any(|text| shared(&said, text) > 0)
        })
    }
}
