//! Reliability curves and latency, as places on a drawing.

use crate::{
    Summary,
    metrics::{PROBABILITIES, Percentiles, STAGES},
};

/// The side of a curve's square, in units of the drawing.
const SIDE: f32 = 200.0;

/// What was said beside what came.
pub(super) struct Curve {
    pub(super) title: &'static str,
    pub(super) questions: usize,
    pub(super) error: String,
    pub(super) line: String,
    pub(super) points: Vec<Point>,
}

/// A bin of a curve.
pub(super) struct Point {
    pub(super) x: String,
    pub(super) y: String,
    pub(super) said: String,
    pub(super) came: String,
    pub(super) count: usize,
}

/// A stage; widths are per cent of the longest.
pub(super) struct Delay {
    pub(super) stage: String,
    pub(super) p50: String,
    pub(super) p95: String,
    pub(super) half: String,
    pub(super) most: String,
}

pub(super) fn curves(summary: &Summary) -> Vec<Curve> {
    let titles = PROBABILITIES.into_iter().zip(["A record covers the question", "The first record is the right one"]);
    let of = |(name, title): (&str, &'static str)| {
        let kept = summary.reliability.get(name)?;
        let points: Vec<Point> = kept
            .bins
            .iter()
            .map(|bin| Point {
                x: format!("{:.1}", bin.said * SIDE),
                y: format!("{:.1}", (1.0 - bin.came) * SIDE),
                said: format!("{:.3}", bin.said),
                came: format!("{:.3}", bin.came),
                count: bin.count,
            })
            .collect();
        let line = points.iter().map(|point| format!("{},{}", point.x, point.y)).collect::<Vec<_>>().join(" ");
        Some(Curve { title, questions: kept.questions, error: format!("{:.3}", kept.error), line, points })
    };
    titles.filter_map(of).collect()
}

pub(super) fn delays(summary: &Summary) -> Vec<Delay> {
    let Some(all) = summary.slices.get("all") else { return Vec::new() };
    let longest = all.latency_ms.values().map(|stage| stage.p95).fold(f64::MIN_POSITIVE, f64::max);
    let place = |time: f64| format!("{:.2}", time / longest * 100.0);
    let delay = |stage: &str| {
        let Percentiles { p50, p95 } = *all.latency_ms.get(stage)?;
        let shown = |time: f64| if time < 10.0 { format!("{time:.2}") } else { format!("{time:.0}") };
        Some(Delay {
            stage: stage.replace('_', " "),
            p50: shown(p50),
            p95: shown(p95),
            half: place(p50),
            most: place(p95),
        })
    };
    STAGES.into_iter().filter_map(delay).collect()
}
