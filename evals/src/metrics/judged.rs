//! What a judge said of the answers of a run, counted.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::Scored;

/// Judgements of a run.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Judged {
    /// The model that judged.
    pub model: String,
    /// Answers that were judged.
    pub answers: usize,
    /// How many have each verdict: `yes`, `partly`, `no`, `unreadable`.
    pub verdicts: BTreeMap<String, usize>,
}

/// Counts judgements; `None` where nothing was judged.
pub(super) fn judged(scored: &[Scored]) -> Option<Judged> {
    let judgements = scored.iter().filter_map(|one| one.line.judge.as_ref());
    let mut judged = Judged { model: judgements.clone().next()?.model.clone(), ..Judged::default() };
    for judgement in judgements {
        judged.answers += 1;
        *judged.verdicts.entry(judgement.name().to_owned()).or_default() += 1;
    }
    Some(judged)
}
