//! One identifier through a balancer, this program and its logs: `x-request-id`, in and out.

use std::time::Instant;

use axum::{
    extract::Request,
    http::{HeaderName, HeaderValue},
    middleware::Next,
    response::Response,
};
use tracing::Instrument as _;
use uuid::Uuid;

/// The header, in requests and responses.
pub(super) const HEADER: HeaderName = HeaderName::from_static("x-request-id");
/// A longer identifier of a caller is not taken over: it would be repeated in every line of the log.
const LONGEST: usize = 64;

/// Gives a request its identifier, or keeps the one that it brings, and logs what became of it.
///
/// The path is logged without its query; bodies never are.
pub(super) async fn identify(request: Request, next: Next) -> Response {
    let id = request.headers().get(&HEADER).filter(|id| is_usable(id)).cloned().unwrap_or_else(fresh);
    let span = tracing::info_span!(
        "request",
        id = id.to_str().unwrap_or_default(),
        method = %request.method(),
        path = request.uri().path(),
    );
    async move {
        let start = Instant::now();
        let mut response = next.run(request).await;
        let milliseconds = start.elapsed().as_secs_f64() * 1e3;
        tracing::debug!(status = response.status().as_u16(), milliseconds, "replied");
        response.headers_mut().insert(HEADER, id);
        response
    }
    .instrument(span)
    .await
}

fn is_usable(id: &HeaderValue) -> bool {
    let plain = |byte: &u8| byte.is_ascii_alphanumeric() || b"-_.".contains(byte);
    (1..=LONGEST).contains(&id.len()) && id.as_bytes().iter().all(plain)
}

fn fresh() -> HeaderValue {
    HeaderValue::from_str(&Uuid::now_v7().to_string()).expect("a UUID is plain ASCII")
}
