//! Drafts as a language model would write them, against the records that ship: adversarial ones, of which none may pass, and
//! faithful ones, nearly all of which must.
//!
//! A fifth of each list was set aside when it was written (`held-out`), and shorter lists about other records were written when the
//! check already held the others (`unseen`); both are reported apart.

#![allow(clippy::unwrap_used)]

use std::{fs, path::Path};

use jiff::civil::date;
use knowledge_base::{KnowledgeBase, Language, Locale, RecordId, Script};
use serde::Deserialize;

use super::{Held, Sentences};
use crate::{render::Renderer, texts};

/// A draft of a list.
#[derive(Debug, Deserialize)]
struct Draft {
    record: String,
    language: String,
    script: String,
    kind: String,
    draft: String,
    /// What must not come through; the whole draft where it is left out.
    harmful: Option<String>,
}

impl Draft {
    fn locale(&self) -> Locale {
        let script = if self.script == "cyrl" { Script::Cyrl } else { Script::Latn };
        Locale::new(*Language::ALL.iter().find(|language| language.code() == self.language).unwrap(), script)
    }
}

fn read(list: &str) -> Vec<Draft> {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("src/check/drafts/{list}.jsonl"));
    fs::read_to_string(file).unwrap().lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

/// The sentences of each draft with whether they pass.
fn checked(drafts: &[Draft]) -> Vec<Vec<(String, Option<String>)>> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../knowledge-base/records");
    let base = KnowledgeBase::load(&folder).unwrap();
    let texts = texts::own().unwrap();
    let check = |draft: &Draft| {
        let renderer = Renderer { base: &base, texts: &texts, locale: draft.locale(), today: date(2026, 11, 23) };
        let held = Held::of(&renderer, base.record(&RecordId::parse(&draft.record).unwrap()).unwrap());
        let mut sentences = Sentences::default();
        let mut found = sentences.push(&draft.draft);
        found.extend(sentences.finish());
        let objection = |sentence: &String| held.check(sentence).err().map(|objection| format!("{objection:?}"));
        found.into_iter().map(|sentence| (sentence.clone(), objection(&sentence))).collect()
    };
    drafts.iter().map(check).collect()
}

/// The adversarial drafts of a list of which anything harmful passes.
fn passing(list: &str) -> (usize, Vec<String>) {
    let drafts = read(list);
    let checked = checked(&drafts);
    let harmful = |draft: &Draft, sentences: &[(String, Option<String>)]| {
        let passed =
            sentences.iter().filter(|(_, objection)| objection.is_none()).map(|(sentence, _)| sentence.as_str());
        let passed: Vec<&str> = passed.collect();
        match &draft.harmful {
            Some(harmful) => passed.iter().any(|sentence| sentence.contains(harmful.as_str())),
            None => !passed.is_empty(),
        }
    };
    let failed = drafts.iter().zip(&checked).filter(|(draft, sentences)| harmful(draft, sentences));
    (
        drafts.len(),
        failed
            .map(|(draft, _)| format!("{} {} {}: {}", draft.record, draft.locale().tag(), draft.kind, draft.draft))
            .collect(),
    )
}

/// The faithful drafts of a list of which anything is dropped.
fn dropped(list: &str) -> (usize, Vec<String>) {
    let drafts = read(list);
    let checked = checked(&drafts);
    let failed = drafts.iter().zip(&checked).filter_map(|(draft, sentences)| {
        let objection = sentences.iter().find_map(|(_, objection)| objection.as_ref());
        let lost = sentences.is_empty().then(|| "no sentence".to_owned());
        let why = objection.cloned().or(lost)?;
        Some(format!("{} {} {}: {} <- {why}", draft.record, draft.locale().tag(), draft.kind, draft.draft))
    });
    (drafts.len(), failed.collect())
}

#[test]
fn no_adversarial_draft_passes() {
    let (all, passing) = passing("adversarial");
    println!("adversarial: {} of {all} pass\n{}", passing.len(), passing.join("\n"));
    assert!(passing.is_empty());
}

#[test]
fn nearly_every_faithful_draft_passes_whole() {
    let (all, dropped) = dropped("faithful");
    println!("faithful: {} of {all} are dropped\n{}", dropped.len(), dropped.join("\n"));
    assert!(dropped.len() * 100 <= all * 3, "{} of {all}", dropped.len());
}

#[test]
fn what_was_set_aside_fares_as_well() {
    for part in ["held-out", "unseen"] {
        let (adversarial, passing) = passing(&format!("adversarial-{part}"));
        println!("adversarial, {part}: {} of {adversarial} pass\n{}", passing.len(), passing.join("\n"));
        let (faithful, dropped) = dropped(&format!("faithful-{part}"));
        println!("faithful, {part}: {} of {faithful} are dropped\n{}", dropped.len(), dropped.join("\n"));
        assert!(passing.is_empty());
        assert!(dropped.len() * 100 <= faithful * 3);
    }
}
