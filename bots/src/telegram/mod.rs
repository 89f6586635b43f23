//! The bot in Telegram: the same assistant, in a chat.
//!
//! An update is written down before it is acknowledged, handled in its person's order by one process, and never twice. What an answer
//! says is decided below; what is here is how it travels. It reads like this:
//!
//! - [`polling`], [`webhook`]: the two ways in which updates come; [`backoff`]: how failures are waited out;
//! - [`update`]: what an update asks for, with nothing kept that is not needed;
//! - [`bot`]: what all of it shares; [`work`]: taking updates in and handling them one by one;
//! - [`question`]: a question to its answer; [`shown`]: the messages of an answer while it grows;
//! - [`commands`], [`pressed`], [`inline`]: what is no question;
//! - [`html`], [`pieces`], [`keyboard`], [`buttons`]: what a message looks like;
//! - [`api`]: the calls of the Bot API, with its limits; [`texts`]: the texts of all of it.

mod api;
mod backoff;
mod bot;
mod buttons;
mod commands;
mod html;
mod inline;
mod keyboard;
mod pieces;
mod polling;
mod pressed;
mod question;
mod shown;
mod texts;
mod update;
mod webhook;
mod work;

use std::{sync::Arc, time::Duration};

use axum::Router;
use tokio::{task::JoinHandle, time::timeout};
use tokio_util::sync::CancellationToken;

use crate::{chat::Chat, conversations::Conversations, settings::TelegramSettings};

use bot::Bot;

/// What the bot needs.
pub struct TelegramParts {
    /// The door to the assistant.
    pub chat: Chat,
    /// Where updates and chats are kept.
    pub conversations: Conversations,
    /// The token, and how updates come.
    pub settings: TelegramSettings,
    /// How long questions are kept, to be told.
    pub retention: Option<Duration>,
    /// Ends the taking of updates.
    pub stop: CancellationToken,
}

/// The bot cannot be started: no client of HTTP can be made on this machine.
#[derive(Debug, thiserror::Error)]
#[error("no client of HTTP can be made for the bot in Telegram: {0}")]
pub struct TelegramError(pub String);

/// The running bot.
pub struct Telegram {
    bot: Arc<Bot>,
    tasks: Vec<JoinHandle<()>>,
}

/// Starts the bot. It waits for nothing: a Bot API that is away is waited for behind the program.
///
/// The router, where there is one, has to be served at the address of this program.
///
/// # Errors
/// [`TelegramError`].
pub fn start(parts: TelegramParts) -> Result<(Telegram, Option<Router>), TelegramError> {
    let webhook = parts.settings.webhook.clone();
    let bot = Arc::new(Bot::new(parts)?);
    let router = webhook.as_ref().map(|webhook| webhook::router(Arc::clone(&bot), &webhook.secret));
    let coming = {
        let bot = Arc::clone(&bot);
        tokio::spawn(async move {
            let coming = async {
                match webhook {
                    Some(webhook) => webhook::register(&bot, &webhook).await,
                    None => polling::poll(&bot).await,
                }
            };
            tokio::select! {
                () = bot.stop.cancelled() => {}
                () = coming => {}
            }
        })
    };
    let keeping = tokio::spawn(work::keep_going(Arc::clone(&bot)));
    Ok((Telegram { bot, tasks: vec![coming, keeping] }, router))
}

impl Telegram {
    /// Waits for the answers under way, at most so long, once the taking of updates has ended; whether all of them came. What is
    /// cut off, or waits still, is answered by the next start.
    pub async fn stop(self, limit: Duration) -> bool {
        for task in self.tasks {
            // They end by themselves with the token; a panic in one has been told.
            let _ = task.await;
        }
        let drained = timeout(limit, self.bot.idle()).await.is_ok();
        self.bot.leave().await;
        drained
    }
}
