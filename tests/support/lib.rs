//! What the whole-program tests stand on: the program as a process, its HTTP door, and a real browser.
//!
//! Nothing here knows the inside of the program; everything goes through its command line and its sockets.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test that cannot go on has failed")]

mod browser;
mod encoder;
mod http;
mod hub;
mod program;
mod qdrant;

pub use browser::{Browser, Driver};
pub use encoder::write_tiny_encoders;
pub use http::{Event, Reply, announce, ask, ask_events, get, post};
pub use hub::Hub;
pub use program::{Output, Program, Server, copy_records, repository};
pub use qdrant::Qdrant;
