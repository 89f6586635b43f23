//! Words that mix two scripts by a slip of the keyboard's layout: `cправка` with a Latin `c`.

use std::borrow::Cow;

use super::is_cyrillic;

/// Small Latin letters and the Cyrillic ones that look like them, small or capital.
const PAIRS: [(char, char); 12] = [
    ('a', 'а'),
    ('b', 'в'),
    ('c', 'с'),
    ('e', 'е'),
    ('h', 'н'),
    ('k', 'к'),
    ('m', 'м'),
    ('o', 'о'),
    ('p', 'р'),
    ('t', 'т'),
    ('x', 'х'),
    ('y', 'у'),
];

/// The word with all letters of the script that most of them are of, where those of the other one all have a twin in it. The parts
/// before and behind a hyphen are words of their own.
pub(super) fn of_one_script(word: &str) -> Cow<'_, str> {
    if !(word.chars().any(is_cyrillic) && word.chars().any(is_latin)) {
        return Cow::Borrowed(word);
    }
    Cow::Owned(word.split('-').map(part).collect::<Vec<_>>().join("-"))
}

fn part(word: &str) -> String {
    let cyrillic = word.chars().filter(|letter| is_cyrillic(*letter)).count();
    let latin = word.chars().filter(|letter| is_latin(*letter)).count();
    let twin = |letter: char| {
        PAIRS.iter().find_map(|&(latin_twin, cyrillic_twin)| match latin > cyrillic {
            true => (letter == cyrillic_twin).then_some(latin_twin),
            false => (letter == latin_twin).then_some(cyrillic_twin),
        })
    };
    let stranger = |letter: char| if latin > cyrillic { is_cyrillic(letter) } else { is_latin(letter) };
    let mended = word.chars().map(|letter| if stranger(letter) { twin(letter) } else { Some(letter) });
    mended.collect::<Option<String>>().unwrap_or_else(|| word.to_owned())
}

fn is_latin(letter: char) -> bool {
    letter.is_ascii_alphabetic()
}
