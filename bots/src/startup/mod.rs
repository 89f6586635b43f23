//! Putting the program together: from settings to a page that is served, in the order in which a person can use it.
//!
//! The page comes first and answers from facts; the language model follows behind it and is never waited for. Nothing is
//! printed here: a [`Report`] hears what happens.

mod core;
mod error;
mod language_model;
mod report;
mod search_models;

use std::{future::IntoFuture as _, io, net::SocketAddr, sync::Arc, time::Duration};

use axum::Router;
use futures::future::join;
use models::Fetcher;
use tokio::{
    net::{TcpListener, TcpSocket},
    sync::watch,
    task::{JoinHandle, spawn_blocking},
    time::timeout,
};
use tokio_util::sync::CancellationToken;

pub use self::core::{
    Core, assemble, assistant_over, index, index_options, load, private_data_folder, records, tashkent, today,
};
pub use error::StartError;
pub use language_model::{ChosenModel, ModelStart, catalogue, choose_model, open_model, remote_writer};
pub use report::{IndexSummary, Report, StartEvent, silent};
pub use search_models::{SearchModels, embedder};

use language_model::{Bringing, ModelThread};

use crate::{
    chat::Chat,
    conversations::{Conversations, keep_retention},
    model_state::ModelState,
    publishing::{Live, Publishing, keep_current},
    settings::Settings,
    telegram::{self, Telegram, TelegramParts},
    web::{self, WebParts},
};

/// How long questions under way may take once the program is asked to end.
pub const DRAIN_LIMIT: Duration = Duration::from_secs(10);
/// How long a fetch may take to notice that the program ends.
const FETCH_LIMIT: Duration = Duration::from_secs(1);
/// Connections that wait to be taken.
const BACKLOG: u32 = 1024;

/// The running program. Dropped without [`Running::stop`], it ends at once.
#[must_use = "the program ends when this is dropped"]
pub struct Running {
    address: SocketAddr,
    chat: Chat,
    conversations: Conversations,
    model: watch::Receiver<ModelState>,
    stop: CancellationToken,
    server: JoinHandle<io::Result<()>>,
    retention: Option<JoinHandle<()>>,
    current: JoinHandle<()>,
    telegram: Option<Telegram>,
    model_thread: Option<ModelThread>,
}

/// How a running program ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stopped {
    /// Every question was answered.
    Drained,
    /// The limit passed, and questions were cut off.
    CutOff,
}

/// Starts everything: records, models of the search, index, assistant, conversations, the page; then, behind it, the language model.
///
/// # Errors
/// [`StartError`]; its message says what to do. Nothing runs then.
pub async fn start(settings: Settings, report: Report) -> Result<Running, StartError> {
    // Taken first, so that a used port is told before an index is built, and listened on last.
    let socket = bind(settings.listen)?;
    let chosen = choose_model(&settings)?;
    private_data_folder(&settings);
    let publishing = Publishing::open(&settings).await?;
    let (base, problem) = publishing.start().await?;
    report(StartEvent::Records { count: base.records().len(), folder: settings.records.clone() });
    if let Some(problem) = problem {
        report(StartEvent::Unpublished { problem: problem.to_string() });
    }
    let (core, settings) = {
        let report = Arc::clone(&report);
        spawn_blocking(move || assemble(base, &settings, &report).map(|core| (core, settings))).await??
    };
    let conversations = Conversations::open(&settings.database).await?;
    let chat = Chat::new(core.assistant.clone(), conversations.clone());
    let fetcher = Fetcher::new(settings.model.fetch.clone());
    let (state, model) = watch::channel(first_state(&chosen, &fetcher));

    let listener = listen(socket, settings.listen)?;
    let address = listener.local_addr().map_err(|source| StartError::listening(settings.listen, source))?;
    let stop = CancellationToken::new();
    let parts = WebParts { chat: chat.clone(), model: model.clone(), settings: settings.web.clone() };
    let (telegram, brought) = start_telegram(&settings, &chat, &conversations, &stop)?;
    let service = web::router(parts).merge(brought).into_make_service_with_connect_info::<SocketAddr>();
    let serving = axum::serve(listener, service).with_graceful_shutdown(stop.clone().cancelled_owned());
    let server = tokio::spawn(serving.into_future());
    let index = index_options(&settings, core.models.embedder);
    let live = Live { publishing, assistant: core.assistant.clone(), index, reranker: core.models.reranker };
    let current = tokio::spawn(keep_current(live, stop.clone()));
    let retention =
        settings.retention.map(|age| tokio::spawn(keep_retention(conversations.clone(), age, stop.clone())));

    report(StartEvent::Listening { address });
    if let Some(settings) = &settings.telegram {
        report(StartEvent::Telegram { brought: settings.webhook.is_some() });
    }
    if let Some(remote) = &chosen.remote {
        core.assistant.set_writer(Some(remote_writer(remote)));
    }
    let model_id = chosen.model.as_ref().map(|model| model.id.clone()).or_else(|| chosen.remote_name());
    report(StartEvent::Choice { model: model_id, reason: chosen.reason });
    let model_thread = match chosen.model {
        Some(model) => {
            let (assistant, cancelled) = (core.assistant, Arc::default());
            let start = ModelStart::of(&settings);
            Some(ModelThread::start(Bringing { model, fetcher, start, assistant, state, report, cancelled })?)
        }
        None => None,
    };
    Ok(Running { address, chat, conversations, model, stop, server, retention, current, telegram, model_thread })
}

impl Running {
    /// Where the page is served; with the real port where 0 was asked for.
    #[must_use]
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// The chat that the page asks.
    #[must_use]
    pub fn chat(&self) -> &Chat {
        &self.chat
    }

    /// What the language model is doing.
    #[must_use]
    pub fn model(&self) -> watch::Receiver<ModelState> {
        self.model.clone()
    }

    /// Ends when the server ends by itself, which it does only when it breaks.
    pub async fn broken(&mut self) -> io::Error {
        match (&mut self.server).await {
            Ok(Ok(())) => io::Error::other("the server ended"),
            Ok(Err(error)) => error,
            Err(error) => io::Error::other(error),
        }
    }

    /// Takes no more connections, lets questions under way end within [`DRAIN_LIMIT`], and closes the database.
    pub async fn stop(mut self) -> Stopped {
        self.stop.cancel();
        if let Some(thread) = &self.model_thread {
            thread.cancel();
        }
        let bot = async {
            match self.telegram.take() {
                Some(telegram) => telegram.stop(DRAIN_LIMIT).await,
                None => true,
            }
        };
        let stopped = match join(timeout(DRAIN_LIMIT, &mut self.server), bot).await {
            (Ok(_), true) => Stopped::Drained,
            (Ok(_), false) => Stopped::CutOff,
            (Err(_), _) => {
                self.server.abort();
                Stopped::CutOff
            }
        };
        if let Some(retention) = self.retention.take() {
            // It ends between two of its short transactions, unless a server is silent; a panic in it has been told already.
            let _ = timeout(FETCH_LIMIT, retention).await;
        }
        // A state that is being taken over is safe to leave.
        let _ = timeout(FETCH_LIMIT, self.current).await;
        if self.model_thread.is_some() {
            // Its side of the channel goes with the thread; a fetch must not leave its downloader behind.
            let _ = timeout(FETCH_LIMIT, async { while self.model.changed().await.is_ok() {} }).await;
        }
        // A turn that is being kept has its own, shorter limit.
        let _ = timeout(DRAIN_LIMIT, self.conversations.close()).await;
        stopped
    }
}

/// Starts the bot, where a token is set, with the door at which updates are brought.
fn start_telegram(
    settings: &Settings,
    chat: &Chat,
    conversations: &Conversations,
    stop: &CancellationToken,
) -> Result<(Option<Telegram>, Router), StartError> {
    let Some(own) = settings.telegram.clone() else { return Ok((None, Router::new())) };
    let (chat, conversations, stop) = (chat.clone(), conversations.clone(), stop.clone());
    let parts = TelegramParts { chat, conversations, settings: own, retention: settings.retention, stop };
    let (telegram, brought) = telegram::start(parts)?;
    Ok((Some(telegram), brought.unwrap_or_default()))
}

/// Takes the address without listening on it, so that nobody connects to a program that cannot answer yet.
fn bind(address: SocketAddr) -> Result<TcpSocket, StartError> {
    let open = || {
        let socket = if address.is_ipv4() { TcpSocket::new_v4()? } else { TcpSocket::new_v6()? };
        // A restart must not wait for connections of the last run to fade away.
        #[cfg(unix)]
        socket.set_reuseaddr(true)?;
        socket.bind(address)?;
        Ok(socket)
    };
    open().map_err(|source| StartError::listening(address, source))
}

fn listen(socket: TcpSocket, address: SocketAddr) -> Result<TcpListener, StartError> {
    socket.listen(BACKLOG).map_err(|source| StartError::listening(address, source))
}

fn first_state(chosen: &ChosenModel, fetcher: &Fetcher) -> ModelState {
    if let Some(model) = chosen.remote_name() {
        return ModelState::Ready { model };
    }
    match &chosen.model {
        Some(model) if fetcher.ready(model).is_some() => ModelState::Loading { model: model.id.clone() },
        Some(model) => ModelState::Fetching { model: model.id.clone(), done: 0, total: model.bytes() },
        None => ModelState::Off { reason: chosen.reason.clone() },
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests;
