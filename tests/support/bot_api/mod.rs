//! The Bot API of Telegram on loopback: people who write and press, and the calls of a bot, checked as Telegram checks them.
//!
//! It speaks the shapes of Bot API 9: long polling with acknowledgement by offset, messages with HTML, buttons of 64 bytes, edits,
//! webhooks, and every way in which a call can fail.

mod door;
mod markup;
mod methods;
mod people;

use std::{
    collections::{BTreeMap, VecDeque},
    net::TcpListener,
    sync::{Arc, Condvar, Mutex, MutexGuard},
    thread,
    time::{Duration, Instant},
};

use serde_json::Value;

pub use people::{Chat, Person};

/// The longest that a test waits for something.
const LONGEST: Duration = Duration::from_secs(60);

/// A Bot API. It serves until the process ends.
#[derive(Clone)]
pub struct BotApi {
    /// Its address.
    pub url: String,
    shared: Arc<Shared>,
}

struct Shared {
    state: Mutex<State>,
    changed: Condvar,
}

/// A call of the bot.
#[derive(Clone, Debug)]
pub struct Call {
    /// The method.
    pub method: String,
    /// What was sent with it.
    pub parameters: Value,
    /// When it came.
    pub at: Instant,
    /// Whether it was done; not, when it was made to fail.
    pub done: bool,
}

/// A message in a chat.
#[derive(Clone, Debug)]
pub struct Message {
    /// Its number in the chat.
    pub id: i64,
    /// What people see, without markup.
    pub text: String,
    /// What was sent.
    pub html: String,
    /// The buttons: what stands on them, and what they carry (data or an address).
    pub buttons: Vec<(String, String)>,
    /// The buttons as they were sent.
    pub keyboard: Value,
    /// The message that it replies to.
    pub reply_to: Option<i64>,
    /// How often it was edited.
    pub edits: usize,
    /// When it was sent.
    pub at: Instant,
}

/// How a call is made to fail.
#[derive(Clone, Debug)]
pub enum Fault {
    /// 429: wait so many seconds.
    RetryAfter(u64),
    /// A status with a description.
    Status(u16, &'static str),
    /// The page of a broken proxy.
    BrokenProxy,
    /// The line is cut before anything is done.
    Cut,
    /// It is done, but only after so long.
    Slow(Duration),
    /// The line is held for so long, and cut with nothing done.
    SlowCut(Duration),
}

#[derive(Default)]
struct State {
    updates: VecDeque<(i64, Value)>,
    last_update: i64,
    last_message: i64,
    calls: Vec<Call>,
    chats: BTreeMap<i64, Vec<Message>>,
    faults: Vec<(String, Fault)>,
    /// While it is set, every call is cut.
    away: bool,
    /// The poller that may wait; an earlier one is told of a conflict.
    poller: u64,
    webhook: Option<(String, String)>,
}

impl Default for BotApi {
    fn default() -> Self {
        Self::start()
    }
}

impl BotApi {
    /// The token of its one bot.
    pub const TOKEN: &'static str = "4242424242:AAtesttesttesttesttesttesttesttest_";
    /// The number of its one bot.
    pub const BOT: i64 = 4_242_424_242;
    /// The name of its one bot.
    pub const NAME: &'static str = "yordamchi_sinov_bot";

    /// A Bot API on any free port.
    ///
    /// # Panics
    /// When no port of loopback is free.
    #[must_use]
    pub fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let shared = Arc::new(Shared { state: Mutex::default(), changed: Condvar::new() });
        let api = Self { url, shared };
        let serving = api.clone();
        thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let api = serving.clone();
                // A bot that goes away in the middle is what some tests are about.
                thread::spawn(move || drop(door::serve(&api, stream)));
            }
        });
        api
    }

    /// Waits until something holds, and gives it.
    ///
    /// # Panics
    /// When it does not hold in time; `what` says what was waited for.
    pub fn wait<T>(&self, what: &str, holds: impl Fn(&Self) -> Option<T>) -> T {
        let end = Instant::now() + LONGEST;
        loop {
            if let Some(found) = holds(self) {
                return found;
            }
            let state = self.state();
            let left = end.saturating_duration_since(Instant::now());
            if left.is_zero() {
                let calls: Vec<_> = state.calls.iter().rev().take(12).map(|call| call.method.clone()).collect();
                let last = state.chats.values().filter_map(|messages| messages.last()).max_by_key(|last| last.id);
                let last = last.map(|last| last.text.clone());
                // The other tests go on.
                drop(state);
                panic!("{what}: not in time; last calls, newest first: {calls:?}; last message: {last:?}");
            }
            // Looked at again at the next change, or soon, as some conditions are about time.
            let _ = self.shared.changed.wait_timeout(state, left.min(Duration::from_millis(200))).unwrap();
        }
    }

    /// The calls of a method so far.
    #[must_use]
    pub fn calls(&self, method: &str) -> Vec<Call> {
        self.state().calls.iter().filter(|call| call.method.eq_ignore_ascii_case(method)).cloned().collect()
    }

    /// All calls so far.
    #[must_use]
    pub fn all_calls(&self) -> Vec<Call> {
        self.state().calls.clone()
    }

    /// The messages of the bot that stand in a chat.
    #[must_use]
    pub fn messages(&self, chat: i64) -> Vec<Message> {
        self.state().chats.get(&chat).cloned().unwrap_or_default()
    }

    /// Makes the next call of a method fail; said again, the one after it as well.
    pub fn fail(&self, method: &str, fault: Fault) {
        self.state().faults.push((method.to_owned(), fault));
    }

    /// Takes the whole Bot API away, or brings it back.
    pub fn set_away(&self, away: bool) {
        self.state().away = away;
        self.shared.changed.notify_all();
    }

    /// Where updates are to be brought, and the secret to be shown.
    #[must_use]
    pub fn webhook(&self) -> Option<(String, String)> {
        self.state().webhook.clone()
    }

    /// The updates that are not acknowledged.
    #[must_use]
    pub fn waiting(&self) -> usize {
        self.state().updates.len()
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.shared.state.lock().unwrap()
    }
}
