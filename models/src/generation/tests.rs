use tokio::sync::mpsc::Receiver;

use super::*;
use crate::{
    Catalogue,
    decoder::{LanguageModel, LanguageModelSource, tiny::TinyModel},
};

mod disk;
mod queue;

fn engine(loops: bool, settings: &EngineSettings) -> GenerationEngine {
    let folder = tempfile::tempdir().unwrap();
    let model = LanguageModel::open(&TinyModel::new(loops).write(folder.path())).unwrap();
    GenerationEngine::start(model, settings).unwrap()
}

fn request(max_tokens: usize) -> GenerationRequest {
    GenerationRequest::new(Prompt::question("be brief", "what is the fee"), max_tokens)
}

fn read(mut events: Receiver<GenerationEvent>) -> (String, GenerationEvent) {
    let mut text = String::new();
    loop {
        match events.blocking_recv().expect("an answer ends with an event") {
            GenerationEvent::Text(piece) => {
                assert!(!piece.is_empty());
                text.push_str(&piece);
            }
            last => {
                assert_eq!(events.blocking_recv(), None);
                return (text, last);
            }
        }
    }
}

fn done(event: GenerationEvent) -> (StopReason, Usage) {
    let GenerationEvent::Done { reason, usage } = event else {
        panic!("{event:?}");
    };
    (reason, usage)
}

#[test]
fn an_answer_keeps_its_budget_and_is_the_same_every_time() {
    let engine = engine(false, &EngineSettings::default());
    let (first, last) = read(engine.generate(request(12)).unwrap());
    let (reason, usage) = done(last);
    assert!(matches!(reason, StopReason::TokenBudget | StopReason::EndOfTurn), "{reason:?}");
    assert!(usage.generated_tokens <= 12 && usage.prompt_tokens > 20);
    assert_eq!(read(engine.generate(request(12)).unwrap()).0, first);
}

#[test]
fn a_seed_makes_a_varied_answer_repeatable() {
    let engine = engine(false, &EngineSettings::default());
    let answer = |seed| {
        let request = GenerationRequest { temperature: Some(2.0), seed, ..request(16) };
        read(engine.generate(request).unwrap()).0
    };
    assert_eq!(answer(7), answer(7));
    assert!((0..8).any(|seed| answer(seed) != answer(7)));
}

#[test]
fn endless_repetition_ends_an_answer() {
    let engine = engine(true, &EngineSettings::default());
    let (text, last) = read(engine.generate(request(200)).unwrap());
    let (reason, usage) = done(last);
    assert_eq!(reason, StopReason::Repetition);
    assert_eq!(usage.generated_tokens, 24);
    assert_eq!(text, "a".repeat(24));
}

#[test]
fn a_stop_text_ends_an_answer_and_is_not_part_of_it() {
    let engine = engine(true, &EngineSettings::default());
    let request = GenerationRequest { stop: vec!["aaaaa".to_owned()], ..request(200) };
    let (text, last) = read(engine.generate(request).unwrap());
    assert_eq!(text, "");
    assert_eq!(done(last).0, StopReason::StopText("aaaaa".to_owned()));
}

#[test]
fn a_reader_who_leaves_frees_the_model() {
    let engine = engine(false, &EngineSettings { queue: 1, places: 1, warm_up: false, ..EngineSettings::default() });
    for _ in 0..5 {
        let mut events = loop {
            match engine.generate(request(400)) {
                Ok(events) => break events,
                Err(GenerationError::QueueFull { .. }) => std::thread::yield_now(),
                Err(error) => panic!("{error}"),
            }
        };
        // One event shows that the work began; then the reader goes.
        assert!(events.blocking_recv().is_some());
    }
    loop {
        match engine.generate(request(3)) {
            Ok(events) => {
                assert!(done(read(events).1).1.generated_tokens <= 3);
                break;
            }
            Err(error) => assert_eq!(error, GenerationError::QueueFull { queue: 1 }),
        }
    }
}

#[test]
fn a_full_queue_is_an_error_at_once() {
    let engine = engine(false, &EngineSettings { queue: 1, places: 1, warm_up: false, ..EngineSettings::default() });
    // Far more than one thread can take up while they are put in.
    let outcomes: Vec<_> = (0..200).map(|_| engine.generate(request(300))).collect();
    assert!(outcomes.iter().any(|outcome| matches!(outcome, Err(GenerationError::QueueFull { queue: 1 }))));
}

#[test]
fn requests_out_of_range_are_refused_with_the_reason() {
    let engine = engine(false, &EngineSettings::default());
    assert!(matches!(engine.generate(request(0)), Err(GenerationError::Request(_))));
    let hot = GenerationRequest { temperature: Some(f64::NAN), ..request(4) };
    assert!(matches!(engine.generate(hot), Err(GenerationError::Request(_))));
    let long = GenerationRequest::new(Prompt::question("", "a".repeat(1000)), 4);
    assert!(matches!(engine.generate(long), Err(GenerationError::PromptTooLong { context: 512, .. })));
}

#[test]
fn prompt_and_answer_together_never_pass_the_context() {
    let engine = engine(false, &EngineSettings::default());
    let prompt = Prompt::question("", "abcdefg ".repeat(61));
    let (_, last) = read(engine.generate(GenerationRequest::new(prompt, 400)).unwrap());
    let (_, usage) = done(last);
    assert!(usage.prompt_tokens > 480, "{usage:?}");
    assert!(usage.prompt_tokens + usage.generated_tokens <= 513, "{usage:?}");
}

#[test]
fn answers_written_together_are_those_written_alone() {
    let engine = engine(false, &EngineSettings { places: 3, ..EngineSettings::default() });
    let request = |index: usize| {
        let prompt = Prompt::question("be brief", "what is the fee ".repeat(index % 4 + 1));
        GenerationRequest { temperature: Some(1.5), seed: index as u64, ..GenerationRequest::new(prompt, 10 + index) }
    };
    let alone: Vec<_> = (0..9).map(|index| read(engine.generate(request(index)).unwrap()).0).collect();
    let together: Vec<_> = (0..9).map(|index| engine.generate(request(index)).unwrap()).collect();
    let together: Vec<_> = together.into_iter().map(|events| read(events).0).collect();
    assert_eq!(together, alone);
    assert!(alone.iter().any(|text| *text != alone[0]));
}

#[test]
fn what_prompts_have_in_common_is_read_once() {
    let engine = engine(false, &EngineSettings::default());
    let system = "the record says that the fee is one unit and that it takes three days";
    let ask = |question: &str| {
        let (text, last) =
            read(engine.generate(GenerationRequest::new(Prompt::question(system, question), 8)).unwrap());
        (text, done(last).1)
    };
    let (_, first) = ask("what is the fee");
    let (text, second) = ask("how long does it take");
    assert_eq!(first.known_tokens, 0);
    assert!(second.known_tokens > 64 && second.known_tokens < second.prompt_tokens, "{second:?}");
    // People's own words are not kept.
    let (again, third) = ask("how long does it take");
    assert_eq!((again, third.known_tokens), (text.clone(), second.known_tokens));
    let fresh = self::engine(false, &EngineSettings { prefix_bytes: 0, ..EngineSettings::default() });
    let request = GenerationRequest::new(Prompt::question(system, "how long does it take"), 8);
    assert_eq!(read(fresh.generate(request).unwrap()).0, text);
}

#[test]
fn more_beginnings_than_fit_push_out_the_longest_unused() {
    let engine = engine(false, &EngineSettings { prefix_bytes: 40_000, ..EngineSettings::default() });
    let ask = |topic: usize| {
        let system = format!("{} {}", "abcdefghijkl".chars().nth(topic).unwrap(), "the record ".repeat(6));
        let (_, last) = read(engine.generate(GenerationRequest::new(Prompt::question(system, "fee"), 2)).unwrap());
        done(last).1.known_tokens
    };
    for topic in 0..12 {
        assert!(ask(topic) < 32, "{topic} was never read");
    }
    assert!(ask(11) > 60, "the latest is kept");
    assert!(ask(0) < 32, "the first had to go");
}

/// Needs the fetched model in the user's cache, and says so where it is not.
#[test]
fn the_real_model_answers_from_what_it_is_told() {
    let id = "qwen2.5-coder-1.5b-instruct-q4_k_m";
    let catalogue = Catalogue::shipped();
    let entry = catalogue.get(id).unwrap();
    let cache = std::env::var_os("XDG_CACHE_HOME")
        .map(std::path::PathBuf::from)
        .or_else(|| Some(std::path::PathBuf::from(std::env::var_os("HOME")?).join(".cache")));
    let fetcher = cache.map(|cache| crate::Fetcher::new(crate::FetchSettings::new(cache.join("yordamchi"))));
    let Some(fetched) = fetcher.and_then(|fetcher| fetcher.ready(entry)) else {
        println!("skipped: {id} is not in the user's cache");
        return;
    };
    let model = LanguageModel::open(&LanguageModelSource::of(entry, &fetched.files[0])).unwrap();
    let engine = GenerationEngine::start(model, &EngineSettings::default()).unwrap();
    let prompt = Prompt::question(
        "Пошлина за паспорт составляет 440000 сум.",
        "Сколько стоит паспорт? Ответь одним предложением.",
    );
    let (text, _) = read(engine.generate(GenerationRequest::new(prompt, 48)).unwrap());
    assert!(text.replace([' ', '\u{a0}'], "").contains("440000"), "{text}");
}
