//! What the bot says by itself, in four locales.

use std::sync::LazyLock;

use assistant::texts::Texts;
use knowledge_base::Locale;

const UZBEK: &str = include_str!("../../texts/telegram/uz.ftl");
const RUSSIAN: &str = include_str!("../../texts/telegram/ru.ftl");
const ENGLISH: &str = include_str!("../../texts/telegram/en.ftl");

static TEXTS: LazyLock<Texts> =
    LazyLock::new(|| Texts::new(UZBEK, RUSSIAN, ENGLISH).expect("the catalogues are tested to hold together"));

/// A text without arguments.
pub(super) fn text(locale: Locale, key: &str) -> String {
    TEXTS.get(locale, key)
}

/// A text with arguments that stay as they are, also where the text around them is written in another script.
pub(super) fn fill(locale: Locale, key: &str, arguments: &[(&str, &str)]) -> String {
    TEXTS.fill(locale, key, arguments)
}

/// A text whose form depends on a number.
pub(super) fn count(locale: Locale, key: &str, count: u64) -> String {
    TEXTS.count(locale, key, count)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn uzbek_is_written_with_its_own_letters_and_no_other_apostrophes() {
        for line in UZBEK.lines().filter(|line| !line.starts_with('#')) {
            assert!(!line.contains(['\'', '`', '\u{2018}', '\u{2019}']), "{line}");
        }
    }

    #[test]
    fn every_text_is_there_in_every_locale_and_commands_keep_their_letters() {
        for locale in Locale::ALL {
            assert!(text(locale, "welcome").chars().count() > 20);
            let said = fill(locale, "feedback-ask", &[("command", "/fikr")]);
            assert!(said.contains("/fikr") && !said.contains('{'), "{said}");
            assert!(count(locale, "privacy-kept", 3).contains('3'));
        }
    }
}
