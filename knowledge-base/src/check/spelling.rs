//! Spelling, by the hunspell dictionaries of the system and the project's own word lists.
//!
//! The Uzbek dictionary is a list of written forms in Cyrillic. Uzbek strings endings after a stem, so a form that the list lacks
//! is good when a known form is left once endings are taken off. Questions are not checked: people do not ask in dictionary
//! words.

use std::{
    collections::HashSet,
    fs, io,
    path::{Path, PathBuf},
};

use spellbook::Dictionary;
use thiserror::Error;

use super::Report;
use crate::{Language, fold, fold::is_cyrillic};

/// Words of the project that no dictionary has: names, terms, loanwords. One a line; `#` begins a remark.
const OWN: [(Language, &str); 3] = [
    (Language::Uz, include_str!("../../spelling/uz.txt")),
    (Language::Ru, include_str!("../../spelling/ru.txt")),
    (Language::En, include_str!("../../spelling/en.txt")),
];

/// Endings of Uzbek that may follow one another, folded (without apostrophes).
const ENDINGS: &str = "lar | ni | ning | ga | ka | qa | da | dan | dagi | gi | i | si | im | ing | miz | imiz | ngiz | ingiz | cha | \
    mi | chi | dir | lik | li | siz | moq | ish | sh | ib | b | gan | kan | qan | ilgan | ligi | ma | mang | may | sin | sa | adi | ydi | \
    di | ar | r | mas | maydi | asiz | ysiz | adigan | ydigan | ayotgan | yotgan | guncha | gacha | gach | uvchi | vchi | uv | \
    il | in | n | l | lash | la | lan | lanti | lantir | tir | t | kor | dosh | iy | viy | roq | ta | inchi | nchi | \
    digan | ki | niki | nda | ndan | nga | nni | nning | mis | bek | yap | ti | ng | dek";
/// Endings taken off one word.
const MOST_ENDINGS: usize = 5;
/// Letters that have to be left.
const LEAST_STEM: usize = 2;

/// The dictionaries of the three languages.
pub struct Dictionaries {
    uz: HashSet<String>,
    ru: Dictionary,
    en: Dictionary,
    own: [HashSet<String>; 3],
}

/// Why there is no spelling check.
#[derive(Debug, Error)]
pub enum DictionaryError {
    /// A dictionary is not installed.
    #[error(
        "no dictionary `{name}` in {folders}; install hunspell-uz, hunspell-ru and hunspell-en-gb, or leave spelling out"
    )]
    Missing {
        /// The name of its files.
        name: &'static str,
        /// Where it was looked for.
        folders: String,
    },
    /// A dictionary cannot be read.
    #[error("cannot read the dictionary `{path}`: {why}; install it again")]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// Why.
        why: String,
    },
}

impl Dictionaries {
    /// Where systems keep hunspell dictionaries.
    pub const FOLDERS: [&str; 3] = ["/usr/share/hunspell", "/usr/share/myspell", "/Library/Spelling"];

    /// Reads the dictionaries from the first of some folders that has them.
    ///
    /// # Errors
    /// [`DictionaryError`] when one is missing or cannot be read.
    pub fn find(folders: &[impl AsRef<Path>]) -> Result<Self, DictionaryError> {
        let uz = locate(folders, "uz_UZ")?;
        let words = read(&uz.with_extension("dic"))?;
        // The first line is the number of words.
        let uz = words.lines().skip(1).map(|word| fold(word.split('/').next().unwrap_or(word), Language::Uz)).collect();
        let hunspell = |name| -> Result<Dictionary, DictionaryError> {
            let path = locate(folders, name)?;
            let (rules, words) = (read(&path.with_extension("aff"))?, read(&path.with_extension("dic"))?);
            Dictionary::new(&rules, &words)
                .map_err(|error| DictionaryError::Unreadable { path, why: error.to_string() })
        };
        Ok(Self {
            uz,
            ru: hunspell("ru_RU")?,
            en: hunspell("en_GB")?,
            own: OWN.map(|(language, list)| own(language, list)),
        })
    }

    /// Whether a word is spelt as a dictionary or the project has it.
    #[must_use]
    pub fn knows(&self, word: &str, language: Language) -> bool {
        let [uz, ru, en] = &self.own;
        match language {
            Language::Uz => {
                let folded = fold(word, Language::Uz);
                self.uz.contains(&folded) || uz.contains(&folded) || self.has_uzbek_stem(&folded, MOST_ENDINGS)
            }
            Language::Ru => {
                self.ru.check(word) || self.ru.check(&word.replace('ё', "е")) || ru.contains(&word.to_lowercase())
            }
            Language::En => self.en.check(word) || en.contains(&word.to_lowercase()),
        }
    }

    fn has_uzbek_stem(&self, word: &str, endings_left: usize) -> bool {
        let known = |stem: &str| self.uz.contains(stem) || self.own[0].contains(stem);
        if known(word) {
            return true;
        }
        // Before a vowel k and q become g: `bolak`, `bolagi`.
        if word.strip_suffix('g').is_some_and(|stem| known(&format!("{stem}k")) || known(&format!("{stem}q"))) {
            return true;
        }
        endings_left > 0
            && ENDINGS
                .split(" | ")
                .filter_map(|ending| word.strip_suffix(ending.trim()))
                .any(|stem| stem.chars().count() >= LEAST_STEM && self.has_uzbek_stem(stem, endings_left - 1))
    }
}

/// Words that were found in a dictionary: records say the same few thousand again and again.
#[derive(Default)]
pub(super) struct Known(HashSet<(Language, String)>);

impl Known {
    fn has(&mut self, word: &str, language: Language, dictionaries: &Dictionaries) -> bool {
        let key = (language, word.to_owned());
        if self.0.contains(&key) {
            return true;
        }
        let is_known = dictionaries.knows(word, language);
        if is_known {
            self.0.insert(key);
        }
        is_known
    }
}

pub(super) fn check(report: &mut Report<'_>, dictionaries: &Dictionaries, known: &mut Known) {
    let sheet = report.sheet;
    for place in &sheet.places {
        for language in Language::ALL {
            for word in words(place.text.written(language), language) {
                if !known.has(word, language, dictionaries) {
                    let what = format!("`{word}` is in no dictionary");
                    let remedy = format!("mend it, or add it to spelling/{}.txt if it is right", language.code());
                    report.problem_in(place, language, word, &what, &remedy);
                }
            }
        }
    }
}

/// The words that a dictionary can know: no addresses, numbers, abbreviations or foreign letters.
fn words(text: &str, language: Language) -> impl Iterator<Item = &str> {
    let apostrophe = |c: char| matches!(c, '\u{02BB}' | '\u{02BC}' | '\'' | '\u{2019}');
    let inside = move |c: char| c.is_alphanumeric() || apostrophe(c);
    text.split_whitespace()
        .filter(|token| !token.trim_end_matches(['.', ',', ';', ':', ')']).contains(['.', '/', '@', '_', '+', '№']))
        // `15-дневный` and `2026-yilgi` are not in any dictionary, however well they are spelt.
        .filter(|token| !token.contains(|c: char| c.is_ascii_digit()))
        .flat_map(move |token| token.split(move |c: char| !inside(c)))
        .map(move |word| word.trim_matches(apostrophe))
        .filter(|word| word.chars().count() > 2)
        .filter(|word| !word.chars().skip(1).any(char::is_uppercase))
        .filter(move |word| word.chars().any(is_cyrillic) == (language == Language::Ru))
}

fn own(language: Language, list: &str) -> HashSet<String> {
    let words = list.lines().map(|line| line.split('#').next().unwrap_or(line).trim()).filter(|word| !word.is_empty());
    let form = |word: &str| if language == Language::Uz { fold(word, language) } else { word.to_lowercase() };
    words.map(form).collect()
}

fn locate(folders: &[impl AsRef<Path>], name: &'static str) -> Result<PathBuf, DictionaryError> {
    let found =
        folders.iter().map(|folder| folder.as_ref().join(name)).find(|path| path.with_extension("dic").is_file());
    found.ok_or_else(|| {
        let folders: Vec<String> = folders.iter().map(|folder| folder.as_ref().display().to_string()).collect();
        DictionaryError::Missing { name, folders: folders.join(", ") }
    })
}

fn read(path: &Path) -> Result<String, DictionaryError> {
    let text = fs::read(path).and_then(|bytes| String::from_utf8(bytes).map_err(io::Error::other));
    // Some carry a byte-order mark.
    let text = text.map(|text| text.trim_start_matches('\u{FEFF}').to_owned());
    text.map_err(|error| DictionaryError::Unreadable { path: path.to_owned(), why: error.to_string() })
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn addresses_abbreviations_and_foreign_words_are_no_words() {
        let found: Vec<&str> = words("my.gov.uz saytida OneID orqali 15-kuni BHM, maʼlumot", Language::Uz).collect();
        assert_eq!(found, ["saytida", "orqali", "maʼlumot"]);
        assert_eq!(words("услуга в ЦГУ через Soliq", Language::Ru).collect::<Vec<_>>(), ["услуга", "через"]);
    }

    #[test]
    fn words_with_endings_are_known_and_slips_are_not() {
        // The dictionaries come from the system; `tests/run` installs them.
        let Ok(dictionaries) = Dictionaries::find(&Dictionaries::FOLDERS) else {
            eprintln!("skipped: the dictionaries are not installed");
            return;
        };
        for word in ["guvohnoma", "guvohnomasini", "hujjatlarni", "xizmatlaridan", "toʻlovni", "maʼlumotnomani"] {
            assert!(dictionaries.knows(word, Language::Uz), "{word}");
        }
        for word in ["guvoxnoma", "hujatlarni", "xzmat", "tolovvni"] {
            assert!(!dictionaries.knows(word, Language::Uz), "{word}");
        }
        assert!(dictionaries.knows("удостоверение", Language::Ru) && dictionaries.knows("счётчика", Language::Ru));
        assert!(!dictionaries.knows("удостоверениее", Language::Ru));
        assert!(dictionaries.knows("licence", Language::En) && !dictionaries.knows("lisence", Language::En));
    }
}
