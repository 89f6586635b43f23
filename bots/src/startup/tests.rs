use std::path::Path;

use assistant::{EngineChoice, Event, Outcome};
use tempfile::TempDir;
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::TcpStream,
};
use uuid::Uuid;

use super::*;
use crate::{
    chat::{Ask, Channel, ConversationError, ConversationId, Feedback},
    settings::Sources,
};

/// Settings of a program of its own: the repository's records, a free port, no model.
fn settings(folder: &TempDir, variables: &[(&str, &str)]) -> Settings {
    let records = Path::new(env!("CARGO_MANIFEST_DIR")).join("../knowledge-base/records");
    let own = [
        ("HOME", folder.path().to_str().unwrap()),
        ("YORDAMCHI_RECORDS", records.to_str().unwrap()),
        ("YORDAMCHI_LISTEN", "127.0.0.1:0"),
        ("YORDAMCHI_MODEL", "none"),
    ];
    let all = own.iter().chain(variables).map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
    Settings::read(&Sources { file: None, folder: folder.path().to_owned(), variables: all.collect() }).unwrap()
}

async fn running(folder: &TempDir) -> Running {
    start(settings(folder, &[]), silent()).await.unwrap()
}

fn question(text: &str, conversation: Option<ConversationId>) -> Ask {
    Ask {
        conversation,
        text: text.to_owned(),
        locale: None,
        channel: Channel::Terminal,
        engine: EngineChoice::Extractive,
    }
}

async fn get(address: SocketAddr, path: &str) -> String {
    let mut stream = TcpStream::connect(address).await.unwrap();
    let request = format!("GET {path} HTTP/1.1\r\nhost: {address}\r\nconnection: close\r\n\r\n");
    stream.write_all(request.as_bytes()).await.unwrap();
    let mut response = String::new();
    stream.read_to_string(&mut response).await.unwrap();
    response
}

#[tokio::test(flavor = "multi_thread")]
async fn a_program_on_port_0_serves_tells_its_port_and_ends() {
    let folder = tempfile::tempdir().unwrap();
    let running = running(&folder).await;
    let address = running.address();
    assert_ne!(address.port(), 0);
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        let data = folder.path().join(".local/share/yordamchi");
        assert_eq!(data.metadata().unwrap().permissions().mode() & 0o077, 0, "others can read the conversations");
    }
    assert!(get(address, "/healthz").await.starts_with("HTTP/1.1 200"));
    assert!(matches!(*running.model().borrow(), ModelState::Off { .. }));
    assert_eq!(running.stop().await, Stopped::Drained);
    assert!(TcpStream::connect(address).await.is_err());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_used_port_is_told_before_anything_is_built() {
    let folder = tempfile::tempdir().unwrap();
    let other = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let address = other.local_addr().unwrap();
    let settings = settings(&folder, &[("YORDAMCHI_LISTEN", &address.to_string())]);
    let index = settings.data.join("index");
    let error = start(settings, silent()).await.err().unwrap();
    assert!(matches!(error, StartError::PortInUse(used) if used == address), "{error}");
    assert!(!index.exists());
}

#[tokio::test(flavor = "multi_thread")]
async fn missing_records_are_told_with_their_folder() {
    let folder = tempfile::tempdir().unwrap();
    let missing = folder.path().join("no-records");
    let settings = settings(&folder, &[("YORDAMCHI_RECORDS", missing.to_str().unwrap())]);
    let error = start(settings, silent()).await.err().unwrap().to_string();
    assert!(error.contains("no-records") && error.contains("set `records`"), "{error}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_turn_can_be_rated_and_its_conversation_gone_on_with() {
    let folder = tempfile::tempdir().unwrap();
    let running = running(&folder).await;
    let chat = running.chat();
    let mut asked = chat.ask(question("Pasport olish qancha turadi?", None)).await;
    let mut events = Vec::new();
    while let Some(event) = asked.events.recv().await {
        events.push(event);
    }
    assert!(matches!(events.first(), Some(Event::Accepted { .. })));
    let Some(Event::Done(answer)) = events.pop() else { panic!("no last event") };
    assert_eq!(answer.conversation, Some(asked.conversation.uuid()));

    let rating = Feedback { answer: answer.id, helpful: true, reason: None };
    chat.feedback(rating.clone()).await.unwrap();
    chat.feedback(rating).await.unwrap();
    let unknown = Feedback { answer: Uuid::new_v4(), helpful: true, reason: None };
    assert!(matches!(chat.feedback(unknown).await, Err(ConversationError::UnknownAnswer(_))));

    let again = chat.ask(question("muddati-chi?", Some(asked.conversation))).await;
    assert_eq!(again.conversation, asked.conversation);
    let stranger = ConversationId::random();
    let fresh = chat.ask(question("muddati-chi?", Some(stranger))).await;
    assert_ne!(fresh.conversation, stranger);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_failing_database_spoils_neither_an_answer_nor_the_next() {
    let folder = tempfile::tempdir().unwrap();
    let running = running(&folder).await;
    let chat = running.chat();
    running.conversations.close().await;
    let mut asked = chat.ask(question("Pasport olish qancha turadi?", None)).await;
    let mut last = None;
    while let Some(event) = asked.events.recv().await {
        last = Some(event);
    }
    let Some(Event::Done(answer)) = last else { panic!("no last event") };
    assert_ne!(answer.outcome, Outcome::Error);
    let again = chat.ask(question("muddati-chi?", Some(asked.conversation))).await;
    assert_eq!(again.conversation, asked.conversation);
}

#[test]
fn a_model_of_the_search_is_one_of_the_catalogue_and_of_its_kind() {
    let folder = tempfile::tempdir().unwrap();
    for (key, named) in [("EMBEDDER", "no-such"), ("EMBEDDER", "bge-reranker-v2-m3"), ("RERANKER", "bge-m3")] {
        let settings = settings(&folder, &[(&format!("YORDAMCHI_{key}"), named)]);
        let error = SearchModels::open(&settings, &silent()).err().unwrap().to_string();
        assert!(error.contains(named) && error.contains(&key.to_lowercase()), "{error}");
        assert!(error.contains("models list"), "{error}");
    }
}

#[test]
fn a_model_that_cannot_be_had_is_told_with_the_ways_out() {
    let folder = tempfile::tempdir().unwrap();
    let nothing = [("YORDAMCHI_FETCH__HUB", "false"), ("YORDAMCHI_EMBEDDER", "bge-m3")];
    let error = SearchModels::open(&settings(&folder, &nothing), &silent()).err().unwrap().to_string();
    for part in ["embedder bge-m3", "pytorch_model.bin", "`model_folder`", "`shipped`"] {
        assert!(error.contains(part), "{part} in {error}");
    }
}

#[test]
fn the_settings_name_a_model_or_switch_models_off() {
    let folder = tempfile::tempdir().unwrap();
    let chosen = choose_model(&settings(&folder, &[("YORDAMCHI_MODEL", "gemma-3-270m-q4_k_m")])).unwrap();
    assert_eq!(chosen.model.unwrap().id, "gemma-3-270m-q4_k_m");
    let off = choose_model(&settings(&folder, &[("YORDAMCHI_ENGINE", "extractive")])).unwrap();
    assert!(off.model.is_none() && off.reason.contains("facts alone"), "{}", off.reason);
}
