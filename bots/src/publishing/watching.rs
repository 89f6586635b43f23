//! Keeping a running program on the published state: files that change are published, and what others publish is taken over.

use std::{
    sync::Arc,
    time::{Duration, Instant},
};

use assistant::Assistant;
use knowledge_base::{Files, KnowledgeBase, LoadError};
use notify::{RecursiveMode, Watcher as _};
use retrieval::{
    Index, IndexError, IndexOptions, Making, Reranker, Searcher,
    store::{Standing, StoreError},
};
use tokio::{sync::mpsc, task::spawn_blocking, time};
use tokio_util::sync::CancellationToken;

use super::{OF_FILES, PublishError, Publishing};

/// An editor saves in several steps; files are read once nothing has happened for so long.
const QUIET: Duration = Duration::from_millis(150);
/// How often is looked whether somebody else has published.
const LOOK: Duration = Duration::from_secs(1);

/// What is kept current.
pub struct Live {
    /// The files and what was published of them.
    pub publishing: Publishing,
    /// What answers.
    pub assistant: Assistant,
    /// How its index is made.
    pub index: IndexOptions,
    /// What looks at its first candidates again.
    pub reranker: Option<Arc<dyn Reranker>>,
}

/// Watches the files and the publications until it is told to stop.
pub async fn keep_current(live: Live, stop: CancellationToken) {
    let (sender, mut changes) = mpsc::channel(1);
    let watcher = watch(&live, sender);
    if let Err(error) = &watcher {
        tracing::warn!(%error, "the records folder cannot be watched; publish changes with `yordamchi kb publish`");
    }
    let mut look = time::interval(LOOK);
    look.set_missed_tick_behavior(time::MissedTickBehavior::Delay);
    // Set by the start of the program: what it published is what it answers from.
    let mut current = live.publishing.revisions.last().await.ok().flatten().map(|publication| publication.id);
    let mut seen = live.assistant.knowledge_base().fingerprint().to_owned();
    // What was saved between the start's reading and the first event would else wait for the next change.
    publish_files(&live, &mut seen).await;
    let mut is_away = false;
    loop {
        tokio::select! {
            () = stop.cancelled() => return,
            Some(()) = changes.recv() => {
                while time::timeout(QUIET, changes.recv()).await.is_ok_and(|change| change.is_some()) {}
                publish_files(&live, &mut seen).await;
            }
            _ = look.tick() => {}
        }
        let Some(is_lost) = is_index_lost(&live, &mut is_away).await else { continue };
        let last = match live.publishing.revisions.last().await {
            Ok(last) => last.map(|publication| publication.id),
            Err(error) => {
                tracing::error!(%error, "the publications cannot be read");
                continue;
            }
        };
        if (last != current || is_lost) && take_over(&live).await {
            current = last;
        }
    }
}

fn watch(live: &Live, sender: mpsc::Sender<()>) -> notify::Result<notify::RecommendedWatcher> {
    let mut watcher = notify::recommended_watcher(move |event: notify::Result<notify::Event>| {
        let reading = event.as_ref().is_ok_and(|event| event.kind.is_access());
        if !reading {
            // Full means that a change is waiting already.
            let _ = sender.try_send(());
        }
    })?;
    watcher.watch(live.publishing.folder(), RecursiveMode::Recursive)?;
    Ok(watcher)
}

/// Publishes the files when they are others than those seen last: what somebody else has published from another folder must
/// not be taken back by a folder that stayed as it was.
async fn publish_files(live: &Live, seen: &mut String) {
    let fingerprint = Files::read(live.publishing.folder()).map(|files| files.fingerprint());
    if fingerprint.as_ref().is_ok_and(|fingerprint| fingerprint == seen) {
        return;
    }
    *seen = fingerprint.unwrap_or_default();
    match live.publishing.publish(OF_FILES, "").await {
        Ok(Some(publication)) => tracing::info!(publication = publication.id, "changed files are published"),
        Ok(None) => {}
        Err(PublishError::Records(problem)) => {
            tracing::warn!("changed files are not published, people are answered from the last good state: {problem}");
        }
        Err(error @ PublishError::Revisions(_)) => tracing::error!(%error, "changed files could not be published"),
    }
}

/// Whether the index has to be opened anew, because it was built again or is gone; `None` while its store is away, which is told
/// once.
async fn is_index_lost(live: &Live, is_away: &mut bool) -> Option<bool> {
    let is_lost = match live.assistant.index_standing().await {
        Ok(Standing::Current) => false,
        Ok(Standing::Superseded) | Err(StoreError::Missing { .. }) => true,
        Err(error) => {
            if !*is_away {
                tracing::error!(%error, "questions cannot be answered");
            }
            *is_away = true;
            return None;
        }
    };
    if *is_away {
        tracing::info!("the search index is back");
    }
    *is_away = false;
    Some(is_lost)
}

/// Answers from the published state; `false` when that has to be tried again. A state that cannot be taken over for a reason that
/// stays is tried once: the next publication is another one.
async fn take_over(live: &Live) -> bool {
    let started = Instant::now();
    let files = match live.publishing.revisions.published().await {
        Ok(files) => files.unwrap_or_default(),
        Err(error) => {
            tracing::error!(%error, "the published state cannot be read");
            return true;
        }
    };
    let (assistant, options, reranker) = (live.assistant.clone(), live.index.clone(), live.reranker.clone());
    let taken = spawn_blocking(move || replace(&assistant, &files, &options, reranker)).await;
    match taken {
        Ok(Ok(making)) => {
            let records = if let Making::Renewed(records) = making { records } else { 0 };
            tracing::info!(records, took = ?started.elapsed(), "answers come from the new state");
            true
        }
        Ok(Err(error)) => {
            tracing::error!("the published state is not used: {error}");
            !matches!(error, ReplaceError::Index(error) if error.is_passing())
        }
        Err(error) => {
            tracing::error!(%error, "the published state is not used");
            true
        }
    }
}

/// Why a published state cannot be answered from.
#[derive(Debug, thiserror::Error)]
enum ReplaceError {
    #[error(transparent)]
    Records(#[from] LoadError),
    #[error(transparent)]
    Index(#[from] IndexError),
}

fn replace(
    assistant: &Assistant,
    files: &Files,
    options: &IndexOptions,
    reranker: Option<Arc<dyn Reranker>>,
) -> Result<Making, ReplaceError> {
    let base = KnowledgeBase::of_files(files)?;
    let index = Index::open_or_build(&base, options, |_| {})?;
    let making = index.making();
    assistant.replace(Arc::new(base), Searcher::new(index).reranked(reranker));
    Ok(making)
}
