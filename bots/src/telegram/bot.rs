//! What all parts of the bot share.

use std::{
    collections::{HashMap, HashSet},
    sync::{Mutex, OnceLock, PoisonError},
    time::Duration,
};

use knowledge_base::Locale;
use teloxide::RequestError;
use tokio::{
    sync::{Semaphore, SemaphorePermit},
    time::sleep,
};
use tokio_util::sync::CancellationToken;
use uuid::Uuid;

use super::{
    TelegramError, TelegramParts,
    api::{Api, Trouble, trouble},
    backoff::Backoff,
    buttons::Buttons,
    commands,
    keyboard::Keyboards,
    update::{Me, Work},
};
use crate::{
    chat::Chat,
    conversations::{
        Conversations,
        telegram::{ChatState, Lease},
    },
};

/// People whose questions are answered at once; more wait in the database. The limits of Telegram are reached with less.
const QUESTIONS: u32 = 64;
/// Buttons, commands to stop and inline questions that are handled at once.
const QUICK: u32 = 64;
/// How long a process is thought alive without a sign.
const LEASE: Duration = Duration::from_secs(30);

/// The bot.
pub(super) struct Bot {
    pub(super) api: Api,
    pub(super) chat: Chat,
    pub(super) store: Conversations,
    pub(super) buttons: Buttons,
    pub(super) lease: Lease,
    pub(super) retention: Option<Duration>,
    /// No more updates are taken, and none of those that wait is begun.
    pub(super) stop: CancellationToken,
    /// Answers under way are cut off.
    pub(super) cut: CancellationToken,
    me: OnceLock<Me>,
    questions: Semaphore,
    quick: Semaphore,
    /// What is being answered, by chat and person, to be stopped.
    under_way: Mutex<HashMap<(i64, i64), CancellationToken>>,
    /// Who was told that too many wait, and has not been answered since.
    told: Mutex<HashSet<(i64, i64)>>,
}

impl Bot {
    pub(super) fn new(parts: TelegramParts) -> Result<Self, TelegramError> {
        let TelegramParts { chat, conversations, settings, retention, stop } = parts;
        Ok(Self {
            api: Api::new(&settings)?,
            chat,
            store: conversations,
            lease: Lease { bot: settings.token.bot(), owner: Uuid::new_v4().to_string(), time: LEASE },
            buttons: Buttons::new(settings.token),
            retention,
            stop,
            cut: CancellationToken::new(),
            me: OnceLock::new(),
            questions: Semaphore::new(QUESTIONS as usize),
            quick: Semaphore::new(QUICK as usize),
            under_way: Mutex::default(),
            told: Mutex::default(),
        })
    }

    /// Learns who the bot is and puts its commands into the menu.
    pub(super) async fn introduce(&self) {
        let learnt = self.until_done("the Bot API does not say who the bot is", || async {
            let me = self.api.me().await?;
            let name = me.user.username.clone().unwrap_or_default();
            let _ = self.me.set(Me { id: me.user.id.0, name });
            Ok(())
        });
        learnt.await;
        for (language, commands) in commands::menus() {
            // The menu is a help; questions are answered without it.
            if let Err(error) = self.api.set_commands(commands, language).await {
                tracing::warn!(%error, "the commands were not put into the menu");
            }
        }
    }

    /// Calls until it succeeds.
    pub(super) async fn until_done<C, F>(&self, failing: &'static str, call: C)
    where
        C: Fn() -> F,
        F: Future<Output = Result<(), RequestError>>,
    {
        let mut backoff = Backoff::new();
        while let Err(error) = call().await {
            let wait = match trouble(&error) {
                Trouble::Wait(wait) => wait,
                _ => backoff.failed(),
            };
            tracing::warn!(%error, ?wait, "{failing}");
            sleep(wait).await;
        }
    }

    /// Who the bot is, once it has been learnt.
    pub(super) fn me(&self) -> Option<&Me> {
        self.me.get()
    }

    /// Whether it has been learnt.
    pub(super) fn knows_itself(&self) -> bool {
        self.me.get().is_some()
    }

    /// The bot's name, for logs.
    pub(super) fn name(&self) -> &str {
        self.me.get().map_or("", |me| me.name.as_str())
    }

    /// The state of a chat; an empty one, with a word in the log, when it cannot be read.
    pub(super) async fn state(&self, chat: i64) -> ChatState {
        self.store.chat_state(chat).await.unwrap_or_else(|error| {
            tracing::error!(%error, "the state of a chat could not be read");
            ChatState::default()
        })
    }

    /// In which language a person is addressed: as chosen, else as their Telegram is.
    pub(super) fn locale(state: &ChatState, work: &Work) -> Locale {
        let chosen = state.locale.as_deref().and_then(Locale::from_tag);
        chosen.or_else(|| work.hint()).unwrap_or_default()
    }

    /// Makes buttons for a chat in a language.
    pub(super) fn keyboards(&self, chat: i64, locale: Locale) -> Keyboards<'_> {
        Keyboards { buttons: &self.buttons, chat, locale }
    }

    /// Waits for a place among the questions.
    pub(super) async fn place(&self) -> Option<SemaphorePermit<'_>> {
        self.questions.acquire().await.ok()
    }

    /// Waits for a place among what is quick.
    pub(super) async fn quick_place(&self) -> Option<SemaphorePermit<'_>> {
        self.quick.acquire().await.ok()
    }

    /// Waits until nothing is under way.
    pub(super) async fn idle(&self) {
        let _ = self.questions.acquire_many(QUESTIONS).await;
        let _ = self.quick.acquire_many(QUICK).await;
    }

    /// Cuts off what is under way and leaves it to the next process.
    pub(super) async fn leave(&self) {
        self.cut.cancel();
        if let Err(error) = self.store.release_updates(self.lease.bot, Some(&self.lease.owner)).await {
            tracing::error!(%error, "what waits is taken up only after a while");
        }
    }

    /// Notes that a person is being answered; the token ends it.
    pub(super) fn begin(&self, work: &Work) -> CancellationToken {
        let token = CancellationToken::new();
        let who = (work.chat, work.person);
        self.told.lock().unwrap_or_else(PoisonError::into_inner).remove(&who);
        self.under_way.lock().unwrap_or_else(PoisonError::into_inner).insert(who, token.clone());
        token
    }

    /// Notes that a person has been answered.
    pub(super) fn end(&self, work: &Work) {
        self.under_way.lock().unwrap_or_else(PoisonError::into_inner).remove(&(work.chat, work.person));
    }

    /// Stops what a person is being answered.
    pub(super) fn stop_answer(&self, work: &Work) {
        let under_way = self.under_way.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(token) = under_way.get(&(work.chat, work.person)) {
            token.cancel();
        }
    }

    /// Whether a person is to be told that too many wait: once until the next answer.
    pub(super) fn is_to_be_told(&self, work: &Work) -> bool {
        self.told.lock().unwrap_or_else(PoisonError::into_inner).insert((work.chat, work.person))
    }
}
