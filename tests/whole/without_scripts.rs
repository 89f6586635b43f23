//! The chat for people whose browser runs no scripts: pages and forms.

use libtest_mimic::Trial;
use tests::{Browser, get, post};

use crate::{
    trial, trial_if,
    web::{driver, missing, url},
};

const FORM: &str = "application/x-www-form-urlencoded";

pub(crate) fn trials() -> Vec<Trial> {
    vec![
        trial_if(missing(), "without_scripts::a_conversation_is_had_on_plain_pages", conversation),
        trial("without_scripts::a_form_is_answered_with_the_card_and_refused_in_words", forms),
    ]
}

fn waits_for(browser: &Browser, selector: &str) {
    browser.wait_until(&format!("document.querySelector({selector:?})"));
}

fn conversation() {
    let browser = driver().open_without_scripts(360, 640);
    browser.go(&url("/?lang=ru"));
    assert_eq!(browser.run("return document.querySelector('yordamchi-chat').shadowRoot"), serde_json::Value::Null);
    assert!(browser.text("main").contains("выключены скрипты"), "{}", browser.text("main"));
    browser.type_into("#question", "сколько стоит загранпаспорт");
    browser.click("#ask .send");
    waits_for(&browser, ".card");
    assert!(browser.text(".row.asked").contains("сумов"));
    let title = browser.text(".card h2");
    // A suggested question is about the same service: the conversation goes on.
    browser.click(".offer .choices button");
    browser.wait_until("document.querySelector('.words')?.innerText !== 'сколько стоит загранпаспорт'");
    assert_eq!(browser.text(".card h2"), title);
    assert_eq!(browser.run("return document.documentElement.scrollWidth - document.documentElement.clientWidth"), 0);
    browser.click(".helpful button:last-of-type");
    waits_for(&browser, "#why");
    browser.type_into("#why", "нет цены для детей");
    browser.click(".why button");
    browser.wait_until("!document.querySelector('#why')");
    assert!(browser.text("h1").contains("Спасибо"));
}

fn forms() {
    let asked = post(&url("/?lang=en"), FORM, "en", b"question=how+much+is+an+apostille%3F");
    assert_eq!((asked.status, asked.header("cache-control")), (200, "no-store"));
    assert!(asked.body.contains("class=\"card\"") && asked.body.contains("soum"), "{}", asked.body);
    let markup = post(&url("/?lang=en"), FORM, "en", b"question=%3Cb%3Epasport%3C%2Fb%3E+qancha+turadi");
    assert!(markup.body.contains("&#60;b&#62;pasport") && !markup.body.contains("<b>pasport"), "{}", markup.body);
    let empty = post(&url("/?lang=en"), FORM, "en", b"question=+");
    assert_eq!((empty.status, empty.header("content-type")), (422, "text/html; charset=utf-8"));
    assert!(empty.body.contains("The question is empty"), "{}", empty.body);
    for (page, holds) in [
        ("/accessibility?lang=uz-Cyrl", "<h1>Ёрдамчидан"),
        ("/services/id-card?lang=ru&asked=fee", "row wide asked"),
        ("/api", "/v1/chat/completions"),
    ] {
        let read = get(&url(page));
        assert_eq!((read.status, read.header("content-type")), (200, "text/html; charset=utf-8"), "{page}");
        assert!(read.body.contains(holds), "{page}: {}", read.body);
    }
    assert_eq!(get(&url("/services/no-such")).status, 404);
}
