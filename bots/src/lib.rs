//! The faces of the assistant and the program around them.
//!
//! - [`processor`]: whether this machine can run the program at all;
//! - [`command`]: the commands of the command line, the terminal's face among them;
//! - [`settings`]: what an operator can set;
//! - [`telemetry`]: where logs go;
//! - [`publishing`]: from the files of editors to what people are answered from;
//! - [`startup`]: from settings to a running program; [`shutdown`]: its end;
//! - [`chat`]: the one door of every face; [`conversations`]: what is kept of it;
//! - [`model_state`]: what the language model is doing;
//! - [`web`]: the page and the HTTP API;
//! - [`telegram`]: the bot in Telegram.

pub mod chat;
pub mod command;
pub mod conversations;
pub mod model_state;
pub mod processor;
pub mod publishing;
pub mod settings;
pub mod shutdown;
pub mod startup;
pub mod telegram;
pub mod telemetry;
pub mod web;
