//! `/accessibility`: what holds for people with disabilities, what does not yet, and whom to tell.

use askama::Template;
use axum::{
    extract::{Query, rejection::QueryRejection},
    http::header,
    response::{Html, IntoResponse, Response},
};

use super::{
    frame::{Frame, Opened},
    negotiation::Preferred,
    problem::{Kind, Problem},
};

/// Its parts, in order; each has a title and a text in the catalogue.
const PARTS: [&str; 4] = ["what", "how", "limits", "help"];

#[derive(Template)]
#[template(path = "statement.html")]
struct Statement<'a> {
    page: &'a Frame,
    parts: Vec<(String, String)>,
}

/// Serves the statement.
pub(super) async fn statement(
    Preferred(preferred): Preferred,
    opened: Result<Query<Opened>, QueryRejection>,
) -> Response {
    let locale = Opened::locale_of(opened, preferred);
    match render(&Frame::new(locale)) {
        Ok(html) => {
            let headers = [(header::VARY, "accept-language"), (header::CONTENT_LANGUAGE, locale.tag())];
            (headers, Html(html)).into_response()
        }
        Err(error) => {
            tracing::error!(%error, "the statement on accessibility could not be rendered");
            Problem::new(Kind::Internal, locale).into_page()
        }
    }
}

fn render(page: &Frame) -> Result<String, askama::Error> {
    let helpful = page.text("helpful-no");
    let part = |name: &str| {
        let text = page.fill(&format!("statement-{name}"), "helpful", &helpful);
        (page.text(&format!("statement-{name}-title")), text)
    };
    Statement { page, parts: PARTS.into_iter().map(part).collect() }.render()
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use knowledge_base::Locale;

    use super::*;

    #[test]
    fn the_statement_is_whole_in_every_locale() {
        for locale in Locale::ALL {
            let html = render(&Frame::new(locale)).unwrap();
            assert!(html.contains(&format!("<html lang=\"{}\">", locale.tag())));
            assert!(!html.contains("statement-") && !html.contains("$helpful"), "{html}");
        }
    }
}
