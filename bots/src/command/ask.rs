//! `ask`: one question, or a small conversation on the terminal.
//!
//! One question is answered from facts, because opening a language model takes longer than the answer; a conversation gets the
//! model as soon as it is open, if its files were fetched before. No language model is ever fetched here.

use std::{
    io::{self, BufRead as _, IsTerminal as _, Write},
    thread,
};

use assistant::{Answer, Assistant, EngineChoice, Event, Outcome, Writer};
use clap::{Args, ValueEnum};
use knowledge_base::Locale;
use models::Fetcher;
use tokio::{
    sync::mpsc,
    task::{block_in_place, spawn_blocking},
};

use super::{CommandError, Context, Exit, face, paint::Paint};
use crate::{
    chat::{Ask, Asked, Channel, Chat, ConversationId},
    conversations::Conversations,
    settings::Settings,
    startup::{self, ModelStart, StartError, choose_model, open_model, remote_writer},
};

const EXAMPLE: &str = "\
Example:
  yordamchi ask \"zagranpasport qancha turadi?\"
  yordamchi ask --json --language ru \"справка о несудимости\"
  yordamchi ask                     # a conversation; /exit or Ctrl+D ends it";

/// Ends a conversation.
const EXIT: &str = "/exit";
/// Stands before what the person types.
const PROMPT: &str = "> ";

/// Asking on the terminal.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLE)]
pub(super) struct AskArguments {
    /// The question; without one, questions are read line by line until the end of input or /exit
    question: Option<String>,
    /// Print the whole answer as one JSON object a line
    #[arg(long)]
    json: bool,
    /// Language and script of the answer when the question leaves them open
    #[arg(long, value_name = "LANGUAGE", value_enum)]
    language: Option<LanguageChoice>,
    /// What may write: `auto` lets a fetched language model; it takes seconds to open [default: `extractive` for one
    /// question, the setting `engine` for a conversation]
    #[arg(long, value_name = "ENGINE", value_enum)]
    engine: Option<EngineName>,
    /// Go on with an earlier conversation: the `conversation` of its JSON
    #[arg(long, value_name = "ID")]
    conversation: Option<ConversationId>,
}

/// The languages of answers, by the tags of the language switch.
#[derive(Clone, Copy, Debug, ValueEnum)]
enum LanguageChoice {
    /// Uzbek in Latin script
    #[value(name = "uz", alias = "uz-Latn")]
    Uzbek,
    /// Uzbek in Cyrillic script
    #[value(name = "uz-Cyrl", alias = "uz-cyrl")]
    UzbekCyrillic,
    /// Russian
    #[value(name = "ru")]
    Russian,
    /// English
    #[value(name = "en")]
    English,
}

impl From<LanguageChoice> for Locale {
    fn from(choice: LanguageChoice) -> Self {
        match choice {
            LanguageChoice::Uzbek => Self::UzLatn,
            LanguageChoice::UzbekCyrillic => Self::UzCyrl,
            LanguageChoice::Russian => Self::Ru,
            LanguageChoice::English => Self::En,
        }
    }
}

/// What may write.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum EngineName {
    /// A language model where one may, else the facts
    Auto,
    /// The facts alone
    Extractive,
}

pub(super) async fn run(arguments: AskArguments, context: Context) -> Result<Exit, CommandError> {
    let engine = match (arguments.engine, &arguments.question) {
        (Some(EngineName::Auto), _) => EngineChoice::Auto,
        (Some(EngineName::Extractive), _) | (None, Some(_)) => EngineChoice::Extractive,
        (None, None) => context.settings.engine,
    };
    let Context { settings, paint, bars } = context;
    let report = bars.report();
    let (core, settings) = spawn_blocking(move || startup::load(&settings, &report).map(|core| (core, settings)))
        .await
        .map_err(StartError::from)??;
    let conversations = conversations(&settings, arguments.conversation.is_some()).await?;
    let terminal = Terminal {
        chat: Chat::new(core.assistant.clone(), conversations.clone()),
        json: arguments.json,
        paint,
        locale: arguments.language.map(Locale::from),
        engine,
    };
    let outcome = match arguments.question {
        Some(question) => {
            if engine == EngineChoice::Auto {
                block_in_place(|| give_model(&settings, &core.assistant));
            }
            terminal.ask(&question, arguments.conversation).await.map(|answer| exit(&answer))
        }
        None => {
            if engine == EngineChoice::Auto {
                let assistant = core.assistant.clone();
                // Questions are answered from facts until it is there.
                let opening = thread::Builder::new().name("model-open".to_owned());
                opening.spawn(move || give_model(&settings, &assistant))?;
            }
            terminal.converse(arguments.conversation).await
        }
    };
    conversations.close().await;
    outcome
}

/// The conversations on disk; without them the questions are answered all the same, unless one is to be gone on with.
async fn conversations(settings: &Settings, needed: bool) -> Result<Conversations, CommandError> {
    match Conversations::open(&settings.database).await {
        Ok(conversations) => Ok(conversations),
        Err(error) if needed => Err(error.into()),
        Err(error) => {
            tracing::warn!(%error, "conversations are not kept");
            Ok(Conversations::in_memory().await?)
        }
    }
}

/// Gives the assistant the model on the server of the settings, else the chosen one if its files are there. Blocking; what goes wrong
/// is logged.
fn give_model(settings: &Settings, assistant: &Assistant) {
    if let Some(remote) = &settings.remote {
        return assistant.set_writer(Some(remote_writer(remote)));
    }
    match fetched_model(settings) {
        Ok(writer) => assistant.set_writer(Some(writer)),
        Err(reason) => tracing::warn!(reason, "no language model writes; answers come from facts"),
    }
}

/// Opens the chosen model of this machine if its files are there, whatever server the settings name. Blocking.
pub(super) fn fetched_model(settings: &Settings) -> Result<Writer, String> {
    let own = Settings { remote: None, ..settings.clone() };
    let chosen = choose_model(&own).map_err(|error| error.to_string())?;
    let model = chosen.model.ok_or(chosen.reason)?;
    let missing = || format!("it has not been fetched; run `yordamchi models fetch {}`", model.id);
    let fetched = Fetcher::new(settings.model.fetch.clone()).ready(&model).ok_or_else(missing)?;
    let file = fetched.files.first().ok_or("the catalogue names no file for it")?;
    open_model(&model, file, &ModelStart::of(settings))
}

/// The terminal as a face.
struct Terminal {
    chat: Chat,
    json: bool,
    paint: Paint,
    locale: Option<Locale>,
    engine: EngineChoice,
}

impl Terminal {
    /// Asks one question and shows the answer as it grows.
    async fn ask(&self, text: &str, conversation: Option<ConversationId>) -> Result<Box<Answer>, CommandError> {
        let ask = Ask {
            conversation,
            text: text.to_owned(),
            locale: self.locale,
            channel: Channel::Terminal,
            engine: self.engine,
        };
        let Asked { conversation: asked, mut events } = self.chat.ask(ask).await;
        if conversation.is_some_and(|named| named != asked) {
            tracing::warn!("this conversation is not kept, or not any more; a new one begins");
        }
        let mut told = Told::default();
        while let Some(event) = events.recv().await {
            if let Some(answer) = self.show(event, &mut told)? {
                return Ok(answer);
            }
        }
        Err(CommandError::Internal("the answer broke off".to_owned()))
    }

    /// Reads questions until the end of input; each is asked of the same conversation.
    async fn converse(&self, conversation: Option<ConversationId>) -> Result<Exit, CommandError> {
        let prompted = io::stdin().is_terminal() && !self.json;
        let mut lines = typed_lines()?;
        let mut conversation = conversation;
        let mut last: Option<Box<Answer>> = None;
        let mut worst = Exit::Done;
        loop {
            if prompted {
                write!(io::stdout(), "{PROMPT}")?;
                io::stdout().flush()?;
            }
            let Some(line) = lines.recv().await else { break };
            let line = line?;
            match line.trim() {
                "" => continue,
                EXIT => break,
                _ => {}
            }
            let answer = self.ask(face::question(&line, last.as_deref()), conversation).await?;
            if !self.json {
                writeln!(io::stdout())?;
            }
            conversation = answer.conversation.and_then(|id| id.to_string().parse().ok());
            if exit(&answer) != Exit::Done {
                worst = Exit::Problems;
            }
            last = Some(answer);
        }
        Ok(worst)
    }

    /// Shows an event; returns the answer when it is whole.
    fn show(&self, event: Event, told: &mut Told) -> Result<Option<Box<Answer>>, CommandError> {
        let mut out = io::stdout().lock();
        match event {
            Event::Done(answer) if self.json => {
                let object =
                    serde_json::to_string(&answer).map_err(|error| CommandError::Internal(error.to_string()))?;
                writeln!(out, "{object}")?;
                return Ok(Some(answer));
            }
            Event::Accepted { .. } | Event::Card(_) | Event::Delta(_) if self.json => {}
            Event::Accepted { .. } => {}
            Event::Card(card) => {
                for line in face::card(&card, self.paint) {
                    writeln!(out, "{line}")?;
                }
                writeln!(out)?;
                told.card = true;
            }
            Event::Delta(text) => {
                let text = if told.prose { text.as_str() } else { text.trim_start() };
                write!(out, "{text}")?;
                out.flush()?;
                told.prose = true;
            }
            Event::Done(answer) => {
                if told.prose {
                    writeln!(out)?;
                } else {
                    writeln!(out, "{}", answer.text)?;
                }
                if told.card {
                    writeln!(out)?;
                }
                for line in face::end(&answer, self.paint) {
                    writeln!(out, "{line}")?;
                }
                return Ok(Some(answer));
            }
        }
        Ok(None)
    }
}

/// What of an answer stands on the terminal already.
#[derive(Debug, Default)]
struct Told {
    card: bool,
    prose: bool,
}

fn exit(answer: &Answer) -> Exit {
    if answer.outcome == Outcome::Error { Exit::Problems } else { Exit::Done }
}

/// The lines of standard input. They are read on a thread of their own, which the process does not wait for at its end.
fn typed_lines() -> io::Result<mpsc::Receiver<io::Result<String>>> {
    let (sender, lines) = mpsc::channel(1);
    thread::Builder::new().name("terminal".to_owned()).spawn(move || {
        for line in io::stdin().lock().split(b'\n') {
            let line = line.map(|bytes| String::from_utf8_lossy(&bytes).into_owned());
            let failed = line.is_err();
            if sender.blocking_send(line).is_err() || failed {
                return;
            }
        }
    })?;
    Ok(lines)
}
