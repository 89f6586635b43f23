//! Fetching from a model hub over HTTP: broken lines, wrong bytes, and no hub at all.

use std::{fs, path::PathBuf};

use libtest_mimic::Trial;
use tests::{Hub, Program};

use crate::trial;

pub(crate) fn trials() -> Vec<Trial> {
    vec![
        trial("hub::a_broken_download_goes_on_where_it_stopped", a_broken_download_goes_on),
        trial("hub::wrong_bytes_are_not_kept", wrong_bytes_are_not_kept),
        trial("hub::an_unreachable_hub_is_told_in_one_line", an_unreachable_hub_is_told),
    ]
}

/// Bytes of the file.
const BYTES: usize = 3_000_000;
/// The SHA-256 of [`content`].
const SHA256: &str = "ac64956bfb8b88d81f18a14627f9e7a1b5a9cdf2034344cbe78817d474154fb8";

fn content() -> Vec<u8> {
    (0..BYTES as u32).map(|number| (number.wrapping_mul(2_654_435_761) >> 24) as u8).collect()
}

/// A program whose catalogue holds one small model, on a hub.
fn program(hub: &str) -> Program {
    let program = Program::new();
    let catalogue = program.folder().join("catalog.toml");
    let text = format!(
        "[[models]]\nid = \"tiny\"\ntitle = \"Tiny\"\nkind = \"language-model\"\narchitecture = \"qwen2\"\nlicence = \"MIT\"\n\
         context = 512\nrank = 1\nmemory_bytes = 5_000_000\n\
         [[models.files]]\nname = \"tiny.gguf\"\nbytes = {BYTES}\nsha256 = \"{SHA256}\"\n\
         [[models.files.sources]]\nkind = \"hub\"\nrepo = \"somebody/tiny-GGUF\"\nrevision = \"main\"\nfile = \"tiny.gguf\"\n"
    );
    fs::write(&catalogue, text).unwrap();
    let program = program.with("MODEL_CATALOGUE", catalogue.display().to_string());
    let cache = program.folder().join("hub-cache").display().to_string();
    program.with_variable("HF_ENDPOINT", hub).with_variable("HF_HOME", &cache)
}

fn fetched(program: &Program) -> PathBuf {
    program.folder().join("cache/models/tiny/tiny.gguf")
}

fn a_broken_download_goes_on() {
    let hub = Hub::start(content(), Some(1_000_000));
    let program = program(&hub.url);
    let broken = program.run(&["models", "fetch", "tiny"]);
    assert_ne!(broken.code, Some(0), "{broken:?}");
    assert!(!fetched(&program).exists());
    let whole = program.run(&["models", "fetch", "tiny"]);
    assert_eq!(whole.code, Some(0), "{whole:?}");
    assert!(fs::read(fetched(&program)).unwrap() == content());
    let downloads = hub.downloads();
    assert_eq!(downloads.len(), 2, "{downloads:?}");
    assert_eq!(downloads[0], "whole");
    let went_on: usize = downloads[1].trim_start_matches("bytes=").trim_end_matches('-').parse().unwrap();
    assert!(went_on > 0 && went_on <= 1_000_000, "{downloads:?}");
    // What is there and right is not fetched again.
    assert_eq!(program.run(&["models", "fetch", "tiny"]).code, Some(0));
    assert_eq!(hub.downloads().len(), 2);
}

fn wrong_bytes_are_not_kept() {
    let mut wrong = content();
    wrong[BYTES / 2] ^= 1;
    let hub = Hub::start(wrong, None);
    let program = program(&hub.url);
    let refused = program.run(&["models", "fetch", "tiny"]);
    assert_ne!(refused.code, Some(0), "{refused:?}");
    assert!(!fetched(&program).exists());
}

fn an_unreachable_hub_is_told() {
    // Port 1 of loopback: refused at once.
    let program = program("http://127.0.0.1:1");
    let refused = program.run(&["models", "fetch", "tiny"]);
    assert_eq!(refused.code, Some(3), "{refused:?}");
    assert!(refused.stderr.contains("127.0.0.1:1 cannot be reached"), "{refused:?}");
}
