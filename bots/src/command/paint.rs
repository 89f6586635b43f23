//! Colours with meaning, on terminals alone.

use std::io::{self, IsTerminal as _};

use crate::telemetry::colours;

/// Paints texts, or leaves them as they are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Paint {
    on: bool,
}

impl Paint {
    pub(super) fn for_stdout() -> Self {
        Self { on: colours(io::stdout().is_terminal()) }
    }

    pub(super) fn for_stderr() -> Self {
        Self { on: colours(io::stderr().is_terminal()) }
    }

    /// What a card or a table is about.
    pub(super) fn title(self, text: &str) -> String {
        self.with("1", text)
    }

    /// What the question was after.
    pub(super) fn asked(self, text: &str) -> String {
        self.with("1;36", text)
    }

    /// What stands beside the matter: labels, sources, remarks.
    pub(super) fn quiet(self, text: &str) -> String {
        self.with("2", text)
    }

    /// What a reader should heed.
    pub(super) fn notice(self, text: &str) -> String {
        self.with("33", text)
    }

    /// What went wrong.
    pub(super) fn error(self, text: &str) -> String {
        self.with("1;31", text)
    }

    fn with(self, code: &str, text: &str) -> String {
        if self.on { format!("\u{1b}[{code}m{text}\u{1b}[0m") } else { text.to_owned() }
    }
}

#[cfg(test)]
impl Paint {
    pub(super) const PLAIN: Self = Self { on: false };
    pub(super) const COLOURED: Self = Self { on: true };
}
