//! `serve`: runs the program until it is told to end, and says in plain lines what it does.

use std::{
    io::{self, Write as _},
    net::SocketAddr,
    pin::pin,
    sync::Arc,
    time::Duration,
};

use clap::Args;

use super::{CommandError, Context, Exit, progress::Bars};
use crate::{
    model_state::ModelState,
    settings::{LogFormat, Settings},
    shutdown,
    startup::{self, Report, StartEvent, Stopped},
};

const EXAMPLE: &str = "\
Example:
  yordamchi serve
  yordamchi serve --listen 0.0.0.0:8080";

/// Supervisors often signal a process and its group, so that one wish to end arrives twice.
const ECHO: Duration = Duration::from_secs(1);

/// Serving the page.
#[derive(Debug, Default, Args)]
#[command(after_help = EXAMPLE)]
pub(super) struct ServeArguments {
    /// Address and port, instead of the setting `listen`; port 0 takes any free one
    #[arg(long, value_name = "ADDRESS:PORT")]
    listen: Option<SocketAddr>,
}

impl ServeArguments {
    /// Puts what the command line says over the settings.
    pub(super) fn apply(&self, settings: &mut Settings) {
        settings.listen = self.listen.unwrap_or(settings.listen);
    }
}

pub(super) async fn run(context: Context) -> Result<Exit, CommandError> {
    let format = context.settings.log.format;
    let report = report(context.bars.clone(), format);
    // One wish to end for both waits: one that came between them would be heard by nobody.
    let mut asked = pin!(shutdown::requested());
    let mut running = tokio::select! {
        started = startup::start(context.settings, report) => started?,
        // What the start was building is safe to leave: the next start goes on.
        asked = &mut asked => return asked.map(|()| Exit::Done).map_err(CommandError::Server),
    };
    tokio::select! {
        asked = &mut asked => asked.map_err(CommandError::Server)?,
        error = running.broken() => return Err(CommandError::Server(error)),
    }
    say(&context.bars, format, "ending: questions under way may finish, ask again to end at once");
    tokio::select! {
        stopped = running.stop() => match stopped {
            Stopped::Drained => say(&context.bars, format, "ended"),
            Stopped::CutOff => say(&context.bars, format, "ended; questions that took too long were cut off"),
        },
        () = asked_again() => say(&context.bars, format, "ended at once"),
    }
    Ok(Exit::Done)
}

/// Ends when a second signal comes that is none of the echoes of the first.
async fn asked_again() {
    tokio::time::sleep(ECHO).await;
    if shutdown::requested().await.is_err() {
        // Without signals there is only the limit of the drain.
        std::future::pending::<()>().await;
    }
}

/// Lines on standard output and bars on a terminal; with JSON logs, records of the log instead.
fn report(bars: Bars, format: LogFormat) -> Report {
    let drawn = bars.report();
    Arc::new(move |event| {
        drawn(event.clone());
        if let Some(line) = line(&event) {
            say(&bars, format, &line);
        }
    })
}

fn say(bars: &Bars, format: LogFormat, line: &str) {
    match format {
        LogFormat::Json => tracing::info!("{line}"),
        // A supervisor that closed our output is no reason to end.
        LogFormat::Text => drop(bars.0.suspend(|| writeln!(io::stdout(), "{line}"))),
    }
}

fn line(event: &StartEvent) -> Option<String> {
    match event {
        StartEvent::Records { count, folder } => Some(format!("records: {count} in {}", folder.display())),
        StartEvent::Unpublished { problem } => Some(format!(
            "records: the files are not published, answers come from the state published last; {problem}\n\
             mend the files; `yordamchi kb check` shows the problems alone"
        )),
        StartEvent::SearchModelFetch { key, model } => {
            Some(format!("{key}: fetching {model}; the page is served when it is there"))
        }
        StartEvent::SearchModel { key, model, device, took } => {
            Some(format!("{key}: {model} on {device}, opened in {:.1} s", took.as_secs_f64()))
        }
        StartEvent::Index(index) => {
            let state = index.state();
            let took = index.took.as_secs_f64();
            Some(format!("index: {} passages, {state}, {took:.2} s, {}", index.passages, index.place))
        }
        StartEvent::Listening { address } => Some(open_line(*address)),
        StartEvent::Telegram { brought: true } => Some("telegram: updates are brought by a webhook".to_owned()),
        StartEvent::Telegram { brought: false } => Some("telegram: the bot asks for updates".to_owned()),
        StartEvent::Choice { model: Some(_), reason } => Some(format!("language model: {reason}")),
        StartEvent::Choice { model: None, reason } => Some(format!("language model: none; {reason}")),
        StartEvent::Model(state) => Some(model_line(state)),
        StartEvent::IndexBuild(_) | StartEvent::Fetch(_) => None,
    }
}

/// The page's address as a browser takes it; the address that stands for all of them is none.
fn open_line(address: SocketAddr) -> String {
    if address.ip().is_unspecified() {
        let port = address.port();
        return format!("open http://localhost:{port}/ in a browser; every machine that reaches this one can, too");
    }
    format!("open http://{address}/ in a browser")
}

fn model_line(state: &ModelState) -> String {
    const MEANWHILE: &str = "answers come from facts meanwhile";
    match state {
        ModelState::Off { reason } => format!("language model: none; {reason}"),
        ModelState::Fetching { model, total: Some(bytes), .. } => {
            format!("language model: fetching {model}, {} MB; {MEANWHILE}", bytes / 1_000_000)
        }
        ModelState::Fetching { model, total: None, .. } => format!("language model: fetching {model}; {MEANWHILE}"),
        ModelState::Loading { model } => format!("language model: loading {model}"),
        ModelState::Ready { model } => format!("language model: {model} is ready"),
        ModelState::Failed { model, reason } => {
            format!("language model: {model} is not used: {reason}; answers come from facts")
        }
    }
}

#[cfg(test)]
mod tests {
    use std::path::PathBuf;

    use super::*;
    use crate::startup::IndexSummary;

    #[test]
    fn the_lines_of_a_start_say_where_and_what() {
        let index = IndexSummary {
            place: PathBuf::from("data/index").into(),
            records: 80,
            passages: 2400,
            fingerprint: String::new(),
            making: retrieval::Making::Built,
            took: std::time::Duration::from_millis(1500),
        };
        assert_eq!(line(&StartEvent::Index(index)).as_deref(), Some("index: 2400 passages, built, 1.50 s, data/index"));
    }

    #[test]
    fn the_address_is_one_that_a_browser_takes() {
        let line = |address: [u8; 4]| open_line(SocketAddr::from((address, 8080)));
        assert_eq!(line([127, 0, 0, 1]), "open http://127.0.0.1:8080/ in a browser");
        assert!(line([0, 0, 0, 0]).starts_with("open http://localhost:8080/ "));
    }

    #[test]
    fn a_failed_model_is_one_line_with_its_reason() {
        let failed = ModelState::Failed { model: "qwen".to_owned(), reason: "no network".to_owned() };
        let line = model_line(&failed);
        assert!(line.contains("qwen is not used: no network") && !line.contains('\n'), "{line}");
    }
}
