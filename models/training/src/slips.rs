//! What people do to words when they type, done to the texts of training so that the embedder forgives it.
//!
//! Apostrophes and the two scripts of Uzbek need nothing here: the fold takes both away before a text is cut.

use rand::{RngExt as _, rngs::StdRng, seq::IndexedRandom as _};

use crate::Pieces;

/// Share of the pieces of a text that are left out in training, so that no single one carries it.
const DROPPED: f64 = 0.15;
/// Share of the questions that get a slip of the keyboard.
const SLIPS: f64 = 0.15;
/// Share of the Uzbek questions that are spelt as in a chat.
const CHAT: f64 = 0.15;

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

/// A text without some of its pieces; at least one is left.
#[must_use]
pub fn thinned(pieces: &[u32], random: &mut StdRng) -> Pieces {
    let left: Pieces = pieces.iter().copied().filter(|_| !random.random_bool(DROPPED)).collect();
    if left.is_empty() { pieces.to_vec() } else { left }
}

/// A folded question as somebody else might have typed it; most stay as they are.
#[must_use]
pub fn typed(text: &str, uzbek: bool, random: &mut StdRng) -> String {
    let spelt = if uzbek && random.random_bool(CHAT) { chat(text, random) } else { text.to_owned() };
    if random.random_bool(SLIPS) { slip(&spelt, random) } else { spelt }
}

/// A text with one letter of Uzbek spelt another way throughout.
fn chat(text: &str, random: &mut StdRng) -> String {
    SPELLINGS.choose(random).map_or_else(|| text.to_owned(), |(letter, other)| text.replace(letter, other))
}

/// A text with one slip of the keyboard: a letter twice, left out, changed with its neighbour, or a space inside a word.
fn slip(text: &str, random: &mut StdRng) -> String {
    let mut letters: Vec<char> = text.chars().collect();
    if letters.len() < 4 {
        return text.to_owned();
    }
    let place = random.random_range(1..letters.len() - 1);
    match random.random_range(0..4) {
        0 => letters.insert(place, letters[place]),
        1 => drop(letters.remove(place)),
        2 => letters.insert(place, ' '),
        _ => letters.swap(place, place + 1),
    }
    letters.into_iter().collect()
}

#[cfg(test)]
mod tests {
    use rand::SeedableRng as _;

    use super::*;

    #[test]
    fn a_text_keeps_most_of_itself_and_a_short_one_all() {
        let mut random = StdRng::seed_from_u64(1);
        let pieces: Pieces = (0..1000).collect();
        let left = thinned(&pieces, &mut random).len();
        assert!((800..900).contains(&left), "{left}");
        assert_eq!(thinned(&[7], &mut random), [7]);
    }

    #[test]
    fn some_questions_are_typed_otherwise_and_most_are_not() {
        let mut random = StdRng::seed_from_u64(1);
        let asked = "nikohdan otish uchun qayerga borish";
        let typed: Vec<String> = (0..1000).map(|_| typed(asked, true, &mut random)).collect();
        let kept = typed.iter().filter(|text| *text == asked).count();
        assert!((650..800).contains(&kept), "{kept}");
        assert!(typed.iter().any(|text| text.contains("kayerga")));
        assert!(typed.iter().all(|text| text.chars().count().abs_diff(asked.chars().count()) < 6));
    }
}
