//! Coarse Latin letters: one spelling for what people spell in several ways.

/// An Uzbek stem with the letters merged that people mix up in typing: `x` and `h`, `q` and `k` (Cyrillic `х`/`ҳ`, `к`/`қ`).
#[must_use]
pub(crate) fn coarse_uzbek(stem: &str) -> String {
    stem.chars().map(merged).collect()
}

/// The letters of a stem of any language for letter groups: Latin, one letter for a sound.
#[must_use]
pub(super) fn letters(stem: &str) -> String {
    if stem.chars().any(|letter| matches!(letter, 'а'..='я')) {
        return super::russian::sound(stem);
    }
    let mut letters = String::with_capacity(stem.len());
    let mut rest = stem;
    const PAIRS: [(&str, &str); 8] =
        [("sh", "w"), ("ch", "c"), ("zh", "j"), ("ts", "s"), ("yu", "u"), ("ya", "a"), ("ye", "e"), ("yo", "o")];
    while let Some(first) = rest.chars().next() {
        if let Some((pair, letter)) = PAIRS.iter().find(|(pair, _)| rest.starts_with(pair)) {
            letters.push_str(letter);
            rest = &rest[pair.len()..];
        } else {
            letters.push(if first == 'y' { 'i' } else { merged(first) });
            rest = &rest[first.len_utf8()..];
        }
    }
    letters
}

fn merged(letter: char) -> char {
    match letter {
        'x' => 'h',
        'q' => 'k',
        _ => letter,
    }
}
