//! Every page as axe-core judges it, in light and dark.

use std::{env, fs, path::PathBuf, sync::LazyLock};

use libtest_mimic::Trial;
use serde_json::Value;
use tests::Browser;

use crate::{
    trial_if,
    web::{ask, driver, go, missing, settled, url},
    widget,
};

/// The rules of WCAG 2.2 up to level AA, and what axe-core holds to be good practice.
const RULES: &str = "['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']";

static AXE: LazyLock<Result<String, String>> = LazyLock::new(|| {
    let cache = env::var_os("XDG_CACHE_HOME").map(PathBuf::from);
    let cache = cache.or_else(|| env::var_os("HOME").map(|home| PathBuf::from(home).join(".cache")));
    let file = cache.ok_or("there is no cache folder")?.join("yordamchi-tests/axe-core/package/axe.min.js");
    fs::read_to_string(&file).map_err(|_| "axe-core is not in the cache; tests/run fetches it by npm".to_owned())
});

pub(crate) fn trials() -> Vec<Trial> {
    let missing = missing().or_else(|| AXE.as_ref().err().map(String::as_str));
    vec![
        trial_if(missing, "accessibility::the_conversation_has_no_violation_in_light", || conversation(false)),
        trial_if(missing, "accessibility::the_conversation_has_no_violation_in_dark", || conversation(true)),
        trial_if(missing, "accessibility::the_other_pages_have_no_violation_in_light", || other_pages(false)),
        trial_if(missing, "accessibility::the_other_pages_have_no_violation_in_dark", || other_pages(true)),
    ]
}

/// Lets axe-core judge what is shown, and fails with what it objects to.
fn judge(browser: &Browser, what: &str) {
    settled(browser);
    let axe = AXE.as_ref().expect("the test is ignored without axe-core");
    let found = browser.run(&format!(
        "{axe}; return axe.run(document, {{ runOnly: {RULES} }}).then(({{ violations, passes }}) => ({{ passes: passes.length, \
         violations: violations.map((v) => v.id + ': ' + v.nodes.map((n) => n.target.join(' ') + ' ' + n.failureSummary)) }}))"
    ));
    let violations = found["violations"].as_array().unwrap();
    assert!(violations.is_empty(), "{what}: {violations:#?}");
    assert!(found["passes"].as_u64().is_some_and(|passes| passes > 10), "{what}: {found}");
}

fn conversation(dark: bool) {
    let browser = driver().open(1000, 900, dark);
    go(&browser, &url("/?lang=uz-Latn"));
    let ground = browser.run("return matchMedia('(prefers-color-scheme: dark)').matches");
    assert_eq!(ground, Value::Bool(dark));
    judge(&browser, "the empty page");
    ask(&browser, "сколько стоит загранпаспорт", 1);
    browser.click(".helpful button:last-of-type");
    browser.wait_until("page.querySelector('.why')");
    judge(&browser, "an answer with its reason asked");
    ask(&browser, "farzandimiz tug'ildi, endi nima qilamiz", 2);
    browser.type_into("#question", "narxi qancha\n");
    ask(&browser, "регистрация товарного знака", 3);
    judge(&browser, "a life event and no answer");
    browser.click("#past");
    judge(&browser, "earlier conversations");
    let small = driver().open(320, 640, dark);
    go(&small, &url("/?lang=ru"));
    ask(&small, "сколько стоит загранпаспорт", 1);
    judge(&small, "an answer on a small phone");
}

fn other_pages(dark: bool) {
    let browser = driver().open(1000, 900, dark);
    for page in [
        "/accessibility?lang=uz-Latn",
        "/accessibility?lang=uz-Cyrl",
        "/accessibility?lang=ru",
        "/accessibility?lang=en",
        "/services/id-card?lang=ru&asked=fee",
        "/services/no-such",
        "/api",
    ] {
        browser.go(&url(page));
        judge(&browser, page);
    }
    let portal = widget::portal(1000, 800, dark);
    judge(&portal, "a portal with the panel closed");
    portal.click("#launcher");
    ask(&portal, "сколько стоит загранпаспорт", 1);
    judge(&portal, "a portal with the panel open");
    plain_pages(&browser);
}

/// The pages for people without scripts. Without scripts axe-core cannot run either, so they are shown on a page that does not know
/// the element of the chat, where they stay as they were served.
fn plain_pages(browser: &Browser) {
    browser.go(&url("/accessibility?lang=en"));
    for (what, request) in [
        ("the empty page without scripts", "{}"),
        (
            "an answer without scripts",
            "{ method: 'POST', body: new URLSearchParams({ question: 'how much is an apostille' }) }",
        ),
    ] {
        let _ = browser.run(&format!(
            "return fetch('/?lang=en', {request}).then((reply) => reply.text()).then((html) => {{ \
             const served = new DOMParser().parseFromString(html, 'text/html').documentElement; \
             document.replaceChild(document.adoptNode(served), document.documentElement) }})"
        ));
        browser.wait_until("[...document.styleSheets].length >= 2 && document.querySelector('.dock')");
        judge(browser, what);
    }
    assert!(browser.text(".card").contains("soum"), "{}", browser.text("main"));
}
