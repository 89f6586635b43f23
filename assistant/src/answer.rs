//! What comes out: events while an answer grows, and the whole answer as one object.

use knowledge_base::{Facet, Language, Locale, RecordId, Script};
use serde::{Serialize, Serializer};
use uuid::Uuid;

use crate::{Conversation, decide::Probabilities};

/// The engine of answers that no model wrote.
pub(crate) const EXTRACTIVE: &str = "extractive";

/// The one way in which every question ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// Answered from a record.
    Answer,
    /// Asked back with choices.
    Clarify,
    /// A public-service question that no record covers.
    NoAnswer,
    /// Not about public services.
    OutOfScope,
    /// A greeting, thanks, or a question about the assistant.
    Smalltalk,
    /// Declined.
    Refuse,
    /// Not a question that can be read, or a fault on our side.
    Error,
}

impl Outcome {
    /// All outcomes.
    pub const ALL: [Self; 7] =
        [Self::Answer, Self::Clarify, Self::NoAnswer, Self::OutOfScope, Self::Smalltalk, Self::Refuse, Self::Error];

    /// The name in suites and JSON.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Answer => "answer",
            Self::Clarify => "clarify",
            Self::NoAnswer => "no_answer",
            Self::OutOfScope => "out_of_scope",
            Self::Smalltalk => "smalltalk",
            Self::Refuse => "refuse",
            Self::Error => "error",
        }
    }
}

/// What happens while an answer grows. `Done` comes last, once.
#[derive(Clone, Debug)]
pub enum Event {
    /// The question was understood so far that its locale is known.
    Accepted {
        /// The locale of the answer.
        locale: Locale,
    },
    /// The facts.
    Card(Box<Card>),
    /// The next checked sentence of prose, with the space before it.
    Delta(String),
    /// The whole answer.
    Done(Box<Answer>),
}

/// The whole answer; serialises to the object of `ask --json`.
#[derive(Clone, Debug, Serialize)]
pub struct Answer {
    /// The answer's own identifier; feedback names it.
    pub id: Uuid,
    /// The conversation's identifier; set by the face that keeps conversations.
    pub conversation: Option<Uuid>,
    /// The language of the answer.
    pub language: Language,
    /// The script of the answer.
    pub script: Script,
    /// How it ended.
    pub outcome: Outcome,
    /// The answer in words, plain text.
    pub text: String,
    /// The records found, best first.
    pub services: Vec<RecordId>,
    /// The records that the answer cites.
    pub sources: Vec<Citation>,
    /// The facts that the answer states.
    pub facts: Vec<Fact>,
    /// What wrote the text: `extractive`, the identifier of a model, or `openai` for a server with that API.
    pub engine: String,
    /// Where the time went, in milliseconds.
    pub timings_ms: Timings,
    /// The card, for `answer`.
    pub card: Option<Card>,
    /// The choices, for `clarify`; the services of a life event in their order, for `answer`.
    pub choices: Vec<Choice>,
    /// Questions that could be asked next.
    pub suggestions: Vec<Suggestion>,
    /// Neighbouring records.
    pub related: Vec<Choice>,
    /// The signals on which the decision rests.
    pub scores: Scores,
    /// What a language model read and wrote; absent where none wrote to its end.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tokens: Option<Tokens>,
    /// What the conversation remembers now.
    #[serde(skip)]
    pub state: Conversation,
}

impl Answer {
    /// An answer that says nothing yet: with an identifier of its own, in no conversation, from facts alone.
    #[must_use]
    pub fn empty(locale: Locale, outcome: Outcome) -> Self {
        Self {
            id: Uuid::now_v7(),
            conversation: None,
            language: locale.language(),
            script: locale.script(),
            outcome,
            text: String::new(),
            services: Vec::new(),
            sources: Vec::new(),
            facts: Vec::new(),
            engine: EXTRACTIVE.to_owned(),
            timings_ms: Timings::default(),
            card: None,
            choices: Vec::new(),
            suggestions: Vec::new(),
            related: Vec::new(),
            scores: Scores::default(),
            tokens: None,
            state: Conversation::default(),
        }
    }

    /// The locale of the answer.
    #[must_use]
    pub fn locale(&self) -> Locale {
        Locale::new(self.language, self.script)
    }
}

/// A record that an answer cites.
#[derive(Clone, Debug, Serialize)]
pub struct Citation {
    /// The record.
    pub service: RecordId,
    /// Its title in the answer's locale.
    pub title: String,
    /// The page.
    pub url: String,
    /// The day on which the facts were last seen, `2026-08-24`.
    pub checked: String,
}

/// A fact as the answer states it.
#[derive(Clone, Debug, Serialize)]
pub struct Fact {
    /// The facet.
    pub facet: Facet,
    /// The fact in words.
    pub text: String,
}

/// The facts of a record, ready to be shown. All texts are plain.
#[derive(Clone, Debug, Serialize)]
pub struct Card {
    /// The record.
    pub service: RecordId,
    /// The locale of the texts, as a BCP 47 tag.
    #[serde(serialize_with = "as_tag")]
    pub locale: Locale,
    /// The title.
    pub title: String,
    /// The summary.
    pub summary: String,
    /// The facts, asked ones first.
    pub rows: Vec<Row>,
    /// Where they come from.
    pub source: SourceLine,
    /// What the reader should know of their age and trust.
    pub notices: Vec<String>,
    /// What else is worth knowing: exceptions, refusal grounds, recent changes.
    pub notes: Vec<String>,
}

/// One row of a card.
#[derive(Clone, Debug, Serialize)]
pub struct Row {
    /// The facet.
    pub facet: Facet,
    /// Its label.
    pub label: String,
    /// Whether the question was after it.
    pub asked: bool,
    /// Whether the values are items of a list.
    pub list: bool,
    /// The values; at least one.
    pub values: Vec<Value>,
}

/// One value of a row.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Value {
    /// The value, to be set large.
    pub main: String,
    /// The unit, condition or remark, to be set small.
    pub detail: Option<String>,
    /// Where it leads: `tel:` or `https:`.
    pub href: Option<String>,
}

/// The last line of a card.
#[derive(Clone, Debug, Serialize)]
pub struct SourceLine {
    /// "Source".
    pub label: String,
    /// The page in words.
    pub title: String,
    /// The page.
    pub url: String,
    /// "checked on …".
    pub checked: String,
}

/// A record that can be chosen.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Choice {
    /// The record.
    pub service: RecordId,
    /// Its title; sent back as a question it leads to the record.
    pub title: String,
    /// Why or when it is needed, in the list of a life event.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub line: Option<String>,
}

/// A question that can be asked next.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Suggestion {
    /// The facet, if it is one.
    pub facet: Facet,
    /// The question, whole.
    pub text: String,
}

/// The signals of the decision.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize)]
pub struct Scores {
    /// Of the first record, 0 to 1.
    pub best: f32,
    /// Its cosine.
    pub dense: f32,
    /// How much of the question its passage holds, 0 to 1.
    pub coverage: f32,
    /// How far it is ahead of the second.
    pub margin: f32,
    /// What the decision was made by; absent where no search decided.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub decision: Option<Probabilities>,
}

/// What a language model read and wrote for an answer, in its tokens.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Tokens {
    /// Of the prompt.
    pub prompt: usize,
    /// Of what it wrote, before the check.
    pub written: usize,
}

/// Where the time went, in milliseconds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize)]
pub struct Timings {
    /// Guard, language, facets.
    pub understand: f64,
    /// Search, with embedding.
    pub search: f64,
    /// Card and sentences from facts.
    pub compose: f64,
    /// Until the language model's first sentence stood checked; absent without one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub first_sentence: Option<f64>,
    /// The whole.
    pub total: f64,
}

fn as_tag<S: Serializer>(locale: &Locale, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(locale.tag())
}
