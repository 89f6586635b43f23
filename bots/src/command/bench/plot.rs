//! A picture of how answers slow down as passages grow in number.

use std::{collections::BTreeMap, path::Path};

use plotters::prelude::*;

use super::scale::{Measurement, Store};
use crate::command::CommandError;

const SIZE: (u32, u32) = (760, 440);
const MARGIN: u32 = 16;
const LABELS: u32 = 56;
const MOST_LABELS: usize = 4;
const FONT: &str = "sans-serif";
const SMALL: u32 = 14;
const LARGE: u32 = 18;
/// Room about the outermost points, as a factor.
const ROOM: f64 = 1.6;

/// Draws p50 and p99 of whole answers over the number of passages, a colour a store, as SVG.
pub(super) fn draw(points: &[Measurement], file: &Path) -> Result<(), CommandError> {
    let mut svg = String::new();
    draw_into(points, &mut svg)
        .map_err(|error| CommandError::Internal(format!("the plot cannot be drawn: {error}")))?;
    Ok(std::fs::write(file, svg)?)
}

fn draw_into(points: &[Measurement], svg: &mut String) -> Result<(), Box<dyn std::error::Error>> {
    let counts = range(points.iter().map(|point| point.passages as f64));
    let times = range(points.iter().flat_map(|point| [point.answer_p50_ms, point.answer_p99_ms]));
    let root = SVGBackend::with_string(svg, SIZE).into_drawing_area();
    root.fill(&WHITE)?;
    let mut chart = ChartBuilder::on(&root)
        .caption("Answer from facts, milliseconds by passages", (FONT, LARGE))
        .margin(MARGIN)
        .x_label_area_size(LABELS)
        .y_label_area_size(LABELS)
        .build_cartesian_2d((counts.0..counts.1).log_scale(), (times.0..times.1).log_scale())?;
    chart
        .configure_mesh()
        // More of them run into one another on a scale by powers.
        .x_labels(MOST_LABELS)
        .y_labels(MOST_LABELS)
        .light_line_style(TRANSPARENT)
        .x_desc("passages")
        .y_desc("ms")
        .label_style((FONT, SMALL))
        .axis_desc_style((FONT, SMALL))
        .x_label_formatter(&|count| grouped(*count))
        .y_label_formatter(&|time| if *time < 1.0 { format!("{time:.1}") } else { format!("{time:.0}") })
        .draw()?;
    for (store, colour) in [(Store::Embedded, RGBColor(0, 90, 160)), (Store::Server, RGBColor(190, 80, 0))] {
        let of_store: BTreeMap<usize, &Measurement> =
            points.iter().filter(|point| point.store == store).map(|point| (point.passages, point)).collect();
        if of_store.is_empty() {
            continue;
        }
        let name = format!("{store:?}").to_lowercase();
        for (of, width, what) in [
            (Measurement::p50 as fn(&Measurement) -> f64, 3, "p50"),
            (Measurement::p99 as fn(&Measurement) -> f64, 1, "p99"),
        ] {
            let curve: Vec<(f64, f64)> = of_store.iter().map(|(count, point)| (*count as f64, of(point))).collect();
            chart
                .draw_series(LineSeries::new(curve.iter().copied(), colour.stroke_width(width)))?
                .label(format!("{name}, {what}"))
                .legend(move |(x, y)| PathElement::new(vec![(x, y), (x + 24, y)], colour.stroke_width(width)));
            chart.draw_series(curve.iter().map(|at| Circle::new(*at, 4, colour.filled())))?;
        }
    }
    chart
        .configure_series_labels()
        .position(SeriesLabelPosition::UpperLeft)
        .background_style(WHITE)
        .border_style(BLACK)
        .label_font((FONT, SMALL))
        .draw()?;
    root.present()?;
    Ok(())
}

impl Measurement {
    fn p50(&self) -> f64 {
        self.answer_p50_ms
    }

    fn p99(&self) -> f64 {
        self.answer_p99_ms
    }
}

/// The lowest and the highest of values above zero, with room about them.
fn range(values: impl Iterator<Item = f64>) -> (f64, f64) {
    let (low, high) =
        values.fold((f64::MAX, f64::MIN_POSITIVE), |(low, high), value| (low.min(value), high.max(value)));
    (low.min(high).max(0.01) / ROOM, high.max(0.02) * ROOM)
}

/// 100 000 for a hundred thousand.
fn grouped(count: f64) -> String {
    let digits = format!("{count:.0}");
    let mut written = String::new();
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            written.push(' ');
        }
        written.push(digit);
    }
    written
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn every_store_has_its_curves_with_their_names() {
        let point = |store, passages, time| Measurement {
            store,
            passages,
            records: 10,
            build_s: 1.0,
            answer_p50_ms: time,
            answer_p99_ms: time * 2.0,
            search_p50_ms: time / 2.0,
            questions_per_s: 100.0,
            memory_mb: None,
            peak_memory_with_build_mb: None,
        };
        let points = [
            point(Store::Embedded, 3_000, 0.8),
            point(Store::Embedded, 100_000, 9.0),
            point(Store::Server, 3_000, 2.0),
        ];
        let mut svg = String::new();
        draw_into(&points, &mut svg).unwrap();
        for name in ["embedded, p50", "embedded, p99", "server, p50", "server, p99", "passages"] {
            assert!(svg.contains(name), "{name}");
        }
        assert_eq!(svg.matches("<circle").count(), 6);
        assert_eq!(grouped(100_000.0), "100 000");
    }
}
