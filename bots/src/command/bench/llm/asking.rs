//! Prompts of the size of ours, and asking with them.

use std::time::{Duration, Instant};

use models::{GenerationEngine, GenerationEvent, GenerationRequest, Prompt, Usage};

use crate::command::CommandError;

/// A task and a record's facts.
const SYSTEM: &str = "Ты помощник по государственным услугам Узбекистана. Ответь по-русски на вопрос одним или двумя короткими \
    предложениями, вежливо, на «вы». Используй только сведения ниже, цифры повторяй точно.\n\n\
    Перерегистрация субъекта предпринимательства\n\
    - Стоимость: 1 БРВ (440 000 сум); через портал скидка 10 процентов.\n\
    - Срок: 30 минут через портал, 16 рабочих часов в центре государственных услуг.\n\
    - Документы: заявление, решение учредителей, новая редакция устава.\n\
    - Куда обращаться: портал my.gov.uz, центр государственных услуг.\n\
    - Контакт: 1148.";
const QUESTIONS: [&str; 2] = [
    "Сколько стоит перерегистрация, сколько она занимает времени и какие документы нужны? Расскажите подробно.",
    "Сколько времени занимает перерегистрация и где её проходят? Расскажите подробно, по шагам.",
];

/// The system text of a run; each begins differently.
pub(super) fn system(run: usize) -> String {
    format!("{run}. {SYSTEM}")
}

/// One of the questions.
pub(super) fn question(index: usize) -> &'static str {
    QUESTIONS[index % QUESTIONS.len()]
}

/// One answer, measured from outside.
pub(super) struct Run {
    pub(super) usage: Usage,
    pub(super) first_token_ms: f64,
}

/// Asks, and reads to the end.
pub(super) async fn ask(engine: &GenerationEngine, prompt: Prompt, tokens: usize) -> Result<Run, CommandError> {
    let failed = |error: &dyn std::fmt::Display| CommandError::Model(error.to_string());
    let started = Instant::now();
    let mut events = engine.generate(GenerationRequest::new(prompt, tokens)).map_err(|error| failed(&error))?;
    let mut first_token_ms = None;
    while let Some(event) = events.recv().await {
        match event {
            GenerationEvent::Text(_) => {
                first_token_ms.get_or_insert_with(|| super::milliseconds(started.elapsed()));
            }
            GenerationEvent::Done { usage, .. } => {
                let whole = super::milliseconds(started.elapsed());
                return Ok(Run { usage, first_token_ms: first_token_ms.unwrap_or(whole) });
            }
            GenerationEvent::Failed(error) => return Err(failed(&error)),
        }
    }
    Err(CommandError::Internal("the model broke off".to_owned()))
}

/// Several askers of one record at once, each with a question of its own, and the time until all are answered.
pub(super) async fn ask_together(
    engine: &GenerationEngine,
    askers: usize,
    tokens: usize,
) -> Result<(Vec<Run>, Duration), CommandError> {
    let started = Instant::now();
    let asking = (0..askers).map(|asker| {
        let question = format!("{} ({asker})", question(asker));
        ask(engine, Prompt::question(system(0), question), tokens)
    });
    let runs = futures::future::try_join_all(asking).await?;
    Ok((runs, started.elapsed()))
}
