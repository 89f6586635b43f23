use jiff::civil::{Date, date};
use proptest::prelude::*;

use super::*;
use crate::{
    Files, KnowledgeBase, Language,
    fact::{Duration, DurationUnit, Fee},
};

const DAY: Date = date(2026, 11, 24);

fn page(lang: &str, title: &str, content: &str) -> String {
    serde_json::json!({"id": "58", "url": format!("https://my.gov.uz/{lang}/service/58"), "lang": lang, "title": title,
        "description": "", "content": content})
    .to_string()
}

fn one(pages: &[String]) -> Draft {
    let pages = read_pages(pages.join("\n").as_bytes()).unwrap();
    let mut drafts = drafts(&pages, DAY);
    assert_eq!(drafts.len(), 1, "one service");
    drafts.remove(0)
}

fn business() -> Vec<String> {
    vec![
        page(
            "uz",
            "Biznesni qayta ro'yxatdan o'tkazish",
            "Xizmat narxi\n1 BHM\nXizmat ko'rsatish muddati\n30 daqiqa\nAloqa: 1148\n\
            Huquqiy asos: Vazirlar Mahkamasining 2017-yil 9-fevraldagi 66-son qarori\nFoydalanuvchilar: jismoniy va yuridik shaxslar\n\
            Hujjatlar: talab etilmaydi",
        ),
        page(
            "ru",
            "Перерегистрация бизнеса",
            "Стоимость: 1 БРВ\nСрок: 30 минут\nКонтакты: 1148\nПравовая основа: Постановление Кабинета \
            Министров от 9 февраля 2017 года № 66\nПолучатели: физические и юридические лица\nДокументы: не требуются",
        ),
        page(
            "en",
            "Business re-registration",
            "Fee: 1 BCA\nTerm: 30 minutes\nContact: 1148\nLegal basis: Cabinet of Ministers resolution \
            No. 66 of February 9, 2017\nUsers: individuals and legal entities\nDocuments: not required",
        ),
    ]
}

#[test]
fn complete_pages_become_a_record_once_an_editor_has_added_what_no_page_says() {
    let draft = one(&business());
    assert_eq!(
        (draft.id.as_str(), draft.unparsed.as_slice(), draft.facts),
        ("service-58", [].as_slice(), 6),
        "{}",
        draft.yaml
    );
    let by_editor = "category: business\nagencies: [justice]\nconfidence: high\n\
        questions: { uz: [biznes qancha], ru: [сколько бизнес], en: [how much] }\n";
    let files: Files = [
        ("agencies.yaml", "justice: { uz: Adliya, ru: Юстиция, en: Justice }\n".to_owned()),
        ("categories.yaml", "business: { uz: Biznes, ru: Бизнес, en: Business }\n".to_owned()),
        ("bhm.yaml", "- { uzs: 440000, from: 2026-09-01, source: \"https://example.org/\" }\n".to_owned()),
        ("business/service-58.yaml", format!("{}{by_editor}", draft.yaml)),
    ]
    .map(|(path, text)| (path.to_owned(), text))
    .into_iter()
    .collect();
    let base = KnowledgeBase::of_files(&files).unwrap_or_else(|error| panic!("{error}\n{}", draft.yaml));
    let record = base.records().next().unwrap();
    assert_eq!(record.fee[0].value, Fee::Bhm("1".parse().unwrap()));
    let half_an_hour = Duration::Span { from: None, amount: 30, unit: DurationUnit::Minutes };
    assert_eq!(record.duration[0].value, half_an_hour);
    assert_eq!(record.legal_basis[0].number.as_deref(), Some("66"));
    assert_eq!(record.legal_basis[0].date, Some(date(2017, 2, 9)));
    assert_eq!(record.documents, Some(Vec::new()));
    assert_eq!(record.title.uz, "Biznesni qayta roʻyxatdan oʻtkazish");
    assert_eq!(record.cited_url(), "https://my.gov.uz/uz/service/58");
}

#[test]
fn values_are_read_in_every_usual_form_and_nothing_else() {
    let fee = |text, language| super::values::fee(text, language);
    for (text, language, expected) in [
        ("Bepul", Language::Uz, Some(vec!["free: true"])),
        ("BHMning 0,9 baravari", Language::Uz, Some(vec!["bhm: 0.9"])),
        ("0,9 BHM (370 800 so'm)", Language::Uz, Some(vec!["bhm: 0.9"])),
        ("45 % БРВ", Language::Ru, Some(vec!["bhm: 0.45"])),
        ("50 000 so'm", Language::Uz, Some(vec!["uzs: 50000"])),
        (
            "Онлайн: 0,9 БРВ; в ЦГУ: 1 БРВ",
            Language::Ru,
            Some(vec!["bhm: 0.9\n    via: portal", "bhm: 1\n    via: service_centre"]),
        ),
        ("от 1 до 3 БРВ", Language::Ru, None),
        ("1 BHM, boshqa hollarda kelishiladi", Language::Uz, None),
    ] {
        let expected = expected.map(|cases| cases.into_iter().map(str::to_owned).collect::<Vec<_>>());
        assert_eq!(fee(text, language), expected, "{text}");
    }
    let time = |text, language| super::values::time(text, language);
    for (text, language, expected) in [
        ("2 ish kuni", Language::Uz, Some("working_days: 2")),
        ("5-7 ish kuni ichida", Language::Uz, Some("working_days: 7\n    from: 5")),
        ("в течение 10 календарных дней", Language::Ru, Some("days: 10")),
        ("автоматически", Language::Ru, Some("automatic: true")),
        ("within 1 working day", Language::En, Some("working_days: 1")),
        ("depends on the case", Language::En, None),
    ] {
        assert_eq!(time(text, language), expected.map(|case| vec![case.to_owned()]), "{text}");
    }
    let phones = super::values::phones("(+998 71) 207 00 66, 1148").unwrap();
    assert_eq!(phones, ["+998 71 207-00-66", "1148"]);
    assert_eq!(super::values::phones("12345"), None);
    let acts = super::values::acts("ПКМ", Language::Ru);
    assert_eq!(acts, None);
}

#[test]
fn what_differs_or_is_not_understood_is_listed_and_left_out() {
    let mut pages = business();
    pages[1] = pages[1].replace("1 БРВ", "2 БРВ");
    pages[2] = pages[2].replace("30 minutes", "soon");
    let draft = one(&pages);
    assert!(!draft.yaml.contains("\nfee:"), "{}", draft.yaml);
    assert!(
        draft.yaml.contains("# unparsed fee (all): the languages differ: bhm: 1 / bhm: 2 / bhm: 1"),
        "{}",
        draft.yaml
    );
    assert!(
        draft.yaml.contains("minutes: 30") && draft.yaml.contains("# unparsed duration (en): not understood: soon")
    );
    assert_eq!(draft.unparsed.len(), 2);
}

#[test]
fn missing_languages_are_named_and_pages_of_one_service_belong_together() {
    let pages = business();
    let draft = one(&pages[1..2]);
    assert!(draft.yaml.contains("# missing: uz\n# missing: en\n"), "{}", draft.yaml);
    let cyrillic = page("uz", "Бизнесни қайта рўйхатдан ўтказиш", "Тўлов: 1 БҲМ\nМуддат: 2 иш куни");
    let draft = one(&[cyrillic]);
    assert!(draft.yaml.contains("roʻyxatdan oʻtkazish") && draft.yaml.contains("working_days: 2"), "{}", draft.yaml);
}

#[test]
fn bad_lines_are_told_at_once_and_drafts_are_not_written_over() {
    let error = read_pages("{}\n\nnot json\n".as_bytes()).unwrap_err().to_string();
    assert!(error.contains("line 1:") && error.contains("line 3:"), "{error}");
    let folder = tempfile::tempdir().unwrap();
    let draft = one(&business());
    draft.write(folder.path(), false).unwrap();
    let again = draft.write(folder.path(), false).unwrap_err();
    assert_eq!(again.kind(), std::io::ErrorKind::AlreadyExists);
    draft.write(folder.path(), true).unwrap();
}

proptest! {
    #[test]
    fn any_text_makes_a_draft_and_no_number_of_it_is_made_up(content in "(?s).{0,200}", fee in "[0-9 ,.a-zа-я%]{0,20}") {
        let pages = [page("ru", "Услуга", &format!("{content}\nСтоимость: {fee}\nСрок: {fee}"))];
        let draft = one(&pages);
        let facts: Vec<&str> = draft.yaml.lines().filter(|line| line.contains("uzs:") || line.contains("days:")).collect();
        for digits in facts.iter().flat_map(|line| line.split(|c: char| !c.is_ascii_digit())).filter(|run| !run.is_empty()) {
            let plain: String = draft.source_text.chars().filter(|c| c.is_ascii_digit()).collect();
            prop_assert!(plain.contains(digits), "{digits} in {}", draft.yaml);
        }
    }
}
