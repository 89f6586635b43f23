//! Cards and answers in the markup of Telegram: paragraphs, none of which leaves a mark open.

use assistant::{Answer, Card, Outcome, Row, Value};
use knowledge_base::Facet;

/// What a card shows of a record when no facet was asked; buttons bring the others.
const USUAL: [Facet; 3] = [Facet::Fee, Facet::Time, Facet::Where];

/// A text with nothing in it that Telegram would take for markup.
pub(super) fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

/// The text of a markup that [`escape`] and this module made.
pub(super) fn plain(html: &str) -> String {
    let mut text = String::with_capacity(html.len());
    let mut within = false;
    for c in html.chars() {
        match c {
            '<' => within = true,
            '>' => within = false,
            c if !within => text.push(c),
            _ => {}
        }
    }
    text.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", "\"").replace("&amp;", "&")
}

/// A card with what is written under it so far.
pub(super) fn card(card: &Card, prose: &str) -> Vec<String> {
    let asked = card.rows.iter().any(|row| row.asked);
    let shown = card.rows.iter().filter(|row| if asked { row.asked } else { USUAL.contains(&row.facet) });
    let mut paragraphs = vec![bold(&card.title)];
    if !asked {
        paragraphs.push(escape(&card.summary));
    }
    paragraphs.extend(shown.map(row));
    paragraphs.extend(prose.split('\n').map(str::trim).filter(|line| !line.is_empty()).map(escape));
    paragraphs.extend(card.notes.iter().map(|note| escape(note)));
    paragraphs.extend(notices(card));
    paragraphs.push(source(card));
    paragraphs.retain(|paragraph| !paragraph.is_empty());
    paragraphs
}

/// One facet of a card, with its source; `None` when the record does not hold it.
pub(super) fn facet(card: &Card, facet: Facet) -> Option<Vec<String>> {
    let found = card.rows.iter().find(|row| row.facet == facet)?;
    let mut paragraphs = vec![bold(&card.title), row(found)];
    paragraphs.extend(notices(card));
    paragraphs.push(source(card));
    Some(paragraphs)
}

/// A whole answer.
pub(super) fn answer(answer: &Answer) -> Vec<String> {
    if let Some(found) = &answer.card {
        return card(found, &answer.text);
    }
    let mut paragraphs: Vec<String> =
        answer.text.split("\n\n").map(str::trim).filter(|part| !part.is_empty()).map(escape).collect();
    if answer.outcome == Outcome::Answer {
        // The services of a life event in their order; the choices of a question back stand on buttons alone.
        let steps = answer.choices.iter().enumerate();
        paragraphs.extend(steps.map(|(index, choice)| {
            let line = choice.line.as_deref().map(|line| format!("\n{}", escape(line))).unwrap_or_default();
            format!("{}. {}{line}", index + 1, bold(&choice.title))
        }));
    }
    paragraphs
}

/// What is to be known of the age and trust of the facts.
fn notices(card: &Card) -> impl Iterator<Item = String> + '_ {
    card.notices.iter().map(|notice| format!("<i>{}</i>", escape(notice)))
}

fn row(row: &Row) -> String {
    let label = bold(&row.label);
    if let [single] = row.values.as_slice() {
        return format!("{label}: {}", value(single));
    }
    let values = row.values.iter().enumerate().map(|(index, shown)| match (row.list, row.facet) {
        (true, Facet::How) => format!("{}. {}", index + 1, value(shown)),
        _ => format!("• {}", value(shown)),
    });
    format!("{label}:\n{}", values.collect::<Vec<_>>().join("\n"))
}

fn value(value: &Value) -> String {
    let main = match value.href.as_deref().filter(|href| href.starts_with("http")) {
        Some(href) => link(href, &value.main),
        // Telegram makes links of telephone numbers by itself.
        None => escape(&value.main),
    };
    match &value.detail {
        Some(detail) => format!("{main} <i>({})</i>", escape(detail)),
        None => main,
    }
}

fn source(card: &Card) -> String {
    let source = &card.source;
    format!("{}: {}, {}", escape(&source.label), link(&source.url, &source.title), escape(&source.checked))
}

fn link(href: &str, text: &str) -> String {
    format!("<a href=\"{}\">{}</a>", escape(href), escape(text))
}

fn bold(text: &str) -> String {
    format!("<b>{}</b>", escape(text))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_looks_like_markup_is_text() {
        let text = "<b>\"1 & 2\"</b>";
        assert_eq!(escape(text), "&lt;b&gt;&quot;1 &amp; 2&quot;&lt;/b&gt;");
        assert_eq!(plain(&format!("<i>{}</i>", escape(text))), text);
    }
}
