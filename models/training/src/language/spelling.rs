//! How people really write.

use rand::{RngExt as _, rngs::StdRng};

/// Uzbek in Latin letters as it is typed: apostrophes mostly left out, and by some also other letters than the book's.
#[must_use]
pub fn typed_uzbek_latin(text: &str, random: &mut StdRng) -> String {
    let mut text = text.to_lowercase();
    if random.random_bool(0.4) {
        text.retain(|letter| !is_apostrophe(letter));
    } else if random.random_bool(0.1) {
        text = text.replace(['ʻ', '‘', '’', '`'], "'").replace("o'", "u").replace("g'", "g");
    }
    for (written, instead, share) in [("h", "x", 0.06), ("x", "h", 0.06), ("q", "k", 0.06), ("sh", "w", 0.02)] {
        if random.random_bool(share) {
            text = text.replace(written, instead);
        }
    }
    text
}

/// Uzbek in Cyrillic letters as it is typed: on a Russian keyboard by some, wholly or for some of the four letters.
#[must_use]
pub fn typed_uzbek_cyrillic(text: &str, random: &mut StdRng) -> String {
    let text = text.to_lowercase();
    match random.random_range(0..10) {
        0..4 => on_a_russian_keyboard(&text),
        4 => {
            let [from, to] = [["ў", "у"], ["қ", "к"], ["ғ", "г"], ["ҳ", "х"]][random.random_range(0..4)];
            text.replace(from, to)
        }
        _ => text,
    }
}

/// The four letters that a Russian keyboard lacks as those that stand for them.
#[must_use]
pub fn on_a_russian_keyboard(text: &str) -> String {
    text.chars()
        .map(|letter| match letter {
            'ў' => 'у',
            'қ' => 'к',
            'ғ' => 'г',
            'ҳ' => 'х',
            'Ў' => 'У',
            'Қ' => 'К',
            'Ғ' => 'Г',
            'Ҳ' => 'Х',
            other => other,
        })
        .collect()
}

/// Without any of the signs that stand for an apostrophe.
#[must_use]
pub fn without_apostrophes(text: &str) -> String {
    text.chars().filter(|letter| !is_apostrophe(*letter)).collect()
}

/// One slip of the keyboard: a letter left out, doubled, or changed with the next.
#[must_use]
pub fn with_a_slip(text: &str, random: &mut StdRng) -> String {
    let mut letters: Vec<char> = text.chars().collect();
    let places: Vec<usize> =
        (1..letters.len()).filter(|at| letters[*at].is_alphabetic() && letters[at - 1].is_alphabetic()).collect();
    if places.is_empty() {
        return text.to_owned();
    }
    let at = places[random.random_range(0..places.len())];
    match random.random_range(0..3) {
        0 => drop(letters.remove(at)),
        1 => letters.insert(at, letters[at]),
        _ => letters.swap(at - 1, at),
    }
    letters.into_iter().collect()
}

fn is_apostrophe(letter: char) -> bool {
    knowledge_base::transliteration::is_apostrophe(letter)
}
