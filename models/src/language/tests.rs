//! Reading texts, and tables made by hand.

use std::borrow::Cow;

use super::*;

fn features(words: &Words) -> Vec<u64> {
    let mut features = Vec::new();
    words.for_each_feature(|feature| features.push(feature));
    features
}

#[test]
fn every_apostrophe_and_every_alphabet_is_one_spelling() {
    let book = Spelling::of("oʻzgartirish");
    for typed in ["o'zgartirish", "o‘zgartirish", "OʻZGARTIRISH", "õzgartirish", "o`zgartirish,", "«ōzgartirish»"]
    {
        assert_eq!(Spelling::of(typed), book, "{typed}");
    }
    assert_eq!(Spelling::of("ʻʻ 'bog'"), Spelling::of("bog'"));
    assert_eq!(Spelling::of("'pasport'"), Spelling::of("pasport"));
}

#[test]
fn words_stand_under_the_script_of_most_of_their_letters() {
    let spelling = Spelling::of("OneID орқали kirish");
    assert_eq!((spelling.latin.len(), spelling.cyrillic.len()), (2, 1));
    assert_eq!((spelling.latin.letters(), spelling.cyrillic.letters()), (11, 6));
}

#[test]
fn addresses_numerals_and_signs_are_no_words() {
    let spelling = Spelling::of("https://my.gov.uz my.gov.uz. a@b.uz 123 XIX II, 👍 — 漢字");
    assert!(spelling.latin.is_empty() && spelling.cyrillic.is_empty(), "{spelling:?}");
}

#[test]
fn a_word_has_its_runs_of_letters_and_itself() {
    // _a b_: a, b, _a, ab, b_, _ab, ab_, _ab_ and the word.
    assert_eq!(features(&Spelling::of("ab").latin).len(), 9);
}

#[test]
fn a_file_comes_back_as_it_was_written() {
    let words = Spelling::of("ab").latin;
    let rows = vec![[3_i8, -1]; 4];
    let file = LanguageTables::write((&rows, 0.5), (&[2; 8], 0.25));
    let tables = LanguageTables::read(Cow::Owned(file)).unwrap();
    assert_eq!(tables.latin(&words), [9.0 * 3.0 * 0.5, -4.5]);
    assert_eq!(tables.cyrillic(&Spelling::of("аб").cyrillic), 9.0 * 2.0 * 0.25);
}

#[test]
fn a_file_of_another_kind_or_length_is_refused() {
    let file = LanguageTables::write((&[[0; 2]; 2], 1.0), (&[0; 2], 1.0));
    let cut = LanguageTables::read(Cow::Owned(file[..file.len() - 1].to_vec())).unwrap_err();
    assert!(matches!(cut, LanguageTableError::Length { found: 21, expected: 22 }), "{cut}");
    let other = LanguageTables::read(Cow::Borrowed(b"{\"weights\":[0.1,0.2]}")).unwrap_err();
    assert!(matches!(other, LanguageTableError::Kind), "{other}");
}

#[test]
fn the_tables_that_ship_tell_everyday_words() {
    let tables = LanguageTables::shipped();
    let latin = |text: &str| tables.latin(&Spelling::of(text).latin);
    let [uzbek, russian] = latin("bugun havo qanday");
    assert!(uzbek > 3.0 && uzbek > russian + 3.0, "{uzbek} {russian}");
    let [uzbek, russian] = latin("skolko eto budet stoit");
    assert!(russian > 3.0 && russian > uzbek + 3.0, "{uzbek} {russian}");
    let [uzbek, russian] = latin("what is the weather like");
    assert!(uzbek < -3.0 && russian < -3.0, "{uzbek} {russian}");
    assert!(tables.cyrillic(&Spelling::of("бугун об хаво кандай").cyrillic) > 3.0);
    assert!(tables.cyrillic(&Spelling::of("какая сегодня погода").cyrillic) < -3.0);
}
