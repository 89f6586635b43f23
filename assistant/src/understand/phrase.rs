//! Phrases as lists of word beginnings, matched in folded words.

/// Whether a folded word fits a part of a phrase: equal when the part ends with `$`, else beginning with it.
fn fits(word: &str, part: &str) -> bool {
    match part.strip_suffix('$') {
        Some(whole) => word == whole,
        None => word.starts_with(part),
    }
}

/// Whether a phrase stands in the words.
pub(crate) fn stands_in(words: &[&str], phrase: &str) -> bool {
    find(words, phrase).is_some()
}

/// Where a phrase (parts separated by spaces) stands in the words: the index of its first word, and how many words it takes.
pub(super) fn find(words: &[&str], phrase: &str) -> Option<(usize, usize)> {
    let parts: Vec<&str> = phrase.split(' ').collect();
    let at =
        words.windows(parts.len()).position(|window| window.iter().zip(&parts).all(|(word, part)| fits(word, part)))?;
    Some((at, parts.len()))
}

/// The phrases of a list in one text, separated by ` | `.
pub(super) fn alternatives(list: &str) -> impl Iterator<Item = &str> {
    list.split('|').map(str::trim)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_phrase_is_found_by_the_beginnings_of_its_words() {
        let words = ["bu", "necha", "kunda", "boladi"];
        assert_eq!(find(&words, "necha kun"), Some((1, 2)));
        assert_eq!(find(&words, "kun$"), None);
    }
}
