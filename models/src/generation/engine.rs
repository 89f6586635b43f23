//! The model's own thread and the way to it.

use std::{
    sync::{
        Arc,
        mpsc::{SyncSender, TrySendError, sync_channel},
    },
    thread,
    time::Instant,
};

use tokio::sync::{OwnedSemaphorePermit, Semaphore, mpsc};

use super::{EngineSettings, GenerationError, GenerationEvent, GenerationRequest, scheduler::Scheduler};
use crate::{
    decoder::{Backend, LanguageModel, ModelDescription, Network},
    prompt::Prompt,
    tokenizer::ModelTokenizer,
};

/// Events besides texts that one answer may give.
const LAST_EVENTS: usize = 2;

/// A handle to a running model; copies share it. The thread ends when the last copy is gone.
#[derive(Debug, Clone)]
pub struct GenerationEngine {
    tasks: SyncSender<Task>,
    /// Places in the queue.
    places: Arc<Semaphore>,
    shared: Arc<Shared>,
}

#[derive(Debug)]
pub(super) struct Shared {
    pub(super) tokenizer: ModelTokenizer,
    pub(super) description: ModelDescription,
    pub(super) settings: EngineSettings,
}

/// What the model's thread is given to do.
#[derive(Debug)]
pub(super) enum Task {
    /// An answer is to be written.
    Write(Box<Job>),
    /// The beginning of many prompts is to be read and kept for good; its place in the queue goes with it.
    Keep(Vec<u32>, OwnedSemaphorePermit),
}

/// A request on its way to the model's thread.
pub(super) struct Job {
    pub(super) tokens: Vec<u32>,
    /// How many of them other prompts of the same system text begin with.
    pub(super) common: usize,
    pub(super) request: GenerationRequest,
    pub(super) events: mpsc::Sender<GenerationEvent>,
    pub(super) arrived: Instant,
    /// The place in the queue, until the work begins or the reader leaves.
    pub(super) waits: Option<OwnedSemaphorePermit>,
}

impl GenerationEngine {
    /// Puts a model on its own thread. Returns at once; the first request waits for the warm-up.
    ///
    /// # Errors
    /// The system gives no thread.
    pub fn start(model: LanguageModel, settings: &EngineSettings) -> std::io::Result<Self> {
        let description = model.description().clone();
        let LanguageModel { backend, tokenizer, .. } = model;
        let shared = Shared { tokenizer, description, settings: settings.clone() };
        match backend {
            #[cfg(target_arch = "x86_64")]
            Backend::Processor(network) => Self::run(*network, shared),
            Backend::Tensors(network) => Self::run(*network, shared),
        }
    }

    pub(super) fn run<N: Network>(network: N, shared: Shared) -> std::io::Result<Self> {
        let queue = shared.settings.queue.max(1);
        let shared = Arc::new(shared);
        // Who waits holds a place, so that the channel always has room.
        let (tasks, waiting) = sync_channel(queue);
        let known = Arc::clone(&shared);
        thread::Builder::new()
            .name("language-model".to_owned())
            .spawn(move || Scheduler::new(network, &known).run(&waiting))?;
        Ok(Self { tasks, places: Arc::new(Semaphore::new(queue)), shared })
    }

    /// Asks for an answer; its events come through the receiver, and dropping the receiver stops the work.
    ///
    /// # Errors
    /// At once: the request is out of range, the prompt too long or not encodable, the queue full, or the model gone.
    pub fn generate(&self, request: GenerationRequest) -> Result<mpsc::Receiver<GenerationEvent>, GenerationError> {
        if request.max_tokens == 0 {
            return Err(GenerationError::Request("`max_tokens` is zero"));
        }
        if request.temperature.is_some_and(|temperature| !(temperature > 0.0 && temperature.is_finite())) {
            return Err(GenerationError::Request("`temperature` must be above zero"));
        }
        let context = self.shared.description.context;
        let waits = self.place()?;
        let (tokens, common) = self.encode(&request.prompt)?;
        if tokens.is_empty() {
            return Err(GenerationError::Request("the prompt is empty"));
        }
        if tokens.len() >= context {
            return Err(GenerationError::PromptTooLong { tokens: tokens.len(), context });
        }
        // Room for every event of the answer: a slow reader never holds up the model.
        let (events, receiver) = mpsc::channel(request.max_tokens.min(context) + LAST_EVENTS);
        let job = Job { tokens, common, request, events, arrived: Instant::now(), waits: Some(waits) };
        self.send(Task::Write(Box::new(job)))?;
        Ok(receiver)
    }

    /// Has the beginning that prompts share read and kept as long as the engine runs. `beginning` is a prompt; what follows its
    /// system text may differ.
    ///
    /// # Errors
    /// The prompt is too long or not encodable, the queue full, or the model gone.
    pub fn keep(&self, beginning: &Prompt) -> Result<(), GenerationError> {
        let waits = self.place()?;
        let (mut tokens, _) = self.encode(beginning)?;
        // The next text may join the last token to another one.
        tokens.pop();
        let context = self.shared.description.context;
        if tokens.len() >= context {
            return Err(GenerationError::PromptTooLong { tokens: tokens.len(), context });
        }
        self.send(Task::Keep(tokens, waits))
    }

    /// A prompt's tokens, and how many of them all prompts of its system text begin with; people's own words are not among those.
    fn encode(&self, prompt: &Prompt) -> Result<(Vec<u32>, usize), GenerationError> {
        let (segments, shared) = prompt.render(self.shared.description.template);
        Ok(self.shared.tokenizer.encode_to(&segments, shared)?)
    }

    /// A place in the queue.
    fn place(&self) -> Result<OwnedSemaphorePermit, GenerationError> {
        let place = Arc::clone(&self.places).try_acquire_owned();
        place.map_err(|_| GenerationError::QueueFull { queue: self.shared.settings.queue.max(1) })
    }

    fn send(&self, task: Task) -> Result<(), GenerationError> {
        self.tasks.try_send(task).map_err(|error| match error {
            TrySendError::Full(_) => GenerationError::QueueFull { queue: self.shared.settings.queue.max(1) },
            TrySendError::Disconnected(_) => GenerationError::Stopped,
        })
    }

    /// The tokens of a text, for callers that must fit a prompt into the context.
    ///
    /// # Errors
    /// The text cannot be encoded.
    pub fn count_tokens(&self, text: &str) -> Result<usize, GenerationError> {
        let segment = crate::tokenizer::Segment::Text(text.to_owned());
        Ok(self.shared.tokenizer.encode(&[segment])?.len())
    }

    /// What the running model is.
    #[must_use]
    pub fn description(&self) -> &ModelDescription {
        &self.shared.description
    }
}

impl std::fmt::Debug for Job {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        // Never the person's words.
        formatter.debug_struct("Job").field("tokens", &self.tokens.len()).finish_non_exhaustive()
    }
}
