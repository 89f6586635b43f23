//! Two runs side by side: what moved and how surely, then the questions that were broken, fixed, or answered otherwise.

use std::collections::BTreeMap;

use askama::Template;

use super::{
    cases::{CaseView, title, view},
    format::{change, change_interval, value},
    locales,
    trend::{self, RunView},
};
use crate::{
    Run, Scored,
    compare::{Change, Comparison, Difference, Said},
    metrics::{ALL, Metric, Shown, metric},
    score::Cause,
};

/// Half the width of a picture of an interval, in units of the drawing.
const HALF: f64 = 50.0;
/// The least width of an interval, so that one without width is seen.
const THIN: f64 = 0.5;

/// One of two runs that are compared.
#[derive(Clone, Copy)]
pub struct Side<'r> {
    /// What it is called.
    pub name: &'r str,
    /// What was asked of what.
    pub run: &'r Run,
    /// The answers.
    pub scored: &'r [Scored],
}

#[derive(Template)]
#[template(path = "compare.html")]
struct Page<'r> {
    comparison: &'r Comparison,
    before: RunView,
    after: RunView,
    better: usize,
    worse: usize,
    tiles: Vec<Tile>,
    /// Every metric over everything.
    all: Vec<Row>,
    /// Metrics of slices that are surely worse or better.
    moved: Vec<Row>,
    /// The others that differ.
    others: Vec<Row>,
    groups: Vec<Group<'r>>,
    suites: Vec<&'r str>,
    locales: Vec<String>,
    causes: Vec<(&'static str, &'static str)>,
}

/// A count.
struct Tile {
    title: &'static str,
    about: &'static str,
    count: usize,
    under: &'static str,
    bad: bool,
}

/// A difference with its interval, as places on a drawing about zero.
struct Row {
    metric: &'static str,
    slice: String,
    before: String,
    after: String,
    difference: String,
    interval: String,
    said: &'static str,
    class: &'static str,
    low: String,
    width: String,
    value: String,
}

/// Questions that changed alike.
struct Group<'r> {
    name: &'static str,
    title: &'static str,
    /// Whether it holds questions that were fixed or broken.
    moved: bool,
    pairs: Vec<Pair<'r>>,
}

/// A question with both answers.
struct Pair<'r> {
    /// The outcome and the first record, as they were and as they are.
    outcome: String,
    before: CaseView<'r>,
    after: CaseView<'r>,
    /// What was wrong and is not.
    mended: Vec<&'static str>,
    /// What is wrong and was not.
    arisen: Vec<&'static str>,
}

/// The page of a comparison, as HTML.
#[must_use]
pub fn of_comparison(comparison: &Comparison, before: Side<'_>, after: Side<'_>) -> String {
    let (all, slices): (Vec<&Difference>, Vec<&Difference>) =
        comparison.differences.iter().partition(|one| one.slice == ALL);
    let said = |what: Said| slices.iter().copied().filter(move |one| one.said() == what);
    let count = |what: Said| comparison.differences.iter().filter(|one| one.said() == what).count();
    let (better, worse) = (count(Said::Better), count(Said::Worse));
    let page = Page {
        comparison,
        before: trend::view(before.name, before.run),
        after: trend::view(after.name, after.run),
        better,
        worse,
        tiles: tiles(comparison, better, worse),
        moved: rows(said(Said::Worse).chain(said(Said::Better))),
        others: rows(said(Said::Chance).chain(said(Said::Differs))),
        all: rows(all.into_iter()),
        groups: groups(comparison, before.scored, after.scored),
        suites: after.run.setup.suites.iter().map(|suite| suite.name.as_str()).collect(),
        locales: locales(after.scored),
        causes: Cause::ALL.into_iter().map(|cause| (cause.name(), title(cause))).collect(),
    };
    page.render().expect("every value of the page is there")
}

fn tiles(comparison: &Comparison, better: usize, worse: usize) -> Vec<Tile> {
    let Comparison { fixed, broken, changed, .. } = comparison;
    let tile = |title, count, under, about, bad| Tile { title, about, count, under, bad };
    vec![
        tile("fixed", fixed.len(), "questions", "were wrong and are right", false),
        tile("broken", broken.len(), "questions", "were right and are wrong", !broken.is_empty()),
        tile("changed", changed.len(), "questions", "are answered otherwise, as right or wrong as before", false),
        tile("better", better, "figures", "metrics of slices that are better beyond chance", false),
        tile("worse", worse, "figures", "metrics of slices that are worse beyond chance", worse > 0),
    ]
}

/// Differences on one scale for shares, and on one for each metric that is none.
fn rows<'d>(differences: impl Iterator<Item = &'d Difference> + Clone) -> Vec<Row> {
    let scale_of = |metric: &'static Metric| if metric.shown == Shown::Number { metric.name } else { "" };
    let known = differences.filter_map(|one| Some((one, metric(one.metric)?)));
    let mut scales: BTreeMap<&str, f64> = BTreeMap::new();
    for (one, metric) in known.clone() {
        let furthest = one.difference.low.abs().max(one.difference.high.abs());
        let scale = scales.entry(scale_of(metric)).or_insert(f64::MIN_POSITIVE);
        *scale = scale.max(furthest);
    }
    known.map(|(one, metric)| row(one, metric, scales[scale_of(metric)])).collect()
}

fn row(one: &Difference, metric: &Metric, scale: f64) -> Row {
    let place = |value: f64| value / scale * HALF;
    let (low, high) = (place(one.difference.low), place(one.difference.high));
    let width = (high - low).max(THIN);
    let said = one.said();
    Row {
        metric: metric.title,
        slice: if one.slice == ALL { String::new() } else { one.slice.clone() },
        before: value(metric.shown, one.before),
        after: value(metric.shown, one.after),
        difference: change(metric.shown, one.difference.value),
        interval: change_interval(metric.shown, &one.difference),
        said: said.name(),
        class: match said {
            Said::Worse => "worse",
            Said::Better => "better",
            Said::Differs | Said::Chance | Said::Same => "open",
        },
        low: format!("{:.2}", f64::midpoint(low, high) - width / 2.0),
        width: format!("{width:.2}"),
        value: format!("{:.2}", place(one.difference.value)),
    }
}

fn groups<'r>(comparison: &'r Comparison, before: &'r [Scored], after: &'r [Scored]) -> Vec<Group<'r>> {
    let by_name = |scored: &'r [Scored]| scored.iter().map(|one| (one.name(), one)).collect::<BTreeMap<_, _>>();
    let (before, after) = (by_name(before), by_name(after));
    let pair = |change: &'r Change| {
        let of = |causes: &[&'static str], others: &[&'static str]| {
            causes.iter().filter(|cause| !others.contains(cause)).copied().collect::<Vec<_>>()
        };
        Some(Pair {
            outcome: if change.was == change.is {
                change.is.clone()
            } else {
                format!("{} → {}", change.was, change.is)
            },
            before: view(before.get(&change.case)?),
            after: view(after.get(&change.case)?),
            mended: of(&change.before, &change.after),
            arisen: of(&change.after, &change.before),
        })
    };
    let of = |name, title, moved, changes: &'r [Change]| Group {
        name,
        title,
        moved,
        pairs: changes.iter().filter_map(pair).collect(),
    };
    let groups = [
        of("broken", "Broken", true, &comparison.broken),
        of("fixed", "Fixed", true, &comparison.fixed),
        of("changed", "Changed, as right or wrong as before", false, &comparison.changed),
    ];
    groups.into_iter().filter(|group| !group.pairs.is_empty()).collect()
}
