//! The people who write to the bot.

use serde_json::{Value, json};

use super::BotApi;

/// A person.
#[derive(Clone, Copy, Debug)]
pub struct Person {
    /// Their number, which is also that of their chat with the bot.
    pub id: i64,
    /// The language of their Telegram.
    pub language: &'static str,
}

/// A chat of several.
#[derive(Clone, Copy, Debug)]
pub enum Chat {
    /// With the bot alone.
    Private,
    /// A group by its number.
    Group(i64),
}

impl Person {
    /// A person whose Telegram is in a language.
    #[must_use]
    pub const fn new(id: i64, language: &'static str) -> Self {
        Self { id, language }
    }

    fn json(self) -> Value {
        json!({ "id": self.id, "is_bot": false, "first_name": "Aziza", "last_name": "Karimova",
            "username": "aziza", "language_code": self.language })
    }
}

impl BotApi {
    /// A person writes to the bot; the number of the message.
    pub fn write(&self, person: Person, text: &str) -> i64 {
        self.send(person, Chat::Private, &json!({ "text": text }))
    }

    /// A person writes many messages at once; none of them is seen before all are written.
    pub fn write_all<'t>(&self, texts: impl IntoIterator<Item = (Person, &'t str)>) {
        let updates: Vec<_> = texts
            .into_iter()
            .map(|(person, text)| ("message", message(person, Chat::Private, &json!({ "text": text }))))
            .collect();
        self.push(updates);
    }

    /// A person sends something to a chat: the fields of a message beside those that all have. The number of the message.
    pub fn send(&self, person: Person, chat: Chat, content: &Value) -> i64 {
        self.push([("message", message(person, chat, content))])
    }

    /// A person changes what they wrote.
    pub fn edit(&self, person: Person, chat: Chat, number: i64, text: &str) {
        let content = json!({ "text": text, "message_id": number, "edit_date": 1_795_000_001 });
        self.push([("edited_message", message(person, chat, &content))]);
    }

    /// A person presses a button of a message of the bot.
    ///
    /// # Panics
    /// When the message is not there.
    pub fn press(&self, person: Person, chat: i64, number: i64, data: &str) {
        let found = self.messages(chat).into_iter().find(|message| message.id == number);
        let found = found.expect("the message stands in the chat");
        let mut under = super::methods::message_json(chat, &found);
        under["reply_markup"] = found.keyboard;
        let query = json!({ "id": format!("press-{number}-{}", data.len()), "from": person.json(), "message": under,
            "chat_instance": "1", "data": data });
        self.push([("callback_query", query)]);
    }

    /// A person asks inline.
    pub fn ask_inline(&self, person: Person, query: &str) {
        let query = json!({ "id": "inline-1", "from": person.json(), "query": query, "offset": "",
            "chat_type": "sender" });
        self.push([("inline_query", query)]);
    }

    /// An update as Telegram would bring it to a webhook; it is not there to be asked for.
    #[must_use]
    pub fn brought(&self, person: Person, text: &str) -> Value {
        let mut state = self.state();
        state.last_update += 1;
        state.last_message += 1;
        let mut message = message(person, Chat::Private, &json!({ "text": text }));
        message["message_id"] = state.last_message.into();
        json!({ "update_id": state.last_update, "message": message })
    }

    fn push(&self, contents: impl IntoIterator<Item = (&'static str, Value)>) -> i64 {
        let mut state = self.state();
        let mut number = 0;
        for (kind, mut content) in contents {
            state.last_update += 1;
            let id = state.last_update;
            if kind == "message" {
                state.last_message += 1;
                number = state.last_message;
                content["message_id"] = number.into();
            }
            let mut update = json!({ "update_id": id });
            update[kind] = content;
            state.updates.push_back((id, update));
        }
        drop(state);
        self.shared.changed.notify_all();
        number
    }
}

fn message(person: Person, chat: Chat, content: &Value) -> Value {
    let chat = match chat {
        Chat::Private => json!({ "id": person.id, "type": "private", "first_name": "Aziza" }),
        Chat::Group(id) => json!({ "id": id, "type": "supergroup", "title": "Mahalla" }),
    };
    let mut message = json!({ "date": 1_795_000_000, "chat": chat, "from": person.json() });
    for (key, value) in content.as_object().into_iter().flatten() {
        message[key] = value.clone();
    }
    message
}
