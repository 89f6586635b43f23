//! What the whole-program tests stand on: the program as a process, its HTTP door, and a real browser.
//!
//! Nothing here knows the inside of the program; everything goes through its command line and its sockets.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test that cannot go on has failed")]

mod bot_api;
mod browser;
mod cutting;
mod encoder;
mod http;
mod hub;
mod language_server;
mod pdf;
mod portal;
mod postgres;
mod program;
mod qdrant;

pub use bot_api::{BotApi, Call, Chat, Fault, Message as BotMessage, Person};
pub use browser::{Browser, Driver, keys};
pub use cutting::Cutting;
pub use encoder::write_tiny_encoders;
pub use http::{
    Event, Reply, announce, ask, ask_events, delete, events_of, get, get_with, open_stream, post, post_with,
};
pub use hub::Hub;
pub use language_server::{LanguageServer, ModelCall, STREAM, say, streamed_piece, streamed_reply};
pub use pdf::{missing_pdf_reader, text_of_pdf};
pub use portal::Portal;
pub use postgres::Postgres;
pub use program::{Output, Program, Server, copy_records, repository};
pub use qdrant::Qdrant;
