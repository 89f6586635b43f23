//! An answer as it was saved: the object of `ask --json` and of the HTTP API, as far as scores and reports read it.

use std::collections::BTreeMap;

use assistant::decide::Probabilities;
use knowledge_base::Facet;
use serde::Deserialize;

/// An answer.
#[derive(Clone, Debug, Deserialize)]
pub struct Given {
    /// The code of its language.
    pub language: String,
    /// The code of its script.
    pub script: String,
    /// The name of its outcome.
    pub outcome: String,
    /// The answer in words.
    pub text: String,
    /// The records found, best first.
    #[serde(default)]
    pub services: Vec<String>,
    /// The records that it cites.
    #[serde(default)]
    pub sources: Vec<Cited>,
    /// The facts that it states.
    #[serde(default)]
    pub facts: Vec<Stated>,
    /// What wrote it.
    #[serde(default)]
    pub engine: String,
    /// Where the time went, in milliseconds, by stage.
    #[serde(default)]
    pub timings_ms: BTreeMap<String, f64>,
    /// The card.
    #[serde(default)]
    pub card: Option<Shown>,
    /// The services offered.
    #[serde(default)]
    pub choices: Vec<Offered>,
    /// What the decision rests on.
    #[serde(default)]
    pub scores: Grounds,
    /// What a language model read and wrote.
    #[serde(default)]
    pub tokens: Option<Spent>,
}

impl Given {
    /// What the answer rests on, in words: the card, which holds all that its record states; for the list of a situation of life,
    /// the titles of its services.
    #[must_use]
    pub fn contexts(&self) -> Vec<String> {
        match &self.card {
            Some(card) => vec![card.text()],
            None => self.sources.iter().map(|source| source.title.clone()).filter(|title| !title.is_empty()).collect(),
        }
    }
}

impl Shown {
    fn text(&self) -> String {
        let rows = self.rows.iter().map(|row| {
            let value = |value: &ShownValue| match &value.detail {
                Some(detail) => format!("{} ({detail})", value.main),
                None => value.main.clone(),
            };
            format!("{}: {}", row.label, row.values.iter().map(value).collect::<Vec<_>>().join("; "))
        });
        [self.title.clone(), self.summary.clone()].into_iter().chain(rows).collect::<Vec<_>>().join("\n")
    }
}

/// A record that is cited.
#[derive(Clone, Debug, Deserialize)]
pub struct Cited {
    /// The record.
    pub service: String,
    /// Its title.
    #[serde(default)]
    pub title: String,
    /// Its page.
    #[serde(default)]
    pub url: String,
}

/// A fact that is stated.
#[derive(Clone, Debug, Deserialize)]
pub struct Stated {
    /// What it is about.
    pub facet: Facet,
    /// The fact.
    pub text: String,
}

/// A card.
#[derive(Clone, Debug, Deserialize)]
pub struct Shown {
    /// The record.
    pub service: String,
    /// Its title.
    pub title: String,
    /// Its summary.
    #[serde(default)]
    pub summary: String,
    /// Its rows.
    #[serde(default)]
    pub rows: Vec<ShownRow>,
}

/// A row of a card.
#[derive(Clone, Debug, Deserialize)]
pub struct ShownRow {
    /// Its label.
    pub label: String,
    /// Its values.
    #[serde(default)]
    pub values: Vec<ShownValue>,
}

/// A value of a row.
#[derive(Clone, Debug, Deserialize)]
pub struct ShownValue {
    /// The value.
    pub main: String,
    /// What is said beside it.
    #[serde(default)]
    pub detail: Option<String>,
}

/// A service that is offered.
#[derive(Clone, Debug, Deserialize)]
pub struct Offered {
    /// The record.
    pub service: String,
    /// Its title.
    pub title: String,
}

/// What the decision rests on.
#[derive(Clone, Copy, Debug, Default, Deserialize)]
pub struct Grounds {
    /// The probabilities; absent where no search decided.
    #[serde(default)]
    pub decision: Option<Probabilities>,
}

/// What a language model took, in tokens.
#[derive(Clone, Copy, Debug, Deserialize)]
pub struct Spent {
    /// Read.
    pub prompt: usize,
    /// Written.
    pub written: usize,
}
