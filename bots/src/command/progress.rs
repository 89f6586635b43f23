//! Bars for what takes long: building the index, fetching a model. They are drawn on a terminal alone.

use std::sync::{Arc, Mutex, PoisonError};

use indicatif::{MultiProgress, ProgressBar, ProgressStyle};
use models::{FetchProgress, FetchStage};
use retrieval::{BuildProgress, BuildStage};

use crate::startup::{Report, StartEvent};

/// Where bars are drawn: at the foot of standard error, below the lines that come meanwhile.
#[derive(Clone, Debug, Default)]
pub(super) struct Bars(pub(super) MultiProgress);

impl Bars {
    /// A report that draws bars and tells nothing else.
    pub(super) fn report(&self) -> Report {
        let drawn = Drawn { bars: self.clone(), bar: Mutex::new(None) };
        Arc::new(move |event| drawn.draw(&event))
    }

    /// A report of a fetch alone.
    pub(super) fn fetch(&self) -> impl FnMut(FetchProgress) + use<> {
        let report = self.report();
        move |progress| report(StartEvent::Fetch(progress))
    }
}

/// The one bar that stands at a time.
struct Drawn {
    bars: Bars,
    bar: Mutex<Option<(&'static str, ProgressBar)>>,
}

impl Drawn {
    fn draw(&self, event: &StartEvent) {
        match event {
            StartEvent::IndexBuild(progress) => self.build(progress),
            StartEvent::Fetch(progress) => self.fetch(progress),
            StartEvent::Records { .. }
            | StartEvent::Unpublished { .. }
            | StartEvent::SearchModelFetch { .. }
            | StartEvent::SearchModel { .. }
            | StartEvent::Index(_)
            | StartEvent::Listening { .. }
            | StartEvent::Telegram { .. }
            | StartEvent::Choice { .. }
            | StartEvent::Model(_) => self.clear(),
        }
    }

    fn build(&self, progress: &BuildProgress) {
        let stage = match progress.stage {
            BuildStage::Waiting => "waiting for another process that builds the index",
            BuildStage::Storing => "building the index",
            BuildStage::Finishing => "writing the index",
        };
        let bar = self.bar(stage, "{msg} {wide_bar} {pos}/{len} passages {eta}", Some(progress.total as u64));
        bar.set_position(progress.done as u64);
    }

    fn fetch(&self, progress: &FetchProgress) {
        let stage = match progress.stage {
            FetchStage::Waiting => "waiting for another process that fetches the model",
            FetchStage::Downloading => "fetching the model",
            FetchStage::Verifying => "verifying the model",
            FetchStage::Done => return self.clear(),
        };
        let bar = self.bar(stage, "{msg} {wide_bar} {bytes}/{total_bytes} {eta}", progress.total_bytes);
        bar.set_position(progress.done_bytes);
    }

    /// The bar of a stage; a new stage begins a new bar.
    fn bar(&self, stage: &'static str, template: &str, total: Option<u64>) -> ProgressBar {
        let mut standing = self.bar.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((name, bar)) = standing.as_ref()
            && *name == stage
        {
            if let Some(total) = total {
                bar.set_length(total);
            }
            return bar.clone();
        }
        if let Some((_, old)) = standing.take() {
            old.finish_and_clear();
        }
        let bar = match total {
            Some(total) => ProgressBar::new(total),
            None => ProgressBar::no_length(),
        };
        let style = ProgressStyle::with_template(template).unwrap_or_else(|_| ProgressStyle::default_bar());
        let bar = self.bars.0.add(bar.with_style(style).with_message(stage));
        *standing = Some((stage, bar.clone()));
        bar
    }

    fn clear(&self) {
        let mut standing = self.bar.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((_, bar)) = standing.take() {
            bar.finish_and_clear();
        }
    }
}
