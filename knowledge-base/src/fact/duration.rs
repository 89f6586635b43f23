//! How long a service takes, or its result is valid.

/// A length of time as its source states it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Duration {
    /// At once, by the system itself.
    Automatic,
    /// So many units.
    Span {
        /// The lower end of a range, if the source gives a range.
        from: Option<u32>,
        /// The length, or the upper end of the range.
        amount: u32,
        /// The unit.
        unit: DurationUnit,
    },
}

/// A unit of time. Working days and hours are not calendar ones and never turned into them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum DurationUnit {
    /// Minutes.
    Minutes,
    /// Hours.
    Hours,
    /// Working hours.
    WorkingHours,
    /// Calendar days.
    Days,
    /// Working days.
    WorkingDays,
    /// Weeks.
    Weeks,
    /// Months.
    Months,
    /// Years.
    Years,
}

impl DurationUnit {
    /// All units.
    pub const ALL: [Self; 8] = [
        Self::Minutes,
        Self::Hours,
        Self::WorkingHours,
        Self::Days,
        Self::WorkingDays,
        Self::Weeks,
        Self::Months,
        Self::Years,
    ];

    /// The key in record files and text catalogues.
    #[must_use]
    pub fn key(self) -> &'static str {
        match self {
            Self::Minutes => "minutes",
            Self::Hours => "hours",
            Self::WorkingHours => "working_hours",
            Self::Days => "days",
            Self::WorkingDays => "working_days",
            Self::Weeks => "weeks",
            Self::Months => "months",
            Self::Years => "years",
        }
    }
}
