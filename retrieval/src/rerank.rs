//! A second look at the first candidates: a model reads the question together with each passage.
//!
//! The first stage sees question and passage apart; a reranker sees them together and is right more often about which of several
//! likely records is meant. It is slow, and it sees one passage of a record, not its words: hence it orders the records that stand
//! near the first, among them all that the decision would offer beside it, and lifts none that the first stage holds for
//! unlikely. Scores stay what they are: the decision rests on them.

use std::fmt;

use crate::{Candidate, SearchResult, embedding::ModelFailure};

/// The most candidates that are looked at again.
pub const RERANKED: usize = 20;
/// Candidates are looked at again from this share of the best score on: the decision offers none below it.
pub const REACH: f32 = 0.75;

/// Reads a question together with passages.
pub trait Reranker: Send + Sync + fmt::Debug {
    /// How well each passage answers the question, 0 to 1, in their order; all texts as written.
    ///
    /// # Errors
    /// The model failed; the candidates keep their order then.
    fn scores(&self, question: &str, passages: &[&str]) -> Result<Vec<f32>, ModelFailure>;
}

impl Reranker for models::CrossEncoder {
    fn scores(&self, question: &str, passages: &[&str]) -> Result<Vec<f32>, ModelFailure> {
        Ok(self.scores(question, passages)?)
    }
}

/// Orders the candidates within reach of the first by what the reranker says of them.
pub(crate) fn rerank(result: &mut SearchResult, question: &str, reranker: &dyn Reranker) {
    let Some(best) = result.candidates.first() else { return };
    let limit = best.score * REACH;
    let near = result.candidates.iter().take(RERANKED).take_while(|candidate| candidate.score >= limit).count();
    // With one there is nothing to order, and a person waits.
    let (Some(near), true) = (result.candidates.get_mut(..near), near > 1) else { return };
    let passages: Vec<&str> = near.iter().map(|candidate| candidate.passage.as_str()).collect();
    let scores = match reranker.scores(question, &passages) {
        Ok(scores) if scores.len() == near.len() => scores,
        Ok(scores) => {
            let (found, asked) = (scores.len(), near.len());
            return tracing::error!(found, asked, "the reranker left passages out; the candidates keep their order");
        }
        Err(error) => return tracing::error!(%error, "the candidates keep their order"),
    };
    for (candidate, score) in near.iter_mut().zip(scores) {
        candidate.reranked = Some(score);
    }
    // Stable: of equals the first stage's order stays.
    let judged = |candidate: &Candidate| candidate.reranked.unwrap_or_default();
    near.sort_by(|one, other| judged(other).total_cmp(&judged(one)));
    result.renew_margin();
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests;
