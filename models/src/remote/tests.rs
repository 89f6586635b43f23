use std::{
    io::{Read as _, Write as _},
    net::{TcpListener, TcpStream},
    sync::{Mutex, mpsc as channel},
    time::Instant,
};

use ::tests::{LanguageServer, ModelCall, STREAM, say, streamed_piece, streamed_reply};
use tokio::sync::mpsc;

use super::*;
use crate::{
    generation::{GenerationError, GenerationEvent, GenerationRequest, StopReason},
    prompt::Prompt,
};

/// The longest that something may take that ought to happen at once.
const AT_ONCE: Duration = Duration::from_secs(5);

/// A server on loopback whose answers depend on the number of the request.
struct Server(LanguageServer);

impl Server {
    fn start(answer: impl Fn(&mut TcpStream, usize) + Send + Sync + 'static) -> Self {
        Self(LanguageServer::start(move |stream, call| answer(stream, call.number)))
    }

    fn engine(&self, limits: RemoteLimits) -> RemoteEngine {
        let url = RemoteUrl::parse(&self.0.url()).unwrap();
        let key = RemoteKey::parse("secret-key");
        RemoteEngine::new(RemoteSettings { limits, ..RemoteSettings::new(url, "tiny", key) })
    }

    fn asked(&self) -> usize {
        self.0.calls().len()
    }
}

fn whole_answer() -> String {
    streamed_reply(&["440 000", " сумов."])
}

fn status(line: &str, headers: &str) -> String {
    format!("HTTP/1.1 {line}\r\ncontent-length: 0\r\nconnection: close\r\n{headers}\r\n")
}

fn limits() -> RemoteLimits {
    RemoteLimits { pause: Duration::from_millis(1), ..RemoteLimits::default() }
}

fn question() -> GenerationRequest {
    GenerationRequest::new(Prompt::question("Be brief.", "Fee?"), 8)
}

async fn events(mut pieces: mpsc::Receiver<GenerationEvent>) -> (String, GenerationEvent) {
    let mut text = String::new();
    while let Some(event) = pieces.recv().await {
        match event {
            GenerationEvent::Text(piece) => text.push_str(&piece),
            last => return (text, last),
        }
    }
    panic!("no last event after {text:?}");
}

async fn ask(engine: &RemoteEngine) -> (String, GenerationEvent) {
    events(engine.generate(question()).unwrap()).await
}

fn reason(event: &GenerationEvent) -> String {
    match event {
        GenerationEvent::Failed(error) => error.to_string(),
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn an_answer_comes_in_pieces_with_what_it_took() {
    let server = Server::start(|stream, _| say(stream, &whole_answer()));
    let (text, last) = ask(&server.engine(limits())).await;
    assert_eq!(text, "440 000 сумов.");
    let GenerationEvent::Done { reason, usage } = last else { panic!("{last:?}") };
    assert_eq!((reason, usage.prompt_tokens, usage.generated_tokens), (StopReason::EndOfTurn, 12, 2));
    let ModelCall { head, body, .. } = server.0.calls().remove(0);
    assert!(head.starts_with("POST /v1/chat/completions "), "{head}");
    assert!(head.to_lowercase().contains("authorization: bearer secret-key"), "{head}");
    assert_eq!((body["model"].as_str(), body["stream"].as_bool()), (Some("tiny"), Some(true)));
}

#[tokio::test]
async fn a_server_that_does_not_stream_is_read_too() {
    let body = "{\"choices\":[{\"message\":{\"content\":\"1 БРВ.\"},\"finish_reason\":\"length\"}]}";
    let reply =
        format!("HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: {}\r\n\r\n{body}", body.len());
    let server = Server::start(move |stream, _| say(stream, &reply));
    let (text, last) = ask(&server.engine(limits())).await;
    assert_eq!(text, "1 БРВ.");
    assert!(matches!(last, GenerationEvent::Done { reason: StopReason::TokenBudget, .. }));
}

#[tokio::test]
async fn a_failure_before_the_first_piece_is_tried_again() {
    let server = Server::start(|stream, attempt| match attempt {
        0 => say(stream, &status("500 Internal Server Error", "")),
        1 => say(stream, ""),
        _ => say(stream, &whole_answer()),
    });
    let (text, last) = ask(&server.engine(limits())).await;
    assert_eq!(text, "440 000 сумов.");
    assert!(matches!(last, GenerationEvent::Done { .. }), "{last:?}");
    assert_eq!(server.asked(), 3);
}

#[tokio::test]
async fn an_answer_that_is_cut_off_fails_and_is_not_begun_again() {
    let server = Server::start(|stream, _| say(stream, &format!("{STREAM}{}", streamed_piece("440"))));
    let (text, last) = ask(&server.engine(limits())).await;
    assert_eq!(text, "440");
    assert!(reason(&last).contains("cut off"), "{last:?}");
    assert_eq!(server.asked(), 1);
}

#[tokio::test]
async fn garbage_and_a_refused_request_fail_without_another_attempt() {
    let server = Server::start(|stream, attempt| match attempt {
        0 => say(stream, &format!("{STREAM}<html>welcome</html>\n")),
        1 => say(
            stream,
            "HTTP/1.1 401 Unauthorized\r\ncontent-length: 43\r\n\r\n{\"error\":{\"message\":\"the key is not known\"}}",
        ),
        _ => say(stream, &format!("{STREAM}data: {{\"error\":{{\"message\":\"out of memory\"}}}}\n\n")),
    });
    let engine = server.engine(RemoteLimits { failures: 99, attempts: 1, ..limits() });
    assert!(reason(&ask(&engine).await.1).contains("not of this API"));
    let refused = reason(&ask(&engine).await.1);
    assert!(refused.contains("401"), "{refused}");
    assert!(reason(&ask(&engine).await.1).contains("out of memory"));
    assert_eq!(server.asked(), 3);
}

#[tokio::test]
async fn a_busy_server_is_left_alone_for_as_long_as_it_asks() {
    let server = Server::start(|stream, _| say(stream, &status("429 Too Many Requests", "retry-after: 30\r\n")));
    let engine = server.engine(limits());
    assert!(reason(&ask(&engine).await.1).contains("429"));
    let spared = engine.generate(question()).unwrap_err();
    assert!(matches!(&spared, GenerationError::Model(reason) if reason.contains("spared")), "{spared}");
    assert_eq!(server.asked(), 1);
}

#[tokio::test]
async fn a_busy_server_that_asks_for_a_moment_is_asked_again() {
    let server = Server::start(|stream, attempt| match attempt {
        0 => say(stream, &status("429 Too Many Requests", "retry-after: 0\r\n")),
        _ => say(stream, &whole_answer()),
    });
    assert!(matches!(ask(&server.engine(limits())).await.1, GenerationEvent::Done { .. }));
    assert_eq!(server.asked(), 2);
}

#[tokio::test]
async fn a_silent_server_is_given_up_within_its_limit() {
    let (left, gone) = channel::channel();
    let left = Mutex::new(left);
    let server = Server::start(move |stream, _| {
        say(stream, &format!("{STREAM}{}", streamed_piece("440")));
        // Until the other side closes.
        let _ = stream.read(&mut [0; 1]);
        left.lock().unwrap().send(()).unwrap();
    });
    let engine = server.engine(RemoteLimits { silence: Duration::from_millis(200), ..limits() });
    let began = Instant::now();
    let (text, last) = ask(&engine).await;
    assert_eq!(text, "440");
    reason(&last);
    assert!(began.elapsed() < AT_ONCE);
    gone.recv_timeout(AT_ONCE).unwrap();
}

#[tokio::test]
async fn a_server_that_shows_life_and_gives_no_piece_is_not_asked_again() {
    let server = Server::start(|stream, _| {
        say(stream, &format!("{STREAM}data: {{\"choices\":[{{\"delta\":{{\"role\":\"assistant\"}}}}]}}\n\n"));
        // Until the other side closes.
        let _ = stream.read(&mut [0; 1]);
    });
    let engine = server.engine(RemoteLimits { silence: Duration::from_millis(200), ..limits() });
    let (text, last) = ask(&engine).await;
    assert_eq!(text, "");
    reason(&last);
    assert_eq!(server.asked(), 1);
}

#[tokio::test]
async fn an_answer_without_an_end_is_left_at_the_budget() {
    let (left, gone) = channel::channel();
    let left = Mutex::new(left);
    let server = Server::start(move |stream, _| {
        say(stream, STREAM);
        while stream.write_all(streamed_piece("1").as_bytes()).is_ok() {}
        left.lock().unwrap().send(()).unwrap();
    });
    let (text, last) = ask(&server.engine(limits())).await;
    assert_eq!(text, "1".repeat(8));
    assert!(matches!(last, GenerationEvent::Done { reason: StopReason::TokenBudget, .. }), "{last:?}");
    gone.recv_timeout(AT_ONCE).unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_reader_who_leaves_closes_the_connection_and_is_no_failure() {
    let (left, gone) = channel::channel();
    let left = Mutex::new(left);
    let server = Server::start(move |stream, attempt| {
        if attempt > 0 {
            return say(stream, &whole_answer());
        }
        say(stream, &format!("{STREAM}{}", streamed_piece("440")));
        let _ = stream.read(&mut [0; 1]);
        left.lock().unwrap().send(()).unwrap();
    });
    let engine = server.engine(RemoteLimits { failures: 1, silence: Duration::from_secs(60), ..limits() });
    let mut pieces = engine.generate(question()).unwrap();
    assert_eq!(pieces.recv().await, Some(GenerationEvent::Text("440".to_owned())));
    drop(pieces);
    let closed = tokio::task::spawn_blocking(move || gone.recv_timeout(AT_ONCE)).await.unwrap();
    closed.unwrap();
    assert!(matches!(ask(&engine).await.1, GenerationEvent::Done { .. }));
}

#[tokio::test]
async fn a_server_that_is_not_there_fails_soon_and_then_at_once() {
    // Taken and given back: nobody listens there.
    let address = TcpListener::bind(("127.0.0.1", 0)).unwrap().local_addr().unwrap();
    let url = RemoteUrl::parse(&format!("http://{address}/v1")).unwrap();
    let engine = RemoteEngine::new(RemoteSettings {
        limits: RemoteLimits { failures: 2, ..limits() },
        ..RemoteSettings::new(url, "tiny", None)
    });
    let began = Instant::now();
    reason(&ask(&engine).await.1);
    reason(&ask(&engine).await.1);
    assert!(engine.generate(question()).is_err());
    assert!(began.elapsed() < AT_ONCE);
}

#[tokio::test]
async fn no_more_than_so_many_are_on_their_way() {
    let (release, released) = channel::channel::<()>();
    let released = Mutex::new(released);
    let server = Server::start(move |stream, _| {
        let _ = released.lock().unwrap().recv_timeout(AT_ONCE);
        say(stream, &whole_answer());
    });
    let engine = server.engine(RemoteLimits { at_once: 1, ..limits() });
    let first = engine.generate(question()).unwrap();
    assert_eq!(engine.generate(question()).unwrap_err(), GenerationError::QueueFull { queue: 1 });
    release.send(()).unwrap();
    assert!(matches!(events(first).await.1, GenerationEvent::Done { .. }));
}

#[test]
fn addresses_are_read_and_keys_not_printed() {
    let shown = |written| RemoteUrl::parse(written).map(|url| url.to_string());
    assert_eq!(shown("http://10.0.0.7:8000").as_deref(), Some("http://10.0.0.7:8000/v1"));
    assert_eq!(shown("https://llm.example.uz/api/v1/").as_deref(), Some("https://llm.example.uz/api/v1"));
    for written in ["", "10.0.0.7:8000", "ftp://host", "http://user:word@host", "http://host/v1?key=1", "http://"] {
        assert_eq!(shown(written), None, "{written}");
    }
    let url = RemoteUrl::parse("http://host").unwrap();
    let settings = RemoteSettings::new(url, "tiny", RemoteKey::parse("secret-key"));
    assert!(!format!("{settings:?}").contains("secret"));
    assert_eq!(RemoteKey::parse("two words"), None);
}
