//! The web page and the HTTP interface.
//!
//! Handlers are thin: they read a request, call the [`Chat`], and put what comes into a response. What an answer says is decided
//! below; what is here is how it travels. It reads like this:
//!
//! - [`page`]: the page at `/`, with and without scripts; [`interface`]: what the chat begins with; [`assets`]: styles, scripts and
//!   the script of a portal's page, compiled in and joined by [`joining`];
//! - [`ask`]: a question in, one JSON object out, or [`stream`]: the same as server-sent events, which stand in [`streams`];
//! - [`services`], [`feedback`], [`status`]: the other doors of the interface; [`completions`]: the one for clients of models;
//! - [`openapi`]: the description of all of them, with [`schema`];
//! - [`card`], [`statement`], [`frame`]: the other pages and what they share;
//! - [`body`], [`negotiation`], [`limits`], [`origins`]: what is read from a request before a handler sees it;
//! - [`problem`]: every failure, as `application/problem+json` or a page, in the person's language;
//! - [`headers`], [`request_id`]: what stands around every response;
//! - [`texts`]: the texts of all of it.

mod ask;
mod assets;
mod body;
mod card;
mod completions;
mod feedback;
mod frame;
mod headers;
mod interface;
mod joining;
mod limits;
mod negotiation;
mod openapi;
mod origins;
mod page;
mod problem;
mod request_id;
mod schema;
mod services;
mod statement;
mod status;
mod stream;
mod streams;
mod texts;

use std::sync::Arc;

use axum::{
    Router,
    extract::{DefaultBodyLimit, FromRef},
    middleware::{from_fn, from_fn_with_state},
    routing::{get, post},
};
use tokio::sync::watch;
use tower_http::compression::CompressionLayer;

use crate::{chat::Chat, model_state::ModelState, settings::WebSettings};

use limits::Limiter;
use streams::Streams;

/// What the web face needs.
pub struct WebParts {
    /// The door to the assistant.
    pub chat: Chat,
    /// What the language model is doing.
    pub model: watch::Receiver<ModelState>,
    /// Limits and who may frame the page.
    pub settings: WebSettings,
}

/// The page and the interface.
///
/// Serve it with `into_make_service_with_connect_info::<SocketAddr>()`: the rate limit counts by the client's address, and
/// without one all clients share a single limit.
pub fn router(parts: WebParts) -> Router {
    let settings = parts.settings.clone();
    let per_minute = settings.questions_per_minute;
    // Questions and verdicts have counts of their own: rating answers must not use up questions.
    let limited = || from_fn_with_state(Arc::new(Limiter::new(per_minute)), limits::limit);
    let questions = limited();
    let verdicts = limited();
    let routes = Router::new()
        .route("/", get(page::first).merge(post(page::ask).layer(questions.clone())))
        .route("/feedback", post(page::feedback).layer(verdicts.clone()))
        .route("/accessibility", get(statement::statement))
        .route("/services/{id}", get(services::page))
        .route("/api", get(openapi::browse))
        .route("/api/v1/openapi.json", get(openapi::document))
        .route("/api/v1/interface", get(interface::interface))
        .route("/api/v1/chat", post(ask::ask).layer(questions.clone()))
        .route("/api/v1/chat/{stream}", get(ask::resume).delete(ask::stop))
        .route("/api/v1/services", get(services::list))
        .route("/api/v1/services/{id}", get(services::one))
        .route("/api/v1/feedback", post(feedback::keep).layer(verdicts))
        .route("/api/v1/status", get(status::status))
        .route("/v1/chat/completions", post(completions::complete).layer(questions))
        .route("/v1/models", get(completions::models))
        .route("/readyz", get(status::ready))
        .with_state(Web { parts: Arc::new(parts), streams: Streams::default() })
        .route("/healthz", get(status::health))
        .merge(assets::router());
    surrounded(routes, &settings)
}

/// What the handlers share.
#[derive(Clone)]
struct Web {
    parts: Arc<WebParts>,
    streams: Streams,
}

impl FromRef<Web> for Chat {
    fn from_ref(web: &Web) -> Self {
        web.parts.chat.clone()
    }
}

impl FromRef<Web> for watch::Receiver<ModelState> {
    fn from_ref(web: &Web) -> Self {
        web.parts.model.clone()
    }
}

impl FromRef<Web> for WebSettings {
    fn from_ref(web: &Web) -> Self {
        web.parts.settings.clone()
    }
}

impl FromRef<Web> for Streams {
    fn from_ref(web: &Web) -> Self {
        web.streams.clone()
    }
}

/// Routes with what stands around all of them: replies to unknown addresses, limits, compression, headers.
fn surrounded(routes: Router, settings: &WebSettings) -> Router {
    let protection = headers::Protection::new(&settings.frame_ancestors);
    routes
        .fallback(problem::not_found)
        .method_not_allowed_fallback(problem::not_allowed)
        .layer(DefaultBodyLimit::max(settings.body_limit))
        .layer(from_fn_with_state(settings.body_limit, body::refuse_announced))
        // Event streams are left alone, or a sentence would wait in the compressor for the next.
        .layer(CompressionLayer::new())
        .layer(origins::layer(&settings.allowed_origins))
        .layer(from_fn_with_state(protection, headers::protect))
        .layer(from_fn(request_id::identify))
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests;
