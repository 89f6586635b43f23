//! The search as it grows: from some thousand passages to a million, in this process and on a Qdrant server.

mod plot;

use std::{
    path::PathBuf,
    sync::Arc,
    time::{Duration, Instant},
};

use ::retrieval::{Index, IndexOptions, Passage, Place, passages, store::CollectionName};
use assistant::Assistant;
use clap::ValueEnum;
use serde::Serialize;
use tokio::task::{JoinSet, block_in_place};

use super::{Measured, milliseconds, percentile, retrieval, synthetic};
use crate::{
    command::{
        CommandError, Context,
        machine::{MachineReport, forget_peak_memory, memory_mb, peak_memory_mb},
        table::Table,
    },
    startup::{self, SearchModels},
};

/// Questions asked before the clock runs.
const WARM_UP: usize = 50;
/// What the collection of a measurement is called after the one of the settings.
const COLLECTION_ENDING: &str = "-bench";

/// Where passages lie while they are searched.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ValueEnum)]
#[serde(rename_all = "lowercase")]
pub(super) enum Store {
    /// Qdrant in this process.
    Embedded,
    /// The Qdrant server of the settings.
    Server,
}

/// What is to be measured.
pub(super) struct Wanted {
    /// Numbers of passages.
    pub(super) passages: Vec<usize>,
    /// Stores.
    pub(super) stores: Vec<Store>,
    /// Questions asked of each.
    pub(super) questions: usize,
    /// A picture of it.
    pub(super) plot: Option<PathBuf>,
}

#[derive(Debug, Serialize)]
pub(super) struct ScaleReport {
    machine: MachineReport,
    questions: usize,
    points: Vec<Measurement>,
}

/// One store with one number of passages.
#[derive(Clone, Debug, Serialize)]
pub(super) struct Measurement {
    pub(super) store: Store,
    pub(super) passages: usize,
    pub(super) records: usize,
    pub(super) build_s: f64,
    pub(super) answer_p50_ms: f64,
    pub(super) answer_p99_ms: f64,
    pub(super) search_p50_ms: f64,
    pub(super) questions_per_s: f64,
    /// Of this process alone, while questions are asked.
    pub(super) memory_mb: Option<u64>,
    pub(super) peak_memory_with_build_mb: Option<u64>,
}

pub(super) async fn measure(context: &Context, wanted: &Wanted) -> Result<ScaleReport, CommandError> {
    let report = context.bars.report();
    let base = Arc::new(block_in_place(|| startup::records(&context.settings, &report))?);
    let models = block_in_place(|| SearchModels::open(&context.settings, &report))?;
    let all = retrieval::questions(&base);
    let apart = (all.len() / wanted.questions.max(1)).max(1);
    let questions: Arc<Vec<String>> =
        Arc::new(all.into_iter().step_by(apart).take(wanted.questions).map(|(_, question)| question).collect());
    let real = passages(&base);
    let mut points = Vec::new();
    for &count in &wanted.passages {
        let drawn = synthetic::passages(&real, count)?;
        for &store in &wanted.stores {
            forget_peak_memory();
            let folder = tempfile::tempdir()?;
            let place = match store {
                Store::Embedded => folder.path().join("index").into(),
                Store::Server => of_server(&context.settings.index)?,
            };
            let options = IndexOptions { rebuild: true, ..IndexOptions::new(place, Arc::clone(&models.embedder)) };
            let started = Instant::now();
            let index = block_in_place(|| build(&drawn, &options))?;
            let build_s = started.elapsed().as_secs_f64();
            let records = index.manifest().count();
            let assistant = startup::assistant_over(Arc::clone(&base), index, &models)?;
            let asked = ask(&assistant, &questions).await?;
            let point = Measurement {
                store,
                passages: count,
                records,
                build_s,
                answer_p50_ms: percentile(&asked.answers, 0.5),
                answer_p99_ms: percentile(&asked.answers, 0.99),
                search_p50_ms: percentile(&asked.searches, 0.5),
                questions_per_s: asked.per_second,
                memory_mb: memory_mb(),
                peak_memory_with_build_mb: peak_memory_mb(),
            };
            tracing::info!(?point, "measured");
            points.push(point);
        }
    }
    if let Some(file) = &wanted.plot {
        plot::draw(&points, file)?;
    }
    Ok(ScaleReport { machine: MachineReport::detect(), questions: questions.len(), points })
}

fn build(passages: &[Passage], options: &IndexOptions) -> Result<Index, CommandError> {
    Ok(Index::open_or_build_from(passages, options, |_| {})?)
}

/// The server of the settings, with a collection beside the one in use.
fn of_server(place: &Place) -> Result<Place, CommandError> {
    let Place::Server(settings) = place else {
        let advice = "set YORDAMCHI_QDRANT_URL to a Qdrant server, or leave `server` out of --store";
        return Err(CommandError::Usage(advice.to_owned()));
    };
    let name = format!("{}{COLLECTION_ENDING}", settings.collection.as_str());
    let collection =
        CollectionName::parse(&name).ok_or_else(|| CommandError::Usage(format!("`{name}` is too long a name")))?;
    Ok(Place::Server(::retrieval::store::ServerSettings { collection, ..settings.clone() }))
}

/// What asking took: milliseconds in rising order, and how many questions a second were answered by as many askers as there are cores.
struct Asked {
    answers: Vec<f64>,
    searches: Vec<f64>,
    per_second: f64,
}

async fn ask(assistant: &Assistant, questions: &Arc<Vec<String>>) -> Result<Asked, CommandError> {
    for question in questions.iter().take(WARM_UP) {
        retrieval::answer(assistant, question).await?;
    }
    let mut asked = Asked { answers: Vec::new(), searches: Vec::new(), per_second: 0.0 };
    for question in questions.iter() {
        let started = Instant::now();
        let answer = retrieval::answer(assistant, question).await?;
        asked.answers.push(milliseconds(started.elapsed()));
        // A question that is answered without a search has no time of one.
        if answer.timings_ms.search > 0.0 {
            asked.searches.push(answer.timings_ms.search);
        }
    }
    let started = Instant::now();
    let askers = std::thread::available_parallelism().map_or(1, usize::from);
    let mut tasks = JoinSet::new();
    for asker in 0..askers {
        let (assistant, questions) = (assistant.clone(), Arc::clone(questions));
        tasks.spawn(async move {
            for question in questions.iter().skip(asker).step_by(askers) {
                retrieval::answer(&assistant, question).await?;
            }
            Ok::<(), CommandError>(())
        });
    }
    while let Some(done) = tasks.join_next().await {
        done.map_err(|error| CommandError::Internal(error.to_string()))??;
    }
    asked.per_second = questions.len() as f64 / started.elapsed().max(Duration::from_nanos(1)).as_secs_f64();
    for times in [&mut asked.answers, &mut asked.searches] {
        times.sort_by(f64::total_cmp);
    }
    Ok(asked)
}

impl Measured for ScaleReport {
    fn lines(&self) -> Vec<String> {
        let memory =
            |megabytes: Option<u64>| megabytes.map_or_else(|| "?".to_owned(), |megabytes| megabytes.to_string());
        let mut table = Table::new(&[
            "store",
            "passages",
            "build, s",
            "answer p50, ms",
            "p99",
            "search p50",
            "questions/s",
            "memory, MB",
            "with build",
        ]);
        for point in &self.points {
            table.row([
                format!("{:?}", point.store).to_lowercase(),
                point.passages.to_string(),
                format!("{:.1}", point.build_s),
                format!("{:.2}", point.answer_p50_ms),
                format!("{:.2}", point.answer_p99_ms),
                format!("{:.2}", point.search_p50_ms),
                format!("{:.0}", point.questions_per_s),
                memory(point.memory_mb),
                memory(point.peak_memory_with_build_mb),
            ]);
        }
        let mut lines = self.machine.lines();
        lines.extend([format!("{} questions of the records", self.questions), String::new()]);
        lines.extend(table.lines());
        lines
    }
}
