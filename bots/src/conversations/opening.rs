//! Opening a database, of either kind, and bringing it to this version.

use std::{path::Path, sync::LazyLock, time::Duration};

use sqlx::{
    AnyConnection, AnyPool, ConnectOptions as _, Connection as _, SqlStr,
    any::{AnyConnectOptions, AnyPoolOptions, install_default_drivers},
    migrate::{Migration, MigrationType, Migrator},
};
use tokio::time::timeout;

use super::{ConversationError, Conversations, Database, place::DatabaseServer};

/// How long a statement waits for a connection, and in SQLite for another process that writes. The client's own default for
/// the latter is the same.
const BUSY_TIMEOUT: Duration = Duration::from_secs(5);
/// Connections that read a file at once. Writes go through one more, because SQLite has one writer anyway.
const READERS: u32 = 4;
/// Connections to a server, of each process. PostgreSQL lets 100 in, so that ten processes fit.
const TO_SERVER: u32 = 8;
/// How long a question waits for a connection to a server: while it is away, every answer is late by this.
const SERVER_TIMEOUT: Duration = Duration::from_secs(1);
/// How long the start waits for a server to let it in.
const ENTRY_LIMIT: Duration = Duration::from_secs(10);
/// How long the start waits for another process that is making the tables.
const MIGRATION_LIMIT: Duration = Duration::from_secs(60);
/// How a transaction that writes begins: SQLite has to be told, or it finds out too late that another one writes.
const BEGIN_IN_FILE: &str = "BEGIN IMMEDIATE";
const BEGIN_ON_SERVER: &str = "BEGIN";
/// Deleted questions are overwritten in the file; a power cut may cost the last turns, never the database.
const RULES: &str = "PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA secure_delete = ON";

/// Both kinds of a migration by its version; the names of the two files differ by their folder alone.
macro_rules! migrations {
    ($folder:literal: $($version:literal $name:literal,)+) => {
        LazyLock::new(|| Migrator::with_migrations(vec![$(Migration::new(
            $version,
            $name.replace('_', " ").into(),
            MigrationType::Simple,
            SqlStr::from_static(include_str!(concat!("../../migrations/", $folder, "000", $version, "_", $name, ".sql"))),
            false,
        )),+]))
    };
}

static IN_FILE: LazyLock<Migrator> = migrations! { "": 1 "conversations", 2 "telegram", };
static ON_SERVER: LazyLock<Migrator> = migrations! { "postgres/": 1 "conversations", 2 "telegram", };

impl Conversations {
    /// Opens the database, makes what is missing, brings it to this version, and makes sure that it can be written. A database
    /// on a server has to be there; its tables are made.
    ///
    /// # Errors
    /// [`ConversationError`]; its message says what to do.
    pub async fn open(database: &Database) -> Result<Self, ConversationError> {
        install_default_drivers();
        match database {
            Database::File(file) => Self::open_file(file).await,
            Database::Server(server) => Self::open_server(server).await,
        }
    }

    /// Conversations that end with the process.
    ///
    /// # Errors
    /// The database failed.
    pub async fn in_memory() -> Result<Self, ConversationError> {
        install_default_drivers();
        // Every connection would have a database of its own, so there is one, and it is never closed.
        let options = "sqlite::memory:".parse()?;
        let one = of_file(1).idle_timeout(None).max_lifetime(None).connect_with(options).await?;
        prepare(&one, Path::new(":memory:")).await?;
        Ok(Self { writer: one.clone(), reader: one, begin: BEGIN_IN_FILE })
    }

    async fn open_file(file: &Path) -> Result<Self, ConversationError> {
        let failed = |error: &dyn std::fmt::Display| ConversationError::of_file(file, error);
        if let Some(folder) = file.parent() {
            super::make_private_folder(folder).map_err(|error| failed(&error))?;
        }
        let options: AnyConnectOptions = file_url(file).map_err(|error| failed(&error))?.parse()?;
        let writer = of_file(1).connect_with(options.clone()).await.map_err(|error| failed(&error))?;
        prepare(&writer, file).await?;
        let reader = of_file(READERS).connect_with(options).await.map_err(|error| failed(&error))?;
        Ok(Self { writer, reader, begin: BEGIN_IN_FILE })
    }

    async fn open_server(server: &DatabaseServer) -> Result<Self, ConversationError> {
        let away = |reason: &str| ConversationError::Away { server: server.to_string(), reason: reason.to_owned() };
        let options: AnyConnectOptions = server.url().parse()?;
        // Not by the pool, which tries a server that is not there again and again and keeps the reason to itself.
        let entered = timeout(ENTRY_LIMIT, options.connect()).await;
        let mut connection: AnyConnection = entered
            .map_err(|_| away(&format!("it does not answer within {} s", ENTRY_LIMIT.as_secs())))?
            .map_err(|error| ConversationError::of_server(server, &error))?;
        // Under a lock of the server: of processes that start at once, one makes the tables and the others wait.
        let migrated = timeout(MIGRATION_LIMIT, ON_SERVER.run(&mut connection)).await;
        migrated
            .map_err(|_| away(&format!("its tables are not there after {} s", MIGRATION_LIMIT.as_secs())))?
            .map_err(|error| ConversationError::migrating(&Database::Server(server.clone()), &error))?;
        // The server notices by itself, too.
        let _ = connection.close().await;
        // Every connection is tried before it is given out, so one that the server has lost is never seen.
        let pool = AnyPoolOptions::new().max_connections(TO_SERVER).acquire_timeout(SERVER_TIMEOUT);
        let pool = pool.connect_lazy_with(options);
        Ok(Self { writer: pool.clone(), reader: pool, begin: BEGIN_ON_SERVER })
    }
}

fn of_file(connections: u32) -> AnyPoolOptions {
    AnyPoolOptions::new().max_connections(connections).acquire_timeout(BUSY_TIMEOUT).after_connect(|connection, _| {
        Box::pin(async move { sqlx::raw_sql(RULES).execute(connection).await.map(drop) })
    })
}

/// The file as an address: its folder as the system knows it, because an address has rules of its own for `..`, and every sign
/// that could mean something there written as its number.
fn file_url(file: &Path) -> std::io::Result<String> {
    let (Some(folder), Some(name)) = (file.parent(), file.file_name()) else {
        return Err(std::io::Error::other("it names no file"));
    };
    let folder = if folder.as_os_str().is_empty() { Path::new(".") } else { folder };
    let path = folder.canonicalize()?.join(name);
    let path = path.to_str().ok_or_else(|| std::io::Error::other("its name is not in UTF-8"))?;
    let written = path.bytes().map(|byte| match byte {
        b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'/' | b'.' | b'-' | b'_' => char::from(byte).to_string(),
        _ => format!("%{byte:02X}"),
    });
    Ok(format!("sqlite:{}?mode=rwc", written.collect::<String>()))
}

/// Brings a file to this version and tries whether it can be written: SQLite opens a read-only file without a word.
async fn prepare(writer: &AnyPool, file: &Path) -> Result<(), ConversationError> {
    IN_FILE.run(writer).await.map_err(|error| ConversationError::migrating(&Database::from(file), &error))?;
    let attempt = async { writer.begin_with(BEGIN_IN_FILE).await?.rollback().await };
    attempt.await.map_err(|error| ConversationError::of_file(file, &error))
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    fn files(folder: &str) -> Vec<String> {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("migrations").join(folder);
        let entries = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name());
        let mut names: Vec<String> = entries.map(|name| name.into_string().unwrap()).collect();
        names.retain(|name| name.ends_with(".sql"));
        names.sort();
        names
    }

    #[test]
    fn every_migration_is_there_for_both_and_named_here() {
        for (folder, migrator) in [("", &IN_FILE), ("postgres", &ON_SERVER)] {
            let named =
                migrator.iter().map(|each| format!("{:04}_{}.sql", each.version, each.description.replace(' ', "_")));
            assert_eq!(named.collect::<Vec<_>>(), files(folder), "{folder}");
        }
        assert_eq!(files(""), files("postgres"));
    }

    #[test]
    fn a_file_may_have_any_name() {
        let folder = tempfile::tempdir().unwrap();
        let url = file_url(&folder.path().join("o\u{2bb}zbek 100%?#.db")).unwrap();
        assert!(url.ends_with("/o%CA%BBzbek%20100%25%3F%23.db?mode=rwc"), "{url}");
        assert!(file_url(Path::new("/")).is_err());
    }
}
