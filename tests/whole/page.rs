//! The page in real Chromium.

use std::{path::PathBuf, sync::LazyLock};

use libtest_mimic::Trial;
use tests::{Browser, Driver, Program, Server, repository};

use crate::trial_if;

/// One driver for all windows, or why there is none.
static DRIVER: LazyLock<Result<Driver, String>> = LazyLock::new(Driver::start);

pub(crate) fn trials() -> Vec<Trial> {
    let missing = DRIVER.as_ref().err().map(String::as_str);
    vec![
        trial_if(missing, "page::a_question_is_answered_with_a_card_and_prose_in_four_forms", four_forms),
        trial_if(missing, "page::a_follow_up_and_a_next_question_stay_with_the_service", follow_up),
        trial_if(missing, "page::the_language_switch_changes_the_page_and_is_remembered", language_switch),
        trial_if(missing, "page::a_life_event_is_a_list_that_leads_on", life_event),
        trial_if(missing, "page::markup_in_a_question_is_text", markup_is_text),
        trial_if(missing, "page::nothing_scrolls_sideways_on_a_small_phone", small_phone),
        trial_if(missing, "page::pictures_of_the_page_are_taken", pictures),
    ]
}

/// Ends the driver, which would outlive the tests.
pub(crate) fn end() {
    if let Ok(driver) = DRIVER.as_ref() {
        driver.end();
    }
}

fn open(server: &Server, width: u32, height: u32) -> Browser {
    let driver = DRIVER.as_ref().expect("the test is ignored without a driver");
    let browser = driver.open(width, height, false);
    browser.go(&server.url("/?lang=uz-Latn"));
    browser.wait_until("document.querySelector('#question')");
    browser
}

/// Asks by keyboard and waits until the n-th answer stands whole.
fn ask(browser: &Browser, question: &str, answers: usize) {
    browser.type_into("#question", &format!("{question}\n"));
    // The line that asks whether an answer helped closes it.
    browser.wait_until(&format!("document.querySelectorAll('#messages .answer .helpful').length >= {answers}"));
}

fn messages(browser: &Browser) -> String {
    browser.text("#messages").replace('\u{A0}', " ")
}

fn four_forms() {
    let server = Program::new().serve();
    let browser = open(&server, 1100, 1000);
    for (index, (question, sum, source)) in [
        ("biznesni qayta ro'yxatdan o'tkazish qancha turadi", "so", "58-xizmat"),
        ("паспорт олиш қанча туради", "сўм", "хизмат"),
        ("сколько стоит загранпаспорт", "сумов", "услуга"),
        ("how much is an apostille", "soum", "service"),
    ]
    .into_iter()
    .enumerate()
    {
        ask(&browser, question, index + 1);
        browser.wait_until(&format!("document.querySelector('#messages').innerText.includes({source:?})"));
        let text = messages(&browser);
        assert!(text.contains(sum) && text.contains(question), "{question}: {text}");
    }
    let languages = browser
        .run("return [...new Set([...document.querySelectorAll('#messages [lang]')].map(e => e.lang))].sort().join()");
    assert_eq!(languages, "en,ru,uz-Cyrl,uz-Latn");
}

fn follow_up() {
    let server = Program::new().serve();
    let browser = open(&server, 1100, 1000);
    ask(&browser, "сколько стоит загранпаспорт", 1);
    browser.wait_until("document.querySelector('#messages').innerText.includes('проверено')");
    ask(&browser, "а срок?", 2);
    browser.wait_until("document.querySelector('#messages').innerText.split('проверено').length >= 3");
    let text = messages(&browser);
    assert_eq!(text.matches("Срок: 10 рабочих дней").count(), 1, "{text}");
}

fn language_switch() {
    let server = Program::new().serve();
    let browser = open(&server, 1100, 1000);
    for (tag, word) in [("ru", "Русский"), ("uz-Cyrl", "Ўзбекча"), ("en", "English")] {
        browser.click(&format!(".languages [data-locale='{tag}']"));
        browser.wait_until(&format!("document.documentElement.lang === '{tag}'"));
        assert_eq!(browser.text(".languages [aria-current]"), word);
    }
    browser.go(&server.url("/"));
    browser.wait_until("document.documentElement.lang === 'en'");
}

fn markup_is_text() {
    let server = Program::new().serve();
    let browser = open(&server, 1100, 1000);
    ask(&browser, "<img src=x onerror=\"document.title='taken'\"> pasport qancha turadi", 1);
    assert!(messages(&browser).contains("<img src=x"));
    assert_ne!(browser.run("return document.title"), "taken");
}

fn small_phone() {
    let server = Program::new().serve();
    let browser = open(&server, 320, 640);
    ask(&browser, "сколько стоит перерегистрация бизнеса", 1);
    browser.wait_until("document.querySelector('#messages').innerText.includes('проверено')");
    let overflow = browser.run("return document.documentElement.scrollWidth - document.documentElement.clientWidth");
    assert_eq!(overflow, 0);
}

/// Pictures for the README and for whoever looks at a change; `YORDAMCHI_PICTURES` names another folder.
/// Where pictures of the page go.
fn picture(name: &str) -> PathBuf {
    let folder = std::env::var_os("YORDAMCHI_PICTURES");
    folder.map_or_else(|| repository().join("target/pictures"), PathBuf::from).join(name)
}

fn life_event() {
    let server = Program::new().serve();
    for (width, height) in [(320, 640), (1280, 1000)] {
        let browser = open(&server, width, height);
        ask(&browser, "farzandimiz tug'ildi, endi nima qilamiz", 1);
        browser.wait_until("document.querySelectorAll('.life-event li').length >= 4");
        browser.wait_until("document.getAnimations().every((animation) => animation.playState === 'finished')");
        browser.screenshot(&picture(&format!("life-event-{width}.png")));
        // Every step names its source, and leads to its own answer.
        let steps = "document.querySelectorAll('.life-event li').length";
        let sources = "document.querySelectorAll('.life-event .source a[href^=http]').length";
        assert_eq!(browser.run(&format!("return {steps} === {sources}")), true);
        assert_eq!(browser.run("return document.documentElement.scrollWidth <= window.innerWidth"), true);
        let title = browser.text(".life-event button");
        browser.click(".life-event button");
        browser.wait_until(&format!("document.querySelector('.card h3')?.innerText === {title:?}"));
    }
}

fn pictures() {
    let server = Program::new().serve();
    for (width, height) in [(320, 640), (768, 1024), (1280, 1000)] {
        let browser = open(&server, width, height);
        browser.screenshot(&picture(&format!("empty-{width}.png")));
        ask(&browser, "firmani qayta roʻyxatdan oʻtkazish qancha turadi", 1);
        browser.wait_until("document.querySelector('#messages').innerText.includes('tekshirilgan')");
        // A card fades in; a picture of it half there shows nothing.
        browser.wait_until("document.getAnimations().every((animation) => animation.playState === 'finished')");
        browser.screenshot(&picture(&format!("answer-{width}.png")));
    }
}
