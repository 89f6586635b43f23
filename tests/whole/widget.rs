//! The chat on a portal's page, which is of another origin, has a strict policy and styles of its own.

use std::sync::LazyLock;

use libtest_mimic::Trial;
use tests::{Browser, keys};

use crate::{
    trial_if,
    web::{PORTAL, answered, ask, driver, go, messages, missing, picture, url},
};

/// The portal's page with the one script. Its styles reach everything they can; its root has a size of text of its own.
static PAGE: LazyLock<String> = LazyLock::new(|| {
    let server = url("");
    let body = format!(
        "<style>html {{ font-size: 10px }} * {{ color: #900; letter-spacing: 3px }} button {{ display: none }}</style>\
         <h1>Портал</h1><p>Текст портала.</p>\
         <script src=\"{server}/widget.js\" data-language=\"ru\" data-colour=\"#1a4fa3\" data-title=\"Помощник портала\" \
         data-position=\"left\"></script>"
    );
    PORTAL.write(&body, &server);
    format!("{}/", PORTAL.origin)
});

pub(crate) fn trials() -> Vec<Trial> {
    let missing = missing();
    vec![
        trial_if(missing, "widget::a_portal_embeds_the_chat_with_one_script", one_script),
        trial_if(missing, "widget::a_panel_opens_with_the_focus_and_gives_it_back", focus),
        trial_if(missing, "widget::a_page_of_another_origin_gets_no_chat", another_origin),
    ]
}

/// A window with the portal.
pub(crate) fn portal(width: u32, height: u32, dark: bool) -> Browser {
    let browser = driver().open(width, height, dark);
    go(&browser, &PAGE);
    browser
}

fn one_script() {
    let browser = portal(1000, 800, false);
    assert_eq!(browser.text("#launcher"), "Помощник портала");
    browser.click("#launcher");
    ask(&browser, "сколько стоит загранпаспорт", 1);
    assert!(messages(&browser).contains("сумов"), "{}", messages(&browser));
    browser.screenshot(&picture("widget-1000.png"));
    let style = |selector: &str, property: &str| {
        browser.run(&format!("return getComputedStyle(page.querySelector({selector:?}))[{property:?}]"))
    };
    // Nothing of the portal's style comes in, its colour does, and text has the size that the browser is set to.
    assert_eq!(style(".prose", "letterSpacing"), "normal");
    assert_eq!(style("#send", "backgroundColor"), "rgb(26, 79, 163)");
    let height =
        "const box = page.querySelector('.prose').getBoundingClientRect(); return Math.round(box.height) % 25 < 4";
    assert_eq!(
        browser.run(height),
        true,
        "{}",
        browser.run("return page.querySelector('.prose').getBoundingClientRect().height")
    );
    let left = browser.run("return page.querySelector('.panel').getBoundingClientRect().left < innerWidth / 2");
    assert_eq!(left, true);
    let _ = browser.run("document.querySelector('yordamchi-chat').dataset.language = 'en'");
    assert_eq!(browser.text("#send"), "Send");
    // On a telephone the panel is the whole screen.
    let phone = portal(360, 640, false);
    phone.click("#launcher");
    ask(&phone, "сколько стоит загранпаспорт", 1);
    let full = "const box = page.querySelector('.panel').getBoundingClientRect(); return [box.left, box.top, box.width, box.height]";
    assert_eq!(phone.run(full).to_string(), "[0,0,360,640]");
}

fn focus() {
    let browser = portal(1000, 800, false);
    browser.press(keys::TAB);
    assert_eq!(browser.focused(), "launcher");
    browser.press(keys::ENTER);
    assert_eq!(browser.focused(), "question");
    browser.press("сколько стоит загранпаспорт");
    browser.press(keys::ENTER);
    answered(&browser, 1);
    browser.press(keys::ESCAPE);
    assert_eq!(browser.focused(), "launcher");
    assert_eq!(browser.run("return page.querySelector('.panel').hidden"), true);
    // What was said is still there.
    browser.press(keys::ENTER);
    assert!(messages(&browser).contains("сумов"));
}

fn another_origin() {
    let browser = driver().open(1000, 800, false);
    // The same portal by its other name is another origin.
    LazyLock::force(&PAGE);
    browser.go(&PORTAL.origin.replace("127.0.0.1", "localhost"));
    let answer = browser.run(&format!("return fetch('{}').then(() => 'read', () => 'refused')", url("/api/v1/status")));
    assert_eq!(answer, "refused");
    assert_eq!(browser.run("return document.querySelectorAll('yordamchi-chat').length"), 0);
}
