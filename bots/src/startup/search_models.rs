//! The models that the search reads with: the embedder, and a reranker where the settings name one.
//!
//! They come before the page, unlike the language model: an index belongs to its embedder, and one of another embedder would
//! have to be thrown away in front of the people who ask. The embedder that ships is there at once.

use std::{
    sync::{Arc, atomic::AtomicBool},
    time::Instant,
};

use models::{
    CatalogueModel, CrossEncoder, Embedder, EncoderDescription, EncoderError, EncoderSource, FetchedModel, Fetcher,
    LargeEmbedder, catalogue::ModelKind,
};
use retrieval::{Reranker, TextEmbedder};

use super::{Report, StartError, StartEvent, catalogue};
use crate::settings::{SHIPPED_EMBEDDER, Settings, WITHOUT};

/// The models that the search reads with. Copies share them.
#[derive(Clone)]
pub struct SearchModels {
    /// What turns texts into vectors.
    pub embedder: Arc<dyn TextEmbedder>,
    is_shipped: bool,
    /// What looks at the first candidates again.
    pub reranker: Option<Arc<dyn Reranker>>,
}

impl SearchModels {
    /// Fetches what is missing and opens what the settings name. Blocking, for as long as a fetch takes.
    ///
    /// # Errors
    /// [`StartError`]; its message says what to do.
    pub fn open(settings: &Settings, report: &Report) -> Result<Self, StartError> {
        let is_shipped = settings.model.embedder.is_none();
        Ok(Self { embedder: embedder(settings, report)?, is_shipped, reranker: reranker(settings, report)? })
    }

    /// The embedder that ships: the same as that of the search, unless the settings name another.
    #[must_use]
    pub fn shipped(&self) -> Arc<dyn TextEmbedder> {
        if self.is_shipped { Arc::clone(&self.embedder) } else { Arc::new(Embedder::shipped()) }
    }
}

/// The embedder that the settings name, else the one that ships. Blocking, for as long as a fetch takes.
///
/// # Errors
/// [`StartError`]; its message says what to do.
pub fn embedder(settings: &Settings, report: &Report) -> Result<Arc<dyn TextEmbedder>, StartError> {
    let Some(id) = &settings.model.embedder else { return Ok(Arc::new(Embedder::shipped())) };
    let wanted = Wanted { key: "embedder", usual: SHIPPED_EMBEDDER, kind: ModelKind::Embedder, id };
    let embedder = wanted.bring(settings, report, LargeEmbedder::open, LargeEmbedder::description)?;
    Ok(Arc::new(embedder))
}

fn reranker(settings: &Settings, report: &Report) -> Result<Option<Arc<dyn Reranker>>, StartError> {
    let Some(id) = &settings.model.reranker else { return Ok(None) };
    let wanted = Wanted { key: "reranker", usual: WITHOUT, kind: ModelKind::Reranker, id };
    let reranker = wanted.bring(settings, report, CrossEncoder::open, CrossEncoder::description)?;
    Ok(Some(Arc::new(reranker)))
}

/// A model that a setting names.
struct Wanted<'s> {
    /// The setting.
    key: &'static str,
    /// Its value without a model of the catalogue.
    usual: &'static str,
    kind: ModelKind,
    id: &'s str,
}

impl Wanted<'_> {
    /// From the name in the settings to the open model.
    fn bring<M>(
        &self,
        settings: &Settings,
        report: &Report,
        open: impl FnOnce(&EncoderSource) -> Result<M, EncoderError>,
        description: impl FnOnce(&M) -> &EncoderDescription,
    ) -> Result<M, StartError> {
        let catalogue = catalogue(settings)?;
        let unknown = || StartError::NoSuchModel { key: self.key, model: self.id.to_owned() };
        let model = catalogue.get(self.id).filter(|model| model.kind == self.kind).ok_or_else(unknown)?;
        let fetched = self.fetch(model, settings, report)?;
        let started = Instant::now();
        let opened = open(&EncoderSource::of(model, &fetched)).map_err(|error| self.unusable(error.to_string()))?;
        let device = description(&opened).device;
        report(StartEvent::SearchModel { key: self.key, model: model.id.clone(), device, took: started.elapsed() });
        Ok(opened)
    }

    fn fetch(&self, model: &CatalogueModel, settings: &Settings, report: &Report) -> Result<FetchedModel, StartError> {
        let fetcher = Fetcher::new(settings.model.fetch.clone());
        if let Some(fetched) = fetcher.ready(model) {
            return Ok(fetched);
        }
        report(StartEvent::SearchModelFetch { key: self.key, model: model.id.clone() });
        // Ctrl+C ends the process, and what was fetched is kept; nothing else cancels.
        let never = AtomicBool::new(false);
        let fetched = fetcher.fetch(model, &mut |progress| report(StartEvent::Fetch(progress)), &never);
        fetched.map_err(|error| self.unusable(error.to_string()))
    }

    fn unusable(&self, problem: String) -> StartError {
        StartError::SearchModel { key: self.key, model: self.id.to_owned(), problem, usual: self.usual }
    }
}
