//! The messages of an answer while it grows: sent once, edited in place, not oftener than Telegram bears, and whole in the end.

use std::time::{Duration, Instant};

use teloxide::types::InlineKeyboardMarkup;
use tokio::time::sleep_until;

use super::{
    api::{Api, Gone, To, Trouble},
    pieces::{LONGEST, pieces},
};
use crate::conversations::Conversations;

/// Between two states of a growing answer. Every half second earned bots lock-outs of two minutes.
const BETWEEN_DRAFTS: Duration = Duration::from_secs(2);
/// Between the last draft and the whole answer; a chat bears one change in a second.
const BEFORE_LAST: Duration = Duration::from_secs(1);

/// Writes down which messages of an update's answer are there, so that a process after this one goes on with them.
pub(super) struct Noting<'a> {
    pub(super) store: &'a Conversations,
    pub(super) bot: i64,
    pub(super) update: i64,
}

/// The messages of an answer.
pub(super) struct Shown<'a> {
    api: &'a Api,
    to: To,
    noting: Option<Noting<'a>>,
    /// Their numbers, with what stands in them as far as that is known.
    messages: Vec<(i32, Option<String>)>,
    /// When they last changed.
    changed: Option<Instant>,
    /// Telegram asks to be left alone until then.
    not_before: Option<Instant>,
}

impl<'a> Shown<'a> {
    /// An answer of which these messages are there already.
    pub(super) fn new(api: &'a Api, to: To, noting: Option<Noting<'a>>, there: Vec<i32>) -> Self {
        let messages = there.into_iter().map(|message| (message, None)).collect();
        Self { api, to, noting, messages, changed: None, not_before: None }
    }

    /// The numbers of the messages.
    pub(super) fn messages(&self) -> Vec<i32> {
        self.messages.iter().map(|(message, _)| *message).collect()
    }

    /// Whether a draft may be shown now.
    pub(super) fn is_time(&self) -> bool {
        let now = Instant::now();
        self.changed.is_none_or(|changed| now >= changed + BETWEEN_DRAFTS)
            && self.not_before.is_none_or(|not_before| now >= not_before)
    }

    /// Shows what there is so far. A draft that cannot be shown is left out; one that was never begun is begun.
    pub(super) async fn draft(&mut self, paragraphs: &[String]) -> Result<(), Gone> {
        let texts = pieces(paragraphs, LONGEST);
        for (index, text) in texts.into_iter().enumerate() {
            match self.messages.get(index) {
                None => {
                    self.send(text, None).await?;
                }
                Some((_, shown)) if shown.as_ref() == Some(&text) => {}
                Some((message, _)) => {
                    let edited = self.api.try_edit(self.to.chat, *message, &text, None).await;
                    match edited {
                        Ok(()) | Err(Trouble::Same) => self.messages[index].1 = Some(text),
                        Err(Trouble::Wait(wait)) => self.not_before = Some(Instant::now() + wait),
                        Err(Trouble::Again | Trouble::Markup | Trouble::Missing | Trouble::Gone) => {}
                    }
                }
            }
        }
        self.changed = Some(Instant::now());
        Ok(())
    }

    /// Shows the whole answer, however long that takes; the buttons stand under its last message.
    pub(super) async fn whole(
        &mut self,
        paragraphs: &[String],
        keyboard: Option<&InlineKeyboardMarkup>,
    ) -> Result<(), Gone> {
        let texts = pieces(paragraphs, LONGEST);
        let earliest = self.changed.map(|changed| changed + BEFORE_LAST);
        if let Some(earliest) = earliest.max(self.not_before) {
            sleep_until(earliest.into()).await;
        }
        let last = texts.len().saturating_sub(1);
        let surplus = self.messages.split_off(self.messages.len().min(texts.len()));
        for (index, text) in texts.into_iter().enumerate() {
            let keyboard = keyboard.filter(|_| index == last);
            match self.messages.get(index) {
                None => {
                    self.send(text, keyboard).await?;
                }
                Some((_, shown)) if shown.as_ref() == Some(&text) && keyboard.is_none() => {}
                Some((message, _)) => {
                    let message = self.api.edit(self.to, *message, &text, keyboard).await?;
                    self.messages[index] = (message, Some(text));
                }
            }
        }
        for (message, _) in surplus {
            self.api.delete(self.to.chat, message).await;
        }
        Ok(())
    }

    async fn send(&mut self, text: String, keyboard: Option<&InlineKeyboardMarkup>) -> Result<(), Gone> {
        let message = self.api.send(self.to, &text, keyboard).await?;
        self.messages.push((message, Some(text)));
        if let Some(Noting { store, bot, update }) = &self.noting
            && let Err(error) = store.keep_sent(*bot, *update, &self.messages()).await
        {
            tracing::error!(%error, "the messages of an answer could not be written down");
        }
        Ok(())
    }
}
