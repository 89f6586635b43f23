//! A language model's server on loopback: it speaks as much of the OpenAI-style API as a client of ours hears.

use std::{
    io::{BufRead as _, BufReader, Read as _, Write as _},
    net::{SocketAddr, TcpListener, TcpStream},
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
    thread::{self, JoinHandle},
};

use serde_json::{Value, json};

/// The head of a streamed reply.
pub const STREAM: &str = "HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\nconnection: close\r\n\r\n";

/// A server that answers each connection by a closure, many at a time. Dropping it ends it.
pub struct LanguageServer {
    address: SocketAddr,
    calls: Arc<Mutex<Vec<ModelCall>>>,
    ended: Arc<AtomicBool>,
    thread: Option<JoinHandle<()>>,
}

/// A request that has come.
#[derive(Clone, Debug)]
pub struct ModelCall {
    /// Its number, from 0, in the order in which requests came.
    pub number: usize,
    /// Its first line and its headers.
    pub head: String,
    /// Its body.
    pub body: Value,
}

impl ModelCall {
    /// What a speaker says in it: `system`, `user`.
    #[must_use]
    pub fn said_by(&self, role: &str) -> String {
        let messages = self.body["messages"].as_array().cloned().unwrap_or_default();
        let of_role = messages.iter().filter(|message| message["role"] == role);
        of_role.filter_map(|message| message["content"].as_str()).collect::<Vec<_>>().join("\n")
    }
}

impl LanguageServer {
    /// A server that writes its replies as a closure says.
    ///
    /// # Panics
    /// When no port of loopback is free.
    #[must_use]
    pub fn start(answer: impl Fn(&mut TcpStream, &ModelCall) + Send + Sync + 'static) -> Self {
        let listener = TcpListener::bind(("127.0.0.1", 0)).unwrap();
        let address = listener.local_addr().unwrap();
        let (calls, ended) = (Arc::<Mutex<Vec<ModelCall>>>::default(), Arc::new(AtomicBool::new(false)));
        let thread = {
            let (calls, ended) = (Arc::clone(&calls), Arc::clone(&ended));
            thread::spawn(move || {
                thread::scope(|scope| {
                    while let Ok((mut stream, _)) = listener.accept() {
                        if ended.load(Ordering::SeqCst) {
                            return;
                        }
                        let (calls, answer) = (&calls, &answer);
                        scope.spawn(move || {
                            // Whoever came may have left without a word.
                            let Some((head, body)) = read(&stream) else { return };
                            let call = {
                                let mut calls = calls.lock().unwrap_or_else(PoisonError::into_inner);
                                let call = ModelCall { number: calls.len(), head, body };
                                calls.push(call.clone());
                                call
                            };
                            answer(&mut stream, &call);
                        });
                    }
                });
            })
        };
        Self { address, calls, ended, thread: Some(thread) }
    }

    /// Its address, as settings name it.
    #[must_use]
    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// The requests that have come.
    #[must_use]
    pub fn calls(&self) -> Vec<ModelCall> {
        self.calls.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

impl Drop for LanguageServer {
    fn drop(&mut self) {
        self.ended.store(true, Ordering::SeqCst);
        // Wakes the thread that waits for a connection.
        let _ = TcpStream::connect(self.address);
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

/// Reads a request to its end.
fn read(stream: &TcpStream) -> Option<(String, Value)> {
    let mut reader = BufReader::new(stream);
    let (mut head, mut length) = (String::new(), 0);
    loop {
        let mut line = String::new();
        if reader.read_line(&mut line).ok()? == 0 || line == "\r\n" {
            break;
        }
        if let Some(written) = line.to_lowercase().strip_prefix("content-length:") {
            length = written.trim().parse().ok()?;
        }
        head.push_str(&line);
    }
    let mut body = vec![0; length];
    reader.read_exact(&mut body).ok()?;
    Some((head, serde_json::from_slice(&body).ok()?))
}

/// A piece of a streamed reply.
#[must_use]
pub fn streamed_piece(text: &str) -> String {
    format!("data: {}\n\n", json!({ "choices": [{ "delta": { "content": text } }] }))
}

/// A streamed reply of several pieces, from its head to its end, with what it took: a token a piece, twelve of the prompt.
#[must_use]
pub fn streamed_reply(pieces: &[&str]) -> String {
    let usage = json!({ "choices": [], "usage": { "prompt_tokens": 12, "completion_tokens": pieces.len() } });
    let pieces: String = pieces.iter().map(|piece| streamed_piece(piece)).collect();
    let end = json!({ "choices": [{ "delta": {}, "finish_reason": "stop" }] });
    format!("{STREAM}{pieces}data: {end}\n\ndata: {usage}\n\ndata: [DONE]\n\n")
}

/// Says something; whoever asked may have left.
pub fn say(stream: &mut TcpStream, text: &str) {
    let _ = stream.write_all(text.as_bytes());
}
