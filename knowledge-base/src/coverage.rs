//! What is known of each record and what is missing, as a page that editors read.

use std::fmt::Write as _;

use crate::{KnowledgeBase, ServiceRecord, record::Confidence};

/// A fact that a record may hold, with the column it stands in.
type Column = (&'static str, fn(&ServiceRecord) -> bool);

/// The facts of the table, in its order.
pub const COLUMNS: [Column; 10] = [
    ("fee", |record| !record.fee.is_empty()),
    ("time", |record| !record.duration.is_empty()),
    ("documents", |record| record.documents.is_some()),
    ("where", |record| !record.channels.is_empty()),
    ("steps", |record| !record.steps.is_empty()),
    ("who", |record| record.eligibility.is_some()),
    ("validity", |record| !record.validity.is_empty()),
    ("contact", |record| !record.contacts.is_empty()),
    ("legal", |record| !record.legal_basis.is_empty()),
    ("link", |record| record.portal_link.is_some()),
];

const HEAD: &str = "\
# What the records hold

Written by `yordamchi kb coverage`; do not edit. A dot is a fact that no source has given yet: find a source, fill the field,
and run the command again.
";

/// The page, in Markdown.
#[must_use]
pub fn page(base: &KnowledgeBase) -> String {
    let mut page = HEAD.to_owned();
    // Writing to a string cannot fail.
    let _ = summary(&mut page, base);
    for (key, name) in base.categories() {
        let records: Vec<&ServiceRecord> = base.records().filter(|record| record.category == *key).collect();
        if !records.is_empty() {
            let _ = writeln!(page, "\n## {}\n", name.en);
            let _ = table(&mut page, &records);
        }
    }
    page
}

fn summary(page: &mut String, base: &KnowledgeBase) -> std::fmt::Result {
    let count = base.records().len();
    writeln!(
        page,
        "\n{count} records, {} life events. Share of the records that hold each fact:\n",
        base.life_events().len()
    )?;
    writeln!(page, "| fact | records | share |\n|---|---:|---:|")?;
    for (name, holds) in COLUMNS {
        let holding = base.records().filter(|record| holds(record)).count();
        writeln!(page, "| {name} | {holding} | {} % |", holding * 100 / count.max(1))?;
    }
    Ok(())
}

fn table(page: &mut String, records: &[&ServiceRecord]) -> std::fmt::Result {
    let names: Vec<&str> = COLUMNS.iter().map(|(name, _)| *name).collect();
    writeln!(page, "| record | {} | trust | checked |", names.join(" | "))?;
    writeln!(page, "|---|{}---|---|", ":-:|".repeat(names.len()))?;
    for record in records {
        let cells: Vec<&str> = COLUMNS.iter().map(|(_, holds)| if holds(record) { "✓" } else { "·" }).collect();
        let trust = match record.confidence {
            Confidence::High => "high",
            Confidence::Medium => "medium",
            Confidence::Low => "**low**",
        };
        writeln!(page, "| {} | {} | {trust} | {} |", record.id, cells.join(" | "), record.checked)?;
    }
    Ok(())
}
