//! Ending and starting again: answers under way are finished, nothing is lost, nothing is said twice.

use std::time::{Duration, Instant};

use libtest_mimic::Trial;
use tests::{BotApi, Fault};

use super::{ask, next, program, somebody};
use crate::trial;

const QUESTION: &str = "how much is a passport for travel abroad";

pub(crate) fn trials() -> Vec<Trial> {
    vec![
        trial("telegram::an_end_waits_for_the_answers_under_way", ended),
        trial("telegram::what_was_cut_off_is_answered_after_the_start", cut_off),
        trial("telegram::an_update_that_comes_again_is_not_answered_again", again),
        trial("telegram::a_stop_ends_what_waits", stopped),
    ]
}

fn ended() {
    let api = BotApi::start();
    let program = program(&api);
    let server = program.serve();
    let person = somebody("en");
    ask(&api, person, "/help");
    api.fail("sendMessage", Fault::Slow(Duration::from_secs(2)));
    api.write(person, QUESTION);
    api.wait("the answer is being sent", |api| (api.calls("sendMessage").len() == 2).then_some(()));
    let asked = Instant::now();
    assert_eq!(server.terminate(), Some(0));
    assert!(asked.elapsed() >= Duration::from_millis(1_000), "it did not wait");
    assert_eq!(api.messages(person.id).len(), 2);
    // What is written meanwhile is answered by the next start, and what was answered is not again.
    api.write(person, "/til");
    let _server = program.serve();
    let languages = next(&api, person.id, 2);
    assert_eq!(languages.buttons.len(), 4);
    ask(&api, person, "/help");
    assert_eq!(api.messages(person.id).len(), 4);
}

fn cut_off() {
    let api = BotApi::start();
    let program = program(&api);
    let server = program.serve();
    let people: Vec<_> = (0..3).map(|_| somebody("en")).collect();
    ask(&api, people[0], "/help");
    for _ in &people {
        api.fail("sendMessage", Fault::SlowCut(Duration::from_secs(30)));
    }
    for person in &people {
        api.write(*person, QUESTION);
    }
    api.wait("three answers are being sent", |api| (api.calls("sendMessage").len() == 4).then_some(()));
    // As a power cut would.
    server.kill();
    let _server = program.serve();
    for (index, person) in people.iter().enumerate() {
        let answer = next(&api, person.id, usize::from(index == 0));
        assert!(answer.text.contains("Source: "), "{}", answer.text);
        assert_eq!(ask(&api, *person, "/til").buttons.len(), 4);
        assert_eq!(api.messages(person.id).len(), 2 + usize::from(index == 0));
    }
    assert_eq!(api.wait("all is acknowledged", |api| (api.waiting() == 0).then_some(0)), 0);
}

fn again() {
    let api = BotApi::start();
    let program = program(&api);
    let server = program.serve();
    let person = somebody("en");
    ask(&api, person, "/help");
    // The call that would acknowledge is cut each time, so Telegram brings the update again.
    for _ in 0..2 {
        api.fail("getUpdates", Fault::Cut);
    }
    api.write(person, QUESTION);
    next(&api, person.id, 1);
    server.kill();
    let _server = program.serve();
    ask(&api, person, "/til");
    api.wait("all is acknowledged", |api| (api.waiting() == 0).then_some(()));
    assert_eq!(api.messages(person.id).len(), 3);
}

fn stopped() {
    let api = BotApi::start();
    let _server = program(&api).serve();
    let person = somebody("en");
    ask(&api, person, "/help");
    api.fail("sendMessage", Fault::SlowCut(Duration::from_secs(8)));
    api.write_all([(person, QUESTION), (person, QUESTION), (person, QUESTION)]);
    api.wait("an answer is being sent", |api| (api.calls("sendMessage").len() == 2).then_some(()));
    assert!(ask(&api, person, "/stop").text.contains("Stopped"));
    // The next one is answered, and nothing of what was stopped.
    assert!(ask(&api, person, "how much is an apostille").text.contains("Source: "));
    let said: Vec<_> = api.messages(person.id).iter().map(|message| message.text.clone()).collect();
    assert_eq!(said.len(), 3, "{said:?}");
}
