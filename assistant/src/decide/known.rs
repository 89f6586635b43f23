//! Which records the decision was learnt beside.
//!
//! Letters and examples tell what no record answers: no record of the day when they were learnt. A record that came since, or that is
//! asked about in other words since, is judged by the search alone; otherwise nobody would find what an editor has just added.

use std::collections::{BTreeMap, HashSet};

use knowledge_base::{KnowledgeBase, Language, RecordId, record::Questions};

use super::letters::fnv1a;

/// A digest of how each record and life event is asked about, by id.
#[must_use]
pub fn digests(base: &KnowledgeBase) -> BTreeMap<String, String> {
    base.asked().map(|(id, asked)| (id.as_str().to_owned(), digest(&asked))).collect()
}

/// The records and life events that are asked about as when the digests were taken.
pub(crate) fn unchanged(base: &KnowledgeBase, digests: &BTreeMap<String, String>) -> HashSet<RecordId> {
    let known = |(id, asked): &(&RecordId, [&Questions; 2])| digests.get(id.as_str()) == Some(&digest(asked));
    base.asked().filter(known).map(|(id, _)| id.clone()).collect()
}

/// It has to tell edits apart, not forgeries.
fn digest(asked: &[&Questions]) -> String {
    let questions = asked.iter().flat_map(|asked| Language::ALL.into_iter().flat_map(|language| asked.get(language)));
    format!("{:016x}", fnv1a(questions.flat_map(|question| question.bytes().chain([0]))))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn another_question_changes_the_digest() {
        let before = Questions { uz: vec!["pasport".to_owned()], ru: Vec::new(), en: vec!["passport".to_owned()] };
        let mut after = before.clone();
        assert_eq!(digest(&[&before, &after]), digest(&[&after, &before]));
        after.ru.push("паспорт".to_owned());
        assert_ne!(digest(&[&before]), digest(&[&after]));
    }
}
