//! The letter groups of a word: what is left of it when it is misspelt.
//!
//! A slip changes most of the pieces into which a word is cut, but only the groups of letters around it. Each group has its row by a
//! hash; two groups may share one.

use serde::Deserialize;

/// Lengths of groups.
const LENGTHS: [usize; 2] = [3, 4];
/// Letters of a word that count, with the mark of its beginning.
const MOST_LETTERS: usize = 24;
/// Groups of a word that count.
const MOST_GROUPS: usize = 40;
/// FNV-1a's beginning.
const OFFSET: u64 = 0xCBF2_9CE4_8422_2325;
/// FNV-1a's factor.
const PRIME: u64 = 0x0000_0100_0000_01B3;

/// The rows of letter groups, as `config.json` names them.
#[derive(Debug, Clone, Copy, Deserialize)]
pub struct LetterGroups {
    rows: usize,
}

impl LetterGroups {
    /// Groups that are dealt out over so many rows, at least one.
    #[must_use]
    pub fn new(rows: usize) -> Self {
        Self { rows: rows.max(1) }
    }

    /// Number of rows.
    #[must_use]
    pub fn rows(self) -> usize {
        self.rows
    }

    /// The rows of the groups of `<word>`, digits and letters alone; none for a word without any.
    #[must_use]
    pub fn of_word(self, word: &str) -> Vec<u32> {
        let letters = word.chars().filter(|letter| letter.is_alphanumeric());
        let marked: Vec<char> =
            std::iter::once('<').chain(letters).chain(std::iter::once('>')).take(MOST_LETTERS).collect();
        if marked.len() <= 2 {
            return Vec::new();
        }
        LENGTHS
            .iter()
            .flat_map(|length| marked.windows(*length))
            .take(MOST_GROUPS)
            .map(|group| self.row(group))
            .collect()
    }

    fn row(self, group: &[char]) -> u32 {
        let hash = group.iter().fold(OFFSET, |hash, letter| (hash ^ u64::from(*letter)).wrapping_mul(PRIME));
        (hash % self.rows as u64) as u32
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const GROUPS: LetterGroups = LetterGroups { rows: 24_000 };

    #[test]
    fn a_misspelt_word_keeps_groups_and_another_word_does_not() {
        let shared = |one: &str, other: &str| {
            let other = GROUPS.of_word(other);
            GROUPS.of_word(one).iter().filter(|row| other.contains(row)).count()
        };
        assert_eq!(GROUPS.of_word("pasport").len(), 13);
        assert!(shared("pasport", "paspprt") >= 3);
        assert_eq!(shared("pasport", "nikoh"), 0);
    }

    #[test]
    fn signs_have_no_groups_and_a_long_word_few() {
        assert!(GROUPS.of_word("?!—").is_empty());
        assert_eq!(GROUPS.of_word("pasport?"), GROUPS.of_word("pasport"));
        assert_eq!(GROUPS.of_word(&"a".repeat(500)).len(), MOST_GROUPS);
        assert_eq!(GROUPS.of_word("a").len(), 1);
    }
}
