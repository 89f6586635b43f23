//! What the assistant's answers look like in JSON, for the description of the interface.
//!
//! The assistant knows no HTTP, so its types are described here and not where they stand. Replies are compared with this
//! description by the whole-program tests.
#![allow(dead_code, reason = "these types are described, never made")]

use std::collections::BTreeMap;

use utoipa::ToSchema;
use uuid::Uuid;

/// A language with its script.
#[derive(ToSchema)]
pub(super) enum Locale {
    #[schema(rename = "uz-Latn")]
    UzLatn,
    #[schema(rename = "uz-Cyrl")]
    UzCyrl,
    #[schema(rename = "ru")]
    Ru,
    #[schema(rename = "en")]
    En,
}

/// A server-sent event.
#[derive(ToSchema)]
pub(super) struct ServerEvent {
    /// JSON, or `[DONE]` at the end of chunks.
    data: String,
    /// What it is.
    #[schema(nullable = false)]
    event: Option<String>,
    /// Its number, where a stream can be taken up.
    #[schema(nullable = false)]
    id: Option<String>,
}

/// A whole answer.
#[derive(ToSchema)]
pub(super) struct Answer {
    /// Its identifier, which feedback names.
    id: Uuid,
    /// The conversation, to be named with the next question.
    conversation: Option<Uuid>,
    /// `uz`, `ru` or `en`.
    language: String,
    /// `latn` or `cyrl`.
    script: String,
    outcome: Outcome,
    /// The answer in words, plain text.
    text: String,
    /// The records found, best first.
    services: Vec<String>,
    /// The records that the answer cites.
    sources: Vec<Citation>,
    /// The facts that the answer states.
    facts: Vec<Fact>,
    /// What wrote the text: `extractive`, or the identifier of a model.
    engine: String,
    /// Milliseconds by stage.
    timings_ms: BTreeMap<String, f64>,
    /// The facts of the record, for an answer from one.
    card: Option<Card>,
    /// The choices of a question back; the services of a life event in their order.
    choices: Vec<Choice>,
    /// Questions that could be asked next.
    suggestions: Vec<Suggestion>,
    /// Neighbouring records.
    related: Vec<Choice>,
    /// The signals on which the decision rests.
    scores: BTreeMap<String, serde_json::Value>,
}

/// The one way in which every question ends.
#[derive(ToSchema)]
#[schema(rename_all = "snake_case")]
enum Outcome {
    Answer,
    Clarify,
    NoAnswer,
    OutOfScope,
    Smalltalk,
    Refuse,
    Error,
}

/// A record that an answer cites.
#[derive(ToSchema)]
struct Citation {
    service: String,
    title: String,
    url: String,
    /// The day on which the facts were last checked, `2026-08-24`.
    checked: String,
}

/// A fact in words.
#[derive(ToSchema)]
struct Fact {
    facet: Facet,
    text: String,
}

/// What a question or a fact is about.
#[derive(ToSchema)]
#[schema(rename_all = "snake_case")]
enum Facet {
    Fee,
    Time,
    Documents,
    How,
    Where,
    Who,
    Validity,
    Contact,
    Legal,
    Status,
}

/// The facts of a record, rendered for today in one language. All texts are plain.
#[derive(ToSchema)]
pub(super) struct Card {
    service: String,
    locale: Locale,
    title: String,
    summary: String,
    /// The facts, asked ones first.
    rows: Vec<Row>,
    source: SourceLine,
    /// What the reader should know of the age and trust of the facts.
    notices: Vec<String>,
    /// What else is worth knowing.
    notes: Vec<String>,
}

/// One row of a card.
#[derive(ToSchema)]
struct Row {
    facet: Facet,
    label: String,
    /// Whether the question was after it.
    asked: bool,
    /// Whether the values are items of a list.
    list: bool,
    values: Vec<Value>,
}

/// One value of a row.
#[derive(ToSchema)]
struct Value {
    /// To be set large.
    main: String,
    /// The unit, condition or remark, to be set small.
    detail: Option<String>,
    /// Where it leads: `tel:` or `https:`.
    href: Option<String>,
}

/// The last line of a card.
#[derive(ToSchema)]
struct SourceLine {
    label: String,
    title: String,
    url: String,
    checked: String,
}

/// A record that can be chosen; its title, sent back as a question, leads to it.
#[derive(ToSchema)]
struct Choice {
    service: String,
    title: String,
    /// Why or when it is needed, in the list of a life event.
    #[schema(nullable = false)]
    line: Option<String>,
}

/// A question that can be asked next.
#[derive(ToSchema)]
struct Suggestion {
    facet: Facet,
    text: String,
}
