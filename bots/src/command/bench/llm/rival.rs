//! llama.cpp beside us, through its Python package, as a process that measures one request when told to.

use std::{
    io::{BufRead, BufReader, Write as _},
    path::Path,
    process::{Child, ChildStdin, ChildStdout, Command, Stdio},
};

use serde::{Deserialize, Serialize};

use crate::command::bench::percentile;

/// Reads requests as lines, answers each with its figures. Greedy, like ours; `perf_counter` around what is measured.
const SCRIPT: &str = r#"
import json, os, sys, time
import llama_cpp
started = time.perf_counter()
threads = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
model = llama_cpp.Llama(sys.argv[1], n_ctx=2048, n_threads=threads, n_threads_batch=threads, verbose=False)
load = time.perf_counter() - started
print(json.dumps({"version": llama_cpp.__version__, "load_ms": load * 1000}), flush=True)
for line in sys.stdin:
    asked = json.loads(line)
    text = "<|im_start|>system\n%s<|im_end|>\n<|im_start|>user\n%s<|im_end|>\n<|im_start|>assistant\n" % (asked["system"], asked["question"])
    tokens = model.tokenize(text.encode(), add_bos=False, special=True)
    model.reset()
    started = time.perf_counter()
    model.eval(tokens)
    token = model.sample(temp=0.0, repeat_penalty=1.0)
    prefill = time.perf_counter() - started
    started = time.perf_counter()
    for _ in range(asked["tokens"] - 1):
        model.eval([token])
        token = model.sample(temp=0.0, repeat_penalty=1.0)
    decode = time.perf_counter() - started
    print(json.dumps({"prompt": len(tokens), "prefill": prefill, "decode": decode}), flush=True)
"#;

/// The running process and what it has measured.
pub(super) struct Rival {
    process: Child,
    input: ChildStdin,
    output: BufReader<ChildStdout>,
    hello: Hello,
    measured: Vec<Measurement>,
    tokens: usize,
}

#[derive(Deserialize)]
struct Hello {
    version: String,
    load_ms: f64,
}

#[derive(Clone, Copy, Deserialize)]
struct Measurement {
    prompt: usize,
    prefill: f64,
    decode: f64,
}

/// What was measured, as medians.
#[derive(Debug, Serialize)]
pub(super) struct RivalReport {
    pub(super) version: String,
    pub(super) load_ms: f64,
    pub(super) prefill_tokens_per_s: f64,
    pub(super) decode_tokens_per_s: f64,
    pub(super) time_to_first_token_ms: f64,
}

impl Rival {
    /// Starts the process and has it open the model.
    pub(super) fn start(model: &Path) -> Result<Self, String> {
        let missing =
            "llama.cpp cannot be measured: install its package with `python3 -m pip install llama-cpp-python`";
        let mut process = Command::new("python3")
            .args(["-c", SCRIPT])
            .arg(model)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .map_err(|error| format!("{missing} ({error})"))?;
        let (Some(input), Some(output)) = (process.stdin.take(), process.stdout.take()) else {
            return Err(missing.to_owned());
        };
        let mut output = BufReader::new(output);
        let hello = read(&mut output).ok_or(missing)?;
        Ok(Self { process, input, output, hello, measured: Vec::new(), tokens: 0 })
    }

    /// Has one request measured.
    pub(super) fn measure(&mut self, system: &str, question: &str, tokens: usize) -> Result<(), String> {
        let request = serde_json::json!({ "system": system, "question": question, "tokens": tokens });
        writeln!(self.input, "{request}").map_err(|error| format!("llama.cpp has ended: {error}"))?;
        self.measured.push(read(&mut self.output).ok_or("llama.cpp has ended")?);
        self.tokens = tokens;
        Ok(())
    }

    /// Ends the process.
    pub(super) fn report(mut self) -> RivalReport {
        // It ends by itself when its input does; a process that is gone already is what is wanted.
        let _ = self.process.kill();
        let _ = self.process.wait();
        let median = |value: &dyn Fn(&Measurement) -> f64| {
            let mut values: Vec<f64> = self.measured.iter().map(value).collect();
            values.sort_by(f64::total_cmp);
            percentile(&values, 0.5)
        };
        let written = self.tokens.saturating_sub(1) as f64;
        RivalReport {
            load_ms: self.hello.load_ms,
            prefill_tokens_per_s: median(&|measured| measured.prompt as f64 / measured.prefill),
            decode_tokens_per_s: median(&|measured| written / measured.decode),
            time_to_first_token_ms: median(&|measured| measured.prefill * 1_000.0),
            version: self.hello.version,
        }
    }
}

fn read<T: for<'a> Deserialize<'a>>(output: &mut BufReader<ChildStdout>) -> Option<T> {
    let mut line = String::new();
    output.read_line(&mut line).ok()?;
    serde_json::from_str(&line).ok()
}
