//! The calls of the Bot API that the bot makes, within its limits, and what is done when one fails.
//!
//! New messages go through teloxide's throttle, which also waits where Telegram asks for it. The throttle does not know edits, which
//! count too, so they have a limit of their own and wait here. Errors never hold the token: teloxide takes it out of addresses.

use std::{num::NonZeroU32, time::Duration};

use governor::{DefaultDirectRateLimiter, Quota};
use teloxide::{
    ApiError, Bot as Caller, RequestError,
    adaptors::{
        Throttle,
        throttle::{Limits, Settings},
    },
    payloads::{
        AnswerCallbackQuerySetters as _, AnswerInlineQuerySetters as _, EditMessageReplyMarkupSetters as _,
        EditMessageTextSetters as _, GetUpdatesSetters as _, SendMessageSetters as _, SetMyCommandsSetters as _,
        SetWebhookSetters as _,
    },
    requests::Requester as _,
    types::{
        AllowedUpdate, BotCommand, CallbackQueryId, ChatAction, ChatId, InlineKeyboardMarkup, InlineQueryId,
        InlineQueryResult, LinkPreviewOptions, Me, MessageId, ParseMode, ReplyParameters, Update,
    },
};
use tokio::time::sleep;
use url::Url;

use super::{TelegramError, backoff::Backoff};
use crate::settings::TelegramSettings;

/// Seconds for which the Bot API holds a call for updates when there are none. Calls are given up after 17 s, so it is well below.
const LONG_POLL: u32 = 10;
/// Messages that one chat gets in a second, and in a minute: what Telegram allows in a group, and enough for one person.
const PER_SECOND_IN_CHAT: u32 = 1;
/// See [`PER_SECOND_IN_CHAT`].
const PER_MINUTE_IN_CHAT: u32 = 20;
/// Of the messages of a second so many edits: one of these parts.
const EDITS_PART: u32 = 3;
/// Seconds for which Telegram may keep what an inline question was answered with.
const INLINE_FRESH: u32 = 60;

/// What the bot wants to hear of.
const WANTED: [AllowedUpdate; 4] =
    [AllowedUpdate::Message, AllowedUpdate::EditedMessage, AllowedUpdate::CallbackQuery, AllowedUpdate::InlineQuery];

/// The Bot API.
pub(super) struct Api {
    caller: Throttle<Caller>,
    edits: DefaultDirectRateLimiter,
}

/// Where a message goes.
#[derive(Clone, Copy, Debug)]
pub(super) struct To {
    /// The chat.
    pub(super) chat: i64,
    /// The message that it replies to, in groups.
    pub(super) reply: Option<i32>,
}

/// Nothing can be brought to a chat: the bot was blocked there, or it is gone.
#[derive(Debug)]
pub(super) struct Gone;

/// What to do about a call that failed.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Trouble {
    /// Wait so long, as Telegram asks.
    Wait(Duration),
    /// The network or the server: try again, later each time.
    Again,
    /// The markup is not taken: send it plain.
    Markup,
    /// The message is as wanted already.
    Same,
    /// The message is not there any more.
    Missing,
    /// Nothing can be done.
    Gone,
}

impl Api {
    pub(super) fn new(settings: &TelegramSettings) -> Result<Self, TelegramError> {
        let client = teloxide::net::default_reqwest_settings().build();
        let client = client.map_err(|error| TelegramError(error.to_string()))?;
        let caller = Caller::with_client(settings.token.reveal(), client).set_api_url(settings.api_url.clone());
        let limits = Limits {
            messages_per_sec_chat: PER_SECOND_IN_CHAT,
            messages_per_min_chat: PER_MINUTE_IN_CHAT,
            messages_per_min_channel_or_supergroup: PER_MINUTE_IN_CHAT,
            messages_per_sec_overall: settings.messages_per_second,
        };
        // A full queue is what a rush looks like; it is no fault.
        let throttle = Settings::default().limits(limits).on_queue_full(|_| async {});
        let edits = NonZeroU32::new(settings.messages_per_second / EDITS_PART).unwrap_or(NonZeroU32::MIN);
        Ok(Self {
            caller: Throttle::spawn_with_settings(caller, throttle),
            edits: DefaultDirectRateLimiter::direct(Quota::per_second(edits)),
        })
    }

    /// Sends a message, however long it takes; its number.
    pub(super) async fn send(&self, to: To, html: &str, keyboard: Option<&InlineKeyboardMarkup>) -> Result<i32, Gone> {
        let mut backoff = Backoff::new();
        let mut plain = None;
        loop {
            let text = plain.as_deref().unwrap_or(html);
            let mut request = self.caller.send_message(ChatId(to.chat), text).link_preview_options(no_preview());
            if plain.is_none() {
                request = request.parse_mode(ParseMode::Html);
            }
            if let Some(message) = to.reply {
                request =
                    request.reply_parameters(ReplyParameters::new(MessageId(message)).allow_sending_without_reply());
            }
            if let Some(keyboard) = keyboard {
                request = request.reply_markup(keyboard.clone());
            }
            let error = match request.await {
                Ok(message) => return Ok(message.id.0),
                Err(error) => error,
            };
            match trouble(&error) {
                Trouble::Markup if plain.is_none() => plain = Some(super::html::plain(html)),
                Trouble::Markup | Trouble::Same | Trouble::Missing | Trouble::Gone => {
                    tracing::warn!(%error, "a message cannot be brought to its chat");
                    return Err(Gone);
                }
                trouble => wait(trouble, &mut backoff, &error).await,
            }
        }
    }

    /// Edits a message at once, or says why not.
    pub(super) async fn try_edit(
        &self,
        chat: i64,
        message: i32,
        html: &str,
        keyboard: Option<&InlineKeyboardMarkup>,
    ) -> Result<(), Trouble> {
        self.edits.until_ready().await;
        let edited = self.edit_once(chat, message, html, keyboard, Some(ParseMode::Html)).await;
        edited.map_err(|error| trouble(&error))
    }

    /// Edits a message, however long it takes; a message that is not there any more is sent anew. Its number.
    pub(super) async fn edit(
        &self,
        to: To,
        message: i32,
        html: &str,
        keyboard: Option<&InlineKeyboardMarkup>,
    ) -> Result<i32, Gone> {
        let mut backoff = Backoff::new();
        let mut plain = None;
        loop {
            self.edits.until_ready().await;
            let (text, mode) = match &plain {
                Some(plain) => (String::as_str(plain), None),
                None => (html, Some(ParseMode::Html)),
            };
            let error = match self.edit_once(to.chat, message, text, keyboard, mode).await {
                Ok(()) => return Ok(message),
                Err(error) => error,
            };
            match trouble(&error) {
                Trouble::Same => return Ok(message),
                Trouble::Missing => return self.send(to, html, keyboard).await,
                Trouble::Markup if plain.is_none() => plain = Some(super::html::plain(html)),
                Trouble::Markup | Trouble::Gone => {
                    tracing::warn!(%error, "a message cannot be edited");
                    return Err(Gone);
                }
                trouble => wait(trouble, &mut backoff, &error).await,
            }
        }
    }

    async fn edit_once(
        &self,
        chat: i64,
        message: i32,
        text: &str,
        keyboard: Option<&InlineKeyboardMarkup>,
        mode: Option<ParseMode>,
    ) -> Result<(), RequestError> {
        let request = self.caller.edit_message_text(ChatId(chat), MessageId(message), text);
        let mut request = request.link_preview_options(no_preview());
        if let Some(mode) = mode {
            request = request.parse_mode(mode);
        }
        if let Some(keyboard) = keyboard {
            request = request.reply_markup(keyboard.clone());
        }
        request.await.map(drop)
    }

    /// Replaces the buttons under a message. They are a help and no answer, so a failure is only logged.
    pub(super) async fn edit_keyboard(&self, chat: i64, message: i32, keyboard: InlineKeyboardMarkup) {
        self.edits.until_ready().await;
        let request = self.caller.edit_message_reply_markup(ChatId(chat), MessageId(message)).reply_markup(keyboard);
        told(request.await, "buttons were not replaced");
    }

    /// Takes a message away; one that cannot be is left.
    pub(super) async fn delete(&self, chat: i64, message: i32) {
        told(self.caller.delete_message(ChatId(chat), MessageId(message)).await, "a message was not taken away");
    }

    /// Shows that an answer is coming, for five seconds.
    pub(super) async fn typing(&self, chat: i64) {
        told(self.caller.send_chat_action(ChatId(chat), ChatAction::Typing).await, "no sign of typing was given");
    }

    /// Ends the waiting of a button that was pressed, with a word where there is one.
    pub(super) async fn answer_press(&self, query: &str, text: Option<&str>, alert: bool) {
        let mut request = self.caller.answer_callback_query(CallbackQueryId(query.to_owned())).show_alert(alert);
        if let Some(text) = text {
            request = request.text(text);
        }
        told(request.await, "a button was not answered");
    }

    /// Answers an inline question.
    pub(super) async fn answer_inline(&self, query: InlineQueryId, results: Vec<InlineQueryResult>) {
        let request = self.caller.answer_inline_query(query, results).cache_time(INLINE_FRESH).is_personal(true);
        told(request.await, "an inline question was not answered");
    }

    /// Who the bot is.
    pub(super) async fn me(&self) -> Result<Me, RequestError> {
        self.caller.get_me().await
    }

    /// Puts the commands into the menu, for one language or for all others.
    pub(super) async fn set_commands(
        &self,
        commands: Vec<BotCommand>,
        language: Option<&str>,
    ) -> Result<(), RequestError> {
        let mut request = self.caller.set_my_commands(commands);
        if let Some(language) = language {
            request = request.language_code(language);
        }
        request.await.map(drop)
    }

    /// Asks for updates after the acknowledged ones; waits for some.
    pub(super) async fn updates(&self, offset: Option<i32>) -> Result<Vec<Update>, RequestError> {
        let mut request = self.caller.get_updates().timeout(LONG_POLL).allowed_updates(WANTED);
        if let Some(offset) = offset {
            request = request.offset(offset);
        }
        request.await
    }

    /// Lets Telegram bring updates to an address.
    pub(super) async fn set_webhook(&self, url: Url, secret: &str) -> Result<(), RequestError> {
        self.caller.set_webhook(url).secret_token(secret).allowed_updates(WANTED).await.map(drop)
    }

    /// Lets updates wait until they are asked for.
    pub(super) async fn delete_webhook(&self) -> Result<(), RequestError> {
        self.caller.delete_webhook().await.map(drop)
    }
}

/// What to do about an error.
pub(super) fn trouble(error: &RequestError) -> Trouble {
    match error {
        RequestError::RetryAfter(seconds) => Trouble::Wait(seconds.duration()),
        RequestError::Network(_) | RequestError::Io(_) | RequestError::InvalidJson { .. } => Trouble::Again,
        RequestError::MigrateToChatId(_) => Trouble::Gone,
        RequestError::Api(error) => match error {
            ApiError::MessageNotModified => Trouble::Same,
            ApiError::MessageToEditNotFound | ApiError::MessageIdInvalid | ApiError::MessageCantBeEdited => {
                Trouble::Missing
            }
            ApiError::CantParseEntities(_) => Trouble::Markup,
            // The words of a fault of the server or of what stands before it; everything else is about the call.
            ApiError::Unknown(said) if !said.starts_with("Bad Request") && !said.starts_with("Forbidden") => {
                Trouble::Again
            }
            // What can be refused has many names, and more with every version of the Bot API.
            _ => Trouble::Gone,
        },
    }
}

async fn wait(trouble: Trouble, backoff: &mut Backoff, error: &RequestError) {
    let wait = match trouble {
        Trouble::Wait(wait) => wait,
        _ => backoff.failed(),
    };
    tracing::warn!(%error, ?wait, "a call of the Bot API failed and is made again");
    sleep(wait).await;
}

fn told<T>(outcome: Result<T, RequestError>, what: &'static str) {
    if let Err(error) = outcome {
        tracing::debug!(%error, "{what}");
    }
}

/// Previews of the cited page would be longer than the answer.
pub(super) fn no_preview() -> LinkPreviewOptions {
    LinkPreviewOptions {
        is_disabled: true,
        url: None,
        prefer_small_media: false,
        prefer_large_media: false,
        show_above_text: false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn faults_of_the_server_are_tried_again_and_refusals_are_not() {
        let unknown = |said: &str| trouble(&RequestError::Api(ApiError::Unknown(said.to_owned())));
        assert_eq!(unknown("Bad Gateway"), Trouble::Again);
        assert_eq!(unknown("Internal Server Error"), Trouble::Again);
        assert_eq!(unknown("Bad Request: something new"), Trouble::Gone);
        assert_eq!(trouble(&RequestError::Api(ApiError::BotBlocked)), Trouble::Gone);
        assert_eq!(trouble(&RequestError::Api(ApiError::MessageNotModified)), Trouble::Same);
    }
}
