//! Phrases as lists of word beginnings, matched in folded words.

/// Whether a folded word fits a part of a phrase: equal when the part ends with `$`, else beginning with it.
fn fits(word: &str, part: &str) -> bool {
    match part.strip_suffix('$') {
        Some(whole) => word == whole,
        None => word.starts_with(part),
    }
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

/// The words of a folded text, without signs around them.
pub(super) fn words(folded: &str) -> Vec<&str> {
    folded.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_phrase_is_found_by_the_beginnings_of_its_words() {
        let words = words("bu, necha kunda bo'ladi?");
        assert_eq!(find(&words, "necha kun"), Some((1, 2)));
        assert_eq!(find(&words, "kun$"), None);
    }
}
