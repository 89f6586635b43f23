//! Every published state of every file, in a database.
//!
//! Editors work on files; what people are answered from is what was published last. A publication is taken whole or not at all,
//! and only from files that load. The files of a removed record stay in its history and can be brought back.

mod difference;

use std::{
    collections::BTreeMap,
    path::{Path, PathBuf},
    sync::LazyLock,
    time::Duration,
};

use jiff::Timestamp;
use sqlx::{
    Row as _, SqlStr, SqlitePool,
    migrate::{Migration, MigrationType, Migrator},
    sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteRow, SqliteSynchronous},
};
use thiserror::Error;

use crate::Files;

pub use difference::{Line, difference};

/// The SQL of `migrations/`, by version.
static MIGRATIONS: LazyLock<Migrator> = LazyLock::new(|| {
    let first = SqlStr::from_static(include_str!("../../migrations/0001_revisions.sql"));
    Migrator::with_migrations(vec![Migration::new(1, "revisions".into(), MigrationType::Simple, first, false)])
});

/// How long to wait for another process that writes.
const BUSY_TIMEOUT: Duration = Duration::from_secs(5);

/// Why revisions could not be opened, read or written.
#[derive(Debug, Error)]
pub enum RevisionError {
    /// The file cannot be opened or is not of this version.
    #[error("cannot open the revisions in `{}`: {problem}; make its folder writable, or set `data` to another folder", path.display())]
    Unopened {
        /// The file.
        path: PathBuf,
        /// Why.
        problem: String,
    },
    /// The database failed.
    #[error("the database of the revisions failed: {0}; check the disk")]
    Database(#[from] sqlx::Error),
}

/// One publication.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Publication {
    /// Rises with every publication.
    pub id: i64,
    /// When.
    pub at: Timestamp,
    /// Who.
    pub author: String,
    /// Why, in the author's words; may be empty.
    pub remark: String,
    /// SHA-256 of all files after it.
    pub fingerprint: String,
}

/// One state of one file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Revision {
    /// From 1.
    pub number: i64,
    /// With what it was published.
    pub publication: Publication,
    /// The file; `None` where it was removed.
    pub text: Option<String>,
}

/// The revisions of a knowledge base. Copies share one database.
#[derive(Clone, Debug)]
pub struct Revisions {
    pool: SqlitePool,
}

impl Revisions {
    /// Opens the database, makes it when it is missing, brings it to this version.
    ///
    /// # Errors
    /// [`RevisionError::Unopened`].
    pub async fn open(file: &Path) -> Result<Self, RevisionError> {
        let options = SqliteConnectOptions::new()
            .filename(file)
            .create_if_missing(true)
            .journal_mode(SqliteJournalMode::Wal)
            .synchronous(SqliteSynchronous::Full);
        Self::connect(options, file).await
    }

    /// Revisions that end with the process.
    ///
    /// # Errors
    /// The database failed.
    pub async fn in_memory() -> Result<Self, RevisionError> {
        Self::connect(SqliteConnectOptions::new().in_memory(true), Path::new(":memory:")).await
    }

    async fn connect(options: SqliteConnectOptions, file: &Path) -> Result<Self, RevisionError> {
        let unopened = |problem: String| RevisionError::Unopened { path: file.to_owned(), problem };
        // One connection: publications stand in a row, and a database in memory is its connection.
        let pool = SqlitePoolOptions::new().max_connections(1).idle_timeout(None).max_lifetime(None);
        let options = options.foreign_keys(true).busy_timeout(BUSY_TIMEOUT);
        let pool = pool.connect_with(options).await.map_err(|error| unopened(error.to_string()))?;
        MIGRATIONS.run(&pool).await.map_err(|error| unopened(error.to_string()))?;
        Ok(Self { pool })
    }

    /// Publishes the files: one revision for every file that changed, came or went, in one transaction.
    ///
    /// `None` when nothing differs from what is published. The caller has made sure that the files load.
    ///
    /// # Errors
    /// The database failed; nothing is published then.
    pub async fn publish(
        &self,
        files: &Files,
        author: &str,
        remark: &str,
    ) -> Result<Option<Publication>, RevisionError> {
        let mut transaction = self.pool.begin_with("BEGIN IMMEDIATE").await?;
        let newest = sqlx::query(NEWEST).fetch_all(&mut *transaction).await?;
        let mut before: BTreeMap<String, (i64, Option<String>)> = BTreeMap::new();
        for row in newest {
            before.insert(row.try_get("file")?, (row.try_get("number")?, row.try_get("text")?));
        }
        let mut changed: Vec<(String, i64, Option<&str>)> = Vec::new();
        for (path, text) in files.iter() {
            match before.get(path) {
                Some((_, Some(published))) if published == text => {}
                known => changed.push((path.to_owned(), known.map_or(0, |(number, _)| *number) + 1, Some(text))),
            }
        }
        let gone = before.iter().filter(|(path, (_, text))| text.is_some() && files.get(path).is_none());
        changed.extend(gone.map(|(path, (number, _))| (path.clone(), number + 1, None)));
        if changed.is_empty() {
            return Ok(None);
        }
        let at = Timestamp::now().as_millisecond();
        let fingerprint = files.fingerprint();
        let id = sqlx::query("INSERT INTO publications (at, author, remark, fingerprint) VALUES (?1, ?2, ?3, ?4)")
            .bind(at)
            .bind(author)
            .bind(remark)
            .bind(&fingerprint)
            .execute(&mut *transaction)
            .await?
            .last_insert_rowid();
        for (path, number, text) in changed {
            sqlx::query("INSERT INTO revisions (file, number, publication, text) VALUES (?1, ?2, ?3, ?4)")
                .bind(path)
                .bind(number)
                .bind(id)
                .bind(text)
                .execute(&mut *transaction)
                .await?;
        }
        transaction.commit().await?;
        let at = Timestamp::from_millisecond(at).unwrap_or_default();
        Ok(Some(Publication { id, at, author: author.to_owned(), remark: remark.to_owned(), fingerprint }))
    }

    /// The files as they were published last; `None` before the first publication.
    ///
    /// # Errors
    /// The database failed.
    pub async fn published(&self) -> Result<Option<Files>, RevisionError> {
        let rows = sqlx::query(NEWEST).fetch_all(&self.pool).await?;
        let mut files = Vec::new();
        for row in &rows {
            let text: Option<String> = row.try_get("text")?;
            if let Some(text) = text {
                files.push((row.try_get("file")?, text));
            }
        }
        Ok((!rows.is_empty()).then(|| files.into_iter().collect()))
    }

    /// The last publication; `None` before the first.
    ///
    /// # Errors
    /// The database failed.
    pub async fn last(&self) -> Result<Option<Publication>, RevisionError> {
        let row = sqlx::query("SELECT *, id AS publication FROM publications ORDER BY id DESC LIMIT 1");
        row.fetch_optional(&self.pool).await?.as_ref().map(publication).transpose()
    }

    /// All states of a file, the newest first; empty when it never was published.
    ///
    /// # Errors
    /// The database failed.
    pub async fn history(&self, file: &str) -> Result<Vec<Revision>, RevisionError> {
        let rows = sqlx::query(
            "SELECT revisions.number, revisions.text, revisions.publication, publications.at, publications.author,
                 publications.remark, publications.fingerprint
             FROM revisions JOIN publications ON publications.id = revisions.publication
             WHERE file = ?1 ORDER BY number DESC",
        );
        let rows = rows.bind(file).fetch_all(&self.pool).await?;
        let revision = |row: &SqliteRow| {
            let (number, text) = (row.try_get("number")?, row.try_get("text")?);
            Ok(Revision { number, publication: publication(row)?, text })
        };
        rows.iter().map(revision).collect()
    }

    /// The files that were published under a name, such as `firm.yaml` in any folder.
    ///
    /// # Errors
    /// The database failed.
    pub async fn files_named(&self, name: &str) -> Result<Vec<String>, RevisionError> {
        let query =
            sqlx::query("SELECT DISTINCT file FROM revisions WHERE file = ?1 OR substr(file, -length(?2)) = ?2");
        let rows = query.bind(name).bind(format!("/{name}")).fetch_all(&self.pool).await?;
        rows.iter().map(|row| Ok(row.try_get("file")?)).collect()
    }

    /// Closes the database.
    pub async fn close(&self) {
        self.pool.close().await;
    }
}

/// The newest revision of every file.
const NEWEST: &str = "SELECT file, number, text FROM revisions AS one
     WHERE number = (SELECT max(number) FROM revisions AS other WHERE other.file = one.file)";

fn publication(row: &SqliteRow) -> Result<Publication, RevisionError> {
    let at: i64 = row.try_get("at")?;
    Ok(Publication {
        id: row.try_get("publication")?,
        at: Timestamp::from_millisecond(at).unwrap_or_default(),
        author: row.try_get("author")?,
        remark: row.try_get("remark")?,
        fingerprint: row.try_get("fingerprint")?,
    })
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests;
