//! `POST /api/v1/feedback`: whether an answer helped.

use axum::{extract::State, http::StatusCode};
use serde::Deserialize;
use uuid::Uuid;

use crate::chat::{Chat, ConversationError, Feedback};

use super::{
    body::JsonBody,
    negotiation::Preferred,
    problem::{Kind, Problem},
};

/// What a person thinks, as it is sent.
#[derive(Debug, Deserialize)]
pub(super) struct Sent {
    /// The answer's `id`.
    answer: Uuid,
    /// Whether it helped.
    helpful: bool,
    /// Why, in the person's words.
    reason: Option<String>,
}

/// Keeps what a person thinks of an answer; said again, it replaces what was said before.
pub(super) async fn keep(
    State(chat): State<Chat>,
    Preferred(locale): Preferred,
    JsonBody(sent): JsonBody<Sent>,
) -> Result<StatusCode, Problem> {
    let Sent { answer, helpful, reason } = sent;
    match chat.feedback(Feedback { answer, helpful, reason }).await {
        Ok(()) => Ok(StatusCode::NO_CONTENT),
        Err(ConversationError::UnknownAnswer(_)) => Err(Problem::new(Kind::UnknownAnswer, locale)),
        Err(error) => {
            tracing::error!(%error, "feedback could not be kept");
            Err(Problem::new(Kind::Internal, locale))
        }
    }
}
