#![allow(clippy::unwrap_used)]

use std::{fs, path::Path};

use super::*;
use crate::{
    fact::{Duration, DurationUnit, Fee, Via},
    record::Confidence,
};

const AGENCIES: &str = "justice:\n  uz: Adliya vazirligi\n  ru: Министерство юстиции\n  en: Ministry of Justice\n";
const CATEGORIES: &str = "business:\n  uz: Tadbirkorlik\n  ru: Предпринимательство\n  en: Business\n";
const BHM: &str = "- uzs: 440000\n  from: 2026-09-01\n  source: https://example.org/bhm\n";
const RECORD: &str = r#"id: firm
category: business
title: { uz: Firma, ru: Фирма, en: Firm }
summary: { uz: Firma ochish., ru: Открытие фирмы., en: Opening a firm. }
agencies: [justice]
audience: [individual, legal_entity]
fee:
  - bhm: 0.801
    via: portal
    when: { uz: onlayn, ru: онлайн, en: online }
  - free: true
duration:
  - days: 14
    from: 7
documents: []
channels:
  - portal
  - agency: true
    note: { uz: shaxsan, ru: лично, en: in person }
  - site: e-visa.gov.uz
contacts:
  - phone: "1148"
legal_basis:
  - act: cabinet-resolution
    number: "66"
    date: 2017-02-09
links:
  portal: https://my.gov.uz/uz/service/58
confidence: high
questions:
  uz: [firma ochish qancha]
  ru: [сколько стоит фирма]
  en: [how much is a firm]
sources:
  - url: https://my.gov.uz/uz/service/58
    seen: 2026-08-24
checked: 2026-08-24
"#;

fn folder(records: &[(&str, &str)]) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    let write = |name: &str, text: &str| {
        let path = folder.path().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    };
    write("agencies.yaml", AGENCIES);
    write("categories.yaml", CATEGORIES);
    write("bhm.yaml", BHM);
    for (name, text) in records {
        write(name, text);
    }
    folder
}

fn problems(records: &[(&str, &str)]) -> Vec<Problem> {
    match KnowledgeBase::load(folder(records).path()) {
        Err(LoadError::Invalid(problems)) => problems,
        other => panic!("problems were expected, not {other:?}"),
    }
}

#[test]
fn a_record_is_read_with_its_facts() {
    let base = KnowledgeBase::load(folder(&[("business/firm.yaml", RECORD)]).path()).unwrap();
    let record = base.records().next().unwrap();
    assert_eq!(record.fee[0].value, Fee::Bhm("0.801".parse().unwrap()));
    assert_eq!(record.fee[0].via, Some(Via::Portal));
    assert_eq!(record.fee[1].value, Fee::Free);
    let range = Duration::Span { from: Some(7), amount: 14, unit: DurationUnit::Days };
    assert_eq!(record.duration[0].value, range);
    assert_eq!(record.documents, Some(Vec::new()));
    assert_eq!(record.channels.len(), 3);
    assert_eq!(record.confidence, Confidence::High);
    assert_eq!(record.cited_url(), "https://my.gov.uz/uz/service/58");
}

#[test]
fn all_problems_of_a_file_are_told_at_once_with_their_lines() {
    let broken = RECORD
        .replace("ru: Фирма, ", "")
        .replace("\"1148\"", "\"11-48-00\"")
        .replace("https://my.gov.uz/uz/service/58\nconfidence", "my.gov.uz\nconfidence")
        .replace("free: true", "fre: true")
        .replace("checked: 2026-08-24", "checked: yesterday");
    let found = problems(&[("business/firm.yaml", &broken)]);
    let fields: Vec<(usize, &str)> = found.iter().map(|problem| (problem.line, problem.field.as_str())).collect();
    for expected in [
        (3, "title"),
        (11, "fee[1]"),
        (11, "fee[1].fre"),
        (22, "contacts[0].phone"),
        (28, "links.portal"),
        (37, "checked"),
    ] {
        assert!(fields.contains(&expected), "{expected:?} in {fields:?}");
    }
}

#[test]
fn a_record_in_the_wrong_place_is_refused() {
    let found = problems(&[("business/company.yaml", RECORD), ("tax/firm.yaml", RECORD)]);
    let fields: Vec<(&str, &str)> =
        found.iter().map(|problem| (problem.file.as_str(), problem.field.as_str())).collect();
    assert!(fields.contains(&("business/company.yaml", "id")));
    assert!(fields.contains(&("tax/firm.yaml", "category")));
}

#[test]
fn references_to_nothing_are_refused_at_their_line() {
    let broken =
        format!("{}related: [nothing]\n", RECORD.replace("agencies: [justice]", "agencies: [ministry-of-magic]"));
    let found = problems(&[("business/firm.yaml", &broken)]);
    let fields: Vec<(usize, &str)> = found.iter().map(|problem| (problem.line, problem.field.as_str())).collect();
    assert_eq!(fields, [(5, "agencies"), (38, "related")]);
}

#[test]
fn text_that_is_not_yaml_is_told_with_its_line() {
    let found = problems(&[("business/firm.yaml", "id: firm\ntitle: { uz: a\n")]);
    assert_eq!(found[0].field, "file");
    assert!(found[0].what.starts_with("this is not YAML"));
}

#[test]
fn a_missing_table_is_a_problem_and_a_missing_folder_an_error() {
    let folder = folder(&[]);
    fs::remove_file(folder.path().join("bhm.yaml")).unwrap();
    assert!(
        matches!(KnowledgeBase::load(folder.path()), Err(LoadError::Invalid(problems)) if problems[0].file == "bhm.yaml")
    );
    assert!(matches!(KnowledgeBase::load(Path::new("/no/such/folder")), Err(LoadError::Unreadable { .. })));
}

#[test]
fn the_fingerprint_changes_with_a_record() {
    let fingerprint = |text: &str| {
        KnowledgeBase::load(folder(&[("business/firm.yaml", text)]).path()).unwrap().fingerprint().to_owned()
    };
    assert_eq!(fingerprint(RECORD), fingerprint(RECORD));
    assert_ne!(fingerprint(RECORD), fingerprint(&RECORD.replace("0.801", "0.802")));
}

#[test]
fn the_records_of_the_project_load() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("records");
    let base = KnowledgeBase::load(&folder).unwrap_or_else(|error| panic!("{error}"));
    assert!(base.records().len() >= 60);
    for (category, _) in base.categories() {
        assert!(base.records().any(|record| record.category == *category), "no record of {category}");
    }
}

const OTHER: &str = "life-events/founding.yaml";
const LIFE_EVENT: &str = r#"id: founding
title: { uz: Ish boshlash, ru: Начало дела, en: Starting up }
summary: { uz: Tartib shunday., ru: Порядок такой., en: This is the order. }
steps:
  - record: firm
    line: { uz: oching, ru: откройте, en: open it }
  - record: shop
    line: { uz: soʻng, ru: затем, en: then }
questions: { uz: [biznes boshlamoqchiman], ru: [хочу начать дело], en: [i want to start up] }
"#;

#[test]
fn a_life_event_is_read_with_its_steps_in_order() {
    let shop = RECORD.replace("id: firm", "id: shop");
    let records = [("business/firm.yaml", RECORD), ("business/shop.yaml", &shop), (OTHER, LIFE_EVENT)];
    let base = KnowledgeBase::load(folder(&records).path()).unwrap();
    let event = base.life_events().next().unwrap();
    let records: Vec<&str> = event.steps.iter().map(|step| step.record.as_str()).collect();
    assert_eq!((event.id.as_str(), records), ("founding", vec!["firm", "shop"]));
}

#[test]
fn a_life_event_with_unknown_or_repeated_records_is_refused() {
    let found = problems(&[("business/firm.yaml", RECORD), (OTHER, LIFE_EVENT)]);
    assert_eq!((found[0].line, found[0].field.as_str()), (7, "steps"));
    let twice = LIFE_EVENT.replace("record: shop", "record: firm");
    let found = problems(&[("business/firm.yaml", RECORD), (OTHER, &twice)]);
    assert_eq!(found[0].what, "the list names a record twice");
}

const PHRASINGS_FILE: &str = "phrasings/business.yaml";

#[test]
fn phrasings_join_the_record_or_the_life_event_that_they_name() {
    let shop = RECORD.replace("id: firm", "id: shop");
    let phrasings = "firm:\n  uz: [firma kerey]\n  ru: [фирму открыть чё нужно]\n\nfounding:\n  en: [my own shop]\n";
    let records = [
        ("business/firm.yaml", RECORD),
        ("business/shop.yaml", &shop),
        (OTHER, LIFE_EVENT),
        (PHRASINGS_FILE, phrasings),
    ];
    let base = KnowledgeBase::load(folder(&records).path()).unwrap();
    let firm = base.record(&RecordId::parse("firm").unwrap()).unwrap();
    assert_eq!((firm.phrasings.uz.as_slice(), firm.phrasings.en.len()), (&["firma kerey".to_owned()][..], 0));
    assert_eq!(base.life_events().next().unwrap().phrasings.en, ["my own shop"]);
}

#[test]
fn phrasings_of_nothing_and_in_unknown_languages_are_refused() {
    let found = problems(&[("business/firm.yaml", RECORD), (PHRASINGS_FILE, "firm:\n  kk: [a]\nshop:\n  uz: [b]\n")]);
    let told: Vec<(usize, &str)> = found.iter().map(|problem| (problem.line, problem.what.as_str())).collect();
    assert_eq!(told, [(2, "unknown field `kk`"), (3, "`shop` is not known")]);
}
