//! Beginnings of prompts that outlive the process.

use std::path::{Path, PathBuf};

use super::*;

const TASK: &str = "you help with public services and use the facts of the record alone ";
/// Bytes that the tiny model's token takes in memory: two numbers of two bytes in two heads of eight, in three layers.
const TOKEN: usize = 3 * 2 * 2 * 8 * 2;

fn settings(folder: &Path, disk: u64) -> EngineSettings {
    EngineSettings {
        prefix_folder: Some(folder.to_owned()),
        prefix_bytes: 1 << 20,
        prefix_disk_bytes: disk,
        ..EngineSettings::default()
    }
}

/// A record's beginning: the task, and facts that fill some pages.
fn record(name: &str) -> String {
    format!("{TASK}{name} {}", "the fee is one unit ".repeat(4))
}

/// The answer, and how many tokens were known.
fn ask(engine: &GenerationEngine, system: &str, question: &str) -> (String, usize) {
    let (text, last) = read(engine.generate(GenerationRequest::new(Prompt::question(system, question), 4)).unwrap());
    (text, done(last).1.known_tokens)
}

/// The files of records; `ask` waits for the answer's end, and they are written before that.
fn files(folder: &Path) -> Vec<PathBuf> {
    let Ok(entries) = std::fs::read_dir(folder.join("records")) else {
        return Vec::new();
    };
    let mut files: Vec<PathBuf> = entries.map(|entry| entry.unwrap().path()).collect();
    files.sort();
    files
}

fn bytes(files: &[PathBuf]) -> u64 {
    files.iter().map(|file| std::fs::metadata(file).unwrap().len()).sum()
}

#[test]
fn a_task_that_is_kept_outlives_the_process() {
    let folder = tempfile::tempdir().unwrap();
    let settings = settings(folder.path(), 0);
    let ask = |engine: &GenerationEngine| {
        engine.keep(&Prompt::question(TASK, "")).unwrap();
        ask(engine, TASK, "fee")
    };
    let first = ask(&engine(false, &settings));
    assert!(first.1 > 60, "{first:?}");
    let task: Vec<_> = std::fs::read_dir(folder.path()).unwrap().map(|entry| entry.unwrap().path()).collect();
    assert_eq!(task.len(), 1, "{task:?}");
    let written = std::fs::read(&task[0]).unwrap();
    assert_eq!(ask(&engine(false, &settings)), first);
    // A damaged file is not believed, and is written again.
    let mut harmed = written.clone();
    let middle = harmed.len() / 2;
    harmed[middle] ^= 1;
    for harmed in [harmed.as_slice(), &written[..written.len() / 3], b"", b"something else"] {
        std::fs::write(&task[0], harmed).unwrap();
        assert_eq!(ask(&engine(false, &settings)), first);
        assert!(std::fs::read(&task[0]).unwrap() == written, "it is as it was");
    }
}

#[test]
fn a_record_is_written_when_it_is_asked_about_again_and_found_after_a_restart() {
    let folder = tempfile::tempdir().unwrap();
    let settings = settings(folder.path(), 1 << 20);
    let (passport, other) = (record("passport"), record("a car"));
    let first = engine(false, &settings);
    let cold = ask(&first, &passport, "fee");
    assert_eq!((cold.1, files(folder.path()).len()), (0, 0), "once is not enough");
    ask(&first, &other, "fee");
    assert_eq!(files(folder.path()).len(), 0, "two records asked about once are none asked about twice");
    let again = ask(&first, &passport, "term");
    assert!(again.1 > 120, "{again:?}");
    assert_eq!(files(folder.path()).len(), 1);
    ask(&first, &passport, "office");
    assert_eq!(files(folder.path()).len(), 1);

    let second = engine(false, &settings);
    assert_eq!(ask(&second, &passport, "term"), again, "a restart finds it");
    assert!(ask(&second, &other, "term").1 < 100, "what was not written is read, but for the task");
    let without = engine(false, &EngineSettings { prefix_disk_bytes: 0, ..settings });
    assert_eq!(ask(&without, &passport, "term"), (again.0, 0), "without the setting nothing is looked for");
}

#[test]
fn a_changed_record_never_meets_what_was_written_before() {
    let folder = tempfile::tempdir().unwrap();
    let settings = settings(folder.path(), 1 << 20);
    let (old, new) = (record("passport"), record("passport").replace("one unit", "two unit"));
    let first = engine(false, &settings);
    for _ in 0..2 {
        ask(&first, &old, "fee");
    }
    let second = engine(false, &settings);
    let (text, known) = ask(&second, &new, "fee");
    assert_eq!(known, 0);
    assert_eq!(text, ask(&engine(false, &EngineSettings::default()), &new, "fee").0);
    ask(&second, &new, "fee");
    assert_eq!(files(folder.path()).len(), 2, "each revision has a file of its own");
    // Nor does another model of the same shape.
    let other = engine(true, &settings);
    assert_eq!(ask(&other, &old, "fee").1, 0);
}

#[test]
fn a_damaged_or_foreign_file_is_dropped_and_written_again() {
    let folder = tempfile::tempdir().unwrap();
    let settings = settings(folder.path(), 1 << 20);
    let (passport, car) = (record("passport"), record("car"));
    let write = |record: &str| {
        let engine = engine(false, &settings);
        (ask(&engine, record, "fee").0, ask(&engine, record, "fee").0)
    };
    let (text, _) = write(&passport);
    let file = files(folder.path()).remove(0);
    let whole = std::fs::read(&file).unwrap();
    write(&car);
    let of_car = std::fs::read(files(folder.path()).into_iter().find(|other| *other != file).unwrap()).unwrap();
    let mut harmed = whole.clone();
    let last = harmed.len() - 1;
    harmed[last] ^= 128;
    // A file under another's name is whole and still not what it says.
    for bytes in [&harmed, &whole[..last].to_vec(), &Vec::new(), &of_car] {
        std::fs::write(&file, bytes).unwrap();
        let engine = engine(false, &settings);
        assert_eq!(ask(&engine, &passport, "fee"), (text.clone(), 0));
        assert!(!file.exists(), "it is dropped");
        ask(&engine, &passport, "fee");
        assert!(std::fs::read(&file).unwrap() == whole, "it is written again");
    }
    // One that is larger than all together may be is not even read.
    std::fs::File::create(&file).unwrap().set_len(1 << 40).unwrap();
    assert_eq!(ask(&engine(false, &settings), &passport, "fee"), (text, 0));
    assert!(!file.exists());
}

#[test]
fn the_files_keep_their_bound_and_the_longest_unused_goes() {
    let folder = tempfile::tempdir().unwrap();
    let records: Vec<String> = ["aaaa", "bbbb", "cccc", "dddd"].map(record).into();
    let one = {
        let folder = tempfile::tempdir().unwrap();
        let engine = engine(false, &settings(folder.path(), 1 << 20));
        for _ in 0..2 {
            ask(&engine, &records[0], "fee");
        }
        bytes(&files(folder.path()))
    };
    assert!(one > (128 * TOKEN) as u64, "{one}");
    let most = 3 * one + one / 2;
    let settings = settings(folder.path(), most);
    let engine = engine(false, &settings);
    let mut written = Vec::new();
    for (index, record) in records.iter().enumerate() {
        let before = files(folder.path());
        for _ in 0..2 {
            ask(&engine, record, "fee");
        }
        written.extend(files(folder.path()).into_iter().filter(|file| !before.contains(file)));
        assert!(bytes(&files(folder.path())) <= most);
        // Times of the file system may be as coarse as the test is fast.
        let time = std::time::SystemTime::UNIX_EPOCH + std::time::Duration::from_secs(1000 + index as u64);
        std::fs::File::options().append(true).open(&written[index]).unwrap().set_modified(time).unwrap();
        if index == 2 {
            // The first is used again.
            ask(&engine, &records[0], "term");
        }
    }
    assert!(written[0].exists(), "the first was used again");
    assert!(!written[1].exists(), "the second is the longest unused");
    assert!(written[2].exists() && written[3].exists());
    // What a process left in the middle of writing goes like the others.
    let part = folder.path().join("records/left.part");
    std::fs::write(&part, vec![0; usize::try_from(one).unwrap()]).unwrap();
    std::fs::File::options().append(true).open(&part).unwrap().set_modified(std::time::SystemTime::UNIX_EPOCH).unwrap();
    for _ in 0..2 {
        ask(&engine, &record("eeee"), "fee");
    }
    assert!(!part.exists() && bytes(&files(folder.path())) <= most);
    // A bound that holds no file keeps none.
    let small = tempfile::tempdir().unwrap();
    let engine = self::engine(false, &self::settings(small.path(), one - 1));
    for _ in 0..3 {
        ask(&engine, &records[0], "fee");
    }
    assert_eq!(files(small.path()), Vec::<PathBuf>::new());
}
