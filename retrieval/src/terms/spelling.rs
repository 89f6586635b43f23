//! From a word with slips to the word that was meant.
//!
//! A slip is one letter too many, too few, wrong, or swapped with its neighbour. Words of the index are kept under all their
//! forms with one letter left out; a slipped word meets the meant one in such a form, so a look-up costs a dozen hashes. People who type
//! in haste leave out vowels more than anything, and double or mix them up, so words are kept by their consonants as well.

use std::collections::{HashMap, HashSet};

use super::{TermId, id};

/// In shorter words a letter tells words apart more often than it is a slip.
const SHORTEST: usize = 5;
/// Fewer consonants are common to too many words.
const FEWEST_CONSONANTS: usize = 4;
/// From so many on, one of the consonants may be wrong too.
const MANY_CONSONANTS: usize = 6;

/// A word of an index.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Entry {
    letters: String,
    /// In how many records it stands.
    holders: usize,
}

/// The words of an index, ready to be asked for the nearest.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Spelling {
    words: Vec<Entry>,
    /// Places of words by the hash of the word itself and of each form with one letter left out.
    forms: HashMap<TermId, Vec<u32>>,
    /// The same by their consonants.
    consonants: HashMap<TermId, Vec<u32>>,
}

impl Spelling {
    /// From words with the number of records that hold them.
    pub(super) fn new<'w>(words: impl IntoIterator<Item = (&'w str, usize)>) -> Self {
        let mut spelling = Self::default();
        for (word, holders) in words.into_iter().filter(|(word, _)| word.chars().count() >= SHORTEST) {
            let place = spelling.words.len() as u32;
            for form in forms(word) {
                spelling.forms.entry(form).or_default().push(place);
            }
            for form in of_consonants(word) {
                spelling.consonants.entry(form).or_default().push(place);
            }
            spelling.words.push(Entry { letters: word.to_owned(), holders });
        }
        spelling
    }

    /// A word of the index that is one slip away; of several, the one that stands in most records.
    pub(super) fn nearest(&self, word: &str) -> Option<&str> {
        self.best(word, |_, slips| slips == 1).map(|(_, entry)| entry.letters.as_str())
    }

    /// The word of the index that was most likely meant, with the number of slips; the longer the word, the more of them.
    pub(super) fn meant(&self, word: &str) -> Option<(&str, usize)> {
        let allowed = |letters: usize| match letters {
            ..8 => 1,
            _ => 2,
        };
        let consonants = consonants(word);
        // Left out vowels are the cheapest slips of all.
        let is_near = |entry: &Entry, slips: usize| {
            let spare = usize::from(self::consonants(&entry.letters) == consonants);
            slips <= allowed(entry.letters.chars().count()) + spare
        };
        self.best(word, is_near).map(|(slips, entry)| (entry.letters.as_str(), slips))
    }

    /// The word with the fewest slips of those that are near enough; of several, the one that stands in most records.
    fn best(&self, word: &str, is_near: impl Fn(&Entry, usize) -> bool) -> Option<(usize, &Entry)> {
        if word.chars().count() < SHORTEST || word.chars().any(|letter| letter.is_ascii_digit()) {
            return None;
        }
        let by_letters = forms(word).into_iter().filter_map(|form| self.forms.get(&form));
        let by_consonants = of_consonants(word).into_iter().filter_map(|form| self.consonants.get(&form));
        let places: HashSet<u32> = by_letters.chain(by_consonants).flatten().copied().collect();
        let judged = places.into_iter().map(|place| {
            let entry = &self.words[place as usize];
            (slips(word, &entry.letters), place, entry)
        });
        let near = judged.filter(|(slips, _, entry)| is_near(entry, *slips));
        let best = near.min_by_key(|(slips, place, entry)| (*slips, std::cmp::Reverse(entry.holders), *place));
        best.map(|(slips, _, entry)| (slips, entry))
    }
}

/// The first letter and the consonants of a word, each once where they are doubled.
fn consonants(word: &str) -> String {
    let mut consonants = String::with_capacity(word.len());
    for (place, letter) in word.chars().enumerate() {
        let is_vowel = matches!(
            letter,
            'a' | 'e' | 'i' | 'o' | 'u' | 'y' | 'а' | 'е' | 'и' | 'й' | 'о' | 'у' | 'ы' | 'ь' | 'ъ' | 'э' | 'ю' | 'я'
        );
        // The first sound is heard, and is the least misspelt; `a` and `o` in it sound alike.
        let letter = match letter {
            'o' => 'a',
            'о' => 'а',
            other => other,
        };
        if (place == 0 || !is_vowel) && !consonants.ends_with(letter) {
            consonants.push(letter);
        }
    }
    consonants
}

/// Hashes under which a word is found by its consonants.
fn of_consonants(word: &str) -> Vec<TermId> {
    let consonants = consonants(word);
    match consonants.chars().count() {
        ..FEWEST_CONSONANTS => Vec::new(),
        FEWEST_CONSONANTS..MANY_CONSONANTS => vec![id('d', &consonants)],
        _ => forms(&consonants),
    }
}

/// The least number of slips that make one word of the other (optimal string alignment).
fn slips(one: &str, other: &str) -> usize {
    let (one, other): (Vec<char>, Vec<char>) = (one.chars().collect(), other.chars().collect());
    let (mut before, mut last): (Vec<usize>, Vec<usize>) = (Vec::new(), (0..=other.len()).collect());
    for (row, letter) in one.iter().enumerate() {
        let mut next = vec![row + 1; other.len() + 1];
        for (column, against) in other.iter().enumerate() {
            let wrong = last[column] + usize::from(letter != against);
            next[column + 1] = wrong.min(last[column + 1] + 1).min(next[column] + 1);
            let is_swapped = row > 0 && column > 0 && *letter == other[column - 1] && one[row - 1] == *against;
            if is_swapped {
                next[column + 1] = next[column + 1].min(before[column - 1] + 1);
            }
        }
        before = std::mem::replace(&mut last, next);
    }
    last.last().copied().unwrap_or_default()
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
#[must_use]
pub fn is_one_slip(one: &str, other: &str) -> bool {
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
        Spelling::new([("pasport", 9), ("pensiya", 5), ("справк", 7), ("viza", 3), ("propiska", 4), ("tanishuv", 1)])
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

    #[test]
    fn vowels_left_out_or_mixed_up_are_forgiven_in_longer_words() {
        for (slipped, meant) in
            [("prpska", "propiska"), ("tanshv", "tanishuv"), ("prapiska", "propiska"), ("paasprt", "pasport")]
        {
            assert_eq!(spelling().meant(slipped).map(|(word, _)| word), Some(meant), "{slipped}");
        }
        for other in ["futbol", "pishloq", "samsung", "toshkent"] {
            assert_eq!(spelling().meant(other), None, "{other}");
        }
    }

    #[test]
    fn of_words_equally_near_the_more_common_one_is_meant() {
        let spelling = Spelling::new([("kadrlar", 1), ("kadastr", 90), ("kadast", 2)]);
        assert_eq!(spelling.meant("kadasr"), Some(("kadastr", 1)));
    }

    proptest! {
        #[test]
        fn one_slip_is_one_by_both_ways_of_counting(one in "[ab]{0,6}", other in "[ab]{0,6}") {
            prop_assert_eq!(is_one_slip(&one, &other), slips(&one, &other) == 1);
        }

        #[test]
        fn a_letter_left_out_is_found_wherever_it_was(word in "[a-z]{6,12}", gap in 0_usize..6) {
            let slipped = format!("{}{}", &word[..gap], &word[gap + 1..]);
            let spelling = Spelling::new([(word.as_str(), 1)]);
            prop_assert_eq!(spelling.nearest(&slipped), Some(word.as_str()));
        }
    }
}
