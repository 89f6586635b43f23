//! How much at once: of one person, to one chat, to all.

use std::{
    collections::BTreeMap,
    time::{Duration, Instant},
};

use libtest_mimic::Trial;
use tests::BotApi;

use super::{ask, program, somebody};
use crate::trial;

/// Between the times of two calls, as they are seen here, may lie this much less than between their sending.
const BLUR: Duration = Duration::from_millis(150);

pub(crate) fn trials() -> Vec<Trial> {
    vec![
        trial("telegram::a_burst_is_answered_one_by_one_and_ten_at_most", burst),
        trial("telegram::messages_keep_to_the_limits_of_telegram", limits),
    ]
}

fn burst() {
    let api = BotApi::start();
    let _server = program(&api).serve();
    let person = somebody("ru");
    let other = somebody("ru");
    ask(&api, other, "/help");
    let facets = ["сколько стоит загранпаспорт", "срок загранпаспорта", "документы для загранпаспорта"];
    let questions: Vec<String> = (0..13).map(|index| format!("{} {}", facets[index % 3], "?".repeat(index))).collect();
    api.write_all(questions.iter().map(|question| (person, question.as_str())));
    let messages =
        api.wait("ten answers and a word", |api| Some(api.messages(person.id)).filter(|messages| messages.len() == 11));
    let told: Vec<_> = messages.iter().filter(|message| message.text.contains("Вопросов слишком много")).collect();
    assert_eq!(told.len(), 1, "told once");
    let answers: Vec<_> = messages.iter().filter(|message| message.text.contains("Источник: ")).collect();
    assert_eq!(answers.len(), 10);
    // In their order: fee, time, documents, and again.
    for (index, answer) in answers.iter().enumerate() {
        let label = ["Стоимость", "Срок", "Нужные документы"][index % 3];
        let second = answer.text.split("\n\n").nth(1).unwrap();
        assert!(second.starts_with(label), "{index}: {second}");
    }
    // The next one is taken again.
    assert!(ask(&api, person, "сколько стоит загранпаспорт").text.contains("Источник: "));
}

fn limits() {
    const PEOPLE: usize = 70;
    let api = BotApi::start();
    let _server = program(&api).serve();
    let first = somebody("en");
    ask(&api, first, "/help");
    let people: Vec<_> = (0..PEOPLE).map(|_| somebody("en")).collect();
    // Two of each: the second may come a second after the first.
    let question = "how much is a passport for travel abroad";
    api.write_all(people.iter().chain(&people).map(|person| (*person, question)));
    api.wait("two answers to everybody", |api| {
        people.iter().all(|person| api.messages(person.id).len() == 2).then_some(())
    });
    let mut by_chat: BTreeMap<i64, Vec<Instant>> = BTreeMap::new();
    let mut all = Vec::new();
    for call in api.calls("sendMessage") {
        by_chat.entry(call.parameters["chat_id"].as_i64().unwrap()).or_default().push(call.at);
        all.push(call.at);
    }
    for times in by_chat.values().filter(|times| times.len() == 2) {
        assert!(times[1] - times[0] + BLUR >= Duration::from_secs(1), "{:?}", times[1] - times[0]);
    }
    all.sort_unstable();
    for start in &all {
        let second = all.iter().filter(|at| **at >= *start && **at < *start + Duration::from_secs(1) - BLUR).count();
        assert!(second <= 30, "{second} messages in a second");
    }
}
