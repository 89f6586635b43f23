//! A language model on a server with the OpenAI-style API: a pretended one on loopback, and llama.cpp's own with real weights.

use std::{
    env,
    net::TcpListener,
    path::PathBuf,
    process::{Child, Command, Stdio},
    thread,
    time::{Duration, Instant},
};

use libtest_mimic::Trial;
use tests::{LanguageServer, Program, ask, say, streamed_reply};

use crate::{trial, trial_if};

/// The longest that loading a small model may take on a busy machine.
const LOADED: Duration = Duration::from_secs(180);
/// The longest that an answer may take while the server is away and known to be.
const AT_ONCE: Duration = Duration::from_secs(2);
/// The model of the real server.
const MODEL: &str = "gemma-3-270m-q4_k_m";

pub(crate) fn trials() -> Vec<Trial> {
    let missing = missing();
    vec![
        trial("remote::a_server_writes_what_the_record_holds_and_is_not_missed_when_it_is_away", writes_and_goes_away),
        trial_if(missing.as_deref(), "remote::the_server_of_llama_cpp_streams_an_answer_that_is_checked", real_server),
    ]
}

fn program(url: &str, model: &str) -> Program {
    Program::new()
        .with("REMOTE__URL", url)
        .with("REMOTE__MODEL", model)
        .with("REMOTE__KEY", "secret-key")
        .with("REMOTE__LANGUAGES", "[\"ru\"]")
}

fn writes_and_goes_away() {
    const HELD: &str = "Перерегистрация бизнеса обойдётся вам в 440 000 сумов, это 1 БРВ.";
    const NOT_HELD: &str = "Скидка пенсионерам — 50 %.";
    let pretended = LanguageServer::start(|stream, _| {
        say(stream, &streamed_reply(&[NOT_HELD, " ", HELD, " "]));
    });
    let mut server = program(&pretended.url(), "pretended").serve();
    let line = server.wait_for_line("pretended", LOADED);
    assert!(!line.contains("secret-key"), "{line}");
    let chat = server.url("/api/v1/chat");
    let question = "Сколько стоит перерегистрация бизнеса?";
    let answer = ask(&chat, question, None);
    let text = answer["text"].as_str().unwrap();
    assert_eq!(answer["engine"], "openai", "{answer}");
    assert!(text.contains(HELD) && !text.contains("пенсионерам"), "{text}");
    let english = ask(&chat, "How much does it cost to re-register a business?", None);
    assert_eq!(english["engine"], "extractive", "the model is not admitted for English");

    drop(pretended);
    let away = ask(&chat, question, None);
    assert_eq!((&away["engine"], &away["outcome"]), (&"extractive".into(), &"answer".into()), "{away}");
    assert!(away["text"].as_str().unwrap().contains("440"), "{away}");
    for _ in 0..3 {
        assert_eq!(ask(&chat, question, None)["engine"], "extractive");
    }
    let began = Instant::now();
    assert_eq!(ask(&chat, question, None)["engine"], "extractive");
    assert!(began.elapsed() < AT_ONCE, "a server that is known to be away is not waited for");
}

/// llama.cpp's server as its Python package starts it. Dropping it ends it.
struct LlamaServer(Child);

impl Drop for LlamaServer {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

fn caches() -> PathBuf {
    let base = env::var_os("XDG_CACHE_HOME").map(PathBuf::from);
    base.unwrap_or_else(|| PathBuf::from(env::var_os("HOME").unwrap_or_default()).join(".cache"))
}

fn python() -> PathBuf {
    caches().join("yordamchi-tests/llama-cpp/bin/python")
}

/// Why llama.cpp's server cannot be started here.
fn missing() -> Option<String> {
    let imported = Command::new(python()).args(["-c", "import llama_cpp.server.app"]).stderr(Stdio::null()).status();
    match imported {
        Ok(status) if status.success() => None,
        Ok(_) | Err(_) => Some("llama-cpp-python with its server is not installed; tests/run installs it".to_owned()),
    }
}

fn real_server() {
    let cache = caches().join("yordamchi").display().to_string();
    let fetched = Program::new().with("CACHE", cache).run(&["models", "fetch", MODEL]);
    assert_eq!(fetched.code, Some(0), "{}", fetched.stderr);
    let file = fetched.stdout.lines().find(|line| line.ends_with(".gguf")).unwrap();
    // Taken and given back, so that it is free.
    let address = TcpListener::bind(("127.0.0.1", 0)).unwrap().local_addr().unwrap();
    let mut command = Command::new(python());
    command.args(["-m", "llama_cpp.server", "--host", "127.0.0.1", "--n_ctx", "4096", "--model", file, "--port"]);
    let child = command.arg(address.port().to_string()).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
    let mut llama = LlamaServer(child);
    let began = Instant::now();
    while ureq::get(format!("http://{address}/v1/models")).call().is_err() {
        assert!(llama.0.try_wait().unwrap().is_none(), "llama.cpp's server ended");
        assert!(began.elapsed() < LOADED, "llama.cpp's server is not ready");
        thread::sleep(Duration::from_millis(100));
    }
    let server = program(&format!("http://{address}"), MODEL).serve();
    let mut answer = serde_json::Value::Null;
    // A busy machine may be silent for longer than a person waits; the server knows the beginning the next time.
    while !answer["tokens"].is_object() {
        assert!(began.elapsed() < LOADED, "{answer}");
        answer = ask(&server.url("/api/v1/chat"), "Сколько стоит перерегистрация бизнеса?", None);
        assert_eq!(answer["outcome"], "answer", "{answer}");
    }
    // It was written to its end on the server; what passed of it is the check's affair.
    assert!(answer["tokens"]["written"].as_u64().is_some_and(|tokens| tokens > 0), "{answer}");
    assert!(answer["text"].as_str().unwrap().contains("440"), "{answer}");
}
