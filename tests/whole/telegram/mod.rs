//! The bot in Telegram against a real Bot API on loopback: every rule of it, with the program as people run it.

mod answers;
mod buttons;
mod chats;
mod failures;
mod limits;
mod load;
mod restarts;
mod webhook;

use std::sync::{
    LazyLock, Mutex,
    atomic::{AtomicI64, Ordering},
};

use libtest_mimic::Trial;
use tests::{BotApi, BotMessage, Person, Program, Server};

/// One Bot API and one program for all tests that change nothing in them.
static SHARED: LazyLock<(BotApi, Mutex<Option<Server>>)> = LazyLock::new(|| {
    let api = BotApi::start();
    let server = program(&api).serve();
    (api, Mutex::new(Some(server)))
});

pub(crate) fn trials() -> Vec<Trial> {
    [
        answers::trials(),
        buttons::trials(),
        chats::trials(),
        failures::trials(),
        limits::trials(),
        load::trials(),
        restarts::trials(),
        webhook::trials(),
    ]
    .into_iter()
    .flatten()
    .collect()
}

/// Ends what would outlive the tests.
pub(crate) fn end() {
    if let Some((_, server)) = LazyLock::get(&SHARED) {
        drop(server.lock().unwrap().take());
    }
}

/// The program with a bot at a Bot API.
fn program(api: &BotApi) -> Program {
    Program::new().with("TELEGRAM__TOKEN", BotApi::TOKEN).with("TELEGRAM__API_URL", api.url.as_str())
}

/// The shared Bot API, with the program behind it.
fn api() -> &'static BotApi {
    &SHARED.0
}

/// A person who has not written before.
fn somebody(language: &'static str) -> Person {
    static LAST: AtomicI64 = AtomicI64::new(1_000);
    Person::new(LAST.fetch_add(1, Ordering::SeqCst), language)
}

/// A person writes; the bot's next message to them, once it stands.
fn ask(api: &BotApi, person: Person, text: &str) -> BotMessage {
    let before = api.messages(person.id).len();
    api.write(person, text);
    next(api, person.id, before)
}

/// The message after the first so many in a chat, once it stands.
fn next(api: &BotApi, chat: i64, before: usize) -> BotMessage {
    api.wait(&format!("message {before} of the bot in {chat}"), |api| api.messages(chat).into_iter().nth(before))
}

/// What a button carries, by a part of what stands on it.
fn data(message: &BotMessage, label: &str) -> String {
    let found = message.buttons.iter().find(|(text, _)| text.contains(label));
    found.unwrap_or_else(|| panic!("no button `{label}` among {:?}", message.buttons)).1.clone()
}
