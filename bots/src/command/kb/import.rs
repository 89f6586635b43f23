//! `kb import`: draft records from the pages of a portal catalogue.

use std::{
    fs::File,
    io::{self, BufReader, Write as _},
    path::Path,
};

use jiff::Timestamp;
use knowledge_base::import::{drafts, read_pages};

use crate::{
    command::{CommandError, Exit, table::Table},
    startup::tashkent,
};

pub(super) fn import(from: &Path, folder: &Path, force: bool) -> Result<Exit, CommandError> {
    let unreadable = |error: io::Error| {
        CommandError::Usage(format!("cannot read `{}`: {error}; name the catalogue with --from", from.display()))
    };
    let pages = read_pages(BufReader::new(File::open(from).map_err(unreadable)?))?;
    let today = Timestamp::now().to_zoned_datetime(tashkent()).date();
    let drafts = drafts(&pages, today);
    std::fs::create_dir_all(folder)?;
    let mut out = io::stdout().lock();
    let mut table = Table::new(&["draft", "facts", "unparsed"]);
    let mut left = Vec::new();
    for draft in &drafts {
        match draft.write(folder, force) {
            Ok(()) => table.row([draft.id.to_string(), draft.facts.to_string(), draft.unparsed.len().to_string()]),
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => left.push(draft.id.to_string()),
            Err(error) => return Err(error.into()),
        }
    }
    for line in table.lines() {
        writeln!(out, "{line}")?;
    }
    for draft in drafts.iter().filter(|draft| !left.contains(&draft.id.to_string())) {
        for one in &draft.unparsed {
            writeln!(out, "{}: {one}", draft.id)?;
        }
    }
    let written = drafts.len() - left.len();
    writeln!(out, "\n{}: {written} drafts of {} pages", folder.display(), pages.len())?;
    if left.is_empty() {
        return Ok(Exit::Done);
    }
    writeln!(out, "left as they are: {}; --force writes over them", left.join(", "))?;
    Ok(Exit::Problems)
}
