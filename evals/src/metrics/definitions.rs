//! What is measured of every answer.

use super::Part;
use crate::Scored;

/// A metric: a quotient of sums over cases, so that a share of cases, of fact groups and of refusals are counted alike.
pub struct Metric {
    /// The name in files and gates.
    pub name: &'static str,
    /// The name for people.
    pub title: &'static str,
    /// What it counts, in a sentence.
    pub about: &'static str,
    /// Which way is better.
    pub better: Better,
    /// How it is shown.
    pub shown: Shown,
    pub(crate) part: fn(&Scored) -> Part,
}

impl Metric {
    /// Whether a difference, after less before, is for the better; `None` where neither way is.
    #[must_use]
    pub fn is_better(&self, difference: f64) -> Option<bool> {
        match self.better {
            Better::High => Some(difference > 0.0),
            Better::Low => Some(difference < 0.0),
            Better::Neither => None,
        }
    }
}

/// Which way a metric is better.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Better {
    /// The more, the better.
    High,
    /// The less, the better.
    Low,
    /// Neither.
    Neither,
}

/// How a metric is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shown {
    /// As per cent.
    Share,
    /// As a number of 0 to 1.
    Unit,
    /// As a number.
    Number,
}

/// Outcomes that give no answer to the question.
const DECLINED: [&str; 3] = ["no_answer", "out_of_scope", "refuse"];

/// The metric that a model judges, which is no gate.
pub const JUDGE: &str = "judge";

/// All metrics, in the order of tables.
pub static METRICS: [Metric; 21] = [
    share("right", "all right", "answers with nothing wrong", |one| of_all(one.line.scores.right)),
    share("outcome", "outcome", "answers that end as expected", |one| of_all(one.line.scores.outcome)),
    share("hit1", "hit@1", "a right record stands first, of cases that name records", |one| hit(one, 1)),
    share("hit3", "hit@3", "a right record stands among the first three", |one| hit(one, 3)),
    share("hit5", "hit@5", "a right record stands among the first five", |one| hit(one, 5)),
    unit("mrr", "MRR", "one over the rank of the first right record, on average", |one| {
        of_named(one, one.line.scores.rank.map_or(0.0, |rank| 1.0 / rank as f64))
    }),
    unit("ndcg10", "nDCG@10", "discounted gain of the first ten records against the best order", |one| {
        one.line.scores.ndcg10.map_or(Part::NONE, |gain| Part::new(gain, 1.0))
    }),
    share("facts", "facts", "fact groups that stand in the answer, of all groups", |one| {
        Part::new(one.line.scores.facts_held as f64, one.line.scores.facts as f64)
    }),
    share("completeness", "complete", "asked facets that the answer states or says to be missing", |one| {
        Part::new(one.line.scores.facets_covered as f64, one.line.scores.facets as f64)
    }),
    share("language", "language", "answers named and written in the language and script of the question", |one| {
        of_all(one.line.scores.language)
    }),
    low("unsupported", "unsupported", "answers with a number, date, phone or link that no cited record holds", |one| {
        of_all(!one.line.scores.unsupported.is_empty())
    }),
    low("forbidden", "forbidden", "answers with a forbidden text, of cases that forbid one", |one| {
        part_if(!one.line.case.forbidden.is_empty(), !one.line.scores.forbidden.is_empty())
    }),
    share("refusal_precision", "refusal precision", "refusals that were due, of all refusals", |one| {
        part_if(is_refused(one), is_refusal_due(one))
    }),
    share("refusal_recall", "refusal recall", "due refusals that came", |one| {
        part_if(is_refusal_due(one), is_refused(one))
    }),
    share(
        "declined_precision",
        "declined precision",
        "questions rightly left unanswered, of all left unanswered",
        |one| part_if(is_declined(one), is_decline_due(one)),
    ),
    share("declined_recall", "declined recall", "questions left unanswered, of those that should be", |one| {
        part_if(is_decline_due(one), is_declined(one))
    }),
    share(
        JUDGE,
        "judge",
        "answers that answer from their record as a judging model says, a half for a part; no gate",
        |one| {
            let verdict = one.line.judge.as_ref().and_then(|judgement| judgement.verdict);
            verdict.map_or(Part::NONE, |verdict| Part::new(verdict.worth(), 1.0))
        },
    ),
    number("words", "words", "words of an answer", |one| Part::new(one.line.scores.words as f64, 1.0)),
    number("sentence_words", "words a sentence", "words of a sentence", |one| {
        Part::new(one.line.scores.words as f64, one.line.scores.sentences as f64)
    }),
    number("tokens_read", "tokens read", "tokens that a language model read, where one wrote", |one| {
        one.given.tokens.map_or(Part::NONE, |tokens| Part::new(tokens.prompt as f64, 1.0))
    }),
    number("tokens_written", "tokens written", "tokens that a language model wrote, where one wrote", |one| {
        one.given.tokens.map_or(Part::NONE, |tokens| Part::new(tokens.written as f64, 1.0))
    }),
];

/// A metric by its name.
#[must_use]
pub fn metric(name: &str) -> Option<&'static Metric> {
    METRICS.iter().find(|metric| metric.name == name)
}

type Counted = fn(&Scored) -> Part;

const fn share(name: &'static str, title: &'static str, about: &'static str, part: Counted) -> Metric {
    Metric { name, title, about, better: Better::High, shown: Shown::Share, part }
}

const fn low(name: &'static str, title: &'static str, about: &'static str, part: Counted) -> Metric {
    Metric { name, title, about, better: Better::Low, shown: Shown::Share, part }
}

const fn unit(name: &'static str, title: &'static str, about: &'static str, part: Counted) -> Metric {
    Metric { name, title, about, better: Better::High, shown: Shown::Unit, part }
}

const fn number(name: &'static str, title: &'static str, about: &'static str, part: Counted) -> Metric {
    Metric { name, title, about, better: Better::Neither, shown: Shown::Number, part }
}

fn of_all(holds: bool) -> Part {
    part_if(true, holds)
}

/// Counts a case where it belongs.
fn part_if(belongs: bool, holds: bool) -> Part {
    if belongs { Part::new(f64::from(u8::from(holds)), 1.0) } else { Part::NONE }
}

/// Counts a case that names records.
fn of_named(one: &Scored, value: f64) -> Part {
    if one.line.case.services.is_empty() { Part::NONE } else { Part::new(value, 1.0) }
}

fn hit(one: &Scored, most: usize) -> Part {
    of_named(one, f64::from(u8::from(one.line.scores.rank.is_some_and(|rank| rank <= most))))
}

fn is_refused(one: &Scored) -> bool {
    one.given.outcome == "refuse"
}

fn is_refusal_due(one: &Scored) -> bool {
    one.line.case.expect == "refuse"
}

fn is_declined(one: &Scored) -> bool {
    DECLINED.contains(&one.given.outcome.as_str())
}

fn is_decline_due(one: &Scored) -> bool {
    DECLINED.contains(&one.line.case.expect.as_str())
}
