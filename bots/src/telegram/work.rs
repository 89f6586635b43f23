//! Taking updates in, and handling them: each once, those of one person one after the other.

use std::{panic::AssertUnwindSafe, sync::Arc, time::Duration};

use futures::FutureExt as _;
use jiff::Timestamp;
use teloxide::types::Update;
use tokio::time::{MissedTickBehavior, interval};
use tokio_util::sync::CancellationToken;

use super::{
    api::To,
    bot::Bot,
    texts,
    update::{Heard, What, Work, heard},
};
use crate::conversations::{
    ConversationError,
    telegram::{Claimed, Incoming, Taken},
};

/// Questions of one person that wait, with the one being answered.
const MOST_WAITING: i64 = 10;
/// How often a sign of life is given and left work looked for; a few times within a lease.
const EVERY: Duration = Duration::from_secs(8);
/// How long the numbers of handled updates are kept. Telegram keeps an update for a day.
const REMEMBERED: Duration = Duration::from_secs(3 * 24 * 60 * 60);

impl Bot {
    /// Writes updates down and begins to handle them. When it returns they are ours: they may be acknowledged.
    pub(super) async fn take(self: &Arc<Self>, updates: Vec<Update>) -> Result<(), ConversationError> {
        let Some(me) = self.me() else { return Ok(()) };
        let mut works = Vec::new();
        let mut incoming = Vec::new();
        for update in updates {
            let id = i64::from(update.id.0);
            match heard(update, me, &self.buttons) {
                Heard::Nothing => {}
                Heard::Inline(query) => {
                    let bot = Arc::clone(self);
                    tokio::spawn(async move { bot.answer_inline(query).await });
                }
                Heard::Work(work) => {
                    let body = serde_json::to_string(&work)?;
                    let (chat, person, queued) = (work.chat, work.person, work.is_queued());
                    incoming.push(Incoming { id, chat, person, queued, body });
                    works.push(work);
                }
            }
        }
        if incoming.is_empty() {
            return Ok(());
        }
        let taken = self.store.take_updates(self.lease.bot, &incoming, MOST_WAITING).await?;
        for ((taken, incoming), work) in taken.into_iter().zip(incoming).zip(works) {
            match taken {
                Taken::Known => {}
                Taken::New => {
                    self.stop_waiting_of_button(&work);
                    self.begin_work(incoming.id, work.chat, work.person, incoming.queued);
                }
                Taken::TooMany => self.turn_away(work),
            }
        }
        Ok(())
    }

    /// A button that asks a question waits for its turn; its sign of waiting need not.
    fn stop_waiting_of_button(self: &Arc<Self>, work: &Work) {
        if let What::Pressed { query, .. } = &work.what
            && work.is_queued()
        {
            let (bot, query) = (Arc::clone(self), query.clone());
            tokio::spawn(async move { bot.api.answer_press(&query, None, false).await });
        }
    }

    fn turn_away(self: &Arc<Self>, work: Work) {
        if self.is_to_be_told(&work) {
            let bot = Arc::clone(self);
            tokio::spawn(async move {
                let locale = Self::locale(&bot.state(work.chat).await, &work);
                let _ = bot.api.send(to(&work), &texts::text(locale, "too-many"), None).await;
            });
        }
    }

    /// Handles an update, or the next of its person, as soon as there is a place.
    fn begin_work(self: &Arc<Self>, id: i64, chat: i64, person: i64, queued: bool) {
        let bot = Arc::clone(self);
        // Ends with its work; what is not begun when the bot is to end stays in the database.
        tokio::spawn(async move {
            let _place = if queued { bot.place().await } else { bot.quick_place().await };
            while !bot.stop.is_cancelled() {
                let claimed = if queued {
                    bot.store.claim_next(&bot.lease, chat, person).await
                } else {
                    bot.store.claim_update(&bot.lease, id).await
                };
                match claimed {
                    Ok(Some(claimed)) => bot.handle(claimed).await,
                    // Whoever is at an earlier one goes on with the next.
                    Ok(None) => return,
                    Err(error) => {
                        tracing::error!(%error, "an update could not be taken up; it is tried again soon");
                        return;
                    }
                }
                if !queued {
                    return;
                }
            }
        });
    }

    async fn handle(self: &Arc<Self>, claimed: Claimed) {
        let Claimed { id, body, sent } = claimed;
        match serde_json::from_str::<Work>(&body) {
            Ok(work) => {
                // What is quick is not to be stopped, and must not stand in the place of what is.
                let queued = work.is_queued();
                let stopped = if queued { self.begin(&work) } else { CancellationToken::new() };
                let acting = AssertUnwindSafe(self.act(&work, id, sent)).catch_unwind();
                tokio::select! {
                    biased;
                    // Left as it is, for the next process.
                    () = self.cut.cancelled() => return,
                    () = stopped.cancelled() => {}
                    outcome = acting => if outcome.is_err() {
                        tracing::error!(update = id, "handling an update broke off");
                    }
                }
                if queued {
                    self.end(&work);
                }
            }
            Err(error) => tracing::error!(%error, update = id, "an update that waited cannot be read"),
        }
        if let Err(error) = self.store.finish_update(self.lease.bot, id).await {
            tracing::error!(%error, update = id, "a handled update could not be marked");
        }
    }

    async fn act(self: &Arc<Self>, work: &Work, id: i64, sent: Vec<i32>) {
        match &work.what {
            What::Question(text) => self.answer(work, text, id, sent).await,
            What::Edited(text) => self.answer_again(work, text, id).await,
            What::Command(name, rest) => self.command(work, name, rest, id, sent).await,
            What::NoText => {
                let locale = Self::locale(&self.state(work.chat).await, work);
                self.say(work, &texts::text(locale, "only-text"), None).await;
            }
            What::Pressed { query, button, keyboard } => {
                self.pressed(work, query, button.as_ref(), keyboard.as_ref(), id, sent).await;
            }
        }
    }

    /// Sends a text of our own to where something was written.
    pub(super) async fn say(&self, work: &Work, html: &str, keyboard: Option<&teloxide::types::InlineKeyboardMarkup>) {
        // A chat that is gone has been logged.
        let _ = self.api.send(to(work), html, keyboard).await;
    }

    /// Begins what waits while nobody is at it: what a process left, or what could not be begun.
    pub(super) async fn sweep(self: &Arc<Self>) {
        match self.store.unclaimed_updates(self.lease.bot).await {
            Ok(waiting) => {
                for (id, chat, person, queued) in waiting {
                    self.begin_work(id, chat, person, queued);
                }
            }
            Err(error) => tracing::error!(%error, "waiting updates could not be looked for"),
        }
    }
}

/// Gives signs of life, takes up what others left, and forgets the numbers of old updates, until the bot is to end.
pub(super) async fn keep_going(bot: Arc<Bot>) {
    let mut ticks = interval(EVERY);
    ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        tokio::select! {
            () = bot.stop.cancelled() => return,
            _ = ticks.tick() => {}
        }
        if let Err(error) = bot.store.renew_lease(&bot.lease).await {
            tracing::error!(%error, "no sign of life could be given");
        }
        if bot.knows_itself() {
            bot.sweep().await;
        }
        let Ok(before) = Timestamp::now().checked_sub(REMEMBERED) else { continue };
        if let Err(error) = bot.store.forget_updates_before(before).await {
            tracing::error!(%error, "the numbers of old updates could not be deleted");
        }
    }
}

/// Where the reply to a piece of work goes.
pub(super) fn to(work: &Work) -> To {
    // Alone with the bot, everything is a reply; among others it has to be seen to what.
    To { chat: work.chat, reply: work.group.then_some(work.message) }
}
