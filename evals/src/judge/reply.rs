//! The reply of a judge: one JSON object, as it was told to write, or what small models write instead.

use serde::Deserialize;

use super::{Judgement, Verdict};

/// Letters of a reason that are kept.
const LONGEST: usize = 240;
/// What ends the thoughts of a model that thinks aloud.
const THOUGHT: &str = "</think>";

#[derive(Deserialize)]
struct Reply {
    verdict: String,
    #[serde(default, alias = "reason", alias = "explanation")]
    why: String,
}

/// Reads a reply. One that says neither yes nor partly nor no is a judgement without a verdict.
#[must_use]
pub fn read_reply(model: &str, reply: &str) -> Judgement {
    let said = reply.rsplit_once(THOUGHT).map_or(reply, |(_, said)| said).trim();
    let (verdict, why) =
        object(said).or_else(|| sentence(said)).map_or((None, said.to_owned()), |(verdict, why)| (Some(verdict), why));
    Judgement { model: model.to_owned(), verdict, why: line(&why) }
}

/// The object in a reply, whatever stands about it.
fn object(said: &str) -> Option<(Verdict, String)> {
    let object = said.get(said.find('{')?..=said.rfind('}')?)?;
    let Reply { verdict, why } = serde_json::from_str(object).ok()?;
    Some((word(&verdict)?, why))
}

/// A reply that begins with the verdict: `Partly: the fee is missing.`
fn sentence(said: &str) -> Option<(Verdict, String)> {
    let said = said.trim_start_matches(|letter: char| !letter.is_alphanumeric());
    let end = said.find(|letter: char| !letter.is_alphanumeric()).unwrap_or(said.len());
    let verdict = word(&said[..end])?;
    Some((verdict, said[end..].trim_start_matches(|letter: char| !letter.is_alphanumeric()).to_owned()))
}

fn word(written: &str) -> Option<Verdict> {
    let written = written.trim();
    Verdict::ALL.into_iter().find(|verdict| verdict.name().eq_ignore_ascii_case(written))
}

/// A text on one line, cut where it is too long.
fn line(text: &str) -> String {
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    match line.char_indices().nth(LONGEST) {
        Some((end, _)) => format!("{}…", &line[..end]),
        None => line,
    }
}
