//! A JSON body, read strictly enough that each mistake is told for what it is.

use axum::{
    Json,
    extract::{FromRequest, Request, State, rejection::JsonRejection},
    http::{StatusCode, header::CONTENT_LENGTH},
    middleware::Next,
    response::{IntoResponse as _, Response},
};
use serde::de::DeserializeOwned;

use super::{
    negotiation::preferred,
    problem::{Kind, Problem},
};

/// Refuses a body that announces more bytes than the limit, before any of them is read: the client hears why instead of seeing
/// its connection cut.
pub(super) async fn refuse_announced(State(limit): State<usize>, request: Request, next: Next) -> Response {
    let length = request.headers().get(CONTENT_LENGTH).and_then(|value| value.to_str().ok());
    let announced: Option<usize> = length.and_then(|length| length.parse().ok());
    if announced.is_some_and(|announced| announced > limit) {
        return Problem::new(Kind::LargeBody, preferred(request.headers())).into_response();
    }
    next.run(request).await
}

/// The body of a request as a value.
#[derive(Debug)]
pub(super) struct JsonBody<T>(pub(super) T);

impl<T: DeserializeOwned, S: Send + Sync> FromRequest<S> for JsonBody<T> {
    type Rejection = Problem;

    async fn from_request(request: Request, state: &S) -> Result<Self, Problem> {
        let locale = preferred(request.headers());
        match Json::from_request(request, state).await {
            Ok(Json(body)) => Ok(Self(body)),
            Err(rejection) => Err(Problem::new(kind(&rejection), locale)),
        }
    }
}

fn kind(rejection: &JsonRejection) -> Kind {
    match rejection {
        JsonRejection::JsonSyntaxError(error) => Kind::InvalidJson(error.body_text()),
        JsonRejection::JsonDataError(error) => Kind::WrongShape(error.body_text()),
        JsonRejection::MissingJsonContentType(_) => Kind::UnsupportedMedia,
        // The type may grow; what is left of it are bodies that could not be read to the end.
        rejection if rejection.status() == StatusCode::PAYLOAD_TOO_LARGE => Kind::LargeBody,
        rejection => Kind::InvalidJson(rejection.body_text()),
    }
}
