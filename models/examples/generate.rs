//! Writes one answer with a model file and tells its speed and the process's memory.
//!
//! `cargo run --release --workspace --example generate -- model.gguf "Сколько стоит паспорт?"`
//!
//! The model's family and its prompt template are those of the catalogue's entry with the same file name; for other names
//! they are taken from `MODEL_ID` (an id of the catalogue), or are Qwen 2 with chatml.

use std::{error::Error, io::Write, path::PathBuf};

use models::{
    Catalogue,
    decoder::{LanguageModel, LanguageModelSource},
    generation::{EngineSettings, GenerationEngine, GenerationEvent, GenerationRequest},
    prompt::Prompt,
};

const DEFAULT_MODEL: &str = "qwen2.5-coder-1.5b-instruct-q4_k_m";
const MAX_TOKENS: usize = 64;

fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = std::env::args().skip(1);
    let (Some(path), Some(question)) = (arguments.next(), arguments.next()) else {
        return Err("usage: generate MODEL.gguf QUESTION [SYSTEM]".into());
    };
    let system = arguments.next().unwrap_or_default();
    let path = PathBuf::from(path);
    let catalogue = Catalogue::shipped();
    let named = std::env::var("MODEL_ID").ok();
    let entry = catalogue
        .models()
        .iter()
        .find(|model| path.file_name().is_some_and(|name| model.files.iter().any(|file| *file.name == *name)))
        .or_else(|| catalogue.get(named.as_deref().unwrap_or(DEFAULT_MODEL)))
        .ok_or("no such id in the catalogue")?;

    let model = LanguageModel::open(&LanguageModelSource::of(entry, &path))?;
    println!("{:?}", model.description());
    let engine = GenerationEngine::start(model, &EngineSettings::default())?;
    let request = GenerationRequest::new(Prompt::question(system, question), MAX_TOKENS);
    let mut events = engine.generate(request)?;
    while let Some(event) = events.blocking_recv() {
        match event {
            GenerationEvent::Text(text) => {
                print!("{text}");
                std::io::stdout().flush()?;
            }
            GenerationEvent::Done { reason, usage } => {
                println!("\n\n{reason:?}\n{usage:?}");
                println!(
                    "prefill {:.1} tokens/s, decode {:.1} tokens/s, {}",
                    usage.prefill_rate(),
                    usage.decode_rate(),
                    peak_memory()
                );
            }
            GenerationEvent::Failed(error) => return Err(error.into()),
        }
    }
    Ok(())
}

fn peak_memory() -> String {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find(|line| line.starts_with("VmHWM"));
    line.unwrap_or("peak memory unknown").to_owned()
}
