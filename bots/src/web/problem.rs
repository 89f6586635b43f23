//! Every failure of the interface: RFC 9457 problem details in the person's language, or a page for a browser.
//!
//! The one place where failures get their status codes. What broke inside is logged, never told.

use askama::Template;
use axum::{
    extract::OriginalUri,
    http::{HeaderMap, HeaderValue, Method, StatusCode, header},
    response::{Html, IntoResponse, Response},
};
use knowledge_base::Locale;
use serde::Serialize;
use utoipa::ToSchema;

use super::{
    frame::Frame,
    negotiation::{Preferred, accepts},
    texts,
};

/// The media type of problem details.
const MEDIA_TYPE: HeaderValue = HeaderValue::from_static("application/problem+json");
/// Before the code of a problem, to make it a URI.
const TYPE_PREFIX: &str = "urn:yordamchi:problem:";

/// Seconds that a client waits where too many ask: answers take less.
const BUSY_FOR: u64 = 5;
/// Seconds that a client waits where nothing can be kept: a database that is started again takes about this.
const AWAY_FOR: u64 = 30;

/// A failure, told to a person in a locale.
#[derive(Debug)]
pub(super) struct Problem {
    kind: Kind,
    locale: Locale,
}

/// What can go wrong with a request. All but the last are the caller's to mend.
#[derive(Debug)]
pub(super) enum Kind {
    /// The body is not JSON; why, in English.
    InvalidJson(String),
    /// A field is missing or of another type; which, in English.
    WrongShape(String),
    /// Nothing was asked.
    EmptyQuestion,
    /// More characters than this were sent.
    LongQuestion(usize),
    /// The body is larger than is read.
    LargeBody,
    /// `locale` names none of the four.
    UnknownLocale,
    /// `conversation` is no identifier.
    UnknownConversation,
    /// Feedback names an answer that is not kept.
    UnknownAnswer,
    /// `id` names no service.
    UnknownService,
    /// A stream that is not kept, or not any more.
    UnknownStream,
    /// The body is declared as something other than JSON.
    UnsupportedMedia,
    /// No such address.
    NotFound,
    /// The address does not take the method.
    NotAllowed,
    /// The client has to wait for so many seconds.
    TooMany(u64),
    /// More answers are under way than can be.
    TooBusy,
    /// The database is away: feedback cannot be kept for now.
    NotKept,
    /// Our fault.
    Internal,
}

/// Problem details (RFC 9457).
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Problem)]
pub(super) struct Details {
    /// What kind of problem: `urn:yordamchi:problem:` and a code.
    #[serde(rename = "type")]
    kind: String,
    /// What happened, in the language of the person.
    title: String,
    /// The status code.
    status: u16,
    /// What to do, in the language of the person.
    detail: String,
    /// Why, for the programmer, in English.
    #[serde(skip_serializing_if = "Option::is_none")]
    cause: Option<String>,
    /// The same once more where clients of other interfaces look for it.
    #[serde(skip_serializing_if = "Option::is_none")]
    error: Option<ForModelClients>,
}

/// A failure as clients of language models read it.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = ProblemForModelClients)]
struct ForModelClients {
    message: String,
    r#type: &'static str,
    code: &'static str,
}

impl Problem {
    /// A failure told in a locale.
    pub(super) fn new(kind: Kind, locale: Locale) -> Self {
        Self { kind, locale }
    }

    /// What is told.
    pub(super) fn details(&self) -> Details {
        let code = self.kind.code();
        let key = format!("problem-{code}");
        Details {
            kind: format!("{TYPE_PREFIX}{code}"),
            title: texts::text(self.locale, &format!("{key}-title")),
            status: self.kind.status().as_u16(),
            detail: self.detail(&key),
            cause: match &self.kind {
                Kind::InvalidJson(cause) | Kind::WrongShape(cause) => Some(cause.clone()),
                _ => None,
            },
            error: None,
        }
    }

    /// The response with the member that clients of language models read.
    pub(super) fn for_model_clients(self) -> Response {
        let details = self.details();
        let message = format!("{}. {}", details.title, details.detail);
        let r#type = if self.kind.status().is_server_error() { "server_error" } else { "invalid_request_error" };
        let error = Some(ForModelClients { message, r#type, code: self.kind.code() });
        self.respond(&Details { error, ..details })
    }

    fn respond(&self, details: &Details) -> Response {
        let body = serde_json::to_string(details).expect("texts and numbers are always JSON");
        let mut response = (self.kind.status(), body).into_response();
        let headers = response.headers_mut();
        headers.insert(header::CONTENT_TYPE, MEDIA_TYPE);
        headers.insert(header::CONTENT_LANGUAGE, HeaderValue::from_static(self.locale.tag()));
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
        if let Some(seconds) = self.kind.wait() {
            headers.insert(header::RETRY_AFTER, HeaderValue::from(seconds));
        }
        response
    }

    fn detail(&self, key: &str) -> String {
        let fill = |arguments: &[(&str, &str)]| texts::fill(self.locale, key, arguments);
        match &self.kind {
            Kind::InvalidJson(_) => fill(&[("format", "JSON")]),
            Kind::LongQuestion(limit) => fill(&[("limit", &limit.to_string())]),
            Kind::UnknownLocale => fill(&[("known", &Locale::ALL.map(Locale::tag).join(", "))]),
            Kind::UnsupportedMedia => fill(&[("format", "JSON"), ("header", "Content-Type: application/json")]),
            Kind::NotAllowed => fill(&[("header", "Allow")]),
            Kind::TooMany(seconds) => texts::count(self.locale, key, *seconds),
            Kind::WrongShape(_)
            | Kind::EmptyQuestion
            | Kind::LargeBody
            | Kind::UnknownConversation
            | Kind::UnknownAnswer
            | Kind::UnknownService
            | Kind::UnknownStream
            | Kind::NotFound
            | Kind::TooBusy
            | Kind::NotKept
            | Kind::Internal => texts::text(self.locale, key),
        }
    }

    pub(super) fn into_page(self) -> Response {
        let Details { title, detail, .. } = self.details();
        let page = ProblemPage { page: &Frame::new(self.locale), title: &title, detail: &detail };
        match page.render() {
            Ok(html) => (self.kind.status(), Html(html)).into_response(),
            Err(error) => {
                tracing::error!(%error, "the page of a problem could not be rendered");
                self.into_response()
            }
        }
    }
}

impl Kind {
    /// The status code.
    fn status(&self) -> StatusCode {
        match self {
            Self::InvalidJson(_) => StatusCode::BAD_REQUEST,
            Self::WrongShape(_)
            | Self::EmptyQuestion
            | Self::LongQuestion(_)
            | Self::UnknownLocale
            | Self::UnknownConversation => StatusCode::UNPROCESSABLE_ENTITY,
            Self::LargeBody => StatusCode::PAYLOAD_TOO_LARGE,
            Self::UnsupportedMedia => StatusCode::UNSUPPORTED_MEDIA_TYPE,
            Self::UnknownAnswer | Self::UnknownService | Self::UnknownStream | Self::NotFound => StatusCode::NOT_FOUND,
            Self::NotAllowed => StatusCode::METHOD_NOT_ALLOWED,
            Self::TooMany(_) => StatusCode::TOO_MANY_REQUESTS,
            Self::TooBusy | Self::NotKept => StatusCode::SERVICE_UNAVAILABLE,
            Self::Internal => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }

    /// Seconds after which it is worth trying again.
    fn wait(&self) -> Option<u64> {
        match self {
            Self::TooMany(seconds) => Some(*seconds),
            Self::TooBusy => Some(BUSY_FOR),
            Self::NotKept => Some(AWAY_FOR),
            _ => None,
        }
    }

    /// The code, which is also the key of the text.
    fn code(&self) -> &'static str {
        match self {
            Self::InvalidJson(_) => "invalid-json",
            Self::WrongShape(_) => "wrong-shape",
            Self::EmptyQuestion => "empty-question",
            Self::LongQuestion(_) => "long-question",
            Self::LargeBody => "large-body",
            Self::UnknownLocale => "unknown-locale",
            Self::UnknownConversation => "unknown-conversation",
            Self::UnknownAnswer => "unknown-answer",
            Self::UnknownService => "unknown-service",
            Self::UnknownStream => "unknown-stream",
            Self::UnsupportedMedia => "unsupported-media",
            Self::NotFound => "not-found",
            Self::NotAllowed => "not-allowed",
            Self::TooMany(_) => "too-many",
            Self::TooBusy => "too-busy",
            Self::NotKept => "not-kept",
            Self::Internal => "internal",
        }
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        self.respond(&self.details())
    }
}

/// The reply to an address that nothing stands at: a page for a browser, details for everything else.
pub(super) async fn not_found(
    method: Method,
    Preferred(locale): Preferred,
    headers: HeaderMap,
    OriginalUri(uri): OriginalUri,
) -> Response {
    let problem = Problem::new(Kind::NotFound, locale);
    let for_people = method == Method::GET && !uri.path().starts_with("/api/") && accepts(&headers, "text/html");
    if for_people { problem.into_page() } else { problem.into_response() }
}

/// The reply to a method that an address does not take.
pub(super) async fn not_allowed(Preferred(locale): Preferred) -> Problem {
    Problem::new(Kind::NotAllowed, locale)
}

#[derive(Template)]
#[template(path = "problem.html")]
struct ProblemPage<'a> {
    page: &'a Frame,
    title: &'a str,
    detail: &'a str,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn every_kind() -> Vec<Kind> {
        vec![
            Kind::InvalidJson("c".to_owned()),
            Kind::WrongShape("c".to_owned()),
            Kind::EmptyQuestion,
            Kind::LongQuestion(2000),
            Kind::LargeBody,
            Kind::UnknownLocale,
            Kind::UnknownConversation,
            Kind::UnknownAnswer,
            Kind::UnknownService,
            Kind::UnknownStream,
            Kind::UnsupportedMedia,
            Kind::NotFound,
            Kind::NotAllowed,
            Kind::TooMany(2),
            Kind::TooBusy,
            Kind::NotKept,
            Kind::Internal,
        ]
    }

    #[test]
    fn every_problem_is_told_in_every_locale_with_nothing_left_to_fill_in() {
        for locale in Locale::ALL {
            for kind in every_kind() {
                let Details { title, detail, .. } = Problem::new(kind, locale).details();
                for told in [title, detail] {
                    assert!(told.chars().count() > 5 && !told.contains(['{', '}']), "{locale}: {told}");
                    assert!(!told.starts_with("problem-"), "{locale}: {told}");
                }
            }
        }
    }

    #[test]
    fn only_our_own_faults_and_limits_are_server_errors() {
        let server_errors = every_kind().into_iter().filter(|kind| kind.status().is_server_error());
        assert_eq!(server_errors.map(|kind| kind.code()).collect::<Vec<_>>(), ["too-busy", "not-kept", "internal"]);
    }

    #[test]
    fn a_client_that_asks_too_much_is_told_when_to_come_back() {
        let response = Problem::new(Kind::TooMany(7), Locale::Ru).into_response();
        assert_eq!(response.status(), StatusCode::TOO_MANY_REQUESTS);
        assert_eq!(response.headers()[header::RETRY_AFTER], "7");
        assert_eq!(response.headers()[header::CONTENT_LANGUAGE], "ru");
    }
}
