use super::{
    act::acts,
    audience::audience,
    contact::contacts,
    duration::duration,
    fee::{Price, fee},
    list::{documents, steps},
};
use crate::{
    Language::{self, En, Ru, Uz},
    fact::{Duration, DurationUnit, Via},
};

/// A fee in one line: `bhm 0.9 portal; free`.
fn fees(text: &str, language: Language) -> Option<String> {
    let cases = fee(text, language).ok()?;
    let one = |case: &crate::fact::Case<Price>| {
        let price = match &case.value {
            Price::Free => "free".to_owned(),
            Price::Bhm(share) => format!("bhm {share}"),
            Price::Uzs(sum) => format!("uzs {sum}"),
            Price::Usd(sum) => format!("usd {sum}"),
            Price::Percent(share, of) => {
                let of = of.languages().find_map(|(_, text)| text).unwrap_or_default().to_owned();
                format!("{share}% {of}")
            }
        };
        let place = match (case.via, &case.when) {
            (Some(Via::Portal), _) => " portal",
            (Some(_), _) => " centre",
            (None, Some(_)) => " in person",
            (None, None) => "",
        };
        format!("{price}{place}")
    };
    Some(cases.iter().map(one).collect::<Vec<_>>().join("; "))
}

#[test]
fn fees_of_all_forms_are_read() {
    for (language, text, expected) in [
        (Uz, "Bepul", "free"),
        (Uz, "Тўлов олинмайди", "free"),
        (Ru, "Бесплатно.", "free"),
        (En, "Free of charge", "free"),
        (Uz, "0,9 BHM", "bhm 0.9"),
        (Uz, "BHMning 1 baravari", "bhm 1"),
        (Uz, "БҲМнинг 0,675 баравари", "bhm 0.675"),
        (Uz, "Bazaviy hisoblash miqdorining 2 baravari miqdorida", "bhm 2"),
        (Ru, "0,9 размера базовой расчётной величины", "bhm 0.9"),
        (En, "0.801 of the base calculation amount", "bhm 0.801"),
        (Uz, "Yig'im Yagona portal orqali topshirilganda miqdori - 18540 so'm (0.045 BHM)", "bhm 0.045 portal"),
        (Uz, "my.gov.uz orqali 0,9 BHM, davlat xizmatlari markazida 1 BHM", "bhm 0.9 portal; bhm 1 centre"),
        (Ru, "Через портал — 0,9 БРВ; при личном обращении — 1 БРВ", "bhm 0.9 portal; bhm 1 in person"),
        (En, "0.9 BCA online and 1 BCA in person", "bhm 0.9 portal; bhm 1 in person"),
        (Uz, "50 000 so'm", "uzs 50000"),
        (Ru, "50\u{a0}000 сум", "uzs 50000"),
        (En, "37,080 soums", "uzs 37080"),
        (En, "$20", "usd 20"),
        (Ru, "20 долларов США", "usd 20"),
        (En, "50% of the fine", "50% the fine"),
        (Ru, "50 % от суммы штрафа", "50% суммы штрафа"),
        (Uz, "jarima summasining 50 foizi", "50% jarima summasi"),
    ] {
        assert_eq!(fees(text, language).as_deref(), Some(expected), "{text}");
    }
}

#[test]
fn fees_that_may_mean_more_than_they_show_are_not_read() {
    for (language, text) in [
        (Uz, "jismoniy shaxslar uchun 0,9 BHM"),
        (Uz, "1 BHMgacha"),
        (Uz, "BHMning 90 foizi"),
        (Uz, "nizomga ko'ra"),
        (Uz, "bir BHM"),
        (Ru, "не бесплатно"),
        (Ru, "от 1 до 3 БРВ"),
        (Ru, "0,9 БРВ; 1 БРВ"),
        (Ru, "50 тыс. сум"),
        (Ru, "37,080 сум"),
        (Ru, "0 сум"),
        (En, "1,125 BCA"),
        (En, "5"),
        (En, "5² BCA"),
        (En, "50%"),
        (En, "50% of 2 BCA"),
        (En, "via the portal"),
        (En, ""),
    ] {
        assert_eq!(fees(text, language), None, "{text}");
    }
}

#[test]
fn lengths_of_time_are_read_or_refused() {
    use DurationUnit::{Days, Hours, Minutes, Months, Weeks, WorkingDays, WorkingHours};
    for (language, text, from, amount, unit) in [
        (Uz, "30 daqiqa", None, 30, Minutes),
        (Uz, "30 minutdan oshmagan vaqtda", None, 30, Minutes),
        (Uz, "3 ish kuni mobaynida", None, 3, WorkingDays),
        (Uz, "3 иш куни ичида", None, 3, WorkingDays),
        (Uz, "16 ish soatidan oshmagan vaqtda", None, 16, WorkingHours),
        (Uz, "5-7 ish kuni", Some(5), 7, WorkingDays),
        (Uz, "5 dan 7 ish kunigacha", Some(5), 7, WorkingDays),
        (Uz, "15 kun muddatda", None, 15, Days),
        (Ru, "в течение 3 рабочих дней со дня подачи заявления", None, 3, WorkingDays),
        (Ru, "от 5 до 7 рабочих дней", Some(5), 7, WorkingDays),
        (Ru, "не более 10 календарных дней", None, 10, Days),
        (Ru, "2 часа", None, 2, Hours),
        (Ru, "1 месяц.", None, 1, Months),
        (En, "5–7 business days", Some(5), 7, WorkingDays),
        (En, "up to 2 weeks", None, 2, Weeks),
        (En, "from 5 to 7 days", Some(5), 7, Days),
    ] {
        let cases = duration(text, language).unwrap_or_else(|why| panic!("{text}: {why}"));
        assert_eq!(cases.len(), 1, "{text}");
        assert_eq!(cases[0].value, Duration::Span { from, amount, unit }, "{text}");
    }
    for (language, text) in [(Uz, "Avtomatik tarzda"), (Ru, "В автоматическом режиме"), (En, "automatically")]
    {
        assert_eq!(duration(text, language).unwrap()[0].value, Duration::Automatic, "{text}");
    }
    for (language, text) in [
        (Uz, "10-kuni"),
        (Uz, "3 kundan ortiq"),
        (Uz, "bir oy"),
        (Uz, "3 ish kuni, murakkab hollarda 10 ish kuni"),
        (Ru, "7-5 дней"),
        (Ru, "0 дней"),
        (Ru, "3-х рабочих дней"),
        (En, "3 days before the trip"),
        (En, "1.5 hours"),
        (En, "99999999999 days"),
        (En, "2025-06-05"),
    ] {
        assert!(duration(text, language).is_err(), "{text}");
    }
}

#[test]
fn phones_are_read_with_their_extensions_or_not_at_all() {
    let phones = |text: &str| {
        let line = |line: &super::contact::Line| match &line.extension {
            Some(extension) => format!("{}/{extension}", line.phone),
            None => line.phone.to_string(),
        };
        contacts(text, Uz).ok().map(|lines| lines.iter().map(line).collect::<Vec<_>>().join(" "))
    };
    for (text, expected) in [
        ("+998 (71) 207-00-66 Call markaz: 1148", "+998 71 207-00-66 1148"),
        ("1148 va 1008", "1148 1008"),
        ("112 103", "112 103"),
        ("71 202-12-71 (720)", "+998 71 202-12-71/720"),
        ("+998 (55) 502-76-00 (74-21) +998 (55) 502-76-00 (77-12)", "+998 55 502-76-00/74-21 +998 55 502-76-00/77-12"),
        ("+99871 202 10 00", "+998 71 202-10-00"),
        ("998712021000, ichki 12345", "+998 71 202-10-00/12345"),
        ("1148, 1148", "1148"),
    ] {
        assert_eq!(phones(text).as_deref(), Some(expected), "{text}");
    }
    for text in [
        "",
        "aloqa raqamlari",
        "Adliya vazirligi: 1148",
        "+7 495 123-45-67",
        "9:00-18:00",
        "+998 71 207-00-6",
        "5²5 1148",
    ] {
        assert_eq!(phones(text), None, "{text}");
    }
}

#[test]
fn acts_are_read_in_the_usual_forms() {
    let read = |text: &str, language| {
        let acts = acts(text, language).ok()?;
        let act = |act: &super::act::Act| {
            let date = act.date.map(|date| date.to_string()).unwrap_or_default();
            format!("{} {} {date}", act.kind.key(), act.number)
        };
        Some(acts.iter().map(act).collect::<Vec<_>>().join("; "))
    };
    const CABINET: &str = "cabinet-resolution 66 2017-02-09";
    for (language, text, expected) in [
        (
            Uz,
            "Vazirlar Mahkamasining 2017 yil 9 fevraldagi “A “B” 2016-yil 28-oktabrdagi PQ-2646-son”gi 66-son qarori",
            CABINET,
        ),
        (Uz, "O‘zbekiston Respublikasi Vazirlar Mahkamasining 09.02.2017 yildagi \"X\" 66-sonli qarori", CABINET),
        (Uz, "Вазирлар Маҳкамасининг 2017 йил 9 февралдаги 66-сон қарори", CABINET),
        (Uz, "VMQ-66, 2017-yil 9-fevral", CABINET),
        (
            Ru,
            "Постановление Кабинета Министров Республики Узбекистан от 9 февраля 2017 года № 66 «О мерах № 5»",
            CABINET,
        ),
        (Ru, "ПКМ №66 от 09.02.2017 г.", CABINET),
        (En, "Resolution of the Cabinet of Ministers No. 66 dated February 9, 2017", CABINET),
        (En, "Cabinet of Ministers Resolution No. 66 of 2017-02-09", CABINET),
        (Uz, "Prezidentining 2022-yil 16-iyundagi PQ-282-son qarori", "presidential-resolution PQ-282 2022-06-16"),
        (Ru, "Указ Президента № УП-6065 от 22.09.2020", "presidential-decree PF-6065 2020-09-22"),
        (En, "Presidential Resolution No. PP-282 of 16 June 2022", "presidential-resolution PQ-282 2022-06-16"),
        (Ru, "Закон № ЗРУ-1074", "law OʻRQ-1074 "),
        (Uz, "Adliya vazirining 2020-yil 21-oktabrdagi 2646-1-son buyrug'i", "ministry-order 2646-1 2020-10-21"),
        (
            Uz,
            "Prezidentining PQ-282-son qarori hamda Vazirlar Mahkamasining 2022-yil 5-yanvardagi 5-son qarori",
            "presidential-resolution PQ-282 ; cabinet-resolution 5 2022-01-05",
        ),
    ] {
        assert_eq!(read(text, language).as_deref(), Some(expected), "{text}");
    }
    for (language, text) in [
        (Uz, "“Notariat toʻgʻrisida”gi Qonuni"),
        (Uz, "Vazirlar Mahkamasining 66-son qarori 7, 8-bandlari"),
        (Uz, "Vazirlar Mahkamasining \"X 66-son qarori"),
        (Uz, "66-son"),
        (Ru, "Распоряжение Президента № 66"),
        (Ru, "ПКМ № 66 от 31.02.2017"),
        (En, "Cabinet of Ministers and President resolution No. 66"),
        (En, "Cabinet of Ministers Resolution No. 6²"),
    ] {
        assert_eq!(read(text, language), None, "{text}");
    }
}

#[test]
fn audiences_and_lists_are_read_or_refused() {
    for (language, text) in [
        (Uz, "Yuridik va jismoniy shaxslar"),
        (Uz, "Жисмоний ва юридик шахслар"),
        (Ru, "Физические и юридические лица"),
        (En, "Individuals, legal entities"),
    ] {
        assert_eq!(audience(text, language).unwrap().len(), 2, "{text}");
    }
    assert_eq!(audience("иностранные граждане", Ru), Ok(vec![crate::record::Audience::Foreigner]));
    for (language, text) in
        [(Uz, "Yuridik shaxslar (faqat NNT)"), (Ru, "лица без гражданства"), (En, "citizens over 16"), (En, "")]
    {
        assert!(audience(text, language).is_err(), "{text}");
    }
    for (text, count) in
        [("1. a; 2. b", 2), ("- a; - b - c", 3), ("a; b", 2), ("a\nb.\n", 2), ("Talab etilmaydi.", 0), ("ariza", 1)]
    {
        assert_eq!(documents(text, Uz).map(|items| items.len()), Ok(count), "{text}");
    }
    for text in ["A uchun: 1) b; 2) c", "Pasport. Ariza", "Yuridik shaxslar uchun:\nustav"] {
        assert!(documents(text, Uz).is_err(), "{text}");
    }
    assert_eq!(steps("1. Apply. Wait. 2. Come", En).map(|items| items.len()), Ok(2));
}
