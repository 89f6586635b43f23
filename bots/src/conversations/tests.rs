use std::time::Duration;

use assistant::{Outcome, guard::MASK};
use knowledge_base::{Language, RecordId, Script};
use tempfile::TempDir;

use super::*;

fn answer() -> Answer {
    Answer {
        id: Uuid::new_v4(),
        conversation: None,
        language: Language::Uz,
        script: Script::Latn,
        outcome: Outcome::Answer,
        text: "Narxi 440 000 soʻm.".to_owned(),
        services: vec![RecordId::parse("passport").unwrap()],
        sources: Vec::new(),
        facts: Vec::new(),
        engine: "extractive".to_owned(),
        timings_ms: Default::default(),
        card: None,
        choices: Vec::new(),
        suggestions: Vec::new(),
        related: Vec::new(),
        scores: Default::default(),
        tokens: None,
        state: Conversation { last_record: Some("passport".to_owned()), ..Conversation::default() },
    }
}

fn turn<'a>(conversation: ConversationId, question: &'a str, answer: &'a Answer) -> Turn<'a> {
    Turn { conversation, channel: Channel::Web, question, answer }
}

async fn opened() -> (TempDir, Conversations) {
    let folder = tempfile::tempdir().unwrap();
    let conversations = Conversations::open(&folder.path().join("data/conversations.sqlite")).await.unwrap();
    (folder, conversations)
}

async fn one(conversations: &Conversations, sql: &'static str) -> String {
    sqlx::query(sql).fetch_one(&conversations.reader).await.unwrap().get::<String, _>(0)
}

async fn count(conversations: &Conversations, sql: &'static str) -> i64 {
    sqlx::query(sql).fetch_one(&conversations.reader).await.unwrap().get::<i64, _>(0)
}

#[tokio::test]
async fn a_turn_comes_back_as_the_state_of_its_conversation() {
    let (_folder, conversations) = opened().await;
    let (id, answer) = (ConversationId::random(), answer());
    assert_eq!(conversations.state(id).await.unwrap(), None);
    conversations.keep(turn(id, "pasport narxi", &answer)).await.unwrap();
    assert_eq!(conversations.state(id).await.unwrap(), Some(answer.state));
    assert_eq!(one(&conversations, "SELECT services FROM turns").await, "[\"passport\"]");
    assert_eq!(one(&conversations, "SELECT channel FROM conversations").await, "web");
}

#[tokio::test]
async fn what_is_kept_is_there_after_closing_and_opening_again() {
    let (folder, conversations) = opened().await;
    let (id, answer) = (ConversationId::random(), answer());
    conversations.keep(turn(id, "pasport", &answer)).await.unwrap();
    conversations.close().await;
    let again = Conversations::open(&folder.path().join("data/conversations.sqlite")).await.unwrap();
    assert_eq!(again.state(id).await.unwrap(), Some(answer.state));
}

#[tokio::test]
async fn personal_numbers_never_reach_the_file() {
    let (_folder, conversations) = opened().await;
    let answer = answer();
    conversations.keep(turn(ConversationId::random(), "PINFL 31234567890123", &answer)).await.unwrap();
    let reason = Some("mening raqamim +998 90 123-45-67".to_owned());
    conversations.keep_feedback(&Feedback { answer: answer.id, helpful: false, reason }).await.unwrap();
    assert_eq!(one(&conversations, "SELECT question FROM turns").await, format!("PINFL {MASK}"));
    assert_eq!(one(&conversations, "SELECT reason FROM feedback").await, format!("mening raqamim {MASK}"));
}

#[tokio::test]
async fn feedback_said_again_replaces_what_was_said_before() {
    let (_folder, conversations) = opened().await;
    let answer = answer();
    conversations.keep(turn(ConversationId::random(), "pasport", &answer)).await.unwrap();
    for helpful in [true, true, false] {
        conversations.keep_feedback(&Feedback { answer: answer.id, helpful, reason: None }).await.unwrap();
    }
    assert_eq!(count(&conversations, "SELECT count(*) FROM feedback").await, 1);
    assert_eq!(count(&conversations, "SELECT helpful FROM feedback").await, 0);
}

#[tokio::test]
async fn feedback_on_an_answer_that_was_never_given_is_the_callers_fault() {
    let (_folder, conversations) = opened().await;
    let feedback = Feedback { answer: Uuid::new_v4(), helpful: true, reason: None };
    let error = conversations.keep_feedback(&feedback).await.unwrap_err();
    assert!(matches!(error, ConversationError::UnknownAnswer(id) if id == feedback.answer), "{error}");
}

#[tokio::test]
async fn what_is_older_than_allowed_is_deleted_with_its_feedback() {
    let (_folder, conversations) = opened().await;
    let (old, new) = (ConversationId::random(), ConversationId::random());
    let old_answer = answer();
    conversations.keep(turn(old, "eski", &old_answer)).await.unwrap();
    let feedback = Feedback { answer: old_answer.id, helpful: true, reason: None };
    conversations.keep_feedback(&feedback).await.unwrap();
    let long_ago = Timestamp::now().checked_sub(Duration::from_secs(100 * 86_400)).unwrap().as_millisecond();
    for sql in ["UPDATE turns SET at = ?1", "UPDATE conversations SET changed = ?1"] {
        sqlx::query(sql).bind(long_ago).execute(&conversations.writer).await.unwrap();
    }
    conversations.keep(turn(new, "yangi", &answer())).await.unwrap();
    let limit = Timestamp::now().checked_sub(Duration::from_secs(90 * 86_400)).unwrap();
    assert_eq!(conversations.forget_before(limit).await.unwrap(), 1);
    assert_eq!(conversations.state(old).await.unwrap(), None);
    assert!(conversations.state(new).await.unwrap().is_some());
    assert_eq!(count(&conversations, "SELECT count(*) FROM feedback").await, 0);
    assert_eq!(one(&conversations, "SELECT question FROM turns").await, "yangi");
}

#[tokio::test]
async fn a_file_that_cannot_be_made_is_told_with_its_path() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("file");
    std::fs::write(&file, "").unwrap();
    let error = Conversations::open(&file.join("conversations.sqlite")).await.unwrap_err();
    assert!(matches!(error, ConversationError::Unwritable { .. }), "{error}");
    assert!(error.to_string().contains("conversations.sqlite"), "{error}");
}

#[tokio::test]
async fn a_file_that_is_no_database_is_not_touched() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("conversations.sqlite");
    let text = "this is no database, and it is long enough to be looked at. ".repeat(20);
    std::fs::write(&file, &text).unwrap();
    assert!(Conversations::open(&file).await.is_err());
    assert_eq!(std::fs::read_to_string(&file).unwrap(), text);
}

#[tokio::test]
async fn a_database_of_a_newer_version_is_refused() {
    let (folder, conversations) = opened().await;
    sqlx::query(
        "INSERT INTO _sqlx_migrations (version, description, success, checksum, execution_time)
         VALUES (9999, 'from the future', 1, x'00', 1)",
    )
    .execute(&conversations.writer)
    .await
    .unwrap();
    conversations.close().await;
    let error = Conversations::open(&folder.path().join("data/conversations.sqlite")).await.unwrap_err();
    assert!(matches!(error, ConversationError::Foreign { .. }), "{error}");
}

#[tokio::test]
async fn conversations_in_memory_work_alike() {
    let conversations = Conversations::in_memory().await.unwrap();
    let (id, answer) = (ConversationId::random(), answer());
    conversations.keep(turn(id, "pasport", &answer)).await.unwrap();
    assert_eq!(conversations.state(id).await.unwrap(), Some(answer.state));
}
