//! `POST /api/v1/chat`: a question in, its answer as one JSON object or as a stream of events.

use assistant::{Answer, EngineChoice, Event};
use axum::{
    Json,
    extract::State,
    http::{HeaderMap, header},
    response::{IntoResponse, Response},
};
use knowledge_base::Locale;
use serde::Deserialize;
use tokio::sync::mpsc::Receiver;

use crate::{
    chat::{Ask, Channel, Chat},
    settings::WebSettings,
};

use super::{
    body::JsonBody,
    negotiation::{Preferred, accepts},
    problem::{Kind, Problem},
    stream,
};

/// The media type of server-sent events.
const EVENT_STREAM: &str = "text/event-stream";

/// A question as it is sent.
#[derive(Debug, Deserialize)]
pub(super) struct Sent {
    /// The question as typed.
    question: String,
    /// The conversation to go on with, as an earlier answer named it.
    conversation: Option<String>,
    /// The tag of the language that the person chose.
    locale: Option<String>,
}

/// Answers a question. Leaving the connection stops the work on it.
pub(super) async fn ask(
    State(chat): State<Chat>,
    State(settings): State<WebSettings>,
    Preferred(preferred): Preferred,
    headers: HeaderMap,
    JsonBody(sent): JsonBody<Sent>,
) -> Result<Response, Problem> {
    let in_events = accepts(&headers, EVENT_STREAM);
    let channel = if in_events { Channel::Web } else { Channel::Api };
    let ask = sent.into_ask(preferred, settings.longest_question, channel)?;
    let locale = ask.locale.unwrap_or(preferred);
    let asked = chat.ask(ask).await;
    if in_events {
        return Ok(stream::respond(asked, locale));
    }
    let answer = last(asked.events).await.ok_or_else(|| Problem::new(Kind::Internal, locale))?;
    Ok(([(header::CACHE_CONTROL, "no-store")], Json(answer)).into_response())
}

impl Sent {
    fn into_ask(self, preferred: Locale, longest: usize, channel: Channel) -> Result<Ask, Problem> {
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

async fn last(mut events: Receiver<Event>) -> Option<Box<Answer>> {
    while let Some(event) = events.recv().await {
        if let Event::Done(answer) = event {
            return Some(answer);
        }
    }
    tracing::error!("a question ended without an answer");
    None
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
