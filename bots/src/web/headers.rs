//! Headers of every response: what a browser may load, and what it must not tell.

use std::sync::Arc;

use axum::{
    extract::{Request, State},
    http::{HeaderMap, HeaderName, HeaderValue, header},
    middleware::Next,
    response::Response,
};

/// What the page may do, without the directive that depends on settings. Everything it needs comes from here: no inline
/// styles or scripts, no fonts, no frames.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; \
                      base-uri 'none'; form-action 'self'; frame-ancestors";
/// Devices that the page never asks for.
const PERMISSIONS: &str = "camera=(), geolocation=(), microphone=()";

/// The headers, made once.
#[derive(Clone, Debug)]
pub(super) struct Protection(Arc<[(HeaderName, HeaderValue)]>);

impl Protection {
    /// Headers for a page that these sources may frame; nobody may when there are none.
    pub(super) fn new(frame_ancestors: &[String]) -> Self {
        let ancestors = if frame_ancestors.is_empty() { "'none'".to_owned() } else { frame_ancestors.join(" ") };
        let policy = HeaderValue::from_str(&format!("{POLICY} {ancestors}"))
            .expect("settings admit only sources that a header can hold");
        Self(Arc::new([
            (header::CONTENT_SECURITY_POLICY, policy),
            (header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff")),
            (header::REFERRER_POLICY, HeaderValue::from_static("no-referrer")),
            (HeaderName::from_static("permissions-policy"), HeaderValue::from_static(PERMISSIONS)),
            (HeaderName::from_static("cross-origin-opener-policy"), HeaderValue::from_static("same-origin")),
        ]))
    }

    fn put_on(&self, headers: &mut HeaderMap) {
        headers.extend(self.0.iter().cloned());
    }
}

/// Puts the headers on every response.
pub(super) async fn protect(State(protection): State<Protection>, request: Request, next: Next) -> Response {
    let mut response = next.run(request).await;
    protection.put_on(response.headers_mut());
    response
}
