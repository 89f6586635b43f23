//! Notices when an answer leaves its language or script.
//!
//! Small models that are unsure go over to the language that they know best, in the middle of a text. What was written before
//! stands; the rest would be dropped sentence by sentence and is not worth its time.

use super::StopReason;
use crate::language::{LanguageTables, Spelling};

/// The language and script of an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Expected {
    /// Uzbek in Latin letters.
    UzbekLatin,
    /// Uzbek in Cyrillic letters.
    UzbekCyrillic,
    /// Russian in Cyrillic letters.
    Russian,
    /// English.
    English,
}

/// Words of the other script in a row, names and links left out, that are no quotation any more.
const OTHER_WORDS: usize = 6;
/// Letters from which on a stretch tells its language.
const ENOUGH_LETTERS: usize = 48;
/// Log odds, in nats, from which on a stretch is of another language.
const SURE: f32 = 6.0;

/// Watches one answer.
pub(super) struct Guard {
    expected: Expected,
    tables: LanguageTables,
    /// The word under way.
    word: String,
    other_words: usize,
    /// The stretch whose language has not been looked at.
    stretch: String,
    letters: usize,
}

impl Guard {
    pub(super) fn new(expected: Expected) -> Self {
        Self {
            expected,
            tables: LanguageTables::shipped(),
            word: String::new(),
            other_words: 0,
            stretch: String::new(),
            letters: 0,
        }
    }

    /// Takes the next piece of text; a reason when the answer has to end.
    pub(super) fn push(&mut self, piece: &str) -> Option<StopReason> {
        for letter in piece.chars() {
            if letter.is_whitespace() {
                let word = std::mem::take(&mut self.word);
                if let Some(reason) = self.take(&word) {
                    return Some(reason);
                }
            } else {
                self.word.push(letter);
            }
        }
        None
    }

    fn take(&mut self, word: &str) -> Option<StopReason> {
        let inner = word.trim_matches(|letter: char| !letter.is_alphanumeric());
        // Links, addresses, numbers and signs are of no language.
        if inner.is_empty() || inner.contains(|letter: char| matches!(letter, '.' | '/' | '@') || letter.is_numeric()) {
            return None;
        }
        let cyrillic = inner.chars().any(|letter| ('\u{400}'..='\u{52f}').contains(&letter));
        if cyrillic == self.expected.is_cyrillic() {
            self.other_words = 0;
        } else {
            self.other_words += 1;
            if self.other_words == OTHER_WORDS {
                return Some(StopReason::OtherScript);
            }
        }
        self.stretch.push_str(inner);
        self.stretch.push(' ');
        self.letters += inner.chars().count();
        if self.letters < ENOUGH_LETTERS {
            return None;
        }
        self.letters = 0;
        let stretch = std::mem::take(&mut self.stretch);
        self.is_foreign(&stretch).then_some(StopReason::OtherLanguage)
    }

    fn is_foreign(&self, stretch: &str) -> bool {
        let spelling = Spelling::of(stretch);
        let [uzbek, russian] = self.tables.latin(&spelling.latin);
        match self.expected {
            Expected::UzbekLatin => uzbek < -SURE || russian - uzbek > SURE,
            Expected::English => uzbek > SURE || russian > SURE,
            Expected::UzbekCyrillic => self.tables.cyrillic(&spelling.cyrillic) < -SURE,
            Expected::Russian => self.tables.cyrillic(&spelling.cyrillic) > SURE,
        }
    }
}

impl Expected {
    fn is_cyrillic(self) -> bool {
        matches!(self, Self::UzbekCyrillic | Self::Russian)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const UZBEK: &str = "Pasport olish uchun davlat boji bazaviy hisoblash miqdorining bir baravarini tashkil etadi va arizani \
        davlat xizmatlari markaziga topshirish kerak.";
    const UZBEK_CYRILLIC: &str = "Паспорт олиш учун давлат божи базавий ҳисоблаш миқдорининг бир бараварини ташкил этади ва аризани \
        давлат хизматлари марказига топшириш керак.";
    const RUSSIAN: &str = "Пошлина за получение паспорта составляет одну базовую расчётную величину, заявление нужно подать в центр \
        государственных услуг или через портал my.gov.uz.";
    const ENGLISH: &str = "The fee for a passport is one base calculation amount, and the application is handed in at a public \
        services centre or through the portal my.gov.uz.";

    fn read(expected: Expected, text: &str) -> Option<StopReason> {
        let mut guard = Guard::new(expected);
        text.split_inclusive(' ').find_map(|piece| guard.push(piece))
    }

    #[test]
    fn an_answer_in_its_own_language_goes_on() {
        let own = [
            (Expected::UzbekLatin, UZBEK),
            (Expected::UzbekCyrillic, UZBEK_CYRILLIC),
            (Expected::Russian, RUSSIAN),
            (Expected::English, ENGLISH),
        ];
        for (expected, text) in own {
            assert_eq!(read(expected, text), None, "{text}");
        }
    }

    #[test]
    fn an_answer_that_goes_over_to_another_script_ends() {
        for (expected, own, other) in [
            (Expected::UzbekLatin, UZBEK, RUSSIAN),
            (Expected::UzbekCyrillic, UZBEK_CYRILLIC, UZBEK),
            (Expected::Russian, RUSSIAN, ENGLISH),
            (Expected::English, ENGLISH, RUSSIAN),
        ] {
            assert_eq!(read(expected, &format!("{own} {other}")), Some(StopReason::OtherScript), "{other}");
        }
    }

    #[test]
    fn an_answer_that_goes_over_to_another_language_ends() {
        for (expected, own, other) in [
            (Expected::UzbekLatin, UZBEK, ENGLISH),
            (Expected::UzbekCyrillic, UZBEK_CYRILLIC, RUSSIAN),
            (Expected::Russian, RUSSIAN, UZBEK_CYRILLIC),
            (Expected::English, ENGLISH, UZBEK),
        ] {
            assert_eq!(read(expected, &format!("{own} {other} {other}")), Some(StopReason::OtherLanguage), "{other}");
        }
    }

    #[test]
    fn names_and_links_of_another_script_are_no_change() {
        let text = "Заявление подают через портал my.gov.uz или приложение Yagona interaktiv davlat xizmatlari portali, затем ждут.";
        assert_eq!(read(Expected::Russian, text), None);
    }
}
