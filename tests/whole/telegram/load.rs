//! Five hundred chats at once.

use std::time::{Duration, Instant};

use libtest_mimic::Trial;
use tests::{BotApi, Person};

use super::{ask, program, somebody};
use crate::trial;

/// Chats that ask at the same moment.
const CHATS: usize = 500;
/// A card has to be there so soon for 95 of 100, where the Bot API takes as much as we give.
const CARD: Duration = Duration::from_secs(30);
/// Nobody asks the same as their neighbour.
const QUESTIONS: [&str; 8] = [
    "сколько стоит загранпаспорт",
    "how much is an apostille",
    "Pasport olish qancha turadi?",
    "какие документы нужны для загранпаспорта",
    "Хорижга чиқиш паспорти қанча туради?",
    "how long does a passport for travel abroad take",
    "срок загранпаспорта",
    "apostil qancha turadi",
];

pub(crate) fn trials() -> Vec<Trial> {
    vec![trial("telegram::load_of_five_hundred_chats_at_once", load)]
}

fn load() {
    // A server of one's own takes more than Telegram; at Telegram's 30 a second the limit is measured and not the program.
    for per_second in ["1000", "30"] {
        let api = BotApi::start();
        let _server = program(&api).with("TELEGRAM__MESSAGES_PER_SECOND", per_second).serve();
        ask(&api, somebody("ru"), "/help");
        let people: Vec<Person> = (0..CHATS).map(|_| somebody("ru")).collect();
        let asked = Instant::now();
        api.write_all(people.iter().zip(QUESTIONS.iter().cycle()).map(|(person, question)| (*person, *question)));
        api.wait("an answer to everybody", |api| {
            people.iter().all(|person| !api.messages(person.id).is_empty()).then_some(())
        });
        let whole = asked.elapsed();
        // One more of each kind: whatever was doubled would have come before it.
        ask(&api, people[0], "/help");
        let mut until_card = Vec::new();
        for person in &people[1..] {
            let messages = api.messages(person.id);
            assert_eq!(messages.len(), 1, "doubled: {messages:?}");
            until_card.push(messages[0].at - asked);
        }
        until_card.sort_unstable();
        let at = |share: usize| until_card[until_card.len() * share / 100].as_secs_f64();
        println!(
            "{CHATS} chats at once, {per_second} messages a second allowed: {:.1} answers a second, until the card \
             p50 {:.2} s, p95 {:.2} s, last {:.2} s; lost 0, doubled 0",
            CHATS as f64 / whole.as_secs_f64(),
            at(50),
            at(95),
            whole.as_secs_f64(),
        );
        assert!(until_card[until_card.len() * 95 / 100] < CARD);
    }
}
