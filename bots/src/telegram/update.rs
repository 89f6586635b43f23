//! What an update asks for, with nothing in it that handling does not need: no name, no file, no place on the map.

use assistant::guard::mask;
use knowledge_base::Locale;
use serde::{Deserialize, Serialize};
use teloxide::types::{
    CallbackQuery, InlineKeyboardMarkup, InlineQuery, Message, MessageKind, Update, UpdateKind, User,
};

use super::buttons::{Button, Buttons};

/// Who the bot is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Me {
    /// Its number.
    pub(super) id: u64,
    /// Its name, without `@`.
    pub(super) name: String,
}

/// An update as the bot takes it.
#[derive(Debug)]
pub(super) enum Heard {
    /// Nothing for the bot.
    Nothing,
    /// An inline question, which is answered at once or never.
    Inline(InlineQuery),
    /// Something to be handled.
    Work(Work),
}

/// Something to be handled, as it waits in the database.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Work {
    /// The chat.
    pub(super) chat: i64,
    /// Who wrote or pressed.
    pub(super) person: i64,
    /// Whether it is a chat of several.
    pub(super) group: bool,
    /// The message that was written, or under which a button was pressed.
    pub(super) message: i32,
    /// The tag of the language of the person's Telegram, when it is one of ours.
    pub(super) hint: Option<String>,
    /// What it is.
    pub(super) what: What,
}

/// What it is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) enum What {
    /// A question, masked.
    Question(String),
    /// A question that was changed, masked.
    Edited(String),
    /// A command with what stands after it, masked.
    Command(String, String),
    /// Anything but text.
    NoText,
    /// A button, with the tag of its language, and the buttons around it.
    Pressed {
        /// The press, to be answered.
        query: String,
        /// The button; `None` for an old one.
        button: Option<(String, Button)>,
        /// All buttons of the message.
        keyboard: Option<InlineKeyboardMarkup>,
    },
}

impl Work {
    /// Whether it waits for what its person asked before.
    pub(super) fn is_queued(&self) -> bool {
        match &self.what {
            What::Question(_) | What::Edited(_) => true,
            // To stop, nobody waits.
            What::Command(name, _) => name != "stop",
            What::NoText => false,
            What::Pressed { button, .. } => {
                // What is deleted must not come after it.
                matches!(button, Some((_, Button::Choice(_) | Button::Opening(_) | Button::Delete)))
            }
        }
    }

    /// The language of the person's Telegram.
    pub(super) fn hint(&self) -> Option<Locale> {
        self.hint.as_deref().and_then(Locale::from_tag)
    }
}

/// Reads an update.
pub(super) fn heard(update: Update, me: &Me, buttons: &Buttons) -> Heard {
    let work = match update.kind {
        UpdateKind::Message(message) => of_message(&message, me, false),
        UpdateKind::EditedMessage(message) => of_message(&message, me, true),
        UpdateKind::CallbackQuery(query) => of_press(query, buttons),
        UpdateKind::InlineQuery(query) => return Heard::Inline(query),
        UpdateKind::Error(_) => {
            tracing::warn!(update = update.id.0, "an update cannot be read and is passed over");
            None
        }
        // The bot asks for no other kinds.
        _ => None,
    };
    work.map_or(Heard::Nothing, Heard::Work)
}

fn of_message(message: &Message, me: &Me, edited: bool) -> Option<Work> {
    // An administrator who stays unnamed writes as a bot of Telegram's, for the group.
    let from = message.from.as_ref().filter(|from| !from.is_bot || message.sender_chat.is_some())?;
    // A card that was chosen inline is our own text.
    let is_ours = message.via_bot.as_ref().is_some_and(|bot| bot.id.0 == me.id);
    if message.chat.is_channel() || is_ours {
        return None;
    }
    let group = !message.chat.is_private();
    let work = |what| Work {
        chat: message.chat.id.0,
        person: number(from),
        group,
        message: message.id.0,
        hint: hint(from),
        what,
    };
    let Some(text) = message.text().or_else(|| message.caption()).map(str::trim).filter(|text| !text.is_empty()) else {
        return (!group && !edited && is_sent(message)).then(|| work(What::NoText));
    };
    if let Some((name, rest)) = command(text, me, group)? {
        // A command that is changed is not given again.
        return (!edited).then(|| work(What::Command(name, mask(&rest))));
    }
    let text = if group { addressed(text, message, me)? } else { text.to_owned() };
    if text.is_empty() {
        return (!edited).then(|| work(What::Command("help".to_owned(), String::new())));
    }
    let text = mask(&text);
    Some(work(if edited { What::Edited(text) } else { What::Question(text) }))
}

fn of_press(query: CallbackQuery, buttons: &Buttons) -> Option<Work> {
    let message = query.message.as_ref()?;
    let chat = message.chat().id.0;
    let button = query.data.as_deref().and_then(|data| buttons.read(chat, data));
    let keyboard = message.regular_message().and_then(|message| message.reply_markup().cloned());
    Some(Work {
        chat,
        person: number(&query.from),
        group: !message.chat().is_private(),
        message: message.id().0,
        hint: hint(&query.from),
        what: What::Pressed {
            query: query.id.0,
            button: button.map(|(locale, button)| (locale.tag().to_owned(), button)),
            keyboard,
        },
    })
}

/// The command that a text is, if it is one; `None` when it is meant for another bot.
#[allow(clippy::option_option, reason = "no command and a command for somebody else are two things")]
fn command(text: &str, me: &Me, group: bool) -> Option<Option<(String, String)>> {
    let Some(after) = text.strip_prefix('/') else { return Some(None) };
    let (word, rest) = after.split_once(char::is_whitespace).unwrap_or((after, ""));
    let (name, whose) = word.split_once('@').map_or((word, None), |(name, whose)| (name, Some(whose)));
    if name.is_empty() || !name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_') {
        return Some(None);
    }
    let ours = match whose {
        Some(whose) => whose.eq_ignore_ascii_case(&me.name),
        // In a group several bots may hear it.
        None => !group,
    };
    ours.then(|| Some((name.to_ascii_lowercase(), rest.trim().to_owned())))
}

/// What is said to the bot in a group: by its name, or in reply to it.
fn addressed(text: &str, message: &Message, me: &Me) -> Option<String> {
    let replied = message.reply_to_message().and_then(|earlier| earlier.from.as_ref());
    let to_us = replied.is_some_and(|from| from.id.0 == me.id);
    let mut named = false;
    let others = text.split_whitespace().filter(|word| {
        let name = word.strip_prefix('@').map(|name| name.trim_end_matches([',', ':', '.', '!', '?']));
        let ours = name.is_some_and(|name| name.eq_ignore_ascii_case(&me.name));
        named |= ours;
        !ours
    });
    let others = others.collect::<Vec<_>>().join(" ");
    if named {
        return Some(others);
    }
    to_us.then(|| text.to_owned())
}

/// Whether a message is something that was sent, and does not tell of what happened in the chat. What the library does not know
/// yet was sent, too.
fn is_sent(message: &Message) -> bool {
    matches!(message.kind, MessageKind::Common(_) | MessageKind::Empty {})
}

fn number(user: &User) -> i64 {
    i64::try_from(user.id.0).unwrap_or_default()
}

fn hint(user: &User) -> Option<String> {
    let locale = user.language_code.as_deref().and_then(Locale::from_tag)?;
    Some(locale.tag().to_owned())
}
