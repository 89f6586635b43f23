use std::sync::{Arc, Mutex, PoisonError};

use assistant::{Outcome, Row, SourceLine, Value};
use axum::{Json, Router, extract::Path, extract::State, routing::post};
use knowledge_base::{Facet, Locale, RecordId};
use serde_json::{Value as Json_, json};
use tokio::{
    sync::{Notify, mpsc::channel},
    time::interval,
};

use super::*;
use crate::{
    settings::{TelegramSettings, TelegramToken},
    telegram::api::{Api, To},
};

/// Seconds that the server asks to be left alone for.
const ASKED: u64 = 4;
/// Drafts are at least so far apart.
const APART: Duration = Duration::from_secs(2);

/// A Bot API of one chat, which asks to be left alone at the second edit.
#[derive(Default)]
struct Seen {
    calls: Mutex<Vec<(String, String, Instant)>>,
    called: Notify,
}

impl Seen {
    fn of(&self, method: &str) -> Vec<(String, Instant)> {
        let calls = self.calls.lock().unwrap_or_else(PoisonError::into_inner);
        let of = calls.iter().filter(|(known, ..)| known == method);
        of.map(|(_, text, at)| (text.clone(), *at)).collect()
    }
}

async fn reply(
    State(seen): State<Arc<Seen>>,
    Path((_, method)): Path<(String, String)>,
    Json(body): Json<Json_>,
) -> Json<Json_> {
    let text = body["text"].as_str().unwrap_or_default().to_owned();
    seen.calls.lock().unwrap().push((method.clone(), text, Instant::now()));
    seen.called.notify_one();
    if method == "EditMessageText" && seen.of(&method).len() == 2 {
        return Json(json!({ "ok": false, "error_code": 429, "description": "Too Many Requests",
            "parameters": { "retry_after": ASKED } }));
    }
    let chat = json!({ "id": 7, "type": "private", "first_name": "A" });
    Json(json!({ "ok": true, "result": { "message_id": 1, "date": 1, "chat": chat, "text": "…" } }))
}

async fn api() -> (Arc<Seen>, Api) {
    let seen = Arc::new(Seen::default());
    let router = Router::new().route("/{bot}/{method}", post(reply)).with_state(Arc::clone(&seen));
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let api_url = format!("http://{}", listener.local_addr().unwrap()).parse().unwrap();
    tokio::spawn(async move { axum::serve(listener, router).await });
    let token = TelegramToken::parse("1:secret").unwrap();
    let settings = TelegramSettings { token, api_url, webhook: None, messages_per_second: 30 };
    (seen, Api::new(&settings).unwrap())
}

fn card() -> Card {
    let values = vec![Value { main: "440 000 soʻm".to_owned(), detail: None, href: None }];
    Card {
        service: RecordId::parse("passport").unwrap(),
        locale: Locale::UzLatn,
        title: "Pasport".to_owned(),
        summary: "Pasport olish.".to_owned(),
        rows: vec![Row { facet: Facet::Fee, label: "Toʻlov".to_owned(), asked: true, list: false, values }],
        source: SourceLine {
            label: "Manba".to_owned(),
            title: "my.gov.uz".to_owned(),
            url: "https://my.gov.uz/".to_owned(),
            checked: "bugun tekshirilgan".to_owned(),
        },
        notices: Vec::new(),
        notes: Vec::new(),
    }
}

fn answer(text: &str) -> Answer {
    Answer {
        text: text.to_owned(),
        engine: "candle".to_owned(),
        card: Some(card()),
        ..Answer::empty(Locale::UzLatn, Outcome::Answer)
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_growing_answer_is_card_first_then_edited_now_and_then_and_whole_in_the_end() {
    let (seen, api) = api().await;
    let (sender, events) = channel(32);
    let feeding = {
        let seen = Arc::clone(&seen);
        tokio::spawn(async move {
            sender.send(Event::Card(Box::new(card()))).await.unwrap();
            while seen.of("SendMessage").is_empty() {
                seen.called.notified().await;
            }
            // A model writes on until it was edited twice after being asked to wait.
            let (mut prose, mut ticks) = (String::new(), interval(Duration::from_millis(50)));
            while seen.of("EditMessageText").len() < 4 {
                ticks.tick().await;
                prose.push_str(" Gap.");
                sender.send(Event::Delta(" Gap.".to_owned())).await.unwrap();
            }
            sender.send(Event::Done(Box::new(answer(&prose)))).await.unwrap();
            prose
        })
    };
    let mut shown = Shown::new(&api, To { chat: 7, reply: None }, None, Vec::new());
    let whole = Growing::default().follow(events, &mut shown).await.unwrap().unwrap();
    shown.whole(&html::answer(&whole), None).await.unwrap();
    let prose = feeding.await.unwrap();

    let sent = seen.of("SendMessage");
    assert_eq!(sent.len(), 1);
    assert!(sent[0].0.starts_with("<b>Pasport</b>") && !sent[0].0.contains("Gap"), "{}", sent[0].0);
    let edits = seen.of("EditMessageText");
    let blur = Duration::from_millis(100);
    let gaps: Vec<Duration> = edits.windows(2).map(|pair| pair[1].1 - pair[0].1).collect();
    assert!(edits[0].1 - sent[0].1 + blur >= APART, "{:?}", edits[0].1 - sent[0].1);
    assert!(gaps[0] + blur >= APART && gaps[2] + blur >= Duration::from_secs(1), "{gaps:?}");
    assert!(gaps[1] + blur >= Duration::from_secs(ASKED), "it did not wait as it was asked: {gaps:?}");
    assert!(edits.last().unwrap().0.contains(prose.trim()), "the whole text was not delivered");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_answer_that_is_there_at_once_is_one_message() {
    let (seen, api) = api().await;
    let (sender, events) = channel(32);
    sender.send(Event::Card(Box::new(card()))).await.unwrap();
    sender.send(Event::Delta("Bir gap.".to_owned())).await.unwrap();
    sender.send(Event::Done(Box::new(answer("Bir gap.")))).await.unwrap();
    let mut shown = Shown::new(&api, To { chat: 7, reply: None }, None, Vec::new());
    let whole = Growing::default().follow(events, &mut shown).await.unwrap().unwrap();
    shown.whole(&html::answer(&whole), None).await.unwrap();
    assert_eq!((seen.of("SendMessage").len(), seen.of("EditMessageText").len()), (1, 0));
}
