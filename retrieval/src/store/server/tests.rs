use std::{net::TcpListener, time::Duration, time::Instant};

use knowledge_base::{Language, RecordId};
use qdrant_client::qdrant::{PointId, RetrievedPoint};

use super::*;
use crate::Section;

fn settings(url: &str) -> ServerSettings {
    ServerSettings {
        url: ServerUrl::parse(url).unwrap(),
        api_key: ApiKey::parse("very-secret"),
        collection: CollectionName::parse("yordamchi").unwrap(),
        shards: 1,
        replicas: 1,
        timeout: Duration::from_millis(300),
    }
}

fn point() -> Point {
    let passage = Passage {
        record: RecordId::parse("haj").unwrap(),
        language: Language::Ru,
        section: Section::Note,
        text: "Очередь на хадж".to_owned(),
    };
    Point { key: PointKey::new(3, 1, &passage), passage, dense: vec![0.6, 0.8], sparse: vec![(9, 1.0), (2, 0.5)] }
}

/// A point as a server gives it back.
fn read(point: Point) -> RetrievedPoint {
    let stored = wire::point(point);
    RetrievedPoint { id: stored.id, payload: stored.payload, ..RetrievedPoint::default() }
}

#[test]
fn an_address_has_a_scheme_a_host_and_a_port_and_nothing_else() {
    for (text, read) in [
        ("http://127.0.0.1:6334", "http://127.0.0.1:6334"),
        (" https://qdrant.example.uz/ ", "https://qdrant.example.uz:6334"),
        ("https://qdrant.example.uz:443", "https://qdrant.example.uz:443"),
        ("http://[::1]:7000", "http://[::1]:7000"),
    ] {
        let url = ServerUrl::parse(text).unwrap();
        assert_eq!(url.as_str(), read);
        assert!(read.ends_with(&format!("//{}", url.authority())));
    }
    for text in
        ["", "qdrant:6334", "ftp://host:1", "http://", "http://me:secret@host:1", "http://host:1/path", "http://h?a"]
    {
        assert_eq!(ServerUrl::parse(text), None, "{text}");
    }
}

#[test]
fn a_key_is_never_printed() {
    assert!(!format!("{:?}", settings("http://host")).contains("very-secret"));
    assert_eq!(ApiKey::parse("two words"), None);
}

#[test]
fn a_passage_comes_back_from_its_payload() {
    let stored = read(point());
    assert_eq!(wire::passage(&stored).unwrap(), (point().key, point().passage));
    let empty = RetrievedPoint { payload: HashMap::new(), ..stored };
    assert!(matches!(wire::passage(&empty), Err(StoreError::Payload { key }) if key == point().key.bits()));
}

#[test]
fn terms_are_sent_in_rising_order() {
    let query = wire::matching("c", &[(9, 1.0), (2, 0.5)], 3);
    let text = format!("{query:?}");
    assert!(text.contains("indices: [2, 9]") && text.contains("values: [0.5, 1.0]"), "{text}");
}

#[test]
fn only_a_collection_with_a_graph_holds_bytes_beside_whole_vectors() {
    let of = |points| format!("{:?}", wire::collection("c", 4, points, &settings("http://host")).vectors_config);
    assert!(!of(50_000).contains("quantile: Some"), "{}", of(50_000));
    assert!(of(50_001).contains("quantile: Some"), "{}", of(50_001));
    assert!(format!("{:?}", wire::nearest("c", &[1.0], 3, 50_001)).contains("rescore: Some(true)"));
}

#[test]
fn ids_of_another_kind_are_no_keys() {
    assert_eq!(wire::key(Some(&PointId::from("550e8400-e29b-41d4-a716-446655440000"))), None);
    assert_eq!(wire::key(Some(&PointId::from(7_u64))), Some(PointKey::from_bits(7)));
}

#[test]
fn collections_of_one_family_stand_for_the_same() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let store = silent_store(&listener);
    assert!(store.stands_for_the_same("uz-00") && store.stands_for_the_same("uz-00-2"));
    assert!(!store.stands_for_the_same("uz-01") && !store.stands_for_the_same("uz-000"));
}

#[test]
fn what_a_patch_replaces_does_not_count_and_what_it_holds_stands_in_its_order() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let patch = Patch { collection: "uz-01-p".to_owned(), points: 2, places: [3, 9].into(), dead: 2 };
    let store = ServerStore { patch: Some(patch), ..silent_store(&listener) };
    let hit = |record: u32, score: f32| Hit { key: PointKey::new(record, 0, &point().passage), score };
    let base = vec![hit(3, 0.9), hit(5, 0.8), hit(4, 0.5), hit(6, 0.2)];
    let beside = vec![hit(9, 0.7), hit(3, 0.5)];
    let merged = store.merge(base, beside, 4);
    assert_eq!(merged, [hit(5, 0.8), hit(9, 0.7), hit(3, 0.5), hit(4, 0.5)]);
}

/// A store on a server that takes connections and never answers.
fn silent_store(listener: &TcpListener) -> ServerStore {
    let settings = settings(&format!("http://{}", listener.local_addr().unwrap()));
    let connection = Arc::new(Connection::unasked(&settings).unwrap());
    ServerStore::new(connection, "uz-00".to_owned(), ("uz-00".to_owned(), 1), None)
}

#[test]
fn a_server_that_never_answers_is_given_up_in_time_and_then_spared() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let store = silent_store(&listener);
    for _ in 0..3 {
        let started = Instant::now();
        let error = store.nearest(&[1.0], 1).unwrap_err();
        assert!(matches!(error, StoreError::Away { .. }), "{error}");
        assert!(started.elapsed() < Duration::from_secs(2), "{:?}", started.elapsed());
    }
    let started = Instant::now();
    let error = store.nearest(&[1.0], 1).unwrap_err().to_string();
    assert!(error.contains("gave no answer within 0.3 s"), "{error}");
    assert!(started.elapsed() < Duration::from_millis(100), "{:?}", started.elapsed());
}

#[tokio::test]
async fn it_may_be_asked_and_dropped_where_asynchronous_work_runs() {
    // Port 1 of loopback: refused at once.
    let connection = Arc::new(Connection::unasked(&settings("http://127.0.0.1:1")).unwrap());
    let store = ServerStore::new(connection, "uz-00".to_owned(), ("uz-00".to_owned(), 1), None);
    let error = store.matching(&[(1, 1.0)], 1).unwrap_err();
    let told = error.to_string();
    assert!(told.contains("http://127.0.0.1:1 cannot be reached") && told.contains("`qdrant_url`"), "{told}");
    assert!(error.is_passing());
    drop(store);
}

#[test]
fn nothing_is_asked_for_nothing() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let store = silent_store(&listener);
    assert_eq!(store.search(&[], &[], 5).unwrap(), (Vec::new(), Vec::new()));
    assert_eq!(store.passages(&[]).unwrap(), Vec::new());
}
