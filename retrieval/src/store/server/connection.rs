//! Requests to a Qdrant server from code that blocks: a runtime of their own, time limits, other tries.

use std::{
    fmt, io,
    sync::{Mutex, PoisonError, mpsc::sync_channel},
    time::{Duration, Instant},
};

use qdrant_client::{Qdrant, QdrantError};
use tokio::{
    runtime::{Builder, Runtime},
    time::{sleep, timeout},
};
use tonic::Code;

use super::{ServerSettings, breaker::Breaker};
use crate::store::StoreError;

/// Requests are waited for, not computed.
const THREADS: usize = 2;
/// How long a request of a build may take. Writing is waited for until it is searched, on every replica.
const BUILD_LIMIT: Duration = Duration::from_secs(60);
/// How long a server may take to be there at the start: services that start together do not wait for one another.
const START_LIMIT: Duration = Duration::from_secs(5);
/// How often a request of a question is sent at most.
const TRIES_OF_QUESTION: u32 = 3;
/// How often a request of a build is sent at most.
const TRIES_OF_BUILD: u32 = 6;
/// How long is waited before the second try; twice as long before each further one.
const FIRST_WAIT: Duration = Duration::from_millis(50);
/// The longest that is waited between two tries.
const LONGEST_WAIT: Duration = Duration::from_millis(500);
/// How the client begins what it says of a server that it cannot connect to. It gives it the code of a fault in the server.
const NO_CONNECTION: &str = "Failed to connect";
/// What is said of a server that nobody answers for.
const UNREACHABLE: &str = "cannot be reached; start it, or correct `qdrant_url`, which names its gRPC port (6334 unless changed); \
                           without `qdrant_url` the index lies in the data folder";
/// The oldest server that is known to answer batches of queries.
const LEAST_VERSION: (u32, u32) = (1, 10);

/// A Qdrant server as it is talked to. May be used from any thread, also from one that runs asynchronous work: that thread then
/// waits.
pub(crate) struct Connection {
    settings: ServerSettings,
    client: Mutex<Qdrant>,
    breaker: Breaker,
    /// Taken only when this is dropped.
    runtime: Option<Runtime>,
}

/// How long and how often something is tried.
#[derive(Clone, Copy, Debug)]
struct Patience {
    limit: Duration,
    tries: u32,
}

const OF_BUILD: Patience = Patience { limit: BUILD_LIMIT, tries: TRIES_OF_BUILD };

impl Connection {
    /// Connects, and waits a few seconds for a server that is just starting.
    ///
    /// # Errors
    /// The server does not answer or is too old.
    pub(crate) fn open(settings: &ServerSettings) -> Result<Self, StoreError> {
        let connection = Self::unasked(settings)?;
        let patience = Patience { limit: START_LIMIT, tries: u32::MAX };
        let version = connection.send(patience, |client| async move { client.health_check().await })?.version;
        if is_too_old(&version) {
            return Err(StoreError::TooOld { url: settings.url.to_string(), version });
        }
        Ok(connection)
    }

    /// A connection that has not been asked for anything yet.
    pub(super) fn unasked(settings: &ServerSettings) -> Result<Self, StoreError> {
        let client = client(settings)?;
        let runtime = Builder::new_multi_thread().worker_threads(THREADS).thread_name("qdrant").enable_all().build();
        let runtime = Some(runtime.map_err(|error| no_runtime(&error))?);
        let breaker = Breaker::new(settings.timeout);
        Ok(Self { settings: settings.clone(), client: Mutex::new(client), breaker, runtime })
    }

    /// Where the server is and how it is used.
    pub(crate) fn settings(&self) -> &ServerSettings {
        &self.settings
    }

    /// Sends a request that somebody waits for.
    pub(super) fn ask<T, F>(&self, request: impl Fn(Qdrant) -> F + Send + 'static) -> Result<T, StoreError>
    where
        T: Send + 'static,
        F: Future<Output = Result<T, QdrantError>> + Send,
    {
        self.breaker.admit(Instant::now()).map_err(|reason| self.away(reason))?;
        self.watched(request)
    }

    /// Sends a request that finds out how the server is: it is sent in any case.
    pub(super) fn probe<T, F>(&self, request: impl Fn(Qdrant) -> F + Send + 'static) -> Result<T, StoreError>
    where
        T: Send + 'static,
        F: Future<Output = Result<T, QdrantError>> + Send,
    {
        self.watched(request)
    }

    /// Sends a request of a build. Any of them may be sent twice: points and names are set, never added to.
    pub(super) fn build<T, F>(&self, request: impl Fn(Qdrant) -> F + Send + 'static) -> Result<T, StoreError>
    where
        T: Send + 'static,
        F: Future<Output = Result<T, QdrantError>> + Send,
    {
        self.send(OF_BUILD, request)
    }

    fn watched<T, F>(&self, request: impl Fn(Qdrant) -> F + Send + 'static) -> Result<T, StoreError>
    where
        T: Send + 'static,
        F: Future<Output = Result<T, QdrantError>> + Send,
    {
        let patience = Patience { limit: self.settings.timeout, tries: TRIES_OF_QUESTION };
        let outcome = self.send(patience, request);
        match &outcome {
            Err(StoreError::Away { reason, .. }) => self.breaker.failed(Instant::now(), reason),
            Ok(_) | Err(_) => self.breaker.answered(),
        }
        outcome
    }

    fn send<T, F>(&self, patience: Patience, request: impl Fn(Qdrant) -> F + Send + 'static) -> Result<T, StoreError>
    where
        T: Send + 'static,
        F: Future<Output = Result<T, QdrantError>> + Send,
    {
        let runtime = self.runtime.as_ref().expect("the runtime is taken only by dropping this");
        let client = self.client.lock().unwrap_or_else(PoisonError::into_inner).clone();
        // A channel of the standard library: the runtime's own refuse to wait on a thread that runs asynchronous work.
        let (answer, answered) = sync_channel(1);
        runtime.spawn(async move {
            let outcome = timeout(patience.limit, tries(client, patience, request)).await;
            // Whoever asked is waiting below.
            let _ = answer.send(outcome);
        });
        match answered.recv() {
            Ok(Ok(outcome)) => outcome.map_err(|error| self.sort(error)),
            Ok(Err(_)) => {
                self.forget_connections();
                let limit = patience.limit.as_secs_f32();
                Err(self.away(format!("gave no answer within {limit:.1} s; look whether it hangs or is overloaded")))
            }
            Err(_) => Err(StoreError::Engine("a request broke off".to_owned())),
        }
    }

    /// A connection that gives no answer may lead to a machine that is gone, and would be waited for again and again.
    fn forget_connections(&self) {
        if let Ok(client) = client(&self.settings) {
            *self.client.lock().unwrap_or_else(PoisonError::into_inner) = client;
        }
    }

    fn away(&self, reason: String) -> StoreError {
        StoreError::Away { url: self.settings.url.to_string(), reason }
    }

    fn sort(&self, error: QdrantError) -> StoreError {
        let url = self.settings.url.to_string();
        let status = match error {
            QdrantError::ResponseError { status } | QdrantError::ResourceExhaustedError { status, .. } => status,
            error @ (QdrantError::ConversionError(_)
            | QdrantError::InvalidUri(_)
            | QdrantError::NoSnapshotFound(_)
            | QdrantError::Io(_)) => return StoreError::Engine(error.to_string()),
        };
        let reason = status.message().to_owned();
        match status.code() {
            Code::Unauthenticated | Code::PermissionDenied => StoreError::Refused { url, reason },
            Code::NotFound => StoreError::Missing { url, reason },
            Code::Internal if reason.starts_with(NO_CONNECTION) => self.away(UNREACHABLE.to_owned()),
            Code::Unavailable | Code::Unknown => self.away(UNREACHABLE.to_owned()),
            // A cluster without a majority of its nodes, a full disk: over when somebody has seen to it.
            Code::Internal | Code::DataLoss => {
                self.away(format!("has a fault of its own: {reason}; look into its log"))
            }
            Code::Cancelled | Code::DeadlineExceeded | Code::ResourceExhausted => {
                self.away(format!("is too busy: {reason}; give it more room"))
            }
            Code::Ok
            | Code::InvalidArgument
            | Code::AlreadyExists
            | Code::FailedPrecondition
            | Code::Aborted
            | Code::OutOfRange
            | Code::Unimplemented => StoreError::Engine(format!("{}: {reason}", status.code())),
        }
    }
}

impl fmt::Debug for Connection {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Connection").field("settings", &self.settings).finish_non_exhaustive()
    }
}

impl Drop for Connection {
    fn drop(&mut self) {
        if let Some(runtime) = self.runtime.take() {
            // Waiting for it would panic on a thread that runs asynchronous work.
            runtime.shutdown_background();
        }
    }
}

fn client(settings: &ServerSettings) -> Result<Qdrant, StoreError> {
    // The check of versions would print to standard output, where answers go.
    let mut config = Qdrant::from_url(settings.url.as_str())
        .skip_compatibility_check()
        .connect_timeout(settings.timeout)
        // Every request has a limit of its own, and none has a longer one.
        .timeout(BUILD_LIMIT);
    if let Some(key) = &settings.api_key {
        config.set_api_key(key.reveal());
    }
    config.build().map_err(|error| StoreError::Engine(error.to_string()))
}

async fn tries<T, F>(client: Qdrant, patience: Patience, request: impl Fn(Qdrant) -> F) -> Result<T, QdrantError>
where
    F: Future<Output = Result<T, QdrantError>>,
{
    let started = Instant::now();
    let mut wait = FIRST_WAIT;
    for _ in 1..patience.tries {
        match request(client.clone()).await {
            Err(error) if is_worth_another_try(&error) => {
                let pause = asked_wait(&error).unwrap_or(wait);
                // What the server said last tells more than that time ran out.
                if started.elapsed() + pause >= patience.limit {
                    return Err(error);
                }
                sleep(pause).await;
            }
            outcome => return outcome,
        }
        wait = (wait * 2).min(LONGEST_WAIT);
    }
    request(client).await
}

/// Whether the same request may be answered in a moment.
fn is_worth_another_try(error: &QdrantError) -> bool {
    match error {
        QdrantError::ResourceExhaustedError { .. } => true,
        QdrantError::ResponseError { status } => match status.code() {
            Code::Unavailable | Code::Unknown | Code::Aborted | Code::ResourceExhausted => true,
            Code::Internal => status.message().starts_with(NO_CONNECTION),
            Code::Ok
            | Code::Cancelled
            | Code::InvalidArgument
            | Code::DeadlineExceeded
            | Code::NotFound
            | Code::AlreadyExists
            | Code::PermissionDenied
            | Code::FailedPrecondition
            | Code::OutOfRange
            | Code::Unimplemented
            | Code::DataLoss
            | Code::Unauthenticated => false,
        },
        QdrantError::ConversionError(_)
        | QdrantError::InvalidUri(_)
        | QdrantError::NoSnapshotFound(_)
        | QdrantError::Io(_) => false,
    }
}

/// How long the server itself asks to wait.
fn asked_wait(error: &QdrantError) -> Option<Duration> {
    match error {
        QdrantError::ResourceExhaustedError { retry_after_seconds, .. } => {
            Some(Duration::from_secs(*retry_after_seconds))
        }
        QdrantError::ResponseError { .. }
        | QdrantError::ConversionError(_)
        | QdrantError::InvalidUri(_)
        | QdrantError::NoSnapshotFound(_)
        | QdrantError::Io(_) => None,
    }
}

/// A version that cannot be read is not held against the server.
fn is_too_old(version: &str) -> bool {
    let mut parts = version.split('.').map(str::parse::<u32>);
    match (parts.next(), parts.next()) {
        (Some(Ok(major)), Some(Ok(minor))) => (major, minor) < LEAST_VERSION,
        _ => false,
    }
}

fn no_runtime(error: &io::Error) -> StoreError {
    StoreError::Engine(format!(
        "the system gives no thread for the Qdrant client: {error}; raise the limit of processes"
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of_code(code: Code, message: &str) -> QdrantError {
        QdrantError::ResponseError { status: tonic::Status::new(code, message) }
    }

    #[test]
    fn only_what_may_pass_by_itself_is_tried_again() {
        assert!(is_worth_another_try(&of_code(Code::Unavailable, "starting")));
        assert!(is_worth_another_try(&of_code(Code::Internal, "Failed to connect to http://127.0.0.1:1/")));
        assert!(!is_worth_another_try(&of_code(Code::Internal, "a panic")));
        assert!(!is_worth_another_try(&of_code(Code::InvalidArgument, "a wrong vector")));
        assert!(!is_worth_another_try(&of_code(Code::Unauthenticated, "no key")));
    }

    #[test]
    fn a_server_that_asks_for_time_is_given_it() {
        let status = tonic::Status::new(Code::ResourceExhausted, "slow down");
        let error = QdrantError::ResourceExhaustedError { status, retry_after_seconds: 3 };
        assert_eq!(asked_wait(&error), Some(Duration::from_secs(3)));
    }

    #[test]
    fn old_servers_are_told_by_their_version() {
        for (version, old) in [("1.9.7", true), ("0.11.0", true), ("1.10.0", false), ("1.16.3", false), ("dev", false)]
        {
            assert_eq!(is_too_old(version), old, "{version}");
        }
    }
}
