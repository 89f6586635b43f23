//! The services: `GET /api/v1/services`, `GET /api/v1/services/{id}`, and `/services/{id}`, a page to print or to pass on.

use askama::Template;
use assistant::Card;
use axum::{
    Json,
    extract::{
        Path, Query, State,
        rejection::{PathRejection, QueryRejection},
    },
    http::header,
    response::{Html, IntoResponse, Response},
};
use knowledge_base::{Facet, Locale, RecordId, ServiceRecord};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use crate::chat::Chat;

use super::{
    body::Asked,
    card::CardView,
    frame::Frame,
    negotiation::Preferred,
    problem::{Details, Kind, Problem},
    schema,
};

/// Facts change at most once a day, with the BHM; an editor's change may be seen so many seconds late.
const FRESH: &str = "max-age=60";

/// In which language, and of which category.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(super) struct Wanted {
    /// The language; else what `Accept-Language` prefers.
    #[param(value_type = Option<schema::Locale>)]
    locale: Option<String>,
    /// The key of a category; else all of them.
    category: Option<String>,
}

/// The services.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Services {
    /// In the order of their identifiers.
    services: Vec<Service>,
}

/// A service, in short.
#[derive(Debug, Serialize, ToSchema)]
struct Service {
    /// The identifier.
    id: String,
    /// The title.
    title: String,
    /// What it is and who needs it.
    summary: String,
    /// The key of its category.
    category: String,
    /// The cited page.
    url: String,
    /// The day on which its facts were last checked, `2026-08-24`.
    checked: String,
}

/// Lists the services in short.
#[utoipa::path(
    get, path = "/api/v1/services", tag = "services", params(Wanted),
    responses(
        (status = 200, description = "The services", body = Services),
        (status = 422, description = "No such language, or a query that cannot be read", body = Details,
         content_type = "application/problem+json"),
    )
)]
pub(super) async fn list(
    State(chat): State<Chat>,
    Preferred(preferred): Preferred,
    Asked(wanted): Asked<Wanted>,
) -> Result<Response, Problem> {
    let locale = wanted.locale(preferred)?;
    let base = chat.assistant().knowledge_base();
    let of_category = |record: &&ServiceRecord| wanted.category.as_ref().is_none_or(|key| record.category == *key);
    let services = base.records().filter(of_category).map(|record| Service::new(record, locale)).collect();
    Ok((headers(locale), Json(Services { services })).into_response())
}

/// Gives the card of a service: its facts, rendered for today.
#[utoipa::path(
    get, path = "/api/v1/services/{id}", tag = "services",
    params(("id" = String, Path, description = "The identifier, as the list names it"), Wanted),
    responses(
        (status = 200, description = "The card", body = schema::Card),
        (status = 404, description = "No such service", body = Details, content_type = "application/problem+json"),
        (status = 422, description = "No such language, or a query that cannot be read", body = Details,
         content_type = "application/problem+json"),
    )
)]
pub(super) async fn one(
    State(chat): State<Chat>,
    Preferred(preferred): Preferred,
    id: Result<Path<String>, PathRejection>,
    Asked(wanted): Asked<Wanted>,
) -> Result<Response, Problem> {
    let locale = wanted.locale(preferred)?;
    let card = card(&chat, id, locale, &[]).ok_or_else(|| Problem::new(Kind::UnknownService, locale))?;
    Ok((headers(locale), Json(card)).into_response())
}

/// What the page of a card is opened with.
#[derive(Debug, Deserialize)]
pub(super) struct Opened {
    lang: Option<String>,
    /// Facets that were asked, separated by commas; they stand first.
    asked: Option<String>,
}

/// The page of a card.
pub(super) async fn page(
    State(chat): State<Chat>,
    Preferred(preferred): Preferred,
    id: Result<Path<String>, PathRejection>,
    opened: Result<Query<Opened>, QueryRejection>,
) -> Response {
    let (lang, asked) = opened.map(|Query(opened)| (opened.lang, opened.asked)).unwrap_or_default();
    let locale = lang.and_then(|tag| Locale::from_tag(&tag)).unwrap_or(preferred);
    let named: Vec<&str> = asked.as_deref().unwrap_or_default().split(',').collect();
    let asked: Vec<Facet> = Facet::ALL.into_iter().filter(|facet| named.contains(&facet.name())).collect();
    let Some(card) = card(&chat, id, locale, &asked) else {
        return Problem::new(Kind::UnknownService, locale).into_page();
    };
    let page = CardPage { page: &Frame::new(locale), card: &CardView(&card) };
    match page.render() {
        Ok(html) => (headers(locale), Html(html)).into_response(),
        Err(error) => {
            tracing::error!(%error, "the page of a card could not be rendered");
            Problem::new(Kind::Internal, locale).into_page()
        }
    }
}

fn card(chat: &Chat, id: Result<Path<String>, PathRejection>, locale: Locale, asked: &[Facet]) -> Option<Card> {
    let id = RecordId::parse(&id.ok()?)?;
    chat.assistant().card(&id, locale, asked)
}

fn headers(locale: Locale) -> [(header::HeaderName, &'static str); 3] {
    [(header::CACHE_CONTROL, FRESH), (header::VARY, "accept-language"), (header::CONTENT_LANGUAGE, locale.tag())]
}

impl Wanted {
    fn locale(&self, preferred: Locale) -> Result<Locale, Problem> {
        let Some(tag) = &self.locale else { return Ok(preferred) };
        Locale::from_tag(tag).ok_or_else(|| Problem::new(Kind::UnknownLocale, preferred))
    }
}

impl Service {
    fn new(record: &ServiceRecord, locale: Locale) -> Self {
        Self {
            id: record.id.to_string(),
            title: record.title.get(locale).into_owned(),
            summary: record.summary.get(locale).into_owned(),
            category: record.category.clone(),
            url: record.cited_url().to_owned(),
            checked: record.checked.to_string(),
        }
    }
}

#[derive(Template)]
#[template(path = "card.html")]
struct CardPage<'a> {
    page: &'a Frame,
    card: &'a CardView<'a>,
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn a_card_on_a_page_shows_markup_as_text_and_leads_only_to_pages_and_telephones() {
        let card = crate::web::card::tests::card();
        let html = CardPage { page: &Frame::new(Locale::En), card: &CardView(&card) }.render().unwrap();
        assert!(!html.contains("<b>") && html.contains("&#60;b&#62;"), "{html}");
        assert!(!html.contains("javascript:") && html.contains("href=\"https://my.gov.uz\""), "{html}");
        assert!(!html.contains("style=") && !html.contains("<style") && !html.contains("onclick"));
    }
}
