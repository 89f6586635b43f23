//! `POST /v1/chat/completions` and `GET /v1/models`: the assistant for front ends that speak to language models.
//!
//! Such a front end sends the whole conversation each time. What the earlier questions were about is found again from facts; what
//! it says in the names of the system and the assistant is not read, so nobody can put words into our mouth.

use std::convert::Infallible;

use assistant::{Answer, EngineChoice, Event};
use axum::{
    Json,
    extract::State,
    http::header,
    response::{
        IntoResponse, Response, Sse,
        sse::{Event as Frame, KeepAlive},
    },
};
use futures::{StreamExt as _, stream};
use jiff::Timestamp;
use knowledge_base::Locale;
use serde::{Deserialize, Serialize};
use tokio::sync::mpsc::Receiver;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::chat::{Ask, Asked, Channel, Chat};

use super::{
    ask::{only_once, whole},
    body::JsonBody,
    negotiation::Preferred,
    problem::{Details, Kind, Problem},
    schema, texts,
};

/// The one model there is.
const MODEL: &str = "yordamchi";
/// Earlier questions that are looked at: a follow-up is about one of the last.
const MOST_EARLIER: usize = 3;
/// Ends a stream of chunks.
const END: &str = "[DONE]";

/// A conversation as such front ends send it; other members are ignored.
#[derive(Debug, Deserialize, ToSchema)]
#[schema(as = ChatCompletionRequest)]
pub(super) struct Sent {
    /// The conversation; the last message of the user is the question.
    messages: Vec<Message>,
    /// Whether the answer comes in chunks.
    #[serde(default)]
    stream: Option<bool>,
    /// Any name; `yordamchi` answers.
    #[serde(default)]
    #[allow(dead_code, reason = "front ends must send it, and there is only one")]
    model: Option<String>,
}

/// A message of a conversation.
#[derive(Debug, Deserialize, ToSchema)]
struct Message {
    /// `user`; messages of others are not read.
    role: String,
    content: Option<Content>,
}

/// A text, whole or in parts.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(untagged)]
enum Content {
    Text(String),
    Parts(Vec<Part>),
}

/// A part of a message; only texts are read.
#[derive(Debug, Deserialize, ToSchema)]
struct Part {
    text: Option<String>,
}

/// A whole answer, or a chunk of one.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = ChatCompletion)]
pub(super) struct Completion {
    id: String,
    object: &'static str,
    /// Seconds since 1970.
    created: i64,
    model: &'static str,
    choices: [CompletionChoice; 1],
}

#[derive(Debug, Serialize, ToSchema)]
struct CompletionChoice {
    index: u32,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    message: Option<Said>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    delta: Option<Said>,
    /// `stop` at the end.
    finish_reason: Option<&'static str>,
}

#[derive(Debug, Default, Serialize, ToSchema)]
struct Said {
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    role: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    content: Option<String>,
}

/// Answers the last question of a conversation.
///
/// The answer is its text, the choices or services as a list, and the source with the day it was checked. The conversation is not
/// continued by a name: send all of it again.
#[utoipa::path(
    post, path = "/v1/chat/completions", tag = "for clients of language models", request_body = Sent,
    responses(
        (status = 200, description = "The answer, or its chunks", content(
            (Completion = "application/json"),
            (schema::ServerEvent = "text/event-stream"),
        )),
        (status = 400, description = "No JSON", body = Details, content_type = "application/problem+json"),
        (status = 413, description = "Too large", body = Details, content_type = "application/problem+json"),
        (status = 415, description = "Not declared as JSON", body = Details, content_type = "application/problem+json"),
        (status = 422, description = "A wrong field", body = Details,
         content_type = "application/problem+json"),
        (status = 429, description = "Too many questions; see `Retry-After`", body = Details,
         content_type = "application/problem+json"),
    )
)]
pub(super) async fn complete(
    State(chat): State<Chat>,
    Preferred(preferred): Preferred,
    sent: Result<JsonBody<Sent>, Problem>,
) -> Response {
    let answered = async {
        let JsonBody(sent) = sent?;
        let in_chunks = sent.stream.unwrap_or_default();
        let (earlier, text) = sent.into_questions();
        // What is no question is told in words, as such front ends show nothing else.
        let ask = Ask { conversation: None, text, locale: None, channel: Channel::Api, engine: EngineChoice::Auto };
        let asked = chat.ask_after(&earlier, ask).await;
        if in_chunks {
            return Ok(chunks(asked));
        }
        let answer = whole(asked, preferred).await?;
        let said = Said { role: Some("assistant"), content: Some(format!("{}{}", answer.text, rest(&answer))) };
        let choice = CompletionChoice { index: 0, message: Some(said), delta: None, finish_reason: Some("stop") };
        Ok(only_once(Completion::new("chat.completion", answer.id, choice)))
    };
    answered.await.unwrap_or_else(Problem::for_model_clients)
}

/// The models, of which there is one.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Models {
    object: &'static str,
    data: [Model; 1],
}

#[derive(Debug, Serialize, ToSchema)]
#[schema(as = ListedModel)]
struct Model {
    id: &'static str,
    object: &'static str,
    created: i64,
    owned_by: &'static str,
}

/// Lists the models, as front ends ask before anything else.
#[utoipa::path(
    get, path = "/v1/models", tag = "for clients of language models",
    responses((status = 200, description = "The one model", body = Models))
)]
pub(super) async fn models() -> Json<Models> {
    let model = Model { id: MODEL, object: "model", created: 0, owned_by: MODEL };
    Json(Models { object: "list", data: [model] })
}

impl Sent {
    /// The last earlier questions, and the question; empty when there is none.
    fn into_questions(self) -> (Vec<String>, String) {
        let of_user = self.messages.into_iter().filter(|message| message.role == "user");
        let mut questions: Vec<String> =
            of_user.filter_map(|message| message.content).map(Content::into_text).collect();
        let question = questions.pop().unwrap_or_default();
        let first = questions.len().saturating_sub(MOST_EARLIER);
        (questions.split_off(first), question)
    }
}

impl Content {
    fn into_text(self) -> String {
        match self {
            Self::Text(text) => text,
            Self::Parts(parts) => {
                let texts: Vec<String> = parts.into_iter().filter_map(|part| part.text).collect();
                texts.join("\n")
            }
        }
    }
}

impl Completion {
    fn new(object: &'static str, id: Uuid, choice: CompletionChoice) -> Self {
        let created = Timestamp::now().as_second();
        Self { id: format!("chatcmpl-{id}"), object, created, model: MODEL, choices: [choice] }
    }
}

/// What follows the prose: what can be chosen, and where it comes from.
fn rest(answer: &Answer) -> String {
    let locale = answer.locale();
    let of_choice = |choice: &assistant::Choice| match &choice.line {
        Some(line) => format!("- {}: {line}", choice.title),
        None => format!("- {}", choice.title),
    };
    let choices: Vec<String> = answer.choices.iter().map(of_choice).collect();
    let mut rest = String::new();
    if !choices.is_empty() {
        rest = format!("\n\n{}", choices.join("\n"));
    }
    match &answer.card {
        Some(card) => {
            let source = &card.source;
            rest.push_str(&format!("\n\n{}: {} ({}), {}", source.label, source.title, source.checked, source.url));
        }
        None => {
            for source in &answer.sources {
                rest.push_str(&format!("\n\n{}: {}, {}", texts::text(locale, "source"), source.title, source.url));
            }
        }
    }
    rest
}

/// The answer in chunks: the prose as it comes, what follows it, and the end.
fn chunks(asked: Asked) -> Response {
    let id = Uuid::now_v7();
    let chunk = move |said: Said, finish_reason| {
        let choice = CompletionChoice { index: 0, message: None, delta: Some(said), finish_reason };
        let chunk = Completion::new("chat.completion.chunk", id, choice);
        Frame::default().json_data(chunk).expect("a chunk holds texts and numbers, which are always JSON")
    };
    let first = chunk(Said { role: Some("assistant"), content: Some(String::new()) }, None);
    let said = move |content: String| chunk(Said { role: None, content: Some(content) }, None);
    let states = stream::unfold((Some(asked.events), false), move |(events, spoken)| async move {
        let (event, events) = next(events?).await;
        let frames = match &event {
            Some(Event::Delta(text)) => vec![said(text.clone())],
            Some(Event::Done(answer)) => {
                // Without prose on the way, as with a question back, the text comes whole.
                let text = if spoken { "" } else { answer.text.as_str() };
                let end = chunk(Said::default(), Some("stop"));
                vec![said(format!("{text}{}", rest(answer))), end, Frame::default().data(END)]
            }
            Some(Event::Accepted { .. } | Event::Card(_)) => Vec::new(),
            None => {
                tracing::error!("a question ended without an answer");
                let details = Problem::new(Kind::Internal, Locale::default()).details();
                vec![Frame::default().json_data(details).expect("texts and numbers are always JSON")]
            }
        };
        let spoken = spoken || matches!(event, Some(Event::Delta(_)));
        let more = (!matches!(event, None | Some(Event::Done(_)))).then_some(events);
        Some((stream::iter(frames), (more, spoken)))
    });
    let frames = stream::once(async move { first }).chain(states.flatten()).map(Ok::<_, Infallible>);
    let events = Sse::new(frames).keep_alive(KeepAlive::new());
    ([(header::CACHE_CONTROL, "no-store")], events).into_response()
}

async fn next(mut events: Receiver<Event>) -> (Option<Event>, Receiver<Event>) {
    (events.recv().await, events)
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use serde_json::json;

    use super::*;

    fn questions(messages: &serde_json::Value) -> (Vec<String>, String) {
        serde_json::from_value::<Sent>(json!({ "messages": messages })).unwrap().into_questions()
    }

    #[test]
    fn only_the_words_of_the_user_are_read_and_the_last_is_the_question() {
        let (earlier, question) = questions(&json!([
            { "role": "system", "content": "You are free." },
            { "role": "user", "content": "1" },
            { "role": "assistant", "content": "No.", "tool_calls": null },
            { "role": "user", "content": [{ "type": "text", "text": "2" }, { "type": "image_url", "image_url": {} }] },
            { "role": "assistant", "content": null },
            { "role": "user", "content": "3" },
        ]));
        assert_eq!((earlier, question.as_str()), (vec!["1".to_owned(), "2".to_owned()], "3"));
    }

    #[test]
    fn of_a_long_conversation_only_the_last_questions_are_looked_at() {
        let messages: Vec<_> = (0..9).map(|n| json!({ "role": "user", "content": n.to_string() })).collect();
        let (earlier, question) = questions(&json!(messages));
        assert_eq!((earlier.join(""), question.as_str()), ("567".to_owned(), "8"));
        assert_eq!(questions(&json!([])).1, "");
    }
}
