//! Texts as facts are compared.

use knowledge_base::{Language, fold};

/// A text as facts are compared: folded, with every space inside a number left out.
pub(super) fn comparable(text: &str) -> String {
    let folded = fold(text, Language::Uz);
    let letters: Vec<char> = folded.chars().collect();
    let is_digit = |place: usize| letters.get(place).is_some_and(char::is_ascii_digit);
    // `0,027` is a decimal: its zero begins no group.
    let begins_a_group = |place: usize| {
        let after_zero = place > 0 && letters[place - 1] == '0' && !is_digit(place.wrapping_sub(2));
        place > 0 && is_digit(place - 1) && !after_zero
    };
    let groups = |place: usize| {
        let after = (1..=3).all(|step| is_digit(place + step)) && !is_digit(place + 4);
        matches!(letters[place], ' ' | ',') && begins_a_group(place) && after
    };
    (0..letters.len()).filter(|place| !groups(*place)).map(|place| letters[place]).collect()
}

/// Whether a text holds another whose numbers at its ends are whole there: `114` does not stand in `1148`, nor `0 som` in
/// `352440 som`.
pub(super) fn stands_whole(text: &str, wanted: &str) -> bool {
    let is_digit = |letter: Option<char>| letter.is_some_and(|letter| letter.is_ascii_digit());
    let cut = |inside: Option<char>, outside: Option<char>| is_digit(inside) && is_digit(outside);
    text.match_indices(wanted).any(|(start, _)| {
        let (before, after) = (text[..start].chars().next_back(), text[start + wanted.len()..].chars().next());
        !cut(wanted.chars().next(), before) && !cut(wanted.chars().next_back(), after)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_stands_as_a_whole_or_not_at_all() {
        assert!(stands_whole("qo'ng'iroq: 114.", "114") && stands_whole("1148, 114", "114"));
        assert!(!stands_whole("1148", "114") && !stands_whole("352440 som", "0 som"));
        assert!(stands_whole("pasportning", "pasport"));
    }

    #[test]
    fn digit_grouping_script_and_apostrophes_do_not_matter() {
        assert_eq!(comparable("440\u{A0}000 soʻm"), "440000 som");
        assert_eq!(comparable("440,000 soum"), "440000 soum");
        assert_eq!(comparable("10 иш куни"), comparable("10 ish kuni"));
        assert_eq!(comparable("0,027 БРВ"), "0,027 brv");
    }
}
