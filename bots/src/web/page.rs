//! The page at `/`: one conversation, rendered in the person's language, with all texts that its scripts need; and the same
//! conversation without scripts, a page a question.

use askama::Template;
use assistant::{Answer, Outcome};
use axum::{
    extract::{Query, State, rejection::QueryRejection},
    http::{StatusCode, header},
    response::{Html, IntoResponse, Response},
};
use knowledge_base::Locale;
use serde::Deserialize;
use uuid::Uuid;

use crate::{
    chat::{Channel, Chat, Feedback},
    settings::WebSettings,
};

use super::{
    ask::{Sent, whole},
    body::FormBody,
    card::CardView,
    frame::{Frame, Opened},
    interface::{Interface, Turn},
    negotiation::Preferred,
    problem::{Kind, Problem},
};

/// Serves the first page.
pub(super) async fn first(
    State(chat): State<Chat>,
    State(settings): State<WebSettings>,
    Preferred(preferred): Preferred,
    opened: Result<Query<Opened>, QueryRejection>,
) -> Response {
    let locale = Opened::locale_of(opened, preferred);
    Page::new(&chat, &settings, locale, None).respond()
}

/// A question of a form.
#[derive(Debug, Deserialize)]
pub(super) struct Form {
    /// What was typed.
    #[serde(default)]
    question: String,
    /// What was pressed, instead.
    choice: Option<String>,
    /// The conversation to go on with.
    conversation: Option<String>,
}

/// Answers a question of a form, for people without scripts.
pub(super) async fn ask(
    State(chat): State<Chat>,
    State(settings): State<WebSettings>,
    Preferred(preferred): Preferred,
    opened: Result<Query<Opened>, QueryRejection>,
    FormBody(form): FormBody<Form>,
) -> Response {
    let locale = Opened::locale_of(opened, preferred);
    let question = form.choice.unwrap_or(form.question);
    let sent = Sent::of_form(question.clone(), form.conversation, locale);
    let ask = match sent.into_ask(locale, settings.longest_question, Channel::Web) {
        Ok(ask) => ask,
        Err(problem) => return problem.into_page(),
    };
    match whole(chat.ask(ask).await, locale).await {
        Ok(answer) => Page::new(&chat, &settings, locale, Some(Turn { question, answer })).respond(),
        Err(problem) => problem.into_page(),
    }
}

/// A verdict of a form.
#[derive(Debug, Deserialize)]
pub(super) struct Verdict {
    answer: Uuid,
    helpful: bool,
    reason: Option<String>,
}

/// Keeps a verdict of a form, and asks for the reason where an answer did not help.
pub(super) async fn feedback(
    State(chat): State<Chat>,
    Preferred(preferred): Preferred,
    opened: Result<Query<Opened>, QueryRejection>,
    FormBody(verdict): FormBody<Verdict>,
) -> Response {
    let locale = Opened::locale_of(opened, preferred);
    let Verdict { answer, helpful, reason } = verdict;
    let asks_why = !helpful && reason.is_none();
    if let Err(error) = chat.feedback(Feedback { answer, helpful, reason }).await {
        return Problem::of_feedback(&error, locale).into_page();
    }
    let page = Thanks { page: &Frame::new(locale), answer, asks_why };
    html(page.render(), locale)
}

/// The page of a conversation.
struct Page {
    frame: Frame,
    interface: String,
    questions: Vec<String>,
    longest_question: usize,
    turn: Option<Turn>,
}

impl Page {
    fn new(chat: &Chat, settings: &WebSettings, locale: Locale, turn: Option<Turn>) -> Self {
        Self {
            frame: Frame::new(locale),
            interface: Interface::new(chat, settings, locale, turn.clone()).inside_a_script(),
            questions: chat.assistant().opening_questions(locale),
            longest_question: settings.longest_question,
            turn,
        }
    }

    fn respond(&self) -> Response {
        let answered = self.turn.as_ref().map(|turn| AnswerView { question: &turn.question, answer: &turn.answer });
        let page = FirstPage {
            page: &self.frame,
            interface: &self.interface,
            questions: &self.questions,
            longest_question: self.longest_question,
            answered,
        };
        let mut response = html(page.render(), self.frame.locale());
        if self.turn.is_some() {
            response.headers_mut().insert(header::CACHE_CONTROL, header::HeaderValue::from_static("no-store"));
        }
        response
    }
}

/// A page of a conversation: it names the current scripts, so it is asked for each time; they are not.
fn html(rendered: Result<String, askama::Error>, locale: Locale) -> Response {
    match rendered {
        Ok(html) => {
            let headers = [
                (header::CACHE_CONTROL, "no-cache"),
                (header::VARY, "accept-language"),
                (header::CONTENT_LANGUAGE, locale.tag()),
            ];
            (StatusCode::OK, headers, Html(html)).into_response()
        }
        Err(error) => {
            tracing::error!(%error, "a page could not be rendered");
            Problem::new(Kind::Internal, locale).into_response()
        }
    }
}

/// A question and its answer as a template shows them.
struct AnswerView<'a> {
    question: &'a str,
    answer: &'a Answer,
}

impl AnswerView<'_> {
    fn lang(&self) -> &'static str {
        self.answer.locale().tag()
    }

    fn card(&self) -> Option<CardView<'_>> {
        self.answer.card.as_ref().map(CardView)
    }

    /// Whether the choices are the services of a life event.
    fn is_list(&self) -> bool {
        self.answer.choices.iter().any(|choice| choice.line.is_some())
    }

    fn conversation(&self) -> String {
        self.answer.conversation.map(|id| id.to_string()).unwrap_or_default()
    }

    /// Whether it makes sense to ask whether it helped.
    fn is_rated(&self) -> bool {
        matches!(self.answer.outcome, Outcome::Answer | Outcome::NoAnswer)
    }

    /// Facets that were asked, for the address of the card's page.
    fn asked(&self) -> String {
        let rows = self.answer.card.iter().flat_map(|card| &card.rows);
        let names: Vec<&str> = rows.filter(|row| row.asked).map(|row| row.facet.name()).collect();
        names.join(",")
    }
}

#[derive(Template)]
#[template(path = "page.html")]
struct FirstPage<'a> {
    page: &'a Frame,
    interface: &'a str,
    questions: &'a [String],
    longest_question: usize,
    answered: Option<AnswerView<'a>>,
}

#[derive(Template)]
#[template(path = "thanks.html")]
struct Thanks<'a> {
    page: &'a Frame,
    answer: Uuid,
    asks_why: bool,
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use crate::web::texts;

    fn page(locale: Locale) -> String {
        let questions = ["</script><b>Fee & \"time\"?".to_owned()];
        let interface = "{\"question\":\"\\u003c/script>\"}";
        let frame = Frame::new(locale);
        let page = FirstPage { page: &frame, interface, questions: &questions, longest_question: 2000, answered: None };
        page.render().unwrap()
    }

    #[test]
    fn the_page_is_whole_in_its_language_before_any_script_runs() {
        let russian = page(Locale::Ru);
        assert!(russian.contains("<html lang=\"ru\">"));
        assert!(russian.contains("form=\"ask\" name=\"choice\""));
        assert!(russian.contains(&texts::text(Locale::Ru, "privacy")));
        for locale in Locale::ALL {
            assert!(russian.contains(locale.own_name()));
        }
    }

    #[test]
    fn nothing_of_a_text_becomes_markup() {
        let page = page(Locale::En);
        assert_eq!(page.matches("</script>").count(), 2);
        assert!(!page.contains("<b>"));
    }

    #[test]
    fn nothing_stands_inline_that_the_policy_forbids() {
        let page = page(Locale::UzLatn);
        assert!(!page.contains("style=") && !page.contains("<style") && !page.contains(" onclick"));
        let scripts: Vec<&str> = page.match_indices("<script").map(|(at, _)| &page[at..at + 30]).collect();
        assert_eq!(scripts.len(), 2);
        assert!(scripts[0].starts_with("<script type=\"module\" src="));
        assert!(scripts[1].starts_with("<script type=\"application/json"));
    }

    /// What stands before the closing quotation mark.
    fn quoted(rest: &str) -> Option<&str> {
        rest.split('"').next()
    }

    #[test]
    fn every_text_that_the_scripts_name_is_there() {
        let known = texts::of_page(Locale::UzLatn);
        let scripts = [
            include_str!("../../assets/answer.js"),
            include_str!("../../assets/card.js"),
            include_str!("../../assets/conversation.js"),
            include_str!("../../assets/history-view.js"),
            include_str!("../../assets/language.js"),
            include_str!("../../assets/model.js"),
            include_str!("../../assets/rating.js"),
            include_str!("../../assets/shell.js"),
            include_str!("../../assets/tools.js"),
        ];
        let in_scripts = scripts.iter().flat_map(|script| script.split(".text(\"").skip(1)).filter_map(quoted);
        // `label("span", "you")`; a label whose key is computed cannot be seen here.
        let after_name = |rest: &'static str| rest.split_once('"')?.1.strip_prefix(", \"");
        let labels = scripts.iter().flat_map(|script| script.split(".label(\"").skip(1)).filter_map(after_name);
        let named = scripts.iter().flat_map(|script| script.split("key: \"").skip(1)).filter_map(quoted);
        let mut checked = 0;
        for key in in_scripts.chain(labels.filter_map(quoted)).chain(named) {
            assert!(known.contains_key(key), "{key}");
            checked += 1;
        }
        assert!(checked > 50, "{checked}");
    }
}
