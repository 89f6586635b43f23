//! What an operator can set, validated once at the start.
//!
//! [`Sources`] names where settings are written; [`Settings`] is what they come to, and the only form that travels further.
//! Nothing here creates a folder or opens a file but the file of settings itself.

mod error;
mod index;
mod raw;
mod remote;
mod telegram;

use std::{
    net::SocketAddr,
    path::{Path, PathBuf},
    time::Duration,
};

use assistant::{EngineChoice, guard::LONGEST_QUESTION};
use models::{FetchSettings, choose::Wanted};
use retrieval::Place;
use tracing_subscriber::EnvFilter;

use crate::conversations::{Database, DatabaseServer};

pub use error::SettingsError;
pub use raw::{DEFAULTS, FILE_VARIABLE, PREFIX, Sources, USUAL_FILE};
pub use remote::RemoteModel;
pub use telegram::{TelegramSettings, TelegramToken, Webhook};

use raw::{RawLog, RawSettings, RawWeb};

/// The database file in the data folder.
const DATABASE_FILE: &str = "conversations.sqlite";
/// The database of the published states of the records in the data folder.
const REVISIONS_FILE: &str = "records.sqlite";
/// The folder of ours in the user's data and cache folders.
const OWN_FOLDER: &str = "yordamchi";
/// A smaller body could not hold a question of ordinary length.
const SMALLEST_BODY: usize = 1024;
/// A tebibyte: more is a slip of the pen.
const MOST_PREFIX_MIB: u64 = 1 << 20;
/// The value of `embedder` for the one that ships.
pub const SHIPPED_EMBEDDER: &str = "shipped";
/// The value of a setting for no model.
pub const WITHOUT: &str = "none";
/// The scheme of a file.
const SQLITE: &str = "sqlite:";

/// The settings, resolved and validated.
#[derive(Clone, Debug)]
pub struct Settings {
    /// Where the web page and the API listen.
    pub listen: SocketAddr,
    /// The folder of the records.
    pub records: PathBuf,
    /// The folder for what must be kept.
    pub data: PathBuf,
    /// The folder for what can be fetched again.
    pub cache: PathBuf,
    /// Where the conversations lie.
    pub database: Database,
    /// Where the search index lies.
    pub index: Place,
    /// How long questions and feedback are kept; `None` for ever.
    pub retention: Option<Duration>,
    /// What writes the answers.
    pub engine: EngineChoice,
    /// Which models, and where their files come from.
    pub model: ModelSettings,
    /// The language model on a server, which writes instead of one in this process.
    pub remote: Option<RemoteModel>,
    /// Limits of the web page and the API.
    pub web: WebSettings,
    /// The bot in Telegram; `None` without a token.
    pub telegram: Option<TelegramSettings>,
    /// What is logged, and how.
    pub log: LogSettings,
}

/// Which models, and where their files come from.
#[derive(Clone, Debug)]
pub struct ModelSettings {
    /// The wanted language model.
    pub wanted: Wanted,
    /// The id of an embedder of the catalogue; `None` for the one that ships.
    pub embedder: Option<String>,
    /// The id of a reranker of the catalogue.
    pub reranker: Option<String>,
    /// A catalogue instead of the one that ships.
    pub catalogue: Option<PathBuf>,
    /// Bytes of the cache for the beginnings of records' prompts.
    pub prefix_disk_bytes: u64,
    /// Where files come from and go to.
    pub fetch: FetchSettings,
}

/// Limits of the web page and the API.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WebSettings {
    /// Questions that one client may ask in a minute.
    pub questions_per_minute: u32,
    /// Characters of a question at most.
    pub longest_question: usize,
    /// Bytes of a request body at most.
    pub body_limit: usize,
    /// Who may show the page in a frame, as sources of a content security policy.
    pub frame_ancestors: Vec<String>,
    /// Whose pages may embed the chat and call the API from a browser: origins as browsers send them, or `*`.
    pub allowed_origins: Vec<String>,
}

impl Default for WebSettings {
    fn default() -> Self {
        Self {
            questions_per_minute: 30,
            longest_question: LONGEST_QUESTION,
            body_limit: 64 << 10,
            frame_ancestors: vec!["'self'".to_owned()],
            allowed_origins: Vec::new(),
        }
    }
}

/// What is logged, and how.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LogSettings {
    /// What `serve` logs: a level or directives.
    pub level: String,
    /// What every other command logs.
    pub command_level: String,
    /// How it is written.
    pub format: LogFormat,
}

/// How logs are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LogFormat {
    /// Lines for people.
    Text,
    /// One JSON object a line.
    Json,
}

impl Settings {
    /// Reads and validates the settings.
    ///
    /// # Errors
    /// [`SettingsError`]; its message names the key, the source and what to do.
    pub fn read(sources: &Sources) -> Result<Self, SettingsError> {
        let raw = sources.read()?;
        let data = own_folder(&raw.data, "data", sources, "XDG_DATA_HOME", ".local/share")?;
        let cache = own_folder(&raw.cache, "cache", sources, "XDG_CACHE_HOME", ".cache")?;
        let records = raw::path(&raw.records).ok_or_else(|| value("records", &raw.records, "it must name a folder"))?;
        Ok(Self {
            listen: raw.listen.trim().parse().map_err(|_| {
                value("listen", &raw.listen, "it must be an address and a port, such as 127.0.0.1:8080 or [::]:8080")
            })?,
            records,
            database: database(&raw.database.0, &data)?,
            index: index::place(&raw, &data)?,
            retention: retention(raw.retention_days),
            engine: engine(&raw.engine)?,
            model: model(&raw, &cache)?,
            remote: remote::remote(&raw.remote)?,
            web: web(&raw.web)?,
            telegram: telegram::telegram(&raw.telegram)?,
            log: log(&raw.log)?,
            data,
            cache,
        })
    }

    /// The database of the published states of the records.
    #[must_use]
    pub fn revisions(&self) -> PathBuf {
        self.data.join(REVISIONS_FILE)
    }
}

fn value(key: &'static str, value: &str, expected: impl Into<String>) -> SettingsError {
    SettingsError::Value { key, value: value.to_owned(), expected: expected.into() }
}

/// A folder of ours: as set, else by the XDG base directory specification, which ignores relative paths.
fn own_folder(
    set: &str,
    key: &'static str,
    sources: &Sources,
    variable: &str,
    in_home: &str,
) -> Result<PathBuf, SettingsError> {
    if let Some(folder) = raw::path(set) {
        return Ok(folder);
    }
    let base = sources.variable(variable).map(Path::new).filter(|base| base.is_absolute());
    if let Some(base) = base {
        return Ok(base.join(OWN_FOLDER));
    }
    let home = sources.variable("HOME").or_else(|| sources.variable("USERPROFILE"));
    let home = home.ok_or(SettingsError::NoHome { key })?;
    Ok(Path::new(home).join(in_home).join(OWN_FOLDER))
}

fn database(written: &str, data: &Path) -> Result<Database, SettingsError> {
    match written.trim() {
        "" => Ok(Database::File(data.join(DATABASE_FILE))),
        url if DatabaseServer::is_meant(url) => {
            let expected = "it must be postgres://USER:PASSWORD@HOST:PORT/DATABASE with options of PostgreSQL alone, such as \
                            ?sslmode=verify-full; signs of a password that mean something in an address are written as %40";
            // It may hold a password.
            DatabaseServer::parse(url).map(Database::Server).ok_or_else(|| value("database", "postgres:...", expected))
        }
        url => {
            let expected = "it must be `sqlite:FILE`, `postgres://USER:PASSWORD@HOST:PORT/DATABASE`, or empty for a file in \
                            the data folder";
            let file = url.strip_prefix(SQLITE).map(|rest| rest.strip_prefix("//").unwrap_or(rest));
            file.and_then(raw::path).map(Database::File).ok_or_else(|| value("database", written, expected))
        }
    }
}

fn retention(days: u32) -> Option<Duration> {
    const DAY: u64 = 24 * 60 * 60;
    (days > 0).then(|| Duration::from_secs(u64::from(days) * DAY))
}

fn engine(written: &str) -> Result<EngineChoice, SettingsError> {
    match written.trim() {
        "auto" => Ok(EngineChoice::Auto),
        "extractive" => Ok(EngineChoice::Extractive),
        _ => Err(value("engine", written, "it must be `auto` or `extractive`")),
    }
}

fn model(raw: &RawSettings, cache: &Path) -> Result<ModelSettings, SettingsError> {
    let python = raw::path(&raw.fetch.python)
        .ok_or_else(|| value("fetch.python", &raw.fetch.python, "it must name a program, such as python3"))?;
    let fetch = FetchSettings {
        local_folder: raw::path(&raw.model_folder),
        hub: raw.fetch.hub,
        packages: raw.fetch.packages,
        python,
        ..FetchSettings::new(cache)
    };
    let wanted = raw.model.parse().unwrap_or_else(|never: std::convert::Infallible| match never {});
    let named = |written: &str, usual: &str| {
        let written = written.trim();
        (!written.is_empty() && written != usual).then(|| written.to_owned())
    };
    Ok(ModelSettings {
        wanted,
        embedder: named(&raw.embedder, SHIPPED_EMBEDDER),
        reranker: named(&raw.reranker, WITHOUT),
        catalogue: raw::path(&raw.model_catalogue),
        prefix_disk_bytes: prefix_disk_bytes(raw.model_prefix_disk_mib)?,
        fetch,
    })
}

fn prefix_disk_bytes(mebibytes: u64) -> Result<u64, SettingsError> {
    if mebibytes > MOST_PREFIX_MIB {
        let expected = format!("it must be 0 to {MOST_PREFIX_MIB}");
        return Err(value("model_prefix_disk_mib", &mebibytes.to_string(), expected));
    }
    Ok(mebibytes << 20)
}

fn web(raw: &RawWeb) -> Result<WebSettings, SettingsError> {
    let least = |key, given: usize, least: usize| {
        let expected = format!("it must be at least {least}");
        if given < least { Err(value(key, &given.to_string(), expected)) } else { Ok(()) }
    };
    least("web.questions_per_minute", raw.questions_per_minute as usize, 1)?;
    least("web.body_limit", raw.body_limit, SMALLEST_BODY)?;
    if !(1..=LONGEST_QUESTION).contains(&raw.longest_question) {
        let expected = format!("it must be 1 to {LONGEST_QUESTION}");
        return Err(value("web.longest_question", &raw.longest_question.to_string(), expected));
    }
    // A source ends up in a response header, where these would end the directive or the header.
    let broken =
        |source: &&String| source.is_empty() || source.contains([';', ',', '\r', '\n', ' ']) || !source.is_ascii();
    if let Some(source) = raw.frame_ancestors.iter().find(broken) {
        let expected = "each must be one source, such as 'self' or https://portal.example.uz";
        return Err(value("web.frame_ancestors", source, expected));
    }
    if let Some(origin) = raw.allowed_origins.iter().find(|origin| !is_origin(origin)) {
        let expected = "each must be an origin in lower case without a path, such as https://portal.example.uz, or *";
        return Err(value("web.allowed_origins", origin, expected));
    }
    Ok(WebSettings {
        questions_per_minute: raw.questions_per_minute,
        longest_question: raw.longest_question,
        body_limit: raw.body_limit,
        frame_ancestors: raw.frame_ancestors.clone(),
        allowed_origins: raw.allowed_origins.clone(),
    })
}

/// Whether a browser would send this as the header `Origin`: it is compared letter by letter.
fn is_origin(written: &str) -> bool {
    let host = written.strip_prefix("https://").or_else(|| written.strip_prefix("http://"));
    let of_host = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || ".-:[]".contains(c);
    written == "*" || host.is_some_and(|host| !host.is_empty() && host.chars().all(of_host))
}

fn log(raw: &RawLog) -> Result<LogSettings, SettingsError> {
    for (key, level) in [("log.level", &raw.level), ("log.command_level", &raw.command_level)] {
        EnvFilter::builder().parse(level).map_err(|_| {
            value(key, level, "it must be error, warn, info, debug, trace, or directives such as info,sqlx=debug")
        })?;
    }
    let format = match raw.format.trim() {
        "text" => LogFormat::Text,
        "json" => LogFormat::Json,
        _ => return Err(value("log.format", &raw.format, "it must be `text` or `json`")),
    };
    Ok(LogSettings { level: raw.level.clone(), command_level: raw.command_level.clone(), format })
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests;
