//! Bars by slice, the table of all slices, and outcomes against each other.

use std::collections::BTreeSet;

use super::{
    boarded,
    format::{interval, label, value},
};
use crate::{
    Summary,
    metrics::{Estimate, Figures, METRICS, Metric, dimension, metric},
};

/// Slices with fewer cases are left out of bars: their intervals span everything.
const FEWEST: usize = 10;
/// Bars of the worst slices.
const WORST: usize = 8;
/// What the worst slices are judged by.
const JUDGED_BY: &str = "right";
/// Dimensions of bars, in their order.
const DIMENSIONS: [(&str, &str); 4] =
    [("locale", "By language and script"), ("suite", "By suite"), ("category", "By category"), ("tag", "By tag")];

/// A value with its interval, in per cent of the width.
pub(super) struct Bar {
    pub(super) label: String,
    pub(super) cases: usize,
    pub(super) value: String,
    pub(super) interval: String,
    pub(super) width: String,
    pub(super) low: String,
    pub(super) high: String,
}

/// The bars of a metric.
pub(super) struct Board {
    pub(super) name: &'static str,
    pub(super) title: &'static str,
    pub(super) about: &'static str,
    pub(super) parts: Vec<(&'static str, Vec<Bar>)>,
}

/// All slices and metrics.
pub(super) struct Grid {
    pub(super) columns: Vec<&'static str>,
    pub(super) rows: Vec<GridRow>,
}

/// A slice.
pub(super) struct GridRow {
    pub(super) slice: String,
    pub(super) cases: usize,
    pub(super) cells: Vec<GridCell>,
}

/// A metric of a slice.
pub(super) struct GridCell {
    pub(super) value: String,
    pub(super) interval: String,
}

/// A count of outcomes and its share of the row, 0 to 100.
pub(super) struct Cell {
    pub(super) count: usize,
    pub(super) share: usize,
    pub(super) expected: bool,
}

/// The slices with the least answers all right, the worst first.
pub(super) fn worst(summary: &Summary) -> Vec<Bar> {
    let Some(judged_by) = metric(JUDGED_BY) else { return Vec::new() };
    let mut slices: Vec<(&String, &Figures, &Estimate)> = summary
        .slices
        .iter()
        .filter(|(slice, figures)| is_barred(slice) && figures.cases >= FEWEST)
        .filter_map(|(slice, figures)| Some((slice, figures, figures.metrics.get(JUDGED_BY)?)))
        .collect();
    slices.sort_by(|one, other| one.2.value.total_cmp(&other.2.value));
    slices.iter().take(WORST).map(|(slice, figures, estimate)| bar(slice, figures, judged_by, estimate)).collect()
}

fn is_barred(slice: &str) -> bool {
    DIMENSIONS.iter().any(|(name, _)| *name == dimension(slice))
}

/// The bars of every metric that is better the higher it is.
pub(super) fn boards(summary: &Summary) -> Vec<Board> {
    let of_metric = |metric: &'static Metric| {
        let parts = DIMENSIONS.iter().map(|(name, title)| (*title, bars(summary, metric, name)));
        let parts: Vec<_> = parts.filter(|(_, bars)| !bars.is_empty()).collect();
        Board { name: metric.name, title: metric.title, about: metric.about, parts }
    };
    boarded().map(of_metric).filter(|board| !board.parts.is_empty()).collect()
}

fn bars(summary: &Summary, metric: &Metric, of: &str) -> Vec<Bar> {
    let mut slices: Vec<(&String, &Figures, &Estimate)> = summary
        .slices
        .iter()
        .filter(|(slice, _)| dimension(slice) == of)
        .filter_map(|(slice, figures)| Some((slice, figures, figures.metrics.get(metric.name)?)))
        .filter(|(_, _, estimate)| estimate.of >= FEWEST)
        .collect();
    slices.sort_by(|one, other| one.2.value.total_cmp(&other.2.value));
    slices.iter().map(|(slice, figures, estimate)| bar(label(slice), figures, metric, estimate)).collect()
}

fn bar(label: &str, figures: &Figures, metric: &Metric, estimate: &Estimate) -> Bar {
    let place = |value: f64| format!("{:.2}", (value * 100.0).clamp(0.0, 100.0));
    Bar {
        label: label.to_owned(),
        cases: figures.cases,
        value: value(metric.shown, estimate.value),
        interval: interval(metric.shown, estimate),
        width: place(estimate.value),
        low: place(estimate.low),
        high: place(estimate.high),
    }
}

/// Every slice with every metric that anybody asks for.
pub(super) fn grid(summary: &Summary) -> Grid {
    let asked = |metric: &&Metric| summary.slices.values().any(|figures| figures.metrics.contains_key(metric.name));
    let metrics: Vec<&Metric> = METRICS.iter().filter(asked).collect();
    let row = |(slice, figures): (&String, &Figures)| {
        let cell = |metric: &&Metric| {
            let estimate = figures.metrics.get(metric.name);
            GridCell {
                value: estimate.map(|estimate| value(metric.shown, estimate.value)).unwrap_or_default(),
                interval: estimate.map(|estimate| interval(metric.shown, estimate)).unwrap_or_default(),
            }
        };
        GridRow { slice: slice.clone(), cases: figures.cases, cells: metrics.iter().map(cell).collect() }
    };
    let columns = metrics.iter().map(|metric| metric.title).collect();
    // Tags of one or two cases say nothing and fill the page; they stand in run.json.
    let shown = summary.slices.iter().filter(|(slice, figures)| dimension(slice) != "tag" || figures.cases >= FEWEST);
    Grid { columns, rows: shown.map(row).collect() }
}

/// The outcomes that came, and a row for every outcome that was expected.
pub(super) fn confusion(summary: &Summary) -> (Vec<String>, Vec<(String, Vec<Cell>)>) {
    let mut names: BTreeSet<&String> = summary.confusion.keys().collect();
    names.extend(summary.confusion.values().flat_map(|row| row.keys()));
    let row = |(expected, came): (&String, &std::collections::BTreeMap<String, usize>)| {
        let all: usize = came.values().sum();
        let cell = |name: &&String| {
            let count = came.get(*name).copied().unwrap_or_default();
            Cell { count, share: count * 100 / all.max(1), expected: *name == expected }
        };
        (expected.clone(), names.iter().map(cell).collect())
    };
    (names.iter().map(ToString::to_string).collect(), summary.confusion.iter().map(row).collect())
}
