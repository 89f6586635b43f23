//! `eval import` and `eval export`: questions from other tools, and runs for them.

use std::path::PathBuf;

use clap::{Args, ValueEnum};
use evals::{
    export::ragas,
    import::{Columns, Form, import as imported, suite},
    run::{read_run, write_file},
};
use knowledge_base::Locale;

use super::{CommandError, Exit, counted};

#[derive(Debug, Args)]
pub(in crate::command) struct ImportArguments {
    /// The file, or the folder of BEIR
    #[arg(value_name = "FILE")]
    file: PathBuf,
    /// Its form
    #[arg(long, value_enum, value_name = "FORM")]
    from: FormName,
    /// The suite to write
    #[arg(long, value_name = "SUITE")]
    out: PathBuf,
    /// The columns of a table: `question=Savol,services=Xizmat`
    #[arg(long, value_name = "MAP", default_value = "")]
    columns: String,
    /// Language and script of questions whose own are not sure: uz, uz-Cyrl, ru, en
    #[arg(long, value_name = "LANGUAGE")]
    language: Option<String>,
}

/// Forms of questions.
#[derive(Clone, Copy, Debug, ValueEnum)]
enum FormName {
    /// JSON with articles, paragraphs and questions
    Squad,
    /// A folder with queries and judgements
    Beir,
    /// A JSON object a line, names of ragas
    Ragas,
    /// A JSON object a line, names of deepeval
    Deepeval,
    /// A table with a head
    Csv,
}

pub(super) fn import(arguments: &ImportArguments) -> Result<Exit, CommandError> {
    let form = match arguments.from {
        FormName::Squad => Form::Squad,
        FormName::Beir => Form::Beir,
        FormName::Ragas | FormName::Deepeval => Form::Lines,
        FormName::Csv => Form::Table(arguments.columns.parse::<Columns>().map_err(usage)?),
    };
    let unknown = |tag: &String| CommandError::Usage(format!("`{tag}` is none of uz, uz-Cyrl, ru, en"));
    let locale = arguments.language.as_ref().map(|tag| Locale::from_tag(tag).ok_or_else(|| unknown(tag)));
    let cases = imported(&arguments.file, &form, locale.transpose()?).map_err(usage)?;
    write_file(&arguments.out, &suite(&cases))?;
    println!("{}: {}", counted(cases.len(), "question"), arguments.out.display());
    Ok(Exit::Done)
}

fn usage(error: impl std::fmt::Display) -> CommandError {
    CommandError::Usage(error.to_string())
}

#[derive(Debug, Args)]
pub(in crate::command) struct ExportArguments {
    /// The folder of a run
    #[arg(value_name = "DIR")]
    run: PathBuf,
    /// The file to write
    #[arg(long, value_name = "FILE")]
    out: PathBuf,
}

pub(super) fn export(arguments: &ExportArguments) -> Result<Exit, CommandError> {
    let (_, scored) = read_run(&arguments.run)?;
    write_file(&arguments.out, &ragas(&scored))?;
    println!("{}: {}", counted(scored.len(), "answer"), arguments.out.display());
    Ok(Exit::Done)
}
