use std::time::Duration;

use super::*;

const BOT: i64 = 42;

fn update(id: i64, person: i64, queued: bool) -> Incoming {
    Incoming { id, chat: person, person, queued, body: format!("\"{id}\"") }
}

fn lease(owner: &str, time: Duration) -> Lease {
    Lease { bot: BOT, owner: owner.to_owned(), time }
}

fn alive(owner: &str) -> Lease {
    lease(owner, Duration::from_secs(60))
}

async fn taken(conversations: &Conversations, updates: &[Incoming]) -> Vec<Taken> {
    conversations.take_updates(BOT, updates, 2).await.unwrap()
}

#[tokio::test]
async fn an_update_is_taken_once_and_of_a_person_only_so_many() {
    let store = Conversations::in_memory().await.unwrap();
    let all = [update(1, 7, true), update(2, 7, true), update(3, 7, true), update(4, 8, true), update(5, 7, false)];
    assert_eq!(taken(&store, &all).await, [Taken::New, Taken::New, Taken::TooMany, Taken::New, Taken::New]);
    assert_eq!(taken(&store, &all[..1]).await, [Taken::Known]);
    // Another bot counts for itself.
    assert_eq!(store.take_updates(BOT + 1, &all[..1], 2).await.unwrap(), [Taken::New]);
    store.finish_update(BOT, 1).await.unwrap();
    assert_eq!(taken(&store, &[update(1, 7, true), update(6, 7, true)]).await, [Taken::Known, Taken::New]);
}

#[tokio::test]
async fn updates_of_a_person_are_claimed_one_by_one_in_their_order() {
    let store = Conversations::in_memory().await.unwrap();
    taken(&store, &[update(2, 7, true), update(1, 7, true), update(3, 7, false)]).await;
    let first = store.claim_next(&alive("a"), 7, 7).await.unwrap().unwrap();
    assert_eq!((first.id, first.body.as_str(), first.sent.len()), (1, "\"1\"", 0));
    // Nobody else comes between, whoever asks; what is quick does not wait.
    for owner in ["a", "b"] {
        assert!(store.claim_next(&alive(owner), 7, 7).await.unwrap().is_none());
    }
    assert_eq!(store.claim_update(&alive("b"), 3).await.unwrap().unwrap().id, 3);
    store.finish_update(BOT, 1).await.unwrap();
    assert_eq!(store.claim_next(&alive("b"), 7, 7).await.unwrap().unwrap().id, 2);
}

#[tokio::test]
async fn what_a_dead_process_was_at_is_gone_on_with() {
    let store = Conversations::in_memory().await.unwrap();
    taken(&store, &[update(1, 7, true)]).await;
    store.claim_next(&lease("dead", Duration::ZERO), 7, 7).await.unwrap().unwrap();
    store.keep_sent(BOT, 1, &[100, 101]).await.unwrap();
    // Its time is over as soon as the clock has moved.
    let waiting = loop {
        let waiting = store.unclaimed_updates(BOT).await.unwrap();
        if !waiting.is_empty() {
            break waiting;
        }
    };
    assert_eq!(waiting, [(1, 7, 7, true)]);
    let claimed = store.claim_next(&alive("next"), 7, 7).await.unwrap().unwrap();
    assert_eq!(claimed.sent, [100, 101]);
    assert!(store.unclaimed_updates(BOT).await.unwrap().is_empty());
    store.release_updates(BOT, Some("another")).await.unwrap();
    assert!(store.unclaimed_updates(BOT).await.unwrap().is_empty());
    store.release_updates(BOT, None).await.unwrap();
    assert_eq!(store.unclaimed_updates(BOT).await.unwrap().len(), 1);
}

#[tokio::test]
async fn nothing_of_a_handled_update_stays_but_its_number_and_that_not_for_ever() {
    let store = Conversations::in_memory().await.unwrap();
    taken(&store, &[update(1, 7, true), update(2, 7, true)]).await;
    store.drop_waiting(BOT, 7, 7).await.unwrap();
    let rows = sqlx::query("SELECT COUNT(*) FROM telegram_updates WHERE body = '' AND chat = 0 AND person = 0")
        .fetch_one(&store.reader)
        .await
        .unwrap();
    assert_eq!(rows.get::<i64, _>(0), 2);
    let later = Timestamp::now() + Duration::from_secs(60);
    store.forget_updates_before(later).await.unwrap();
    assert_eq!(taken(&store, &[update(1, 7, true)]).await, [Taken::New]);
}

#[tokio::test]
async fn a_chat_is_remembered_until_it_is_forgotten() {
    let store = Conversations::in_memory().await.unwrap();
    let (conversation, answer) = (ConversationId::random(), Uuid::new_v4());
    assert_eq!(store.chat_state(7).await.unwrap(), ChatState::default());
    store.keep_chat_locale(7, "ru").await.unwrap();
    store.keep_chat_conversation(7, conversation).await.unwrap();
    let state =
        ChatState { locale: Some("ru".to_owned()), conversation: Some(conversation), last_answer: Some(answer) };
    store.keep_chat_answer(7, 5, &[6, 8], &state).await.unwrap();
    assert_eq!(store.chat_state(7).await.unwrap(), state);
    assert_eq!(store.chat_answer(7, 5).await.unwrap(), Some(vec![6, 8]));
    store.begin_chat_anew(7).await.unwrap();
    assert_eq!(store.chat_state(7).await.unwrap(), ChatState { locale: state.locale, ..ChatState::default() });
    store.forget_chat(7).await.unwrap();
    assert_eq!(store.chat_state(7).await.unwrap(), ChatState::default());
    assert_eq!(store.chat_answer(7, 5).await.unwrap(), None);
    store.keep_chat_locale(7, "en").await.unwrap();
    store.forget_before(Timestamp::now() + Duration::from_secs(60)).await.unwrap();
    assert_eq!(store.chat_state(7).await.unwrap(), ChatState::default());
}
