//! The one door of every face: a question with its conversation in, events out, the turn kept.
//!
//! It knows no HTTP and no terminal. What an answer says is the assistant's; what is kept of it is the conversations'.

use std::{
    collections::VecDeque,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use assistant::{Answer, Assistant, Conversation, EngineChoice, Event, Question};
use jiff::Timestamp;
use knowledge_base::Locale;
use tokio::{
    sync::mpsc::{Receiver, Sender, channel},
    time::timeout,
};

pub use crate::conversations::{Channel, ConversationError, ConversationId, Feedback};
use crate::conversations::{Conversations, Turn};

/// Events that wait for a slow reader before the assistant waits too.
const WAITING_EVENTS: usize = 32;
/// How long the last event waits for the database. A follow-up needs the turn, and a person needs the answer more.
const KEEPING_LIMIT: Duration = Duration::from_secs(2);
/// How long a question waits for what is remembered of its conversation. Without it a follow-up is asked of nothing.
const READING_LIMIT: Duration = Duration::from_secs(2);
/// Conversations remembered in memory while the database fails.
const UNKEPT: usize = 1_000;

/// Asks the assistant and keeps the turns. Copies share everything.
#[derive(Clone)]
pub struct Chat {
    assistant: Assistant,
    conversations: Conversations,
    unkept: Arc<Mutex<VecDeque<(ConversationId, Unkept)>>>,
}

/// What is remembered of a conversation whose last turn could not be kept.
#[derive(Clone)]
struct Unkept {
    state: Conversation,
    at: Timestamp,
}

/// A question of a person.
#[derive(Clone, Debug)]
pub struct Ask {
    /// The conversation to go on with; a new one when it is `None` or not known.
    pub conversation: Option<ConversationId>,
    /// The question as typed.
    pub text: String,
    /// The person's own choice of language and script.
    pub locale: Option<Locale>,
    /// The face.
    pub channel: Channel,
    /// What may write the answer.
    pub engine: EngineChoice,
}

/// A question under way.
#[derive(Debug)]
#[must_use = "dropping the events cancels the question"]
pub struct Asked {
    /// The conversation, to be named with the next question.
    pub conversation: ConversationId,
    /// What happens; [`Event::Done`] comes last.
    pub events: Receiver<Event>,
}

impl Chat {
    /// A chat with an assistant whose turns are kept in these conversations.
    #[must_use]
    pub fn new(assistant: Assistant, conversations: Conversations) -> Self {
        Self { assistant, conversations, unkept: Arc::default() }
    }

    /// Asks. The turn is kept, masked, before the last event comes; a failure to keep it is logged and changes no answer.
    pub async fn ask(&self, ask: Ask) -> Asked {
        let known = match ask.conversation {
            Some(id) => self.state(id).await.map(|state| (id, state)),
            None => None,
        };
        // A name that nobody gave is not taken over from a caller.
        let (conversation, state) = known.unwrap_or_else(|| (ConversationId::random(), Conversation::default()));
        self.begin(ask, conversation, state)
    }

    /// Asks after earlier questions that a caller sends along instead of naming a conversation. What they were about is found
    /// again from facts alone; only the last question is kept.
    pub async fn ask_after(&self, earlier: &[String], ask: Ask) -> Asked {
        let mut state = Conversation::default();
        for text in earlier {
            let engine = EngineChoice::Extractive;
            let question = Question { locale: ask.locale, conversation: state.clone(), engine, ..Question::new(text) };
            let mut events = self.assistant.ask(question);
            while let Some(event) = events.recv().await {
                if let Event::Done(answer) = event {
                    state = answer.state;
                }
            }
        }
        self.begin(ask, ConversationId::random(), state)
    }

    fn begin(&self, ask: Ask, conversation: ConversationId, state: Conversation) -> Asked {
        let question =
            Question { locale: ask.locale, conversation: state, engine: ask.engine, ..Question::new(ask.text.clone()) };
        let (sender, events) = channel(WAITING_EVENTS);
        let from = self.assistant.ask(question);
        let forward = Forward { chat: self.clone(), conversation, channel: ask.channel, question: ask.text };
        // Ends by itself: with the last event, or as soon as the reader leaves.
        tokio::spawn(forward.run(from, sender));
        Asked { conversation, events }
    }

    /// Keeps what a person thinks of an answer; saying it again replaces it.
    ///
    /// # Errors
    /// [`ConversationError::UnknownAnswer`], or the database failed.
    pub async fn feedback(&self, feedback: Feedback) -> Result<(), ConversationError> {
        let kept = timeout(KEEPING_LIMIT, self.conversations.keep_feedback(&feedback)).await;
        kept.unwrap_or(Err(ConversationError::Silent))
    }

    /// The assistant.
    #[must_use]
    pub fn assistant(&self) -> &Assistant {
        &self.assistant
    }

    async fn state(&self, id: ConversationId) -> Option<Conversation> {
        let unkept = self.unkept(id);
        let read = async {
            match &unkept {
                // Another process on the same database may have answered since.
                Some(unkept) if !self.conversations.was_changed_since(id, unkept.at).await? => {
                    Ok(Some(unkept.state.clone()))
                }
                Some(_) | None => self.conversations.state(id).await,
            }
        };
        let read = timeout(READING_LIMIT, read).await.unwrap_or(Err(ConversationError::Silent));
        read.unwrap_or_else(|error| {
            let found = if unkept.is_some() { "goes on from memory" } else { "begins anew" };
            tracing::error!(%error, "a conversation could not be read and {found}");
            unkept.map(|unkept| unkept.state)
        })
    }

    async fn keep(&self, turn: Turn<'_>) {
        let kept = match timeout(KEEPING_LIMIT, self.conversations.keep(turn)).await {
            Ok(Ok(())) => true,
            Ok(Err(error)) => {
                tracing::error!(%error, "a turn could not be kept");
                false
            }
            Err(_) => {
                tracing::error!(limit = ?KEEPING_LIMIT, "a turn could not be kept in time");
                false
            }
        };
        let mut unkept = self.unkept.lock().unwrap_or_else(PoisonError::into_inner);
        unkept.retain(|(id, _)| *id != turn.conversation);
        if !kept {
            unkept.truncate(UNKEPT - 1);
            let (state, at) = (turn.answer.state.clone(), Timestamp::now());
            unkept.push_front((turn.conversation, Unkept { state, at }));
        }
    }

    fn unkept(&self, id: ConversationId) -> Option<Unkept> {
        let unkept = self.unkept.lock().unwrap_or_else(PoisonError::into_inner);
        unkept.iter().find(|(known, _)| *known == id).map(|(_, unkept)| unkept.clone())
    }
}

/// One question's way from the assistant to its reader.
struct Forward {
    chat: Chat,
    conversation: ConversationId,
    channel: Channel,
    question: String,
}

impl Forward {
    async fn run(self, mut from: Receiver<Event>, to: Sender<Event>) {
        loop {
            let event = tokio::select! {
                // The reader left; dropping `from` stops the assistant.
                () = to.closed() => return,
                event = from.recv() => event,
            };
            let event = match event {
                Some(Event::Done(answer)) => Event::Done(self.finish(answer).await),
                Some(event) => event,
                None => return,
            };
            if to.send(event).await.is_err() {
                return;
            }
        }
    }

    async fn finish(&self, mut answer: Box<Answer>) -> Box<Answer> {
        answer.conversation = Some(self.conversation.uuid());
        tracing::info!(
            answer = %answer.id,
            channel = self.channel.name(),
            outcome = answer.outcome.name(),
            locale = answer.locale().tag(),
            service = answer.services.first().map(knowledge_base::RecordId::as_str),
            engine = answer.engine,
            milliseconds = answer.timings_ms.total.round(),
            "answered"
        );
        let turn =
            Turn { conversation: self.conversation, channel: self.channel, question: &self.question, answer: &answer };
        self.chat.keep(turn).await;
        answer
    }
}
