//! What a start tells its caller while it goes on.

use std::{net::SocketAddr, path::PathBuf, sync::Arc, time::Duration};

use models::FetchProgress;
use retrieval::{BuildProgress, Making, Place};

use crate::model_state::ModelState;

/// Hears of the start, from any thread; must return soon.
pub type Report = Arc<dyn Fn(StartEvent) + Send + Sync>;

/// A report that nobody hears.
#[must_use]
pub fn silent() -> Report {
    Arc::new(|_| {})
}

/// What happened.
#[derive(Clone, Debug)]
pub enum StartEvent {
    /// The records were read.
    Records {
        /// How many.
        count: usize,
        /// Where they lie.
        folder: PathBuf,
    },
    /// The files have problems, and people are answered from what was published last.
    Unpublished {
        /// What is wrong, and what to do.
        problem: String,
    },
    /// A model of the search is not there and is fetched; its files come as `Fetch`.
    SearchModelFetch {
        /// What it is: `embedder` or `reranker`.
        key: &'static str,
        /// Its id.
        model: String,
    },
    /// A model of the search that the settings name is open.
    SearchModel {
        /// What it is: `embedder` or `reranker`.
        key: &'static str,
        /// Its id.
        model: String,
        /// Where it runs.
        device: &'static str,
        /// How long opening took.
        took: Duration,
    },
    /// The index is being built.
    IndexBuild(BuildProgress),
    /// The index is open.
    Index(IndexSummary),
    /// The page is served.
    Listening {
        /// Where; with the real port where 0 was asked for.
        address: SocketAddr,
    },
    /// The bot in Telegram was started.
    Telegram {
        /// Whether updates are brought by a webhook.
        brought: bool,
    },
    /// The language model was chosen, or none.
    Choice {
        /// Its id.
        model: Option<String>,
        /// Why.
        reason: String,
    },
    /// A file of a model comes in.
    Fetch(FetchProgress),
    /// The language model changed its state; of [`ModelState::Fetching`] only the first is told, the rest comes as `Fetch`.
    Model(ModelState),
}

/// What is known of an open index.
#[derive(Clone, Debug)]
pub struct IndexSummary {
    /// Where it lies.
    pub place: Place,
    /// How many records it holds.
    pub records: usize,
    /// How many passages it holds.
    pub passages: usize,
    /// Equal for indexes that answer alike.
    pub fingerprint: String,
    /// How it came to be.
    pub making: Making,
    /// How long opening took, with building.
    pub took: Duration,
}

impl IndexSummary {
    /// How it came to be, in words.
    #[must_use]
    pub fn state(&self) -> String {
        match self.making {
            Making::Found => "up to date".to_owned(),
            Making::Built => "built".to_owned(),
            Making::Renewed(1) => "1 record renewed".to_owned(),
            Making::Renewed(records) => format!("{records} records renewed"),
        }
    }
}
