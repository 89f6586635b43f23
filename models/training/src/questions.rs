//! The ways in which people have asked, as the records' phrasings hold them.

use std::collections::BTreeMap;

use knowledge_base::{KnowledgeBase, Language, RecordId, fold::is_cyrillic, record};

/// A question for a record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Asked {
    /// The language; `None` for a question that mixes two scripts.
    pub language: Option<Language>,
    /// The question as written.
    pub text: String,
}

/// The questions by record.
pub type Questions = BTreeMap<RecordId, Vec<Asked>>;

/// The phrasings of all records and life events.
#[must_use]
pub fn of_records(base: &KnowledgeBase) -> Questions {
    let all = base.asked().map(|(id, [_, phrasings])| (id.clone(), asked(phrasings)));
    all.filter(|(_, asked)| !asked.is_empty()).collect()
}

fn asked(phrasings: &record::Questions) -> Vec<Asked> {
    let of_language = |language: Language| {
        let asked = move |text: &String| {
            let language = (!mixes_scripts(text)).then_some(language);
            Asked { language, text: text.clone() }
        };
        phrasings.get(language).iter().map(asked)
    };
    Language::ALL.into_iter().flat_map(of_language).collect()
}

fn mixes_scripts(text: &str) -> bool {
    text.chars().any(is_cyrillic) && text.chars().any(|letter| letter.is_ascii_alphabetic())
}
