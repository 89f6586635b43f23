//! How answers slow down as passages grow in number: p50 and p99 of whole answers, a colour a store.

use std::{collections::BTreeMap, path::Path};

use plotters::prelude::{IntoLogRange as _, RGBColor};

use super::{Measurement, Store};
use crate::command::{
    CommandError,
    bench::frame::{Curve, FIRST, Frame, SECOND},
};

/// Room about the outermost points, as a factor.
const ROOM: f64 = 1.6;
const FRAME: Frame<'_> = Frame {
    title: "Answer from facts, milliseconds by passages",
    names: ["passages", "ms"],
    figures: [grouped, time],
    // More of them run into one another on a scale by powers.
    most_figures: 4,
};

/// Draws points into a file.
pub(super) fn draw(points: &[Measurement], file: &Path) -> Result<(), CommandError> {
    let counts = range(points.iter().map(|point| point.passages as f64));
    let times = range(points.iter().flat_map(|point| [point.answer_p50_ms, point.answer_p99_ms]));
    FRAME.save(((counts.0..counts.1).log_scale(), (times.0..times.1).log_scale()), &curves(points), file)
}

fn curves(points: &[Measurement]) -> Vec<Curve> {
    let stores = [(Store::Embedded, FIRST), (Store::Server, SECOND)];
    stores.into_iter().flat_map(|(store, colour)| of_store(points, store, colour)).collect()
}

fn of_store(points: &[Measurement], store: Store, colour: RGBColor) -> Vec<Curve> {
    let points: BTreeMap<usize, &Measurement> =
        points.iter().filter(|point| point.store == store).map(|point| (point.passages, point)).collect();
    if points.is_empty() {
        return Vec::new();
    }
    let store = format!("{store:?}").to_lowercase();
    let curve = |name: &str, width, of: fn(&Measurement) -> f64| Curve {
        name: format!("{store}, {name}"),
        points: points.iter().map(|(count, point)| (*count as f64, of(point))).collect(),
        colour,
        width,
        dotted: true,
    };
    vec![curve("p50", 3, |point| point.answer_p50_ms), curve("p99", 1, |point| point.answer_p99_ms)]
}

/// The lowest and the highest of values above zero, with room about them.
fn range(values: impl Iterator<Item = f64>) -> (f64, f64) {
    let (low, high) =
        values.fold((f64::MAX, f64::MIN_POSITIVE), |(low, high), value| (low.min(value), high.max(value)));
    (low.min(high).max(0.01) / ROOM, high.max(0.02) * ROOM)
}

fn time(time: f64) -> String {
    if time < 1.0 { format!("{time:.1}") } else { format!("{time:.0}") }
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
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("plot.svg");
        draw(&points, &file).unwrap();
        let svg = std::fs::read_to_string(file).unwrap();
        for name in ["embedded, p50", "embedded, p99", "server, p50", "server, p99", "passages"] {
            assert!(svg.contains(name), "{name}");
        }
        assert_eq!(svg.matches("<circle").count(), 6);
        assert_eq!(grouped(100_000.0), "100 000");
    }
}
