use knowledge_base::RecordId;
use proptest::prelude::*;

use super::*;

fn passage(text: &str) -> Passage {
    let record = RecordId::parse("record").unwrap();
    Passage { record, language: Language::En, section: Section::Note, text: text.to_owned() }
}

/// Points with small whole numbers, so that sums are the same in any order.
fn points(rows: &[(Vec<u8>, Vec<u8>)]) -> Vec<Point> {
    let numbers = |values: &[u8]| values.iter().map(|value| f32::from(*value)).collect::<Vec<f32>>();
    rows.iter()
        .enumerate()
        .map(|(place, (dense, sparse))| Point {
            key: PointKey::new(place as u32, 7, &passage("")),
            passage: passage(&place.to_string()),
            dense: numbers(dense),
            sparse: (0_u32..).zip(numbers(sparse)).filter(|(_, weight)| *weight > 0.0).collect(),
        })
        .collect()
}

fn store(points: Vec<Point>) -> (tempfile::TempDir, EmbeddedStore) {
    let folder = tempfile::tempdir().unwrap();
    let store = EmbeddedStore::create(folder.path(), 3).unwrap();
    store.insert(points).unwrap();
    (folder, store)
}

#[test]
fn a_key_says_which_record_it_is_of() {
    for record in [0, 1, 301, 0x00FF_FFFF] {
        let key = PointKey::new(record, 9, &passage(""));
        assert_eq!(key.record(), record as usize);
        assert_eq!(PointKey::from_bits(key.bits()), key);
        assert_ne!(key, PointKey::new(record, 10, &passage("")));
    }
}

#[test]
fn passages_come_back_as_they_were_and_in_the_order_asked() {
    let points = points(&[(vec![1, 0, 0], vec![1]), (vec![0, 1, 0], vec![0, 1])]);
    let keys = [points[1].key, points[0].key];
    let (_folder, store) = store(points);
    let found = store.passages(&keys).unwrap();
    assert_eq!(found, vec![(keys[0], passage("1")), (keys[1], passage("0"))]);
    assert_eq!(store.passages(&[PointKey::from_bits(12)]).unwrap(), vec![]);
}

#[test]
fn a_store_keeps_what_it_held_when_it_is_opened_again() {
    let folder = tempfile::tempdir().unwrap();
    let rows = [(vec![1, 2, 3], vec![4, 5])];
    let created = EmbeddedStore::create(folder.path(), 3).unwrap();
    created.insert(points(&rows)).unwrap();
    drop(created);
    let opened = EmbeddedStore::open(folder.path(), 3).unwrap();
    assert_eq!(opened.len(), 1);
    assert_eq!(opened.matching(&[(1, 2.0)], 5).unwrap()[0].score, 10.0);
}

#[test]
fn a_folder_that_is_in_use_is_refused() {
    let (folder, _store) = store(Vec::new());
    assert!(matches!(EmbeddedStore::open(folder.path(), 3), Err(StoreError::Engine(_))));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    /// The engine may rank as it likes inside, but it has to rank as plain arithmetic does.
    #[test]
    fn the_sparse_order_is_that_of_the_dot_product(
        rows in prop::collection::vec((prop::collection::vec(1_u8..9, 3), prop::collection::vec(0_u8..9, 6)), 1..20),
        question in prop::collection::vec(0_u8..9, 6),
    ) {
        let points = points(&rows);
        let question: Vec<(u32, f32)> =
            (0_u32..).zip(question).filter(|(_, weight)| *weight > 0).map(|(term, weight)| (term, f32::from(weight))).collect();
        let dot = |point: &Point| -> f32 {
            point.sparse.iter().flat_map(|(term, weight)| {
                question.iter().filter(move |(asked, _)| asked == term).map(move |(_, asked)| asked * weight)
            }).sum()
        };
        let mut wanted: Vec<f32> = points.iter().map(dot).filter(|score| *score > 0.0).collect();
        wanted.sort_by(|one, other| other.total_cmp(one));
        let (_folder, store) = store(points);
        let found = if question.is_empty() { Vec::new() } else { store.matching(&question, 100).unwrap() };
        let scores: Vec<f32> = found.iter().map(|hit| hit.score).collect();
        prop_assert_eq!(scores, wanted);
    }

    #[test]
    fn the_dense_order_is_that_of_the_cosine(
        rows in prop::collection::vec((prop::collection::vec(1_u8..9, 3), Just(vec![1_u8])), 1..20),
        question in prop::collection::vec(1_u8..9, 3),
    ) {
        let points = points(&rows);
        let question: Vec<f32> = question.into_iter().map(f32::from).collect();
        let length = |vector: &[f32]| vector.iter().map(|value| value * value).sum::<f32>().sqrt();
        let cosine = |point: &Point| {
            let dot: f32 = point.dense.iter().zip(&question).map(|(one, other)| one * other).sum();
            dot / length(&point.dense) / length(&question)
        };
        let mut wanted: Vec<f32> = points.iter().map(cosine).collect();
        wanted.sort_by(|one, other| other.total_cmp(one));
        let (_folder, store) = store(points);
        let found = store.nearest(&question, 100).unwrap();
        prop_assert_eq!(found.len(), wanted.len());
        for (hit, wanted) in found.iter().zip(wanted) {
            prop_assert!((hit.score - wanted).abs() < 1e-5);
        }
    }
}
