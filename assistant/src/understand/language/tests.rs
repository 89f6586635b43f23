//! Short texts of every kind, and those that no one can tell.

use super::*;

fn detect(text: &str) -> Detection {
    LanguageDetector::shipped().detect(text).unwrap()
}

#[test]
fn short_questions_of_each_locale_are_told() {
    for (text, locale) in [
        ("pasport qancha turadi", Locale::UzLatn),
        ("narxi-chi", Locale::UzLatn),
        ("narxi", Locale::UzLatn),
        ("salom", Locale::UzLatn),
        ("o'zgartirish kerak", Locale::UzLatn),
        ("men onamga nafaqa", Locale::UzLatn),
        ("салом", Locale::UzCyrl),
        ("паспорт қанча туради", Locale::UzCyrl),
        ("нархи-чи", Locale::UzCyrl),
        ("хужжатлар керакми", Locale::UzCyrl),
        ("рецепт лагмана дай", Locale::Ru),
        ("а документы?", Locale::Ru),
        ("документы", Locale::Ru),
        ("сколько стоит", Locale::Ru),
        ("загранпаспорт срочно", Locale::Ru),
        ("how much", Locale::En),
        ("fee", Locale::En),
        ("what about documents", Locale::En),
        ("birth certificate", Locale::En),
    ] {
        let found = detect(text);
        assert_eq!(found.locale(), locale, "{text}: {found:?}");
        assert!(found.is_sure(), "{text}: {found:?}");
    }
}

#[test]
fn uzbek_without_its_own_letters_and_signs_is_uzbek() {
    for text in [
        "узбекистон фукароси учун канака хужжат керак",
        "пропискага туриш учун нима килиш керак",
        "болага гувохнома олмокчиман",
        "справка кераг эди канча туради",
        "ozbekiston fuqarosi uchun qanaqa hujjat kerak",
        "spravka kerak",
        "bolaga guvoxnoma olmoqchman necha pul tolayman",
        "propiskaga turish uchun nima qilish kere",
    ] {
        let found = detect(text);
        assert_eq!(found.language, Language::Uz, "{text}: {found:?}");
        assert!(found.is_sure(), "{text}: {found:?}");
    }
}

#[test]
fn russian_in_latin_letters_is_russian_and_is_answered_in_cyrillic_ones() {
    for text in [
        "skolko stoit zagranpasport",
        "kak poluchit spravku o nesudimosti",
        "gde mozhno oformit propisku",
        "kakie dokumenty nujny",
    ] {
        let found = detect(text);
        assert_eq!((found.language, found.script, found.locale()), (Language::Ru, Script::Latn, Locale::Ru), "{text}");
        assert!(found.is_sure() && found.is_russian_in_latin(), "{text}: {found:?}");
    }
}

#[test]
fn what_several_languages_share_is_not_sure() {
    for text in ["a", "б", "pasport", "telefon", "паспорт", "телефон", "Aziz", "kredit", "internet"] {
        let found = detect(text);
        assert!(!found.is_sure(), "{text}: {found:?}");
    }
}

#[test]
fn a_text_without_a_word_of_either_script_is_in_no_language() {
    let detector = LanguageDetector::shipped();
    for text in ["123 ?! 👍", "", "my.gov.uz", "العربية", "II"] {
        assert_eq!(detector.detect(text), None, "{text}");
    }
}

#[test]
fn a_latin_name_leaves_a_cyrillic_question_cyrillic() {
    assert_eq!(detect("OneID орқали кириш қандай").locale(), Locale::UzCyrl);
    assert_eq!(detect("билет Uzbekistan Airways сколько стоит").locale(), Locale::Ru);
}

#[test]
fn probabilities_of_all_languages_are_one() {
    let (language, confidence) = likeliest([(Language::Uz, 0.0), (Language::Ru, 0.0), (Language::En, 0.0)]);
    assert_eq!(language, Language::Uz);
    assert!((confidence - 1.0 / 3.0).abs() < 1e-12);
    assert!(likeliest([(Language::Uz, 900.0), (Language::Ru, 0.0)]).1 <= 1.0);
}
