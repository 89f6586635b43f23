//! `eval label`: a page on which a person labels the questions of a suite; `eval agree`: how far two of them agree;
//! `eval settle`: what all of them say, as a suite.

use std::{
    collections::{BTreeMap, HashSet},
    net::SocketAddr,
    path::{Path, PathBuf},
    sync::Arc,
};

use axum::{
    Json, Router,
    extract::State,
    http::StatusCode,
    response::Html,
    routing::{get, post},
};
use clap::Args;
use evals::{
    Case,
    import::suite as as_file,
    labels::{Label, PAGE, agreement, append_label, read_labels, settled},
    run::write_file,
};
use knowledge_base::Locale;
use serde_json::{Value, json};
use tokio::{net::TcpListener, task::block_in_place};

use super::{CommandError, Context, Exit, cases, counted};
use crate::{
    shutdown,
    startup::{self, StartError},
};

#[derive(Debug, Args)]
pub(in crate::command) struct LabelArguments {
    /// The suite whose questions are labelled
    #[arg(value_name = "SUITE")]
    suite: PathBuf,
    /// The file of this labeller's labels; gone on with when it is there
    #[arg(long, value_name = "FILE")]
    out: PathBuf,
    /// Where the page is served; keep it to this machine, for nobody is asked who they are
    #[arg(long, value_name = "ADDRESS", default_value = "127.0.0.1:8090")]
    listen: SocketAddr,
}

#[derive(Debug, Args)]
pub(in crate::command) struct AgreeArguments {
    /// The labels of one person
    #[arg(value_name = "A")]
    one: PathBuf,
    /// The labels of another
    #[arg(value_name = "B")]
    other: PathBuf,
}

#[derive(Debug, Args)]
pub(in crate::command) struct SettleArguments {
    /// The suite whose questions were labelled
    #[arg(value_name = "SUITE")]
    suite: PathBuf,
    /// The labels of each person
    #[arg(required = true, value_name = "LABELS")]
    labels: Vec<PathBuf>,
    /// The suite to write: the questions on which all agree, as they say
    #[arg(long, value_name = "SUITE")]
    out: PathBuf,
}

/// What the page works on.
struct Work {
    cases: Vec<Case>,
    ids: HashSet<String>,
    records: Vec<Value>,
    out: PathBuf,
}

pub(super) async fn label(arguments: LabelArguments, context: Context) -> Result<Exit, CommandError> {
    let LabelArguments { suite, out, listen } = arguments;
    let cases = cases(&[suite])?;
    let done = read_labels(&out)?.len();
    let base = block_in_place(|| startup::records(&context.settings, &context.bars.report()))?;
    let title = |record: &knowledge_base::ServiceRecord| record.title.get(Locale::UzLatn).into_owned();
    let records = base.records().map(|record| json!({ "id": record.id, "title": title(record) })).collect();
    let ids = cases.iter().map(|case| case.id.clone()).collect();
    let count = cases.len();
    let work = Arc::new(Work { cases, ids, records, out });
    let listener = TcpListener::bind(listen).await.map_err(|source| StartError::listening(listen, source))?;
    let address = listener.local_addr().map_err(|source| StartError::listening(listen, source))?;
    println!("{done} of {count} questions are labelled; open http://{address}/ in a browser, Ctrl+C ends");
    let ended = async { shutdown::requested().await.unwrap_or_default() };
    axum::serve(listener, router(work)).with_graceful_shutdown(ended).await.map_err(CommandError::Server)?;
    Ok(Exit::Done)
}

fn router(work: Arc<Work>) -> Router {
    Router::new()
        .route("/", get(async || Html(PAGE)))
        .route("/cases", get(given))
        .route("/labels", post(keep))
        .with_state(work)
}

/// The questions, without what the suite expects, so that nobody is led; and what was labelled before.
async fn given(State(work): State<Arc<Work>>) -> Result<Json<Value>, (StatusCode, String)> {
    let labels: BTreeMap<String, Label> = read_labels(&work.out).map_err(|error| fault(&error))?;
    let case = |case: &Case| {
        let Case { id, lang, script, turns, question, .. } = case;
        json!({ "id": id, "lang": lang, "script": script, "turns": turns, "question": question })
    };
    let cases: Vec<Value> = work.cases.iter().map(case).collect();
    Ok(Json(json!({ "cases": cases, "labels": labels, "records": work.records })))
}

async fn keep(State(work): State<Arc<Work>>, Json(label): Json<Label>) -> Result<StatusCode, (StatusCode, String)> {
    if !work.ids.contains(&label.id) {
        return Err((StatusCode::UNPROCESSABLE_ENTITY, format!("no question is called `{}`", label.id)));
    }
    append_label(&work.out, &label).map_err(|error| fault(&error))?;
    Ok(StatusCode::NO_CONTENT)
}

fn fault(error: &evals::RunError) -> (StatusCode, String) {
    (StatusCode::INTERNAL_SERVER_ERROR, error.to_string())
}

pub(super) fn agree(arguments: &AgreeArguments) -> Result<Exit, CommandError> {
    for file in [&arguments.one, &arguments.other] {
        there(file)?;
    }
    let (one, other) = (read_labels(&arguments.one)?, read_labels(&arguments.other)?);
    let shared = agreement(&one, &other);
    let none = || CommandError::Usage("the two files share no question; label the same suite".to_owned());
    let agreed = shared.ok_or_else(none)?;
    println!("{} of both", counted(agreed.cases, "question"));
    println!("same outcome {:.1} %, same records {:.1} %", agreed.outcome * 100.0, agreed.services * 100.0);
    match agreed.kappa {
        Some(kappa) => println!("Cohen's kappa of the outcome {kappa:.3}"),
        None => println!("one outcome everywhere: kappa tells nothing"),
    }
    for (one, other) in &agreed.differences {
        let said = |label: &Label| format!("{} {}", label.expect, label.services.join(" "));
        println!("  {}: {} / {}", one.id, said(one).trim(), said(other).trim());
    }
    Ok(Exit::Done)
}

/// A file of labels that is not there holds none for a labeller who begins, and is a slip anywhere else.
fn there(labels: &Path) -> Result<(), CommandError> {
    let missing =
        || CommandError::Usage(format!("no labels lie in `{}`; `eval label --out` writes them", labels.display()));
    labels.is_file().then_some(()).ok_or_else(missing)
}

pub(super) fn settle(arguments: &SettleArguments) -> Result<Exit, CommandError> {
    let SettleArguments { suite, labels, out } = arguments;
    let cases = cases(std::slice::from_ref(suite))?;
    labels.iter().try_for_each(|file| there(file))?;
    let labellers = labels.iter().map(|file| read_labels(file)).collect::<Result<Vec<_>, _>>()?;
    let settled = settled(&cases, &labellers);
    write_file(out, &as_file(&settled))?;
    let left_out = cases.len() - settled.len();
    let settled = counted(settled.len(), "question");
    println!("{settled}: {}; {left_out} left out, unlabelled or seen otherwise", out.display());
    Ok(Exit::Done)
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use axum::{
        body::{Body, to_bytes},
        http::Request,
    };
    use tower::ServiceExt as _;

    use super::*;

    fn work(out: PathBuf) -> Arc<Work> {
        let case = json!({ "id": "a", "lang": "uz", "script": "latn", "question": "narxi?", "expect": "answer" });
        let cases: Vec<Case> = vec![serde_json::from_value(case).unwrap()];
        Arc::new(Work { ids: ["a".to_owned()].into(), cases, records: Vec::new(), out })
    }

    async fn sent(work: &Arc<Work>, label: Value) -> u16 {
        let request = Request::post("/labels").header("content-type", "application/json");
        let request = request.body(Body::from(label.to_string())).unwrap();
        router(Arc::clone(work)).oneshot(request).await.unwrap().status().as_u16()
    }

    #[tokio::test]
    async fn a_label_is_kept_at_once_and_is_there_when_the_page_is_opened_again() {
        let folder = tempfile::tempdir().unwrap();
        let work = work(folder.path().join("labels.jsonl"));
        let label = json!({ "id": "a", "expect": "clarify", "services": ["id-card"], "facts": [], "note": "" });
        assert_eq!(sent(&work, label).await, 204);
        let request = Request::get("/cases").body(Body::empty()).unwrap();
        let reply = router(work).oneshot(request).await.unwrap();
        let given: Value = serde_json::from_slice(&to_bytes(reply.into_body(), 10_000).await.unwrap()).unwrap();
        assert_eq!(given["labels"]["a"]["services"], json!(["id-card"]));
        assert_eq!((&given["cases"][0]["question"], given["cases"][0].get("expect")), (&json!("narxi?"), None));
    }

    #[tokio::test]
    async fn a_label_of_no_question_is_refused() {
        let folder = tempfile::tempdir().unwrap();
        let out = folder.path().join("labels.jsonl");
        assert_eq!(sent(&work(out.clone()), json!({ "id": "b", "expect": "answer" })).await, 422);
        assert!(!out.exists());
    }
}
