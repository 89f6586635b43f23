use proptest::prelude::*;

use super::*;

const PAIRS: &[(&str, &str)] = &[
    ("Oʻzbekiston Respublikasi", "Ўзбекистон Республикаси"),
    ("davlat roʻyxatidan oʻtkazish", "давлат рўйхатидан ўтказиш"),
    ("Maʼlumotnoma", "Маълумотнома"),
    ("gʻarbiy yoʻl", "ғарбий йўл"),
    ("tadbirkorlik subyekti va obyekti", "тадбиркорлик субъекти ва объекти"),
    ("yer, yechim, poyezd", "ер, ечим, поезд"),
    ("elektron ariza", "электрон ариза"),
    ("Shahar CHEGARASI", "Шаҳар ЧЕГАРАСИ"),
    ("inspeksiya va kompensatsiya", "инспекция ва компенсация"),
    ("konferensiya, kvitansiya", "конференция, квитанция"),
    ("pensiya jamgʻarmasi", "пенсия жамғармаси"),
    ("litsenziya", "лицензия"),
    ("hujjatsiz", "ҳужжатсиз"),
    ("oʻtsa, ketsin", "ўтса, кетсин"),
    ("sentabr, oktabr", "сентябрь, октябрь"),
    ("tayyor boʻladi", "тайёр бўлади"),
    ("Isʼhoq", "Исҳоқ"),
    ("sanʼat", "санъат"),
];

#[test]
fn words_are_written_in_cyrillic_as_the_orthography_has_them() {
    for (latin, cyrillic) in PAIRS {
        assert_eq!(to_cyrillic(latin), *cyrillic);
    }
}

#[test]
fn the_same_words_come_back_in_latin() {
    for (latin, cyrillic) in PAIRS {
        assert_eq!(to_latin(cyrillic), *latin);
    }
}

#[test]
fn a_soft_sign_falls_before_a_suffix() {
    assert_eq!(to_cyrillic("avtomobil"), "автомобиль");
    assert_eq!(to_cyrillic("avtomobilga"), "автомобилга");
    assert_eq!(to_cyrillic("9-fevraldagi"), "9-февралдаги");
    assert_eq!(to_latin("9 февралдаги"), "9 fevraldagi");
}

#[test]
fn links_names_and_numerals_stay_latin() {
    for text in
        ["my.gov.uz", "https://my.gov.uz/uz/service/58", "OneID", "QR", "IELTS", "XIX", "WhatsApp", "e-visa.gov.uz."]
    {
        assert_eq!(to_cyrillic(text), text);
    }
    assert_eq!(to_cyrillic("my.gov.uz orqali"), "my.gov.uz орқали");
}

#[test]
fn capitals_of_abbreviations_are_kept() {
    assert_eq!(to_cyrillic("BHM"), "БҲМ");
    assert_eq!(to_latin("ЖШШИР"), "JSHSHIR");
    assert_eq!(to_latin("Шаҳар"), "Shahar");
}

#[test]
fn any_apostrophe_makes_the_letter() {
    for apostrophe in ["'", "‘", "’", "`", "ʻ", "ʼ"] {
        assert_eq!(to_cyrillic(&format!("o{apostrophe}qish")), "ўқиш");
    }
}

proptest! {
    #[test]
    fn native_words_survive_the_way_to_cyrillic_and_back(word in "(b|d|k|l|m|q|t|x|z|sh|ch)(a|i|o|u|oʻ)(b|d|gʻ|h|k|l|m|n|r|sh|z)(a|i)?") {
        prop_assert_eq!(to_latin(&to_cyrillic(&word)), word);
    }

    #[test]
    fn any_text_is_transliterated_without_a_panic(text in "\\PC{0,60}") {
        let _ = to_latin(&to_cyrillic(&text));
    }
}

#[test]
fn an_apostrophe_that_no_letter_precedes_is_left_where_it_is() {
    for text in ["ʻ", "ʼ ʻbino", "ʻʻ", "(ʼ)"] {
        assert_eq!(to_cyrillic(text), text.replace("bino", "бино"));
    }
}
