//! Cyrillic to Latin.

use super::{TURNED_COMMA, TUTUQ, exceptions::STEMS, is_vowel};

/// Writes Uzbek of Cyrillic script in Latin. What is not Cyrillic comes back unchanged.
#[must_use]
pub fn to_latin(text: &str) -> String {
    let letters: Vec<char> = text.chars().collect();
    let mut written = String::with_capacity(text.len());
    let mut index = 0;
    while index < letters.len() {
        let begins_word = index == 0 || !letters[index - 1].is_alphabetic();
        if begins_word && let Some((cyrillic, latin)) = stem(&letters[index..]) {
            push_stem(latin, &letters[index..], &mut written);
            index += cyrillic;
            continue;
        }
        push_letter(&letters, index, &mut written);
        index += 1;
    }
    written
}

/// The stem of the list with which a word begins: how many letters it has in Cyrillic, and its Latin.
fn stem(word: &[char]) -> Option<(usize, &'static str)> {
    if !word[0].is_alphabetic() || word[0].is_ascii() {
        return None;
    }
    let length = word.iter().position(|c| !c.is_alphabetic()).unwrap_or(word.len());
    let lower: String = word[..length].iter().flat_map(|c| c.to_lowercase()).collect();
    let matches = |cyrillic: &str| {
        let hard = cyrillic.trim_end_matches('ь');
        let suffix_follows = lower.strip_prefix(hard).is_some_and(|rest| !rest.is_empty());
        if lower.starts_with(cyrillic) {
            Some(cyrillic.chars().count())
        } else {
            (hard != cyrillic && suffix_follows).then(|| hard.chars().count())
        }
    };
    let found = STEMS.iter().filter_map(|(latin, cyrillic)| Some((matches(cyrillic)?, *latin)));
    found.max_by_key(|(length, _)| *length)
}

fn push_stem(latin: &str, word: &[char], written: &mut String) {
    let all_capitals = word.get(1).is_some_and(|second| second.is_uppercase());
    for (place, letter) in latin.chars().enumerate() {
        if all_capitals || (place == 0 && word[0].is_uppercase()) {
            written.extend(letter.to_uppercase());
        } else {
            written.push(letter);
        }
    }
}

fn push_letter(letters: &[char], index: usize, written: &mut String) {
    let letter = letters[index];
    let lower = letter.to_lowercase().next().unwrap_or(letter);
    let before = index.checked_sub(1).map_or(' ', |before| letters[before].to_lowercase().next().unwrap_or(' '));
    let after = letters.get(index + 1).map_or(' ', |after| after.to_lowercase().next().unwrap_or(' '));
    let Some(latin) = latin(lower, before, after) else {
        written.push(letter);
        return;
    };
    if !letter.is_uppercase() {
        written.push_str(&latin);
        return;
    }
    let next_is_capital = letters.get(index + 1).is_some_and(|next| next.is_uppercase());
    let previous_is_capital = index > 0 && letters[index - 1].is_uppercase();
    let next_is_lower = letters.get(index + 1).is_some_and(|next| next.is_lowercase());
    for (place, character) in latin.chars().enumerate() {
        if place == 0 || next_is_capital || (previous_is_capital && !next_is_lower) {
            written.extend(character.to_uppercase());
        } else {
            written.push(character);
        }
    }
}

/// The Latin of a Cyrillic letter between its neighbours; `None` when the letter is not Cyrillic.
fn latin(letter: char, before: char, after: char) -> Option<String> {
    let after_vowel = is_vowel(before);
    let begins = !before.is_alphabetic();
    let plain = match letter {
        'а' => "a",
        'б' => "b",
        'в' => "v",
        'г' => "g",
        'д' => "d",
        'е' if begins || after_vowel || matches!(before, 'ъ' | 'ь') => "ye",
        'е' | 'э' => "e",
        'ё' => "yo",
        'ж' => "j",
        'з' => "z",
        'и' | 'ы' => "i",
        'й' => "y",
        'к' => "k",
        'л' => "l",
        'м' => "m",
        'н' => "n",
        'о' => "o",
        'п' => "p",
        'р' => "r",
        // Written apart from `sh`: исҳоқ is `isʼhoq`.
        'с' if after == 'ҳ' => return Some(format!("s{TUTUQ}")),
        'с' => "s",
        'т' => "t",
        'у' => "u",
        'ф' => "f",
        'х' => "x",
        'ц' if after_vowel => "ts",
        'ц' => "s",
        'ч' => "ch",
        'ш' => "sh",
        'щ' => "shch",
        'ъ' if matches!(after, 'е' | 'ё' | 'ю' | 'я') => "",
        'ъ' => return Some(TUTUQ.to_string()),
        'ь' => "",
        'ю' => "yu",
        'я' => "ya",
        'ў' => return Some(format!("o{TURNED_COMMA}")),
        'қ' => "q",
        'ғ' => return Some(format!("g{TURNED_COMMA}")),
        'ҳ' => "h",
        _ => return None,
    };
    Some(plain.to_owned())
}
