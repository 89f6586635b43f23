//! `detect` and `embed`: a line of standard input in, one JSON object a line out, at once.

use std::io::{self, BufRead as _, Write};

use assistant::understand::LanguageDetector;
use knowledge_base::{Language, fold};
use retrieval::TextForm;
use serde::Serialize;

use super::{CommandError, Context, Exit};
use crate::startup;

pub(super) const DETECT_EXAMPLE: &str = "\
Example:
  echo 'Паспорт олиш қанча туради?' | yordamchi detect
  {\"language\":\"uz\",\"script\":\"cyrl\",\"confidence\":0.99}

Russian typed in Latin letters is language ru in script latn. Below a confidence of 0.8 the line alone does not tell, and an
answer keeps to the language of its conversation. A line in neither script has null for language and script, and confidence 0.";

pub(super) const EMBED_EXAMPLE: &str = "\
Example:
  echo 'pasport olish' | yordamchi embed
  {\"vector\":[0.041,-0.012,…]}";

/// What a line is written in.
#[derive(Debug, Serialize)]
struct Detected {
    language: Option<&'static str>,
    script: Option<&'static str>,
    confidence: f64,
}

/// The vector of a line.
#[derive(Debug, Serialize)]
struct Embedded {
    vector: Vec<f32>,
}

pub(super) fn detect() -> Result<Exit, CommandError> {
    let detector = LanguageDetector::shipped();
    each_line(|line| match detector.detect(line) {
        Some(found) => Detected {
            language: Some(found.language.code()),
            script: Some(found.script.code()),
            confidence: found.confidence,
        },
        None => Detected { language: None, script: None, confidence: 0.0 },
    })
}

pub(super) fn embed(context: &Context) -> Result<Exit, CommandError> {
    let detector = LanguageDetector::shipped();
    let embedder = startup::embedder(&context.settings, &context.bars.report())?;
    each_line(|line| {
        // Only Cyrillic folds differently in two languages, and Uzbek is known by itself where it is not sure.
        let language = detector.detect(line).map_or(Language::Uz, |found| found.language);
        let vector = match embedder.form() {
            TextForm::Folded => embedder.embed(&fold(line, language)),
            TextForm::Written => embedder.embed(line),
        };
        Embedded { vector }
    })
}

fn each_line<T: Serialize>(answer: impl Fn(&str) -> T) -> Result<Exit, CommandError> {
    let mut out = io::stdout().lock();
    for line in io::stdin().lock().split(b'\n') {
        let line = line?;
        let text = String::from_utf8_lossy(&line);
        let object = serde_json::to_string(&answer(text.trim_end_matches('\r')))
            .map_err(|error| CommandError::Internal(error.to_string()))?;
        // Standard output is written line by line, so a program that waits for each answer gets it.
        writeln!(out, "{object}")?;
    }
    Ok(Exit::Done)
}
