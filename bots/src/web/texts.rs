//! The texts of the page and of the interface, in four locales.
//!
//! What the assistant says comes from its own texts; here is only what stands around it.

use std::{collections::BTreeMap, sync::LazyLock};

use assistant::texts::Texts;
use knowledge_base::Locale;

const UZBEK: &str = include_str!("../../texts/uz.ftl");
const RUSSIAN: &str = include_str!("../../texts/ru.ftl");
const ENGLISH: &str = include_str!("../../texts/en.ftl");

/// Texts that begin with these stand on pages that the server renders; the scripts never need them.
const OF_PAGES: [&str; 4] = ["problem-", "statement-", "card-", "interface-"];

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

/// All texts that the page's scripts may show, by key; `{0}` stands where a value goes.
pub(super) fn of_page(locale: Locale) -> &'static BTreeMap<&'static str, String> {
    static OF_PAGE: LazyLock<Vec<BTreeMap<&'static str, String>>> = LazyLock::new(|| {
        let texts = |locale| keys().map(|key| (key, TEXTS.format(locale, key, &[("percent", "{0}")]))).collect();
        Locale::ALL.into_iter().map(texts).collect()
    });
    let place = Locale::ALL.into_iter().position(|known| known == locale);
    &OF_PAGE[place.expect("every locale is among all locales")]
}

fn keys() -> impl Iterator<Item = &'static str> {
    let lines = UZBEK.lines().filter(|line| line.starts_with(|c: char| c.is_ascii_alphabetic()));
    lines.filter_map(|line| line.split_once(" =")).map(|(key, _)| key).filter(|key| !is_of_pages(key))
}

fn is_of_pages(key: &str) -> bool {
    OF_PAGES.iter().any(|beginning| key.starts_with(beginning))
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    fn keys_of(catalogue: &str) -> BTreeSet<&str> {
        let lines = catalogue.lines().filter(|line| line.starts_with(|c: char| c.is_ascii_alphabetic()));
        lines.filter_map(|line| line.split_once(" =")).map(|(key, _)| key).collect()
    }

    #[test]
    fn the_three_catalogues_have_the_same_keys() {
        assert_eq!(keys_of(UZBEK), keys_of(RUSSIAN));
        assert_eq!(keys_of(UZBEK), keys_of(ENGLISH));
        assert!(!text(Locale::UzLatn, "welcome").is_empty());
    }

    #[test]
    fn uzbek_is_written_with_its_own_letters_and_no_other_apostrophes() {
        let said = UZBEK.lines().filter(|line| !line.starts_with('#'));
        for line in said {
            assert!(!line.contains(['\'', '`', '\u{2018}', '\u{2019}']), "{line}");
        }
    }

    #[test]
    fn arguments_keep_their_script_in_cyrillic() {
        let said = fill(Locale::UzCyrl, "problem-unknown-locale", &[("known", "uz-Latn, ru")]);
        assert_eq!(said, "Тил кодлари: uz-Latn, ru. Шулардан бирини юборинг.");
    }

    #[test]
    fn the_scripts_get_a_place_for_each_value_and_no_text_of_a_page() {
        let texts = of_page(Locale::Ru);
        assert!(texts["model-fetching-part"].contains("{0}"));
        assert!(texts.keys().all(|key| !is_of_pages(key)) && texts.contains_key("print"));
    }
}
