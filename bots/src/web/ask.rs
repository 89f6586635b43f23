//! `/api/v1/chat`: a question in, its answer as one JSON object or as a stream of events, which can be taken up again or stopped.

use assistant::{Answer, EngineChoice, Event};
use axum::{
    Json,
    extract::{Path, State, rejection::PathRejection},
    http::{HeaderMap, StatusCode, header},
    response::{IntoResponse, Response},
};
use knowledge_base::Locale;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use crate::{
    chat::{Ask, Asked, Channel, Chat},
    settings::WebSettings,
};

use super::{
    body::JsonBody,
    negotiation::{Preferred, accepts},
    problem::{Details, Kind, Problem},
    schema, stream,
    streams::Streams,
};

/// The media type of server-sent events.
const EVENT_STREAM: &str = "text/event-stream";
/// The number of the last event that a reader has.
const LAST_EVENT: &str = "last-event-id";

/// A question.
#[derive(Debug, Deserialize, ToSchema)]
#[schema(as = Question)]
pub(super) struct Sent {
    /// The question as typed. Personal numbers in it are masked before anything is kept.
    #[schema(min_length = 1, max_length = 2000, pattern = "\\S", example = "Сколько стоит загранпаспорт?")]
    question: String,
    /// The conversation to go on with, as an earlier answer named it.
    #[schema(pattern = "^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$")]
    conversation: Option<String>,
    /// The language that the person chose. A question that is surely in another one is answered in its own.
    #[schema(value_type = Option<schema::Locale>)]
    locale: Option<String>,
}

/// Answers a question.
///
/// With `Accept: text/event-stream` the answer comes as events: `accepted` (with the name of the stream), `card`, `delta` (the
/// prose, part by part), `done` (the whole answer), or `error` (a problem). Each has a number as its `id`. Without it, one JSON
/// object comes when all is done, and leaving the connection stops the work.
#[utoipa::path(
    post, path = "/api/v1/chat", tag = "questions", request_body = Sent,
    responses(
        (status = 200, description = "The answer", content(
            (schema::Answer = "application/json"),
            (schema::ServerEvent = "text/event-stream"),
        ), headers(
            ("x-stream" = Uuid, description = "With events: the name of the stream, also where the line breaks before the \
                                               first of them has arrived"),
        )),
        (status = 400, description = "No JSON", body = Details, content_type = "application/problem+json"),
        (status = 413, description = "Too large", body = Details, content_type = "application/problem+json"),
        (status = 415, description = "Not declared as JSON", body = Details, content_type = "application/problem+json"),
        (status = 422, description = "A wrong field", body = Details, content_type = "application/problem+json"),
        (status = 429, description = "Too many questions; `Retry-After` says when to come back", body = Details,
         content_type = "application/problem+json"),
        (status = 503, description = "Too many answers under way; see `Retry-After`", body = Details,
         content_type = "application/problem+json"),
    )
)]
pub(super) async fn ask(
    State(chat): State<Chat>,
    State(settings): State<WebSettings>,
    State(streams): State<Streams>,
    Preferred(preferred): Preferred,
    headers: HeaderMap,
    JsonBody(sent): JsonBody<Sent>,
) -> Result<Response, Problem> {
    let in_events = accepts(&headers, EVENT_STREAM);
    let channel = if in_events { Channel::Web } else { Channel::Api };
    let ask = sent.into_ask(preferred, settings.longest_question, channel)?;
    let locale = ask.locale.unwrap_or(preferred);
    if in_events {
        if streams.is_full() {
            return Err(Problem::new(Kind::TooBusy, locale));
        }
        return Ok(stream::begin(&streams, chat.ask(ask).await, locale));
    }
    let answer = whole(chat.ask(ask).await, locale).await?;
    Ok(only_once(answer))
}

/// Takes a broken stream up again.
///
/// The events after the one that `Last-Event-ID` names; all of them without it. A stream is kept for a minute after its end, and
/// work on it goes on for a quarter of a minute without a reader.
#[utoipa::path(
    get, path = "/api/v1/chat/{stream}", tag = "questions",
    params(
        ("stream" = Uuid, Path, description = "The name of the stream, as `accepted` told it"),
        ("Last-Event-ID" = Option<u32>, Header, description = "The number of the last event that arrived"),
    ),
    responses(
        (status = 200, description = "The events", body = schema::ServerEvent, content_type = "text/event-stream"),
        (status = 404, description = "Not kept, or not any more", body = Details,
         content_type = "application/problem+json"),
    )
)]
pub(super) async fn resume(
    State(streams): State<Streams>,
    Preferred(locale): Preferred,
    headers: HeaderMap,
    stream: Result<Path<Uuid>, PathRejection>,
) -> Result<Response, Problem> {
    let last = headers.get(LAST_EVENT).and_then(|last| last.to_str().ok());
    // A number that cannot be read is as good as none: the reader gets all of it.
    let have = last.and_then(|last| last.trim().parse().ok()).unwrap_or_default();
    let reader = stream.ok().and_then(|Path(id)| streams.resume(id, have));
    reader.map(stream::follow).ok_or_else(|| Problem::new(Kind::UnknownStream, locale))
}

/// Stops a stream and the work on it.
#[utoipa::path(
    delete, path = "/api/v1/chat/{stream}", tag = "questions",
    params(("stream" = Uuid, Path, description = "The name of the stream, as `accepted` told it")),
    responses(
        (status = 204, description = "Stopped"),
        (status = 404, description = "Not kept, or not any more", body = Details,
         content_type = "application/problem+json"),
    )
)]
pub(super) async fn stop(
    State(streams): State<Streams>,
    Preferred(locale): Preferred,
    stream: Result<Path<Uuid>, PathRejection>,
) -> Result<StatusCode, Problem> {
    let stopped = stream.is_ok_and(|Path(id)| streams.stop(id));
    if stopped { Ok(StatusCode::NO_CONTENT) } else { Err(Problem::new(Kind::UnknownStream, locale)) }
}

impl Sent {
    /// A question as a form sends it: empty fields stand for none.
    pub(super) fn of_form(question: String, conversation: Option<String>, locale: Locale) -> Self {
        let conversation = conversation.filter(|id| !id.is_empty());
        Self { question, conversation, locale: Some(locale.tag().to_owned()) }
    }

    /// The question as the chat takes it, or why it cannot be asked.
    pub(super) fn into_ask(self, preferred: Locale, longest: usize, channel: Channel) -> Result<Ask, Problem> {
        let locale = match self.locale {
            Some(tag) => Some(Locale::from_tag(&tag).ok_or_else(|| Problem::new(Kind::UnknownLocale, preferred))?),
            None => None,
        };
        let refuse = |kind| Problem::new(kind, locale.unwrap_or(preferred));
        if self.question.trim().is_empty() {
            return Err(refuse(Kind::EmptyQuestion));
        }
        if self.question.chars().nth(longest).is_some() {
            return Err(refuse(Kind::LongQuestion(longest)));
        }
        let conversation = match self.conversation {
            Some(id) => Some(id.parse().map_err(|_| refuse(Kind::UnknownConversation))?),
            None => None,
        };
        Ok(Ask { conversation, text: self.question, locale, channel, engine: EngineChoice::Auto })
    }
}

/// The whole answer, when all of it has come; a failure is told in the locale.
pub(super) async fn whole(asked: Asked, locale: Locale) -> Result<Box<Answer>, Problem> {
    let mut events = asked.events;
    while let Some(event) = events.recv().await {
        if let Event::Done(answer) = event {
            return Ok(answer);
        }
    }
    tracing::error!("a question ended without an answer");
    Err(Problem::new(Kind::Internal, locale))
}

/// An answer as JSON, for whoever asked and nobody on the way.
pub(super) fn only_once(answer: impl Serialize) -> Response {
    ([(header::CACHE_CONTROL, "no-store")], Json(answer)).into_response()
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use serde_json::json;

    use super::*;

    fn admitted(body: serde_json::Value) -> Result<Ask, u16> {
        let sent: Sent = serde_json::from_value(body).unwrap();
        let refused = |problem: Problem| problem.into_response().status().as_u16();
        sent.into_ask(Locale::UzLatn, 10, Channel::Api).map_err(refused)
    }

    #[test]
    fn a_question_needs_nothing_but_its_text() {
        let ask = admitted(json!({ "question": "toʻlov?" })).unwrap();
        assert_eq!((ask.text.as_str(), ask.locale, ask.conversation.is_none()), ("toʻlov?", None, true));
    }

    #[test]
    fn the_chosen_language_and_the_conversation_are_passed_on() {
        let id = "0190b0f2-6b1c-7c3a-8f00-000000000001";
        let ask = admitted(json!({ "question": "и срок?", "locale": "ru", "conversation": id })).unwrap();
        assert_eq!(ask.locale, Some(Locale::Ru));
        assert_eq!(ask.conversation.unwrap().to_string(), id);
    }

    #[test]
    fn what_cannot_be_asked_is_refused() {
        for body in [
            json!({ "question": " \n " }),
            json!({ "question": "ўўўўўўўўўўў" }),
            json!({ "question": "?", "locale": "de" }),
            json!({ "question": "?", "conversation": "mine" }),
        ] {
            assert_eq!(admitted(body.clone()).unwrap_err(), 422, "{body}");
        }
        assert!(admitted(json!({ "question": "ўўўўўўўўўў" })).is_ok());
    }
}
