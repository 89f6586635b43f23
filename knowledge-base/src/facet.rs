//! What a question is after.

use serde::{Deserialize, Serialize};

/// One side of a service that a person can ask about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Facet {
    /// How much it costs.
    Fee,
    /// How long it takes.
    Time,
    /// What to bring or upload.
    Documents,
    /// What to do, step by step.
    How,
    /// Where to apply: portal, centre, body.
    Where,
    /// Who may apply.
    Who,
    /// Whom to call or write to.
    Contact,
    /// Which act regulates it.
    Legal,
    /// How long the result is valid.
    Validity,
    /// How to learn what became of an application.
    Status,
}

impl Facet {
    /// All facets, in the order of a card.
    pub const ALL: [Self; 10] = [
        Self::Fee,
        Self::Time,
        Self::Documents,
        Self::How,
        Self::Where,
        Self::Who,
        Self::Validity,
        Self::Contact,
        Self::Legal,
        Self::Status,
    ];

    /// The name in files, suites and JSON.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Fee => "fee",
            Self::Time => "time",
            Self::Documents => "documents",
            Self::How => "how",
            Self::Where => "where",
            Self::Who => "who",
            Self::Contact => "contact",
            Self::Legal => "legal",
            Self::Validity => "validity",
            Self::Status => "status",
        }
    }
}
