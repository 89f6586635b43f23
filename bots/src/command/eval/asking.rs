//! Asking the questions of cases: the assistant in this process, or a running server.

use std::{thread, time::Duration};

use assistant::{Answer, Assistant, Conversation, EngineChoice, Event, Question};
use evals::Case;
use serde_json::{Value, json};
use tokio::task::spawn_blocking;
use ureq::{Agent, http::Response};

use crate::command::CommandError;

/// The longest that a server may take for an answer, a language model on a slow machine included.
const ANSWER_LIMIT: Duration = Duration::from_secs(300);
/// How often a server that is busy is asked again.
const ATTEMPTS: usize = 120;
/// How long a busy server is left alone that does not say for how long.
const PAUSE: Duration = Duration::from_secs(1);

/// Who is asked. Copies ask the same.
#[derive(Clone)]
pub(super) enum Asker {
    /// The assistant in this process.
    Library { assistant: Assistant, engine: EngineChoice },
    /// A server.
    Server(Server),
}

impl Asker {
    /// Asks the earlier turns and then the question of a case; gives the answer as the object of `ask --json`.
    pub(super) async fn ask(&self, case: &Case) -> Result<Value, CommandError> {
        match self {
            Self::Library { assistant, engine } => {
                let answer = ask_here(assistant, *engine, case).await?;
                serde_json::to_value(answer).map_err(|error| CommandError::Internal(error.to_string()))
            }
            Self::Server(server) => {
                let (server, case) = (server.clone(), case.clone());
                let asked = spawn_blocking(move || server.ask(&case)).await;
                asked.map_err(|error| CommandError::Internal(error.to_string()))?
            }
        }
    }
}

async fn ask_here(assistant: &Assistant, engine: EngineChoice, case: &Case) -> Result<Answer, CommandError> {
    let mut conversation = Conversation::default();
    for turn in &case.turns {
        conversation = answer(assistant, engine, turn, conversation).await?.state;
    }
    answer(assistant, engine, &case.question, conversation).await
}

async fn answer(
    assistant: &Assistant,
    engine: EngineChoice,
    text: &str,
    conversation: Conversation,
) -> Result<Answer, CommandError> {
    let mut events = assistant.ask(Question { conversation, engine, ..Question::new(text) });
    while let Some(event) = events.recv().await {
        if let Event::Done(answer) = event {
            return Ok(*answer);
        }
    }
    Err(CommandError::Internal("a question was left without an answer".to_owned()))
}

/// A running server.
#[derive(Clone)]
pub(super) struct Server {
    agent: Agent,
    url: String,
}

impl Server {
    pub(super) fn new(url: &str) -> Self {
        let agent = Agent::config_builder().http_status_as_error(false).timeout_global(Some(ANSWER_LIMIT)).build();
        Self { agent: agent.new_agent(), url: url.trim_end_matches('/').to_owned() }
    }

    /// What the server says of itself (`/api/v1/status`). Blocking.
    pub(super) fn status(&self) -> Result<Value, CommandError> {
        let reply = self.agent.get(format!("{}/api/v1/status", self.url)).call();
        let mut reply = reply.map_err(|error| self.failed(&error))?;
        if reply.status().as_u16() != 200 {
            return Err(self.failed(&format!("status {}", reply.status())));
        }
        reply.body_mut().read_json().map_err(|error| self.failed(&error))
    }

    /// Blocking, for as long as the answers take.
    fn ask(&self, case: &Case) -> Result<Value, CommandError> {
        let mut conversation = None;
        for turn in &case.turns {
            let answer = self.post(turn, conversation.as_deref())?;
            conversation = answer["conversation"].as_str().map(str::to_owned);
        }
        self.post(&case.question, conversation.as_deref())
    }

    fn post(&self, question: &str, conversation: Option<&str>) -> Result<Value, CommandError> {
        let url = format!("{}/api/v1/chat", self.url);
        let body = json!({ "question": question, "conversation": conversation });
        for _ in 0..ATTEMPTS {
            let mut reply = self.agent.post(&url).send_json(&body).map_err(|error| self.failed(&error))?;
            match reply.status().as_u16() {
                200 => return reply.body_mut().read_json().map_err(|error| self.failed(&error)),
                429 | 503 => thread::sleep(pause(&reply)),
                other => return Err(self.failed(&format!("status {other} for `{question}`"))),
            }
        }
        Err(self.failed(&"it stayed busy; raise its `web.questions_per_minute`"))
    }

    fn failed(&self, problem: &dyn std::fmt::Display) -> CommandError {
        CommandError::Asked { url: self.url.clone(), problem: problem.to_string() }
    }
}

/// How long a busy server wants to be left alone.
fn pause<B>(reply: &Response<B>) -> Duration {
    let seconds = reply.headers().get("retry-after").and_then(|value| value.to_str().ok()?.parse().ok());
    seconds.map_or(PAUSE, Duration::from_secs)
}
