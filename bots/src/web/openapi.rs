//! The description of the interface: `/api/v1/openapi.json` (OpenAPI 3.1) for programs, `/api` for people.

use std::sync::LazyLock;

use askama::Template;
use axum::{
    http::header,
    response::{Html, IntoResponse, Response},
};
use knowledge_base::Locale;
use serde_json::Value;
use utoipa::OpenApi;

use super::{
    ask, completions, feedback,
    frame::Frame,
    negotiation::Preferred,
    problem::{Kind, Problem},
    services, status,
};

#[derive(OpenApi)]
#[openapi(
    info(
        title = "Yordamchi",
        description = "Questions about the public services of Uzbekistan, answered from checked records. Every failure is a \
                       problem (RFC 9457) in the language that `Accept-Language` prefers."
    ),
    paths(
        ask::ask, ask::resume, ask::stop, feedback::keep, services::list, services::one, status::status,
        completions::complete, completions::models
    ),
    tags(
        (name = "questions", description = "Questions and what people think of the answers"),
        (name = "services", description = "The records from which questions are answered"),
        (name = "state", description = "How the service is"),
        (name = "for clients of language models", description = "The same answers where front ends expect a language model")
    )
)]
struct Document;

static DOCUMENT: LazyLock<Value> =
    LazyLock::new(|| serde_json::to_value(Document::openapi()).expect("a description is always JSON"));

/// Serves the description for programs.
pub(super) async fn document() -> impl IntoResponse {
    ([(header::CONTENT_TYPE, "application/json"), (header::CACHE_CONTROL, "no-cache")], DOCUMENT.to_string())
}

/// Serves the description for people.
pub(super) async fn browse(Preferred(locale): Preferred) -> Response {
    // The descriptions are written in English, and so is the page around them.
    let page = Browse { page: &Frame::new(Locale::En), operations: operations(&DOCUMENT), about: about(&DOCUMENT) };
    match page.render() {
        Ok(html) => Html(html).into_response(),
        Err(error) => {
            tracing::error!(%error, "the description of the interface could not be rendered");
            Problem::new(Kind::Internal, locale).into_page()
        }
    }
}

/// One operation as the page shows it.
struct Operation {
    method: String,
    path: String,
    summary: String,
    description: String,
    /// Name, place, description.
    parameters: Vec<[String; 3]>,
    /// The schema of the body.
    body: Option<String>,
    /// Status code, description with the headers.
    responses: Vec<[String; 2]>,
}

fn about(document: &Value) -> String {
    text(&document["info"]["description"])
}

fn operations(document: &Value) -> Vec<Operation> {
    let paths = document["paths"].as_object().into_iter().flatten();
    let each = paths.flat_map(|(path, methods)| {
        methods.as_object().into_iter().flatten().map(move |(method, operation)| (path, method, operation))
    });
    each.map(|(path, method, operation)| Operation::new(document, path, method, operation)).collect()
}

impl Operation {
    fn new(document: &Value, path: &str, method: &str, operation: &Value) -> Self {
        let parameters = operation["parameters"].as_array().into_iter().flatten();
        let parameter = |each: &Value| [text(&each["name"]), text(&each["in"]), text(&each["description"])];
        let responses = operation["responses"].as_object().into_iter().flatten();
        let schema = &operation["requestBody"]["content"]["application/json"]["schema"];
        let named = schema["$ref"].as_str().and_then(|name| name.rsplit('/').next());
        let body = named.and_then(|name| serde_json::to_string_pretty(&document["components"]["schemas"][name]).ok());
        Self {
            method: method.to_uppercase(),
            path: path.to_owned(),
            summary: text(&operation["summary"]),
            description: text(&operation["description"]),
            parameters: parameters.map(parameter).collect(),
            body,
            responses: responses.map(|(code, each)| [code.clone(), response(each)]).collect(),
        }
    }
}

/// What a response is, and the headers that it brings.
fn response(response: &Value) -> String {
    let headers = response["headers"].as_object().into_iter().flatten();
    let told = headers.map(|(name, header)| format!(". {name}: {}", text(&header["description"])));
    format!("{}{}", text(&response["description"]), told.collect::<String>())
}

/// A text of the description, without the marks that set code apart.
fn text(value: &Value) -> String {
    value.as_str().unwrap_or_default().replace('`', "")
}

#[derive(Template)]
#[template(path = "api.html")]
struct Browse<'a> {
    page: &'a Frame,
    about: String,
    operations: Vec<Operation>,
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn the_description_is_of_openapi_3_1_and_names_what_it_refers_to() {
        assert!(DOCUMENT["openapi"].as_str().unwrap().starts_with("3.1"));
        let written = DOCUMENT.to_string();
        let mut checked = 0;
        for name in written.split("\"#/components/schemas/").skip(1).filter_map(|rest| rest.split('"').next()) {
            assert!(DOCUMENT["components"]["schemas"][name].is_object(), "{name}");
            checked += 1;
        }
        assert!(checked > 20, "{checked}");
    }

    #[test]
    fn every_operation_is_shown_with_a_sentence_and_its_responses() {
        let shown = operations(&DOCUMENT);
        assert_eq!(shown.len(), 9);
        for operation in shown {
            assert!(operation.summary.len() > 10 && !operation.responses.is_empty(), "{}", operation.path);
        }
    }

    #[test]
    fn the_header_that_names_a_stream_is_described_and_shown() {
        let header = &DOCUMENT["paths"]["/api/v1/chat"]["post"]["responses"]["200"]["headers"]["x-stream"];
        assert_eq!(header["schema"]["format"], "uuid", "{header}");
        let shown = operations(&DOCUMENT).into_iter().find(|each| each.method == "POST" && each.path == "/api/v1/chat");
        let [_, told] = shown.unwrap().responses.into_iter().find(|[code, _]| code == "200").unwrap();
        assert!(told.contains("x-stream: With events: the name of the stream"), "{told}");
    }
}
