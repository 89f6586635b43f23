//! What every face needs, from disk to an assistant that answers from facts: records, embedder, index.

use std::{sync::Arc, time::Instant};

use assistant::{Assistant, AssistantParts};
use jiff::{Timestamp, civil::Date, tz::TimeZone};
use knowledge_base::KnowledgeBase;
use retrieval::{Index, IndexOptions, Searcher, TextEmbedder};

use super::{IndexSummary, Report, SearchModels, StartError, StartEvent};
use crate::{conversations::make_private_folder, settings::Settings};

/// Uzbekistan's one time zone, which has had no summer time since 1992.
const TASHKENT: &str = "Asia/Tashkent";
/// The same as an offset, in hours.
const TASHKENT_OFFSET: i8 = 5;

/// The assistant with what it was made of.
pub struct Core {
    /// The assistant; no language model writes for it yet.
    pub assistant: Assistant,
    /// What is known of its index.
    pub index: IndexSummary,
    /// What it searches with.
    pub models: SearchModels,
}

/// Opens the models of the search, reads the records, opens or builds the index, and makes the assistant. Blocking.
///
/// # Errors
/// [`StartError`]; its message says what to do.
pub fn load(settings: &Settings, report: &Report) -> Result<Core, StartError> {
    let base = records(settings, report)?;
    assemble(base, settings, report)
}

/// Opens the models of the search, opens or builds the index of records that were read, and makes the assistant. Blocking.
///
/// # Errors
/// [`StartError`]; its message says what to do.
pub fn assemble(base: KnowledgeBase, settings: &Settings, report: &Report) -> Result<Core, StartError> {
    let models = SearchModels::open(settings, report)?;
    let options = index_options(settings, Arc::clone(&models.embedder));
    let (index, summary) = index(&base, &options, report)?;
    let assistant = assistant_over(Arc::new(base), index, &models)?;
    Ok(Core { assistant, index: summary, models })
}

/// The assistant over an index that is open.
///
/// # Errors
/// [`StartError`].
pub fn assistant_over(base: Arc<KnowledgeBase>, index: Index, models: &SearchModels) -> Result<Assistant, StartError> {
    let searcher = Searcher::new(index).reranked(models.reranker.clone());
    let parts = AssistantParts { base, searcher, embedder: models.shipped(), clock: today };
    Ok(Assistant::new(parts)?)
}

/// Reads the records.
///
/// # Errors
/// [`StartError::Records`].
pub fn records(settings: &Settings, report: &Report) -> Result<KnowledgeBase, StartError> {
    let base = KnowledgeBase::load(&settings.records)?;
    report(StartEvent::Records { count: base.records().len(), folder: settings.records.clone() });
    Ok(base)
}

/// Opens the index; builds it first when it has to be, or when the options say so.
///
/// # Errors
/// [`StartError::Index`].
pub fn index(
    base: &KnowledgeBase,
    options: &IndexOptions,
    report: &Report,
) -> Result<(Index, IndexSummary), StartError> {
    let started = Instant::now();
    let index = Index::open_or_build(base, options, |progress| report(StartEvent::IndexBuild(progress)))?;
    let manifest = index.manifest();
    let summary = IndexSummary {
        place: options.place.clone(),
        records: manifest.count(),
        passages: manifest.passages(),
        fingerprint: manifest.fingerprint(),
        making: index.making(),
        took: started.elapsed(),
    };
    report(StartEvent::Index(summary.clone()));
    Ok((index, summary))
}

/// Makes the data folder, which only this user can read; one that cannot be made is told by what is to lie in it, with what to
/// do.
pub fn private_data_folder(settings: &Settings) {
    let _ = make_private_folder(&settings.data);
}

/// Where the index lies and what it is made with; its folder is made private.
#[must_use]
pub fn index_options(settings: &Settings, embedder: Arc<dyn TextEmbedder>) -> IndexOptions {
    private_data_folder(settings);
    IndexOptions::new(settings.index.clone(), embedder)
}

/// The time zone of Uzbekistan.
#[must_use]
pub fn tashkent() -> TimeZone {
    TimeZone::get(TASHKENT).unwrap_or_else(|_| TimeZone::fixed(jiff::tz::offset(TASHKENT_OFFSET)))
}

/// The day in Uzbekistan, on which sums that depend on the BHM rest.
#[must_use]
pub fn today() -> Date {
    Timestamp::now().to_zoned_datetime(tashkent()).date()
}
