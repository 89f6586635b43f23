//! Answers: card, prose, source, pieces, languages, follow-ups.

use std::fs;

use libtest_mimic::Trial;
use serde_json::json;
use tests::{BotApi, Chat, copy_records};

use super::{api, ask, data, next, program, somebody};
use crate::trial;

/// Characters of a message at most.
const LONGEST: usize = 4_096;

pub(crate) fn trials() -> Vec<Trial> {
    vec![
        trial("telegram::a_question_is_answered_with_card_prose_and_source", answered),
        trial("telegram::the_language_of_a_question_wins_and_a_choice_holds_for_the_rest", languages),
        trial("telegram::one_conversation_goes_on_until_a_new_one_is_begun", conversation),
        trial("telegram::a_long_answer_is_cut_on_paragraphs", long),
        trial("telegram::an_edited_question_is_answered_again_in_place", edited),
        trial("telegram::what_is_no_text_gets_a_kind_line", no_text),
        trial("telegram::a_question_back_has_its_choices_on_buttons", choices),
    ]
}

fn answered() {
    let (api, person) = (api(), somebody("ru"));
    let message = ask(api, person, "сколько стоит <загранпаспорт> & когда?");
    assert!(message.html.starts_with("<b>Оформление биометрического загранпаспорта</b>"), "{}", message.html);
    assert!(message.text.contains("сум") && message.text.contains("Источник: "), "{}", message.text);
    assert!(message.html.contains("<a href=\"https://"), "{}", message.html);
    let sent = api.calls("sendMessage").into_iter().find(|call| call.parameters["chat_id"] == person.id).unwrap();
    assert_eq!(sent.parameters["link_preview_options"]["is_disabled"], true);
    // The card and its sentences were there together, so one message holds them.
    assert_eq!((api.messages(person.id).len(), message.edits), (1, 0));
}

fn languages() {
    let (api, person) = (api(), somebody("en"));
    let first = ask(api, person, "/start");
    assert!(first.text.starts_with("Hello!"), "{}", first.text);
    let labels: Vec<&str> = first.buttons.iter().map(|(label, _)| label.as_str()).collect();
    assert_eq!(labels, ["Oʻzbekcha", "Ўзбекча", "Русский", "English", "Go on without choosing"]);
    api.press(person, person.id, first.id, &data(&first, "Ўзбекча"));
    let welcome = api.wait("the welcome in the chosen language", |api| {
        api.messages(person.id).into_iter().find(|message| message.edits == 1)
    });
    assert!(welcome.text.contains("Қайси давлат хизмати керак?"), "{}", welcome.text);
    assert!(welcome.buttons.iter().any(|(label, _)| label.contains("Загран паспорт")), "{:?}", welcome.buttons);
    // Its own language is told by no word of it, so the choice counts.
    let unsure = ask(api, person, "1148?");
    assert!(unsure.text.chars().any(|c| "қўғҳ".contains(c)), "{}", unsure.text);
    let english = ask(api, person, "how much is a passport for travel abroad");
    assert!(english.text.contains("Source: "), "{}", english.text);
    // The choice is remembered.
    let again = ask(api, person, "/start");
    assert!(again.text.contains("Қайси давлат хизмати керак?"), "{}", again.text);
    api.press(person, person.id, again.id, &data(&again, "Загран паспорт"));
    let opened = next(api, person.id, 4);
    assert!(opened.text.contains("Манба: "), "{}", opened.text);
    // Whoever does not want to choose goes on.
    let other = somebody("ru");
    let first = ask(api, other, "/start");
    api.press(other, other.id, first.id, &data(&first, "Продолжить"));
    api.wait("the welcome without a choice", |api| {
        api.messages(other.id).into_iter().find(|message| message.text.contains("Какая государственная услуга"))
    });
    let chosen = ask(api, other, "/til");
    assert_eq!(chosen.buttons.len(), 4);
}

fn conversation() {
    let (api, person) = (api(), somebody("ru"));
    let first = ask(api, person, "сколько стоит загранпаспорт");
    let title = first.text.lines().next().unwrap().to_owned();
    let second = ask(api, person, "а срок?");
    assert!(second.text.starts_with(&title) && second.text.contains("10 рабочих дней"), "{}", second.text);
    let anew = ask(api, person, "/yangi");
    assert!(anew.text.contains("новый разговор"), "{}", anew.text);
    let third = ask(api, person, "а срок?");
    assert!(!third.text.contains(&title), "{}", third.text);
}

fn long() {
    let api = BotApi::start();
    let program = program(&api);
    let records = program.folder().join("records");
    copy_records(&records);
    let file = records.join("identity/foreign-passport.yaml");
    let text = fs::read_to_string(&file).unwrap();
    let more: String = (1..=60)
        .map(|number| {
            let words = "a paper that a person brings along, with a stamp on it, in one copy";
            format!("  - uz: {number}-hujjat, {words}\n    ru: документ {number}, {words}\n    en: paper {number}, {words}\n")
        })
        .collect();
    fs::write(&file, text.replacen("documents:\n", &format!("documents:\n{more}"), 1)).unwrap();
    let program = program.with("RECORDS", records.display().to_string());
    let _server = program.serve();
    let person = somebody("en");
    api.write(person, "which documents are needed for a passport for travel abroad");
    let last = |api: &BotApi| api.messages(person.id).into_iter().find(|message| !message.buttons.is_empty());
    api.wait("the last piece", last);
    let pieces = api.messages(person.id);
    assert!(pieces.len() > 1, "{}", pieces.len());
    for piece in &pieces {
        assert!(piece.html.encode_utf16().count() <= LONGEST);
        assert!(!piece.text.starts_with(['\n', ' ']), "{}", piece.text);
    }
    let whole: String = pieces.iter().map(|piece| format!("{}\n", piece.text)).collect();
    let found = (1..=60).filter(|number| whole.matches(&format!("• paper {number},")).count() == 1).count();
    assert_eq!(found, 60, "{whole}");
    // The buttons stand under the last piece alone.
    assert!(pieces[..pieces.len() - 1].iter().all(|piece| piece.buttons.is_empty()));
}

fn edited() {
    let (api, person) = (api(), somebody("ru"));
    let number = api.write(person, "сколько стоит загранпаспорт");
    let first = next(api, person.id, 0);
    api.edit(person, Chat::Private, number, "сколько стоит апостиль");
    let changed =
        api.wait("the answer in place", |api| api.messages(person.id).into_iter().find(|message| message.edits > 0));
    assert_eq!(changed.id, first.id);
    assert!(changed.text.to_lowercase().contains("апостил"), "{}", changed.text);
    assert_eq!(api.messages(person.id).len(), 1);
    // What was never answered is not answered for being changed.
    api.edit(person, Chat::Private, number + 1_000_000, "сколько стоит загранпаспорт");
    ask(api, person, "/help");
    assert_eq!(api.messages(person.id).len(), 2);
}

fn no_text() {
    let (api, person) = (api(), somebody("en"));
    let file = json!({ "file_id": "f", "file_unique_id": "u", "file_size": 10 });
    let with = |more: serde_json::Value| {
        let mut all = file.clone();
        for (key, value) in more.as_object().unwrap() {
            all[key] = value.clone();
        }
        all
    };
    let sent = [
        json!({ "voice": with(json!({ "duration": 3 })) }),
        json!({ "photo": [with(json!({ "width": 10, "height": 10 }))] }),
        json!({ "document": with(json!({})) }),
        json!({ "sticker": with(json!({ "type": "regular", "width": 10, "height": 10, "is_animated": false,
            "is_video": false })) }),
        json!({ "location": { "latitude": 41.3, "longitude": 69.2 } }),
        json!({ "contact": { "phone_number": "+998901234567", "first_name": "A" } }),
    ];
    for (index, content) in sent.iter().enumerate() {
        api.send(person, Chat::Private, content);
        let said = next(api, person.id, index);
        assert!(said.text.contains("I understand text alone") && said.buttons.is_empty(), "{content}: {}", said.text);
    }
    // Words beside a picture are words.
    api.send(
        person,
        Chat::Private,
        &json!({ "caption": "how much is a passport for travel abroad",
        "photo": [with(json!({ "width": 10, "height": 10 }))] }),
    );
    assert!(next(api, person.id, sent.len()).text.contains("Source: "));
}

fn choices() {
    let (api, person) = (api(), somebody("ru"));
    let asked = ask(api, person, "паспорт");
    let choices: Vec<_> = asked.buttons.iter().filter(|(_, data)| data.starts_with("1c")).cloned().collect();
    assert!((2..=4).contains(&choices.len()), "{} {:?}", asked.text, asked.buttons);
    let (label, chosen) = &choices[1];
    api.press(person, person.id, asked.id, chosen);
    let answer = next(api, person.id, 1);
    assert!(answer.text.starts_with(label.trim_end_matches('…')), "{label}: {}", answer.text);
    // A situation of life is answered with its services in order, each on a button.
    let situation = ask(api, person, "у нас родилась двойня! голова кругом, с чего начинать по документам и пособиям");
    assert!(situation.text.contains("1. ") && situation.text.contains("2. "), "{}", situation.text);
    assert!(situation.buttons.iter().filter(|(_, data)| data.starts_with("1c")).count() >= 2);
}
