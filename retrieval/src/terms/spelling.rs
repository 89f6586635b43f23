//! From a word with a slip to the word that was meant.
//!
//! A slip is one letter too many, too few, wrong, or swapped with its neighbour. Words of the index are kept under all their
//! forms with one letter left out; a slipped word meets the meant one in such a form, so a look-up costs a dozen hashes.

use std::collections::HashMap;

use super::{TermId, id};

/// In shorter words a letter tells words apart more often than it is a slip.
const SHORTEST: usize = 5;

/// The words of an index, ready to be asked for the nearest.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Spelling {
    words: Vec<String>,
    /// Places of words by the hash of the word itself and of each form with one letter left out.
    forms: HashMap<TermId, Vec<u32>>,
}

impl Spelling {
    pub(super) fn new<'w>(words: impl IntoIterator<Item = &'w String>) -> Self {
        let mut spelling = Self::default();
        for word in words.into_iter().filter(|word| word.chars().count() >= SHORTEST) {
            let place = spelling.words.len() as u32;
            for form in forms(word) {
                spelling.forms.entry(form).or_default().push(place);
            }
            spelling.words.push(word.clone());
        }
        spelling
    }

    /// A word of the index that is one slip away; of several, the first in the order in which they were given.
    pub(super) fn nearest(&self, word: &str) -> Option<&str> {
        if word.chars().count() < SHORTEST || word.chars().any(|letter| letter.is_ascii_digit()) {
            return None;
        }
        let places = forms(word).into_iter().filter_map(|form| self.forms.get(&form)).flatten();
        let near = places.filter(|place| is_one_slip(word, &self.words[**place as usize]));
        near.min().map(|place| self.words[*place as usize].as_str())
    }
}

/// Hashes of a word and of its forms with one letter left out.
fn forms(word: &str) -> Vec<TermId> {
    let letters: Vec<char> = word.chars().collect();
    let without = |gap: usize| -> String {
        letters.iter().enumerate().filter(|(place, _)| *place != gap).map(|(_, letter)| letter).collect()
    };
    (0..=letters.len()).map(|gap| id('d', &without(gap))).collect()
}

/// Whether two words differ by one letter too many, too few or wrong, or by two neighbours swapped.
fn is_one_slip(one: &str, other: &str) -> bool {
    let (one, other): (Vec<char>, Vec<char>) = (one.chars().collect(), other.chars().collect());
    let (short, long) = if one.len() <= other.len() { (&one, &other) } else { (&other, &one) };
    let same = short.iter().zip(long).take_while(|(one, other)| one == other).count();
    let (short_rest, long_rest) = (&short[same..], &long[same..]);
    match (short_rest, long_rest) {
        _ if long.len() - short.len() == 1 => *short_rest == long_rest[1..],
        ([a, b, short_end @ ..], [c, d, long_end @ ..]) if a == d && b == c => short_end == long_end,
        ([_, short_end @ ..], [_, long_end @ ..]) if long.len() == short.len() => short_end == long_end,
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn spelling() -> Spelling {
        Spelling::new(&["pasport".to_owned(), "pensiya".to_owned(), "справк".to_owned(), "viza".to_owned()])
    }

    #[test]
    fn every_kind_of_slip_is_forgiven() {
        for slipped in ["pasprt", "passport", "paspord", "psaport", "asport", "pasportt"] {
            assert_eq!(spelling().nearest(slipped), Some("pasport"), "{slipped}");
        }
        assert_eq!(spelling().nearest("спарвк"), Some("справк"));
    }

    #[test]
    fn two_slips_short_words_and_numbers_are_left_alone() {
        for word in ["paprt", "visa", "pas2ort", "futbol", ""] {
            assert_eq!(spelling().nearest(word), None, "{word}");
        }
    }

    proptest! {
        #[test]
        fn a_letter_left_out_is_found_wherever_it_was(word in "[a-z]{6,12}", gap in 0_usize..6) {
            let slipped = format!("{}{}", &word[..gap], &word[gap + 1..]);
            let spelling = Spelling::new(std::slice::from_ref(&word));
            prop_assert_eq!(spelling.nearest(&slipped), Some(word.as_str()));
        }
    }
}
