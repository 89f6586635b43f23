//! The records under an editor's hands: checked, published, watched by a running server, brought back.

use std::{
    fs, panic,
    path::{Path, PathBuf},
    sync::atomic::{AtomicBool, AtomicUsize, Ordering},
    thread,
    time::{Duration, Instant},
};

use libtest_mimic::Trial;
use serde_json::{Value, json};
use tests::{Program, ask, copy_records, repository};

use crate::trial;

const CHAT: &str = "/api/v1/chat";
/// From the moment a file is saved until people are answered from it. The aim is two seconds on two quiet cores; a machine of tests
/// may be half as fast.
const LIVE_LIMIT: Duration = Duration::from_secs(4);
/// What a slow machine may take before the test gives up waiting.
const PATIENCE: Duration = Duration::from_secs(30);

pub(crate) fn trials() -> Vec<Trial> {
    vec![
        trial("records::the_check_passes_on_the_project_in_time", the_check_passes_in_time),
        trial("records::a_saved_file_is_answered_from_at_once_under_traffic", a_saved_file_goes_live),
        trial("records::a_broken_file_leaves_the_published_state", a_broken_file_leaves_the_published_state),
        trial("records::history_shows_and_restore_brings_back", history_and_restore),
        trial("records::a_publication_reaches_a_server_that_watches_another_folder", a_publication_reaches_a_server),
        trial("records::a_life_event_is_answered_with_its_list", a_life_event_is_answered_with_its_list),
        trial("records::pages_of_a_portal_become_drafts", pages_become_drafts),
        trial("records::what_was_declined_is_answered_once_a_record_is_added", an_added_record_answers),
    ]
}

/// A program with records of its own, in a folder that a test may change.
fn editor() -> (Program, PathBuf) {
    let program = Program::new();
    let folder = program.folder().join("records");
    copy_records(&folder);
    let records = folder.display().to_string();
    // These tests ask as fast as they can.
    (program.with("RECORDS", records).with("WEB__QUESTIONS_PER_MINUTE", "100000"), folder)
}

/// Another title in English; the rest of the record stays.
pub(crate) fn retitle(folder: &Path, title: &str) -> String {
    let file = folder.join("identity/foreign-passport.yaml");
    let text = fs::read_to_string(&file).unwrap();
    let before = text.lines().find_map(|line| line.strip_prefix("  en: ")).unwrap().to_owned();
    fs::write(&file, text.replacen(&before, title, 1)).unwrap();
    before
}

fn title(chat: &str) -> String {
    let answer = ask(chat, "how much is a foreign passport", None);
    answer["card"]["title"].as_str().unwrap_or_default().to_owned()
}

/// How long it takes until a question is answered under a title.
pub(crate) fn until_titled(chat: &str, wanted: &str) -> Duration {
    let started = Instant::now();
    while title(chat) != wanted {
        assert!(started.elapsed() < PATIENCE, "still `{}`", title(chat));
        thread::sleep(Duration::from_millis(20));
    }
    started.elapsed()
}

/// How a record of trademarks begins, and what is asked of it.
const TRADEMARKS: &str = "\
id: trademark-registration
category: business

title:
  uz: Tovar belgisini roʻyxatdan oʻtkazish
  ru: Регистрация товарного знака
  en: Trademark registration

summary:
  uz: Tovar belgisi, brend yoki logotipni roʻyxatdan oʻtkazish.
  ru: Регистрация товарного знака, бренда, логотипа.
  en: Registration of a trademark, a brand, a logo.

questions:
  uz: [tovar belgisini roʻyxatdan oʻtkazish, brend nomini himoyalash, savdo belgisi uchun guvohnoma]
  ru: [регистрация товарного знака, как защитить свой бренд, сколько стоит товарный знак]
  en: [register a logo as a trademark, protect my brand name, trademark registration]

";

fn an_added_record_answers() {
    let questions =
        ["tovar belgisini qanday ro'yxatdan o'tkazaman", "товарный знак пошлина", "trademark for my cafe, how much"];
    let answer = |program: &Program, question: &str| program.run(&["ask", "--json", question]).json();
    let before = Program::new();
    for question in questions {
        assert_eq!(answer(&before, question)["outcome"], "no_answer", "{question}");
    }
    let (program, folder) = editor();
    // What it says of fee and place is another record's: it only has to be one.
    let other = fs::read_to_string(folder.join("business/franchise-contract-registration.yaml")).unwrap();
    let between = |from: &str, to: &str| {
        let start = other.find(from).unwrap();
        &other[start..start + other[start..].find(to).unwrap()]
    };
    let sources = &other[other.find("sources:").unwrap()..];
    let added = [TRADEMARKS, between("agencies:", "documents:"), between("channels:", "questions:"), sources].concat();
    fs::write(folder.join("business/trademark-registration.yaml"), added).unwrap();
    for question in questions {
        let answer = answer(&program, question);
        assert_eq!(answer["services"][0], "trademark-registration", "{question}: {answer}");
        assert_eq!(answer["outcome"], "answer", "{question}: {answer}");
    }
}

fn the_check_passes_in_time() {
    let started = Instant::now();
    let output = Program::new().run(&["kb", "check"]);
    assert_eq!(output.code, Some(0), "{}", output.stdout);
    assert!(started.elapsed() < Duration::from_secs(10), "{:?}", started.elapsed());
    assert!(output.stdout.contains("no problems") && output.stdout.contains("life events: 10"), "{}", output.stdout);
    let page = Program::new();
    let copy = page.folder().join("coverage.md");
    let output = page.run(&["kb", "coverage", "--out", &copy.display().to_string()]);
    assert_eq!(output.code, Some(0), "{output:?}");
    let shipped = fs::read_to_string(repository().join("knowledge-base/COVERAGE.md")).unwrap();
    assert_eq!(fs::read_to_string(copy).unwrap(), shipped, "run `yordamchi kb coverage`");
}

fn a_saved_file_goes_live() {
    let (program, folder) = editor();
    let server = program.serve();
    let (stop, asked, failed) = (AtomicBool::new(false), AtomicUsize::new(0), AtomicUsize::new(0));
    let took = thread::scope(|scope| {
        let url = server.url(CHAT);
        let (chat, stop, asked, failed) = (url.clone(), &stop, &asked, &failed);
        scope.spawn(move || {
            while !stop.load(Ordering::Relaxed) {
                let answer = ask(&chat, "сколько стоит ID-карта", None);
                asked.fetch_add(1, Ordering::Relaxed);
                if answer["services"][0] != json!("id-card") {
                    failed.fetch_add(1, Ordering::Relaxed);
                }
            }
        });
        retitle(&folder, "Passport for trips abroad");
        // A panic has to end the traffic as well, or the test never ends.
        let took = panic::catch_unwind(|| until_titled(&url, "Passport for trips abroad"));
        stop.store(true, Ordering::Relaxed);
        took.unwrap_or_else(|cause| panic::resume_unwind(cause))
    });
    assert!(took < LIVE_LIMIT, "{took:?}");
    assert!(asked.load(Ordering::Relaxed) > 0 && failed.load(Ordering::Relaxed) == 0, "{failed:?} of {asked:?}");
}

fn a_broken_file_leaves_the_published_state() {
    let (program, folder) = editor();
    let server = program.serve();
    let before = title(&server.url(CHAT));
    fs::write(folder.join("tax/broken.yaml"), "id: broken\ntitle: {").unwrap();
    retitle(&folder, "Never published");
    let status = program.run(&["kb", "status"]);
    assert_eq!(status.code, Some(1), "{status:?}");
    for part in ["added tax/broken.yaml", "changed identity/foreign-passport.yaml", "tax/broken.yaml:"] {
        assert!(status.stdout.contains(part), "{}", status.stdout);
    }
    let refused = program.run(&["kb", "publish"]);
    assert_eq!(refused.code, Some(3), "{refused:?}");
    assert_eq!(title(&server.url(CHAT)), before);
    // A start beside a broken file goes on from what was published.
    drop(server);
    let mut again = program.serve();
    again.wait_for_line("not published", PATIENCE);
    assert_eq!(title(&again.url(CHAT)), before);
    fs::remove_file(folder.join("tax/broken.yaml")).unwrap();
    until_titled(&again.url(CHAT), "Never published");
}

fn history_and_restore() {
    let (program, folder) = editor();
    let run = |arguments: &[&str]| {
        let output = program.run(arguments);
        assert_eq!(output.code, Some(0), "{output:?}");
        output.stdout
    };
    assert!(run(&["kb", "publish", "--author", "clerk", "--remark", "first state"]).contains("number 1"));
    let before = retitle(&folder, "Another title");
    assert!(run(&["kb", "publish", "--author", "clerk"]).contains("number 2"));
    assert!(run(&["kb", "publish"]).contains("nothing differs"));
    let history = run(&["kb", "history", "foreign-passport"]);
    for part in ["1. ", "clerk: first state", &format!("-   en: {before}"), "+   en: Another title"] {
        assert!(history.contains(part), "{part}: {history}");
    }
    run(&["kb", "restore", "foreign-passport", "1"]);
    let text = fs::read_to_string(folder.join("identity/foreign-passport.yaml")).unwrap();
    assert!(text.contains(&before) && !text.contains("Another title"));
    assert!(run(&["kb", "history", "foreign-passport"]).contains("as in state 1"));
    for (arguments, part) in [
        (["kb", "restore", "foreign-passport", "9"].as_slice(), "has no state 9"),
        (&["kb", "history", "no-such-record"], "never published"),
    ] {
        let output = program.run(arguments);
        assert_eq!(output.code, Some(2), "{output:?}");
        assert!(output.stderr.contains(part), "{output:?}");
    }
}

fn a_publication_reaches_a_server() {
    let (program, _) = editor();
    let other = program.folder().join("other");
    copy_records(&other);
    let server = program.serve();
    retitle(&other, "Published by hand");
    let publisher = program.with("RECORDS", other.display().to_string());
    assert_eq!(publisher.run(&["kb", "publish"]).code, Some(0));
    until_titled(&server.url(CHAT), "Published by hand");
}

fn a_life_event_is_answered_with_its_list() {
    let program = Program::new();
    for question in [
        "farzandimiz tug'ildi, endi nima qilamiz",
        "у нас родился ребенок что оформлять",
        "we just had a baby what do we do now",
    ] {
        let output = program.run(&["ask", question, "--json"]);
        let answer = output.json();
        assert_eq!(answer["outcome"], "answer", "{answer}");
        let choices = answer["choices"].as_array().unwrap();
        assert!(choices.len() >= 2, "{question}: {answer}");
        assert!(choices.iter().all(|choice| !choice["line"].as_str().unwrap_or_default().is_empty()), "{answer}");
        let services: Vec<&Value> = choices.iter().map(|choice| &choice["service"]).collect();
        assert!(services.contains(&&json!("birth-registration-certificate")), "{answer}");
        assert_eq!(answer["sources"].as_array().unwrap().len(), choices.len(), "{answer}");
    }
    // A question after a fact is one for a record.
    let output = program.run(&["ask", "сколько стоит свидетельство о рождении", "--json"]);
    let answer = output.json();
    assert!(answer["choices"].as_array().unwrap().iter().all(|choice| choice["line"].is_null()), "{answer}");
}

fn pages_become_drafts() {
    let program = Program::new();
    let folder = program.folder();
    let page = |lang: &str, title: &str, content: &str| {
        json!({"id": "58", "url": format!("https://my.gov.uz/{lang}/service/58"), "lang": lang, "title": title,
            "description": title, "content": content})
        .to_string()
    };
    let lines = [
        page("uz", "Biznesni qayta ro'yxatdan o'tkazish", "To'lov: 1 BHM\nMuddat: 30 daqiqa\nAloqa: 1148"),
        page("ru", "Перерегистрация бизнеса", "Стоимость: 1 БРВ\nСрок: 30 минут\nКонтакты: 1148"),
        page("en", "Business re-registration", "Fee: 1 BCA\nTerm: 30 minutes\nContact: 1148"),
    ];
    fs::write(folder.join("pages.jsonl"), lines.join("\n")).unwrap();
    let arguments = ["kb", "import", "--from", "pages.jsonl", "--out", "drafts"];
    let output = program.run(&arguments);
    assert_eq!(output.code, Some(0), "{output:?}");
    let draft = fs::read_dir(folder.join("drafts"))
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .find(|path| path.extension().is_some_and(|extension| extension == "yaml"))
        .expect("a draft was written");
    let text = fs::read_to_string(&draft).unwrap();
    for part in ["bhm: 1", "minutes: 30", "\"1148\"", "https://my.gov.uz/uz/service/58"] {
        assert!(text.contains(part), "{part}: {text}");
    }
    assert!(draft.with_extension("txt").is_file());
    // An editor's work is not written over.
    fs::write(&draft, "mended").unwrap();
    assert_eq!(program.run(&arguments).code, Some(1));
    assert_eq!(fs::read_to_string(&draft).unwrap(), "mended");
    fs::write(folder.join("pages.jsonl"), "{\"id\":1}\nnot json\n").unwrap();
    let refused = program.run(&arguments);
    assert_eq!(refused.code, Some(1), "{refused:?}");
    assert!(refused.stderr.contains('2'), "{refused:?}");
}
