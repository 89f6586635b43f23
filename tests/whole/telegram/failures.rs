//! What fails around the bot: limits of Telegram, its server, the line, another poller. Nothing is lost, nothing doubled.

use std::{
    sync::atomic::{AtomicBool, Ordering},
    thread,
    time::{Duration, Instant},
};

use libtest_mimic::Trial;
use serde_json::json;
use tests::{BotApi, Fault, post};

use super::{ask, data, next, program, somebody};
use crate::trial;

/// Seconds that Telegram asks to wait.
const WAIT: u64 = 5;

pub(crate) fn trials() -> Vec<Trial> {
    vec![
        trial("telegram::what_telegram_asks_to_wait_is_waited", retry_after),
        trial("telegram::faults_of_the_server_and_cut_lines_lose_and_double_nothing", faults),
        trial("telegram::a_second_poller_is_made_way_for_and_outlived", conflict),
        trial("telegram::a_lost_network_is_waited_for_longer_each_time", network),
        trial("telegram::a_refused_message_is_no_end", refused),
    ]
}

fn retry_after() {
    let api = BotApi::start();
    let _server = program(&api).serve();
    let person = somebody("en");
    ask(&api, person, "/help");
    for method in ["sendMessage", "editMessageText"] {
        let before = api.calls(method).len();
        api.fail(method, Fault::RetryAfter(WAIT));
        if method == "sendMessage" {
            let answer = ask(&api, person, "how much is a passport for travel abroad");
            assert!(answer.text.contains("Source: "));
            // The sign of typing is shown until there is something to read, each time for five seconds.
            let typed = api.calls("sendChatAction");
            let typed = typed.iter().filter(|call| call.at < answer.at && call.parameters["action"] == "typing");
            assert!(typed.count() >= 2);
        } else {
            let languages = ask(&api, person, "/til");
            api.press(person, person.id, languages.id, &data(&languages, "Русский"));
            api.wait("the edit after all", |api| {
                api.messages(person.id).into_iter().find(|message| message.edits == 1)
            });
        }
        let calls = api.calls(method);
        let of_failed = calls[before..].iter().position(|call| !call.done).unwrap() + before;
        let waited = calls[of_failed + 1].at - calls[of_failed].at;
        assert!(waited >= Duration::from_secs(WAIT), "{method}: {waited:?}");
    }
    assert_eq!(api.messages(person.id).len(), 3);
}

fn faults() {
    let api = BotApi::start();
    let _server = program(&api).serve();
    let people: Vec<_> = (0..4).map(|_| somebody("en")).collect();
    ask(&api, people[0], "/help");
    let faults = [
        Fault::Status(500, "Internal Server Error"),
        Fault::BrokenProxy,
        Fault::Cut,
        Fault::Slow(Duration::from_secs(3)),
    ];
    for fault in faults {
        api.fail("sendMessage", fault);
    }
    api.fail("getUpdates", Fault::BrokenProxy);
    for person in &people {
        api.write(*person, "how much is a passport for travel abroad");
    }
    for (index, person) in people.iter().enumerate() {
        let answer = next(&api, person.id, usize::from(index == 0));
        assert!(answer.text.contains("Source: "), "{}", answer.text);
    }
    // One more, so that anything doubled would have come before it.
    for (index, person) in people.iter().enumerate() {
        assert!(ask(&api, *person, "/til").buttons.len() == 4);
        assert_eq!(api.messages(person.id).len(), 2 + usize::from(index == 0));
    }
}

fn conflict() {
    static OTHER: AtomicBool = AtomicBool::new(true);
    let api = BotApi::start();
    let _server = program(&api).serve();
    let person = somebody("en");
    ask(&api, person, "/help");
    let url = format!("{}/bot{}/getUpdates", api.url, BotApi::TOKEN);
    let other = thread::spawn(move || {
        while OTHER.load(Ordering::SeqCst) {
            // It acknowledges nothing, and takes the line from ours each time.
            let body = json!({ "timeout": 1, "offset": 1 }).to_string();
            let _ = post(&url, "application/json", "en", body.as_bytes());
        }
    });
    let before = api.calls("getUpdates").len();
    let ours = |api: &BotApi| {
        let calls = api.calls("getUpdates");
        let ours = calls[before..].iter().filter(|call| call.parameters["allowed_updates"].is_array());
        ours.map(|call| call.at).collect::<Vec<_>>()
    };
    // It is turned away, comes back after one second, two and four, and does not end.
    let calls = api.wait("four polls beside another poller", |api| Some(ours(api)).filter(|calls| calls.len() >= 4));
    let waits: Vec<Duration> = calls.windows(2).map(|pair| pair[1] - pair[0]).collect();
    assert!(waits[2] >= Duration::from_secs(4) && waits[2] > waits[0], "{waits:?}");
    OTHER.store(false, Ordering::SeqCst);
    other.join().unwrap();
    assert!(ask(&api, person, "how much is a passport for travel abroad").text.contains("Source: "));
}

fn network() {
    let api = BotApi::start();
    let _server = program(&api).serve();
    let person = somebody("en");
    ask(&api, person, "/help");
    let before = api.calls("getUpdates").len();
    api.set_away(true);
    let number = api.write(person, "how much is a passport for travel abroad");
    let failed = |api: &BotApi| {
        let calls = api.calls("getUpdates");
        calls[before..].iter().filter(|call| !call.done).map(|call| call.at).collect::<Vec<Instant>>()
    };
    let calls = api.wait("four failed polls", |api| Some(failed(api)).filter(|calls| calls.len() >= 4));
    let waits: Vec<u64> = calls.windows(2).map(|pair| (pair[1] - pair[0]).as_secs()).collect();
    assert!(waits[0] >= 1 && waits[1] >= 2 && waits[2] >= 4, "{waits:?}");
    api.set_away(false);
    let answer = next(&api, person.id, 1);
    assert!(answer.text.contains("Source: ") && number > 0);
    ask(&api, person, "/help");
    assert_eq!(api.messages(person.id).len(), 3);
}

fn refused() {
    let api = BotApi::start();
    let _server = program(&api).serve();
    let (blocked, other) = (somebody("en"), somebody("en"));
    ask(&api, other, "/help");
    api.fail("sendMessage", Fault::Status(403, "Forbidden: bot was blocked by the user"));
    api.write(blocked, "how much is a passport for travel abroad");
    api.wait("the refusal", |api| {
        api.calls("sendMessage").into_iter().find(|call| call.parameters["chat_id"] == blocked.id && !call.done)
    });
    // Markup that is not taken after all is sent without it.
    api.fail("sendMessage", Fault::Status(400, "Bad Request: can't parse entities: unsupported start tag"));
    let answer = ask(&api, other, "how much is a passport for travel abroad");
    assert!(answer.text.contains("Source: ") && !answer.text.contains('<'), "{}", answer.text);
    assert!(ask(&api, blocked, "/help").text.contains("/til"));
    assert_eq!(api.messages(blocked.id).len(), 1);
}
