//! A text as words with their places, so that claims can be told apart by what stands around them.

use knowledge_base::{Language, fold, fold::words, transliteration::is_apostrophe};

/// A word and where it stands.
#[derive(Clone, Debug)]
pub(super) struct Word {
    /// Folded as Russian: Russian and English as they are.
    pub(super) plain: String,
    /// Folded as Uzbek: both scripts in Latin letters.
    pub(super) uzbek: String,
    /// Its first byte.
    pub(super) start: usize,
    /// The byte behind it.
    pub(super) end: usize,
}

impl Word {
    /// Whether it begins with one of these folded beginnings.
    pub(super) fn begins(&self, beginnings: &[&str]) -> bool {
        beginnings.iter().any(|beginning| self.plain.starts_with(beginning) || self.uzbek.starts_with(beginning))
    }

    /// Whether it is one of these folded words.
    pub(super) fn is(&self, words: &[&str]) -> bool {
        words.iter().any(|word| self.plain == *word || self.uzbek == *word)
    }

    /// Whether a part of a phrase stands for it: a beginning, or with `$` behind it the whole word.
    fn fits(&self, part: &str) -> bool {
        match part.strip_suffix('$') {
            Some(whole) => self.is(&[whole]),
            None => self.begins(&[part]),
        }
    }
}

/// The words of a text: runs of letters and digits, with apostrophes inside.
pub(super) fn words_of(text: &str) -> Vec<Word> {
    let mut found = Vec::new();
    let mut start = None;
    let mut characters = text.char_indices().peekable();
    while let Some((index, character)) = characters.next() {
        let letter_follows = characters.peek().is_some_and(|(_, next)| next.is_alphabetic());
        let inside = character.is_alphanumeric() || (start.is_some() && is_apostrophe(character) && letter_follows);
        if inside {
            start.get_or_insert(index);
            if characters.peek().is_some() {
                continue;
            }
        }
        let end = if inside { text.len() } else { index };
        if let Some(start) = start.take() {
            let word = &text[start..end];
            let (plain, uzbek) = (folded(word, Language::Ru), folded(word, Language::Uz));
            found.push(Word { plain, uzbek, start, end });
        }
    }
    found
}

fn folded(word: &str, language: Language) -> String {
    let folded = fold(word, language);
    words(&folded).collect()
}

/// Whether a phrase (beginnings of words separated by spaces; `$` ends a whole word) stands at the head of these words.
pub(super) fn heads(words: &[Word], phrase: &str) -> bool {
    let mut words = words.iter();
    phrase.split(' ').all(|part| words.next().is_some_and(|word| word.fits(part)))
}

/// The first word at which one of these phrases stands.
pub(super) fn find(words: &[Word], phrases: &[&str]) -> Option<usize> {
    (0..words.len()).find(|&index| phrases.iter().any(|phrase| heads(&words[index..], phrase)))
}

/// Words that tell nothing of what a sentence is about.
const EMPTY: &[&str] = &[
    "для",
    "при",
    "или",
    "что",
    "это",
    "его",
    "как",
    "так",
    "они",
    "она",
    "все",
    "если",
    "чтобы",
    "также",
    "через",
    "после",
    "перед",
    "когда",
    "вам",
    "вас",
    "ваш",
    "ваша",
    "ваше",
    "ваши",
    "вашу",
    "вы",
    "будет",
    "будут",
    "составляет",
    "составит",
    "течение",
    "нужно",
    "нужен",
    "нужна",
    "нужны",
    "требуется",
    "понадобится",
    "потребуется",
    "необходимо",
    "можно",
    "может",
    "могут",
    "есть",
    "того",
    "этого",
    "эта",
    "этот",
    "тоже",
    "затем",
    "сначала",
    "сегодня",
    "всего",
    "более",
    "менее",
    "около",
    "по",
    "на",
    "за",
    "до",
    "от",
    "из",
    "не",
    "но",
    "а",
    "и",
    "в",
    "с",
    "со",
    "к",
    "у",
    "о",
    "об",
    "же",
    "ли",
    "бы",
    "тогда",
    "только",
    "лишь",
    "исключительно",
    "нельзя",
    "невозможно",
    "faqat",
    "cannot",
    "exclusively",
    "impossible",
    "the",
    "and",
    "for",
    "with",
    "you",
    "your",
    "are",
    "will",
    "can",
    "this",
    "that",
    "from",
    "must",
    "have",
    "has",
    "not",
    "when",
    "which",
    "who",
    "also",
    "need",
    "needed",
    "needs",
    "required",
    "there",
    "today",
    "please",
    "may",
    "any",
    "its",
    "it",
    "is",
    "of",
    "or",
    "if",
    "to",
    "in",
    "on",
    "at",
    "an",
    "a",
    "as",
    "be",
    "by",
    "do",
    "does",
    "was",
    "were",
    "after",
    "before",
    "then",
    "up",
    "us",
    "no",
    "their",
    "they",
    "per",
    "about",
    "only",
    "each",
    "under",
    "over",
    "within",
    "through",
    "itself",
    "these",
    "those",
    "than",
    "into",
    "been",
    "but",
    "all",
    "uchun",
    "bilan",
    "boyicha",
    "esa",
    "agar",
    "ham",
    "yoki",
    "va",
    "bu",
    "bolsa",
    "boladi",
    "bolgan",
    "bolganda",
    "kerak",
    "talab",
    "qilinadi",
    "shart",
    "mumkin",
    "haqida",
    "haqidagi",
    "keyin",
    "avval",
    "song",
    "orqali",
    "yani",
    "bugun",
    "siz",
    "sizdan",
    "sizga",
    "ushbu",
    "shu",
    "ichida",
    "sharti",
    "holda",
    "hollarda",
    "emas",
    "lozim",
    "qadar",
    "boshlab",
    "eng",
];

/// What a text is about: the beginnings of its words of content, without numbers and units.
pub(super) fn content(words: &[Word]) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    for word in words {
        let counts = word.plain.chars().count() >= 3
            && !word.plain.chars().any(|c| c.is_ascii_digit())
            && !word.is(EMPTY)
            && !super::units::is_unit(word);
        let stem = stem(&word.uzbek);
        if counts && !found.contains(&stem) {
            found.push(stem);
        }
    }
    found
}

/// Letters by which two forms of a word are the same word.
const STEM: usize = 5;

fn stem(word: &str) -> String {
    word.chars().take(STEM + 1).collect()
}

/// Whether two stems are of one word: they share their first letters.
pub(super) fn alike(one: &str, other: &str) -> bool {
    let shared = one.chars().zip(other.chars()).take_while(|(a, b)| a == b).count();
    let shorter = one.chars().count().min(other.chars().count());
    shared >= STEM.min(shorter) && (shared >= 4 || one == other)
}

/// How many of these stems another text has too.
pub(super) fn shared(stems: &[String], others: &[String]) -> usize {
    stems.iter().filter(|stem| others.iter().any(|other| alike(stem, other))).count()
}
