//! Records in rank order against the right ones, as trec_eval counts.

use std::collections::HashSet;

/// Records that nDCG looks at.
const DEPTH: usize = 10;

/// The rank of the first right record, from 1.
pub(super) fn rank(found: &[String], right: &[String]) -> Option<usize> {
    found.iter().position(|service| right.contains(service)).map(|place| place + 1)
}

/// nDCG of the first ten with every right record worth 1 (`ndcg_cut_10`); absent without a right record.
pub(super) fn ndcg10(found: &[String], right: &[String]) -> Option<f64> {
    let right: HashSet<&String> = right.iter().collect();
    if right.is_empty() {
        return None;
    }
    let gain = |place: usize| 1.0 / (place as f64 + 2.0).log2();
    let found = found.iter().take(DEPTH).enumerate().filter(|(_, service)| right.contains(service));
    let gained: f64 = found.map(|(place, _)| gain(place)).sum();
    let best: f64 = (0..right.len().min(DEPTH)).map(gain).sum();
    Some(gained / best)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(names: &[&str]) -> Vec<String> {
        names.iter().map(ToString::to_string).collect()
    }

    #[test]
    fn the_gain_falls_with_the_rank_and_is_measured_against_the_best_order() {
        let found = names(&["x", "a", "b"]);
        assert_eq!(rank(&found, &names(&["b", "a"])), Some(2));
        assert_eq!(rank(&found, &names(&["c"])), None);
        // (1/log2 3 + 1/log2 4) / (1/log2 2 + 1/log2 3)
        let ndcg = ndcg10(&found, &names(&["a", "b"])).unwrap_or_default();
        assert!((ndcg - 0.693_426_4).abs() < 1e-6, "{ndcg}");
        assert_eq!((ndcg10(&found, &names(&["c"])), ndcg10(&found, &[])), (Some(0.0), None));
    }
}
