//! A question in a chat, to its whole answer.

use std::{sync::Arc, time::Duration};

use assistant::{Answer, Card, EngineChoice, Event};
use tokio::{
    sync::mpsc::Receiver,
    time::{Instant, sleep, timeout_at},
};

use super::{
    api::Gone,
    bot::Bot,
    html,
    shown::{Noting, Shown},
    texts,
    update::Work,
    work::to,
};
use crate::chat::{Ask, Channel};

/// A card waits so long for the rest of its answer. Where no model writes, both are there at once, and one message instead of a
/// message and an edit lets twice as many people be answered within Telegram's limits.
const TOGETHER: Duration = Duration::from_millis(150);
/// Telegram shows the sign of typing for five seconds.
const TYPING: Duration = Duration::from_millis(4_500);

impl Bot {
    /// Answers a question; `sent` are messages of its answer that are there already.
    pub(super) async fn answer(self: &Arc<Self>, work: &Work, text: &str, id: i64, sent: Vec<i32>) {
        let mut state = self.state(work.chat).await;
        let locale = state.locale.as_deref().and_then(knowledge_base::Locale::from_tag);
        // Until the conversation has a language, the person's Telegram is a better guess than ours.
        let prior = locale.or_else(|| work.hint().filter(|_| state.conversation.is_none()));
        let ask = Ask {
            conversation: state.conversation,
            text: text.to_owned(),
            locale: prior,
            channel: Channel::Telegram,
            engine: EngineChoice::Auto,
        };
        let typing = self.typing(work.chat);
        let asked = self.chat.ask(ask).await;
        if let Err(error) = self.store.keep_chat_conversation(work.chat, asked.conversation).await {
            // Nothing of it is to be kept that could not be deleted: leaving the events ends the question.
            tracing::error!(%error, "a question could not be taken down as its chat's");
            self.say(work, &texts::text(Self::locale(&state, work), "failed"), None).await;
            return;
        }
        state.conversation = Some(asked.conversation);
        let noting = Noting { store: &self.store, bot: self.lease.bot, update: id };
        let mut shown = Shown::new(&self.api, to(work), Some(noting), sent);
        let mut growing = Growing { typing: Some(typing), ..Growing::default() };
        let whole = match growing.follow(asked.events, &mut shown).await {
            Ok(Some(answer)) => {
                let keyboard = self.keyboards(work.chat, answer.locale()).of_answer(&answer);
                shown.whole(&html::answer(&answer), keyboard.as_ref()).await.map(|()| Some(answer))
            }
            other => other,
        };
        drop(growing);
        match whole {
            Ok(Some(answer)) => {
                state.last_answer = Some(answer.id);
                let messages = shown.messages();
                if let Err(error) = self.store.keep_chat_answer(work.chat, work.message, &messages, &state).await {
                    tracing::error!(%error, "what a chat goes on with could not be kept");
                }
            }
            Ok(None) => {
                let locale = Self::locale(&state, work);
                self.say(work, &texts::text(locale, "failed"), None).await;
            }
            // It has been logged.
            Err(Gone) => {}
        }
    }

    /// Answers a question that was changed, in place; one that was never answered stays so.
    pub(super) async fn answer_again(self: &Arc<Self>, work: &Work, text: &str, id: i64) {
        match self.store.chat_answer(work.chat, work.message).await {
            Ok(Some(messages)) => self.answer(work, text, id, messages).await,
            Ok(None) => {}
            Err(error) => tracing::error!(%error, "the answer of a changed question could not be found"),
        }
    }

    /// Shows the sign of typing until it is dropped.
    fn typing(self: &Arc<Self>, chat: i64) -> Typing {
        let bot = Arc::clone(self);
        Typing(tokio::spawn(async move {
            loop {
                bot.api.typing(chat).await;
                sleep(TYPING).await;
            }
        }))
    }
}

/// The sign of typing.
struct Typing(tokio::task::JoinHandle<()>);

impl Drop for Typing {
    fn drop(&mut self) {
        self.0.abort();
    }
}

/// An answer that grows.
#[derive(Default)]
struct Growing {
    /// Until there is something to read.
    typing: Option<Typing>,
    card: Option<Box<Card>>,
    prose: String,
}

impl Growing {
    /// Shows an answer from its first event on, and gives it when it is whole; `None` when it broke off.
    async fn follow(
        &mut self,
        mut events: Receiver<Event>,
        shown: &mut Shown<'_>,
    ) -> Result<Option<Box<Answer>>, Gone> {
        let mut together = None;
        loop {
            let event = match together {
                Some(until) => match timeout_at(until, events.recv()).await {
                    Ok(event) => event,
                    Err(_) => {
                        together = None;
                        self.draft(shown).await?;
                        continue;
                    }
                },
                None => events.recv().await,
            };
            match event {
                Some(Event::Accepted { .. }) => {}
                Some(Event::Card(card)) => {
                    self.card = Some(card);
                    together = Some(Instant::now() + TOGETHER);
                }
                Some(Event::Delta(more)) => {
                    self.prose.push_str(&more);
                    if together.is_none() && shown.is_time() {
                        self.draft(shown).await?;
                    }
                }
                Some(Event::Done(answer)) => return Ok(Some(answer)),
                None => return Ok(None),
            }
        }
    }

    async fn draft(&mut self, shown: &mut Shown<'_>) -> Result<(), Gone> {
        if let Some(card) = &self.card {
            shown.draft(&html::card(card, &self.prose)).await?;
            self.typing = None;
        }
        Ok(())
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests;
