//! The texts of the records, as groups that say the same, and what of them is held out.

use knowledge_base::{KnowledgeBase, fold};
use retrieval::{Section, passages, terms};

/// The texts of one service.
#[derive(Debug, Default, Clone)]
pub struct Service {
    /// Titles, summaries and sections.
    pub texts: Vec<String>,
    /// Questions to train on.
    pub questions: Vec<String>,
    /// Questions held out.
    pub held_out: Vec<String>,
}

/// What of the services is held out from training.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum HoldOut {
    /// Nothing: the run that ships.
    Nothing,
    /// All texts of every fifth service: how well services are found that no training saw.
    Services,
    /// The last question a language of every service: how well new words for known services are found.
    Questions,
}

/// Every fifth service is held out.
const FIFTH: usize = 5;

/// The services with their texts as they are embedded when they are searched: folded, without words that only frame a question.
#[must_use]
pub fn services(base: &KnowledgeBase, hold_out: HoldOut) -> Vec<Service> {
    let mut services: Vec<Service> = Vec::new();
    let all = passages(base);
    for (place, record) in all.chunk_by(|one, other| one.record == other.record).enumerate() {
        let mut service = Service::default();
        for language in record.chunk_by(|one, other| one.language == other.language) {
            let mut questions: Vec<String> = Vec::new();
            for passage in language {
                let text = terms::topic(&fold(&passage.text, passage.language), &[passage.language]);
                if passage.section == Section::Question { questions.push(text) } else { service.texts.push(text) }
            }
            if hold_out == HoldOut::Questions {
                service.held_out.extend(questions.pop());
            }
            service.questions.extend(questions);
        }
        if hold_out == HoldOut::Services && place % FIFTH == 0 {
            service.held_out = std::mem::take(&mut service.questions);
        }
        services.push(service);
    }
    services
}
