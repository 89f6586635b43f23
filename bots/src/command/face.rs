//! The terminal's face of an answer: title, facts in aligned rows, prose, source and day, choices.
//!
//! It arranges texts that arrive in the person's language and adds no word of its own.

use assistant::{Answer, Card, Row, SourceLine, Value};
use knowledge_base::Facet;

use super::paint::Paint;

/// What every line of a card begins with.
const INDENT: &str = "  ";
/// Between a label and its value.
const GAP: usize = 2;
/// Labels longer than this do not push the values of the others away.
const WIDEST_LABEL: usize = 24;

/// The title and the facts, as lines.
pub(super) fn card(card: &Card, paint: Paint) -> Vec<String> {
    let labels = card.rows.iter().map(|row| width(&row.label)).filter(|width| *width <= WIDEST_LABEL);
    let column = labels.max().unwrap_or_default() + GAP;
    let mut lines = vec![paint.title(&card.title)];
    for shown in &card.rows {
        row(shown, column, paint, &mut lines);
    }
    lines
}

/// What follows the prose: notes and remarks, source and day, choices, next questions.
pub(super) fn end(answer: &Answer, paint: Paint) -> Vec<String> {
    let mut lines = Vec::new();
    if let Some(card) = &answer.card {
        lines.extend(card.notes.iter().cloned());
        lines.extend(card.notices.iter().map(|notice| paint.notice(notice)));
        lines.push(source(&card.source, paint));
    }
    let choices = answer.choices.iter().enumerate();
    for (index, choice) in choices {
        lines.push(format!("{INDENT}{}. {}", index + 1, choice.title));
        lines.extend(choice.line.iter().map(|line| paint.quiet(&format!("{INDENT}   {line}"))));
    }
    let suggestions = answer.suggestions.iter();
    lines.extend(suggestions.map(|suggestion| paint.quiet(&format!("{INDENT}→ {}", suggestion.text))));
    lines
}

/// What a typed line asks: the title of a choice when it is its number, else itself.
pub(super) fn question<'t>(typed: &'t str, last: Option<&'t Answer>) -> &'t str {
    let offered = last.map(|answer| answer.choices.as_slice());
    let number = typed.trim().trim_end_matches('.').parse::<usize>().ok();
    let chosen = number.and_then(|number| offered?.get(number.checked_sub(1)?));
    chosen.map_or(typed, |choice| &choice.title)
}

fn row(row: &Row, column: usize, paint: Paint, lines: &mut Vec<String>) {
    let label = if row.asked { paint.asked(&row.label) } else { paint.quiet(&row.label) };
    let fits = width(&row.label) + GAP <= column;
    let space = |shown: usize| " ".repeat(column.saturating_sub(shown));
    let mut values = row.values.iter().enumerate().map(|(index, shown)| {
        let mark = match (row.list, row.facet) {
            (false, _) => String::new(),
            (true, Facet::How) => format!("{}. ", index + 1),
            (true, _) => "– ".to_owned(),
        };
        format!("{mark}{}", value(shown, row.asked, paint))
    });
    let first = if fits { values.next() } else { None };
    let first = first.map(|value| format!("{}{value}", space(width(&row.label)))).unwrap_or_default();
    lines.push(format!("{INDENT}{label}{first}"));
    lines.extend(values.map(|value| format!("{INDENT}{}{value}", space(0))));
}

fn value(value: &Value, asked: bool, paint: Paint) -> String {
    let main = if asked { paint.asked(&value.main) } else { value.main.clone() };
    let details = value.detail.iter().cloned().chain(value.href.as_deref().and_then(page));
    details.fold(main, |text, detail| format!("{text}  {}", paint.quiet(&detail)))
}

/// A terminal cannot hide a page behind its name; a phone number is its own name.
fn page(href: &str) -> Option<String> {
    href.starts_with("http").then(|| href.to_owned())
}

fn source(source: &SourceLine, paint: Paint) -> String {
    paint.quiet(&format!("{}: {}, {}\n{}", source.label, source.title, source.checked, source.url))
}

fn width(text: &str) -> usize {
    text.chars().count()
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use assistant::{Choice, Outcome};
    use knowledge_base::{Locale, RecordId};

    use super::*;
    use crate::command::tests::answer;

    fn value_of(main: &str, detail: Option<&str>, href: Option<&str>) -> Value {
        Value { main: main.to_owned(), detail: detail.map(str::to_owned), href: href.map(str::to_owned) }
    }

    fn row_of(facet: Facet, label: &str, asked: bool, values: Vec<Value>) -> Row {
        let list = values.len() > 1 && matches!(facet, Facet::Documents | Facet::How);
        Row { facet, label: label.to_owned(), asked, list, values }
    }

    fn passport() -> Card {
        Card {
            service: RecordId::parse("passport").unwrap(),
            locale: Locale::UzLatn,
            title: "Pasport olish".to_owned(),
            summary: String::new(),
            rows: vec![
                row_of(Facet::Fee, "Narxi", true, vec![value_of("440 000 soʻm", Some("BHMning 1 baravari"), None)]),
                row_of(
                    Facet::Documents,
                    "Hujjatlar",
                    false,
                    vec![value_of("Ariza", None, None), value_of("Suratlar", Some("2 ta"), None)],
                ),
                row_of(Facet::Contact, "Aloqa", false, vec![value_of("1148", None, Some("tel:1148"))]),
                row_of(
                    Facet::Where,
                    "Qayerga murojaat qilinadi",
                    false,
                    vec![value_of("Portal", None, Some("https://my.gov.uz"))],
                ),
            ],
            source: SourceLine {
                label: "Manba".to_owned(),
                title: "my.gov.uz".to_owned(),
                url: "https://my.gov.uz/uz/service/1".to_owned(),
                checked: "2026-yil 24-avgustda tekshirilgan".to_owned(),
            },
            notices: vec!["Narx oʻzgargan boʻlishi mumkin.".to_owned()],
            notes: vec!["Bolalar uchun bepul.".to_owned()],
        }
    }

    #[test]
    fn values_stand_in_one_column_and_lists_below_each_other() {
        assert_eq!(
            card(&passport(), Paint::PLAIN).join("\n"),
            "Pasport olish\n  \
               Narxi      440 000 soʻm  BHMning 1 baravari\n  \
               Hujjatlar  – Ariza\n             \
                          – Suratlar  2 ta\n  \
               Aloqa      1148\n  \
               Qayerga murojaat qilinadi\n             \
                          Portal  https://my.gov.uz"
        );
    }

    #[test]
    fn colours_come_on_terminals_alone() {
        let plain = card(&passport(), Paint::PLAIN).join("\n");
        let coloured = card(&passport(), Paint::COLOURED).join("\n");
        assert!(!plain.contains('\u{1b}'));
        assert!(coloured.contains("\u{1b}[1;36m440 000 soʻm\u{1b}[0m"), "{coloured}");
    }

    #[test]
    fn the_source_and_its_day_end_the_answer() {
        let answer = assistant::Answer { card: Some(passport()), ..answer() };
        assert_eq!(
            end(&answer, Paint::PLAIN).join("\n"),
            "Bolalar uchun bepul.\nNarx oʻzgargan boʻlishi mumkin.\n\
             Manba: my.gov.uz, 2026-yil 24-avgustda tekshirilgan\nhttps://my.gov.uz/uz/service/1"
        );
    }

    #[test]
    fn a_typed_number_chooses_what_was_offered() {
        let choice =
            |title: &str| Choice { service: RecordId::parse("a").unwrap(), title: title.to_owned(), line: None };
        let choices = vec![choice("Pasport"), choice("ID karta")];
        let asked_back = assistant::Answer { outcome: Outcome::Clarify, choices, ..answer() };
        assert_eq!(question("2", Some(&asked_back)), "ID karta");
        assert_eq!(question("3", Some(&asked_back)), "3");
        assert_eq!(question("0", Some(&asked_back)), "0");
        assert_eq!(question("2", None), "2");
    }
}
