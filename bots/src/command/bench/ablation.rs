//! What each part of the search is worth: the right record first, by slice, with the part left out.
//!
//! The decision is not asked: a record counts that the search puts first, whatever would be done with it. Each part is left out alone,
//! all others stay; parts stand in for one another, so the losses do not add up.

use std::{
    collections::BTreeMap,
    path::{Path, PathBuf},
    sync::Arc,
};

use ::retrieval::{Index, IndexOptions, Searcher, TextEmbedder, search::Tuning, terms::TermRules};
use assistant::{Assistant, AssistantParts};
use evals::{Case, read_suite};
use knowledge_base::KnowledgeBase;
use models::Embedder;
use serde::Serialize;
use tokio::task::block_in_place;

use super::Measured;
use crate::{
    command::{CommandError, Context, table::Table},
    startup,
};

#[derive(Debug, Serialize)]
pub(super) struct AblationReport {
    /// Questions by slice.
    questions: BTreeMap<String, usize>,
    variants: Vec<Variant>,
}

/// The search with a part left out.
#[derive(Debug, Serialize)]
struct Variant {
    without: &'static str,
    /// Per cent of questions with the right record first, by slice.
    hit1: BTreeMap<String, f64>,
}

/// How a searcher is made and weighed.
struct Making {
    without: &'static str,
    tuning: Tuning,
    rules: TermRules,
    letter_groups: bool,
}

impl Making {
    fn whole() -> Self {
        Self { without: "nothing", tuning: Tuning::default(), rules: TermRules::default(), letter_groups: true }
    }

    fn weighed(without: &'static str, change: impl FnOnce(&mut Tuning)) -> Self {
        let mut making = Self { without, ..Self::whole() };
        change(&mut making.tuning);
        making
    }

    fn ruled(without: &'static str, rules: TermRules) -> Self {
        Self { without, rules, ..Self::whole() }
    }

    /// All, those on the same index beside one another.
    fn all() -> Vec<Self> {
        let rules = TermRules::default();
        vec![
            Self::whole(),
            Self::weighed("the dense arm", |tuning| (tuning.dense, tuning.near) = (0.0, 0.0)),
            Self::weighed("the sparse arm", |tuning| (tuning.coverage, tuning.held) = (0.0, 0.0)),
            Self::weighed("letter groups of terms", |tuning| {
                (tuning.terms.groups, tuning.terms.groups_of_unknown) = (0.0, 0.0);
            }),
            Self::weighed("sounds of terms", |tuning| tuning.terms.sound = 0.0),
            Self::weighed("the other keyboard", |tuning| tuning.reads_other_keyboard = false),
            Self::weighed("mending of slips", |tuning| tuning.mends = false),
            Self::weighed("Russian read back", |tuning| tuning.reads_back = false),
            Self::ruled("Uzbek affixes", TermRules { affixes: false, ..rules }),
            Self::ruled("Snowball stems", TermRules { snowball: false, ..rules }),
            Self::ruled("apostrophes alike", TermRules { apostrophes: false, ..rules }),
            Self { without: "letter groups of vectors", letter_groups: false, ..Self::whole() },
        ]
    }

    /// The name of its index: what is only weighed otherwise is asked of the same one.
    fn index(&self) -> &'static str {
        let is_whole = self.rules == TermRules::default() && self.letter_groups;
        if is_whole { Self::whole().without } else { self.without }
    }

    /// The assistant over an index in a folder that has to outlive it.
    fn assistant(&self, base: &Arc<KnowledgeBase>, folder: &Path) -> Result<Assistant, CommandError> {
        let shipped = Embedder::shipped();
        let embedder: Arc<dyn TextEmbedder> =
            Arc::new(if self.letter_groups { shipped } else { shipped.without_letter_groups() });
        let place = folder.join(self.index());
        let options = IndexOptions { rules: self.rules, ..IndexOptions::new(place, Arc::clone(&embedder)) };
        let searcher = Searcher::with_tuning(Index::open_or_build(base, &options, |_| {})?, self.tuning);
        let parts = AssistantParts { base: Arc::clone(base), searcher, embedder, clock: startup::today };
        Assistant::new(parts).map_err(|error| CommandError::Internal(error.to_string()))
    }
}

pub(super) fn measure(context: &Context, suites: &[PathBuf]) -> Result<AblationReport, CommandError> {
    let report = context.bars.report();
    let base = Arc::new(block_in_place(|| startup::records(&context.settings, &report))?);
    let mut cases = Vec::new();
    for suite in suites {
        let read = read_suite(suite).map_err(|error| CommandError::Usage(error.to_string()))?;
        cases.extend(read.into_iter().filter(|case| !case.services.is_empty() && case.turns.is_empty()));
    }
    let mut questions = BTreeMap::new();
    for slice in cases.iter().flat_map(slices) {
        *questions.entry(slice).or_default() += 1;
    }
    let mut variants = Vec::new();
    let folder = tempfile::tempdir()?;
    for making in Making::all() {
        let assistant = block_in_place(|| making.assistant(&base, folder.path()))?;
        let mut hits: BTreeMap<String, usize> = BTreeMap::new();
        for case in &cases {
            if is_hit(&assistant, case)? {
                slices(case).into_iter().for_each(|slice| *hits.entry(slice).or_default() += 1);
            }
        }
        let share = |(slice, count): (&String, &usize)| {
            let hits = hits.get(slice).copied().unwrap_or_default();
            (slice.clone(), 100.0 * hits as f64 / *count as f64)
        };
        variants.push(Variant { without: making.without, hit1: questions.iter().map(share).collect() });
    }
    Ok(AblationReport { questions, variants })
}

/// Whether a right record comes first.
fn is_hit(assistant: &Assistant, case: &Case) -> Result<bool, CommandError> {
    let examined = assistant.examine(&case.question).map_err(|error| CommandError::Internal(error.to_string()))?;
    let first = examined.and_then(|examined| examined.records.into_iter().next()).map(|(record, _)| record);
    Ok(first.is_some_and(|first| case.services.iter().any(|service| service == first.as_str())))
}

/// How people typed: of the cases that are written so on purpose.
const TYPED: [&str; 3] = ["typo", "layout", "translit"];

/// The slices of a case: all, its language and script, and how it was typed.
fn slices(case: &Case) -> Vec<String> {
    let typed = TYPED.iter().find(|tag| case.tags.iter().any(|known| known == *tag));
    let own = typed.map_or_else(|| format!("{}-{}", case.lang, case.script), |tag| (*tag).to_owned());
    vec!["all".to_owned(), own]
}

impl Measured for AblationReport {
    fn lines(&self) -> Vec<String> {
        let names: Vec<&str> = self.questions.keys().map(String::as_str).collect();
        let mut table = Table::new(&[&["without"], names.as_slice()].concat());
        table.row(
            [&["questions".to_owned()], self.questions.values().map(usize::to_string).collect::<Vec<_>>().as_slice()]
                .concat(),
        );
        for variant in &self.variants {
            let shares: Vec<String> = variant.hit1.values().map(|share| format!("{share:.1}")).collect();
            table.row([&[variant.without.to_owned()], shares.as_slice()].concat());
        }
        table.lines()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_misspelt_question_is_of_the_slice_of_its_slips() {
        let case = |tags: &[&str]| Case {
            id: "one".to_owned(),
            lang: "uz".to_owned(),
            script: "latn".to_owned(),
            question: "pasport".to_owned(),
            expect: "answer".to_owned(),
            tags: tags.iter().map(ToString::to_string).collect(),
            ..Case::default()
        };
        assert_eq!(slices(&case(&["fee"])), ["all", "uz-latn"]);
        assert_eq!(slices(&case(&["fee", "layout"])), ["all", "layout"]);
    }

    #[test]
    fn each_part_is_left_out_alone() {
        let makings = Making::all();
        let of = |making: &Making| (making.tuning, making.rules, making.letter_groups);
        for (place, one) in makings.iter().enumerate() {
            assert!(makings[..place].iter().all(|other| of(other) != of(one)), "{}", one.without);
        }
    }
}
