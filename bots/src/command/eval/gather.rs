//! From cases of suites to what the decision is learnt from.

use assistant::{
    Assistant, Examined,
    decide::{Kind, digests},
};
use evals::{
    Case,
    calibration::{Example, FollowUp, Material, Message, Wanted},
};
use knowledge_base::{KnowledgeBase, Language, RecordId, fold, record::Questions};

use super::CommandError;

/// The tag of questions that sound as if they were none; which record answers them is not said.
const ORDINARY: &str = "ordinary";
/// How far apart the records lie that questions are set beside as new subjects: no divisor of any number of records near theirs.
const STRIDE: usize = 7_919;

/// What was gathered so far.
pub(super) struct Gathered<'a> {
    assistant: &'a Assistant,
    /// All records, for conversations that a question is no part of.
    others: Vec<RecordId>,
    /// What the decision is learnt from.
    pub(super) material: Material,
    /// Cases that never come to a search.
    pub(super) passed_over: usize,
}

impl<'a> Gathered<'a> {
    /// Nothing but what the records themselves say.
    pub(super) fn new(assistant: &'a Assistant, base: &KnowledgeBase) -> Self {
        let others = base.records().map(|record| record.id.clone()).collect();
        let of_records = of_records(base, assistant);
        let material = Material { of_records, records: digests(base), ..Material::default() };
        Self { assistant, others, material, passed_over: 0 }
    }

    /// Adds a case.
    pub(super) fn add(&mut self, case: &Case) -> Result<(), CommandError> {
        let examined = self.assistant.examine(&case.question);
        let examined = examined.map_err(|error| CommandError::Internal(error.to_string()))?;
        let Some(examined) = examined else {
            self.passed_over += 1;
            return Ok(());
        };
        let kind = kind(case)?;
        let (folded, vector) = (examined.folded.clone(), examined.vector.clone());
        let message = self.material.messages.len();
        let is_alike = case.tags.iter().any(|tag| tag == ORDINARY);
        self.material.messages.push(Message { folded, vector, kind, is_alike });
        if !case.turns.is_empty() {
            self.follow_up(case, &examined, message);
        } else if kind.talk().is_none() && !is_alike {
            self.example(case, &examined, message)?;
        }
        Ok(())
    }

    fn follow_up(&mut self, case: &Case, examined: &Examined, message: usize) {
        let current = case.services.iter().find_map(|service| RecordId::parse(service));
        let bearing = current.map(|current| examined.bearing(&current)).unwrap_or_default();
        self.material.follow_ups.push(FollowUp { message, signals: examined.signals, bearing });
    }

    fn example(&mut self, case: &Case, examined: &Examined, message: usize) -> Result<(), CommandError> {
        let is_right = |(first, _): &(RecordId, f32)| case.services.iter().any(|service| service == first.as_str());
        let wanted = match case.expect.as_str() {
            "answer" => Wanted::Answer { first_is_right: examined.records.first().is_some_and(is_right) },
            "clarify" => Wanted::Clarify,
            "no_answer" => Wanted::NoAnswer,
            "out_of_scope" => Wanted::OutOfScope,
            other => return Err(nothing_from(case, other)),
        };
        let number = self.material.examples.len();
        let current = &self.others[number * STRIDE % self.others.len()];
        let bearing = examined.bearing(current);
        self.material.examples.push(Example { message, signals: examined.signals, wanted, bearing });
        Ok(())
    }
}

/// The kind of message that a case is.
fn kind(case: &Case) -> Result<Kind, CommandError> {
    let tagged = |tag: &str| case.tags.iter().any(|known| known == tag);
    match case.expect.as_str() {
        "answer" | "clarify" => Ok(Kind::Service),
        "no_answer" => Ok(Kind::State),
        "out_of_scope" => Ok(Kind::Other),
        other => {
            let kinds = [
                ("greeting", Kind::Greeting),
                ("thanks", Kind::Thanks),
                ("farewell", Kind::Farewell),
                ("who", Kind::WhoAreYou),
                ("how", Kind::HowAreYou),
                ("abilities", Kind::Abilities),
                ("distress", Kind::Distress),
                ("other_people", Kind::OtherPeople),
                ("instructions", Kind::Instructions),
                ("politics", Kind::Politics),
                ("unlawful", Kind::Unlawful),
                ("insult", Kind::Insult),
            ];
            let kind = kinds.into_iter().find(|(tag, _)| tagged(tag)).map(|(_, kind)| kind);
            kind.ok_or_else(|| nothing_from(case, other))
        }
    }
}

fn nothing_from(case: &Case, outcome: &str) -> CommandError {
    CommandError::Usage(format!("{}: nothing is learnt from the outcome `{outcome}`; leave the case out", case.id))
}

/// The questions and phrasings of every record and life event.
fn of_records(base: &KnowledgeBase, assistant: &Assistant) -> Vec<Message> {
    let all: Vec<&Questions> = base.asked().flat_map(|(_, asked)| asked).collect();
    let message = |question: &String, language: Language| {
        let folded = fold(question, language);
        let vector = assistant.vector(&folded, language);
        Message { folded, vector, kind: Kind::Service, is_alike: false }
    };
    let of_language = |language: Language| {
        all.iter().flat_map(move |questions| questions.get(language)).map(move |question| message(question, language))
    };
    Language::ALL.into_iter().flat_map(of_language).collect()
}
