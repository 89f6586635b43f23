//! Figures in words.

use crate::{
    gates::Bound,
    metrics::{Estimate, Shown},
};

/// A value as its metric is shown.
pub(super) fn value(shown: Shown, value: f64) -> String {
    match shown {
        Shown::Share => format!("{:.1} %", value * 100.0),
        Shown::Unit => format!("{value:.3}"),
        Shown::Number => format!("{value:.1}"),
    }
}

/// A value of a metric, or of something else that is a plain number.
pub(super) fn maybe(shown: Option<Shown>, came: f64) -> String {
    shown.map_or_else(|| format!("{came:.3}"), |shown| value(shown, came))
}

/// An interval, `94.1–97.3`.
pub(super) fn interval(shown: Shown, estimate: &Estimate) -> String {
    match shown {
        Shown::Share => format!("{:.1}–{:.1}", estimate.low * 100.0, estimate.high * 100.0),
        Shown::Unit => format!("{:.3}–{:.3}", estimate.low, estimate.high),
        Shown::Number => format!("{:.1}–{:.1}", estimate.low, estimate.high),
    }
}

/// A difference with its sign; of shares, in points.
pub(super) fn change(shown: Shown, difference: f64) -> String {
    let written = match shown {
        Shown::Share => format!("{:+.1}", difference * 100.0),
        Shown::Unit => format!("{difference:+.3}"),
        Shown::Number => format!("{difference:+.1}"),
    };
    // What rounds to nothing has no sign.
    let is_nothing = written.bytes().all(|byte| matches!(byte, b'+' | b'-' | b'0' | b'.'));
    if is_nothing { written[1..].to_owned() } else { written }
}

/// The interval of a difference, `-0.4 to +1.2`.
pub(super) fn change_interval(shown: Shown, difference: &Estimate) -> String {
    format!("{} to {}", change(shown, difference.low), change(shown, difference.high))
}

/// A bound with its sign.
pub(super) fn signed_bound(shown: Option<Shown>, bound: Bound) -> String {
    let least = bound.at_least.map(|least| format!("≥ {}", maybe(shown, least)));
    let most = bound.at_most.map(|most| format!("≤ {}", maybe(shown, most)));
    least.into_iter().chain(most).collect::<Vec<_>>().join(", ")
}

/// The name of a slice without its dimension.
pub(super) fn label(slice: &str) -> &str {
    slice.split_once(':').map_or(slice, |(_, name)| name)
}
