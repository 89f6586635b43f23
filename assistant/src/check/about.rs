//! What a number is about: the words around it that name a facet.

use knowledge_base::{Facet, Language, Locale};

use super::{
    text::{Word, heads},
    units::Unit,
};

const FEE: &[&str] = &[
    "стоит",
    "стоим",
    "плат",
    "оплат",
    "заплат",
    "пошлин",
    "сбор",
    "цен$",
    "цена",
    "цену",
    "обойд",
    "тариф",
    "fee",
    "cost",
    "price",
    "pay",
    "charge",
    "tolov",
    "narx",
    "turadi",
    "boj$",
    "boji",
    "bojn",
    "yigim",
];
const TIME: &[&str] = &[
    "срок",
    "занима",
    "займ",
    "готов",
    "изготов",
    "оформл",
    "оформят",
    "дела",
    "сдела",
    "подготов",
    "ждать",
    "ждет",
    "рассм",
    "получите",
    "уход",
    "уйд",
    "назнач",
    "регистрируют",
    "длит",
    "выдадут$ за",
    "восстановят",
    "выдают$ через",
    "take",
    "took",
    "time$",
    "term$",
    "deadline",
    "ready",
    "wait",
    "process",
    "issued$ within",
    "last$ step",
    "muddat",
    "tayyor",
    "rasmiylash",
    "chiqadi",
    "ketadi",
    "davom$ et",
    "korib",
    "kutish",
    "kutasiz",
    "tayinlan",
    "vaqt",
];
const VALIDITY: &[&str] = &[
    "действует",
    "действит",
    "действия$",
    "действовать",
    "годен",
    "годна",
    "годно",
    "valid",
    "expire",
    "lasts",
    "good$ for",
    "amal$ qil",
    "yaroqli",
    "kuchda",
];
const CONTACT: &[&str] = &[
    "звон",
    "позвон",
    "телефон",
    "горяч",
    "call",
    "phone",
    "hotline",
    "dial",
    "qongiroq",
    "telefon",
    "raqamiga",
    "raqam$",
];
const LEGAL: &[&str] = &[
    "постановлен",
    "указ$",
    "указа$",
    "указом$",
    "указу$",
    "закон$",
    "закона$",
    "законом$",
    "приказ",
    "кодекс",
    "стать",
    "основани",
    "resolution",
    "decree",
    "law$",
    "order$",
    "code$",
    "article",
    "regulation",
    "положени",
    "qaror",
    "farmon",
    "qonun",
    "buyrug",
    "modda",
    "nizom",
    "asos$",
];

/// Words that name a facet, and where they stand; `срок действия` is one of validity and not of time.
fn cues(words: &[Word], facets: &[(Facet, &[&str])]) -> Vec<(usize, Facet)> {
    let mut found = Vec::new();
    for index in 0..words.len() {
        let here = &words[index..];
        let named = facets.iter().find(|(_, phrases)| phrases.iter().any(|phrase| heads(here, phrase)));
        let Some((facet, _)) = named else { continue };
        let of_validity = heads(here, "срок действ") || heads(here, "срока действ") || heads(here, "сроком действ");
        found.push((index, if of_validity { Facet::Validity } else { *facet }));
    }
    // `amal qilish muddati`: the time of validity.
    for index in 1..found.len() {
        if found[index - 1].1 == Facet::Validity
            && found[index].1 == Facet::Time
            && found[index].0 - found[index - 1].0 <= 2
        {
            found[index].1 = Facet::Validity;
        }
    }
    found
}

/// The facet that the words around a number give it, of those that its unit leaves open; `None` where they name none.
pub(super) fn focus(words: &[Word], at: usize, unit: Unit, locale: Locale) -> Option<Facet> {
    if unit.is_money() {
        return Some(Facet::Fee);
    }
    if unit == Unit::None {
        return nearest(words, at, &[(Facet::Contact, CONTACT), (Facet::Legal, LEGAL)], locale);
    }
    if unit == Unit::Age {
        return None;
    }
    let number = words.iter().position(|word| word.end > at)?;
    let before = number.checked_sub(1).map(|before| &words[before]);
    if before.is_some_and(|word| word.is(&["за", "через", "in", "within"])) {
        return Some(Facet::Time);
    }
    let long = matches!(unit, Unit::Year | Unit::Month);
    if long && before.is_some_and(|word| word.is(&["на"]))
        || (unit == Unit::Year && before.is_some_and(|word| word.is(&["for"])))
    {
        return Some(Facet::Validity);
    }
    let behind = words[number + 1..].iter().take(2);
    let ends = |endings: &[&str]| behind.clone().any(|word| endings.iter().any(|ending| word.uzbek == *ending));
    if ends(&["yilda", "oyda", "haftada", "kunda", "kunida", "soatda", "soatida", "daqiqada"]) {
        return Some(Facet::Time);
    }
    if ends(&["yilga", "oyga"]) {
        return Some(Facet::Validity);
    }
    nearest(words, at, &[(Facet::Validity, VALIDITY), (Facet::Time, TIME)], locale)
}

/// Whether a word names a facet by itself.
pub(super) fn is_cue(word: &Word) -> bool {
    let alone = std::slice::from_ref(word);
    [FEE, TIME, VALIDITY].iter().any(|phrases| phrases.iter().any(|phrase| heads(alone, phrase)))
}

/// Whether a text speaks of paying.
pub(super) fn speaks_of_fee(words: &[Word]) -> bool {
    !cues(words, &[(Facet::Fee, FEE)]).is_empty()
}

/// Whether a text speaks of an act.
pub(super) fn speaks_of_law(words: &[Word]) -> bool {
    !cues(words, &[(Facet::Legal, LEGAL)]).is_empty()
}

/// In Russian and English the verb stands before what it tells, in Uzbek behind it.
fn nearest(words: &[Word], at: usize, facets: &[(Facet, &[&str])], locale: Locale) -> Option<Facet> {
    let cues = cues(words, facets);
    let next_number = words
        .iter()
        .skip_while(|word| word.start <= at)
        .find(|word| word.plain.starts_with(|c: char| c.is_ascii_digit()))
        .map_or(usize::MAX, |word| word.start);
    let before = cues.iter().rev().find(|(index, _)| words[*index].start < at);
    let behind = cues.iter().find(|(index, _)| words[*index].start >= at);
    let close_behind = behind.filter(|(index, _)| words[*index].start < next_number);
    let chosen = match locale.language() {
        Language::Uz => close_behind.or(before).or(behind),
        Language::Ru | Language::En => before.or(behind),
    };
    chosen.map(|(_, facet)| *facet)
}
