//! The units of search: one section of one record in one language.
//!
//! Passages are short, and begin with the title where a section alone would not say which service it speaks of. Nothing is
//! rendered from facts here: what a service costs is answered from the record, never from a passage.

use knowledge_base::{Facet, KnowledgeBase, Language, LifeEvent, RecordId, ServiceRecord, Text, record::Questions};
use serde::{Deserialize, Serialize};

/// One section of one record in one language.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Passage {
    /// The record.
    pub record: RecordId,
    /// The language of the text.
    pub language: Language,
    /// The part of the record.
    pub section: Section,
    /// The text as written, not folded.
    pub text: String,
}

/// The part of a record from which a passage comes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Section {
    /// The name of the service.
    Title,
    /// What it is and who needs it.
    Summary,
    /// Texts on one facet.
    Facet(Facet),
    /// What the person gets.
    Result,
    /// Exceptions, grounds for refusal, recent changes, differing sources.
    Note,
    /// A question of the record itself, as people write it.
    Question,
    /// Another way in which people have asked.
    Phrasing,
}

impl Section {
    /// The name in stores and JSON: `title`, `summary`, a facet's name, `result`, `note`, `question` or `phrasing`.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Title => "title",
            Self::Summary => "summary",
            Self::Facet(facet) => facet.name(),
            Self::Result => "result",
            Self::Note => "note",
            Self::Question => "question",
            Self::Phrasing => "phrasing",
        }
    }

    /// The section of a name; `None` when there is none.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        let plain = [Self::Title, Self::Summary, Self::Result, Self::Note, Self::Question, Self::Phrasing];
        let facets = Facet::ALL.map(Self::Facet);
        plain.into_iter().chain(facets).find(|section| section.name() == name)
    }
}

/// All passages of a knowledge base, by record, language and section; those of its life events come last.
#[must_use]
pub fn passages(knowledge_base: &KnowledgeBase) -> Vec<Passage> {
    let of_events = knowledge_base.life_events().flat_map(passages_of_life_event);
    knowledge_base.records().flat_map(passages_of).chain(of_events).collect()
}

/// The passages of a life event: what it is called and how people tell of it. Its steps are the records' matter.
#[must_use]
pub fn passages_of_life_event(event: &LifeEvent) -> Vec<Passage> {
    let passage =
        |language, section, text: &str| Passage { record: event.id.clone(), language, section, text: text.to_owned() };
    let of_language = |language| {
        let title = passage(language, Section::Title, event.title.written(language));
        let asked = asked([&event.questions, &event.phrasings], language);
        std::iter::once(title).chain(asked.map(move |(section, text)| passage(language, section, text)))
    };
    Language::ALL.into_iter().flat_map(of_language).collect()
}

/// What people ask in a language: own questions, then other phrasings.
fn asked([questions, phrasings]: [&Questions; 2], language: Language) -> impl Iterator<Item = (Section, &str)> {
    let questions = questions.get(language).iter().map(|question| (Section::Question, question.as_str()));
    questions.chain(phrasings.get(language).iter().map(|phrasing| (Section::Phrasing, phrasing.as_str())))
}

/// The passages of one record.
#[must_use]
pub fn passages_of(record: &ServiceRecord) -> Vec<Passage> {
    Language::ALL.into_iter().flat_map(|language| Cutter { record, language }.passages()).collect()
}

/// Cuts one record in one language.
struct Cutter<'r> {
    record: &'r ServiceRecord,
    language: Language,
}

impl Cutter<'_> {
    fn passages(&self) -> Vec<Passage> {
        let record = self.record;
        let title = record.title.written(self.language);
        let mut passages = vec![
            self.passage(Section::Title, title.to_owned()),
            self.passage(Section::Summary, format!("{title}. {}", record.summary.written(self.language))),
        ];
        let facets = [
            (Facet::Documents, record.documents.iter().flatten().collect()),
            (Facet::How, record.steps.iter().collect()),
            (Facet::Who, record.eligibility.iter().collect()),
            (Facet::Fee, record.fee.iter().filter_map(|case| case.when.as_ref()).collect()),
            (Facet::Time, record.duration.iter().filter_map(|case| case.when.as_ref()).collect()),
            (Facet::Validity, record.validity.iter().filter_map(|case| case.when.as_ref()).collect()),
        ];
        for (facet, texts) in facets {
            passages.extend(self.joined(Section::Facet(facet), texts));
        }
        passages.extend(self.joined(Section::Result, record.result.iter().collect()));
        for note in record.notes.iter().chain(&record.conflicts) {
            passages.extend(self.joined(Section::Note, vec![note]));
        }
        let asked = asked([&record.questions, &record.phrasings], self.language);
        passages.extend(asked.map(|(section, text)| self.passage(section, text.to_owned())));
        passages
    }

    /// The title and the texts as one passage; `None` without texts.
    fn joined(&self, section: Section, texts: Vec<&Text>) -> Option<Passage> {
        if texts.is_empty() {
            return None;
        }
        let title = self.record.title.written(self.language);
        let texts: Vec<&str> = texts.into_iter().map(|text| text.written(self.language)).collect();
        Some(self.passage(section, format!("{title}. {}", texts.join("; "))))
    }

    fn passage(&self, section: Section, text: String) -> Passage {
        Passage { record: self.record.id.clone(), language: self.language, section, text }
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use std::path::Path;

    use super::*;

    fn shipped() -> Vec<Passage> {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../knowledge-base/records");
        passages(&KnowledgeBase::load(&folder).unwrap())
    }

    #[test]
    fn every_record_has_title_and_questions_in_every_language() {
        let passages = shipped();
        let records: std::collections::BTreeSet<&RecordId> = passages.iter().map(|passage| &passage.record).collect();
        for record in records {
            for language in Language::ALL {
                for section in [Section::Title, Section::Question] {
                    let has = passages.iter().any(|passage| {
                        passage.record == *record && passage.language == language && passage.section == section
                    });
                    assert!(has, "{record} {language} {section:?}");
                }
            }
        }
    }

    #[test]
    fn passages_of_a_record_stand_together() {
        let passages = shipped();
        let runs = passages.chunk_by(|one, other| one.record == other.record).count();
        let records: std::collections::BTreeSet<&RecordId> = passages.iter().map(|passage| &passage.record).collect();
        assert_eq!(runs, records.len());
    }

    #[test]
    fn every_section_comes_back_from_its_name() {
        for facet in Facet::ALL {
            assert_eq!(Section::from_name(Section::Facet(facet).name()), Some(Section::Facet(facet)));
        }
        for section in
            [Section::Title, Section::Summary, Section::Result, Section::Note, Section::Question, Section::Phrasing]
        {
            assert_eq!(Section::from_name(section.name()), Some(section));
        }
        assert_eq!(Section::from_name("weather"), None);
    }
}
