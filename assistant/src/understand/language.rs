//! The language and script of a question.
//!
//! whatlang cannot see Cyrillic Uzbek and errs on short texts, so it is one signal among several: the script leaves two
//! languages each; between them decide letters that only one of them has, the words and letter groups of the records
//! themselves, and whatlang.

use std::{borrow::Cow, collections::HashMap};

use knowledge_base::{
    KnowledgeBase, Language, Locale, Script,
    fold::is_uzbek_cyrillic,
    transliteration::{is_apostrophe, to_cyrillic},
};
use whatlang::{Detector, Lang};

/// What a question seems to be written in.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Detection {
    /// The likeliest locale.
    pub locale: Locale,
    /// The probability that it is this one and not the other of its script, 0.5 to 1.
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
}

/// Letter groups and words of two languages of one script, counted.
#[derive(Debug, Default)]
struct Model {
    grams: HashMap<String, u32>,
    total: u32,
}

/// Tells Uzbek from English in Latin letters and Uzbek from Russian in Cyrillic ones.
#[derive(Debug)]
pub struct LanguageDetector {
    models: [Model; 4],
    kinds: f64,
}

/// What whatlang's opinion counts, in nats, at full confidence of its own.
const WHATLANG_WEIGHT: f64 = 2.0;
/// What one letter counts that only one language of the script has, in nats.
const LETTER_WEIGHT: f64 = 3.0;
/// Letter groups overlap, so their evidence is counted in part.
const GRAM_WEIGHT: f64 = 0.5;

impl LanguageDetector {
    /// Learns from texts of each locale; the records' own are enough.
    pub fn learn<'t>(texts: impl IntoIterator<Item = (Locale, Cow<'t, str>)>) -> Self {
        let mut models: [Model; 4] = Default::default();
        for (locale, text) in texts {
            let model = &mut models[locale as usize];
            for gram in grams(&normal(&text)) {
                *model.grams.entry(gram).or_default() += 1;
                model.total += 1;
            }
        }
        let kinds = models.iter().map(|model| model.grams.len()).max().unwrap_or_default() as f64;
        Self { models, kinds: kinds.max(1.0) }
    }

    /// Learns from the texts and questions of a knowledge base.
    #[must_use]
    pub fn of_records(base: &KnowledgeBase) -> Self {
        Self::learn(texts_of(base))
    }

    /// What a text is written in; `None` when it has no letter of either script.
    #[must_use]
    pub fn detect(&self, text: &str) -> Option<Detection> {
        let normal = normal(text);
        let latin = normal.chars().filter(char::is_ascii_alphabetic).count();
        let cyrillic = normal.chars().filter(|c| matches!(c, 'а'..='я' | 'ё') || is_uzbek_cyrillic(*c)).count();
        if latin + cyrillic == 0 {
            return None;
        }
        let (uzbek, other, language) = if cyrillic >= latin {
            (Locale::UzCyrl, Locale::Ru, Lang::Rus)
        } else {
            (Locale::UzLatn, Locale::En, Lang::Eng)
        };
        let mut odds = letters(&normal, uzbek) + GRAM_WEIGHT * self.odds(&normal, uzbek, other);
        odds += whatlang_odds(&normal, language);
        let confidence = 1.0 / (1.0 + (-odds.abs()).exp());
        let locale = if odds >= 0.0 { uzbek } else { other };
        Some(Detection { locale, confidence })
    }

    /// The log odds of the first locale against the second by letter groups.
    fn odds(&self, text: &str, one: Locale, other: Locale) -> f64 {
        let likelihood = |locale: Locale, gram: &str| {
            let model = &self.models[locale as usize];
            let seen = model.grams.get(gram).copied().unwrap_or_default();
            ((f64::from(seen) + 0.3) / (f64::from(model.total) + 0.3 * self.kinds)).ln()
        };
        grams(text).map(|gram| likelihood(one, &gram) - likelihood(other, &gram)).sum()
    }
}

/// The log odds by letters that one language of the script lacks, for Uzbek against the other.
fn letters(text: &str, uzbek: Locale) -> f64 {
    if uzbek == Locale::UzCyrl {
        let for_uzbek = text.chars().filter(|c| is_uzbek_cyrillic(*c)).count();
        let for_russian = text.chars().filter(|c| matches!(c, 'ы' | 'щ')).count();
        return LETTER_WEIGHT * (for_uzbek as f64 - for_russian as f64);
    }
    let letters: Vec<char> = text.chars().collect();
    let after =
        |pair: &[char]| matches!(pair[0], 'o' | 'g') && is_apostrophe(pair[1]) || (pair[0] == 'q' && pair[1] != 'u');
    let for_uzbek = letters.windows(2).filter(|pair| after(pair)).count();
    let for_english = letters
        .windows(2)
        .filter(|pair| matches!(pair, ['w', _] | ['t', 'h'] | ['c', 'a' | 'e' | 'i' | 'k' | 'o' | 'u']))
        .count();
    LETTER_WEIGHT * for_uzbek as f64 - for_english as f64
}

fn whatlang_odds(text: &str, other: Lang) -> f64 {
    let detector = Detector::with_allowlist(vec![Lang::Uzb, other]);
    let Some(info) = detector.detect(text) else { return 0.0 };
    // Cyrillic Uzbek is Russian to it, whatever it says.
    if other == Lang::Rus {
        return -0.5 * info.confidence();
    }
    let sign = if info.lang() == Lang::Uzb { 1.0 } else { -1.0 };
    sign * WHATLANG_WEIGHT * info.confidence()
}

/// Lower case, one space between words and around the text, signs out.
fn normal(text: &str) -> String {
    let mut normal = String::with_capacity(text.len() + 2);
    normal.push(' ');
    for character in text.chars().flat_map(char::to_lowercase) {
        if character.is_alphabetic() && !is_apostrophe(character) {
            normal.push(character);
        } else if is_apostrophe(character) {
            normal.push('\'');
        } else if !normal.ends_with(' ') {
            normal.push(' ');
        }
    }
    if !normal.ends_with(' ') {
        normal.push(' ');
    }
    normal
}

/// Groups of three letters, and whole words (which decide about short ones).
fn grams(normal: &str) -> impl Iterator<Item = String> {
    let letters: Vec<char> = normal.chars().collect();
    let groups: Vec<String> = letters.windows(3).map(|group| group.iter().collect()).collect();
    let words: Vec<String> = normal.split(' ').filter(|word| !word.is_empty()).map(|word| format!("={word}")).collect();
    groups.into_iter().chain(words)
}

/// How often everyday words are counted: they open conversations, and three hundred records would drown them.
const EVERYDAY_TIMES: usize = 20;

/// Everyday words that records seldom hold and that alone make a whole message, by language.
const EVERYDAY: [(Language, &str); 3] = [
    (
        Language::Uz,
        "salom assalomu alaykum rahmat xayr ha yoʻq men sen siz biz ular bu shu nima kim qanday qanaqa qancha qayerda qayerga qachon \
         nega narxi muddati hujjatlari va yoki bilan uchun kerak bor emas edi ekan boʻladi qiladi olaman bersangiz aytib bering",
    ),
    (
        Language::Ru,
        "привет здравствуйте здрасте спасибо пока да нет я ты вы мы он она они это этот что кто как какой сколько где куда когда \
         почему и или с для надо нужно есть был будет можно дай дайте скажите подскажите мне цена срок документы рецепт",
    ),
    (
        Language::En,
        "hello hi hey thanks thank you bye yes no i you he she we they this that what who how which how much where when why and or \
         with for need is are was will can give tell me please price time documents recipe",
    ),
];

/// The texts of a knowledge base from which a detector learns.
fn texts_of(base: &KnowledgeBase) -> Vec<(Locale, Cow<'_, str>)> {
    let mut texts: Vec<(Locale, Cow<'_, str>)> = Vec::new();
    for (language, words) in EVERYDAY.into_iter().flat_map(|everyday| std::iter::repeat_n(everyday, EVERYDAY_TIMES)) {
        texts.push((Locale::new(language, Script::Latn), words.into()));
        if language == Language::Uz {
            texts.push((Locale::UzCyrl, to_cyrillic(words).into()));
        }
    }
    for record in base.records() {
        let lists = [&record.notes, &record.steps];
        let of_record = [&record.title, &record.summary].into_iter().chain(record.documents.iter().flatten());
        for text in of_record.chain(lists.into_iter().flatten()) {
            texts.extend(Locale::ALL.map(|locale| (locale, text.get(locale))));
        }
        for language in Language::ALL {
            for question in record.questions.get(language) {
                let locale = Locale::new(language, Script::Latn);
                texts.push((locale, question.into()));
                if language == Language::Uz {
                    texts.push((Locale::UzCyrl, to_cyrillic(question).into()));
                }
            }
        }
    }
    texts
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use std::path::Path;

    use KnowledgeBase;

    use super::*;

    fn detector() -> LanguageDetector {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../knowledge-base/records");
        let base = KnowledgeBase::load(&folder).unwrap();
        LanguageDetector::of_records(&base)
    }

    #[test]
    fn short_questions_of_each_locale_are_told() {
        let detector = detector();
        for (text, locale) in [
            ("pasport qancha turadi", Locale::UzLatn),
            ("narxi-chi", Locale::UzLatn),
            ("salom", Locale::UzLatn),
            ("салом", Locale::UzCyrl),
            ("рецепт лагмана дай", Locale::Ru),
            ("o'zgartirish kerak", Locale::UzLatn),
            ("паспорт қанча туради", Locale::UzCyrl),
            ("нархи-чи", Locale::UzCyrl),
            ("хужжатлар керакми", Locale::UzCyrl),
            ("а документы?", Locale::Ru),
            ("сколько стоит", Locale::Ru),
            ("загранпаспорт срочно", Locale::Ru),
            ("how much", Locale::En),
            ("what about documents", Locale::En),
            ("birth certificate", Locale::En),
        ] {
            assert_eq!(detector.detect(text).unwrap().locale, locale, "{text}");
        }
    }

    #[test]
    fn a_text_without_letters_is_in_no_language() {
        assert_eq!(detector().detect("123 ?! 👍"), None);
    }
}
