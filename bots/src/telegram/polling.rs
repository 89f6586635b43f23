//! Asking for updates: the way in that needs no address of its own.

use std::sync::Arc;

use teloxide::{ApiError, RequestError};
use tokio::time::sleep;

use super::{
    api::{Trouble, trouble},
    backoff::Backoff,
    bot::Bot,
};

/// Asks for updates until it is dropped, which it may be at any moment: what was asked for and not written down comes again.
///
/// Network and server may be away; another poller may be at it: both are waited out.
pub(super) async fn poll(bot: &Arc<Bot>) {
    // A webhook of an earlier run would keep updates from us.
    bot.until_done("the webhook could not be taken away", || bot.api.delete_webhook()).await;
    bot.introduce().await;
    // What a process that is gone was at is ours: Telegram lets only one poll.
    if let Err(error) = bot.store.release_updates(bot.lease.bot, None).await {
        tracing::error!(%error, "updates of the last run could not be taken up");
    }
    bot.sweep().await;
    tracing::info!(name = bot.name(), "the bot in Telegram asks for updates");
    let mut backoff = Backoff::new();
    let mut offset = None;
    loop {
        let wait = match bot.api.updates(offset).await {
            Ok(updates) => {
                let last = updates.last().map(|update| update.id.as_offset());
                match bot.take(updates).await {
                    Ok(()) => {
                        // Only now: the next call acknowledges what stands in the database.
                        offset = last.or(offset);
                        backoff.succeeded();
                        continue;
                    }
                    Err(error) => {
                        tracing::error!(%error, "updates could not be written down and are asked for again");
                        backoff.failed()
                    }
                }
            }
            Err(error) => {
                let wait = match trouble(&error) {
                    Trouble::Wait(wait) => wait,
                    _ => backoff.failed(),
                };
                match &error {
                    RequestError::Api(ApiError::TerminatedByOtherGetUpdates | ApiError::CantGetUpdates) => {
                        tracing::warn!(?wait, "another process asks for updates of this bot; end it, or use a webhook");
                    }
                    error => tracing::warn!(%error, ?wait, "updates could not be asked for"),
                }
                wait
            }
        };
        sleep(wait).await;
    }
}
