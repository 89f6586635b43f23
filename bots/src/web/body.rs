//! Bodies and queries, read strictly enough that each mistake is told for what it is.

use axum::{
    Form, Json,
    extract::{
        FromRequest, FromRequestParts, Query, Request, State,
        rejection::{FormRejection, JsonRejection},
    },
    http::{StatusCode, header::CONTENT_LENGTH, request::Parts},
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

/// The body of a request as a value, from JSON.
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

/// The query of an address as a value.
#[derive(Debug)]
pub(super) struct Asked<T>(pub(super) T);

impl<T: DeserializeOwned, S: Send + Sync> FromRequestParts<S> for Asked<T> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Problem> {
        let locale = preferred(&parts.headers);
        match Query::from_request_parts(parts, state).await {
            Ok(Query(asked)) => Ok(Self(asked)),
            Err(rejection) => Err(Problem::new(Kind::WrongShape(rejection.body_text()), locale)),
        }
    }
}

/// The body of a request as a value, from a form of a page; a failure is told as a page.
#[derive(Debug)]
pub(super) struct FormBody<T>(pub(super) T);

impl<T: DeserializeOwned, S: Send + Sync> FromRequest<S> for FormBody<T> {
    type Rejection = Response;

    async fn from_request(request: Request, state: &S) -> Result<Self, Response> {
        let locale = preferred(request.headers());
        let told = |kind| Problem::new(kind, locale).into_page();
        match Form::from_request(request, state).await {
            Ok(Form(body)) => Ok(Self(body)),
            Err(FormRejection::InvalidFormContentType(_)) => Err(told(Kind::UnsupportedMedia)),
            Err(rejection) if rejection.status() == StatusCode::PAYLOAD_TOO_LARGE => Err(told(Kind::LargeBody)),
            Err(rejection) => Err(told(Kind::WrongShape(rejection.body_text()))),
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
