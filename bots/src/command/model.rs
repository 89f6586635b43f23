//! `models`: what the catalogue offers, what lies in the cache, and bringing or checking it.

use std::{
    io::{self, Write},
    path::PathBuf,
    sync::atomic::AtomicBool,
};

use clap::{Args, Subcommand};
use models::{
    Catalogue, CatalogueModel, EngineSettings, FetchError, Fetcher, GenerationEngine, GenerationEvent,
    GenerationRequest, LanguageModel, LanguageModelSource, Prompt,
};
use tokio::task::block_in_place;

use super::{CommandError, Context, Exit, table::Table};
use crate::{
    settings::ModelSettings,
    startup::{catalogue, choose_model},
};

const LIST_EXAMPLE: &str = "\
Example:
  yordamchi models list";
const FETCH_EXAMPLE: &str = "\
Example:
  yordamchi models fetch                                      # the one that this machine would use
  yordamchi models fetch qwen2.5-coder-1.5b-instruct-q4_k_m
  YORDAMCHI_MODEL_FOLDER=/media/usb yordamchi models fetch    # from files brought by hand

A fetch that was broken off goes on where it was.";
const VERIFY_EXAMPLE: &str = "\
Example:
  yordamchi models verify    # every fetched model; exits with 1 if one is damaged";

const TRY_EXAMPLE: &str = "\
Example:
  yordamchi models try qwen2.5-coder-1.5b-instruct-q4_k_m \"Сколько будет семью восемь?\"
  yordamchi models try gemma-3-270m-q4_k_m \"Toshkent shahri\" --tokens 24

What a model writes here is not checked against any record, and nobody but you sees it.";

/// Work on the models.
#[derive(Debug, Subcommand)]
pub(super) enum ModelsCommand {
    /// Show the catalogue, what each model does, what is fetched, and which ones this machine would use
    #[command(after_help = LIST_EXAMPLE)]
    List,
    /// Fetch a model into the cache and verify it
    #[command(after_help = FETCH_EXAMPLE)]
    Fetch(Named),
    /// Read fetched models again and compare their checksums
    #[command(after_help = VERIFY_EXAMPLE)]
    Verify(Named),
    /// Let a fetched model write freely, to see how it writes and how fast
    #[command(after_help = TRY_EXAMPLE)]
    Try(TryArguments),
}

/// What a model is to write about.
#[derive(Debug, Args)]
pub(super) struct TryArguments {
    /// Its id in the catalogue
    #[arg(value_name = "ID")]
    id: String,
    /// The question, or for models that were not instructed the text that they go on with
    #[arg(value_name = "TEXT")]
    text: String,
    /// What the model shall be and do
    #[arg(long, value_name = "TEXT", default_value = "")]
    system: String,
    /// Tokens at most
    #[arg(long, value_name = "N", default_value_t = 200)]
    tokens: usize,
}

/// A model by its id.
#[derive(Debug, Args)]
pub(super) struct Named {
    /// Its id in the catalogue
    #[arg(value_name = "ID")]
    id: Option<String>,
}

pub(super) fn run(command: &ModelsCommand, context: &Context) -> Result<Exit, CommandError> {
    let catalogue = catalogue(&context.settings)?;
    let fetcher = Fetcher::new(context.settings.model.fetch.clone());
    match command {
        ModelsCommand::List => list(context, &catalogue, &fetcher),
        ModelsCommand::Fetch(named) => fetch(context, &wanted(context, &catalogue, named)?, &fetcher),
        ModelsCommand::Verify(Named { id: Some(id) }) => verify(context, &[known(&catalogue, id)?], &fetcher),
        ModelsCommand::Verify(Named { id: None }) => {
            // What was begun and is not whole is told as missing.
            let begun = catalogue.models().iter().filter(|model| fetcher.folder(model).exists());
            verify(context, &begun.cloned().collect::<Vec<_>>(), &fetcher)
        }
        ModelsCommand::Try(arguments) => write_freely(arguments, &known(&catalogue, &arguments.id)?, &fetcher),
    }
}

fn list(context: &Context, catalogue: &Catalogue, fetcher: &Fetcher) -> Result<Exit, CommandError> {
    let chosen = choose_model(&context.settings)?;
    let mut table = Table::new(&["id", "kind", "size MB", "memory MB", "writes", "state"]);
    for model in catalogue.models() {
        let size = model.bytes().map_or_else(|| "?".to_owned(), megabytes);
        let languages =
            model.admission.as_ref().map_or_else(|| "-".to_owned(), |admission| admission.languages.join(" "));
        let ModelSettings { embedder, reranker, .. } = &context.settings.model;
        let chosen = chosen.model.as_ref().map(|chosen| &chosen.id);
        let is_chosen = [chosen, embedder.as_ref(), reranker.as_ref()].contains(&Some(&model.id));
        let state = match (fetcher.ready(model).is_some(), is_chosen) {
            (true, true) => "fetched, chosen",
            (true, false) => "fetched",
            (false, true) => "chosen",
            (false, false) => "",
        };
        table.row([
            model.id.clone(),
            model.kind.verb().to_owned(),
            size,
            megabytes(model.memory_bytes),
            languages,
            state.to_owned(),
        ]);
    }
    let mut out = io::stdout().lock();
    for line in table.lines() {
        writeln!(out, "{line}")?;
    }
    writeln!(out, "\n{}", chosen.reason)?;
    Ok(Exit::Done)
}

fn fetch(context: &Context, model: &CatalogueModel, fetcher: &Fetcher) -> Result<Exit, CommandError> {
    let fetched = fetcher.fetch(model, &mut context.bars.fetch(), &never())?;
    let mut out = io::stdout().lock();
    for file in fetched.files {
        writeln!(out, "{}", file.display())?;
    }
    Ok(Exit::Done)
}

fn verify(context: &Context, models: &[CatalogueModel], fetcher: &Fetcher) -> Result<Exit, CommandError> {
    let mut exit = Exit::Done;
    for model in models {
        match fetcher.verify(model, &mut context.bars.fetch(), &never()) {
            Ok(_) => writeln!(io::stdout(), "{}: whole", model.id)?,
            Err(error @ (FetchError::Damaged { .. } | FetchError::Missing { .. })) => {
                writeln!(io::stdout(), "{}: {error}", model.id)?;
                exit = Exit::Problems;
            }
            Err(error) => return Err(error.into()),
        }
    }
    if models.is_empty() {
        writeln!(io::stdout(), "no model has been fetched; `yordamchi models fetch` brings one")?;
    }
    Ok(exit)
}

/// Writes to standard output as the text comes, and the figures to standard error.
fn write_freely(arguments: &TryArguments, model: &CatalogueModel, fetcher: &Fetcher) -> Result<Exit, CommandError> {
    let failed = |error: &dyn std::fmt::Display| CommandError::Model(error.to_string());
    let source = LanguageModelSource::of(model, &fetched_file(model, fetcher)?);
    let opened = LanguageModel::open(&source).map_err(|error| failed(&error))?;
    let engine = GenerationEngine::start(opened, &EngineSettings::default())?;
    let prompt = Prompt::question(&*arguments.system, &*arguments.text);
    let request = GenerationRequest::new(prompt, arguments.tokens);
    let mut events = engine.generate(request).map_err(|error| failed(&error))?;
    let mut out = io::stdout().lock();
    let told = block_in_place(|| {
        while let Some(event) = events.blocking_recv() {
            match event {
                GenerationEvent::Text(text) => {
                    write!(out, "{text}")?;
                    out.flush()?;
                }
                GenerationEvent::Done { usage, .. } => return Ok(usage),
                GenerationEvent::Failed(error) => return Err(failed(&error)),
            }
        }
        Err(CommandError::Internal("the model broke off".to_owned()))
    });
    let usage = told?;
    writeln!(out)?;
    writeln!(
        io::stderr(),
        "{} tokens read at {:.0} a second, {} written at {:.1} a second",
        usage.prompt_tokens,
        usage.prefill_rate(),
        usage.generated_tokens,
        usage.decode_rate()
    )?;
    Ok(Exit::Done)
}

/// The file of a language model that has been fetched.
pub(super) fn fetched_file(model: &CatalogueModel, fetcher: &Fetcher) -> Result<PathBuf, CommandError> {
    let file = fetcher.ready(model).and_then(|fetched| fetched.files.into_iter().next());
    file.ok_or_else(|| {
        CommandError::Model(format!("{0} has not been fetched; run `yordamchi models fetch {0}`", model.id))
    })
}

/// The named model, else the one that the settings and the machine choose.
fn wanted(context: &Context, catalogue: &Catalogue, named: &Named) -> Result<CatalogueModel, CommandError> {
    if let Some(id) = &named.id {
        return known(catalogue, id);
    }
    let chosen = choose_model(&context.settings)?;
    chosen.model.ok_or_else(|| CommandError::Model(format!("no model is chosen: {}; name one", chosen.reason)))
}

fn known(catalogue: &Catalogue, id: &str) -> Result<CatalogueModel, CommandError> {
    catalogue.get(id).cloned().ok_or_else(|| {
        CommandError::Usage(format!("`{id}` is no model of the catalogue; `yordamchi models list` shows them"))
    })
}

fn megabytes(bytes: u64) -> String {
    (bytes / 1_000_000).to_string()
}

/// Ctrl+C ends the process, and what was fetched is kept; nothing else cancels.
fn never() -> AtomicBool {
    AtomicBool::new(false)
}
