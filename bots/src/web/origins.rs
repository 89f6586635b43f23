//! Whose pages may embed the chat and call the interface from a browser.

use std::time::Duration;

use axum::http::{HeaderName, HeaderValue, Method, header};
use tower_http::cors::{AllowOrigin, CorsLayer};

/// The value of the setting that stands for everybody.
const EVERYBODY: &str = "*";
/// How long a browser may remember what is allowed; more than two hours no browser does.
const REMEMBERED: Duration = Duration::from_secs(2 * 60 * 60);

/// What browsers are told about pages of other origins. Nothing here knows cookies, so none are allowed.
pub(super) fn layer(allowed: &[String]) -> CorsLayer {
    let origins = if allowed.iter().any(|origin| origin == EVERYBODY) {
        AllowOrigin::any()
    } else {
        let origin = |origin: &String| HeaderValue::from_str(origin).expect("settings admit only origins");
        AllowOrigin::list(allowed.iter().map(origin))
    };
    CorsLayer::new()
        .allow_origin(origins)
        .allow_methods([Method::GET, Method::POST, Method::DELETE])
        .allow_headers([
            header::CONTENT_TYPE,
            header::ACCEPT_LANGUAGE,
            // Front ends that speak to models send a key, which is not looked at.
            header::AUTHORIZATION,
            HeaderName::from_static("last-event-id"),
        ])
        .expose_headers([header::RETRY_AFTER, super::request_id::HEADER, super::stream::STREAM])
        .max_age(REMEMBERED)
}
