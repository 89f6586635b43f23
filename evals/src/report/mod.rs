//! Pages for people: one of a run, one of two side by side, one of many. Each is a single file that asks nobody for anything.

mod cases;
mod comparison;
mod curves;
mod figures;
mod format;
mod trend;

use std::collections::BTreeSet;

use askama::Template;

use crate::{
    Run, Scored,
    judge::{UNREADABLE, Verdict},
    metrics::{Better, JUDGE, METRICS, Metric, metric},
};
use cases::{Group, groups};
use curves::{Curve, Delay, curves, delays};
use figures::{Bar, Board, Cell, Grid, boards, confusion, grid, worst};
use format::{interval, signed_bound, value};

pub use comparison::{Side, of_comparison};
pub use trend::of_runs;

/// The style of all pages.
const STYLE: &str = include_str!("../../assets/report.css");
/// Filter and search.
const SCRIPT: &str = include_str!("../../assets/report.js");

/// The page of a run.
#[derive(Template)]
#[template(path = "report.html")]
struct Page<'r> {
    run: &'r Run,
    cases: usize,
    tiles: Vec<Tile>,
    gates: Vec<Gate>,
    broken: usize,
    unmeasured: usize,
    worst: Vec<Bar>,
    boards: Vec<Board>,
    grid: Grid,
    outcomes: Vec<String>,
    confusion: Vec<(String, Vec<Cell>)>,
    curves: Vec<Curve>,
    delays: Vec<Delay>,
    groups: Vec<Group<'r>>,
    /// Verdicts of a judge with how many answers have each.
    verdicts: Vec<(&'static str, usize)>,
    suites: Vec<&'r str>,
    locales: Vec<String>,
}

/// A figure of the whole run.
struct Tile {
    title: &'static str,
    about: &'static str,
    value: String,
    interval: String,
    bad: bool,
}

/// A bound and what came.
struct Gate {
    slice: String,
    metric: String,
    bound: String,
    value: String,
    kept: bool,
    measured: bool,
}

/// Figures that stand on top, in this order.
const TILES: [&str; 9] =
    ["right", "outcome", "hit1", "ndcg10", "facts", "completeness", "language", "unsupported", JUDGE];

/// The page of a run, as HTML.
#[must_use]
pub fn of_run(run: &Run, scored: &[Scored]) -> String {
    let mut gates: Vec<Gate> = run.gates.iter().map(gate).collect();
    gates.sort_by_key(|gate| (gate.kept, !gate.measured));
    let (outcomes, confusion) = confusion(&run.summary);
    let page = Page {
        run,
        cases: scored.len(),
        tiles: TILES.iter().filter_map(|name| tile(run, metric(name)?)).collect(),
        broken: gates.iter().filter(|gate| !gate.kept).count(),
        unmeasured: gates.iter().filter(|gate| !gate.measured).count(),
        gates,
        worst: worst(&run.summary),
        boards: boards(&run.summary),
        grid: grid(&run.summary),
        outcomes,
        confusion,
        curves: curves(&run.summary),
        delays: delays(&run.summary),
        groups: groups(scored),
        verdicts: verdicts(run),
        suites: run.setup.suites.iter().map(|suite| suite.name.as_str()).collect(),
        locales: locales(scored),
    };
    page.render().expect("every value of the page is there")
}

fn verdicts(run: &Run) -> Vec<(&'static str, usize)> {
    let names = Verdict::ALL.map(Verdict::name).into_iter().chain([UNREADABLE]);
    let judged = run.summary.judged.as_ref();
    names.filter_map(|name| Some((name, *judged?.verdicts.get(name)?))).collect()
}

/// Languages with scripts that were asked in, each once.
fn locales(scored: &[Scored]) -> Vec<String> {
    let locales: BTreeSet<String> =
        scored.iter().map(|one| format!("{}-{}", one.line.case.lang, one.line.case.script)).collect();
    locales.into_iter().collect()
}

fn tile(run: &Run, metric: &Metric) -> Option<Tile> {
    let estimate = run.summary.slices.get("all")?.metrics.get(metric.name)?;
    Some(Tile {
        title: metric.title,
        about: metric.about,
        value: value(metric.shown, estimate.value),
        interval: interval(metric.shown, estimate),
        bad: metric.better == Better::Low && estimate.value > 0.0,
    })
}

fn gate(verdict: &crate::gates::Verdict) -> Gate {
    let shown = metric(&verdict.metric).map(|metric| metric.shown);
    Gate {
        slice: verdict.slice.clone(),
        metric: metric(&verdict.metric).map_or(verdict.metric.clone(), |metric| metric.title.to_owned()),
        bound: signed_bound(shown, verdict.bound),
        value: verdict.value.map_or_else(|| "not asked".to_owned(), |came| format::maybe(shown, came)),
        kept: verdict.kept,
        measured: verdict.value.is_some(),
    }
}

/// Metrics that have a board of bars.
fn boarded() -> impl Iterator<Item = &'static Metric> {
    METRICS.iter().filter(|metric| metric.better == Better::High && !metric.name.contains("hit3"))
}

#[cfg(test)]
mod tests;
