//! What stands around every route, tried without an assistant: the whole program is tried from outside elsewhere.

use axum::{
    Router,
    body::{Body, to_bytes},
    http::{Request, Response, StatusCode, header},
    routing::{get, post},
};
use serde::Deserialize;
use serde_json::Value;
use tower::ServiceExt as _;

use super::{assets, body::JsonBody, request_id, surrounded};
use crate::settings::WebSettings;

#[derive(Deserialize)]
struct Probe {
    question: String,
}

fn app() -> Router {
    let routes = Router::new()
        .route("/api/probe", post(|JsonBody(probe): JsonBody<Probe>| async { probe.question }))
        .route("/long", get(|| async { "long ".repeat(1000) }))
        .merge(assets::router());
    surrounded(routes, &WebSettings { body_limit: 100, ..WebSettings::default() })
}

async fn reply(request: Request<Body>) -> Response<Body> {
    app().oneshot(request).await.unwrap()
}

fn question(media_type: &str, body: &str) -> Request<Body> {
    let request = Request::post("/api/probe").header(header::CONTENT_TYPE, media_type);
    request.header(header::ACCEPT_LANGUAGE, "ru").body(Body::from(body.to_owned())).unwrap()
}

fn get_with(path: &str, name: header::HeaderName, value: &str) -> Request<Body> {
    Request::get(path).header(name, value).body(Body::empty()).unwrap()
}

async fn json(response: Response<Body>) -> Value {
    assert_eq!(response.headers()[header::CONTENT_TYPE], "application/problem+json");
    serde_json::from_slice(&to_bytes(response.into_body(), 1 << 20).await.unwrap()).unwrap()
}

#[tokio::test]
async fn each_mistake_in_a_body_is_told_for_what_it_is() {
    let large = format!("{{\"question\":\"{}\"}}", "a".repeat(200));
    for (media_type, body, status, code) in [
        ("application/json", "{\"question\":", 400, "invalid-json"),
        ("application/json", "{\"text\":\"a\"}", 422, "wrong-shape"),
        ("application/json", large.as_str(), 413, "large-body"),
        ("text/plain", "{\"question\":\"a\"}", 415, "unsupported-media"),
    ] {
        let told = json(reply(question(media_type, body)).await).await;
        assert_eq!(told["status"], status, "{body}");
        assert_eq!(told["type"], format!("urn:yordamchi:problem:{code}"));
        assert!(told["title"].as_str().unwrap().contains(|c: char| ('а'..='я').contains(&c)), "{told}");
    }
    let good = reply(question("application/json; charset=utf-8", "{\"question\":\"a\"}")).await;
    assert_eq!(good.status(), StatusCode::OK);
}

#[tokio::test]
async fn an_unknown_address_is_told_to_programs_and_to_people_in_their_own_way() {
    let to_program = reply(get_with("/api/v2/chat", header::ACCEPT_LANGUAGE, "en")).await;
    assert_eq!(to_program.status(), StatusCode::NOT_FOUND);
    assert_eq!(json(to_program).await["title"], "There is no such page");
    let to_person = reply(get_with("/nowhere", header::ACCEPT, "text/html,*/*;q=0.8")).await;
    assert_eq!(to_person.status(), StatusCode::NOT_FOUND);
    assert_eq!(to_person.headers()[header::CONTENT_TYPE], "text/html; charset=utf-8");
}

#[tokio::test]
async fn a_method_that_is_not_taken_is_told_with_those_that_are() {
    let response = reply(get_with("/api/probe", header::ACCEPT, "*/*")).await;
    assert_eq!(response.status(), StatusCode::METHOD_NOT_ALLOWED);
    assert_eq!(response.headers()[header::ALLOW], "POST");
    assert_eq!(json(response).await["status"], 405);
}

#[tokio::test]
async fn every_response_carries_the_protecting_headers() {
    for path in ["/long", "/nowhere"] {
        let response = reply(get_with(path, header::ACCEPT, "*/*")).await;
        let policy = response.headers()[header::CONTENT_SECURITY_POLICY].to_str().unwrap();
        assert!(policy.contains("default-src 'none'") && policy.ends_with("frame-ancestors 'self'"), "{policy}");
        assert!(!policy.contains("unsafe"), "{policy}");
        assert_eq!(response.headers()[header::X_CONTENT_TYPE_OPTIONS], "nosniff");
        assert_eq!(response.headers()[header::REFERRER_POLICY], "no-referrer");
    }
}

#[tokio::test]
async fn a_request_keeps_its_identifier_unless_it_is_unusable() {
    let id = |response: Response<Body>| response.headers()[request_id::HEADER].to_str().unwrap().to_owned();
    assert_eq!(id(reply(get_with("/long", request_id::HEADER, "edge-7.a_B")).await), "edge-7.a_B");
    let unusable = "x".repeat(65);
    for unusable in [unusable.as_str(), "a b", "a\"b"] {
        let given = id(reply(get_with("/long", request_id::HEADER, unusable)).await);
        assert_eq!(given.len(), 36, "{given}");
    }
}

#[tokio::test]
async fn long_texts_are_compressed_for_those_who_understand_it() {
    let compressed = reply(get_with("/long", header::ACCEPT_ENCODING, "gzip")).await;
    assert_eq!(compressed.headers()[header::CONTENT_ENCODING], "gzip");
    let plain = reply(get_with("/long", header::ACCEPT, "*/*")).await;
    assert!(!plain.headers().contains_key(header::CONTENT_ENCODING));
}

#[tokio::test]
async fn files_may_be_kept_for_ever_under_their_fingerprint_only() {
    let current = assets::address("chat.js");
    let response = reply(get_with(&current, header::ACCEPT, "*/*")).await;
    assert_eq!(response.headers()[header::CACHE_CONTROL], "public, max-age=31536000, immutable");
    assert_eq!(response.headers()[header::CONTENT_TYPE], "text/javascript; charset=utf-8");
    let tag = response.headers()[header::ETAG].to_str().unwrap().to_owned();
    let again = reply(get_with(&current, header::IF_NONE_MATCH, &format!("W/{tag}"))).await;
    assert_eq!(again.status(), StatusCode::NOT_MODIFIED);
    let older = reply(get_with("/assets/0000/chat.js", header::ACCEPT, "*/*")).await;
    assert_eq!(older.headers()[header::CACHE_CONTROL], "no-cache");
    let none = reply(get_with("/assets/0000/secret.js", header::ACCEPT, "*/*")).await;
    assert_eq!(none.status(), StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn only_pages_of_allowed_origins_may_read_replies() {
    let settings =
        WebSettings { allowed_origins: vec!["https://portal.example.uz".to_owned()], ..WebSettings::default() };
    for (origin, allowed) in [("https://portal.example.uz", true), ("https://elsewhere.example", false)] {
        let app = surrounded(Router::new().route("/long", get(|| async { "long" })), &settings);
        let response = app.oneshot(get_with("/long", header::ORIGIN, origin)).await.unwrap();
        let told = response.headers().get(header::ACCESS_CONTROL_ALLOW_ORIGIN);
        assert_eq!(told.is_some_and(|told| told == origin), allowed, "{origin}");
    }
    let nobody = reply(get_with("/long", header::ORIGIN, "https://portal.example.uz")).await;
    assert!(!nobody.headers().contains_key(header::ACCESS_CONTROL_ALLOW_ORIGIN));
}

#[tokio::test]
async fn the_script_of_a_portal_names_the_current_chat() {
    let response = reply(get_with("/widget.js", header::ACCEPT, "*/*")).await;
    assert_eq!(response.headers()[header::CACHE_CONTROL], "no-cache");
    let body = to_bytes(response.into_body(), 1 << 20).await.unwrap();
    let script = String::from_utf8(body.to_vec()).unwrap();
    assert!(script.contains(&assets::address("chat.js")) && !script.contains("{chat}"), "{script}");
}
