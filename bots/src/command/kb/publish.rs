//! `kb publish` and `kb status`: from the files to what people are answered from.

use std::io::{self, Write as _};

use crate::{
    command::{CommandError, Context, Exit},
    publishing::{Change, Publishing, moment},
    startup::private_data_folder,
};

/// The publishing of the settings, with the folder of its database.
pub(super) async fn open(context: &Context) -> Result<Publishing, CommandError> {
    private_data_folder(&context.settings);
    Ok(Publishing::open(&context.settings).await?)
}

pub(super) async fn publish(context: &Context, author: &str, remark: &str) -> Result<Exit, CommandError> {
    let publishing = open(context).await?;
    let done = publishing.publish(author, remark).await?;
    let line = match done {
        Some(publication) => format!("published as number {}, {}", publication.id, moment(publication.at)),
        None => "nothing differs from what is published".to_owned(),
    };
    writeln!(io::stdout(), "{line}")?;
    Ok(Exit::Done)
}

pub(super) async fn status(context: &Context) -> Result<Exit, CommandError> {
    let standing = open(context).await?.standing().await?;
    let mut out = io::stdout().lock();
    match &standing.last {
        Some(last) => {
            let remark = if last.remark.is_empty() { String::new() } else { format!(": {}", last.remark) };
            writeln!(out, "published: number {}, {} by {}{remark}", last.id, moment(last.at), last.author)?;
        }
        None => writeln!(out, "published: nothing yet")?,
    }
    if standing.changed.is_empty() {
        writeln!(out, "files: as published")?;
    }
    for (file, change) in &standing.changed {
        let word = match change {
            Change::Added => "added",
            Change::Changed => "changed",
            Change::Removed => "removed",
        };
        writeln!(out, "files: {word} {file}")?;
    }
    for problem in &standing.problems {
        writeln!(out, "{}", context.paint.notice(&problem.to_string()))?;
    }
    if standing.problems.is_empty() {
        return Ok(Exit::Done);
    }
    writeln!(out, "people are answered from the published state until this is mended")?;
    Ok(Exit::Problems)
}
