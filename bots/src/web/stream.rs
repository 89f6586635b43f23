//! An answer as server-sent events: `accepted`, `card`, `delta`, `done`, and `error` when it breaks off.
//!
//! Each event has a number; a reader whose line broke names the last one and gets the rest. What is sent stands in [`Streams`].

use std::{convert::Infallible, time::Duration};

use assistant::Event;
use axum::{
    http::{HeaderName, HeaderValue, header},
    response::{
        IntoResponse, Response, Sse,
        sse::{Event as Frame, KeepAlive},
    },
};
use futures::stream::unfold;
use knowledge_base::{Language, Locale, Script};
use serde::Serialize;
use uuid::Uuid;

use crate::chat::{Asked, ConversationId};

use super::{
    problem::{Kind, Problem},
    streams::{Line, StreamReader, StreamWriter, Streams},
};

/// A silent line is kept open by a comment: proxies close connections after half a minute or a minute.
const KEEP_ALIVE: Duration = Duration::from_secs(15);
/// Tells nginx to pass every event on at once.
const UNBUFFERED: (HeaderName, &str) = (HeaderName::from_static("x-accel-buffering"), "no");

/// The name of the stream, also where the line breaks before the first event has arrived.
pub(super) const STREAM: HeaderName = HeaderName::from_static("x-stream");

/// The question was understood so far.
#[derive(Serialize)]
struct Accepted {
    locale: &'static str,
    language: Language,
    script: Script,
    conversation: ConversationId,
    /// Under which name the rest can be taken up.
    stream: Uuid,
}

/// The next part of the prose.
#[derive(Serialize)]
struct Delta<'a> {
    text: &'a str,
}

/// Writes a question's events down, and gives the response that follows them; a failure is told in the locale.
pub(super) fn begin(streams: &Streams, asked: Asked, locale: Locale) -> Response {
    let (id, writer, reader) = streams.open();
    // Ends by itself: with the last event, when the person stops it, or when nobody reads it.
    tokio::spawn(write(asked, id, writer, locale));
    let name = HeaderValue::from_str(&id.to_string()).expect("a UUID is plain ASCII");
    ([(STREAM, name)], follow(reader)).into_response()
}

/// The response that follows a stream to its end.
pub(super) fn follow(reader: StreamReader) -> Response {
    let frames = unfold(reader, |mut reader| async move {
        let (number, Line { name, data }) = reader.next().await?;
        let frame = Frame::default().id(number.to_string()).event(name).data(&*data);
        Some((Ok::<_, Infallible>(frame), reader))
    });
    let events = Sse::new(frames).keep_alive(KeepAlive::new().interval(KEEP_ALIVE));
    ([(header::CACHE_CONTROL, "no-store")], [UNBUFFERED], events).into_response()
}

async fn write(asked: Asked, id: Uuid, writer: StreamWriter, locale: Locale) {
    let Asked { conversation, mut events } = asked;
    let given_up = writer.given_up();
    tokio::pin!(given_up);
    loop {
        let event = tokio::select! {
            // Dropping the events stops the work on the question.
            () = &mut given_up => return,
            event = events.recv() => event,
        };
        let Some(event) = event else {
            tracing::error!("a question ended without an answer");
            writer.write(line("error", &Problem::new(Kind::Internal, locale).details()));
            return;
        };
        writer.write(of_event(&event, conversation, id));
        if matches!(event, Event::Done(_)) {
            return;
        }
    }
}

fn of_event(event: &Event, conversation: ConversationId, stream: Uuid) -> Line {
    match event {
        Event::Accepted { locale } => {
            let (language, script) = (locale.language(), locale.script());
            line("accepted", &Accepted { locale: locale.tag(), language, script, conversation, stream })
        }
        Event::Card(card) => line("card", card),
        Event::Delta(text) => line("delta", &Delta { text }),
        Event::Done(answer) => line("done", answer),
    }
}

fn line(name: &'static str, data: &impl Serialize) -> Line {
    let data = serde_json::to_string(data).expect("events hold texts, numbers and lists, which are always JSON");
    Line { name, data: data.into() }
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
        let response = begin(&Streams::default(), Asked { conversation, events }, Locale::Ru);
        assert_eq!(response.headers()[header::CONTENT_TYPE], "text/event-stream");
        assert_eq!(response.headers()[header::CACHE_CONTROL], "no-store");
        let name = response.headers()[STREAM].to_str().unwrap().to_owned();
        assert!(name.parse::<Uuid>().is_ok(), "{name}");
        let bytes = to_bytes(response.into_body(), 1 << 20).await.unwrap();
        (conversation, String::from_utf8(bytes.to_vec()).unwrap())
    }

    #[tokio::test]
    async fn each_event_is_a_frame_of_its_own_with_its_number_and_json_on_one_line() {
        let accepted = Event::Accepted { locale: Locale::UzCyrl };
        let (conversation, body) = body(vec![accepted, Event::Delta("Икки\nқатор.".to_owned())]).await;
        let mut frames = body.split("\n\n");
        let first = frames.next().unwrap();
        let told = format!(
            "id: 1\nevent: accepted\ndata: {{\"locale\":\"uz-Cyrl\",\"language\":\"uz\",\"script\":\"cyrl\",\"conversation\":\"{conversation}\",\"stream\":\""
        );
        assert!(first.starts_with(&told), "{first}");
        assert_eq!(frames.next(), Some("id: 2\nevent: delta\ndata: {\"text\":\"Икки\\nқатор.\"}"));
    }

    #[tokio::test]
    async fn an_answer_that_breaks_off_ends_with_an_error_in_the_language_of_the_person() {
        let (_, body) = body(vec![Event::Delta("Половина".to_owned())]).await;
        let last = body.trim_end().rsplit("\n\n").next().unwrap();
        assert!(last.starts_with("id: 2\nevent: error\ndata: {"), "{last}");
        assert!(last.contains("У нас произошёл сбой"), "{last}");
    }
}
