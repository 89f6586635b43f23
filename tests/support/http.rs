//! The HTTP door of the program.

use std::{
    io::{BufRead as _, BufReader, Write as _},
    net::TcpStream,
    time::Duration,
};

use serde_json::{Value, json};
use ureq::{Agent, http::Response};

/// What came back.
#[derive(Debug)]
pub struct Reply {
    /// The status code.
    pub status: u16,
    /// The headers, names in lower case.
    pub headers: Vec<(String, String)>,
    /// The body.
    pub body: String,
}

impl Reply {
    /// The body as JSON.
    #[must_use]
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.body).unwrap_or_else(|error| panic!("{error}: {}", self.body))
    }

    /// A header; empty when it is absent.
    #[must_use]
    pub fn header(&self, name: &str) -> &str {
        self.headers.iter().find(|(known, _)| known == name).map_or("", |(_, value)| value)
    }
}

/// One server-sent event.
#[derive(Debug)]
pub struct Event {
    /// Its number.
    pub id: String,
    /// Its name.
    pub name: String,
    /// Its data.
    pub data: Value,
}

/// Reads a page.
#[must_use]
pub fn get(url: &str) -> Reply {
    reply(agent().get(url).call().unwrap())
}

/// Reads a page with headers of a request.
#[must_use]
pub fn get_with(url: &str, headers: &[(&str, &str)]) -> Reply {
    let request = headers.iter().fold(agent().get(url), |request, (name, value)| request.header(*name, *value));
    reply(request.call().unwrap())
}

/// Deletes what stands at an address, and gives the status code.
#[must_use]
pub fn delete(url: &str) -> u16 {
    reply(agent().delete(url).call().unwrap()).status
}

/// Sends a question that is to be answered in events, and leaves the connection open with nothing read.
#[must_use]
pub fn open_stream(url: &str, question: &str) -> TcpStream {
    let (host, path) = url.trim_start_matches("http://").split_once('/').expect("the address has a path");
    let body = json!({ "question": question }).to_string();
    let mut stream = TcpStream::connect(host).unwrap();
    stream.set_read_timeout(Some(Duration::from_secs(60))).unwrap();
    let head = format!(
        "POST /{path} HTTP/1.1\r\nHost: {host}\r\nContent-Type: application/json\r\nAccept: text/event-stream\r\n\
         Connection: close\r\nContent-Length: {}\r\n\r\n{body}",
        body.len()
    );
    stream.write_all(head.as_bytes()).unwrap();
    stream
}

/// Sends a body of a type, with an `Accept-Language` header.
#[must_use]
pub fn post(url: &str, content_type: &str, language: &str, body: &[u8]) -> Reply {
    let request = agent().post(url).header("content-type", content_type).header("accept-language", language);
    reply(request.send(body).unwrap())
}

/// Sends a body with headers.
#[must_use]
pub fn post_with(url: &str, headers: &[(&str, &str)], body: &[u8]) -> Reply {
    let request = headers.iter().fold(agent().post(url), |request, (name, value)| request.header(*name, *value));
    reply(request.send(body).unwrap())
}

/// Announces a body of so many bytes, sends a few of them and gives the status code of the reply.
///
/// A server that refuses the announced length answers at once; it does not read what it will not take.
#[must_use]
pub fn announce(url: &str, length: usize) -> u16 {
    let address = url.trim_start_matches("http://");
    let (host, path) = address.split_once('/').expect("the address has a path");
    let mut stream = TcpStream::connect(host).unwrap();
    stream.set_read_timeout(Some(Duration::from_secs(30))).unwrap();
    let head = format!(
        "POST /{path} HTTP/1.1\r\nHost: {host}\r\nContent-Type: application/json\r\nContent-Length: {length}\r\n\r\n{{"
    );
    stream.write_all(head.as_bytes()).unwrap();
    let mut status = String::new();
    BufReader::new(stream).read_line(&mut status).unwrap();
    status.split(' ').nth(1).and_then(|code| code.parse().ok()).unwrap_or_else(|| panic!("no status in `{status}`"))
}

/// Asks a question and waits for the whole answer.
#[must_use]
pub fn ask(url: &str, question: &str, conversation: Option<&str>) -> Value {
    let body = json!({ "question": question, "conversation": conversation }).to_string();
    let reply = post(url, "application/json", "en", body.as_bytes());
    assert_eq!(reply.status, 200, "{}", reply.body);
    reply.json()
}

/// Asks a question and collects the events of the stream to its end.
#[must_use]
pub fn ask_events(url: &str, question: &str) -> Vec<Event> {
    let body = json!({ "question": question }).to_string();
    let request = agent().post(url).header("content-type", "application/json").header("accept", "text/event-stream");
    let response = request.send(body.as_bytes()).unwrap();
    assert_eq!(response.headers()["content-type"], "text/event-stream");
    events_of(BufReader::new(response.into_body().into_reader()))
}

/// The events of a stream of text.
#[must_use]
pub fn events_of(text: impl std::io::BufRead) -> Vec<Event> {
    let mut events = Vec::new();
    let (mut id, mut name) = (String::new(), String::new());
    for line in text.lines().map(Result::unwrap) {
        if let Some(value) = line.strip_prefix("id:") {
            id = value.trim().to_owned();
        } else if let Some(value) = line.strip_prefix("event:") {
            name = value.trim().to_owned();
        } else if let Some(value) = line.strip_prefix("data:") {
            let data = serde_json::from_str(value.trim()).unwrap_or_else(|error| panic!("{error}: {value}"));
            events.push(Event { id: id.clone(), name: name.clone(), data });
        }
    }
    events
}

fn agent() -> Agent {
    Agent::config_builder()
        .http_status_as_error(false)
        .timeout_global(Some(Duration::from_secs(180)))
        .build()
        .new_agent()
}

fn reply(mut response: Response<ureq::Body>) -> Reply {
    let headers = response
        .headers()
        .iter()
        .map(|(name, value)| (name.to_string(), String::from_utf8_lossy(value.as_bytes()).into_owned()));
    Reply {
        status: response.status().as_u16(),
        headers: headers.collect(),
        body: response.body_mut().read_to_string().unwrap(),
    }
}
