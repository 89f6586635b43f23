//! The store of conversations from outside: every test runs in SQLite and in PostgreSQL, by the same statements.
//!
//! Without a PostgreSQL on this machine its half is counted as ignored, and the reason is printed.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use std::{
    future::Future,
    pin::Pin,
    sync::{LazyLock, Mutex},
    time::Duration,
};

use assistant::{Answer, Conversation, Outcome, guard::MASK};
use bots::conversations::{
    Channel, ConversationError, ConversationId, Conversations, Database, DatabaseServer, Feedback, Turn, Wanted,
};
use jiff::Timestamp;
use knowledge_base::{Locale, RecordId};
use libtest_mimic::{Arguments, Trial, run};
use sqlx::{AnyPool, AssertSqlSafe, Row as _};
use tempfile::TempDir;
use tests::Postgres;
use uuid::Uuid;

/// One server for all tests; each has a database of its own.
static SERVER: LazyLock<Mutex<Option<Postgres>>> = LazyLock::new(|| Mutex::new(Some(Postgres::start())));

/// A database with the store on it, and a door beside the store.
struct Store {
    conversations: Conversations,
    database: Database,
    beside: AnyPool,
    _folder: TempDir,
}

type Running = Pin<Box<dyn Future<Output = ()>>>;

macro_rules! named {
    ($($name:ident,)+) => {
        vec![$((stringify!($name), (|store| Box::pin($name(store))) as fn(Store) -> Running)),+]
    };
}

fn main() {
    let arguments = Arguments::from_args();
    let in_both = named![
        a_turn_comes_back_as_the_state_of_its_conversation,
        what_is_kept_is_there_after_closing_and_opening_again,
        personal_numbers_never_reach_the_database,
        feedback_said_again_replaces_what_was_said_before,
        feedback_on_an_answer_that_was_never_given_is_the_callers_fault,
        what_is_older_than_allowed_is_deleted_with_its_feedback,
        a_database_of_a_newer_version_is_refused,
        questions_are_drawn_masked_with_those_before_them,
        two_stores_on_one_database_share_conversations_and_lose_no_turn,
        a_later_turn_is_told_from_an_earlier_one,
        stores_that_forget_at_once_leave_the_same,
    ];
    let of_files = named![
        a_file_that_cannot_be_made_is_told_with_its_path,
        a_file_that_is_no_database_is_not_touched,
        conversations_in_memory_work_alike,
    ];
    let of_servers = named![
        stores_that_open_at_once_make_the_tables_once,
        both_kinds_have_the_same_tables_and_columns,
        a_server_that_refuses_is_told_with_what_to_do_and_without_the_password,
    ];
    let missing = Postgres::missing();
    let mut trials = Vec::new();
    for (name, test) in in_both.iter().chain(&of_files).copied() {
        trials
            .push(trial(format!("sqlite::{name}"), move || within(async move { test(Store::in_file().await).await })));
    }
    for (name, test) in in_both.iter().chain(&of_servers).copied() {
        let name = format!("postgres::{name}");
        if let Some(reason) = &missing {
            println!("skipped: {name}: {reason}");
        }
        let test = trial(name, move || within(async move { test(Store::on_server().await).await }));
        trials.push(test.with_ignored_flag(missing.is_some()));
    }
    let conclusion = run(&arguments, trials);
    if let Some(server) = LazyLock::get(&SERVER) {
        drop(server.lock().unwrap().take());
    }
    conclusion.exit();
}

fn trial(name: String, test: impl FnOnce() + Send + 'static) -> Trial {
    Trial::test(name, move || {
        test();
        Ok(())
    })
}

fn within(test: impl Future<Output = ()>) {
    tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(test);
}

fn server<T>(asked: impl FnOnce(&Postgres) -> T) -> T {
    asked(SERVER.lock().unwrap().as_ref().unwrap())
}

impl Store {
    async fn in_file() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("data/conversations.sqlite");
        let url = format!("sqlite:{}", file.display());
        Self::open(Database::File(file), &url, folder).await
    }

    async fn on_server() -> Self {
        let url = server(Postgres::database);
        Self::open(at(&url), &url, tempfile::tempdir().unwrap()).await
    }

    async fn open(database: Database, url: &str, folder: TempDir) -> Self {
        let conversations = Conversations::open(&database).await.unwrap();
        let beside = AnyPool::connect(url).await.unwrap();
        Self { conversations, database, beside, _folder: folder }
    }

    async fn run(&self, sql: &str) {
        sqlx::query(AssertSqlSafe(sql.to_owned())).execute(&self.beside).await.unwrap();
    }

    async fn text(&self, sql: &'static str) -> String {
        sqlx::query(sql).fetch_one(&self.beside).await.unwrap().get(0)
    }

    async fn count(&self, sql: &'static str) -> i64 {
        sqlx::query(sql).fetch_one(&self.beside).await.unwrap().get(0)
    }

    fn is_on_server(&self) -> bool {
        matches!(self.database, Database::Server(_))
    }
}

fn at(url: &str) -> Database {
    Database::Server(DatabaseServer::parse(url).unwrap())
}

fn answer() -> Answer {
    Answer {
        text: "Narxi 440 000 soʻm.".to_owned(),
        services: vec![RecordId::parse("passport").unwrap()],
        state: Conversation { last_record: Some("passport".to_owned()), ..Conversation::default() },
        ..Answer::empty(Locale::UzLatn, Outcome::Answer)
    }
}

fn turn<'a>(conversation: ConversationId, question: &'a str, answer: &'a Answer) -> Turn<'a> {
    Turn { conversation, channel: Channel::Web, question, answer }
}

async fn a_turn_comes_back_as_the_state_of_its_conversation(store: Store) {
    let (id, answer) = (ConversationId::random(), answer());
    assert_eq!(store.conversations.state(id).await.unwrap(), None);
    store.conversations.keep(turn(id, "pasport narxi", &answer)).await.unwrap();
    assert_eq!(store.conversations.state(id).await.unwrap(), Some(answer.state));
    assert_eq!(store.text("SELECT services FROM turns").await, "[\"passport\"]");
    assert_eq!(store.text("SELECT channel FROM conversations").await, "web");
}

async fn what_is_kept_is_there_after_closing_and_opening_again(store: Store) {
    let (id, answer) = (ConversationId::random(), answer());
    store.conversations.keep(turn(id, "pasport", &answer)).await.unwrap();
    store.conversations.close().await;
    let again = Conversations::open(&store.database).await.unwrap();
    assert_eq!(again.state(id).await.unwrap(), Some(answer.state));
}

async fn personal_numbers_never_reach_the_database(store: Store) {
    let answer = answer();
    store.conversations.keep(turn(ConversationId::random(), "PINFL 31234567890123", &answer)).await.unwrap();
    let reason = Some("mening raqamim +998 90 123-45-67".to_owned());
    store.conversations.keep_feedback(&Feedback { answer: answer.id, helpful: false, reason }).await.unwrap();
    assert_eq!(store.text("SELECT question FROM turns").await, format!("PINFL {MASK}"));
    assert_eq!(store.text("SELECT reason FROM feedback").await, format!("mening raqamim {MASK}"));
}

async fn feedback_said_again_replaces_what_was_said_before(store: Store) {
    let answer = answer();
    store.conversations.keep(turn(ConversationId::random(), "pasport", &answer)).await.unwrap();
    for helpful in [true, true, false] {
        store.conversations.keep_feedback(&Feedback { answer: answer.id, helpful, reason: None }).await.unwrap();
    }
    assert_eq!(store.count("SELECT count(*) FROM feedback").await, 1);
    assert_eq!(store.count("SELECT helpful FROM feedback").await, 0);
}

async fn feedback_on_an_answer_that_was_never_given_is_the_callers_fault(store: Store) {
    let feedback = Feedback { answer: Uuid::new_v4(), helpful: true, reason: None };
    let error = store.conversations.keep_feedback(&feedback).await.unwrap_err();
    assert!(matches!(error, ConversationError::UnknownAnswer(id) if id == feedback.answer), "{error}");
}

async fn what_is_older_than_allowed_is_deleted_with_its_feedback(store: Store) {
    let (old, new) = (ConversationId::random(), ConversationId::random());
    let old_answer = answer();
    store.conversations.keep(turn(old, "eski", &old_answer)).await.unwrap();
    let feedback = Feedback { answer: old_answer.id, helpful: true, reason: None };
    store.conversations.keep_feedback(&feedback).await.unwrap();
    let long_ago = Timestamp::now().checked_sub(Duration::from_secs(100 * 86_400)).unwrap().as_millisecond();
    store.run(&format!("UPDATE turns SET at = {long_ago}")).await;
    store.run(&format!("UPDATE conversations SET changed = {long_ago}")).await;
    store.conversations.keep(turn(new, "yangi", &answer())).await.unwrap();
    let limit = Timestamp::now().checked_sub(Duration::from_secs(90 * 86_400)).unwrap();
    assert_eq!(store.conversations.forget_before(limit).await.unwrap(), 1);
    assert_eq!(store.conversations.state(old).await.unwrap(), None);
    assert!(store.conversations.state(new).await.unwrap().is_some());
    assert_eq!(store.count("SELECT count(*) FROM feedback").await, 0);
    assert_eq!(store.text("SELECT question FROM turns").await, "yangi");
}

async fn a_file_that_cannot_be_made_is_told_with_its_path(_: Store) {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("file");
    std::fs::write(&file, "").unwrap();
    let error = Conversations::open(&Database::File(file.join("conversations.sqlite"))).await.unwrap_err();
    assert!(matches!(error, ConversationError::Unwritable { .. }), "{error}");
    assert!(error.to_string().contains("conversations.sqlite"), "{error}");
}

async fn a_file_that_is_no_database_is_not_touched(_: Store) {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("conversations.sqlite");
    let text = "this is no database, and it is long enough to be looked at. ".repeat(20);
    std::fs::write(&file, &text).unwrap();
    assert!(Conversations::open(&Database::File(file.clone())).await.is_err());
    assert_eq!(std::fs::read_to_string(&file).unwrap(), text);
}

async fn a_database_of_a_newer_version_is_refused(store: Store) {
    let (yes, bytes) = if store.is_on_server() { ("true", "'\\x00'") } else { ("1", "x'00'") };
    let from_the_future = format!(
        "INSERT INTO _sqlx_migrations (version, description, success, checksum, execution_time) \
         VALUES (9999, 'from the future', {yes}, {bytes}, 1)"
    );
    store.run(&from_the_future).await;
    store.conversations.close().await;
    let error = Conversations::open(&store.database).await.unwrap_err();
    assert!(matches!(error, ConversationError::Foreign { .. }), "{error}");
}

async fn conversations_in_memory_work_alike(_: Store) {
    let conversations = Conversations::in_memory().await.unwrap();
    let (id, answer) = (ConversationId::random(), answer());
    conversations.keep(turn(id, "pasport", &answer)).await.unwrap();
    assert_eq!(conversations.state(id).await.unwrap(), Some(answer.state));
}

async fn questions_are_drawn_masked_with_those_before_them(store: Store) {
    let (id, first, second) = (ConversationId::random(), answer(), answer());
    store.conversations.keep(turn(id, "pasport narxi", &first)).await.unwrap();
    // The second turn has to lie in a later millisecond, as turns of people do.
    store.run("UPDATE turns SET at = at - 1").await;
    let unanswered = Answer { outcome: Outcome::NoAnswer, ..second };
    store.conversations.keep(turn(id, "telefonim 901234567, muddati-chi", &unanswered)).await.unwrap();
    let wanted = Wanted { outcome: Some("no_answer".to_owned()), helpful: None, count: 10 };
    let sampled = store.conversations.sample(&wanted).await.unwrap();
    assert_eq!((sampled.len(), sampled[0].turns.as_slice()), (1, ["pasport narxi".to_owned()].as_slice()));
    assert!(!sampled[0].question.contains("901234567"), "{sampled:?}");
    store.conversations.keep_feedback(&Feedback { answer: first.id, helpful: false, reason: None }).await.unwrap();
    let unhelpful = Wanted { helpful: Some(false), count: 10, ..Wanted::default() };
    assert_eq!(store.conversations.sample(&unhelpful).await.unwrap()[0].id, first.id.to_string());
    assert_eq!(store.conversations.sample(&Wanted { count: 1, ..Wanted::default() }).await.unwrap().len(), 1);
}

async fn two_stores_on_one_database_share_conversations_and_lose_no_turn(store: Store) {
    const TURNS: usize = 20;
    let other = Conversations::open(&store.database).await.unwrap();
    let id = ConversationId::random();
    let (ours, theirs): (Vec<_>, Vec<_>) = (0..TURNS).map(|_| (answer(), answer())).unzip();
    let keep = |conversations: &Conversations, answers: Vec<Answer>| {
        let conversations = conversations.clone();
        async move {
            for answer in &answers {
                conversations.keep(turn(id, "pasport", answer)).await.unwrap();
            }
        }
    };
    let first = theirs[0].id;
    tokio::join!(keep(&store.conversations, ours), keep(&other, theirs));
    assert_eq!(store.count("SELECT count(*) FROM turns").await, 2 * i64::try_from(TURNS).unwrap());
    assert_eq!(store.count("SELECT count(*) FROM conversations").await, 1);
    assert_eq!(store.conversations.state(id).await.unwrap(), other.state(id).await.unwrap());
    // A verdict reaches the one that did not give the answer.
    store.conversations.keep_feedback(&Feedback { answer: first, helpful: true, reason: None }).await.unwrap();
    assert_eq!(store.count("SELECT helpful FROM feedback").await, 1);
}

async fn a_later_turn_is_told_from_an_earlier_one(store: Store) {
    let id = ConversationId::random();
    let now = Timestamp::now();
    assert!(!store.conversations.was_changed_since(id, now).await.unwrap());
    store.conversations.keep(turn(id, "pasport", &answer())).await.unwrap();
    let minute = Duration::from_secs(60);
    assert!(store.conversations.was_changed_since(id, now - minute).await.unwrap());
    assert!(!store.conversations.was_changed_since(id, now + minute).await.unwrap());
}

async fn stores_that_forget_at_once_leave_the_same(store: Store) {
    let other = Conversations::open(&store.database).await.unwrap();
    let (old, new) = (ConversationId::random(), ConversationId::random());
    for _ in 0..50 {
        store.conversations.keep(turn(old, "eski", &answer())).await.unwrap();
    }
    store.run("UPDATE turns SET at = 1").await;
    store.run("UPDATE conversations SET changed = 1").await;
    store.conversations.keep(turn(new, "yangi", &answer())).await.unwrap();
    let limit = Timestamp::now() - Duration::from_secs(60);
    let (one, two) = tokio::join!(store.conversations.forget_before(limit), other.forget_before(limit));
    assert_eq!(one.unwrap() + two.unwrap(), 50);
    assert_eq!(store.text("SELECT question FROM turns").await, "yangi");
    assert_eq!(store.count("SELECT count(*) FROM conversations").await, 1);
}

async fn stores_that_open_at_once_make_the_tables_once(_: Store) {
    let database = at(&server(Postgres::database));
    let opened = futures::future::join_all((0..6).map(|_| Conversations::open(&database))).await;
    let id = ConversationId::random();
    for conversations in opened {
        conversations.unwrap().keep(turn(id, "pasport", &answer())).await.unwrap();
    }
    let Database::Server(address) = database else { panic!("it is on a server") };
    let name = address.to_string();
    assert_eq!(
        server(|server| server.ask(&name, "SELECT count(*) - max(version) FROM _sqlx_migrations WHERE success")),
        "0"
    );
    assert_eq!(server(|server| server.ask(&name, "SELECT count(*) FROM turns")), "6");
}

async fn both_kinds_have_the_same_tables_and_columns(on_server: Store) {
    let in_file = Store::in_file().await;
    let of_file = "SELECT tables.name || '.' || columns.name || ' ' || columns.\"notnull\" FROM sqlite_schema AS tables, \
                   pragma_table_info(tables.name) AS columns WHERE tables.type = 'table' AND tables.name NOT LIKE '\\_%' \
                   ESCAPE '\\' AND tables.name NOT LIKE 'sqlite%' ORDER BY 1";
    let of_server = "SELECT CAST(table_name || '.' || column_name || ' ' || CASE is_nullable WHEN 'NO' THEN 1 ELSE 0 END \
                     AS TEXT) COLLATE \"C\" FROM information_schema.columns WHERE table_schema = 'public' AND table_name \
                     NOT LIKE '\\_%' ORDER BY 1";
    let columns = async |store: &Store, sql: &'static str| {
        let rows = sqlx::query(sql).fetch_all(&store.beside).await.unwrap();
        rows.iter().map(|row| row.get(0)).collect::<Vec<String>>()
    };
    let known = columns(&in_file, of_file).await;
    assert!(known.contains(&"feedback.helpful 1".to_owned()), "{known:?}");
    assert_eq!(known, columns(&on_server, of_server).await);
}

async fn a_server_that_refuses_is_told_with_what_to_do_and_without_the_password(store: Store) {
    let right = server(Postgres::database);
    let open = async |url: String| Conversations::open(&at(&url)).await.unwrap_err();
    let wrong_password = open(right.replace("only-for-tests", "very-secret")).await;
    let no_database = open(server(|server| server.url("no_such_place"))).await;
    // Port 1 of loopback: refused at once.
    let nobody = open("postgres://me:very-secret@127.0.0.1:1/chat".to_owned()).await;
    let no_protection = open(format!("{right}?sslmode=require")).await;
    store.run("CREATE ROLE reader LOGIN PASSWORD 'very-secret'").await;
    let no_tables = open(right.replace("yordamchi:only-for-tests", "reader:very-secret")).await;
    for (error, way_out) in [
        (&wrong_password, "correct the user and the password"),
        (&no_database, "createdb no_such_place"),
        (&no_protection, "sslmode"),
        (&no_tables, "OWNER TO reader"),
    ] {
        assert!(matches!(error, ConversationError::Refused { .. }), "{error}");
        assert!(error.to_string().contains(way_out) && !error.is_passing(), "{error}");
    }
    assert!(matches!(nobody, ConversationError::Away { .. }) && nobody.is_passing(), "{nobody}");
    for error in [wrong_password, no_database, nobody, no_protection, no_tables] {
        assert!(error.to_string().contains("127.0.0.1"), "{error}");
        assert!(!format!("{error} {error:?}").contains("very-secret"), "{error:?}");
    }
}
