//! Menus, deep links, groups, inline questions, commands.

use libtest_mimic::Trial;
use serde_json::json;
use tests::{BotApi, Chat, Program, get};

use super::{api, ask, next, somebody};
use crate::trial;

pub(crate) fn trials() -> Vec<Trial> {
    vec![
        trial("telegram::commands_stand_in_the_menu_of_every_language", menus),
        trial("telegram::a_link_opens_its_record", links),
        trial("telegram::in_a_group_it_answers_who_names_it_or_replies_to_it", groups),
        trial("telegram::inline_questions_bring_cards", inline),
        trial("telegram::help_stop_and_feedback_without_an_answer", commands),
        trial("telegram::without_a_token_there_is_no_bot", no_token),
    ]
}

fn menus() {
    ask(api(), somebody("ru"), "/help");
    let calls = api().calls("setMyCommands");
    let languages: Vec<_> = calls.iter().map(|call| call.parameters["language_code"].as_str()).collect();
    assert_eq!(languages, [None, Some("uz"), Some("ru"), Some("en")]);
    for call in &calls {
        let commands = call.parameters["commands"].as_array().unwrap();
        let names: Vec<_> = commands.iter().map(|command| command["command"].as_str().unwrap()).collect();
        assert_eq!(names, ["start", "help", "til", "yangi", "fikr", "maxfiylik", "stop"]);
        assert!(commands.iter().all(|command| command["description"].as_str().unwrap().chars().count() >= 3));
    }
    assert_ne!(calls[1].parameters["commands"], calls[2].parameters["commands"]);
}

fn links() {
    let (api, person) = (api(), somebody("en"));
    let opened = ask(api, person, "/start foreign-passport");
    assert!(opened.text.starts_with("Biometric passport for travel abroad"), "{}", opened.text);
    let followed = ask(api, person, "how long does it take?");
    assert!(followed.text.starts_with("Biometric passport for travel abroad"), "{}", followed.text);
    let unknown = ask(api, somebody("en"), "/start no-such-record");
    assert!(unknown.text.starts_with("Hello!"), "{}", unknown.text);
}

fn groups() {
    const GROUP: i64 = -1_001_234_567_890;
    let (api, person) = (api(), somebody("ru"));
    let question = "сколько стоит загранпаспорт";
    let say = |content: &serde_json::Value| api.send(person, Chat::Group(GROUP), content);
    // None of these is for the bot.
    say(&json!({ "text": question }));
    say(&json!({ "text": "@another_bot сколько стоит загранпаспорт" }));
    say(&json!({ "text": "/help" }));
    say(&json!({ "text": "/help@another_bot" }));
    say(&json!({ "location": { "latitude": 41.3, "longitude": 69.2 } }));
    say(&json!({ "new_chat_members": [{ "id": 5, "is_bot": false, "first_name": "B" }] }));
    say(&json!({ "text": format!("@{} {question}", BotApi::NAME), "via_bot": { "id": BotApi::BOT, "is_bot": true,
        "first_name": "Yordamchi", "username": BotApi::NAME } }));
    let named = say(&json!({ "text": format!("@{}, {question}?", BotApi::NAME) }));
    let answer = next(api, GROUP, 0);
    assert!(answer.text.contains("Источник: "), "{}", answer.text);
    assert_eq!(answer.reply_to, Some(named));
    let user = json!({ "id": BotApi::BOT, "is_bot": true, "first_name": "Yordamchi", "username": BotApi::NAME });
    let group = json!({ "id": GROUP, "type": "supergroup", "title": "Mahalla" });
    let earlier = json!({ "message_id": answer.id, "date": 1_795_000_000, "chat": group, "from": user, "text": "…" });
    let reply = say(&json!({ "text": "а срок?", "reply_to_message": earlier }));
    let followed = next(api, GROUP, 1);
    assert!(followed.text.contains("10 рабочих дней"), "{}", followed.text);
    assert_eq!(followed.reply_to, Some(reply));
    say(&json!({ "text": format!("/maxfiylik@{}", BotApi::NAME) }));
    let kept = next(api, GROUP, 2);
    // How much is kept is told to all, and what it is to nobody.
    assert!(kept.text.contains("хранятся 2 вопроса") && !kept.text.contains(question), "{}", kept.text);
    assert_eq!(api.messages(GROUP).len(), 3);
}

fn inline() {
    let (api, person) = (api(), somebody("en"));
    let before = api.calls("answerInlineQuery").len();
    api.ask_inline(person, "how much is a passport for travel abroad");
    let answered = |count: usize| {
        api.wait("an inline answer", |api| api.calls("answerInlineQuery").into_iter().nth(before + count))
    };
    let first = answered(0);
    let results = first.parameters["results"].as_array().unwrap().clone();
    assert!((1..=5).contains(&results.len()), "{}", results.len());
    assert_eq!((results[0]["type"].as_str(), results[0]["id"].as_str()), (Some("article"), Some("foreign-passport")));
    assert!(results.iter().all(|result| result["description"].as_str().unwrap().chars().count() > 10));
    let content = &results[0]["input_message_content"];
    assert_eq!(content["parse_mode"], "HTML");
    assert!(content["message_text"].as_str().unwrap().contains("Source: "), "{content}");
    let button = &results[0]["reply_markup"]["inline_keyboard"][0][0];
    assert!(button["url"].as_str().unwrap().starts_with("https://"), "{button}");
    assert_eq!(first.parameters["is_personal"], true);
    // Too short to be a question.
    api.ask_inline(person, "p");
    assert_eq!(answered(1).parameters["results"], json!([]));
}

fn commands() {
    let (api, person) = (api(), somebody("en"));
    let help = ask(api, person, "/help");
    for part in ["/til", "/yangi", "/fikr", "/maxfiylik", "/stop", "1148"] {
        assert!(help.text.contains(part), "{part}: {}", help.text);
    }
    assert!(ask(api, person, "/nosuchcommand").text.contains("/til"));
    assert!(ask(api, person, "/fikr").text.contains("Ask a question first"));
    assert!(ask(api, person, "/stop").text.contains("Stopped"));
    // Somebody else's command is not ours.
    api.write(person, "/help@another_bot");
    assert!(ask(api, person, "/language").text.contains("Choose a language"));
    assert_eq!(api.messages(person.id).len(), 5);
}

fn no_token() {
    let api = BotApi::start();
    let server = Program::new().with("TELEGRAM__API_URL", api.url.as_str()).serve();
    assert_eq!(get(&server.url("/readyz")).status, 200);
    assert_eq!(get(&server.url("/telegram/webhook")).status, 404);
    assert_eq!(server.terminate(), Some(0));
    assert!(api.all_calls().is_empty());
}
