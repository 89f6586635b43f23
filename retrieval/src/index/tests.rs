use std::{
    fs,
    path::Path,
    sync::atomic::{AtomicUsize, Ordering},
};

use knowledge_base::{Language, RecordId};

use super::{
    folder::{BuildLock, files},
    *,
};
use crate::{Query, Searcher, Section};

/// Counts letters: enough to tell passages apart without a model.
struct LetterCounts(&'static str);

impl TextEmbedder for LetterCounts {
    fn dimensions(&self) -> usize {
        26
    }

    fn fingerprint(&self) -> &str {
        self.0
    }

    fn embed(&self, folded_text: &str) -> Vec<f32> {
        let mut vector = [0.0; 26];
        for letter in folded_text.bytes().filter(u8::is_ascii_lowercase) {
            vector[usize::from(letter - b'a')] += 1.0;
        }
        let length = vector.iter().map(|value| value * value).sum::<f32>().sqrt();
        vector.iter().map(|value| if length > 0.0 { value / length } else { 0.0 }).collect()
    }
}

fn passage(record: &str, section: Section, text: &str) -> Passage {
    Passage { record: RecordId::parse(record).unwrap(), language: Language::Uz, section, text: text.to_owned() }
}

fn three_records() -> Vec<Passage> {
    vec![
        passage("foreign-passport", Section::Title, "Xorijga chiqish pasporti"),
        passage("foreign-passport", Section::Question, "zagran pasport qancha turadi"),
        passage("haj", Section::Title, "Haj safariga navbat"),
        passage("marriage", Section::Title, "Nikohni qayd etish"),
    ]
}

fn options(folder: &Path) -> IndexOptions {
    IndexOptions::new(folder.join("index"), Arc::new(LetterCounts("letters")))
}

fn open(passages: &[Passage], options: &IndexOptions) -> Index {
    Index::open_or_build_from(passages, options, |_| {}).unwrap()
}

#[test]
fn an_index_is_built_once_and_then_opened() {
    let folder = tempfile::tempdir().unwrap();
    let calls = AtomicUsize::new(0);
    let count = |_: BuildProgress| {
        calls.fetch_add(1, Ordering::Relaxed);
    };
    let built = Index::open_or_build_from(&three_records(), &options(folder.path()), count).unwrap();
    assert_eq!(built.making(), Making::Built);
    let after_build = calls.load(Ordering::Relaxed);
    assert!(after_build > 0);
    drop(built);
    let opened = Index::open_or_build_from(&three_records(), &options(folder.path()), count).unwrap();
    assert_eq!(opened.making(), Making::Found);
    assert_eq!(calls.load(Ordering::Relaxed), after_build);
}

#[test]
fn another_text_renews_its_record_and_another_embedder_builds_anew() {
    let folder = tempfile::tempdir().unwrap();
    let mut passages = three_records();
    drop(open(&passages, &options(folder.path())));
    passages[0].text.push_str(" olish");
    assert_eq!(open(&passages, &options(folder.path())).making(), Making::Renewed(1));
    let mut other = options(folder.path());
    other.embedder = Arc::new(LetterCounts("other letters"));
    assert_eq!(open(&passages, &other).making(), Making::Built);
    assert_eq!(open(&passages, &other).making(), Making::Found);
}

#[test]
fn several_readers_share_one_index_and_leave_nothing_behind() {
    let folder = tempfile::tempdir().unwrap();
    let one = Searcher::new(open(&three_records(), &options(folder.path())));
    let other = Searcher::new(open(&three_records(), &options(folder.path())));
    let query = Query { text: "pasport qancha", language: Some(Language::Uz), limit: 3 };
    let first = |searcher: &Searcher| searcher.search(&query).unwrap().candidates[0].clone();
    assert_eq!(first(&one), first(&other));
    drop((one, other));
    let left: Vec<String> = fs::read_dir(folder.path().join("index"))
        .unwrap()
        .map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned())
        .filter(|name| !["current", "lock", "replace-lock"].contains(&name.as_str()))
        .collect();
    assert_eq!(left, Vec::<String>::new());
}

#[test]
fn an_index_can_be_replaced_while_it_is_read() {
    let folder = tempfile::tempdir().unwrap();
    let reader = Searcher::new(open(&three_records(), &options(folder.path())));
    let mut again = options(folder.path());
    again.rebuild = true;
    assert_eq!(open(&three_records(), &again).making(), Making::Built);
    let query = Query { text: "nikoh", language: Some(Language::Uz), limit: 1 };
    assert_eq!(reader.search(&query).unwrap().candidates[0].record.as_str(), "marriage");
}

#[test]
fn what_a_killed_process_left_is_swept() {
    let folder = tempfile::tempdir().unwrap();
    let index = folder.path().join("index");
    fs::create_dir_all(index.join("build-killed/shard")).unwrap();
    fs::create_dir_all(index.join("old-killed/current")).unwrap();
    fs::create_dir_all(index.join("open-killed/shard")).unwrap();
    fs::write(index.join("open-killed/in-use"), "").unwrap();
    drop(open(&three_records(), &options(folder.path())));
    for left in ["build-killed", "old-killed", "open-killed"] {
        assert!(!index.join(left).exists(), "{left}");
    }
}

#[test]
fn a_damaged_index_is_built_again() {
    let folder = tempfile::tempdir().unwrap();
    drop(open(&three_records(), &options(folder.path())));
    let current = folder.path().join("index/current");
    fs::write(current.join("terms.json"), "{").unwrap();
    assert_eq!(open(&three_records(), &options(folder.path())).making(), Making::Built);
    fs::remove_dir_all(current.join("shard/segments")).unwrap();
    assert_eq!(open(&three_records(), &options(folder.path())).making(), Making::Built);
    fs::write(current.join("manifest.json"), "not a manifest").unwrap();
    assert_eq!(open(&three_records(), &options(folder.path())).making(), Making::Built);
}

#[test]
fn a_second_builder_waits_and_then_says_who_holds_it_up() {
    let folder = tempfile::tempdir().unwrap();
    let mut options = options(folder.path());
    options.wait = Duration::from_millis(1);
    let index = folder.path().join("index");
    fs::create_dir_all(&index).unwrap();
    let lock = BuildLock::acquire(&index, options.wait, || {}).unwrap();
    let mut waited = false;
    let refused = Index::open_or_build_from(&three_records(), &options, |progress| {
        waited |= progress.stage == BuildStage::Waiting;
    });
    assert!(matches!(refused, Err(IndexError::Busy { .. })));
    assert!(waited);
    drop(lock);
    assert_eq!(open(&three_records(), &options).making(), Making::Built);
}

#[test]
fn a_folder_that_cannot_be_is_an_error_that_says_what_to_do() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("index"), "a file").unwrap();
    let refused = Index::open_or_build_from(&three_records(), &options(folder.path()), |_| {}).unwrap_err();
    assert!(refused.to_string().contains("index"), "{refused}");
    let denied = IndexError::of_file(Path::new("/x"), std::io::ErrorKind::ReadOnlyFilesystem.into());
    assert!(denied.to_string().contains("choose another folder"), "{denied}");
    let full = IndexError::of_file(Path::new("/x"), std::io::ErrorKind::StorageFull.into());
    assert!(full.to_string().contains("free 64 MB"), "{full}");
    let too_much = files::check_space(folder.path(), u64::MAX / 2).unwrap_err();
    assert!(matches!(too_much, IndexError::Full { .. }));
}

#[test]
fn nothing_to_index_is_an_error() {
    let folder = tempfile::tempdir().unwrap();
    let refused = Index::open_or_build_from(&[], &options(folder.path()), |_| {});
    assert!(matches!(refused, Err(IndexError::NoPassages)));
}

#[test]
fn a_question_in_either_script_or_with_a_slip_finds_its_record() {
    let folder = tempfile::tempdir().unwrap();
    let searcher = Searcher::new(open(&three_records(), &options(folder.path())));
    for (text, language) in [
        ("zagran pasport", Some(Language::Uz)),
        ("загран паспорт", Some(Language::Uz)),
        ("загранпаспорт", Some(Language::Ru)),
        ("паспортни", None),
        ("pasprt", None),
    ] {
        let result = searcher.search(&Query { text, language, limit: 2 }).unwrap();
        assert_eq!(result.candidates[0].record.as_str(), "foreign-passport", "{text}");
        assert!(result.margin >= 0.0);
    }
}

#[test]
fn a_question_without_words_has_no_candidates() {
    let folder = tempfile::tempdir().unwrap();
    let searcher = Searcher::new(open(&three_records(), &options(folder.path())));
    for text in ["", "  ?!  ", "🙂"] {
        let result = searcher.search(&Query { text, language: None, limit: 5 }).unwrap();
        assert_eq!(result.candidates, Vec::new(), "{text}");
    }
}

#[test]
fn a_renewed_index_answers_as_one_built_whole() {
    let (renewed, whole) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    // A renewal pays as long as most records stay.
    let others = ["Kadastr", "Soliq", "Pensiya", "Avtomobil"];
    let others = (0..).zip(others).map(|(number, text)| passage(&format!("other-{number}"), Section::Title, text));
    let mut before: Vec<Passage> = others.chain(three_records()).collect();
    before.push(passage("visa", Section::Title, "Viza olish"));
    drop(open(&before, &options(renewed.path())));
    // One record is changed, one goes, one comes.
    let mut after: Vec<Passage> = before.iter().filter(|passage| passage.record.as_str() != "visa").cloned().collect();
    after[7].text = "Nikoh tuzish va uni qayd etish".to_owned();
    after.push(passage("archive", Section::Title, "Arxiv nusxasi"));
    let one = open(&after, &options(renewed.path()));
    assert_eq!(one.making(), Making::Renewed(3));
    assert_eq!((one.manifest().count(), one.manifest().passages()), (8, 9));
    let (one, other) = (Searcher::new(one), Searcher::new(open(&after, &options(whole.path()))));
    for text in ["pasport", "viza", "nikoh tuzish", "arxiv nusxasi", "haj"] {
        let found = |searcher: &Searcher| -> Vec<(String, f32)> {
            let query = Query { text, language: Some(Language::Uz), limit: 9 };
            let mut found: Vec<(String, f32)> = searcher
                .search(&query)
                .unwrap()
                .candidates
                .into_iter()
                .map(|candidate| (candidate.record.to_string(), candidate.score))
                .collect();
            // Records of one score stand by their places, which differ.
            found.sort_by(|one, other| other.1.total_cmp(&one.1).then(one.0.cmp(&other.0)));
            found
        };
        assert_eq!(found(&one), found(&other), "{text}");
    }
    // The next start takes it as it is.
    drop(one);
    assert_eq!(open(&after, &options(renewed.path())).making(), Making::Found);
}
