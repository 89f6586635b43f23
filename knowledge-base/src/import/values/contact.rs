//! Phones.

use std::sync::LazyLock;

use super::Merge;
use crate::{
    Language,
    fact::Phone,
    fold,
    import::words::{Lexicon, tokens},
};

/// A phone with its extension.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::import) struct Line {
    pub(in crate::import) phone: Phone,
    pub(in crate::import) extension: Option<String>,
}

impl Merge for Line {
    fn merge(self, other: Self) -> Option<Self> {
        (self == other).then_some(self)
    }
}

/// Words that may stand beside a phone. The name of a body is none of them: the phone would be given to another body.
static WORDS: LazyLock<Lexicon<()>> = LazyLock::new(|| {
    const WORDS: &str = "call | call markaz | call markazi | call center | call centre | markaz | markazi | center | centre | tel | \
        telefon | telefoni | telefonlar | telefon raqami | telefon raqamlari | raqam | raqami | qisqa raqam | ishonch telefoni | \
        aloqa | kontakt | колл центр | телефон | телефоны | тел | номер | номер телефона | короткий номер | телефон доверия | \
        горячая линия | контакт | контакты | phone | phones | telephone | number | phone number | hotline | short number | contact";
    Lexicon::new(&[(WORDS, None)])
});

/// Reads phones, in order, each once.
///
/// # Errors
/// Why they were not understood.
pub(in crate::import) fn contacts(text: &str, language: Language) -> Result<Vec<Line>, String> {
    let letters: Vec<char> = text.chars().collect();
    let (mut lines, mut rest): (Vec<Line>, String) = (Vec::new(), String::new());
    let mut place = 0;
    while let Some(letter) = letters.get(place) {
        let begins =
            place.checked_sub(1).is_none_or(|before| !letters[before].is_alphanumeric() && letters[before] != '-');
        if let Some((line, length)) =
            begins.then(|| full(&letters[place..]).or_else(|| short(&letters[place..]))).flatten()
        {
            if !lines.contains(&line) {
                lines.push(line);
            }
            // A phone parts the words around it.
            rest.push(';');
            place += length;
        } else {
            rest.push(*letter);
            place += 1;
        }
    }
    if rest.contains(|c: char| c.is_numeric()) {
        return Err("it holds digits that are no phone".to_owned());
    }
    tokens(&rest, language, &WORDS)?;
    if lines.is_empty() { Err("there is no phone in it".to_owned()) } else { Ok(lines) }
}

/// A number of nine digits with or without the country's 998, as `71 207-00-66` or `+998 (71) 207 00 66`.
fn full(letters: &[char]) -> Option<(Line, usize)> {
    const COUNTRY: &str = "998";
    let (mut digits, mut groups, mut end, mut gap) = (String::new(), vec![0], 0, 0);
    for (place, letter) in letters.iter().enumerate() {
        match letter {
            '+' if place == 0 => {}
            _ if letter.is_ascii_digit() => {
                if gap > 0 && groups.last() != Some(&0) {
                    groups.push(0);
                }
                if let Some(group) = groups.last_mut() {
                    *group += 1;
                }
                gap = 0;
                digits.push(*letter);
                let country = digits.starts_with(COUNTRY) && (letters[0] == '+' || groups[0] != 2);
                end = place + 1;
                if digits.len() == if country { COUNTRY.len() + 9 } else { 9 } {
                    break;
                }
            }
            ' ' | '(' | ')' | '-' | '–' if gap < 2 => gap += 1,
            _ => return None,
        }
    }
    let own = digits.strip_prefix(COUNTRY).filter(|own| own.len() == 9);
    // Without the country's number only the usual groups tell a phone from a row of short ones.
    let usual = matches!(groups.as_slice(), [2, 3, 2, 2] | [2, 7]) && digits.len() == 9 && letters[0] != '+';
    let own = own.or(usual.then_some(digits.as_str()))?;
    if letters.get(end).is_some_and(|next| next.is_alphanumeric()) {
        return None;
    }
    let phone = format!("+998 {} {}-{}-{}", &own[..2], &own[2..5], &own[5..7], &own[7..]);
    let (extension, length) = extension(&letters[end..]).unzip();
    Some((Line { phone: Phone::parse(&phone).ok()?, extension }, end + length.unwrap_or_default()))
}

/// An extension after a number: `(720)`, `(74-21)`, `доб. 720`.
fn extension(letters: &[char]) -> Option<(String, usize)> {
    const WORDS: &str = "доб. | доб | ichki raqam | ichki | ext. | ext | extension";
    let text: String = letters.iter().take(24).collect();
    let inner = text.trim_start().trim_start_matches(['(', ',']).trim_start();
    let in_brackets = text.trim_start().starts_with('(');
    let word = WORDS.split(" | ").filter(|word| inner.to_lowercase().starts_with(word)).max_by_key(|word| word.len());
    let inner = inner.get(word.map_or(0, str::len)..)?.trim_start();
    let digits: String = inner.chars().take_while(|c| c.is_ascii_digit() || *c == '-').collect();
    let shape: String = digits.chars().map(|c| if c == '-' { '-' } else { '0' }).collect();
    let good = matches!(shape.as_str(), "000" | "0000" | "00000" | "00-00") && (in_brackets || word.is_some());
    let after = inner.get(digits.len()..)?;
    let end = if in_brackets { after.trim_start().strip_prefix(')')? } else { after };
    let length = text.chars().count() - end.chars().count();
    (good && !end.starts_with(|c: char| c.is_alphanumeric())).then_some((digits, length))
}

/// A number of three or four digits.
fn short(letters: &[char]) -> Option<(Line, usize)> {
    let length = letters.iter().take_while(|c| c.is_ascii_digit()).count();
    let ends = letters.get(length).is_none_or(|next| !next.is_alphanumeric() && !matches!(next, '-' | '–' | ':'));
    let digits: String = letters[..length].iter().collect();
    let phone = Phone::parse(&digits).ok().filter(|_| ends)?;
    Some((Line { phone, extension: None }, length))
}

/// A text without its links and e-mail addresses, and these.
pub(in crate::import) fn without_addresses(text: &str) -> (String, Vec<String>) {
    let is_address =
        |word: &&str| word.contains('@') || word.contains("://") || fold(word, Language::En).starts_with("www.");
    let keep = |line: &str| line.split(' ').filter(|word| !is_address(word)).collect::<Vec<_>>().join(" ");
    let kept = text.lines().map(keep).collect::<Vec<_>>().join("\n");
    (kept, text.split_whitespace().filter(is_address).map(str::to_owned).collect())
}
