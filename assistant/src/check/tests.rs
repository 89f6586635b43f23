#![allow(clippy::unwrap_used)]

use std::path::Path;

use jiff::civil::date;
use knowledge_base::{KnowledgeBase, Locale, RecordId};

use super::*;
use crate::texts;

fn objection(record: &str, locale: Locale, sentence: &str) -> Option<Objection> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../knowledge-base/records");
    let base = KnowledgeBase::load(&folder).unwrap();
    let texts = texts::own().unwrap();
    let renderer = Renderer { base: &base, texts: &texts, locale, today: date(2026, 11, 23) };
    let record = base.record(&RecordId::parse(record).unwrap()).unwrap();
    Held::of(&renderer, record).check(sentence).err()
}

#[test]
fn faithful_sentences_pass() {
    for (locale, sentence) in [
        (Locale::Ru, "Перерегистрация стоит 1 БРВ, сегодня это 440 000 сумов."),
        (Locale::Ru, "Это займёт до 30 минут."),
        (Locale::Ru, "Заявление подаётся на портале my.gov.uz."),
        (Locale::En, "The fee is 440,000 soum, that is 1 BHM."),
        (Locale::En, "It takes up to 30 minutes, or 16 working hours in some cases."),
        (Locale::UzLatn, "Toʻlov BHMning 1 baravari, bugun 440 000 soʻm."),
        (Locale::UzCyrl, "Тўлов БҲМнинг 1 баравари, бугун 440 000 сўм."),
        (Locale::Ru, "Если есть вопросы, звоните по номеру 1148."),
        // The letters of a link are of no language.
        (Locale::Ru, "Портал: https://my.gov.uz/uz/service/58."),
        (Locale::UzCyrl, "Ариза: https://my.gov.uz/uz/service/58."),
    ] {
        assert_eq!(objection("business-reregistration", locale, sentence), None, "{sentence}");
    }
}

#[test]
fn sentences_that_say_more_than_the_record_do_not_pass() {
    for (locale, sentence) in [
        (Locale::Ru, "Перерегистрация стоит 412 000 сумов."),
        (Locale::Ru, "Перерегистрация стоит 2 БРВ."),
        (Locale::Ru, "Срок составляет 30 дней."),
        (Locale::Ru, "Срок составляет три рабочих дня."),
        (Locale::Ru, "Услуга предоставляется бесплатно."),
        (Locale::Ru, "Приложите копию диплома."),
        (Locale::Ru, "Позвоните по телефону +998 71 200-00-00."),
        (Locale::Ru, "Подробнее на сайте www.gov-uslugi.ru."),
        (Locale::Ru, "The fee is one BHM."),
        (Locale::Ru, "费用为440 000。"),
        (Locale::En, "It takes 16 days."),
        (Locale::En, "The fee is 1,000 soum."),
        (Locale::UzLatn, "Muddati oʻn ish kuni."),
        (Locale::UzLatn, "Стоимость 440 000 сумов."),
        (Locale::Ru, "Оплатите 0,9 БРВ до 24 августа."),
        (Locale::Ru, "Сколько стоит перерегистрация бизнеса?"),
    ] {
        assert!(objection("business-reregistration", locale, sentence).is_some(), "{sentence}");
    }
}

#[test]
fn prose_tells_a_sentence_by_its_figures_or_its_words() {
    assert!(tells("Перерегистрация стоит 440 000 сумов.", "Стоимость: 1 БРВ, сегодня это 440 000 сумов."));
    assert!(!tells("Перерегистрация стоит 440 000 сумов.", "Срок: 30 минут; 16 рабочих часов."));
    assert!(tells("Нужны новые учредительные документы.", "Нужные документы: новые учредительные документы."));
    assert!(!tells("Обратитесь на портал.", "Нужные документы: решение органа управления об изменениях."));
}
