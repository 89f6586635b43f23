//! Buttons that were pressed.

use std::sync::Arc;

use knowledge_base::Locale;
use teloxide::types::InlineKeyboardMarkup;
use uuid::Uuid;

use super::{
    bot::Bot,
    buttons::{Button, facet_of, record_of},
    html::{self, escape},
    keyboard::REASONS,
    pieces::{LONGEST, pieces},
    texts,
    update::Work,
    work::to,
};
use crate::chat::Feedback;

impl Bot {
    /// Does what a button says.
    pub(super) async fn pressed(
        self: &Arc<Self>,
        work: &Work,
        query: &str,
        button: Option<&(String, Button)>,
        keyboard: Option<&InlineKeyboardMarkup>,
        id: i64,
        sent: Vec<i32>,
    ) {
        let read = button.and_then(|(tag, button)| Some((Locale::from_tag(tag)?, button)));
        let Some((locale, button)) = read else { return self.old(work, query).await };
        match button {
            Button::Language => self.language(work, query, locale).await,
            Button::Skip => {
                self.api.answer_press(query, None, false).await;
                self.replace_by_welcome(work, locale).await;
            }
            Button::Facet(facet, record) => self.facet(work, query, locale, *facet, record).await,
            Button::Choice(record) => match record_of(self.chat.assistant(), record) {
                Some(record) => {
                    let title = self.title(&record, locale).unwrap_or_default();
                    self.answer(work, &title, id, sent).await;
                }
                None => self.say(work, &texts::text(locale, "old-button"), None).await,
            },
            Button::Opening(index) => {
                let questions = self.chat.assistant().opening_questions(locale);
                if let Some(question) = questions.get(usize::from(*index)) {
                    self.answer(work, question, id, sent).await;
                }
            }
            Button::Rate(answer, helpful) => self.rate(work, query, locale, (*answer, *helpful), keyboard).await,
            Button::Reason(answer, reason) => self.reason(work, query, locale, (*answer, *reason), keyboard).await,
            Button::Delete => self.delete(work, locale).await,
            Button::Keep => {
                self.api.answer_press(query, None, false).await;
                self.replace(work, &texts::text(locale, "not-deleted"), None).await;
            }
        }
    }

    async fn old(&self, work: &Work, query: &str) {
        let locale = Self::locale(&self.state(work.chat).await, work);
        self.api.answer_press(query, Some(&texts::text(locale, "old-button")), true).await;
    }

    async fn language(&self, work: &Work, query: &str, locale: Locale) {
        let key = match self.store.keep_chat_locale(work.chat, locale.tag()).await {
            Ok(()) => "language-kept",
            Err(error) => {
                tracing::error!(%error, "a language could not be kept");
                "failed"
            }
        };
        self.api.answer_press(query, Some(&texts::text(locale, key)), false).await;
        self.replace_by_welcome(work, locale).await;
    }

    async fn replace_by_welcome(&self, work: &Work, locale: Locale) {
        let questions = self.chat.assistant().opening_questions(locale);
        let keyboard = self.keyboards(work.chat, locale).openings(&questions);
        self.replace(work, &texts::text(locale, "welcome"), Some(&keyboard)).await;
    }

    /// Puts a text in the place of the message under which a button was pressed.
    async fn replace(&self, work: &Work, text: &str, keyboard: Option<&InlineKeyboardMarkup>) {
        // A chat that is gone has been logged.
        let _ = self.api.edit(to(work), work.message, &escape(text), keyboard).await;
    }

    /// One facet, from the record's facts.
    async fn facet(&self, work: &Work, query: &str, locale: Locale, facet: u8, record: &str) {
        let assistant = self.chat.assistant();
        let found = facet_of(facet).zip(record_of(assistant, record));
        let card = found.as_ref().and_then(|(facet, id)| assistant.card(id, locale, &[*facet]));
        let (Some((facet, _)), Some(card)) = (found, card) else { return self.old(work, query).await };
        let Some(paragraphs) = html::facet(&card, facet) else {
            let said = texts::text(locale, "not-held");
            return self.api.answer_press(query, Some(&said), true).await;
        };
        self.api.answer_press(query, None, false).await;
        let keyboard = InlineKeyboardMarkup::new(self.keyboards(work.chat, locale).of_card(&card, Some(facet)));
        let texts = pieces(&paragraphs, LONGEST);
        let last = texts.len().saturating_sub(1);
        for (index, text) in texts.into_iter().enumerate() {
            if self.api.send(to(work), &text, (index == last).then_some(&keyboard)).await.is_err() {
                return;
            }
        }
    }

    async fn rate(
        &self,
        work: &Work,
        query: &str,
        locale: Locale,
        (answer, helpful): (Uuid, bool),
        keyboard: Option<&InlineKeyboardMarkup>,
    ) {
        let key = self.keep_feedback(Feedback { answer, helpful, reason: None }).await;
        let keyboards = self.keyboards(work.chat, locale);
        let ask = key == "feedback-thanks" && !helpful;
        let said = texts::text(locale, if ask { "reason-ask" } else { key });
        self.api.answer_press(query, Some(&said), false).await;
        if let Some(keyboard) = keyboard {
            let instead = if ask { keyboards.reasons(answer) } else { Vec::new() };
            self.api.edit_keyboard(work.chat, work.message, keyboards.without_verdict(keyboard, instead)).await;
        }
    }

    async fn reason(
        &self,
        work: &Work,
        query: &str,
        locale: Locale,
        (answer, reason): (Uuid, u8),
        keyboard: Option<&InlineKeyboardMarkup>,
    ) {
        let words = REASONS.get(usize::from(reason)).map(|key| texts::text(locale, key));
        let key = self.keep_feedback(Feedback { answer, helpful: false, reason: words }).await;
        self.api.answer_press(query, Some(&texts::text(locale, key)), false).await;
        if let Some(keyboard) = keyboard {
            let rest = self.keyboards(work.chat, locale).without_verdict(keyboard, Vec::new());
            self.api.edit_keyboard(work.chat, work.message, rest).await;
        }
    }

    async fn delete(&self, work: &Work, locale: Locale) {
        let key = match self.store.forget_chat(work.chat).await {
            Ok(()) => "deleted",
            Err(error) => {
                tracing::error!(%error, "what is kept of a chat could not be deleted");
                "delete-failed"
            }
        };
        self.replace(work, &texts::text(locale, key), None).await;
    }
}
