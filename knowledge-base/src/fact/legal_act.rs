//! The acts that regulate a service.

use jiff::civil::Date;

use crate::Text;

/// A legal act as a source names it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LegalAct {
    /// What kind of act.
    pub kind: ActKind,
    /// Its number, as printed: `66`, `PF-6065`.
    pub number: Option<String>,
    /// Its date.
    pub date: Option<Date>,
    /// The articles or items meant.
    pub articles: Option<String>,
    /// Its title or subject.
    pub title: Option<Text>,
}

/// The kinds of legal act.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ActKind {
    /// Resolution of the Cabinet of Ministers.
    CabinetResolution,
    /// Decree of the President (PF).
    PresidentialDecree,
    /// Resolution of the President (PQ).
    PresidentialResolution,
    /// Law.
    Law,
    /// Order of a ministry.
    MinistryOrder,
    /// Regulation.
    Regulation,
    /// Code.
    Code,
    /// Resolution of an agency.
    AgencyResolution,
}

impl ActKind {
    /// All kinds.
    pub const ALL: [Self; 8] = [
        Self::CabinetResolution,
        Self::PresidentialDecree,
        Self::PresidentialResolution,
        Self::Law,
        Self::MinistryOrder,
        Self::Regulation,
        Self::Code,
        Self::AgencyResolution,
    ];

    /// The key in record files and text catalogues.
    #[must_use]
    pub fn key(self) -> &'static str {
        match self {
            Self::CabinetResolution => "cabinet-resolution",
            Self::PresidentialDecree => "presidential-decree",
            Self::PresidentialResolution => "presidential-resolution",
            Self::Law => "law",
            Self::MinistryOrder => "ministry-order",
            Self::Regulation => "regulation",
            Self::Code => "code",
            Self::AgencyResolution => "agency-resolution",
        }
    }
}
