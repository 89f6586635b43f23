//! From the files of editors to what people are answered from: at the start, and while the program serves.
//!
//! What is published is what was read whole and without a problem. A broken file changes nothing: people are answered from the
//! last published state until it is mended, and the log and `kb status` say why.

mod watching;

use std::path::{Path, PathBuf};

use jiff::Timestamp;
use knowledge_base::{
    Files, KnowledgeBase, LoadError, Problem,
    revisions::{Publication, RevisionError, Revisions},
};

use crate::settings::Settings;

pub use watching::{Live, keep_current};

/// The author of what the program publishes by itself.
const OF_FILES: &str = "files";

/// The files of the records beside what was published of them.
#[derive(Clone, Debug)]
pub struct Publishing {
    revisions: Revisions,
    folder: PathBuf,
}

/// Why records could not be published.
#[derive(Debug, thiserror::Error)]
pub enum PublishError {
    /// The files have problems or cannot be read: an editor's to mend.
    #[error(transparent)]
    Records(#[from] LoadError),
    /// The revisions cannot be read or written.
    #[error(transparent)]
    Revisions(#[from] RevisionError),
}

/// How the files stand beside what is published.
#[derive(Clone, Debug)]
pub struct Standing {
    /// The last publication, if there is any.
    pub last: Option<Publication>,
    /// Files that differ from it, with what happened to them.
    pub changed: Vec<(String, Change)>,
    /// What is wrong in the files; while there is anything, they are not published.
    pub problems: Vec<Problem>,
}

/// What happened to a file since it was published.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Change {
    /// It is new.
    Added,
    /// It has another text.
    Changed,
    /// It is gone.
    Removed,
}

impl Publishing {
    /// Opens the revisions of the records that the settings name.
    ///
    /// # Errors
    /// The database cannot be opened.
    pub async fn open(settings: &Settings) -> Result<Self, RevisionError> {
        let revisions = Revisions::open(&settings.revisions()).await?;
        Ok(Self { revisions, folder: settings.records.clone() })
    }

    /// The folder of the files.
    #[must_use]
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// The revisions.
    #[must_use]
    pub fn revisions(&self) -> &Revisions {
        &self.revisions
    }

    /// Publishes the files as they stand; `None` when nothing differs.
    ///
    /// # Errors
    /// The files have problems, or the database failed; the published state stays as it was then.
    pub async fn publish(&self, author: &str, remark: &str) -> Result<Option<Publication>, PublishError> {
        let files = Files::read(&self.folder)?;
        KnowledgeBase::of_files(&files)?;
        Ok(self.revisions.publish(&files, author, remark).await?)
    }

    /// The records to start with: those of the files, which are published by this; those published last when the files have
    /// problems, which come beside them.
    ///
    /// # Errors
    /// The files have problems and nothing was ever published, or the database failed.
    pub async fn start(&self) -> Result<(KnowledgeBase, Option<LoadError>), PublishError> {
        let of_folder = Files::read(&self.folder).and_then(|files| Ok((KnowledgeBase::of_files(&files)?, files)));
        let problem = match of_folder {
            Ok((base, files)) => {
                self.revisions.publish(&files, OF_FILES, "").await?;
                return Ok((base, None));
            }
            Err(problem) => problem,
        };
        match self.revisions.published().await? {
            Some(files) => Ok((KnowledgeBase::of_files(&files)?, Some(problem))),
            None => Err(problem.into()),
        }
    }

    /// How the files stand beside what is published.
    ///
    /// # Errors
    /// The folder cannot be read, or the database failed.
    pub async fn standing(&self) -> Result<Standing, PublishError> {
        let files = Files::read(&self.folder)?;
        let problems = match KnowledgeBase::of_files(&files) {
            Ok(_) => Vec::new(),
            Err(LoadError::Invalid(problems)) => problems,
            Err(error @ LoadError::Unreadable { .. }) => return Err(error.into()),
        };
        let published = self.revisions.published().await?.unwrap_or_default();
        let mut changed: Vec<(String, Change)> = Vec::new();
        for (path, text) in files.iter() {
            match published.get(path) {
                None => changed.push((path.to_owned(), Change::Added)),
                Some(before) if before != text => changed.push((path.to_owned(), Change::Changed)),
                Some(_) => {}
            }
        }
        let gone = published.iter().filter(|(path, _)| files.get(path).is_none());
        changed.extend(gone.map(|(path, _)| (path.to_owned(), Change::Removed)));
        Ok(Standing { last: self.revisions.last().await?, changed, problems })
    }
}

/// A moment as editors read it, in Tashkent's time.
#[must_use]
pub fn moment(at: Timestamp) -> String {
    at.to_zoned_datetime(crate::startup::tashkent()).strftime("%Y-%m-%d %H:%M").to_string()
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests;
