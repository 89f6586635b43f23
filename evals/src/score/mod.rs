//! One answer against one case.

mod comparing;
mod facets;
mod ranking;

use assistant::check::Audit;
use jiff::civil::Date;
use knowledge_base::{Facet, Locale, RecordId};
use serde::{Deserialize, Serialize};

use crate::{Case, Given};
use comparing::{comparable, stands_whole};

/// The scores of an answer.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Scores {
    /// The suite of the case.
    pub suite: String,
    /// The category of the case or of its first right record.
    pub category: Option<String>,
    /// The way by which it was asked: `library`, `http`.
    pub channel: String,
    /// Whether nothing is wrong.
    pub right: bool,
    /// What is wrong, the worst first.
    pub causes: Vec<Cause>,
    /// Whether the outcome is the expected one.
    pub outcome: bool,
    /// The rank of the first right record from 1; absent when none was found or none is expected.
    pub rank: Option<usize>,
    /// nDCG of the first ten records as trec_eval has it; absent when none is expected.
    pub ndcg10: Option<f64>,
    /// Fact groups that hold.
    pub facts_held: usize,
    /// Fact groups of the case.
    pub facts: usize,
    /// Of every group that does not hold, the first alternative.
    pub missing: Vec<String>,
    /// Forbidden texts that stand in the answer.
    pub forbidden: Vec<String>,
    /// Numbers, dates, phones and links that no cited record holds.
    pub unsupported: Vec<String>,
    /// Whether the language and script are right ones, as named and as written.
    pub language: bool,
    /// Facets that the case is tagged with.
    pub facets: usize,
    /// Those that the answer states, or that its record does not hold, which it says.
    pub facets_covered: usize,
    /// Words of the answer.
    pub words: usize,
    /// Sentences of the answer.
    pub sentences: usize,
}

/// What can be wrong with an answer, the worst first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Cause {
    /// It states what no cited record holds.
    Unsupported,
    /// It holds a forbidden text.
    Forbidden,
    /// It ends in another way.
    Outcome,
    /// Another record stands first.
    Record,
    /// It is in another language or script.
    Language,
    /// A fact is missing.
    Fact,
}

impl Cause {
    /// All causes, the worst first.
    pub const ALL: [Self; 6] =
        [Self::Unsupported, Self::Forbidden, Self::Outcome, Self::Record, Self::Language, Self::Fact];

    /// The name in files.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Unsupported => "unsupported",
            Self::Forbidden => "forbidden",
            Self::Outcome => "outcome",
            Self::Record => "record",
            Self::Language => "language",
            Self::Fact => "fact",
        }
    }
}

/// Scores answers against the records that they cite.
pub struct Scorer {
    /// What answers are compared with.
    pub audit: Audit,
    /// The day on which they were given: sums depend on it.
    pub day: Date,
    /// The way by which they were asked.
    pub channel: String,
}

impl Scorer {
    /// Scores an answer to a case of a suite.
    #[must_use]
    pub fn score(&self, suite: &str, case: &Case, given: &Given) -> Scores {
        let text = comparable(&given.text);
        let stands = |wanted: &String| text.contains(&comparable(wanted));
        let missing: Vec<String> = case
            .facts
            .iter()
            .filter(|group| !group.iter().any(stands))
            .map(|group| group.first().cloned().unwrap_or_default())
            .collect();
        let (facets, facets_covered) = self.facets(case, given);
        let mut scores = Scores {
            suite: suite.to_owned(),
            category: self.category(case),
            channel: self.channel.clone(),
            outcome: given.outcome == case.expect,
            rank: ranking::rank(&given.services, &case.services),
            ndcg10: ranking::ndcg10(&given.services, &case.services),
            facts_held: case.facts.len() - missing.len(),
            facts: case.facts.len(),
            missing,
            forbidden: case
                .forbidden
                .iter()
                .filter(|wanted| stands_whole(&text, &comparable(wanted)))
                .cloned()
                .collect(),
            unsupported: self.audit.unsupported(&given.text, &self.cited(given), self.day),
            language: self.is_in_language(case, given),
            facets,
            facets_covered,
            words: given.text.split_whitespace().count(),
            sentences: sentences(&given.text),
            ..Scores::default()
        };
        scores.causes = Cause::ALL.into_iter().filter(|cause| is_wrong(*cause, case, &scores)).collect();
        scores.right = scores.causes.is_empty();
        scores
    }

    /// The category that a tag names, else that of the first right record.
    fn category(&self, case: &Case) -> Option<String> {
        let tagged = case.tags.iter().find_map(|tag| tag.strip_prefix("category:"));
        let of_record = || {
            let ids = case.services.iter().filter_map(|service| RecordId::parse(service));
            ids.filter_map(|id| self.audit.knowledge_base().record(&id)).next()
        };
        tagged.map(str::to_owned).or_else(|| of_record().map(|record| record.category.clone()))
    }

    /// The records that an answer cites, and the life event whose list it is.
    fn cited(&self, given: &Given) -> Vec<RecordId> {
        let mut cited: Vec<RecordId> =
            given.sources.iter().filter_map(|source| RecordId::parse(&source.service)).collect();
        let is_list = |steps: &[knowledge_base::LifeStep]| {
            steps.len() == cited.len() && steps.iter().zip(&cited).all(|(step, cited)| step.record == *cited)
        };
        let base = self.audit.knowledge_base();
        let event = base.life_events().find(|event| is_list(&event.steps)).map(|event| event.id.clone());
        cited.extend(event);
        cited
    }

    fn is_in_language(&self, case: &Case, given: &Given) -> bool {
        let is_named =
            |locale: &Locale| locale.language().code() == given.language && locale.script().code() == given.script;
        case.locales().find(is_named).is_some_and(|locale| self.audit.is_written_in(&given.text, locale))
    }

    /// The facets that a case is tagged with, and how many of them the answer covers.
    fn facets(&self, case: &Case, given: &Given) -> (usize, usize) {
        // The list of a life event has no facts; its services are asked for theirs.
        let is_list = given.card.is_none() && given.outcome == "answer";
        if case.expect != "answer" || is_list {
            return (0, 0);
        }
        let asked = facets::asked(&case.tags);
        let record = given.card.as_ref().and_then(|card| RecordId::parse(&card.service));
        let is_stated = |facet: &Facet| given.facts.iter().any(|fact| fact.facet == *facet);
        let is_lacking = |facet: &Facet| {
            record.as_ref().and_then(|record| self.audit.holds(record, *facet, self.day)) == Some(false)
        };
        (asked.len(), asked.iter().filter(|facet| is_stated(facet) || is_lacking(facet)).count())
    }
}

fn is_wrong(cause: Cause, case: &Case, scores: &Scores) -> bool {
    match cause {
        Cause::Unsupported => !scores.unsupported.is_empty(),
        Cause::Forbidden => !scores.forbidden.is_empty(),
        Cause::Outcome => !scores.outcome,
        Cause::Record => case.expect == "answer" && !case.services.is_empty() && scores.rank != Some(1),
        Cause::Language => !scores.language,
        Cause::Fact => scores.facts_held < scores.facts,
    }
}

/// Sentences of a text: runs that end with a closing sign before white space or the end.
fn sentences(text: &str) -> usize {
    let ends = |word: &&str| word.trim_end_matches(['"', '»', ')']).ends_with(['.', '!', '?', '…']);
    let ended = text.split_whitespace().filter(ends).count();
    ended.max(usize::from(!text.trim().is_empty()))
}

#[cfg(test)]
mod tests;
