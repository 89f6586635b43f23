//! A card of facts as HTML: for people without scripts, and for paper.

use assistant::{Card, Row, Value};

/// A value as long as this does not fit half a card.
const LONG: usize = 90;
/// As many values as this stand under one another in half a card.
const MOST_SHORT: usize = 3;

/// A card as a template shows it.
#[derive(Debug)]
pub(super) struct CardView<'a>(pub(super) &'a Card);

/// A row with its place.
#[derive(Debug)]
pub(super) struct PlacedRow<'a> {
    /// The row.
    pub(super) row: &'a Row,
    /// `left`, `right` or `wide`.
    pub(super) place: &'static str,
}

impl<'a> CardView<'a> {
    /// Rows with their places, as the scripts place them: two short ones side by side, a short one without a neighbour wide.
    pub(super) fn rows(&self) -> Vec<PlacedRow<'a>> {
        let mut rest = self.0.rows.as_slice();
        let mut placed = Vec::with_capacity(rest.len());
        loop {
            match rest {
                [left, right, more @ ..] if is_short(left) && is_short(right) => {
                    placed.extend([PlacedRow { row: left, place: "left" }, PlacedRow { row: right, place: "right" }]);
                    rest = more;
                }
                [row, more @ ..] => {
                    placed.push(PlacedRow { row, place: "wide" });
                    rest = more;
                }
                [] => return placed,
            }
        }
    }
}

impl PlacedRow<'_> {
    /// What to do is done in its order; documents have none.
    pub(super) fn is_ordered(&self) -> bool {
        self.row.facet == knowledge_base::Facet::How
    }
}

fn is_short(row: &Row) -> bool {
    let length = |value: &Value| {
        let detail = value.detail.as_deref().unwrap_or_default();
        value.main.chars().count() + detail.chars().count()
    };
    !row.list && row.values.len() <= MOST_SHORT && row.values.iter().all(|value| length(value) < LONG)
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
pub(super) mod tests {
    use assistant::SourceLine;
    use knowledge_base::{Facet, Locale, RecordId};

    use super::*;

    fn row(facet: Facet, main: &str) -> Row {
        let value = Value { main: main.to_owned(), detail: None, href: None };
        Row { facet, label: facet.name().to_owned(), asked: false, list: false, values: vec![value] }
    }

    /// A card with markup in its facts.
    pub(in crate::web) fn card() -> Card {
        let mut rows =
            vec![row(Facet::Fee, "<b>1</b>"), row(Facet::Time, "1 day"), row(Facet::Where, &"long ".repeat(30))];
        rows[0].values[0].href = Some("javascript:alert(1)".to_owned());
        rows[1].values[0].href = Some("https://my.gov.uz".to_owned());
        Card {
            service: RecordId::parse("id-card").unwrap(),
            locale: Locale::En,
            title: "Title".to_owned(),
            summary: "Summary".to_owned(),
            rows,
            source: SourceLine {
                label: "Source".to_owned(),
                title: "my.gov.uz".to_owned(),
                url: "https://my.gov.uz".to_owned(),
                checked: "checked on 1 May".to_owned(),
            },
            notices: Vec::new(),
            notes: Vec::new(),
        }
    }

    #[test]
    fn two_short_rows_stand_side_by_side_and_a_long_one_alone() {
        let card = card();
        let places: Vec<&str> = CardView(&card).rows().iter().map(|placed| placed.place).collect();
        assert_eq!(places, ["left", "right", "wide"]);
    }
}
