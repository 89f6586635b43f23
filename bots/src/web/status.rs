//! How the service is: for the page (`/api/v1/status`) and for whoever watches over it (`/healthz`, `/readyz`).

use axum::{Json, extract::State, http::StatusCode, http::header, response::IntoResponse};
use retrieval::store::Standing;
use serde::Serialize;
use tokio::sync::watch;
use utoipa::ToSchema;

use crate::{chat::Chat, model_state::ModelState};

/// The state of the service.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Status {
    /// The version of the program.
    version: &'static str,
    /// What the language model is doing.
    model: Model,
    /// What is known.
    records: Records,
}

/// The state of the language model without the reasons, which are for operators and may name files.
#[derive(Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(tag = "state", rename_all = "snake_case")]
#[schema(as = ModelState)]
enum Model {
    Off,
    Fetching { model: String, done: u64, total: Option<u64> },
    Loading { model: String },
    Ready { model: String },
    Failed { model: String },
}

/// What is known.
#[derive(Debug, Serialize, ToSchema)]
struct Records {
    /// How many services.
    count: usize,
    /// The SHA-256 of their files, with which the search index is built.
    fingerprint: String,
}

/// Tells the state of the service, for the page.
#[utoipa::path(
    get, path = "/api/v1/status", tag = "state",
    responses((status = 200, description = "The state", body = Status))
)]
pub(super) async fn status(
    State(chat): State<Chat>,
    State(model): State<watch::Receiver<ModelState>>,
) -> impl IntoResponse {
    let base = chat.assistant().knowledge_base();
    let status = Status {
        version: env!("CARGO_PKG_VERSION"),
        model: Model::from(&*model.borrow()),
        records: Records { count: base.records().len(), fingerprint: base.fingerprint().to_owned() },
    };
    ([(header::CACHE_CONTROL, "no-store")], Json(status))
}

/// Whether the process lives.
pub(super) async fn health() -> &'static str {
    "ok\n"
}

/// Whether questions are answered. The page is served only once the records and the index stand, but an index on a server can go
/// away. The language model is not waited for: answers come from facts without it.
pub(super) async fn ready(State(chat): State<Chat>) -> (StatusCode, &'static str) {
    let assistant = chat.assistant();
    if assistant.knowledge_base().records().len() == 0 {
        return (StatusCode::SERVICE_UNAVAILABLE, "no records\n");
    }
    match assistant.index_standing().await {
        Ok(Standing::Current | Standing::Superseded) => (StatusCode::OK, "ready\n"),
        Err(_) => (StatusCode::SERVICE_UNAVAILABLE, "the search index is away\n"),
    }
}

impl From<&ModelState> for Model {
    fn from(state: &ModelState) -> Self {
        match state {
            ModelState::Off { reason: _ } => Self::Off,
            ModelState::Fetching { model, done, total } => {
                Self::Fetching { model: model.clone(), done: *done, total: *total }
            }
            ModelState::Loading { model } => Self::Loading { model: model.clone() },
            ModelState::Ready { model } => Self::Ready { model: model.clone() },
            ModelState::Failed { model, reason: _ } => Self::Failed { model: model.clone() },
        }
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn the_state_of_the_model_is_told_without_the_reason() {
        let failed = ModelState::Failed { model: "gemma".to_owned(), reason: "/srv/models is full".to_owned() };
        let told = serde_json::to_value(Model::from(&failed)).unwrap();
        assert_eq!(told, json!({ "state": "failed", "model": "gemma" }));
    }

    #[test]
    fn a_fetch_is_told_with_its_progress() {
        let fetching = ModelState::Fetching { model: "gemma".to_owned(), done: 34, total: Some(100) };
        let told = serde_json::to_value(Model::from(&fetching)).unwrap();
        assert_eq!(told, json!({ "state": "fetching", "model": "gemma", "done": 34, "total": 100 }));
    }
}
