//! Many runs as curves by slice, the earliest on the left.

use std::collections::BTreeSet;

use askama::Template;

use super::format::{label, value};
use crate::{
    Run,
    metrics::{Estimate, JUDGE, Metric, dimension, metric},
};

/// What is drawn, in this order.
const DRAWN: [&str; 7] = ["right", "outcome", "hit1", "facts", "language", "unsupported", JUDGE];
/// Slices that are drawn.
const DIMENSIONS: [&str; 3] = ["all", "locale", "suite"];
/// The size of a curve, in units of the drawing.
const WIDTH: f64 = 300.0;
const HEIGHT: f64 = 100.0;

/// The page of many runs.
#[derive(Template)]
#[template(path = "trend.html")]
struct Page {
    runs: Vec<RunView>,
    boards: Vec<Board>,
}

/// A run in a table of runs.
pub(super) struct RunView {
    pub(super) name: String,
    pub(super) started: String,
    pub(super) engine: String,
    pub(super) cases: usize,
    pub(super) program: String,
}

struct Board {
    title: &'static str,
    about: &'static str,
    curves: Vec<Curve>,
}

struct Curve {
    slice: String,
    last: String,
    /// The last value less the one before it.
    step: String,
    better: bool,
    worse: bool,
    /// Corners of the band of intervals.
    band: String,
    line: String,
    points: Vec<(String, String, String)>,
}

/// The page of runs with their names, as HTML. They are put in the order in which they began.
#[must_use]
pub fn of_runs(mut runs: Vec<(String, Run)>) -> String {
    runs.sort_by(|(_, one), (_, other)| one.setup.started.cmp(&other.setup.started));
    let boards = DRAWN.iter().filter_map(|name| metric(name)).map(|metric| board(metric, &runs));
    let boards = boards.filter(|board| !board.curves.is_empty()).collect();
    let page = Page { boards, runs: runs.iter().map(|(name, run)| view(name, run)).collect() };
    page.render().expect("every value of the page is there")
}

pub(super) fn view(name: &str, run: &Run) -> RunView {
    let short = |hash: &str| hash.chars().take(8).collect::<String>();
    RunView {
        name: name.to_owned(),
        started: run.setup.started.clone(),
        engine: run.setup.engine.clone(),
        cases: run.summary.slices.get("all").map_or(0, |all| all.cases),
        program: format!(
            "{} {}, records {}",
            run.setup.version,
            run.setup.program.binary.as_deref().map(short).unwrap_or_default(),
            short(&run.setup.program.records)
        ),
    }
}

fn board(metric: &'static Metric, runs: &[(String, Run)]) -> Board {
    let slices: BTreeSet<&String> = runs.iter().flat_map(|(_, run)| run.summary.slices.keys()).collect();
    let mut slices: Vec<&String> = slices.into_iter().filter(|slice| DIMENSIONS.contains(&dimension(slice))).collect();
    slices.sort_by_key(|slice| DIMENSIONS.iter().position(|name| *name == dimension(slice)));
    let curves = slices.into_iter().filter_map(|slice| curve(metric, slice, runs)).collect();
    Board { title: metric.title, about: metric.about, curves }
}

fn curve(metric: &Metric, slice: &str, runs: &[(String, Run)]) -> Option<Curve> {
    let estimate = |run: &Run| run.summary.slices.get(slice)?.metrics.get(metric.name).copied();
    let measured: Vec<(usize, &str, Estimate)> = runs
        .iter()
        .enumerate()
        .filter_map(|(place, (name, run))| Some((place, name.as_str(), estimate(run)?)))
        .collect();
    let (_, _, last) = measured.last()?;
    let x = |place: usize| WIDTH * (place as f64 + 0.5) / runs.len() as f64;
    let y = |value: f64| HEIGHT * (1.0 - value);
    let corner = |place: usize, value: f64| format!("{:.1},{:.1}", x(place), y(value));
    let above = measured.iter().map(|(place, _, estimate)| corner(*place, estimate.high));
    let below = measured.iter().rev().map(|(place, _, estimate)| corner(*place, estimate.low));
    let step = measured.len().checked_sub(2).map(|before| last.value - measured[before].2.value).unwrap_or_default();
    Some(Curve {
        slice: label(slice).to_owned(),
        last: value(metric.shown, last.value),
        step: format!("{:+.1}", step * 100.0),
        better: step != 0.0 && metric.is_better(step) == Some(true),
        worse: step != 0.0 && metric.is_better(step) == Some(false),
        band: above.chain(below).collect::<Vec<_>>().join(" "),
        line: measured.iter().map(|(place, _, estimate)| corner(*place, estimate.value)).collect::<Vec<_>>().join(" "),
        points: measured
            .iter()
            .map(|(place, name, estimate)| {
                let title = format!("{name}: {}", value(metric.shown, estimate.value));
                (format!("{:.1}", x(*place)), format!("{:.1}", y(estimate.value)), title)
            })
            .collect(),
    })
}
