//! What every page shows around its content: the language, its switch, texts, styles.

use axum::extract::{Query, rejection::QueryRejection};
use knowledge_base::Locale;
use serde::Deserialize;

use super::{assets, texts};

/// The language that an address names.
#[derive(Debug, Deserialize)]
pub(super) struct Opened {
    /// A tag, as the links of the switch name it.
    lang: Option<String>,
}

impl Opened {
    /// The locale that is named, else the one that is preferred: an address that cannot be read names none.
    pub(super) fn locale_of(opened: Result<Query<Self>, QueryRejection>, preferred: Locale) -> Locale {
        let tag = opened.ok().and_then(|Query(opened)| opened.lang);
        tag.and_then(|tag| Locale::from_tag(&tag)).unwrap_or(preferred)
    }
}

/// What a template shows around its content.
#[derive(Debug)]
pub(super) struct Frame {
    locale: Locale,
}

/// A language in the switch.
pub(super) struct LanguageName {
    pub(super) tag: &'static str,
    pub(super) own: &'static str,
    pub(super) current: bool,
}

#[allow(clippy::unused_self, reason = "templates see only what hangs on the frame")]
impl Frame {
    /// The frame of a page in a locale.
    pub(super) fn new(locale: Locale) -> Self {
        Self { locale }
    }

    /// The locale.
    pub(super) fn locale(&self) -> Locale {
        self.locale
    }

    /// The tag for the `lang` attribute.
    pub(super) fn lang(&self) -> &'static str {
        self.locale.tag()
    }

    /// A text of the page.
    pub(super) fn text(&self, key: &str) -> String {
        texts::text(self.locale, key)
    }

    /// A text of the page with an argument.
    pub(super) fn fill(&self, key: &str, name: &str, value: &str) -> String {
        texts::fill(self.locale, key, &[(name, value)])
    }

    /// The address of a file.
    pub(super) fn asset(&self, name: &str) -> String {
        assets::address(name)
    }

    /// The addresses of the styles.
    pub(super) fn sheets(&self) -> [String; 2] {
        assets::sheets()
    }

    /// Whether an address of a fact may be led to: a page or a telephone.
    pub(super) fn is_safe(&self, href: &str) -> bool {
        ["tel:", "https://", "http://"].into_iter().any(|beginning| href.starts_with(beginning))
    }

    /// The switch.
    pub(super) fn languages(&self) -> [LanguageName; 4] {
        Locale::ALL.map(|locale| LanguageName {
            tag: locale.tag(),
            own: locale.own_name(),
            current: locale == self.locale,
        })
    }
}
