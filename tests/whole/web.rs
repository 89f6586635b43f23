//! What the tests of the web chat share: one server, one driver, and the steps that most of them take.

use std::{
    path::PathBuf,
    sync::{LazyLock, Mutex},
};

use tests::{Browser, Driver, Portal, Program, Server, repository};

/// One driver for all windows, or why there is none.
static DRIVER: LazyLock<Result<Driver, String>> = LazyLock::new(Driver::start);
/// A portal that may embed the chat.
pub(crate) static PORTAL: LazyLock<Portal> = LazyLock::new(Portal::start);
/// One server for all tests that change nothing in it.
static SERVER: LazyLock<(Mutex<Option<Server>>, String)> = LazyLock::new(|| {
    let server = Program::new()
        .with("WEB__QUESTIONS_PER_MINUTE", "100000")
        .with("WEB__ALLOWED_ORIGINS", format!("[\"{}\"]", PORTAL.origin))
        .serve();
    let url = server.url("");
    (Mutex::new(Some(server)), url)
});

/// Why there is no browser.
pub(crate) fn missing() -> Option<&'static str> {
    DRIVER.as_ref().err().map(String::as_str)
}

/// The driver of a test that is ignored without one.
pub(crate) fn driver() -> &'static Driver {
    DRIVER.as_ref().expect("the test is ignored without a driver")
}

/// An address on the server that the tests share.
pub(crate) fn url(path: &str) -> String {
    format!("{}{path}", SERVER.1)
}

/// Ends what would outlive the tests.
pub(crate) fn end() {
    if let Some(Ok(driver)) = LazyLock::get(&DRIVER) {
        driver.end();
    }
    if let Some((server, _)) = LazyLock::get(&SERVER) {
        drop(server.lock().unwrap().take());
    }
}

/// A window with the chat in a language.
pub(crate) fn open(width: u32, height: u32, locale: &str) -> Browser {
    let browser = driver().open(width, height, false);
    go(&browser, &url(&format!("/?lang={locale}")));
    browser
}

/// Goes to a page with the chat and waits until it is ready.
pub(crate) fn go(browser: &Browser, url: &str) {
    browser.go(url);
    browser.wait_until("document.querySelector('yordamchi-chat[data-ready]')");
}

/// Asks by keyboard and waits until the n-th answer stands whole.
pub(crate) fn ask(browser: &Browser, question: &str, answers: usize) {
    browser.type_into("#question", &format!("{question}\n"));
    answered(browser, answers);
}

/// Waits until the n-th answer stands whole: the line that asks whether it helped closes it.
pub(crate) fn answered(browser: &Browser, answers: usize) {
    browser.wait_until(&format!("page.querySelectorAll('#messages .answer .close').length >= {answers}"));
    settled(browser);
}

/// Waits until nothing moves: a card fades in, and half there it shows nothing and has too little contrast.
pub(crate) fn settled(browser: &Browser) {
    // A document does not tell of what moves in a shadow.
    browser.wait_until("page.getAnimations().every((animation) => animation.playState === 'finished')");
}

/// What the conversation says.
pub(crate) fn messages(browser: &Browser) -> String {
    browser.text("#messages").replace('\u{A0}', " ")
}

/// Where pictures of the page go; `YORDAMCHI_PICTURES` names another folder.
pub(crate) fn picture(name: &str) -> PathBuf {
    let folder = std::env::var_os("YORDAMCHI_PICTURES");
    folder.map_or_else(|| repository().join("target/pictures"), PathBuf::from).join(name)
}
