use proptest::prelude::*;

use super::*;

/// Forms that have to meet.
const SAME: &[&[&str]] = &[
    &[
        "pasport",
        "pasportni",
        "pasportim",
        "pasportimni",
        "pasporti",
        "pasportini",
        "pasportingiz",
        "pasportlar",
        "pasportga",
    ],
    &["bola", "bolam", "bolamga", "bolamni", "bolaning", "bolalar", "bolalarga", "bolamiz"],
    &["ariza", "arizam", "arizani", "arizasi", "arizada", "arizalar", "arizamni"],
    &["guvohnoma", "guvohnomasi", "guvohnomani", "guvohnomasini", "guvohnomaga"],
    &["malumotnoma", "malumotnomani", "malumotnomasi", "malumotnomasini"],
    &["pensiya", "pensiyaga", "pensiyasi", "pensiyam", "pensiyani"],
    &["soliq", "soliqni", "soligi", "soligini", "soliqlar"],
    &["fuqarolik", "fuqaroligi", "fuqaroligini", "fuqarolikni"],
    &["nogironlik", "nogironligi", "nogironligini"],
    &["uy", "uyi", "uyga", "uyda", "uydan", "uyim", "uyni"],
    &["ish", "ishga", "ishda", "ishdan", "ishi"],
    &["yer", "yerni", "yerga", "yeri"],
    &["pul", "pulni", "pulim", "puli", "pulini"],
    &["narx", "narxi", "narxini"],
    &["jarima", "jarimani", "jarimalar", "jarimasi", "jarimam"],
    &["mashina", "mashinani", "mashinam", "mashinaga", "mashinaning"],
    &["kadastr", "kadastrga", "kadastrdan", "kadastri"],
    &["nikoh", "nikohni", "nikohda", "nikohdan"],
    &[
        "topshirish",
        "topshiriladi",
        "topshirildi",
        "topshiraman",
        "topshirdim",
        "topshirsa",
        "topshirilgan",
        "topshiring",
    ],
    &["berish", "beriladi", "berilgan", "berildi"],
    &["tekshirish", "tekshiraman", "tekshirilgan", "tekshiring", "tekshiruv"],
    &["tolash", "tolayman", "tolaydi", "tolangan", "tolanadi"],
    &["kerak", "kerakmi"],
    &["tizim", "tizimi", "tizimga", "tizimda"],
    &["shartnoma", "shartnomasi", "shartnomasini", "shartnomani"],
    &["maktab", "maktabga", "maktabni", "maktabdan"],
    &["harbiy", "harbiyga"],
    &["notarius", "notariusga", "notariusda"],
    &["haydovchi", "haydovchilar", "haydovchining"],
    &["davlat", "davlatda", "davlatning"],
    &["nafaqa", "nafaqasi", "nafaqasini", "nafaqaga"],
];

/// Words that must not meet.
const DIFFERENT: &[(&str, &str)] = &[
    ("pasport", "passport"),
    ("fuqaro", "fuqarolik"),
    ("uy", "uka"),
    ("sud", "suv"),
    ("soliq", "sogliq"),
    ("maktab", "kitob"),
    ("viza", "vino"),
    ("haydovchi", "hayot"),
    ("bola", "bolak"),
    ("nikoh", "nikel"),
    ("meros", "mehr"),
    ("ijara", "ijro"),
];

#[test]
fn the_forms_of_an_uzbek_word_meet() {
    let mut words = 0;
    for forms in SAME {
        words += forms.len();
        let stems: Vec<String> = forms.iter().map(|form| stem_uzbek(form)).collect();
        assert!(stems.iter().all(|stem| *stem == stems[0]), "{forms:?}: {stems:?}");
    }
    assert!(words >= 60);
}

#[test]
fn different_uzbek_words_do_not_meet() {
    for (one, other) in DIFFERENT {
        assert_ne!(stem_uzbek(one), stem_uzbek(other), "{one} and {other}");
    }
}

#[test]
fn letters_that_people_mix_up_make_the_same_stem() {
    let stem = |word| analyse_word(word, Language::Uz).unwrap().stem;
    assert_eq!(stem("hujjatlar"), stem("xujjatlar"));
    assert_eq!(stem("qarz"), stem("karz"));
}

#[test]
fn russian_forms_meet_and_meet_their_latin_spelling() {
    let word = |word| analyse_word(word, Language::Ru).unwrap();
    assert_eq!(word("паспорта").stem, word("паспорт").stem);
    assert_eq!(word("spravka").stem, word("справку").stem);
    assert_eq!(word("spravki").sound, word("справка").sound);
}

#[test]
fn an_uzbek_loanword_sounds_like_the_russian_word() {
    let uzbek = analyse_word("propiskamni", Language::Uz).unwrap();
    let russian = analyse_word("прописку", Language::Ru).unwrap();
    assert_eq!(uzbek.sound, russian.sound);
    assert!(uzbek.sound.is_some());
}

#[test]
fn english_forms_meet() {
    let stem = |word| analyse_word(word, Language::En).unwrap().stem;
    assert_eq!(stem("certificates"), stem("certificate"));
    assert_eq!(stem("registered"), stem("register"));
}

#[test]
fn stop_words_are_left_out_in_every_language() {
    assert!(analyse("bu uchun nima kerak", Language::Uz).is_empty());
    assert!(analyse("а сколько это и где", Language::Ru).is_empty());
    assert!(analyse("how do i get the", Language::En).is_empty());
}

#[test]
fn the_topic_is_what_is_left_without_the_frame() {
    assert_eq!(topic("zagran pasport qancha turadi?", &[Language::Uz]), "zagran pasport");
    assert_eq!(topic("за сколько дней делают загран", &[Language::Ru]), "загран");
    assert_eq!(topic("how long does a visa take", &[Language::Uz, Language::En]), "visa");
    assert_eq!(topic("qancha turadi", &[Language::Uz]), "qancha turadi");
}

#[test]
fn a_slip_keeps_most_letter_groups() {
    let groups = |word| analyse_word(word, Language::Uz).unwrap().groups;
    let (right, wrong) = (groups("malumotnoma"), groups("malumotnma"));
    let kept = wrong.iter().filter(|group| right.contains(group)).count();
    assert!(kept * 10 >= wrong.len() * 6, "{kept} of {}", wrong.len());
}

#[test]
fn ids_stay_what_they_are() {
    // An index on disk holds them: whoever changes them has to raise `TERMS_VERSION`.
    assert_eq!(TERMS_VERSION, 1);
    assert_eq!(id('w', "pasport"), 1_226_339_120);
}

#[test]
fn a_rare_word_is_worth_more_than_a_common_one_and_an_unknown_one_most() {
    let analysed = |text: &str| analyse(text, Language::Uz);
    let mut statistics = TermStatistics::default();
    for (place, text) in (0..).zip(["pasport narxi", "viza narxi", "haj narxi", "kadastr narxi"]) {
        statistics.add_record(place, &analysed(text));
    }
    let worth = |text: &str| statistics.worth(analysed(text)[0].stem);
    assert!(worth("pasport") > worth("narxi"));
    assert!(worth("futbol") > worth("pasport"));
}

#[test]
fn a_record_that_is_removed_and_counted_again_leaves_what_was() {
    let analysed = |text: &str| analyse(text, Language::Uz);
    let count = |texts: &[&str]| {
        let mut statistics = TermStatistics::default();
        for (place, text) in (0..).zip(texts) {
            statistics.add_record(place, &analysed(text));
        }
        statistics
    };
    let whole = count(&["pasport narxi olish", "viza muddati uzaytirish", "haj safari narxi"]);
    let mut renewed = whole.clone();
    renewed.remove_records(&[1].into());
    assert_ne!(renewed, whole);
    renewed.add_record(1, &analysed("nikoh narxi"));
    assert_eq!(renewed, count(&["pasport narxi olish", "nikoh narxi", "haj safari narxi"]));
    renewed.remove_records(&[1, 7].into());
    renewed.add_record(1, &analysed("viza muddati uzaytirish"));
    assert_eq!(renewed, whole);
}

#[test]
fn a_passage_with_every_word_reaches_about_the_full_score() {
    let analysed = |text: &str| analyse(text, Language::Uz);
    let mut statistics = TermStatistics::default();
    for (place, text) in (0..).zip(["pasport narxi olish", "viza muddati uzaytirish", "haj safari royxat"]) {
        statistics.add_record(place, &analysed(text));
    }
    let question: Vec<Vec<Word>> = analysed("pasport narxi").into_iter().map(|word| vec![word]).collect();
    let query = statistics.weigh(&question, TermWeights::default());
    let document: std::collections::HashMap<_, _> =
        document_weights(&analysed("pasport narxi olish")).into_iter().collect();
    let score: f32 = query.terms.iter().filter_map(|(term, weight)| Some(weight * document.get(term)?)).sum();
    assert!(score >= query.full_score * 0.95, "{score} of {}", query.full_score);
    assert_eq!((query.words, query.known_words), (2, 2));
}

proptest! {
    #[test]
    fn an_uzbek_stem_begins_its_word(word in "[a-z]{1,20}") {
        let stem = stem_uzbek(&word);
        prop_assert!(!stem.is_empty());
        // But for a last letter that is restored.
        prop_assert!(word.starts_with(&stem[..stem.len() - 1]));
    }

    #[test]
    fn no_text_breaks_the_analysis(text in "\\PC{0,60}") {
        for language in Language::ALL {
            let words = analyse(&text, language);
            let weights = document_weights(&words);
            prop_assert!(weights.iter().all(|(_, weight)| *weight > 0.0 && *weight < 2.3));
        }
    }
}
