//! Requests to the server, each on a thread of its own, and the events that come of them.

use std::{
    collections::hash_map::RandomState,
    hash::{BuildHasher as _, Hasher as _},
    io::{self, BufReader},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    thread,
    time::{Duration, Instant},
};

use tokio::{
    runtime::Handle,
    sync::{OwnedSemaphorePermit, Semaphore, mpsc},
};
use ureq::{Agent, Body, http::Response};

use super::{
    RemoteSettings,
    breaker::Breaker,
    reply::{Broken, Part, Parts, beginning, whole},
    request::body,
};
use crate::generation::{GenerationError, GenerationEvent, GenerationRequest, StopReason, Usage};

/// Events besides texts that one answer may give.
const LAST_EVENTS: usize = 2;
/// Bytes of a reply that does not stream, or that says what is wrong.
const LONGEST_BODY: u64 = 1 << 20;

/// A handle to a model on a server; copies share what is known of it.
#[derive(Clone, Debug)]
pub struct RemoteEngine {
    shared: Arc<Shared>,
}

#[derive(Debug)]
struct Shared {
    settings: RemoteSettings,
    breaker: Mutex<Breaker>,
    places: Arc<Semaphore>,
}

/// Why an attempt came to nothing.
#[derive(Debug)]
struct Failure {
    reason: String,
    /// Whether another attempt may do better.
    again: bool,
    /// For how long the server asks to be left alone.
    wait: Option<Duration>,
}

/// How a request ended.
enum End {
    /// With the server's last word.
    Done(StopReason, Usage),
    /// The reader left.
    Left,
}

impl RemoteEngine {
    /// An engine for a server. Nothing is sent yet: a server that is not there is no reason not to start.
    #[must_use]
    pub fn new(settings: RemoteSettings) -> Self {
        let breaker = Mutex::new(Breaker::new(&settings.limits));
        let places = Arc::new(Semaphore::new(settings.limits.at_once.max(1)));
        Self { shared: Arc::new(Shared { settings, breaker, places }) }
    }

    /// How the server is reached.
    #[must_use]
    pub fn settings(&self) -> &RemoteSettings {
        &self.shared.settings
    }

    /// Asks for an answer; its events come through the receiver, and dropping the receiver closes the connection. Must be called
    /// within a Tokio runtime, which notices that the reader left.
    ///
    /// # Errors
    /// At once: the request is out of range, too many are on their way, or the server is spared because it failed.
    pub fn generate(&self, request: GenerationRequest) -> Result<mpsc::Receiver<GenerationEvent>, GenerationError> {
        if request.max_tokens == 0 {
            return Err(GenerationError::Request("`max_tokens` is zero"));
        }
        if request.temperature.is_some_and(|temperature| !(temperature > 0.0 && temperature.is_finite())) {
            return Err(GenerationError::Request("`temperature` must be above zero"));
        }
        let RemoteSettings { limits, url, .. } = &self.shared.settings;
        let full = || GenerationError::QueueFull { queue: limits.at_once };
        let place = Arc::clone(&self.shared.places).try_acquire_owned().map_err(|_| full())?;
        self.shared.breaker().admit(Instant::now()).map_err(|rest| {
            let rest = rest.map_or_else(|| "while it is tried again".to_owned(), |rest| format!("for {rest:.1?}"));
            GenerationError::Model(format!("{url} failed several times and is spared {rest}"))
        })?;
        let (events, receiver) = mpsc::channel(request.max_tokens + LAST_EVENTS);
        let shared = Arc::clone(&self.shared);
        let runtime = Handle::try_current().ok();
        let thread = thread::Builder::new().name("remote-model".to_owned());
        let spawned = thread.spawn(move || shared.serve(&request, &events, runtime.as_ref(), place));
        match spawned {
            Ok(_) => Ok(receiver),
            Err(error) => {
                self.shared.breaker().left(Instant::now());
                Err(GenerationError::Model(format!("the system gives no thread for the request: {error}")))
            }
        }
    }
}

impl Shared {
    fn breaker(&self) -> MutexGuard<'_, Breaker> {
        self.breaker.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The thread of one request, which holds its place until it ends.
    fn serve(
        &self,
        request: &GenerationRequest,
        events: &mpsc::Sender<GenerationEvent>,
        runtime: Option<&Handle>,
        _place: OwnedSemaphorePermit,
    ) {
        let last = match self.write(request, events, runtime) {
            Ok(End::Left) => return self.breaker().left(Instant::now()),
            Ok(End::Done(reason, usage)) => {
                self.breaker().succeeded();
                GenerationEvent::Done { reason, usage }
            }
            // What broke because the reader left tells nothing of the server.
            Err(_) if events.is_closed() => return self.breaker().left(Instant::now()),
            Err(Failure { reason, wait, .. }) => {
                self.breaker().failed(Instant::now(), wait);
                let reason = format!("{} at {}: {reason}", self.settings.model, self.settings.url);
                GenerationEvent::Failed(GenerationError::Model(reason))
            }
        };
        // A reader who left in the last moment does not need it.
        let _ = events.try_send(last);
    }

    /// Attempts until one has given a piece, within the limits.
    fn write(
        &self,
        request: &GenerationRequest,
        events: &mpsc::Sender<GenerationEvent>,
        runtime: Option<&Handle>,
    ) -> Result<End, Failure> {
        let limits = &self.settings.limits;
        let arrived = Instant::now();
        let mut attempt = 1;
        loop {
            let failure = match self.attempt(request, events, runtime, arrived) {
                Ok(end) => return Ok(end),
                Err(failure) => failure,
            };
            let pause = match failure.wait {
                Some(wait) if wait > limits.longest_pause => return Err(failure),
                Some(wait) => wait,
                None => jittered(limits.pause * 2u32.saturating_pow(attempt - 1)).min(limits.longest_pause),
            };
            if !failure.again || attempt >= limits.attempts || events.is_closed() {
                return Err(failure);
            }
            tracing::debug!(attempt, reason = failure.reason, "the server is asked again");
            thread::sleep(pause);
            attempt += 1;
        }
    }

    /// One attempt, on a connection of its own that is closed when the reader leaves.
    fn attempt(
        &self,
        request: &GenerationRequest,
        events: &mpsc::Sender<GenerationEvent>,
        runtime: Option<&Handle>,
        arrived: Instant,
    ) -> Result<End, Failure> {
        let agent = self.agent();
        let watch = runtime.map(|runtime| {
            let (agent, events) = (agent.clone(), events.clone());
            runtime.spawn(async move {
                events.closed().await;
                agent.shutdown();
            })
        });
        let until = Instant::now() + self.settings.limits.first_piece;
        let end = self.reply(&agent, request).and_then(|reply| read(reply, request, events, arrived, until));
        if let Some(watch) = watch {
            watch.abort();
        }
        end
    }

    fn agent(&self) -> Agent {
        let limits = &self.settings.limits;
        let config = Agent::config_builder()
            .http_status_as_error(false)
            .timeout_resolve(Some(limits.connect))
            .timeout_connect(Some(limits.connect))
            .timeout_per_read(Some(limits.silence))
            .timeout_per_write(Some(limits.silence))
            .timeout_global(Some(limits.whole))
            .max_redirects(0)
            .build();
        config.new_agent()
    }

    /// Sends the request and looks at how the server takes it.
    fn reply(&self, agent: &Agent, request: &GenerationRequest) -> Result<Response<Body>, Failure> {
        let mut sending = agent.post(self.settings.url.chat()).header("accept", "text/event-stream");
        if let Some(key) = &self.settings.key {
            sending = sending.header("authorization", format!("Bearer {}", key.0));
        }
        // Who was silent for as long as a person waits is not asked again; who refused at once is.
        let failure = |error: ureq::Error| {
            let again = !matches!(error, ureq::Error::Timeout(_));
            Failure { reason: error.to_string(), again, wait: None }
        };
        let mut reply = sending.send_json(body(&self.settings.model, request)).map_err(failure)?;
        let status = reply.status().as_u16();
        if status == 200 {
            return Ok(reply);
        }
        let wait = reply.headers().get("retry-after").and_then(|value| value.to_str().ok()?.trim().parse().ok());
        let said = reply.body_mut().with_config().limit(LONGEST_BODY).read_to_string().unwrap_or_default();
        let said = whole(&said).err().map_or_else(|| beginning(&said), |broken| broken.to_string());
        let again = matches!(status, 408 | 425 | 429 | 500..);
        Err(Failure { reason: format!("status {status}, {said}"), again, wait: wait.map(Duration::from_secs) })
    }
}

/// Reads an answer to its end and sends its pieces on.
fn read(
    mut reply: Response<Body>,
    request: &GenerationRequest,
    events: &mpsc::Sender<GenerationEvent>,
    arrived: Instant,
    until: Instant,
) -> Result<End, Failure> {
    let header = reply.headers().get("content-type").and_then(|value| value.to_str().ok()).unwrap_or_default();
    let is_whole = header.starts_with("application/json");
    let mut answer =
        Answer { events, budget: request.max_tokens, arrived, first: None, pieces: 0, reason: None, tokens: None };
    if is_whole {
        let text = reply.body_mut().with_config().limit(LONGEST_BODY).read_to_string();
        let text = text.map_err(|error| Failure { reason: error.to_string(), again: true, wait: None })?;
        for part in whole(&text).map_err(|broken| answer.failure(&broken))? {
            if let Some(end) = answer.take(part)? {
                return Ok(end);
            }
        }
    }
    let mut parts = Parts::new(BufReader::new(reply.into_body().into_reader()), until);
    loop {
        let part = match parts.next() {
            // A server that closes without its last line has still said why it ends.
            Err(Broken::Cut) if answer.reason.is_some() => Part::End,
            part => part.map_err(|broken| answer.failure(&broken))?,
        };
        if let Some(end) = answer.take(part)? {
            return Ok(end);
        }
    }
}

/// An answer on its way to its reader.
struct Answer<'a> {
    events: &'a mpsc::Sender<GenerationEvent>,
    budget: usize,
    arrived: Instant,
    first: Option<Instant>,
    pieces: usize,
    reason: Option<String>,
    tokens: Option<(usize, usize)>,
}

impl Answer<'_> {
    /// Takes a part; gives the end when the answer has ended.
    fn take(&mut self, part: Part) -> Result<Option<End>, Failure> {
        match part {
            Part::Text(text) if text.is_empty() => {}
            Part::Text(text) => {
                self.first.get_or_insert_with(Instant::now);
                // A server that goes on beyond the budget is left; a piece has one token at least.
                if self.pieces == self.budget {
                    return Ok(Some(End::Done(StopReason::TokenBudget, self.usage())));
                }
                self.pieces += 1;
                if self.events.blocking_send(GenerationEvent::Text(text)).is_err() {
                    return Ok(Some(End::Left));
                }
            }
            Part::Finish(reason) => self.reason = Some(reason),
            Part::Usage(prompt, written) => self.tokens = Some((prompt, written)),
            Part::End => {
                let reason = match self.reason.as_deref() {
                    Some("length") => StopReason::TokenBudget,
                    Some("stop" | "eos") | None => StopReason::EndOfTurn,
                    Some(other) => {
                        let reason = format!("the server ended the answer with `{}`", beginning(other));
                        return Err(Failure { reason, again: false, wait: None });
                    }
                };
                return Ok(Some(End::Done(reason, self.usage())));
            }
        }
        Ok(None)
    }

    /// What broke; nothing is tried again once a piece has come.
    fn failure(&self, broken: &Broken) -> Failure {
        let cut = match broken {
            Broken::Read(error) => !is_timeout(error),
            Broken::Cut | Broken::Told(_) => true,
            Broken::Garbage(_) => false,
        };
        let again = self.pieces == 0 && cut;
        Failure { reason: broken.to_string(), again, wait: None }
    }

    fn usage(&self) -> Usage {
        let first = self.first.unwrap_or_else(Instant::now);
        let (prompt_tokens, generated_tokens) = self.tokens.unwrap_or((0, self.pieces));
        Usage {
            prompt_tokens,
            generated_tokens,
            prefill: first - self.arrived,
            decode: first.elapsed(),
            ..Usage::default()
        }
    }
}

/// Whether a server was silent for too long; the client wraps its own errors.
fn is_timeout(error: &io::Error) -> bool {
    let own = error.get_ref().and_then(|inner| inner.downcast_ref::<ureq::Error>());
    error.kind() == io::ErrorKind::TimedOut || matches!(own, Some(ureq::Error::Timeout(_)))
}

/// A pause between half and all of a length, so that many who wait do not come back at once.
fn jittered(pause: Duration) -> Duration {
    const STEPS: u64 = 1024;
    let chance = RandomState::new().build_hasher().finish() % STEPS;
    pause / 2 + (pause / 2).mul_f64(chance as f64 / STEPS as f64)
}
