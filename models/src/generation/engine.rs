//! The model's own thread and the way to it.

use std::{
    sync::{
        Arc,
        mpsc::{Receiver, SyncSender, TrySendError, sync_channel},
    },
    thread,
    time::Instant,
};

use tokio::sync::mpsc;

use super::{EngineSettings, GenerationError, GenerationEvent, GenerationRequest, writer};
use crate::{
    decoder::{Decoder, LanguageModel, ModelDescription},
    tokenizer::ModelTokenizer,
};

/// Events besides texts that one answer may give.
const LAST_EVENTS: usize = 2;

/// A handle to a running model; copies share it. The thread ends when the last copy is gone.
#[derive(Debug, Clone)]
pub struct GenerationEngine {
    jobs: SyncSender<Job>,
    shared: Arc<Shared>,
}

#[derive(Debug)]
struct Shared {
    tokenizer: ModelTokenizer,
    description: ModelDescription,
    queue: usize,
}

/// A request on its way to the model's thread.
pub(super) struct Job {
    pub(super) tokens: Vec<u32>,
    pub(super) request: GenerationRequest,
    pub(super) events: mpsc::Sender<GenerationEvent>,
    pub(super) arrived: Instant,
}

impl GenerationEngine {
    /// Puts a model on its own thread. Returns at once; the first request waits for the warm-up.
    ///
    /// # Errors
    /// The system gives no thread.
    pub fn start(model: LanguageModel, settings: &EngineSettings) -> std::io::Result<Self> {
        let description = model.description().clone();
        let LanguageModel { decoder, tokenizer, device, .. } = model;
        let shared = Arc::new(Shared { tokenizer, description, queue: settings.queue.max(1) });
        let (jobs, waiting) = sync_channel(shared.queue);
        let (warm_up, known) = (settings.warm_up, Arc::clone(&shared));
        thread::Builder::new().name("language-model".to_owned()).spawn(move || {
            let writer =
                writer::Writer { decoder, device, tokenizer: &known.tokenizer, context: known.description.context };
            serve(writer, &waiting, warm_up);
        })?;
        Ok(Self { jobs, shared })
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
        let ModelDescription { template, context, .. } = self.shared.description;
        let tokens = self.shared.tokenizer.encode(&request.prompt.render(template))?;
        if tokens.is_empty() {
            return Err(GenerationError::Request("the prompt is empty"));
        }
        if tokens.len() >= context {
            return Err(GenerationError::PromptTooLong { tokens: tokens.len(), context });
        }
        // Room for every event of the answer: a slow reader never holds up the model.
        let (events, receiver) = mpsc::channel(request.max_tokens.min(context) + LAST_EVENTS);
        let job = Job { tokens, request, events, arrived: Instant::now() };
        match self.jobs.try_send(job) {
            Ok(()) => Ok(receiver),
            Err(TrySendError::Full(_)) => Err(GenerationError::QueueFull { queue: self.shared.queue }),
            Err(TrySendError::Disconnected(_)) => Err(GenerationError::Stopped),
        }
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

/// The thread: one job after the other until every handle is gone.
fn serve(mut writer: writer::Writer<'_, Box<dyn Decoder>>, waiting: &Receiver<Job>, warm_up: bool) {
    if warm_up {
        writer.warm_up();
    }
    while let Ok(job) = waiting.recv() {
        if job.events.is_closed() {
            continue;
        }
        let last = match writer.write(&job) {
            Ok(Some(done)) => done,
            // The reader left.
            Ok(None) => continue,
            Err(error) => {
                tracing::error!(%error, "the model failed");
                GenerationEvent::Failed(error)
            }
        };
        // A reader who left in the last moment does not need it.
        let _ = job.events.try_send(last);
    }
}

impl std::fmt::Debug for Job {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        // Never the person's words.
        formatter.debug_struct("Job").field("tokens", &self.tokens.len()).finish_non_exhaustive()
    }
}
