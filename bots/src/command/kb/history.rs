//! `kb history` and `kb restore`: published states of a file, what changed between them, and the way back.

use std::{
    io::{self, Write as _},
    path::Path,
};

use knowledge_base::{
    Files, KnowledgeBase,
    revisions::{Line, Revision, difference},
};

use super::publish::open;
use crate::{
    command::{CommandError, Context, Exit, paint::Paint},
    publishing::{Publishing, moment},
};

pub(super) async fn history(context: &Context, record: &str, whole: bool) -> Result<Exit, CommandError> {
    let publishing = open(context).await?;
    let file = file_of(&publishing, record).await?;
    let revisions = publishing.revisions().history(&file).await?;
    let mut out = io::stdout().lock();
    writeln!(out, "{file}")?;
    for (place, revision) in revisions.iter().enumerate() {
        writeln!(out, "\n{}", context.paint.title(&heading(revision)))?;
        let text = revision.text.as_deref().unwrap_or_default();
        if whole {
            writeln!(out, "{text}")?;
            continue;
        }
        let before = revisions.get(place + 1).and_then(|before| before.text.as_deref());
        match before {
            Some(before) => {
                for line in difference(before, text) {
                    writeln!(out, "{}", painted(&line, context.paint))?;
                }
            }
            None if revision.text.is_some() => writeln!(out, "  {} lines, new", text.lines().count())?,
            None => writeln!(out, "  removed")?,
        }
    }
    Ok(Exit::Done)
}

pub(super) async fn restore(context: &Context, record: &str, number: i64) -> Result<Exit, CommandError> {
    let publishing = open(context).await?;
    let file = file_of(&publishing, record).await?;
    let revisions = publishing.revisions().history(&file).await?;
    let Some(revision) = revisions.iter().find(|revision| revision.number == number) else {
        let numbers: Vec<String> = revisions.iter().rev().map(|revision| revision.number.to_string()).collect();
        let known = numbers.join(", ");
        return Err(CommandError::Usage(format!(
            "{file} has no state {number}; it has {known} (`kb history {record}`)"
        )));
    };
    let Some(text) = &revision.text else {
        return Err(CommandError::Usage(format!("in state {number} {file} was removed; choose an earlier state")));
    };
    // Tried before it is written: nothing that does not load goes into the folder.
    let files = Files::read(publishing.folder())?;
    let others = files.iter().filter(|(path, _)| *path != file);
    let owned = |(path, text): (&str, &str)| (path.to_owned(), text.to_owned());
    let restored: Files = others.map(owned).chain([(file.clone(), text.clone())]).collect();
    KnowledgeBase::of_files(&restored)?;
    write(&publishing.folder().join(&file), text)?;
    let remark = format!("{file} as in state {number}");
    let done = publishing.publish("restore", &remark).await?;
    let line = match done {
        Some(publication) => format!("{file} is as in state {number} again; published as number {}", publication.id),
        None => format!("{file} already is as in state {number}"),
    };
    writeln!(io::stdout(), "{line}")?;
    Ok(Exit::Done)
}

/// The file of a record or table that was published at least once.
async fn file_of(publishing: &Publishing, record: &str) -> Result<String, CommandError> {
    let name = if Path::new(record).extension().is_some() { record.to_owned() } else { format!("{record}.yaml") };
    let mut files = publishing.revisions().files_named(&name).await?;
    match (files.pop(), files.is_empty()) {
        (Some(file), true) => Ok(file),
        (Some(file), false) => {
            files.push(file);
            Err(CommandError::Usage(format!("{record} was published as {}; name one of them", files.join(" and "))))
        }
        (None, _) => Err(CommandError::Usage(format!(
            "{record} was never published; `yordamchi kb publish` publishes the files, `kb status` shows what differs"
        ))),
    }
}

fn heading(revision: &Revision) -> String {
    let publication = &revision.publication;
    let remark = if publication.remark.is_empty() { String::new() } else { format!(": {}", publication.remark) };
    format!("{}. {} by {}{remark}", revision.number, moment(publication.at), publication.author)
}

fn painted(line: &Line, paint: Paint) -> String {
    match line {
        Line::From(number) => paint.quiet(&format!("  line {number}")),
        Line::Same(text) => format!("    {text}"),
        Line::Removed(text) => paint.error(&format!("  - {text}")),
        Line::Added(text) => paint.asked(&format!("  + {text}")),
    }
}

/// Whole or not at all: a server may be watching.
fn write(path: &Path, text: &str) -> io::Result<()> {
    let folder = path.parent().unwrap_or(path);
    std::fs::create_dir_all(folder)?;
    let mut new = tempfile::NamedTempFile::new_in(folder)?;
    new.write_all(text.as_bytes())?;
    new.as_file().sync_all()?;
    new.persist(path).map_err(|error| error.error)?;
    Ok(())
}
