//! Values read word by word.
//!
//! A value is understood only when each of its words is: a word that no list holds may be the condition of a price or the end
//! of a range, so it makes the whole value unread. Lists hold whole forms rather than stems for the same reason: `BHM` and
//! `BHMgacha` (up to) are not the same.

use crate::{Language, fold};

/// A piece of a folded text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Piece {
    /// Digits with their grouping and decimal signs: `0,9`, `278 100`, `09.02.2017`.
    Number(String),
    /// Letters.
    Word(String),
    /// Any other sign; `-` only where nothing parts it from its neighbours, else `—`.
    Sign(char),
}

/// The pieces of a text in folded form; a new line or a bullet counts as `;`.
pub(super) fn pieces(text: &str, language: Language) -> Vec<Piece> {
    let letters: Vec<char> = fold(&text.replace(['\n', '•'], " ; "), language).chars().collect();
    let mut pieces = Vec::new();
    let mut place = 0;
    while let Some(letter) = letters.get(place) {
        let rest = &letters[place..];
        let length = match letter {
            _ if letter.is_ascii_digit() => number_length(rest),
            _ if letter.is_alphabetic() => rest.iter().take_while(|c| c.is_alphabetic()).count(),
            _ => 1,
        };
        let written: String = rest[..length].iter().collect();
        match letter {
            ' ' => {}
            '-' | '‐' | '‑' | '–' | '—' => {
                let tight = place > 0 && letters[place - 1] != ' ' && rest.get(1).is_some_and(|next| *next != ' ');
                pieces.push(Piece::Sign(if tight { '-' } else { '—' }));
            }
            _ if letter.is_ascii_digit() => pieces.push(Piece::Number(written)),
            _ if letter.is_alphabetic() => pieces.push(Piece::Word(written)),
            _ => pieces.push(Piece::Sign(*letter)),
        }
        place += length;
    }
    pieces
}

/// How many characters a number has: digits, single commas and points between digits, spaces before groups of three.
fn number_length(letters: &[char]) -> usize {
    let digits = |from: usize| letters[from..].iter().take_while(|c| c.is_ascii_digit()).count();
    let mut length = digits(0);
    let mut grouped = length <= 3;
    while let Some(sign @ (' ' | ',' | '.')) = letters.get(length) {
        let next = digits(length + 1);
        match sign {
            ' ' if !grouped || next != 3 => break,
            ',' | '.' if next == 0 => break,
            ' ' => {}
            _ => grouped = false,
        }
        length += 1 + next;
    }
    length
}

/// Phrases and what they mean; `None` for words that change nothing.
pub(super) struct Lexicon<T>(Vec<(Vec<Piece>, Option<T>)>);

impl<T: Copy> Lexicon<T> {
    /// Reads lists of phrases parted by ` | `.
    pub(super) fn new(lists: &[(&str, Option<T>)]) -> Self {
        let phrases = lists.iter().flat_map(|(list, meaning)| {
            // Folding drops apostrophes in every language; Latin and Cyrillic lists stand side by side.
            list.split(" | ").map(|phrase| (pieces(phrase, Language::Ru), *meaning))
        });
        Self(phrases.collect())
    }

    /// The longest phrase with which some pieces begin: its length and its meaning.
    pub(super) fn at(&self, pieces: &[Piece]) -> Option<(usize, Option<T>)> {
        let fitting = self.0.iter().filter(|(phrase, _)| pieces.starts_with(phrase));
        fitting.max_by_key(|(phrase, _)| phrase.len()).map(|(phrase, meaning)| (phrase.len(), *meaning))
    }
}

/// Refuses digits that folding would turn into others: `5²` is not 52.
///
/// # Errors
/// Which sign it is.
pub(super) fn plain_digits(text: &str) -> Result<(), String> {
    let odd = text.chars().find(|c| c.is_numeric() && !c.is_ascii_digit());
    odd.map_or(Ok(()), |odd| Err(format!("`{odd}` is not a plain digit")))
}

/// A value word by word, without the words that change nothing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Token<T> {
    /// A number as it is written.
    Number(String),
    /// A dash between two numbers.
    Dash,
    /// The end of a part: `;`, a comma, a full stop, `and`.
    Break,
    /// What a phrase means.
    Known(T),
}

/// Words that part the parts of a value.
const BREAKS: &str = "va | hamda | yoki | и | или | а также | and | or | as well as";

/// Reads every word of a value.
///
/// # Errors
/// Why it was not understood: the first word that no list holds.
pub(super) fn tokens<T: Copy>(text: &str, language: Language, lexicon: &Lexicon<T>) -> Result<Vec<Token<T>>, String> {
    plain_digits(text)?;
    let breaks = Lexicon::<()>::new(&[(BREAKS, None)]);
    let pieces = pieces(text, language);
    let mut tokens = Vec::new();
    let mut place = 0;
    while let Some(piece) = pieces.get(place) {
        let rest = &pieces[place..];
        if let Some((length, meaning)) = lexicon.at(rest) {
            tokens.extend(meaning.map(Token::Known));
            place += length;
            continue;
        }
        if let Some((length, _)) = breaks.at(rest) {
            tokens.push(Token::Break);
            place += length;
            continue;
        }
        match (piece, rest.get(1)) {
            (Piece::Number(number), Some(Piece::Sign('-'))) if matches!(rest.get(2), Some(Piece::Word(_))) => {
                return Err(format!("`{number}-` may be an ordinal number"));
            }
            (Piece::Number(number), _) => tokens.push(Token::Number(number.clone())),
            (Piece::Sign('-' | '—'), Some(Piece::Number(_))) if matches!(tokens.last(), Some(Token::Number(_))) => {
                tokens.push(Token::Dash);
            }
            (Piece::Sign(';' | ',' | '.' | '/'), _) => tokens.push(Token::Break),
            (Piece::Sign('-' | '—' | '(' | ')' | ':' | '"' | '«' | '»' | '“' | '”' | '*'), _) => {}
            (Piece::Sign(sign), _) => return Err(format!("`{sign}` is not understood")),
            (Piece::Word(word), _) => return Err(format!("`{word}` is not understood")),
        }
        place += 1;
    }
    Ok(tokens)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_keep_their_groups_and_decimals() {
        let numbers = |text: &str| -> Vec<String> {
            let number = |piece| if let Piece::Number(number) = piece { Some(number) } else { None };
            pieces(text, Language::Ru).into_iter().filter_map(number).collect()
        };
        assert_eq!(numbers("0,9 БРВ (370 800 сум), 5. 1148 1008"), ["0,9", "370 800", "5", "1148", "1008"]);
        assert_eq!(numbers("от 09.02.2017 № 66, 2017 100"), ["09.02.2017", "66", "2017", "100"]);
    }

    #[test]
    fn the_longest_phrase_wins_and_an_unknown_word_is_told() {
        let lexicon = Lexicon::new(&[("ish kuni", Some('w')), ("kun | ish", Some('d')), ("ichida", None)]);
        let tokens = |text| tokens(text, Language::Uz, &lexicon);
        assert_eq!(tokens("3 ish kuni ichida").as_deref(), Ok(&[Token::Number("3".into()), Token::Known('w')][..]));
        assert_eq!(tokens("3 kun").as_deref(), Ok(&[Token::Number("3".into()), Token::Known('d')][..]));
        assert_eq!(tokens("3 kundan"), Err("`kundan` is not understood".into()));
        assert_eq!(tokens("10-kun"), Err("`10-` may be an ordinal number".into()));
        assert_eq!(tokens("5² kun"), Err("`²` is not a plain digit".into()));
    }
}
