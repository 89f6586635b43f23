//! The results of a run as they come, and those of one that was broken off.

use std::{
    collections::HashMap,
    fs::{File, OpenOptions},
    io::{self, Write as _},
    path::Path,
};

use evals::{
    Case, Line, Run, Scored, Setup,
    run::{RESULTS, RUN, read_results, write_file},
};

use super::CommandError;

/// The file of results under way.
pub(super) struct Results(File);

impl Results {
    /// Opens the results of a folder and gives those that count for this run: of the same program in the same state, for a case
    /// that has not changed. Others are thrown away.
    pub(super) fn open(
        out: &Path,
        setup: &Setup,
        asked: &[(&str, &Case)],
    ) -> Result<(Self, Vec<Scored>), CommandError> {
        let known = known(out, setup, asked);
        let path = out.join(RESULTS);
        let lines = known.iter().map(|one| line(&one.line)).collect::<io::Result<String>>()?;
        write_file(&path, &lines)?;
        let begun = Run { setup: setup.clone(), ..Run::default() };
        let json = serde_json::to_string_pretty(&begun).map_err(io::Error::from)?;
        write_file(&out.join(RUN), &format!("{json}\n"))?;
        Ok((Self(OpenOptions::new().append(true).open(path)?), known))
    }

    /// Adds a line, whole or not at all as far as a reader can see.
    pub(super) fn append(&mut self, one: &Line) -> io::Result<()> {
        self.0.write_all(line(one)?.as_bytes())
    }
}

fn line(line: &Line) -> io::Result<String> {
    Ok(serde_json::to_string(line).map_err(io::Error::from)? + "\n")
}

/// Results of an earlier run in the folder that may stand in this one; none where anything of it cannot be read.
fn known(out: &Path, setup: &Setup, asked: &[(&str, &Case)]) -> Vec<Scored> {
    let earlier: Option<Run> =
        std::fs::read_to_string(out.join(RUN)).ok().and_then(|text| serde_json::from_str(&text).ok());
    if !earlier.is_some_and(|earlier| earlier.setup.answers_like(setup)) {
        return Vec::new();
    }
    let wanted: HashMap<(&str, &str), &Case> =
        asked.iter().map(|(suite, case)| ((*suite, case.id.as_str()), *case)).collect();
    let counts = |one: &Scored| {
        let case = &one.line.case;
        wanted.get(&(one.line.scores.suite.as_str(), case.id.as_str())) == Some(&case)
    };
    read_results(&out.join(RESULTS)).unwrap_or_default().into_iter().filter(counts).collect()
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use evals::Scores;
    use serde_json::json;

    use super::*;

    fn case(id: &str, question: &str) -> Case {
        serde_json::from_value(json!({
            "id": id, "lang": "uz", "script": "latn", "question": question, "expect": "answer"
        }))
        .unwrap()
    }

    fn answered(case: &Case) -> Line {
        let answer = json!({ "language": "uz", "script": "latn", "outcome": "answer", "text": "" });
        let scores = Scores { suite: "dev".to_owned(), ..Scores::default() };
        Line { case: case.clone(), answer, scores, judge: None }
    }

    #[test]
    fn a_run_that_was_broken_off_goes_on_and_a_changed_case_is_asked_again() {
        let folder = tempfile::tempdir().unwrap();
        let (one, two) = (case("one", "?"), case("two", "?"));
        let setup = Setup { day: "2026-11-27".to_owned(), ..Setup::default() };
        let asked = [("dev", &one), ("dev", &two)];
        let (mut results, known) = Results::open(folder.path(), &setup, &asked).unwrap();
        assert!(known.is_empty());
        results.append(&answered(&one)).unwrap();
        results.append(&answered(&two)).unwrap();
        let mended = case("two", "!");
        let asked = [("dev", &one), ("dev", &mended)];
        let names = |known: &[Scored]| known.iter().map(Scored::name).collect::<Vec<_>>();
        let (_, known) = Results::open(folder.path(), &setup, &asked).unwrap();
        assert_eq!(names(&known), ["dev/one"]);
        let (_, known) = Results::open(folder.path(), &setup, &asked).unwrap();
        assert_eq!(names(&known), ["dev/one"]);
        let tomorrow = Setup { day: "2026-11-28".to_owned(), ..setup };
        assert!(Results::open(folder.path(), &tomorrow, &asked).unwrap().1.is_empty());
    }
}
