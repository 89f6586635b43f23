//! Russian words, in Cyrillic or typed in Latin letters.
//!
//! A Latin word is read back into Cyrillic, stemmed there, and spelled coarsely; the same spelling is made from the Cyrillic
//! word, so that what the reading cannot know (`y` for й or ы, `c` for ц, a soft sign left out) makes no difference.

use rust_stemmers::{Algorithm, Stemmer};

/// The stem of a folded Russian word; a word in Latin letters is read as Russian typed in Latin.
#[must_use]
pub(super) fn stem(word: &str) -> String {
    let stemmer = Stemmer::create(Algorithm::Russian);
    if is_latin(word) { stemmer.stem(&cyrillic(word)).into_owned() } else { stemmer.stem(word).into_owned() }
}

/// How a word sounds to a Russian ear, in coarse Latin letters; its endings are taken off.
#[must_use]
pub(super) fn sound_of(word: &str) -> String {
    sound(&stem(word))
}

/// Coarse Latin letters of a Cyrillic stem.
#[must_use]
pub(super) fn sound(stem: &str) -> String {
    let mut sound = String::with_capacity(stem.len());
    for letter in stem.chars() {
        let coarse = match letter {
            'а' | 'я' => 'a',
            'б' => 'b',
            'в' => 'v',
            'г' => 'g',
            'д' => 'd',
            'е' | 'э' | 'ё' => 'e',
            'ж' => 'j',
            'з' => 'z',
            'и' | 'й' | 'ы' => 'i',
            'к' => 'k',
            'л' => 'l',
            'м' => 'm',
            'н' => 'n',
            'о' => 'o',
            'п' => 'p',
            'р' => 'r',
            'с' | 'ц' => 's',
            'т' => 't',
            'у' | 'ю' => 'u',
            'ф' => 'f',
            'х' => 'h',
            'ч' => 'c',
            'ш' | 'щ' => 'w',
            'ь' | 'ъ' => continue,
            other => other,
        };
        // Doubled letters are the first thing that people drop.
        if !sound.ends_with(coarse) {
            sound.push(coarse);
        }
    }
    sound
}

fn is_latin(word: &str) -> bool {
    word.chars().any(|letter| letter.is_ascii_alphabetic())
}

/// Words of a question that read back wrongly, since Latin letters do not show a soft sign or a `й`.
const MENDED: [(&str, &str); 6] = [
    ("сколко", "сколько"),
    ("документи", "документы"),
    ("днеи", "дней"),
    ("какои", "какой"),
    ("можна", "можно"),
    ("4то", "что"),
];

/// A Russian text typed in Latin letters in lower-case Cyrillic ones, so that it is read as Russian; addresses stay.
#[must_use]
pub fn russian_in_cyrillic(text: &str) -> String {
    let read = text.split_whitespace().map(|chunk| {
        if chunk.contains(['@', '/']) || chunk.trim_end_matches('.').contains('.') {
            return chunk.to_owned();
        }
        let read = cyrillic(&chunk.to_lowercase().replace(['\'', '’', 'ʼ'], ""));
        let word = read.trim_matches(|letter: char| !letter.is_alphanumeric());
        match MENDED.iter().find(|(wrong, _)| *wrong == word) {
            Some((wrong, right)) => read.replace(wrong, right),
            None => read,
        }
    });
    read.collect::<Vec<_>>().join(" ")
}

/// A Russian word typed in Latin letters, read back as far as letters allow.
fn cyrillic(word: &str) -> String {
    const GROUPS: [(&str, &str); 23] = [
        ("shch", "щ"),
        ("sch", "щ"),
        ("zh", "ж"),
        ("kh", "х"),
        ("ts", "ц"),
        ("ch", "ч"),
        ("sh", "ш"),
        ("yo", "е"),
        ("jo", "е"),
        ("yu", "ю"),
        ("ju", "ю"),
        ("ya", "я"),
        ("ja", "я"),
        ("ye", "е"),
        ("je", "е"),
        ("iy", "ий"),
        ("yy", "ый"),
        ("ij", "ий"),
        ("ay", "ай"),
        ("oy", "ой"),
        ("ey", "ей"),
        ("uy", "уй"),
        ("aj", "ай"),
    ];
    let mut read = String::with_capacity(word.len() * 2);
    let mut rest = word;
    while let Some(first) = rest.chars().next() {
        if let Some((group, letter)) = GROUPS.iter().find(|(group, _)| rest.starts_with(group)) {
            // `ya` after a vowel sign that took the `y` (`-iya`) is found by `iy` first: give the vowel its `я`.
            let takes_vowel =
                group.len() == 2 && group.ends_with(['y', 'j']) && rest[2..].starts_with(['a', 'u', 'o', 'e']);
            if takes_vowel {
                read.push_str(letter.trim_end_matches('й'));
                rest = &rest[1..];
            } else {
                read.push_str(letter);
                rest = &rest[group.len()..];
            }
            continue;
        }
        let letter = match first {
            'a' => 'а',
            'b' => 'б',
            'c' => 'ц',
            'd' => 'д',
            'e' => 'е',
            'f' => 'ф',
            'g' => 'г',
            'h' | 'x' => 'х',
            'i' => 'и',
            'j' => 'ж',
            'k' | 'q' => 'к',
            'l' => 'л',
            'm' => 'м',
            'n' => 'н',
            'o' => 'о',
            'p' => 'п',
            'r' => 'р',
            's' => 'с',
            't' => 'т',
            'u' => 'у',
            'v' | 'w' => 'в',
            'y' => 'ы',
            'z' => 'з',
            other => other,
        };
        read.push(letter);
        rest = &rest[first.len_utf8()..];
    }
    read
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn russian_typed_in_latin_sounds_like_russian() {
        for (latin, russian) in [
            ("spravka", "справка"),
            ("spravku", "справки"),
            ("nesudimost", "несудимость"),
            ("propiska", "прописку"),
            ("zagranpasport", "загранпаспорта"),
            ("registratsiya", "регистрация"),
            ("litsenziya", "лицензию"),
            ("razresheniye", "разрешение"),
            ("pensiya", "пенсии"),
            ("voditelskie", "водительские"),
            ("svidetelstvo", "свидетельство"),
            ("rozhdenii", "рождении"),
            ("brak", "брака"),
            ("shtraf", "штрафы"),
            ("nalog", "налоги"),
            ("poluchit", "получить"),
        ] {
            assert_eq!(sound_of(latin), sound_of(russian), "{latin} and {russian}");
        }
    }

    #[test]
    fn a_question_typed_in_latin_reads_as_russian() {
        for (typed, read) in [
            ("Skolko stoit zagranpasport?", "сколько стоит загранпаспорт?"),
            ("kakie dokumenti nuzhny na razvod", "какие документы нужны на развод"),
            ("gde poluchit spravku cherez my.gov.uz", "где получит справку через my.gov.uz"),
        ] {
            assert_eq!(russian_in_cyrillic(typed), read);
        }
    }
}
