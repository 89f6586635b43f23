//! The language and script of a question.
//!
//! The script leaves two or three languages. Between them decide the tables of letter groups that ship (`models::language`); where
//! they are not sure, everyday words and whatlang, which knows no Cyrillic Uzbek and no Russian in Latin letters and errs on short texts.

mod everyday;

use knowledge_base::{Language, Locale, Script};
use models::language::{LanguageTables, Spelling, Words};
use whatlang::{Detector, Lang};

/// What a question seems to be written in.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Detection {
    /// The likeliest language.
    pub language: Language,
    /// The script in which it is written; Russian is also typed in Latin letters.
    pub script: Script,
    /// The probability that it is this language and no other of the script: a third to 1 in Latin letters, a half to 1 in Cyrillic ones.
    pub confidence: f64,
}

impl Detection {
    /// From here on a question's own language counts more than the conversation's.
    const SURE: f64 = 0.8;

    /// Whether the question alone decides.
    #[must_use]
    pub fn is_sure(&self) -> bool {
        self.confidence >= Self::SURE
    }

    /// The locale of an answer: Uzbek in its script, Russian always in Cyrillic letters.
    #[must_use]
    pub fn locale(&self) -> Locale {
        Locale::new(self.language, self.script)
    }

    /// Whether it is Russian typed in Latin letters.
    #[must_use]
    pub fn is_russian_in_latin(&self) -> bool {
        self.language == Language::Ru && self.script == Script::Latn
    }
}

/// Tells Uzbek, Russian and English apart in Latin letters, and Uzbek and Russian in Cyrillic ones.
#[derive(Clone, Debug)]
pub struct LanguageDetector {
    tables: LanguageTables,
}

/// Latin letters for one Cyrillic one: Latin names stand in Cyrillic texts, hardly the other way round.
const LATIN_FOR_CYRILLIC: usize = 2;
/// One letter is of no language.
const FEWEST_LETTERS: usize = 2;
/// By what the odds of a table are multiplied, so that of a hundred windows told with a confidence of .9 ninety are right: fitted on
/// sources that no table was trained on (docs/benchmarks/detection.md).
const LATIN_WORTH: f64 = 1.4;
/// The same of the Cyrillic table.
const CYRILLIC_WORTH: f64 = 1.9;
/// The same of one word alone: it is often a name, or a word that languages share, more often than windows are.
const ONE_WORD_WORTH: f64 = 1.0;
/// What whatlang's opinion counts, in nats, at full confidence of its own.
const WHATLANG_WORTH: f64 = 0.5;

impl LanguageDetector {
    /// The detector with the tables that ship; costs nothing to make.
    #[must_use]
    pub fn shipped() -> Self {
        Self { tables: LanguageTables::shipped() }
    }

    /// What a text is written in; `None` when it has no word of either script.
    #[must_use]
    pub fn detect(&self, text: &str) -> Option<Detection> {
        let spelling = Spelling::of(text);
        let (latin, cyrillic) = (spelling.latin.letters(), spelling.cyrillic.letters());
        if latin + cyrillic == 0 {
            return None;
        }
        let detection = if cyrillic * LATIN_FOR_CYRILLIC >= latin {
            self.in_cyrillic(&spelling, text)
        } else {
            self.in_latin(&spelling, text)
        };
        if latin + cyrillic < FEWEST_LETTERS {
            return Some(Detection { confidence: 0.5, ..detection });
        }
        Some(detection)
    }

    fn in_cyrillic(&self, spelling: &Spelling, text: &str) -> Detection {
        let odds = worth(&spelling.cyrillic, CYRILLIC_WORTH) * f64::from(self.tables.cyrillic(&spelling.cyrillic));
        let detection = |(language, confidence)| Detection { language, script: Script::Cyrl, confidence };
        let by_table = detection(likeliest([(Language::Uz, odds), (Language::Ru, 0.0)]));
        if by_table.is_sure() {
            return by_table;
        }
        let everyday = |language| everyday::in_cyrillic(text, language);
        detection(likeliest([(Language::Uz, odds + everyday(Language::Uz)), (Language::Ru, everyday(Language::Ru))]))
    }

    fn in_latin(&self, spelling: &Spelling, text: &str) -> Detection {
        let worth = worth(&spelling.latin, LATIN_WORTH);
        let [uzbek, russian] = self.tables.latin(&spelling.latin).map(|odds| worth * f64::from(odds));
        let detection = |(language, confidence)| Detection { language, script: Script::Latn, confidence };
        let by_table = detection(likeliest([(Language::Uz, uzbek), (Language::Ru, russian), (Language::En, 0.0)]));
        if by_table.is_sure() {
            return by_table;
        }
        let uzbek = uzbek + everyday::in_latin(text, Language::Uz);
        let english = everyday::in_latin(text, Language::En);
        // whatlang takes Russian in Latin letters for anything.
        let of_whatlang = if by_table.is_russian_in_latin() { 0.0 } else { whatlang_odds(text) };
        let by_all = [(Language::Uz, uzbek + of_whatlang), (Language::Ru, russian), (Language::En, english)];
        detection(likeliest(by_all))
    }
}

/// By what the odds of words are multiplied.
fn worth(words: &Words, of_several: f64) -> f64 {
    if words.len() > 1 { of_several } else { ONE_WORD_WORTH }
}

/// The likeliest of languages by their log odds, with its probability.
fn likeliest<const LANGUAGES: usize>(odds: [(Language, f64); LANGUAGES]) -> (Language, f64) {
    let (language, highest) =
        odds.into_iter().fold((Language::Uz, f64::NEG_INFINITY), |best, one| if one.1 > best.1 { one } else { best });
    let whole: f64 = odds.iter().map(|(_, odds)| (odds - highest).exp()).sum();
    (language, 1.0 / whole)
}

/// The log odds of Uzbek against English by whatlang.
fn whatlang_odds(text: &str) -> f64 {
    let detector = Detector::with_allowlist(vec![Lang::Uzb, Lang::Eng]);
    let Some(info) = detector.detect(text) else { return 0.0 };
    let sign = if info.lang() == Lang::Uzb { 1.0 } else { -1.0 };
    sign * WHATLANG_WORTH * info.confidence()
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests;
