//! What a person takes along or wants still: cards on paper, and pages where nothing moves.

use std::path::PathBuf;

use libtest_mimic::Trial;
use tests::{Browser, missing_pdf_reader, text_of_pdf};

use crate::{
    trial_if,
    web::{ask, driver, go, missing, open, picture, settled, url},
};

/// Notes what moves in every frame from now on, in the page and in the chat's shadow.
const WATCH: &str = "window.moved = []; const look = () => { \
                     for (const moving of [...document.getAnimations(), ...page.getAnimations()]) \
                     if (moving.playState === 'running') moved.push(moving.animationName ?? 'transition'); \
                     requestAnimationFrame(look); }; look()";

pub(crate) fn trials() -> Vec<Trial> {
    let browser = missing();
    let reader = missing_pdf_reader();
    let both = browser.or(reader.as_deref());
    vec![
        trial_if(both, "printing::a_card_is_printed_whole_and_without_buttons", card_on_paper),
        trial_if(both, "printing::a_conversation_is_printed_without_what_can_be_pressed", conversation_on_paper),
        trial_if(browser, "printing::nothing_moves_for_those_who_want_it_still", stillness),
    ]
}

/// Prints what the browser shows and gives its text.
fn printed(browser: &Browser, name: &str) -> String {
    let file: PathBuf = picture(name);
    browser.print(&file);
    text_of_pdf(&file)
}

fn card_on_paper() {
    for (locale, question, fee, source) in [
        ("uz-Latn", "biznesni qayta ro'yxatdan o'tkazish qancha turadi", "440 000", "58-xizmat"),
        ("ru", "сколько стоит перерегистрация бизнеса", "440 000", "58"),
    ] {
        let browser = open(1100, 1000, locale);
        ask(&browser, question, 1);
        let card = browser.run("return page.querySelector('.tools a').href");
        browser.go(card.as_str().unwrap());
        browser.wait_until("!document.querySelector('#print').hidden");
        let title = browser.text("h2");
        let button = browser.text("#print");
        let text = printed(&browser, &format!("card-{locale}.pdf"));
        let words = text.split_whitespace().collect::<Vec<_>>().join(" ");
        for held in [title.as_str(), fee, source, "my.gov.uz"] {
            assert!(words.contains(held), "{held} in {text}");
        }
        assert!(!button.is_empty() && !words.contains(&button), "{button} in {text}");
        for own in ["Русский", "English"] {
            assert!(!words.contains(own), "{own} in {text}");
        }
        browser.show_as_printed();
        let motion = browser.run("return getComputedStyle(document.querySelector('.card')).animationName");
        assert_eq!(motion, "none", "a card that fades in is printed pale");
    }
}

fn conversation_on_paper() {
    let browser = open(1100, 1000, "en");
    ask(&browser, "how much is an apostille", 1);
    let title = browser.text(".card h3");
    let pressed = browser.run(
        "return [...page.querySelectorAll('button, select')].filter((e) => e.offsetParent).map((e) => e.innerText.trim())",
    );
    let pressed: Vec<&str> = pressed.as_array().unwrap().iter().filter_map(|label| label.as_str()).collect();
    assert!(pressed.contains(&"Copy") && pressed.contains(&"Send"), "{pressed:?}");
    let text = printed(&browser, "conversation.pdf");
    let words = text.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(words.contains(&title) && words.contains("how much is an apostille") && words.contains("Source"), "{text}");
    for label in ["Copy", "Print or save", "Yes, helpful", "New conversation", "Русский"] {
        assert!(!words.contains(label), "{label} in {text}");
    }
}

fn stillness() {
    let moved = |browser: &Browser| {
        let _ = browser.run(WATCH);
        ask(browser, "how much is an apostille", 1);
        browser.click("#past");
        settled(browser);
        browser.run("return window.moved").as_array().unwrap().len()
    };
    let still = driver().open(1100, 1000, false);
    still.prefer_stillness();
    go(&still, &url("/?lang=en"));
    assert_eq!(still.run("return matchMedia('(prefers-reduced-motion: reduce)').matches"), true);
    assert_eq!(moved(&still), 0);
    // The same look sees a card come in where nobody minds.
    assert!(moved(&open(1100, 1000, "en")) > 0);
}
