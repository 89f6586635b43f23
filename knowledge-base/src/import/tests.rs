use std::{collections::BTreeSet, fs, io};

use proptest::prelude::*;

use super::{
    sections::{Label, sections},
    *,
};
use crate::{Files, KnowledgeBase};

const CATALOGUE: &str = include_str!("testdata/catalogue.jsonl");

fn day() -> Date {
    "2026-08-24".parse().unwrap()
}

fn catalogue() -> Vec<Draft> {
    drafts(&read_pages(CATALOGUE.as_bytes()).unwrap(), day())
}

fn page(language: Language, content: &str) -> Page {
    Page {
        id: "7".to_owned(),
        url: format!("https://example.org/{language}/7"),
        language,
        title: "Title".to_owned(),
        description: "What it is.".to_owned(),
        content: content.to_owned(),
    }
}

fn draft(pages: &[(Language, &str)]) -> Draft {
    let pages: Vec<Page> = pages.iter().map(|(language, content)| page(*language, content)).collect();
    drafts(&pages, day()).remove(0)
}

/// The draft with what only an editor can add, as the one record of a knowledge base.
fn load(draft: &Draft) -> Result<KnowledgeBase, crate::LoadError> {
    let names = |key: &str| format!("{key}:\n  uz: Nom\n  ru: Имя\n  en: Name\n");
    let added = "category: business\nagencies: [justice]\nconfidence: high\nquestions: { uz: [a], ru: [b], en: [c] }\n";
    let files = [
        ("agencies.yaml".to_owned(), names("justice")),
        ("categories.yaml".to_owned(), names("business")),
        ("bhm.yaml".to_owned(), "- uzs: 440000\n  from: 2026-09-01\n  source: https://example.org/bhm\n".to_owned()),
        (format!("business/{}.yaml", draft.id), format!("{}{added}", draft.yaml)),
    ];
    let folder = tempfile::tempdir().unwrap();
    for (path, text) in &files {
        let path = folder.path().join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }
    assert_eq!(Files::read(folder.path()).unwrap().iter().len(), files.len());
    KnowledgeBase::load(folder.path())
}

#[test]
fn every_service_of_a_catalogue_becomes_one_draft() {
    let drafts = catalogue();
    let ids: Vec<&str> = drafts.iter().map(|draft| draft.id.as_str()).collect();
    assert_eq!(ids, ["service-630", "service-58", "service-1067", "service-721", "booking-a-notary-appointment"]);
    for draft in &drafts {
        assert!(draft.facts >= 5, "{}", draft.yaml);
        assert!(draft.source_text.contains("https://my.gov.uz/uz/service/"));
        let wrong = |line: &&str| !line.trim_start().starts_with('#') && line.contains(['\'', '’', '‘', '`']);
        assert_eq!(draft.yaml.lines().find(wrong), None);
    }
}

#[test]
fn a_complete_draft_loads_once_an_editor_has_finished_it() {
    let drafts = catalogue();
    assert_eq!(drafts[0].unparsed, []);
    let base = load(&drafts[0]).unwrap_or_else(|error| panic!("{error}\n{}", drafts[0].yaml));
    let record = base.records().next().unwrap();
    let own = fs::read_to_string(
        std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("records/business/franchise-contract-registration.yaml"),
    );
    // The facts are those of the project's own record of this service.
    let own = own.unwrap();
    for part in
        ["- bhm: 0.33", "via: portal", "- working_days: 1", "number: \"346\"", "date: 2022-07-24", "+998 71 207-00-66"]
    {
        assert!(own.contains(part) && drafts[0].yaml.contains(part), "{part}: {}", drafts[0].yaml);
    }
    assert_eq!(record.documents.as_ref().map(Vec::len), Some(2));
    assert_eq!(record.cited_url(), "https://my.gov.uz/uz/service/630");
}

#[test]
fn what_is_not_understood_or_missing_stands_as_a_remark() {
    let drafts = catalogue();
    let reregistration = &drafts[1];
    let fields: BTreeSet<&str> = reregistration.unparsed.iter().map(|one| one.field).collect();
    assert_eq!(fields, BTreeSet::from(["duration"]), "{}", reregistration.yaml);
    assert!(reregistration.yaml.contains("# unparsed duration (ru): 30 минут; если"), "{}", reregistration.yaml);
    assert!(reregistration.yaml.contains("  - bhm: 1\n") && reregistration.yaml.contains("date: 2017-02-09"));
    let software = &drafts[2];
    for part in
        ["documents: []", "  # missing: ru\n  # missing: en", "- automatic: true", "organisation (uz): Oʻzbekiston"]
    {
        assert!(software.yaml.contains(part), "{part}: {}", software.yaml);
    }
    let bankruptcy = &drafts[3];
    assert_eq!(bankruptcy.unparsed, [], "{}", bankruptcy.yaml);
    for part in [
        "uz: Xoʻjalik jamiyatining toʻlovga qobiliyatsizligi (bankrotligi) toʻgʻrisida maʼlumotnoma",
        "date: 2023-11-20",
    ] {
        assert!(bankruptcy.yaml.contains(part), "{part}: {}", bankruptcy.yaml);
    }
    let notary = &drafts[4];
    for part in
        ["act: ministry-order", "number: \"2646-1\"", "# missing: summary", "# missing: audience", "phone: \"1008\""]
    {
        assert!(notary.yaml.contains(part), "{part}: {}", notary.yaml);
    }
}

#[test]
fn sections_are_found_on_lines_before_colons_and_bare() {
    let labels = |text: &str| sections(text).into_iter().collect::<Vec<(Label, String)>>();
    let expected = vec![(Label::Fee, "1".to_owned()), (Label::Term, "2".to_owned())];
    for text in [
        "Toʻlov\n1\nMuddat\n2",
        "Narxi: 1 Muddati: 2",
        "СТОИМОСТЬ УСЛУГИ\n1\n\nСрок оказания услуги:\n2",
        "Госпошлина — 1\nСрок: 2",
        "Cost: 1. Processing time: 2",
        "1. Fee\n1\n2. Term\n2",
        "Xizmat narxi 1 Xizmat koʻrsatish muddati 2 Umumiy statistika 99",
        "Service fee 1 Processing time 2 Ratings and reviews 5",
    ] {
        let found: Vec<(Label, String)> =
            labels(text).into_iter().map(|(label, value)| (label, value.trim_end_matches('.').to_owned())).collect();
        assert_eq!(found, expected, "{text}");
    }
    // A label within a sentence is none.
    assert_eq!(labels("Fee: 5 BCA if the term: is over").len(), 1);
    assert_eq!(labels("The required documents are read. Required documents are kept."), []);
    let bare = labels("Xizmat narxi 1 Xizmat foydalanuvchilari 2 Aloqa 3 Tashkilot 4 Bu qanday ishlaydi? 5");
    assert_eq!(bare.len(), 5);
}

#[test]
fn languages_that_disagree_are_told_and_the_field_left_out() {
    let draft = draft(&[(Language::Uz, "Toʻlov: 1 BHM"), (Language::Ru, "Плата: 2 БРВ"), (Language::En, "Fee: free")]);
    assert_eq!(draft.unparsed.iter().map(|one| one.language).collect::<Vec<_>>(), Language::ALL);
    assert!(!draft.yaml.contains("\nfee:"), "{}", draft.yaml);
    // One language that is not understood may hold a condition that the others leave out.
    let draft = self::draft(&[(Language::Uz, "Toʻlov: 1 BHM"), (Language::Ru, "Плата: 1 БРВ для граждан")]);
    assert_eq!((draft.unparsed.len(), draft.yaml.contains("bhm:")), (2, false));
}

#[test]
fn links_and_mail_are_told_apart_from_phones() {
    let draft = draft(&[(Language::En, "Contact: 1148, info@example.org, https://e-visa.gov.uz. Fee: free")]);
    assert!(draft.yaml.contains("  other:\n    - \"https://e-visa.gov.uz/\""), "{}", draft.yaml);
    assert!(
        draft.yaml.contains("phone: \"1148\"") && draft.yaml.contains("# unparsed contacts (en): info@example.org")
    );
}

#[test]
fn pages_belong_together_by_id_or_by_address_and_ids_are_never_taken_twice() {
    let mut pages = ["1", "", "1", ""].map(|id| Page { id: id.to_owned(), ..page(Language::En, "") });
    for (page, url) in pages.iter_mut().zip(["/en/a", "/ru/a", "/uz/b", "/en/c?id=1"]) {
        page.url = format!("https://example.org{url}");
    }
    let ids: Vec<String> = drafts(&pages, day()).iter().map(|draft| draft.id.to_string()).collect();
    assert_eq!(ids, ["service-1", "title"]);
    let same = ["x", "y", "z"].map(|path| Page {
        id: "Шифр".to_owned() + path,
        url: format!("https://example.org/{path}"),
        title: "o‘quv ".repeat(40),
        ..page(Language::Uz, "")
    });
    let ids: BTreeSet<RecordId> = drafts(&same, day()).into_iter().map(|draft| draft.id).collect();
    assert_eq!(ids.len(), 3);
}

#[test]
fn all_bad_lines_of_a_catalogue_are_told_at_once() {
    let error = read_pages(
        "{\"id\":1}\n\nnot json\n{\"url\":\"nowhere\",\"lang\":\"uz\",\"title\":\"\",\"content\":\"\"}\n".as_bytes(),
    );
    let ImportError::BadLines(bad) = error.unwrap_err() else { panic!("bad lines were expected") };
    assert_eq!(bad.iter().map(|bad| bad.line).collect::<Vec<_>>(), [1, 3, 4]);
    assert!(bad[2].what.contains("nowhere") && !bad[2].what.contains("line 1"), "{bad:?}");
    let line = "{\"id\":null,\"url\":\"https://a.uz/b\",\"lang\":\"uz-Cyrl\",\"title\":\"t\",\"description\":null,\"content\":\"c\"}";
    assert_eq!(read_pages(line.as_bytes()).unwrap()[0].language, Language::Uz);
}

#[test]
fn a_draft_is_not_written_over_unless_forced() {
    let folder = tempfile::tempdir().unwrap();
    let draft = catalogue().remove(0);
    draft.write(folder.path(), false).unwrap();
    let file = folder.path().join("service-630.yaml");
    fs::write(&file, "mended").unwrap();
    assert_eq!(draft.write(folder.path(), false).unwrap_err().kind(), io::ErrorKind::AlreadyExists);
    assert_eq!(fs::read_to_string(&file).unwrap(), "mended");
    draft.write(folder.path(), true).unwrap();
    assert_eq!(fs::read_to_string(&file).unwrap(), draft.yaml);
    assert_eq!(fs::read_to_string(file.with_extension("txt")).unwrap(), draft.source_text);
}

/// The numbers of a text without their grouping, with a decimal point.
fn numbers(text: &str) -> BTreeSet<String> {
    let number = regex::Regex::new(r"\d+(?:[ ,.]\d+)*").unwrap();
    let plain = |number: &str| number.parse::<rust_decimal::Decimal>().map(|number| number.normalize().to_string());
    let variants = |written: &str| {
        let parts: Vec<String> = written.split([' ', ',', '.']).map(str::to_owned).collect();
        let joined = [written.replace([' ', ','], ""), written.replace(' ', "").replace(',', ".")];
        parts.into_iter().chain(joined).collect::<Vec<_>>()
    };
    number.find_iter(text).flat_map(|found| variants(found.as_str())).filter_map(|number| plain(&number).ok()).collect()
}

proptest! {
    #[test]
    fn no_text_makes_it_panic_or_breaks_the_yaml(title in "\\PC{0,20}", text in "(?s).{0,120}", label in 0..6_usize) {
        let label = ["Fee: ", "Term: ", "Documents: ", "Contact: ", "Legal basis: ", "How it works: "][label];
        for language in Language::ALL {
            let page = Page { title: title.clone(), description: text.clone(), ..page(language, &format!("{label}{text}")) };
            let drafts = drafts(&[page], day());
            if let Err(error) = load(&drafts[0]) {
                prop_assert!(!error.to_string().contains("not YAML"), "{error}\n{}", drafts[0].yaml);
            }
        }
    }

    #[test]
    fn every_typed_number_stands_in_the_source(
        parts in prop::collection::vec("[0-9]{1,4}|0[.,][0-9]{1,3}|[1-9][0-9]{0,2} [0-9]{3}| ?(BHM|БРВ|BCA|so'm|сум|soum|%|ish kuni|дней|days|-|dan|до|to|oy|бесплатно|;|,|va|№|от|-son|2017|февраля|PF|постановление|закон)", 1..8),
        label in 0..4_usize,
        gap in " ?",
    ) {
        let value = parts.join(&gap);
        for language in Language::ALL {
            let label = ["Fee: ", "Term: ", "Contact: ", "Legal basis: "][label];
            let label = match language {
                Language::En => label.to_owned(),
                _ => label.replace("Fee", "Narxi").replace("Term", "Срок").replace("Contact", "Aloqa").replace("Legal basis", "Asos"),
            };
            let draft = draft(&[(language, &format!("{label}{value}"))]);
            let known = numbers(&value);
            let digits: String = value.chars().filter(char::is_ascii_digit).collect();
            for line in draft.yaml.lines().filter(|line| line.starts_with("  ") && !line.contains("url") && !line.contains('#')) {
                let written = line.split(": ").nth(1).unwrap_or_default().trim_matches('"');
                if line.contains("phone") {
                    let phone: String = written.trim_start_matches("+998 ").chars().filter(char::is_ascii_digit).collect();
                    prop_assert!(digits.contains(&phone), "{value}: {line}");
                } else if let Ok(number) = written.parse::<rust_decimal::Decimal>() {
                    prop_assert!(known.contains(&number.normalize().to_string()), "{value}: {line}");
                }
            }
        }
    }
}
