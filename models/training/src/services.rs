//! The texts of the records as groups that say the same, the questions, and what of them is held out.

use knowledge_base::{KnowledgeBase, Language, RecordId, fold, fold::is_cyrillic, transliteration::to_cyrillic};
use retrieval::{Passage, Section, passages, terms};

use crate::{
    corpus::hash_of,
    questions::{Asked, Questions},
};

/// The texts of one service.
#[derive(Debug, Clone)]
pub struct Service {
    /// The record.
    pub record: RecordId,
    /// Its category; empty for a life event.
    pub category: String,
    /// Titles, summaries and sections as the index holds them.
    pub texts: Vec<String>,
    /// The sections that are told in all three languages.
    pub told: Vec<Told>,
    /// Questions to train on.
    pub questions: Vec<Question>,
    /// Questions held out.
    pub held_out: Vec<Question>,
    /// Whether training sees no text of the service.
    pub unseen: bool,
}

/// A section in three languages.
#[derive(Debug, Clone)]
pub struct Told {
    /// As the index holds it, in the order of [`Language::ALL`].
    pub texts: [String; 3],
    /// The English text as written.
    pub english: String,
}

/// A question for a service.
#[derive(Debug, Clone)]
pub struct Question {
    /// The ways to read it, folded, without words that only frame a question.
    pub readings: Vec<String>,
    /// How it is written.
    pub kind: Kind,
    /// Whether the index holds it.
    pub indexed: bool,
}

/// How a question is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Kind {
    /// Uzbek in Latin script.
    Uzbek,
    /// Uzbek in Cyrillic script.
    UzbekCyrillic,
    /// Russian.
    Russian,
    /// English.
    English,
    /// Two languages in one question.
    Mixed,
}

impl Kind {
    /// All kinds, as the figures list them.
    pub const ALL: [Self; 5] = [Self::Uzbek, Self::UzbekCyrillic, Self::Russian, Self::English, Self::Mixed];

    /// The heading of a column.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Uzbek => "uz",
            Self::UzbekCyrillic => "uz-Cyrl",
            Self::Russian => "ru",
            Self::English => "en",
            Self::Mixed => "mixed",
        }
    }
}

/// What of the services is held out from training.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum HoldOut {
    /// Nothing: the run that ships.
    Nothing,
    /// All texts of every fifth service: how well services are found that no training saw.
    Services,
    /// The last indexed question a language of every service, and a fifth of the others: how well new words for known services are
    /// found.
    Questions,
    /// Both at once, for trials: one run instead of two.
    Both,
}

/// Every fifth service, and every fifth question that is not in the index, is held out.
const FIFTH: usize = 5;

impl Question {
    /// A question as training and search read it. One that mixes languages is read in every way that its script allows.
    #[must_use]
    pub fn new(text: &str, language: Option<Language>, indexed: bool) -> Self {
        let cyrillic = text.chars().any(is_cyrillic);
        let kind = match language {
            Some(Language::Uz) if cyrillic => Kind::UzbekCyrillic,
            Some(Language::Uz) => Kind::Uzbek,
            Some(Language::Ru) => Kind::Russian,
            Some(Language::En) => Kind::English,
            None => Kind::Mixed,
        };
        let languages = match language {
            Some(language) => vec![language],
            None if cyrillic => vec![Language::Uz, Language::Ru],
            None => vec![Language::Uz],
        };
        let mut readings: Vec<String> =
            languages.iter().map(|language| terms::topic(&fold(text, *language), &languages)).collect();
        readings.dedup();
        Self { readings, kind, indexed }
    }
}

/// The services with their texts as they are embedded when they are searched: folded, without words that only frame a question.
#[must_use]
pub fn services(base: &KnowledgeBase, asked: &Questions, hold_out: HoldOut) -> Vec<Service> {
    let all = passages(base);
    let of_records = all.chunk_by(|one, other| one.record == other.record).enumerate();
    let nothing = Vec::new();
    of_records
        .map(|(place, passages)| {
            let mut service = service(base, passages);
            service.unseen = matches!(hold_out, HoldOut::Services | HoldOut::Both) && place % FIFTH == 0;
            service.add_questions(passages, asked.get(&service.record).unwrap_or(&nothing), hold_out);
            service
        })
        .collect()
}

fn service(base: &KnowledgeBase, passages: &[Passage]) -> Service {
    let record = passages[0].record.clone();
    let is_asked = |passage: &&Passage| matches!(passage.section, Section::Question | Section::Phrasing);
    let sections: Vec<&Passage> = passages.iter().filter(|passage| !is_asked(passage)).collect();
    let topic = |passage: &&Passage| terms::topic(&fold(&passage.text, passage.language), &[passage.language]);
    // Every language has the same sections in the same order.
    let in_language = |language: Language| sections.iter().filter(move |passage| passage.language == language);
    let told = in_language(Language::Uz).zip(in_language(Language::Ru)).zip(in_language(Language::En)).map(
        |((uzbek, russian), english)| Told {
            texts: [topic(uzbek), topic(russian), topic(english)],
            english: english.text.clone(),
        },
    );
    Service {
        category: base.record(&record).map(|record| record.category.clone()).unwrap_or_default(),
        texts: sections.iter().map(topic).collect(),
        told: told.collect(),
        questions: Vec::new(),
        held_out: Vec::new(),
        unseen: false,
        record,
    }
}

impl Service {
    /// Deals the questions out to training and to what is held out. A held-out question in Uzbek is asked in Cyrillic as well.
    fn add_questions(&mut self, passages: &[Passage], asked: &[Asked], hold_out: HoldOut) {
        let misses_questions = !self.unseen && matches!(hold_out, HoldOut::Questions | HoldOut::Both);
        let mut held_out: Vec<(&str, Option<Language>)> = Vec::new();
        for language in passages.chunk_by(|one, other| one.language == other.language) {
            let mut questions: Vec<&Passage> =
                language.iter().filter(|passage| passage.section == Section::Question).collect();
            if misses_questions {
                held_out.extend(questions.pop().map(|passage| (passage.text.as_str(), Some(passage.language))));
            }
            for passage in questions {
                if self.unseen {
                    held_out.push((&passage.text, Some(passage.language)));
                } else {
                    self.questions.push(Question::new(&passage.text, Some(passage.language), true));
                }
            }
        }
        for Asked { language, text } in asked {
            if self.unseen || misses_questions && hash_of(&[text]).is_multiple_of(FIFTH as u64) {
                held_out.push((text, *language));
            } else {
                self.questions.push(Question::new(text, *language, false));
            }
        }
        for (text, language) in held_out {
            let question = Question::new(text, language, false);
            if question.kind == Kind::Uzbek {
                self.held_out.push(Question::new(&to_cyrillic(text), language, false));
            }
            self.held_out.push(question);
        }
    }
}
