//! Where logs go: to standard error, as lines for people or as one JSON object a line.
//!
//! Standard output belongs to answers alone. Texts of questions are logged nowhere at `info` or above.

use std::io::{self, IsTerminal as _, Write};

use tracing_subscriber::{EnvFilter, fmt::MakeWriter};

use crate::settings::{LogFormat, LogSettings};

/// The embedded vector store warns at every start of switches that only its server has. Directives of the settings that name
/// it too win over this one.
const QUIET: &str = "qdrant_edge=error";

/// What kind of command logs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LogKind {
    /// The server, which runs for months.
    Server,
    /// A command, whose answers stand on the same terminal.
    Command,
}

/// Sends the logs of this process on their way. `writer` makes the way out, once for every line.
///
/// # Errors
/// Directives that are none, or logs that are on their way already.
pub fn start<W>(settings: &LogSettings, kind: LogKind, writer: W) -> Result<(), TelemetryError>
where
    W: for<'w> MakeWriter<'w> + Send + Sync + 'static,
{
    let directives = match kind {
        LogKind::Server => &settings.level,
        LogKind::Command => &settings.command_level,
    };
    let directives = format!("{QUIET},{directives}");
    let filter = EnvFilter::builder().parse(directives).map_err(|error| TelemetryError(error.to_string()))?;
    let lines = tracing_subscriber::fmt().with_env_filter(filter).with_writer(writer);
    let started = match settings.format {
        LogFormat::Text => lines.with_ansi(colours(io::stderr().is_terminal())).with_target(false).try_init(),
        LogFormat::Json => lines.json().flatten_event(true).with_current_span(false).try_init(),
    };
    started.map_err(|error| TelemetryError(error.to_string()))
}

/// Whether colours are wanted on a way out: on a terminal, unless `NO_COLOR` is set to something (<https://no-color.org>).
#[must_use]
pub fn colours(is_terminal: bool) -> bool {
    is_terminal && std::env::var_os("NO_COLOR").is_none_or(|value| value.is_empty())
}

/// Logs could not be sent on their way.
#[derive(Debug, thiserror::Error)]
#[error("logs cannot be written: {0}; correct `log.level` in the settings")]
pub struct TelemetryError(String);

/// Lines to standard error that a progress bar below them survives.
#[derive(Clone, Debug, Default)]
pub struct AboveBars(pub indicatif::MultiProgress);

impl Write for AboveBars {
    fn write(&mut self, line: &[u8]) -> io::Result<usize> {
        self.0.suspend(|| io::stderr().write_all(line))?;
        Ok(line.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        io::stderr().flush()
    }
}
