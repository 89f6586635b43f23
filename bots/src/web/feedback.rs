//! `POST /api/v1/feedback`: whether an answer helped.

use axum::{extract::State, http::StatusCode};
use knowledge_base::Locale;
use serde::Deserialize;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::chat::{Chat, ConversationError, Feedback};

use super::{
    body::JsonBody,
    negotiation::Preferred,
    problem::{Details, Kind, Problem},
};

/// What a person thinks of an answer.
#[derive(Debug, Deserialize, ToSchema)]
#[schema(as = Feedback)]
pub(super) struct Sent {
    /// The answer's `id`.
    answer: Uuid,
    /// Whether it helped.
    helpful: bool,
    /// Why, in the person's words; masked, and cut after 500 characters.
    reason: Option<String>,
}

/// Keeps what a person thinks of an answer.
///
/// Said again, it replaces what was said before: sending it twice counts once.
#[utoipa::path(
    post, path = "/api/v1/feedback", tag = "questions", request_body = Sent,
    responses(
        (status = 204, description = "Kept"),
        (status = 400, description = "No JSON", body = Details, content_type = "application/problem+json"),
        (status = 404, description = "No such answer", body = Details, content_type = "application/problem+json"),
        (status = 413, description = "Too large", body = Details, content_type = "application/problem+json"),
        (status = 415, description = "Not declared as JSON", body = Details, content_type = "application/problem+json"),
        (status = 422, description = "A wrong field", body = Details, content_type = "application/problem+json"),
        (status = 429, description = "Too many; see `Retry-After`", body = Details,
         content_type = "application/problem+json"),
        (status = 503, description = "The database is away; see `Retry-After`", body = Details,
         content_type = "application/problem+json"),
    )
)]
pub(super) async fn keep(
    State(chat): State<Chat>,
    Preferred(locale): Preferred,
    JsonBody(sent): JsonBody<Sent>,
) -> Result<StatusCode, Problem> {
    let Sent { answer, helpful, reason } = sent;
    let kept = chat.feedback(Feedback { answer, helpful, reason }).await;
    kept.map(|()| StatusCode::NO_CONTENT).map_err(|error| Problem::of_feedback(&error, locale))
}

impl Problem {
    /// Why a verdict was not kept.
    pub(super) fn of_feedback(error: &ConversationError, locale: Locale) -> Self {
        if let ConversationError::UnknownAnswer(_) = error {
            return Self::new(Kind::UnknownAnswer, locale);
        }
        tracing::error!(%error, "feedback could not be kept");
        let kind = if error.is_passing() { Kind::NotKept } else { Kind::Internal };
        Self::new(kind, locale)
    }
}
