//! `eval run`: asks the questions of suites and scores the answers.

use std::{
    collections::HashMap,
    env, fs,
    num::NonZeroUsize,
    path::{Path, PathBuf},
    pin::pin,
    sync::Arc,
    thread,
    time::Instant,
};

use assistant::{EngineChoice, check::Audit};
use clap::{Args, ValueEnum};
use evals::{
    Case, Line, RunError, Scored, Scorer, Setup, Suite,
    gates::Gates,
    run::{Asked, FORMAT, Program},
    suite::sha256_of_file,
};
use futures::{StreamExt as _, stream};
use jiff::{Timestamp, civil::Date};
use knowledge_base::KnowledgeBase;
use serde_json::Value;
use tokio::task::block_in_place;

use super::{
    CommandError, Context, Exit,
    asking::{Asker, Server},
    bar, finish,
    resume::Results,
    suites,
};
use crate::{
    command::ask::fetched_model,
    startup::{self, remote_writer},
};

#[derive(Debug, Args)]
pub(in crate::command) struct RunArguments {
    /// Files of cases, one JSON object a line
    #[arg(required = true, value_name = "SUITE")]
    suites: Vec<PathBuf>,
    /// The folder for the files of the run; made when it is missing
    #[arg(long, value_name = "DIR")]
    out: PathBuf,
    /// What may write the answers
    #[arg(long, value_enum, default_value_t = Engine::Extractive)]
    engine: Engine,
    /// Ask a running server instead of the assistant in this process; what writes is its own choice
    #[arg(long, value_name = "URL", conflicts_with = "engine")]
    server: Option<String>,
    /// Questions asked at a time [default: as many as there are processors]
    #[arg(long, value_name = "N")]
    jobs: Option<NonZeroUsize>,
    /// Bounds that the run has to keep
    #[arg(long, value_name = "FILE")]
    gates: Option<PathBuf>,
}

/// What may write.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Engine {
    /// The facts alone
    Extractive,
    /// The fetched language model, where it is admitted
    Candle,
    /// The language model on the server of the settings, where it is admitted
    Openai,
}

/// Who is asked, with what is known of it.
struct Subject {
    asker: Asker,
    base: Arc<KnowledgeBase>,
    engine: &'static str,
    channel: &'static str,
    version: String,
    program: Program,
}

pub(super) async fn run(arguments: RunArguments, context: Context) -> Result<Exit, CommandError> {
    let suites = suites(&arguments.suites)?;
    let gates = arguments.gates.as_deref().map(Gates::read).transpose()?;
    let unwritable = |source| RunError::Unwritable { path: arguments.out.clone(), source };
    fs::create_dir_all(&arguments.out).map_err(unwritable)?;
    let subject = block_in_place(|| match &arguments.server {
        Some(url) => server(url, &context),
        None => library(arguments.engine, &context),
    })?;
    let now = Timestamp::now();
    let day = now.to_zoned_datetime(startup::tashkent()).date();
    let processors = thread::available_parallelism().map_or(1, NonZeroUsize::get);
    let setup = Setup {
        format: FORMAT,
        started: now.strftime("%Y-%m-%dT%H:%M:%SZ").to_string(),
        day: day.to_string(),
        version: subject.version,
        engine: subject.engine.to_owned(),
        channel: subject.channel.to_owned(),
        server: arguments.server,
        jobs: arguments.jobs.map_or(processors, NonZeroUsize::get),
        suites: suites.iter().map(Asked::from).collect(),
        program: subject.program,
    };
    let scorer = scorer(subject.base, day, subject.channel)?;
    let began = Instant::now();
    let (scored, reused) = answers(&arguments.out, &setup, &suites, &subject.asker, &scorer, &context).await?;
    let ended = finish::Ended { setup, scored, reused, took: began.elapsed() };
    finish::finish(&arguments.out, ended, gates.as_ref(), context.paint)
}

/// A scorer for answers of a day.
pub(super) fn scorer(base: Arc<KnowledgeBase>, day: Date, channel: &str) -> Result<Scorer, CommandError> {
    let audit = Audit::new(base).map_err(|error| CommandError::Internal(error.to_string()))?;
    Ok(Scorer { audit, day, channel: channel.to_owned() })
}

/// The answers of every case in the order of the suites, and how many were there already.
async fn answers(
    out: &Path,
    setup: &Setup,
    suites: &[Suite],
    asker: &Asker,
    scorer: &Scorer,
    context: &Context,
) -> Result<(Vec<Scored>, usize), CommandError> {
    let asked: Vec<(&str, &Case)> =
        suites.iter().flat_map(|suite| suite.cases.iter().map(|case| (suite.name.as_str(), case))).collect();
    let (mut results, known) = Results::open(out, setup, &asked)?;
    let (mut scored, reused): (HashMap<String, Scored>, usize) =
        (known.iter().map(|one| (one.name(), one.clone())).collect(), known.len());
    let bar = context.bars.0.add(bar(asked.len()));
    bar.set_position(reused as u64);
    let name = |(suite, case): &(&str, &Case)| format!("{suite}/{}", case.id);
    let open: Vec<(&str, &Case)> = asked.iter().filter(|one| !scored.contains_key(&name(one))).copied().collect();
    let ask = async |(suite, case): (&str, &Case)| {
        let answer = asker.ask(case).await?;
        Ok::<_, CommandError>((suite.to_owned(), case.clone(), answer))
    };
    let mut answered = pin!(stream::iter(open).map(ask).buffer_unordered(setup.jobs));
    while let Some(one) = answered.next().await {
        let (suite, case, answer) = one?;
        let one = scored_line(scorer, &suite, case, answer)?;
        results.append(&one.line)?;
        scored.insert(one.name(), one);
        bar.inc(1);
    }
    bar.finish_and_clear();
    Ok((asked.iter().filter_map(|one| scored.remove(&name(one))).collect(), reused))
}

/// Scores an answer as it came.
pub(super) fn scored_line(scorer: &Scorer, suite: &str, case: Case, answer: Value) -> Result<Scored, CommandError> {
    let line = Line { case, answer, scores: evals::Scores::default(), judge: None };
    let unreadable = |error| CommandError::Internal(format!("an answer cannot be read: {error}"));
    let mut scored = Scored::of(line).map_err(unreadable)?;
    scored.line.scores = scorer.score(suite, &scored.line.case, &scored.given);
    Ok(scored)
}

/// The assistant in this process. Blocking.
fn library(engine: Engine, context: &Context) -> Result<Subject, CommandError> {
    let core = startup::load(&context.settings, &context.bars.report())?;
    let language_model = match engine {
        Engine::Extractive => None,
        Engine::Candle => {
            let writer = fetched_model(&context.settings).map_err(CommandError::Model)?;
            let id = writer.model_id.clone();
            core.assistant.set_writer(Some(writer));
            Some(id)
        }
        Engine::Openai => {
            let missing = "the settings name no server; set `remote.url`, `remote.model` and `remote.languages`";
            let remote = context.settings.remote.as_ref().ok_or_else(|| CommandError::Model(missing.to_owned()))?;
            core.assistant.set_writer(Some(remote_writer(remote)));
            Some(remote.settings.model.clone())
        }
    };
    let base = core.assistant.knowledge_base();
    let program = Program {
        binary: Some(sha256_of_file(&env::current_exe()?)?),
        records: base.fingerprint().to_owned(),
        index: Some(core.index.fingerprint),
        passages: Some(core.index.passages),
        embedder: Some(core.models.embedder.fingerprint().to_owned()),
        reranker: context.settings.model.reranker.clone(),
        language_model,
    };
    let (choice, engine) = match engine {
        Engine::Extractive => (EngineChoice::Extractive, "extractive"),
        Engine::Candle => (EngineChoice::Auto, "candle"),
        Engine::Openai => (EngineChoice::Auto, "openai"),
    };
    let asker = Asker::Library { assistant: core.assistant, engine: choice };
    let version = env!("CARGO_PKG_VERSION").to_owned();
    Ok(Subject { asker, base, engine, channel: "library", version, program })
}

/// A running server; its answers are compared with the records of the settings. Blocking.
fn server(url: &str, context: &Context) -> Result<Subject, CommandError> {
    let server = Server::new(url);
    let status = server.status()?;
    let text = |value: &Value| value.as_str().map(str::to_owned);
    let records = text(&status["records"]["fingerprint"]).unwrap_or_default();
    let base = startup::records(&context.settings, &context.bars.report())?;
    if base.fingerprint() != records {
        tracing::warn!("the server answers from other records than those here, with which its answers are compared");
    }
    let program = Program { records, language_model: text(&status["model"]["model"]), ..Program::default() };
    let version = text(&status["version"]).unwrap_or_default();
    let asker = Asker::Server(server);
    Ok(Subject { asker, base: Arc::new(base), engine: "server", channel: "http", version, program })
}
