//! Tokens a second by the number of askers, as an SVG picture.

use std::path::Path;

use plotters::{
    chart::ChartBuilder,
    element::{Circle, Text},
    prelude::{IntoDrawingArea as _, SVGBackend},
    series::{LineSeries, PointSeries},
    style::{BLUE, Color as _, IntoFont as _, RED, WHITE},
};

use super::LlmReport;
use crate::command::CommandError;

/// Width and height of the picture.
const SIZE: (u32, u32) = (720, 400);

/// Draws our curve, and llama.cpp's one asker as a level where it was measured.
pub(super) fn draw(report: &LlmReport, path: &Path) -> Result<(), CommandError> {
    picture(report, path)
        .map_err(|error| CommandError::Internal(format!("the plot {} cannot be drawn: {error}", path.display())))
}

fn picture(report: &LlmReport, path: &Path) -> Result<(), Box<dyn std::error::Error>> {
    let points: Vec<(f64, f64)> =
        report.askers.iter().map(|together| (together.askers as f64, together.tokens_per_s)).collect();
    let level = report.llama_cpp.as_ref().map(|rival| rival.decode_tokens_per_s);
    let right = points.iter().map(|point| point.0).fold(1.0, f64::max);
    let top = points.iter().map(|point| point.1).chain(level).fold(1.0, f64::max) * 1.15;
    let area = SVGBackend::new(path, SIZE).into_drawing_area();
    area.fill(&WHITE)?;
    let mut chart = ChartBuilder::on(&area)
        .margin(16)
        .x_label_area_size(40)
        .y_label_area_size(56)
        .caption(format!("{}: tokens written a second", report.model), ("sans-serif", 18))
        .build_cartesian_2d(0.0..right + 0.5, 0.0..top)?;
    chart.configure_mesh().max_light_lines(0).x_desc("askers at once").y_desc("tokens/s").draw()?;
    chart.draw_series(LineSeries::new(points.iter().copied(), BLUE.stroke_width(2)))?;
    chart.draw_series(PointSeries::<_, _, Circle<_, _>, _>::new(points, 4, BLUE.filled()))?;
    if let Some(level) = level {
        let line = [(0.0, level), (right + 0.5, level)];
        chart.draw_series(LineSeries::new(line, RED.stroke_width(1)))?;
        let label = Text::new("llama.cpp, one asker", (right * 0.7, level), ("sans-serif", 13).into_font().color(&RED));
        chart.draw_series(std::iter::once(label))?;
    }
    area.present()?;
    Ok(())
}
