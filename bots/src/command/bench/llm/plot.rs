//! Tokens a second by the number of askers, and llama.cpp's one asker as a level where it was measured.

use std::path::Path;

use super::LlmReport;
use crate::command::{
    CommandError,
    bench::frame::{Curve, FIRST, Frame, SECOND},
};

/// Room above the highest point, as a factor.
const ROOM: f64 = 1.15;
/// Room to the right of the last point, in askers.
const BESIDE: f64 = 0.5;

/// Draws a report into a file.
pub(super) fn draw(report: &LlmReport, file: &Path) -> Result<(), CommandError> {
    let points: Vec<(f64, f64)> =
        report.askers.iter().map(|together| (together.askers as f64, together.tokens_per_s)).collect();
    let rival = report.llama_cpp.as_ref().map(|rival| rival.decode_tokens_per_s);
    let right = points.iter().map(|point| point.0).fold(1.0, f64::max) + BESIDE;
    let top = points.iter().map(|point| point.1).chain(rival).fold(1.0, f64::max) * ROOM;
    let title = format!("{}: tokens written a second", report.model);
    let whole = |value: f64| format!("{value:.0}");
    let frame =
        Frame { title: &title, names: ["askers at once", "tokens/s"], figures: [whole, whole], most_figures: 10 };
    let ours = Curve { name: "yordamchi".to_owned(), points, colour: FIRST, width: 2, dotted: true };
    let level = rival.map(|level| Curve {
        name: "llama.cpp, one asker".to_owned(),
        points: vec![(0.0, level), (right, level)],
        colour: SECOND,
        width: 1,
        dotted: false,
    });
    let curves: Vec<Curve> = std::iter::once(ours).chain(level).collect();
    frame.save((0.0..right, 0.0..top), &curves, file)
}
