//! The page at `/`: one conversation, rendered in the person's language, with all texts that its scripts need.
//!
//! Scripts, styles and answers come separately; nothing here waits for a search or a model.

use std::collections::BTreeMap;

use askama::Template;
use axum::{
    extract::{Query, State, rejection::QueryRejection},
    http::header,
    response::{Html, IntoResponse, Response},
};
use knowledge_base::Locale;
use serde::{Deserialize, Serialize};

use crate::{chat::Chat, settings::WebSettings};

use super::{
    assets,
    negotiation::Preferred,
    problem::{Kind, Problem},
    texts,
};

/// What a person may add to the address.
#[derive(Debug, Deserialize)]
pub(super) struct Opened {
    /// The language, as the links of the switch name it.
    lang: Option<String>,
}

/// Serves the first page.
pub(super) async fn first(
    State(chat): State<Chat>,
    State(settings): State<WebSettings>,
    Preferred(preferred): Preferred,
    opened: Result<Query<Opened>, QueryRejection>,
) -> Result<Response, Problem> {
    // An address that cannot be read names no language, and the page is served all the same.
    let chosen = opened.ok().and_then(|Query(opened)| opened.lang).and_then(|tag| Locale::from_tag(&tag));
    let locale = chosen.unwrap_or(preferred);
    let questions = Locale::ALL.map(|locale| chat.assistant().opening_questions(locale));
    Page { locale, questions, longest_question: settings.longest_question }.respond()
}

/// What a template shows.
#[derive(Debug)]
pub(super) struct Page {
    locale: Locale,
    /// By locale, in the order of [`Locale::ALL`].
    questions: [Vec<String>; 4],
    longest_question: usize,
}

impl Page {
    /// The parts of a page that asks and shows no question.
    pub(super) fn without_questions(locale: Locale) -> Self {
        Self { locale, questions: Default::default(), longest_question: 0 }
    }

    fn respond(&self) -> Result<Response, Problem> {
        let html = FirstPage { page: self }.render().map_err(|error| {
            tracing::error!(%error, "the first page could not be rendered");
            Problem::new(Kind::Internal, self.locale)
        })?;
        // It names the current scripts, so it is asked for each time; they are not.
        let headers = [
            (header::CACHE_CONTROL, "no-cache"),
            (header::VARY, "accept-language"),
            (header::CONTENT_LANGUAGE, self.locale.tag()),
        ];
        Ok((headers, Html(html)).into_response())
    }

    /// The tag for the `lang` attribute.
    pub(super) fn lang(&self) -> &'static str {
        self.locale.tag()
    }

    /// A text of the page.
    pub(super) fn text(&self, key: &str) -> String {
        texts::text(self.locale, key)
    }

    /// The address of a file.
    #[allow(clippy::unused_self, reason = "templates see only what hangs on the page")]
    pub(super) fn asset(&self, name: &str) -> String {
        assets::address(name)
    }

    /// The addresses of the styles.
    #[allow(clippy::unused_self, reason = "templates see only what hangs on the page")]
    pub(super) fn sheets(&self) -> Vec<String> {
        assets::sheets().collect()
    }

    fn modules(&self) -> Vec<String> {
        let _ = self;
        assets::modules().collect()
    }

    fn languages(&self) -> [LanguageName; 4] {
        Locale::ALL.map(|locale| LanguageName {
            tag: locale.tag(),
            own: locale.own_name(),
            current: locale == self.locale,
        })
    }

    fn questions(&self) -> &[String] {
        let place = Locale::ALL.into_iter().position(|locale| locale == self.locale);
        place.map_or(&[], |place| &self.questions[place])
    }

    fn longest_question(&self) -> usize {
        self.longest_question
    }

    /// What the scripts need, as JSON that can stand inside a script element.
    fn data(&self) -> String {
        let locales = Locale::ALL.into_iter().zip(&self.questions);
        let data = PageData {
            locale: self.locale.tag(),
            locales: locales
                .map(|(locale, questions)| (locale.tag(), LocaleData { texts: texts::of_page(locale), questions }))
                .collect(),
        };
        let json = serde_json::to_string(&data).expect("texts are always JSON");
        // `</script>` and `<!--` would end or change the element that holds it.
        json.replace('<', "\\u003c")
    }
}

struct LanguageName {
    tag: &'static str,
    own: &'static str,
    current: bool,
}

#[derive(Serialize)]
struct PageData<'a> {
    locale: &'static str,
    locales: BTreeMap<&'static str, LocaleData<'a>>,
}

#[derive(Serialize)]
struct LocaleData<'a> {
    texts: &'static BTreeMap<&'static str, String>,
    questions: &'a [String],
}

#[derive(Template)]
#[template(path = "page.html")]
struct FirstPage<'a> {
    page: &'a Page,
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    fn page(locale: Locale) -> String {
        let questions = ["Toʻlov?", "Тўлов?", "Цена?", "</script><b>Fee & \"time\"?"];
        let page =
            Page { locale, questions: questions.map(|question| vec![question.to_owned()]), longest_question: 2000 };
        FirstPage { page: &page }.render().unwrap()
    }

    #[test]
    fn the_page_is_whole_in_its_language_before_any_script_runs() {
        let russian = page(Locale::Ru);
        assert!(russian.contains("<html lang=\"ru\">"));
        assert!(russian.contains("<button type=\"button\">Цена?</button>"));
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
    fn every_text_that_the_template_and_the_scripts_name_is_there() {
        let known = texts::of_page(Locale::UzLatn);
        let rendered = page(Locale::UzLatn);
        let places = ["data-text=\"", "data-text-label=\"", "data-text-placeholder=\""];
        let in_template = places.iter().flat_map(|place| rendered.split(place).skip(1)).filter_map(quoted);
        let scripts = [
            include_str!("../../assets/answer.js"),
            include_str!("../../assets/card.js"),
            include_str!("../../assets/conversation.js"),
            include_str!("../../assets/language.js"),
            include_str!("../../assets/model.js"),
        ];
        let in_scripts = scripts.iter().flat_map(|script| script.split(".text(\"").skip(1)).filter_map(quoted);
        // `label("span", "you")`; a label whose key is computed cannot be seen here.
        let after_name = |rest: &'static str| rest.split_once('"')?.1.strip_prefix(", \"");
        let labels = scripts.iter().flat_map(|script| script.split(".label(\"").skip(1)).filter_map(after_name);
        let labels = labels.filter_map(quoted);
        let mut checked = 0;
        for key in in_template.chain(in_scripts).chain(labels) {
            assert!(known.contains_key(key), "{key}");
            checked += 1;
        }
        assert!(checked > 30, "{checked}");
    }
}
