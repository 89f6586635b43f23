//! The figures of a run, and the model card that is written from them.

use std::fmt::Write as _;

use crate::{
    corpus::PAIRS,
    measure::{ByKind, Found},
    services::Kind,
};

/// Figures of one state of the rows.
#[derive(Clone, Debug, Default)]
pub struct Figures {
    /// Translations found, by language pair.
    pub translations: [Found; 3],
    /// Services found by questions: what kind of questions, and what was found.
    pub services: Vec<(String, ByKind)>,
}

/// A table with one line a state and set of questions: services first / among five, by how the question is written.
#[must_use]
pub fn of_services(states: &[(&str, &Figures)]) -> String {
    let mut table = "| questions | rows |".to_owned();
    Kind::ALL.iter().for_each(|kind| table += &format!(" {} |", kind.name()));
    table += " mean of uz, ru, en |\n|---|---|---|---|---|---|---|---|\n";
    let sets = states.first().map(|(_, figures)| figures.services.as_slice()).unwrap_or_default();
    for (place, (set, found)) in sets.iter().enumerate() {
        for (state, figures) in states {
            let Some((_, by_kind)) = figures.services.get(place) else { continue };
            let cell = |kind| {
                let found = by_kind.kinds.iter().find(|(other, _)| *other == kind);
                found.map_or_else(|| "-".to_owned(), |(_, found)| shares(found))
            };
            let cells: Vec<String> = Kind::ALL.into_iter().map(cell).collect();
            let tried = found.mean().tried;
            // Writing to a string cannot fail.
            let _ =
                writeln!(table, "| {set} ({tried}) | {state} | {} | {} |", cells.join(" | "), shares(&by_kind.mean()));
        }
    }
    table
}

/// A table with one line a state: translations at first place among held-out rows.
#[must_use]
pub fn of_translations(states: &[(&str, &Figures)]) -> String {
    let mut table = "| rows |".to_owned();
    let tried = states.first().map(|(_, figures)| figures.translations).unwrap_or_default();
    for ((one, other), found) in PAIRS.iter().zip(tried) {
        let _ = write!(table, " {}-{} ({}) |", one.code(), other.code(), found.tried);
    }
    table += "\n|---|---|---|---|\n";
    for (state, figures) in states {
        let [uz_en, uz_ru, ru_en] = figures.translations.map(|found| format!("{:.3}", found.first));
        let _ = writeln!(table, "| {state} | {uz_en} | {uz_ru} | {ru_en} |");
    }
    table
}

fn shares(found: &Found) -> String {
    format!("{:.3} / {:.3}", found.first, found.five)
}

/// Fills a text: every `{name}` becomes its value.
#[must_use]
pub fn fill(template: &str, values: &[(&str, String)]) -> String {
    values
        .iter()
        .fold(template.to_owned(), |text, (name, value)| text.replace(&format!("{{{name}}}"), value.trim_end()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_tables_show_first_and_five_by_kind() {
        let found = Found { first: 0.5, five: 0.75, tried: 8 };
        let by_kind = ByKind { kinds: vec![(Kind::Uzbek, found), (Kind::Russian, found), (Kind::English, found)] };
        let figures = Figures { translations: [found; 3], services: vec![("unseen".to_owned(), by_kind)] };
        let table = of_services(&[("before", &figures)]);
        assert!(table.contains("| unseen (24) | before | 0.500 / 0.750 | - | 0.500 / 0.750 |"), "{table}");
        assert!(of_translations(&[("before", &figures)]).contains("| before | 0.500 | 0.500 | 0.500 |"));
    }

    #[test]
    fn a_text_is_filled() {
        assert_eq!(fill("{width} wide, {width}", &[("width", "256\n".to_owned())]), "256 wide, 256");
    }
}
