//! Buttons: facets, sources, neighbours, verdicts, deletion, and those that are out of date.

use libtest_mimic::Trial;
use tests::{BotApi, BotMessage, Person, Program};

use super::{api, ask, data, next, program, somebody};
use crate::trial;

pub(crate) fn trials() -> Vec<Trial> {
    vec![
        trial("telegram::documents_fee_time_and_where_are_answered_by_buttons_at_once", facets),
        trial("telegram::a_verdict_is_kept_and_thanked_for", verdict),
        trial("telegram::an_old_button_is_answered_politely", old),
        trial("telegram::what_is_kept_is_shown_and_deleted", privacy),
    ]
}

fn facets() {
    let (api, person) = (api(), somebody("en"));
    let answer = ask(api, person, "how long does a passport for travel abroad take");
    let facets: Vec<_> = answer.buttons.iter().filter(|(_, data)| data.starts_with("1f")).cloned().collect();
    // The one that was asked stands in the answer.
    assert_eq!(facets.len(), 3, "{:?}", answer.buttons);
    let (source, address) = answer.buttons.iter().find(|(label, _)| label.contains('🔗')).unwrap();
    assert!(source.contains("my.gov.uz") && address.starts_with("https://my.gov.uz/"), "{source} {address}");
    assert!(answer.buttons.iter().any(|(_, data)| data.starts_with("1c")), "no neighbour: {:?}", answer.buttons);
    for (index, (label, carried)) in facets.iter().enumerate() {
        assert!(carried.len() <= 64);
        api.press(person, person.id, answer.id, carried);
        let shown = next(api, person.id, index + 1);
        assert!(shown.text.contains(label.as_str()) && shown.text.contains("Source: "), "{label}: {}", shown.text);
        assert_eq!(shown.text.lines().next(), answer.text.lines().next());
    }
    api.wait("presses are answered", |api| (presses(api, answer.id) >= facets.len()).then_some(()));
}

fn presses(api: &BotApi, message: i64) -> usize {
    let begins = format!("press-{message}-");
    let of = |query: &serde_json::Value| query.as_str().is_some_and(|query| query.starts_with(&begins));
    api.calls("answerCallbackQuery").iter().filter(|call| of(&call.parameters["callback_query_id"])).count()
}

/// What the last press of a message's button was answered with.
fn said(api: &BotApi, message: i64) -> String {
    let begins = format!("press-{message}-");
    api.wait("an answer to the press", |api| {
        let calls = api.calls("answerCallbackQuery");
        let found = calls.iter().rev().find(|call| {
            call.parameters["callback_query_id"].as_str().is_some_and(|query| query.starts_with(&begins))
        })?;
        Some(found.parameters["text"].as_str().unwrap_or_default().to_owned())
    })
}

fn changed(api: &BotApi, person: Person, message: &BotMessage) -> BotMessage {
    api.wait("other buttons", |api| {
        let found = api.messages(person.id).into_iter().find(|known| known.id == message.id)?;
        (found.buttons != message.buttons).then_some(found)
    })
}

fn verdict() {
    let api = BotApi::start();
    let program = program(&api);
    let server = program.serve();
    let (good, bad) = (somebody("en"), somebody("ru"));
    let answer = ask(&api, good, "how much is a passport for travel abroad");
    api.press(good, good.id, answer.id, &data(&answer, "👍"));
    let thanked = changed(&api, good, &answer);
    assert!(thanked.buttons.iter().all(|(label, _)| !label.contains('👍') && !label.contains('👎')));
    assert!(thanked.buttons.iter().any(|(label, _)| label.contains('🔗')), "the other buttons stay");
    assert!(said(&api, answer.id).contains("Thank you"));

    let answer = ask(&api, bad, "сколько стоит загранпаспорт");
    api.press(bad, bad.id, answer.id, &data(&answer, "👎"));
    let asked = changed(&api, bad, &answer);
    assert_eq!(said(&api, answer.id), "Что не так с ответом?");
    api.press(bad, bad.id, asked.id, &data(&asked, "Есть ошибка"));
    let thanked = changed(&api, bad, &asked);
    assert!(thanked.buttons.iter().all(|(label, _)| !label.contains("ошибка")));
    // In words, by a command, on the last answer.
    let words = ask(&api, good, "/fikr my number is +998 90 123-45-67, and thanks");
    assert!(words.text.contains("Thank you"), "{}", words.text);
    let asked = ask(&api, good, "/fikr");
    assert!(asked.text.contains("/fikr") && asked.buttons.len() == 2, "{} {:?}", asked.text, asked.buttons);
    drop(server);
    // They are the verdicts that evaluators draw questions by.
    for (helpful, question) in [("true", "how much"), ("false", "сколько стоит")] {
        let suite = program.folder().join(format!("{helpful}.jsonl"));
        let drawn = program.run(&["eval", "sample", "--helpful", helpful, "--out", &suite.display().to_string()]);
        assert_eq!(drawn.code, Some(0), "{}", drawn.stderr);
        let drawn = std::fs::read_to_string(suite).unwrap();
        assert!(drawn.contains(question) && drawn.lines().count() == 1, "{helpful}: {drawn}");
    }
}

fn old() {
    let (api, person) = (api(), somebody("ru"));
    let first = ask(api, person, "/til");
    for carried in ["0lr", "1lr.00000000", "anything at all", "1d2.12345678"] {
        api.press(person, person.id, first.id, carried);
    }
    api.wait("four presses are answered", |api| (presses(api, first.id) == 4).then_some(()));
    assert!(said(api, first.id).contains("Эта кнопка устарела"));
    // A button of another chat is none of this one.
    let other = somebody("ru");
    let theirs = ask(api, other, "/maxfiylik");
    api.press(person, person.id, first.id, &data(&theirs, "Удалить"));
    api.wait("five presses are answered", |api| (presses(api, first.id) == 5).then_some(()));
    assert!(said(api, first.id).contains("Эта кнопка устарела"));
}

fn privacy() {
    const SECRET: &str = "31234567890123";
    let api = BotApi::start();
    let program = program(&api);
    let server = program.serve();
    let person = somebody("ru");
    let empty = ask(&api, person, "/maxfiylik");
    assert!(empty.text.contains("не хранится ни одного вопроса"), "{}", empty.text);
    ask(&api, person, &format!("сколько стоит загранпаспорт, мой ПИНФЛ {SECRET}"));
    let kept = ask(&api, person, "/maxfiylik");
    assert!(kept.text.contains("хранится 1 вопрос") && kept.text.contains("90 дней"), "{}", kept.text);
    assert!(kept.text.contains("сколько стоит загранпаспорт") && !kept.text.contains(SECRET), "{}", kept.text);
    api.press(person, person.id, kept.id, &data(&kept, "Оставить"));
    let left = api.wait("nothing is deleted", |api| {
        api.messages(person.id).into_iter().find(|message| message.text.contains("Ничего не удалено"))
    });
    assert!(left.buttons.is_empty());
    let again = ask(&api, person, "/maxfiylik");
    api.press(person, person.id, again.id, &data(&again, "Удалить"));
    api.wait("everything is deleted", |api| {
        api.messages(person.id).into_iter().find(|message| message.text.starts_with("Всё"))
    });
    let after = ask(&api, person, "/maxfiylik");
    assert!(after.text.contains("не хранится ни одного вопроса"), "{}", after.text);
    assert_eq!(server.terminate(), Some(0));
    // Not in the file either, where deleted rows are overwritten.
    assert!(!holds(&program, "загранпаспорт") && !holds(&program, SECRET));
    assert!(!holds(&program, "Aziza") && !holds(&program, "Karimova"));
}

/// Whether any file of the database holds a text.
fn holds(program: &Program, text: &str) -> bool {
    let files = std::fs::read_dir(program.folder().join("data")).unwrap().map(Result::unwrap);
    let databases = files.filter(|file| file.file_name().to_string_lossy().starts_with("conversations"));
    databases.into_iter().any(|file| {
        let bytes = std::fs::read(file.path()).unwrap();
        bytes.windows(text.len()).any(|window| window == text.as_bytes())
    })
}
