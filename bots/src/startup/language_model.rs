//! The language model behind the page that is served already: chosen at the start, then fetched, opened and given to the
//! assistant on a thread of its own.
//!
//! Nothing waits for it, and whatever goes wrong with it leaves the answers from facts as they are.

use std::{
    path::{Path, PathBuf},
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    thread,
};

use assistant::{Assistant, EngineChoice, Writer, compose};
use knowledge_base::Language;
use models::{
    Catalogue, CatalogueModel, EngineSettings, FetchError, FetchProgress, FetchStage, FetchedModel, Fetcher,
    GenerationEngine, LanguageModel, LanguageModelSource, Machine, Prompt, RemoteEngine, RemoteSettings, choose,
};
use tokio::sync::watch;

use super::{Report, StartError, StartEvent};
use crate::{
    model_state::ModelState,
    settings::{RemoteModel, Settings},
};

/// The chosen language model, not fetched or opened yet.
#[derive(Clone, Debug)]
pub struct ChosenModel {
    /// Its entry in the catalogue; `None` when none of it is used.
    pub model: Option<CatalogueModel>,
    /// The model on a server that is used instead.
    pub remote: Option<RemoteModel>,
    /// Why, in an English sentence.
    pub reason: String,
}

impl ChosenModel {
    /// The name of the model on a server.
    #[must_use]
    pub fn remote_name(&self) -> Option<String> {
        self.remote.as_ref().map(|remote| remote.settings.model.clone())
    }
}

/// What an opened model keeps, and where.
#[derive(Clone, Debug)]
pub struct ModelStart {
    /// The folder of the cache.
    pub cache: PathBuf,
    /// Bytes of it for the beginnings of records' prompts.
    pub prefix_disk_bytes: u64,
}

impl ModelStart {
    /// As the settings have it.
    #[must_use]
    pub fn of(settings: &Settings) -> Self {
        Self { cache: settings.cache.clone(), prefix_disk_bytes: settings.model.prefix_disk_bytes }
    }
}

/// Chooses the language model by the settings and this machine.
///
/// # Errors
/// [`StartError::Catalogue`] when the operator's catalogue is refused.
pub fn choose_model(settings: &Settings) -> Result<ChosenModel, StartError> {
    let catalogue = catalogue(settings)?;
    if settings.engine == EngineChoice::Extractive {
        let reason = "the settings ask for answers from facts alone".to_owned();
        return Ok(ChosenModel { model: None, remote: None, reason });
    }
    if let Some(remote) = &settings.remote {
        let languages: Vec<&str> = remote.languages.iter().map(|language| language.code()).collect();
        let RemoteSettings { url, model, .. } = &remote.settings;
        let reason = format!("{model} at {url} is named in the settings; it may write in {}", languages.join(", "));
        return Ok(ChosenModel { model: None, remote: Some(remote.clone()), reason });
    }
    let languages = Language::ALL.map(Language::code);
    let choice = choose(&catalogue, Machine::detect(), &settings.model.wanted, &languages);
    Ok(ChosenModel { model: choice.model.cloned(), remote: None, reason: choice.reason.to_string() })
}

/// The catalogue of models that the settings name.
///
/// # Errors
/// [`StartError::Catalogue`] when it is the operator's own and is refused.
pub fn catalogue(settings: &Settings) -> Result<Catalogue, StartError> {
    match &settings.model.catalogue {
        Some(file) => Ok(Catalogue::load(file)?),
        None => Ok(Catalogue::shipped()),
    }
}

/// Opens a fetched model, puts it on its thread, and has it read what every prompt begins with; that is kept in a folder of the
/// cache, with what prompts of records begin with where the settings give room. Blocking, for seconds.
///
/// # Errors
/// A sentence that says what to do.
pub fn open_model(model: &CatalogueModel, file: &Path, settings: &ModelStart) -> Result<Writer, String> {
    let opened = LanguageModel::open(&LanguageModelSource::of(model, file)).map_err(|error| error.to_string())?;
    let settings = EngineSettings {
        prefix_folder: Some(settings.cache.join("prefixes")),
        prefix_disk_bytes: settings.prefix_disk_bytes,
        ..EngineSettings::default()
    };
    let engine = GenerationEngine::start(opened, &settings)
        .map_err(|error| format!("the system gives no thread for the model: {error}"))?;
    let languages = languages(model);
    for language in &languages {
        // Without it, the first to ask waits a little longer.
        if let Err(error) = engine.keep(&Prompt::question(compose::task(*language), "")) {
            tracing::warn!(%error, "the task of a language is not kept ready");
        }
    }
    Ok(Writer { engine: engine.into(), model_id: model.id.clone(), languages })
}

/// The writer on the server that the settings name. Nothing is sent: a server that is away now may be there for the next question.
#[must_use]
pub fn remote_writer(remote: &RemoteModel) -> Writer {
    let engine = RemoteEngine::new(remote.settings.clone());
    Writer { engine: engine.into(), model_id: remote.settings.model.clone(), languages: remote.languages.clone() }
}

/// The languages in which a model writes. One that is admitted for none is used only where the settings name it, and then in
/// all: that is the operator's own admission.
fn languages(model: &CatalogueModel) -> Vec<Language> {
    let admitted = |language: &Language| model.admission.is_none() || model.admitted_for(language.code());
    Language::ALL.into_iter().filter(admitted).collect()
}

/// The thread that brings the model; told to stop when this is dropped.
pub(super) struct ModelThread {
    cancelled: Arc<AtomicBool>,
}

impl ModelThread {
    /// Begins to fetch and open a model for an assistant.
    pub(super) fn start(bringing: Bringing) -> Result<Self, StartError> {
        let cancelled = Arc::clone(&bringing.cancelled);
        // No task of the runtime: a fetch may take an hour, and the runtime would wait for it at the end.
        let thread = thread::Builder::new().name("model-fetch".to_owned());
        thread.spawn(move || bringing.run()).map_err(StartError::Thread)?;
        Ok(Self { cancelled })
    }

    /// Tells the thread to end; a fetch ends within moments and keeps what it has, opening a model ends when it is open.
    pub(super) fn cancel(&self) {
        self.cancelled.store(true, Ordering::Relaxed);
    }
}

impl Drop for ModelThread {
    fn drop(&mut self) {
        self.cancel();
    }
}

/// Everything on the way from a catalogue's entry to a model that writes.
pub(super) struct Bringing {
    pub(super) model: CatalogueModel,
    pub(super) fetcher: Fetcher,
    pub(super) start: ModelStart,
    pub(super) assistant: Assistant,
    pub(super) state: watch::Sender<ModelState>,
    pub(super) report: Report,
    pub(super) cancelled: Arc<AtomicBool>,
}

impl Bringing {
    fn run(self) {
        let id = self.model.id.clone();
        let fetched = match self.fetch() {
            Ok(fetched) => fetched,
            // The program is ending.
            Err(FetchError::Cancelled) => return,
            Err(error) => return self.tell(ModelState::Failed { model: id, reason: error.to_string() }),
        };
        self.tell(ModelState::Loading { model: id.clone() });
        let opened = match fetched.files.first() {
            Some(file) => open_model(&self.model, file, &self.start),
            None => Err("the catalogue names no file for it".to_owned()),
        };
        match opened {
            Ok(writer) => {
                self.assistant.set_writer(Some(writer));
                self.tell(ModelState::Ready { model: id });
            }
            Err(reason) => self.tell(ModelState::Failed { model: id, reason }),
        }
    }

    fn fetch(&self) -> Result<FetchedModel, FetchError> {
        if let Some(fetched) = self.fetcher.ready(&self.model) {
            return Ok(fetched);
        }
        self.tell(self.fetching(0, self.model.bytes()));
        let mut progress = |progress: FetchProgress| {
            if progress.stage == FetchStage::Downloading {
                self.state.send_replace(self.fetching(progress.done_bytes, progress.total_bytes));
            }
            (self.report)(StartEvent::Fetch(progress));
        };
        self.fetcher.fetch(&self.model, &mut progress, &self.cancelled)
    }

    fn fetching(&self, done: u64, total: Option<u64>) -> ModelState {
        ModelState::Fetching { model: self.model.id.clone(), done, total }
    }

    fn tell(&self, state: ModelState) {
        self.state.send_replace(state.clone());
        (self.report)(StartEvent::Model(state));
    }
}
