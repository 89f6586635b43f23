//! `GET /api/v1/interface`: what the chat shows before the first question, in every language; our own page is served with it.

use std::collections::BTreeMap;

use assistant::Answer;
use axum::{Json, extract::State, http::header, response::IntoResponse};
use knowledge_base::Locale;
use serde::Serialize;

use crate::{chat::Chat, settings::WebSettings};

use super::{negotiation::Preferred, texts};

/// What the chat begins with.
#[derive(Debug, Serialize)]
pub(super) struct Interface {
    /// The tag of the language in which the person wants to be addressed.
    locale: &'static str,
    /// Characters of a question at most.
    longest_question: usize,
    /// In the order of the switch.
    locales: Vec<LocaleTexts>,
    /// A question that was already answered without scripts, with its answer.
    #[serde(skip_serializing_if = "Option::is_none")]
    turn: Option<Turn>,
}

/// The texts of a language.
#[derive(Debug, Serialize)]
struct LocaleTexts {
    tag: &'static str,
    /// Its name in itself.
    name: &'static str,
    texts: &'static BTreeMap<&'static str, String>,
    /// Questions of the empty page.
    questions: Vec<String>,
}

/// A question with its answer.
#[derive(Clone, Debug, Serialize)]
pub(super) struct Turn {
    /// The question as typed.
    pub(super) question: String,
    /// The answer.
    pub(super) answer: Box<Answer>,
}

impl Interface {
    /// What the chat begins with in a locale.
    pub(super) fn new(chat: &Chat, settings: &WebSettings, locale: Locale, turn: Option<Turn>) -> Self {
        let of_locale = |locale: Locale| LocaleTexts {
            tag: locale.tag(),
            name: locale.own_name(),
            texts: texts::of_page(locale),
            questions: chat.assistant().opening_questions(locale),
        };
        Self {
            locale: locale.tag(),
            longest_question: settings.longest_question,
            locales: Locale::ALL.into_iter().map(of_locale).collect(),
            turn,
        }
    }

    /// As JSON that can stand inside a script element.
    pub(super) fn inside_a_script(&self) -> String {
        let json = serde_json::to_string(self).expect("texts are always JSON");
        // `</script>` and `<!--` would end or change the element that holds it.
        json.replace('<', "\\u003c")
    }
}

/// Serves it to a chat on a portal's page.
pub(super) async fn interface(
    State(chat): State<Chat>,
    State(settings): State<WebSettings>,
    Preferred(locale): Preferred,
) -> impl IntoResponse {
    let headers = [(header::CACHE_CONTROL, "no-cache"), (header::VARY, "accept-language")];
    (headers, Json(Interface::new(&chat, &settings, locale, None)))
}
