//! Windows of running texts, as people would type them.

use knowledge_base::{Language, Script, transliteration::to_cyrillic};
use rand::{RngExt as _, SeedableRng as _, rngs::StdRng};
use training::language::{
    russian::in_latin,
    spelling::{on_a_russian_keyboard, without_apostrophes},
    texts::{Form, Texts},
};

/// A few words of a text in one spelling.
#[derive(Debug)]
pub(crate) struct Window {
    pub(crate) spelling: &'static str,
    pub(crate) source: String,
    pub(crate) words: usize,
    pub(crate) text: String,
}

/// The spellings that are measured.
const SPELLINGS: [(&str, Language, Script); 8] = [
    ("Uzbek Latin", Language::Uz, Script::Latn),
    ("Uzbek Latin, no apostrophes", Language::Uz, Script::Latn),
    ("Uzbek Cyrillic", Language::Uz, Script::Cyrl),
    ("Uzbek Cyrillic, Russian keyboard", Language::Uz, Script::Cyrl),
    ("Uzbek Cyrillic made from Latin", Language::Uz, Script::Cyrl),
    ("Russian", Language::Ru, Script::Cyrl),
    ("Russian in Latin letters", Language::Ru, Script::Latn),
    ("English", Language::En, Script::Latn),
];
/// Texts of a source at least: fewer say nothing of it.
const FEWEST: usize = 15;
/// Letters of a window at least; a window of numbers is no text.
const LETTERS: usize = 4;

impl Window {
    /// What it should be told as.
    pub(crate) fn wanted(&self) -> (Language, Script) {
        let (_, language, script) = SPELLINGS
            .into_iter()
            .find(|(name, ..)| *name == self.spelling)
            .expect("windows are made of these spellings");
        (language, script)
    }
}

/// One window of each length from 2 to 6 words of every text, in every spelling of its language.
pub(crate) fn windows(texts: &Texts, most: usize, seed: u64) -> Vec<Window> {
    let mut random = StdRng::seed_from_u64(seed);
    let mut windows = Vec::new();
    for ((source, form), running) in &texts.running {
        let all = &running.texts;
        if all.len() < FEWEST {
            continue;
        }
        for text in all.iter().step_by(all.len().div_ceil(most)) {
            let words: Vec<&str> = text.split_whitespace().collect();
            for length in (2..=6).filter(|length| *length <= words.len()) {
                let start = random.random_range(0..=words.len() - length);
                let cut = words[start..start + length].join(" ");
                if cut.chars().filter(|letter| letter.is_alphabetic()).count() < LETTERS {
                    continue;
                }
                for (spelling, text) in spellings(*form, &cut, &mut random) {
                    windows.push(Window { spelling, source: source.clone(), words: length, text });
                }
            }
        }
    }
    windows
}

fn spellings(form: Form, text: &str, random: &mut StdRng) -> Vec<(&'static str, String)> {
    let own = text.to_owned();
    match form {
        Form::UzLatn => vec![
            ("Uzbek Latin", own),
            ("Uzbek Latin, no apostrophes", without_apostrophes(text)),
            ("Uzbek Cyrillic made from Latin", to_cyrillic(text)),
        ],
        Form::UzCyrl => {
            vec![("Uzbek Cyrillic", own), ("Uzbek Cyrillic, Russian keyboard", on_a_russian_keyboard(text))]
        }
        Form::Ru => vec![("Russian", own), ("Russian in Latin letters", in_latin(text, random))],
        Form::En => vec![("English", own)],
    }
}
