//! A text as what the tables hold: runs of letters within words, hashed.

/// Letters of the longest run.
const LONGEST: usize = 5;
/// Letters of a word that are read; the rest says nothing more about its language.
const LETTERS: usize = 32;
/// The sign before and after a word.
const EDGE: char = '_';
/// Set apart from the runs: the whole word.
const WHOLE: u64 = 0x9E37_79B9_7F4A_7C15;

/// The words of a text in one script, in the spelling that is counted.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Words {
    /// Every word with an edge before and after it.
    letters: Vec<char>,
    /// Where each word ends in `letters`.
    ends: Vec<usize>,
}

/// The letters of a text by script.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Spelling {
    /// Words in Latin letters.
    pub latin: Words,
    /// Words in Cyrillic letters.
    pub cyrillic: Words,
}

impl Spelling {
    /// Reads a text: lower case, one sign for every apostrophe, addresses left out, words of mixed script under that of most of
    /// their letters.
    #[must_use]
    pub fn of(text: &str) -> Self {
        let mut spelling = Self::default();
        for chunk in text.split_whitespace().filter(|chunk| !is_address(chunk) && !is_numeral(chunk)) {
            let mut word: Vec<char> = Vec::with_capacity(LETTERS);
            for character in chunk.chars().flat_map(char::to_lowercase).chain([' ']) {
                let of_word = if is_apostrophe(character) { !word.is_empty() } else { character.is_alphabetic() };
                if of_word {
                    push(character, &mut word);
                } else if !word.is_empty() {
                    spelling.take(&word);
                    word.clear();
                }
            }
        }
        spelling
    }

    fn take(&mut self, word: &[char]) {
        let word = match word.split_last() {
            // A quotation mark at the end of a word, unless it closes `bogʻ` or `oʻ`.
            Some(('\'', rest)) if !matches!(rest.last(), Some('o' | 'g')) => rest,
            _ => word,
        };
        let cyrillic = word.iter().filter(|letter| is_cyrillic(**letter)).count();
        let latin = word.iter().filter(|letter| is_latin(**letter)).count();
        if cyrillic + latin == 0 {
            return;
        }
        if cyrillic >= latin { self.cyrillic.push(word) } else { self.latin.push(word) }
    }
}

impl Words {
    fn push(&mut self, word: &[char]) {
        self.letters.push(EDGE);
        self.letters.extend(word.iter().take(LETTERS));
        self.letters.push(EDGE);
        self.ends.push(self.letters.len());
    }

    /// How many letters the words have.
    #[must_use]
    pub fn letters(&self) -> usize {
        self.letters.len() - 2 * self.ends.len()
    }

    /// How many words there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.ends.len()
    }

    /// Whether there is no word.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.ends.is_empty()
    }

    /// Hands on the hash of every run of one to five letters within a word, edges among them, and of every whole word.
    pub fn for_each_feature(&self, mut take: impl FnMut(u64)) {
        let mut start = 0;
        for end in &self.ends {
            let word = &self.letters[start..*end];
            for from in 0..word.len() {
                let mut hash = SEED;
                for (length, letter) in word[from..].iter().take(LONGEST).enumerate() {
                    hash = mixed(hash, *letter);
                    if length > 0 || *letter != EDGE {
                        take(finished(hash));
                    }
                }
            }
            take(finished(word.iter().fold(WHOLE, |hash, letter| mixed(hash, *letter))));
            start = *end;
        }
    }
}

/// Every spelling of `oʻ gʻ sh ch` that alphabets since 1995 have had, as the one of 1995 with U+0027.
fn push(letter: char, word: &mut Vec<char>) {
    match letter {
        'õ' | 'ö' | 'ō' | 'ó' => word.extend(['o', '\'']),
        'ğ' | 'ḡ' | 'ǵ' => word.extend(['g', '\'']),
        'ş' => word.extend(['s', 'h']),
        'ç' => word.extend(['c', 'h']),
        'ё' => word.push('е'),
        _ if is_apostrophe(letter) => word.push('\''),
        _ => word.push(letter),
    }
}

/// A link, a host or an e-mail address: it has a language of its own.
fn is_address(chunk: &str) -> bool {
    let chunk = chunk.trim_matches(|c: char| !c.is_alphanumeric() && c != '@');
    let is_host = || {
        let mut parts = chunk.split('.');
        chunk.contains('.') && chunk.is_ascii() && parts.all(|part| part.len() > 1)
    };
    chunk.contains("://") || chunk.contains('@') || is_host()
}

/// A Roman numeral of two signs or more: it is the same in every language.
fn is_numeral(chunk: &str) -> bool {
    let signs = chunk.trim_matches(|c: char| !c.is_alphanumeric());
    signs.len() > 1 && signs.chars().all(|sign| matches!(sign, 'I' | 'V' | 'X'))
}

fn is_apostrophe(character: char) -> bool {
    matches!(
        character,
        '\'' | '`' | '´' | '\u{2018}' | '\u{2019}' | '\u{201B}' | 'ʹ' | 'ʻ' | 'ʼ' | '\u{2032}' | '\u{FF07}'
    )
}

fn is_cyrillic(letter: char) -> bool {
    matches!(letter, '\u{0400}'..='\u{052F}')
}

fn is_latin(letter: char) -> bool {
    matches!(letter, 'a'..='z' | '\u{00DF}'..='\u{024F}' | '\u{1E00}'..='\u{1EFF}')
}

/// FNV-1a over letters: the same on every machine, as the tables need it.
const SEED: u64 = 0xCBF2_9CE4_8422_2325;

fn mixed(hash: u64, letter: char) -> u64 {
    (hash ^ u64::from(letter)).wrapping_mul(0x0000_0100_0000_01B3)
}

/// Spreads a hash over its low bits, which choose the bucket.
fn finished(hash: u64) -> u64 {
    let hash = (hash ^ (hash >> 32)).wrapping_mul(0xD6E8_FEB8_6659_FD93);
    hash ^ (hash >> 32)
}
