//! Latin to Cyrillic.

use super::{
    TURNED_COMMA,
    exceptions::{LATIN_WORDS, STEMS},
    is_apostrophe, is_vowel,
};

/// Writes Uzbek of Latin script in Cyrillic.
///
/// Links, host names, e-mail addresses, words with a digit or with letters that Uzbek lacks (`w`, a bare `c`), Roman numerals
/// and the names in the list of Latin words stay as they are. Cyrillic input comes back unchanged.
#[must_use]
pub fn to_cyrillic(text: &str) -> String {
    let mut written = String::with_capacity(text.len() * 2);
    for chunk in text.split_inclusive(char::is_whitespace) {
        if is_address(chunk.trim_matches(|c: char| !c.is_alphanumeric())) {
            written.push_str(chunk);
            continue;
        }
        let mut rest = chunk;
        // U+02BB and U+02BC are letters to Unicode, and no word begins with either.
        while let Some(start) = rest.find(|c: char| c.is_alphabetic() && !is_apostrophe(c)) {
            written.push_str(&rest[..start]);
            let word_and_more = &rest[start..];
            let end = word_end(word_and_more);
            word(&word_and_more[..end], &mut written);
            rest = &word_and_more[end..];
        }
        written.push_str(rest);
    }
    written
}

/// Whether a chunk between spaces is a link, a host name or an address.
fn is_address(chunk: &str) -> bool {
    let inner_dot = chunk.split('.').count() > 1 && chunk.split('.').all(|part| part.len() > 1 && part.is_ascii());
    chunk.contains("://") || chunk.contains('@') || inner_dot
}

/// The end of the word at the start of a text: letters, and apostrophes that stand inside the word or close an `oʻ`.
fn word_end(text: &str) -> usize {
    let mut characters = text.char_indices().peekable();
    let mut previous = ' ';
    while let Some((index, character)) = characters.next() {
        if is_apostrophe(character) {
            let next_is_letter =
                characters.peek().is_some_and(|(_, next)| next.is_alphabetic() && !is_apostrophe(*next));
            let of_letter = character == TURNED_COMMA && matches!(previous, 'o' | 'O' | 'g' | 'G');
            if !next_is_letter && !of_letter {
                return index;
            }
        } else if !character.is_alphanumeric() {
            return index;
        }
        previous = character;
    }
    text.len()
}

fn word(word: &str, written: &mut String) {
    let lower = word.to_lowercase();
    let foreign = lower.contains('w') || has_bare_c(&lower) || word.chars().any(|c| c.is_ascii_digit());
    if foreign || LATIN_WORDS.contains(&lower.as_str()) || is_roman_numeral(word) {
        written.push_str(word);
        return;
    }
    let letters: Vec<char> = word.chars().collect();
    let all_capitals =
        letters.iter().filter(|c| c.is_alphabetic()).count() > 1 && letters.iter().all(|c| !c.is_lowercase());
    let mut index = 0;
    if let Some((latin, cyrillic)) = stem(&lower) {
        index = latin.chars().count();
        // A soft sign at the end of a stem falls before a suffix: `aprel` апрель, `apreldagi` апрелдаги.
        let suffix_follows = index < letters.len();
        let cyrillic = if suffix_follows { cyrillic.trim_end_matches('ь') } else { cyrillic };
        push_cased(cyrillic, letters[0].is_uppercase(), all_capitals, written);
    }
    while index < letters.len() {
        let (cyrillic, taken) = letter(&letters, index);
        push_cased(cyrillic, letters[index].is_uppercase(), all_capitals, written);
        index += taken;
    }
}

fn stem(word: &str) -> Option<(&'static str, &'static str)> {
    STEMS.iter().copied().filter(|(latin, _)| word.starts_with(latin)).max_by_key(|(latin, _)| latin.len())
}

fn push_cased(cyrillic: &str, first_is_capital: bool, all_capitals: bool, written: &mut String) {
    for (place, letter) in cyrillic.chars().enumerate() {
        if all_capitals || (first_is_capital && place == 0) {
            written.extend(letter.to_uppercase());
        } else {
            written.push(letter);
        }
    }
}

/// The Cyrillic of the letter or letters at a place, and how many Latin letters it takes.
fn letter(letters: &[char], index: usize) -> (&'static str, usize) {
    let at = |offset: usize| {
        letters
            .get(index + offset)
            .map_or(' ', |c| if is_apostrophe(*c) { '\'' } else { c.to_lowercase().next().unwrap_or(*c) })
    };
    let before = if index == 0 { ' ' } else { letters[index - 1].to_lowercase().next().unwrap_or(' ') };
    match (at(0), at(1), at(2)) {
        ('o', '\'', _) => ("ў", 2),
        ('g', '\'', _) => ("ғ", 2),
        ('s', '\'', 'h') => ("сҳ", 3),
        ('s', 'h', _) => ("ш", 2),
        ('c', 'h', _) => ("ч", 2),
        // `yoʻ` is й + ў, never ё.
        ('y', 'o', '\'') => ("йў", 3),
        ('y', 'o', _) => ("ё", 2),
        ('y', 'u', _) => ("ю", 2),
        ('y', 'a', _) => ("я", 2),
        ('y', 'e', _) => ("е", 2),
        // `oʻtsa`: the conditional; no loanword of the language has ца.
        ('t', 's', 'a') => ("т", 1),
        ('t', 's', 'i') if is_suffix(letters, index) => ("т", 1),
        ('t', 's', _) => ("ц", 2),
        // -ksiya, -nsiya and -psiya are -кция, -нция and -пция in Cyrillic; -пенсия- is among the exceptions.
        ('s', 'i', 'y') if matches!(before, 'k' | 'n' | 'p') && at(3) == 'a' => ("ц", 1),
        ('e', ..) if before == ' ' || is_vowel(before) => ("э", 1),
        ('e', ..) => ("е", 1),
        ('\'', ..) => ("ъ", 1),
        ('a', ..) => ("а", 1),
        ('b', ..) => ("б", 1),
        ('d', ..) => ("д", 1),
        ('f', ..) => ("ф", 1),
        ('g', ..) => ("г", 1),
        ('h', ..) => ("ҳ", 1),
        ('i', ..) => ("и", 1),
        ('j', ..) => ("ж", 1),
        ('k', ..) => ("к", 1),
        ('l', ..) => ("л", 1),
        ('m', ..) => ("м", 1),
        ('n', ..) => ("н", 1),
        ('o', ..) => ("о", 1),
        ('p', ..) => ("п", 1),
        ('q', ..) => ("қ", 1),
        ('r', ..) => ("р", 1),
        ('s', ..) => ("с", 1),
        ('t', ..) => ("т", 1),
        ('u', ..) => ("у", 1),
        ('v', ..) => ("в", 1),
        ('x', ..) => ("х", 1),
        ('y', ..) => ("й", 1),
        ('z', ..) => ("з", 1),
        (other, ..) => (as_it_is(other), 1),
    }
}

/// Whether `t` + `s` at a place is a stem with the suffix of "without" (`hujjatsiz`) or of a wish (`ketsin`), not a loanword
/// with `ц`.
fn is_suffix(letters: &[char], index: usize) -> bool {
    let rest: String = letters[index..].iter().collect::<String>().to_lowercase();
    matches!(rest.as_str(), "tsiz" | "tsin" | "tsinlar") || rest.starts_with("tsizlik") || rest.starts_with("tsizla")
}

/// A letter that the Latin alphabet of Uzbek lacks, unchanged when it is already Cyrillic.
fn as_it_is(letter: char) -> &'static str {
    const CYRILLIC: &str = "абвгдеёжзийклмнопрстуфхцчшщъыьэюяўқғҳ";
    CYRILLIC.find(letter).map_or("", |start| &CYRILLIC[start..start + letter.len_utf8()])
}

fn has_bare_c(word: &str) -> bool {
    word.match_indices('c').any(|(index, _)| !word[index + 1..].starts_with('h'))
}

fn is_roman_numeral(word: &str) -> bool {
    let roman = word.chars().all(|c| matches!(c, 'I' | 'V' | 'X'));
    roman && !word.is_empty()
}
