//! What must hold of the check for every record, and for every text.

#![allow(clippy::unwrap_used)]

use std::{path::Path, sync::LazyLock};

use jiff::civil::date;
use knowledge_base::{Facet, KnowledgeBase, Locale, ServiceRecord};
use proptest::prelude::*;

use super::{Held, Sentences, claims::claims};
use crate::{compose, render::Renderer, texts, texts::Texts, understand::Facets};

static BASE: LazyLock<KnowledgeBase> = LazyLock::new(|| {
    KnowledgeBase::load(&Path::new(env!("CARGO_MANIFEST_DIR")).join("../knowledge-base/records")).unwrap()
});
static TEXTS: LazyLock<Texts> = LazyLock::new(|| texts::own().unwrap());

/// The records with what each allows to be said in a locale.
type OfLocale = (Locale, Vec<(&'static ServiceRecord, Held)>);

/// What each record allows to be said in each locale, read once for all tests.
static HELD: LazyLock<Vec<OfLocale>> = LazyLock::new(|| {
    let of = |locale| {
        let renderer = renderer(locale);
        (locale, BASE.records().map(|record| (record, Held::of(&renderer, record))).collect())
    };
    Locale::ALL.into_iter().map(of).collect()
});

fn held(locale: Locale, number: usize) -> (&'static ServiceRecord, &'static Held) {
    let (_, records) = HELD.iter().find(|(of, _)| *of == locale).unwrap();
    let (record, held) = &records[number];
    (record, held)
}

fn renderer(locale: Locale) -> Renderer<'static> {
    Renderer { base: &BASE, texts: &TEXTS, locale, today: date(2026, 11, 23) }
}

/// The sentences in which the assistant itself tells the facts of a record.
fn told(renderer: &Renderer<'_>, record: &ServiceRecord) -> Vec<String> {
    let held = compose::held_facets(renderer, record);
    let asked = |facet: Facet| Facets { asked: vec![facet], ..Facets::default() };
    let sentences = held.iter().flat_map(|facet| compose::sentences(renderer, record, &asked(*facet)));
    sentences.flat_map(|text| Sentences::default().push(&format!("{text}\n"))).collect()
}

#[test]
fn every_fact_of_every_record_passes_as_the_assistant_tells_it() {
    let (mut all, mut failed) = (0, Vec::new());
    for (locale, records) in HELD.iter() {
        let renderer = renderer(*locale);
        for (record, held) in records {
            for sentence in told(&renderer, record) {
                all += 1;
                if let Err(objection) = held.check(&sentence) {
                    failed.push(format!("{} {}: {sentence} <- {objection:?}", record.id, locale.tag()));
                }
            }
        }
    }
    println!("{} of {all} fail\n{}", failed.len(), failed.join("\n"));
    assert!(failed.is_empty());
}

/// The values of a facet in cases, each with its condition.
fn cases(renderer: &Renderer<'_>, record: &ServiceRecord, facet: Facet) -> Vec<(String, Option<String>)> {
    let values = match facet {
        Facet::Fee => renderer.fees(record),
        Facet::Time => renderer.durations(record),
        _ => renderer.validity(record),
    };
    values.into_iter().map(|value| (value.main, value.detail)).collect()
}

#[test]
fn a_value_with_the_condition_of_another_case_does_not_pass() {
    let (mut all, mut passed) = (0, Vec::new());
    for (locale, records) in HELD.iter() {
        let renderer = renderer(*locale);
        for (record, held) in records {
            for facet in [Facet::Time, Facet::Validity] {
                let cases = cases(&renderer, record, facet);
                for (value, own) in &cases {
                    for (other_value, condition) in &cases {
                        let Some(condition) = condition.as_ref().filter(|_| other_value != value && own.is_some())
                        else {
                            continue;
                        };
                        all += 1;
                        let told = renderer
                            .format(&format!("say-{}", facet.name()), &[("value", &format!("{value} ({condition})"))]);
                        if held.check(&told).is_ok() {
                            passed.push(format!("{} {}: {told}", record.id, locale.tag()));
                        }
                    }
                }
            }
        }
    }
    println!("{} of {all} pass\n{}", passed.len(), passed.join("\n"));
    assert!(passed.is_empty());
}

#[test]
fn a_value_of_another_facet_does_not_pass() {
    let (mut all, mut passed) = (0, Vec::new());
    for (locale, records) in HELD.iter() {
        let renderer = renderer(*locale);
        for (record, held) in records {
            for (facet, other) in [(Facet::Time, Facet::Validity), (Facet::Validity, Facet::Time)] {
                let own: Vec<String> = cases(&renderer, record, facet).into_iter().map(|(value, _)| value).collect();
                for (value, _) in cases(&renderer, record, other) {
                    let counts = value.contains(|c: char| c.is_ascii_digit());
                    if own.contains(&value) || !counts {
                        continue;
                    }
                    all += 1;
                    let told = renderer.format(&format!("say-{}", facet.name()), &[("value", &value)]);
                    if held.check(&told).is_ok() {
                        passed.push(format!("{} {}: {told}", record.id, locale.tag()));
                    }
                }
            }
        }
    }
    println!("{} of {all} pass\n{}", passed.len(), passed.join("\n"));
    assert!(passed.is_empty());
}

/// A record, a locale, and one of the sentences that tell its facts.
fn sentence() -> impl Strategy<Value = (usize, Locale, prop::sample::Index)> {
    (0..BASE.records().len(), prop::sample::select(Locale::ALL.to_vec()), any::<prop::sample::Index>())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn facts_of_a_record_in_any_order_pass_and_pass_again(
        (number, locale, _) in sentence(),
        seed in any::<u64>(),
    ) {
        let renderer = renderer(locale);
        let (record, held) = held(locale, number);
        let mut sentences = told(&renderer, record);
        let length = sentences.len().max(1);
        sentences.rotate_left((seed % length as u64) as usize);
        let kept: Vec<&String> = sentences.iter().filter(|sentence| held.check(sentence).is_ok()).collect();
        prop_assert_eq!(kept.len(), sentences.len());
        let again: Vec<&String> = kept.iter().copied().filter(|sentence| held.check(sentence).is_ok()).collect();
        prop_assert_eq!(again, kept);
    }

    #[test]
    fn a_changed_digit_that_the_record_does_not_hold_is_seen(
        (number, locale, chosen) in sentence(),
        place in any::<prop::sample::Index>(),
        other in 1u32..10,
    ) {
        let renderer = renderer(locale);
        let (record, held) = held(locale, number);
        let sentences: Vec<String> = told(&renderer, record).into_iter().filter(|s| s.contains(|c: char| c.is_ascii_digit())).collect();
        prop_assume!(!sentences.is_empty());
        let sentence = chosen.get(&sentences);
        let digits: Vec<(usize, char)> = sentence.char_indices().filter(|(_, c)| c.is_ascii_digit()).collect();
        let (at, digit) = *place.get(&digits);
        let changed = char::from_digit((digit.to_digit(10).unwrap() + other) % 10, 10).unwrap();
        let mut draft = sentence.clone();
        draft.replace_range(at..=at, &changed.to_string());
        // Only what no text of the record says in any language is wrong for certain.
        let texts = Locale::ALL.into_iter().flat_map(|locale| super::texts(&Renderer { locale, ..renderer }, record));
        let known: std::collections::HashSet<_> = texts.chain(sentences.iter().cloned()).flat_map(|text| claims(&text)).flatten().collect();
        let unknown = claims(&draft).into_iter().any(|readings| !readings.iter().any(|claim| claim.is_in(&known)));
        prop_assume!(unknown);
        prop_assert!(held.check(&draft).is_err(), "{draft}");
    }

    #[test]
    fn the_sentences_of_a_text_lose_nothing_of_it(text in "[a-zA-Zа-яўқ0-9 .,!?…\n%-]{0,120}", cut in any::<prop::sample::Index>()) {
        let letters = |text: &str| text.chars().filter(|c| c.is_alphabetic()).collect::<String>();
        let cuts: Vec<usize> = text.char_indices().map(|(at, _)| at).chain([text.len()]).collect();
        let (one, other) = text.split_at(*cut.get(&cuts));
        let mut sentences = Sentences::default();
        let mut found = sentences.push(one);
        found.extend(sentences.push(other));
        found.extend(sentences.push("\n"));
        prop_assert_eq!(letters(&found.concat()), letters(&text));
        // Wherever a stream is cut, the sentences are the same.
        prop_assert_eq!(found, Sentences::default().push(&format!("{text}\n")));
    }

    #[test]
    fn no_text_makes_the_check_panic(number in 0..BASE.records().len(), text in "\\PC{0,120}") {
        let _ = held(Locale::Ru, number).1.check(&text);
    }
}
