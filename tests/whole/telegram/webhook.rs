//! Updates that are brought: the secret, several processes behind one address, nothing twice.

use libtest_mimic::Trial;
use serde_json::Value;
use tests::{BotApi, Postgres, Program, Reply, Server, post_with};

use super::{next, program, somebody};
use crate::{trial, trial_if};

const SECRET: &str = "a-secret_of-the-webhook";
const ADDRESS: &str = "https://yordamchi.example.uz";

pub(crate) fn trials() -> Vec<Trial> {
    vec![
        trial("telegram::a_webhook_takes_updates_with_its_secret_alone", secret),
        trial("telegram::several_processes_behind_a_webhook_share_what_comes", several),
        trial_if(
            Postgres::missing().as_deref(),
            "telegram::several_processes_share_what_comes_on_postgresql",
            several_on_postgres,
        ),
    ]
}

fn with_webhook(program: Program) -> Program {
    program.with("TELEGRAM__WEBHOOK_URL", ADDRESS).with("TELEGRAM__WEBHOOK_SECRET", SECRET)
}

fn bring(server: &Server, secret: &str, update: &Value) -> Reply {
    let headers = [("content-type", "application/json"), ("x-telegram-bot-api-secret-token", secret)];
    post_with(&server.url("/telegram/webhook"), &headers, update.to_string().as_bytes())
}

fn secret() {
    let api = BotApi::start();
    let program = with_webhook(program(&api));
    let server = program.serve();
    let registered = api.wait("the webhook is registered", BotApi::webhook);
    assert_eq!(registered, (format!("{ADDRESS}/telegram/webhook"), SECRET.to_owned()));
    let person = somebody("en");
    let update = api.brought(person, "how much is a passport for travel abroad");
    for wrong in ["", "another", "a-secret_of-the-webhoo"] {
        assert_eq!(bring(&server, wrong, &update).status, 401);
    }
    // Brought twice, as Telegram does when it hears nothing.
    for _ in 0..2 {
        assert_eq!(bring(&server, SECRET, &update).status, 200);
    }
    assert!(next(&api, person.id, 0).text.contains("Source: "));
    assert_eq!(bring(&server, SECRET, &Value::from("no update")).status, 200);
    assert_eq!(bring(&server, SECRET, &api.brought(person, "/help")).status, 200);
    next(&api, person.id, 1);
    assert_eq!(api.messages(person.id).len(), 2);
    assert!(api.calls("getUpdates").is_empty());
    assert_eq!(server.terminate(), Some(0));
}

fn several() {
    let api = BotApi::start();
    let one = with_webhook(program(&api));
    let database = format!("sqlite:{}", one.folder().join("shared.sqlite").display());
    share(&api, &one.with("DATABASE", database.as_str()), &database);
}

fn several_on_postgres() {
    let api = BotApi::start();
    let postgres = Postgres::start();
    let database = postgres.database();
    share(&api, &with_webhook(program(&api)).with("DATABASE", database.as_str()), &database);
    // A message stands in the chat a moment before its update is written down as handled.
    api.wait("all is handled", |_| {
        let waiting = postgres.ask(&database, "SELECT count(*) FROM telegram_updates WHERE done IS NULL");
        (waiting == "0").then_some(())
    });
    assert_eq!(postgres.ask(&database, "SELECT count(*) FROM telegram_chats"), "4");
}

/// Two processes behind one address, with one database.
fn share(api: &BotApi, one: &Program, database: &str) {
    let two = with_webhook(program(api)).with("DATABASE", database);
    let servers = [one.serve(), two.serve()];
    api.wait("both are registered", |api| (api.calls("setWebhook").len() == 2).then_some(()));
    let people: Vec<_> = (0..4).map(|_| somebody("en")).collect();
    let turns =
        ["how much is a passport for travel abroad", "how long does it take?", "which documents are needed?", "/til"];
    for (turn, text) in turns.iter().enumerate() {
        for (index, person) in people.iter().enumerate() {
            let update = api.brought(*person, text);
            // One of a person's to either, and each to both.
            let first = (turn + index) % 2;
            assert_eq!(bring(&servers[first], SECRET, &update).status, 200);
            assert_eq!(bring(&servers[1 - first], SECRET, &update).status, 200);
        }
    }
    for person in &people {
        next(api, person.id, 3);
        let said = api.messages(person.id);
        assert_eq!(said.len(), 4);
        // In their order and in one conversation, whoever answered.
        let title = said[0].text.lines().next().unwrap();
        assert!(said[1].text.starts_with(title) && said[2].text.starts_with(title), "{said:?}");
        assert!(said[1].text.contains("10 working days"), "{}", said[1].text);
        assert_eq!(said[3].buttons.len(), 4);
    }
}
