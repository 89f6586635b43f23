//! An answer as server-sent events: `accepted`, `card`, `delta`, `done`, and `error` when it breaks off.
//!
//! Dropping the response drops the events, and with them the work on the question.

use std::{convert::Infallible, time::Duration};

use assistant::Event;
use axum::{
    http::{HeaderName, header},
    response::{
        IntoResponse, Response, Sse,
        sse::{Event as Frame, KeepAlive},
    },
};
use futures::{Stream, stream};
use knowledge_base::{Language, Locale, Script};
use serde::Serialize;
use tokio::sync::mpsc::Receiver;

use crate::chat::{Asked, ConversationId};

use super::problem::{Kind, Problem};

/// A silent line is kept open by a comment: proxies close connections after half a minute or a minute.
const KEEP_ALIVE: Duration = Duration::from_secs(15);
/// Tells nginx to pass every event on at once.
const UNBUFFERED: (HeaderName, &str) = (HeaderName::from_static("x-accel-buffering"), "no");

/// The question was understood so far.
#[derive(Serialize)]
struct Accepted {
    locale: &'static str,
    language: Language,
    script: Script,
    conversation: ConversationId,
}

/// The next part of the prose.
#[derive(Serialize)]
struct Delta<'a> {
    text: &'a str,
}

/// The response that carries the events; a failure is told in the locale.
pub(super) fn respond(asked: Asked, locale: Locale) -> Response {
    let events = Sse::new(frames(asked, locale)).keep_alive(KeepAlive::new().interval(KEEP_ALIVE));
    ([(header::CACHE_CONTROL, "no-store")], [UNBUFFERED], events).into_response()
}

fn frames(asked: Asked, locale: Locale) -> impl Stream<Item = Result<Frame, Infallible>> {
    let Asked { conversation, events } = asked;
    stream::unfold(Some(events), move |events: Option<Receiver<Event>>| async move {
        let mut events = events?;
        let Some(event) = events.recv().await else {
            tracing::error!("a question ended without an answer");
            let details = Problem::new(Kind::Internal, locale).details();
            return Some((Ok(frame("error", &details)), None));
        };
        let more = (!matches!(event, Event::Done(_))).then_some(events);
        Some((Ok(of_event(&event, conversation)), more))
    })
}

fn of_event(event: &Event, conversation: ConversationId) -> Frame {
    match event {
        Event::Accepted { locale } => {
            let (language, script) = (locale.language(), locale.script());
            frame("accepted", &Accepted { locale: locale.tag(), language, script, conversation })
        }
        Event::Card(card) => frame("card", card),
        Event::Delta(text) => frame("delta", &Delta { text }),
        Event::Done(answer) => frame("done", answer),
    }
}

fn frame(name: &str, data: &impl Serialize) -> Frame {
    Frame::default().event(name).json_data(data).expect("events hold texts, numbers and lists, which are always JSON")
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use axum::body::to_bytes;
    use tokio::sync::mpsc::channel;

    use super::*;

    async fn body(sent: Vec<Event>) -> (ConversationId, String) {
        let (sender, events) = channel(8);
        for event in sent {
            sender.send(event).await.unwrap();
        }
        drop(sender);
        let conversation = ConversationId::random();
        let response = respond(Asked { conversation, events }, Locale::Ru);
        assert_eq!(response.headers()[header::CONTENT_TYPE], "text/event-stream");
        assert_eq!(response.headers()[header::CACHE_CONTROL], "no-store");
        let bytes = to_bytes(response.into_body(), 1 << 20).await.unwrap();
        (conversation, String::from_utf8(bytes.to_vec()).unwrap())
    }

    #[tokio::test]
    async fn each_event_is_a_frame_of_its_own_with_json_on_one_line() {
        let accepted = Event::Accepted { locale: Locale::UzCyrl };
        let (conversation, body) = body(vec![accepted, Event::Delta("Икки\nқатор.".to_owned())]).await;
        let mut frames = body.split("\n\n");
        let first = format!(
            "event: accepted\ndata: {{\"locale\":\"uz-Cyrl\",\"language\":\"uz\",\"script\":\"cyrl\",\"conversation\":\"{conversation}\"}}"
        );
        assert_eq!(frames.next(), Some(first.as_str()));
        assert_eq!(frames.next(), Some("event: delta\ndata: {\"text\":\"Икки\\nқатор.\"}"));
    }

    #[tokio::test]
    async fn an_answer_that_breaks_off_ends_with_an_error_in_the_language_of_the_person() {
        let (_, body) = body(vec![Event::Delta("Половина".to_owned())]).await;
        let last = body.trim_end().rsplit("\n\n").next().unwrap();
        assert!(last.starts_with("event: error\ndata: {"), "{last}");
        assert!(last.contains("У нас произошёл сбой"), "{last}");
    }

    #[tokio::test]
    async fn leaving_the_stream_gives_the_question_up() {
        let (sender, events) = channel(1);
        let response = respond(Asked { conversation: ConversationId::random(), events }, Locale::En);
        drop(response);
        sender.closed().await;
    }
}
