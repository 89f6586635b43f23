//! Commands: what is in the menu, and what each of them does.

use std::{sync::Arc, time::Duration};

use knowledge_base::{Locale, RecordId};
use teloxide::types::BotCommand;

use super::{bot::Bot, html::escape, texts, update::Work};
use crate::chat::{ConversationError, Feedback};

/// The commands of the menu, in its order.
const MENU: [&str; 7] = ["start", "help", "til", "yangi", "fikr", "maxfiylik", "stop"];
/// The languages of a menu; Telegram tells scripts not apart, and whoever has another language reads Uzbek.
const MENUS: [(Option<&str>, Locale); 4] =
    [(None, Locale::UzLatn), (Some("uz"), Locale::UzLatn), (Some("ru"), Locale::Ru), (Some("en"), Locale::En)];
/// The hotline, as the page shows it.
const HOTLINE: &str = "1148";
/// Questions that are shown of what is kept.
const LAST_QUESTIONS: i64 = 5;

/// The menus by language.
pub(super) fn menus() -> impl Iterator<Item = (Option<&'static str>, Vec<BotCommand>)> {
    MENUS.into_iter().map(|(language, locale)| {
        let command = |name| BotCommand::new(name, texts::text(locale, &format!("command-{name}")));
        (language, MENU.map(command).into())
    })
}

impl Bot {
    /// Does what a command says; one that is not known is helped with.
    pub(super) async fn command(self: &Arc<Self>, work: &Work, name: &str, rest: &str, id: i64, sent: Vec<i32>) {
        match name {
            "start" => self.start(work, rest, id, sent).await,
            "til" | "language" => self.choose_language(work).await,
            "yangi" | "new" => self.begin_anew(work).await,
            "fikr" | "feedback" => self.feedback(work, rest).await,
            "maxfiylik" | "privacy" => self.privacy(work).await,
            "stop" => self.stop_all(work).await,
            _ => self.help(work).await,
        }
    }

    /// The beginning; with the name of a record, that record.
    async fn start(self: &Arc<Self>, work: &Work, rest: &str, id: i64, sent: Vec<i32>) {
        let state = self.state(work.chat).await;
        let locale = Self::locale(&state, work);
        if let Some(title) = RecordId::parse(rest).and_then(|record| self.title(&record, locale)) {
            return self.answer(work, &title, id, sent).await;
        }
        if state.locale.is_some() || work.group {
            return self.welcome(work, locale).await;
        }
        let text = format!("{}\n\n{}", texts::text(locale, "welcome-first"), texts::text(locale, "choose-language"));
        self.say(work, &escape(&text), Some(&self.keyboards(work.chat, locale).languages(true))).await;
    }

    /// The title of a record or a life event; asked as a question it leads there.
    pub(super) fn title(&self, id: &RecordId, locale: Locale) -> Option<String> {
        let base = self.chat.assistant().knowledge_base();
        let record = base.record(id).map(|record| &record.title);
        let title = record.or_else(|| base.life_event(id).map(|event| &event.title));
        title.map(|title| title.get(locale).into_owned())
    }

    /// What can be asked, with a few questions to begin with.
    pub(super) async fn welcome(&self, work: &Work, locale: Locale) {
        let questions = self.chat.assistant().opening_questions(locale);
        let keyboard = self.keyboards(work.chat, locale).openings(&questions);
        self.say(work, &escape(&texts::text(locale, "welcome")), Some(&keyboard)).await;
    }

    async fn help(&self, work: &Work) {
        let locale = Self::locale(&self.state(work.chat).await, work);
        let example = self.chat.assistant().opening_questions(locale).into_iter().next().unwrap_or_default();
        let commands = [
            ("language", "/til"),
            ("anew", "/yangi"),
            ("feedback", "/fikr"),
            ("privacy", "/maxfiylik"),
            ("stop", "/stop"),
        ];
        let text = format!(
            "{}\n\n{}\n\n{}",
            texts::fill(locale, "help", &[("example", &example)]),
            texts::fill(locale, "help-commands", &commands),
            texts::fill(locale, "help-hotline", &[("number", HOTLINE)]),
        );
        self.say(work, &escape(&text), None).await;
    }

    async fn choose_language(&self, work: &Work) {
        let locale = Self::locale(&self.state(work.chat).await, work);
        let text = escape(&texts::text(locale, "choose-language"));
        self.say(work, &text, Some(&self.keyboards(work.chat, locale).languages(false))).await;
    }

    async fn begin_anew(&self, work: &Work) {
        let locale = Self::locale(&self.state(work.chat).await, work);
        let key = match self.store.begin_chat_anew(work.chat).await {
            Ok(()) => "anew",
            Err(error) => {
                tracing::error!(%error, "a conversation could not be begun anew");
                "failed"
            }
        };
        self.say(work, &texts::text(locale, key), None).await;
    }

    async fn feedback(&self, work: &Work, words: &str) {
        let state = self.state(work.chat).await;
        let locale = Self::locale(&state, work);
        let Some(answer) = state.last_answer else {
            return self.say(work, &texts::text(locale, "feedback-none"), None).await;
        };
        if words.is_empty() {
            let keyboards = self.keyboards(work.chat, locale);
            let keyboard = teloxide::types::InlineKeyboardMarkup::new([keyboards.verdict(answer)]);
            let text = texts::fill(locale, "feedback-ask", &[("command", "/fikr")]);
            return self.say(work, &escape(&text), Some(&keyboard)).await;
        }
        // Words are a remark; what was said by a button stays, and without one a remark is worth an editor's look.
        let helpful = self.store.verdict(answer).await.ok().flatten().unwrap_or(false);
        let key = self.keep_feedback(Feedback { answer, helpful, reason: Some(words.to_owned()) }).await;
        self.say(work, &texts::text(locale, key), None).await;
    }

    /// Keeps a verdict; the key of what is said to it.
    pub(super) async fn keep_feedback(&self, feedback: Feedback) -> &'static str {
        match self.chat.feedback(feedback).await {
            Ok(()) => "feedback-thanks",
            Err(ConversationError::UnknownAnswer(_)) => "feedback-gone",
            Err(error) => {
                tracing::error!(%error, "feedback could not be kept");
                "feedback-failed"
            }
        }
    }

    async fn privacy(&self, work: &Work) {
        let locale = Self::locale(&self.state(work.chat).await, work);
        let kept = match self.store.kept_of_chat(work.chat, LAST_QUESTIONS).await {
            Ok(kept) => kept,
            Err(error) => {
                tracing::error!(%error, "what is kept of a chat could not be read");
                return self.say(work, &texts::text(locale, "failed"), None).await;
            }
        };
        let mut parts = vec![match kept.questions {
            0 => texts::text(locale, "privacy-none"),
            count => texts::count(locale, "privacy-kept", count),
        }];
        // In a group everybody would read what one of them asked.
        if !work.group && !kept.last.is_empty() {
            let questions = kept.last.iter().map(|question| format!("\n– {question}"));
            parts.push(format!("{}{}", texts::text(locale, "privacy-last"), questions.collect::<String>()));
        }
        parts.push(texts::text(locale, "privacy-what"));
        parts.push(match self.retention.map(days) {
            Some(days) => texts::count(locale, "privacy-days", days),
            None => texts::text(locale, "privacy-for-ever"),
        });
        let keyboard = self.keyboards(work.chat, locale).deletion();
        self.say(work, &escape(&parts.join("\n\n")), Some(&keyboard)).await;
    }

    async fn stop_all(&self, work: &Work) {
        let locale = Self::locale(&self.state(work.chat).await, work);
        if let Err(error) = self.store.drop_waiting(self.lease.bot, work.chat, work.person).await {
            tracing::error!(%error, "what a person has waiting could not be dropped");
        }
        self.stop_answer(work);
        self.say(work, &texts::text(locale, "stopped"), None).await;
    }
}

fn days(age: Duration) -> u64 {
    age.as_secs().div_ceil(24 * 60 * 60)
}
