//! The figures of a run, as a part of the model card.

use std::fmt::Write as _;

use crate::{corpus::PAIRS, measure::Found};

/// Figures of one state of the rows.
#[derive(Clone, Copy, Debug, Default)]
pub struct Figures {
    /// Translations found, by language pair.
    pub translations: [Found; 3],
    /// Services found by questions that no training saw.
    pub services: Option<Found>,
}

/// A table with one line a state: before, after, in what setting.
#[must_use]
pub fn table(states: &[(&str, Figures)]) -> String {
    let mut table =
        "| rows | uz-en | uz-ru | ru-en | services first | among five |\n|---|---|---|---|---|---|\n".to_owned();
    for (name, figures) in states {
        let [uz_en, uz_ru, ru_en] = figures.translations.map(|found| format!("{:.3}", found.first));
        let of_services = |share: fn(Found) -> f32| {
            figures.services.map_or_else(|| "-".to_owned(), |found| format!("{:.3}", share(found)))
        };
        let (first, five) = (of_services(|found| found.first), of_services(|found| found.five));
        // Writing to a string cannot fail.
        let _ = writeln!(table, "| {name} | {uz_en} | {uz_ru} | {ru_en} | {first} | {five} |");
    }
    table
}

/// What the columns of [`table`] are, with the numbers of texts behind them.
#[must_use]
pub fn legend(figures: &Figures) -> String {
    let tried: Vec<String> = PAIRS
        .iter()
        .zip(figures.translations)
        .map(|((one, other), found)| format!("{} {}-{}", found.tried, one.code(), other.code()))
        .collect();
    let questions = figures.services.map_or(0, |found| found.tried);
    format!(
        "Translations at first place among held-out rows ({}); services by {questions} held-out questions.",
        tried.join(", ")
    )
}
