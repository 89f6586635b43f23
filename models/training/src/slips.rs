//! What people do to words when they type, done to the texts of training so that the embedder forgives it.
//!
//! Apostrophes and the two scripts of Uzbek need nothing here: the fold takes both away before a text is cut.

use rand::{RngExt as _, rngs::StdRng, seq::IndexedRandom as _};

use crate::features::{Cutter, Feature, Text};

/// Words of a text that training reads; of the corpus few texts have more.
const MOST_WORDS: usize = 32;
/// Share of the words that are hidden, and of the rows of those that are not, so that no single one carries a text.
const HIDDEN: f64 = 0.1;
/// Of the words of Uzbek and English that are typed otherwise, the share that is spelt as in a chat and not slipped in.
const CHAT: f64 = 0.25;
/// Letters of a word that somebody slips in.
const SHORTEST: usize = 4;
/// A word of more letters may get two slips.
const LONG: usize = 7;
/// How often it does.
const TWICE: f64 = 0.3;

/// Letters of Uzbek and what stands for them in chats, or where a Russian keyboard lacks them; folded.
const SPELLINGS: [(&str, &str); 12] = [
    ("q", "k"),
    ("h", "x"),
    ("x", "h"),
    ("sh", "s"),
    ("sh", "w"),
    ("ch", "c"),
    ("ch", "4"),
    ("gan", "gn"),
    ("ish", "sh"),
    ("yo", "ye"),
    ("y", "i"),
    ("v", "w"),
];
/// The rows of both keyboards, for slips to the next key.
const KEYS: [&str; 6] = ["qwertyuiop", "asdfghjkl", "zxcvbnm", "йцукенгшщзхъ", "фывапролджэ", "ячсмитьбю"];

/// The rows of a text as training sees it: a share of its words typed otherwise, some words and rows hidden. A text with a word keeps
/// one.
#[must_use]
pub fn drawn(text: &Text, typed: f64, cutter: &Cutter, random: &mut StdRng) -> Vec<Feature> {
    let words = &text[..text.len().min(MOST_WORDS)];
    let mut features = Vec::new();
    for word in words {
        if words.len() > 1 && random.random_bool(HIDDEN) {
            continue;
        }
        let other = (typed > 0.0 && random.random_bool(typed)).then(|| otherwise(&word.name, random)).flatten();
        let other = other.map(|name| cutter.word(&name));
        let word = other.as_ref().unwrap_or(word);
        features.extend(word.features.iter().filter(|_| !random.random_bool(HIDDEN)));
    }
    if features.is_empty() { crate::features::all(words) } else { features }
}

/// A word as somebody else might have typed it; `None` for one in which nobody slips.
fn otherwise(word: &str, random: &mut StdRng) -> Option<String> {
    if word.chars().count() < SHORTEST || !word.chars().all(char::is_alphabetic) {
        return None;
    }
    if word.is_ascii() && random.random_bool(CHAT) {
        let fitting: Vec<&(&str, &str)> = SPELLINGS.iter().filter(|(letter, _)| word.contains(letter)).collect();
        return fitting.choose(random).map(|(letter, other)| word.replace(letter, other));
    }
    let slipped = slip(word, random);
    Some(if word.chars().count() > LONG && random.random_bool(TWICE) { slip(&slipped, random) } else { slipped })
}

/// A word with one slip of the keyboard: a letter twice, left out, changed with its neighbour, or the next key.
fn slip(word: &str, random: &mut StdRng) -> String {
    let mut letters: Vec<char> = word.chars().collect();
    let place = random.random_range(0..letters.len());
    match random.random_range(0..5) {
        0 => letters.insert(place, letters[place]),
        1 | 2 if letters.len() > 3 => drop(letters.remove(place)),
        3 if place + 1 < letters.len() => letters.swap(place, place + 1),
        _ => letters[place] = next_key(letters[place], random),
    }
    letters.into_iter().collect()
}

fn next_key(letter: char, random: &mut StdRng) -> char {
    let beside = |row: &&str| {
        let keys: Vec<char> = row.chars().collect();
        let place = keys.iter().position(|key| *key == letter)?;
        let beside = [place.checked_sub(1), Some(place + 1)];
        Some(beside.into_iter().flatten().filter_map(|place| keys.get(place).copied()).collect::<Vec<char>>())
    };
    KEYS.iter().find_map(beside).and_then(|keys| keys.choose(random).copied()).unwrap_or(letter)
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use rand::SeedableRng as _;

    use super::*;
    use crate::features::Word;

    fn cutter() -> Cutter {
        let words = ["nikohdan", "otish", "uchun", "qayerga", "borish"].map(|word| (word, 2));
        #[allow(clippy::unwrap_used)]
        Cutter::new(crate::vocabulary::train(words.into_iter(), 40).unwrap(), 500)
    }

    #[test]
    fn a_text_keeps_most_of_itself_and_a_short_one_something() {
        let mut random = StdRng::seed_from_u64(1);
        let feature = |row| Feature { row, share: 1.0 };
        let word =
            |rows: &[u32]| Arc::new(Word { name: "x".into(), features: rows.iter().copied().map(feature).collect() });
        let text: Text = (0..20).map(|row| word(&[row])).collect();
        let cutter = cutter();
        let left: usize = (0..100).map(|_| drawn(&text, 0.0, &cutter, &mut random).len()).sum();
        assert!((1500..1740).contains(&left), "{left}");
        assert!((0..100).all(|_| drawn(&vec![word(&[7])], 0.0, &cutter, &mut random) == [feature(7)]));
    }

    #[test]
    fn some_words_are_typed_otherwise_and_short_ones_are_not() {
        let mut random = StdRng::seed_from_u64(1);
        let typed: Vec<String> = (0..200).filter_map(|_| otherwise("qayerga", &mut random)).collect();
        assert!(typed.iter().any(|word| word == "kayerga"), "{typed:?}");
        assert!(typed.iter().all(|word| word.chars().count().abs_diff(7) <= 2));
        let slipped = typed.iter().filter(|word| word.as_str() != "qayerga").count();
        assert!(slipped > 180, "{slipped}");
        assert_eq!(otherwise("va", &mut random), None);
        assert_eq!(otherwise("2026", &mut random), None);
        assert!(
            ["ц", "у"].contains(&next_key('у', &mut random).to_string().as_str()) || next_key('у', &mut random) == 'к'
        );
    }
}
