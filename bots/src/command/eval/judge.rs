//! `eval judge`: what a language model says of the answers of a run, as a column beside the scores.

use std::{
    collections::HashMap,
    num::NonZeroUsize,
    path::{Path, PathBuf},
    pin::pin,
    time::Duration,
};

use clap::{Args, ValueEnum};
use evals::{
    Run, Scored, Summary,
    judge::{JUDGED, Judgement, Kept, Request, append_judged, read_judged, read_reply, write_judged},
    metrics::Judged,
    run::{read_run, write_run},
    summary,
};
use futures::{StreamExt as _, stream};
use models::{
    GenerationError, GenerationEvent, GenerationRequest, Prompt, RemoteEngine, RemoteLimits, RemoteSettings, TextEngine,
};
use tokio::task::block_in_place;

use super::{CommandError, Context, Exit, bar, finish};
use crate::command::{ask::fetched_model, paint::Paint};

/// Answers judged at a time where nobody says otherwise: a server fills its batch, and a model here has as many places.
const AT_ONCE: NonZeroUsize = NonZeroUsize::new(8).expect("eight is not zero");
/// Tokens of a reply at most, a model that thinks aloud for a moment included.
const MOST_TOKENS: usize = 400;
/// How long a server may be silent, and take for a reply: nobody waits before a screen.
const SILENCE: Duration = Duration::from_secs(120);
const WHOLE: Duration = Duration::from_secs(300);

#[derive(Debug, Args)]
pub(in crate::command) struct JudgeArguments {
    /// The folder of a finished run
    #[arg(value_name = "DIR")]
    run: PathBuf,
    /// Who judges [default: openai where the settings name a server, else candle]
    #[arg(long, value_enum)]
    engine: Option<JudgeName>,
    /// Answers judged at a time
    #[arg(long, value_name = "N", default_value_t = AT_ONCE)]
    jobs: NonZeroUsize,
}

/// Who judges.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum JudgeName {
    /// The fetched language model
    Candle,
    /// The language model on the server of the settings
    Openai,
}

/// A model that judges.
struct Judge {
    engine: TextEngine,
    model: String,
}

/// An answer that is to be judged.
struct Asked {
    case: String,
    request: Request,
    fingerprint: String,
}

pub(super) async fn judge(arguments: JudgeArguments, context: Context) -> Result<Exit, CommandError> {
    let JudgeArguments { run: folder, engine, jobs } = arguments;
    let (run, mut scored) = read_run(&folder)?;
    let judge = block_in_place(|| Judge::open(engine, &context, jobs))?;
    let asked: Vec<Asked> = scored.iter().filter_map(|one| judge.asked(one)).collect();
    let kept = judge.judgements(&folder.join(JUDGED), &asked, jobs, &context).await?;
    let requests: HashMap<&str, &str> = asked.iter().map(|one| (one.case.as_str(), one.fingerprint.as_str())).collect();
    for one in &mut scored {
        let request = requests.get(one.name().as_str());
        one.line.judge = request.and_then(|request| kept.get(*request)).map(|kept| kept.judgement.clone());
    }
    let run = Run { summary: summary(&scored), ..run };
    write_run(&folder, &run, &scored)?;
    tell(&run.summary, &folder, context.paint);
    Ok(Exit::Done)
}

impl Judge {
    /// Opens the model here, or names the one on the server. Blocking, for seconds.
    fn open(engine: Option<JudgeName>, context: &Context, jobs: NonZeroUsize) -> Result<Self, CommandError> {
        let remote = context.settings.remote.as_ref();
        match engine.unwrap_or(if remote.is_some() { JudgeName::Openai } else { JudgeName::Candle }) {
            JudgeName::Openai => {
                let missing =
                    "the settings name no server; set `remote.url` and `remote.model`, or judge with --engine candle";
                let named = remote.ok_or_else(|| CommandError::Model(missing.to_owned()))?.settings.clone();
                let at_once = jobs.get().max(named.limits.at_once);
                let limits =
                    RemoteLimits { silence: SILENCE, first_piece: SILENCE, whole: WHOLE, at_once, ..named.limits };
                let model = named.model.clone();
                Ok(Self { engine: RemoteEngine::new(RemoteSettings { limits, ..named }).into(), model })
            }
            JudgeName::Candle => {
                let missing = |reason: String| {
                    CommandError::Model(format!(
                        "{reason}; a judge is a model that was fetched here, or one on a server (`remote.url`)"
                    ))
                };
                let writer = fetched_model(&context.settings).map_err(missing)?;
                Ok(Self { engine: writer.engine, model: writer.model_id })
            }
        }
    }

    fn asked(&self, one: &Scored) -> Option<Asked> {
        let request = Request::about(one)?;
        let fingerprint = request.fingerprint(&self.model);
        Some(Asked { case: one.name(), request, fingerprint })
    }

    /// The judgements of all that is asked, by the fingerprints of their requests: those of the file, and new ones, which are added to
    /// it as they come.
    async fn judgements(
        &self,
        file: &Path,
        asked: &[Asked],
        jobs: NonZeroUsize,
        context: &Context,
    ) -> Result<HashMap<String, Kept>, CommandError> {
        let mut kept = read_judged(file)?;
        // A line that was broken off must not stand before the next.
        write_judged(file, kept.values())?;
        let known = asked.iter().filter(|one| kept.contains_key(&one.fingerprint)).count();
        let bar = context.bars.0.add(bar(asked.len()));
        bar.set_position(known as u64);
        let open: Vec<&Asked> = asked.iter().filter(|one| !kept.contains_key(&one.fingerprint)).collect();
        let ask = async |one: &Asked| {
            let judgement = self.ask(&one.request).await?;
            Ok::<_, CommandError>(Kept { case: one.case.clone(), request: one.fingerprint.clone(), judgement })
        };
        let mut judged = pin!(stream::iter(open).map(ask).buffer_unordered(jobs.get()));
        while let Some(one) = judged.next().await {
            let one = one?;
            append_judged(file, &one)?;
            kept.insert(one.request.clone(), one);
            bar.inc(1);
        }
        bar.finish_and_clear();
        Ok(kept)
    }

    /// One reply, read. A material that the model cannot hold is a judgement without a verdict: asking again would not help.
    async fn ask(&self, request: &Request) -> Result<Judgement, CommandError> {
        let prompt = Prompt::question(request.task, request.material.as_str());
        let broken = |error: GenerationError| {
            CommandError::Model(format!("{error}; what was judged is kept, start it again to go on"))
        };
        let unfit =
            |error: &GenerationError| Judgement { model: self.model.clone(), verdict: None, why: error.to_string() };
        let mut events = self.engine.generate(GenerationRequest::new(prompt, MOST_TOKENS)).map_err(broken)?;
        let mut reply = String::new();
        while let Some(event) = events.recv().await {
            match event {
                GenerationEvent::Text(piece) => reply.push_str(&piece),
                GenerationEvent::Done { .. } => return Ok(read_reply(&self.model, &reply)),
                GenerationEvent::Failed(error @ GenerationError::PromptTooLong { .. }) => return Ok(unfit(&error)),
                GenerationEvent::Failed(error) => return Err(broken(error)),
            }
        }
        Err(broken(GenerationError::Stopped))
    }
}

fn tell(summary: &Summary, folder: &Path, paint: Paint) {
    for line in finish::figures(summary).lines() {
        println!("{line}");
    }
    println!();
    match &summary.judged {
        Some(Judged { model, answers, verdicts }) => {
            let counts: Vec<String> = verdicts.iter().map(|(name, count)| format!("{count} {name}")).collect();
            println!("{answers} answers judged by {model}: {}", counts.join(", "));
        }
        None => println!("{}", paint.notice("no answer of this run rests on a record; nothing was judged")),
    }
    println!("report: {}", folder.join("report.html").display());
}
