//! Which facets a case asks after, by its tags.

use knowledge_base::Facet;

/// The facets that tags name, each once.
pub(super) fn asked(tags: &[String]) -> Vec<Facet> {
    let mut asked: Vec<Facet> = tags.iter().filter_map(|tag| of_tag(tag)).collect();
    asked.sort_unstable();
    asked.dedup();
    asked
}

fn of_tag(tag: &str) -> Option<Facet> {
    let other_name = match tag {
        "duration" => Some(Facet::Time),
        "eligibility" => Some(Facet::Who),
        "phones" => Some(Facet::Contact),
        "steps" => Some(Facet::How),
        _ => None,
    };
    other_name.or_else(|| Facet::ALL.into_iter().find(|facet| facet.name() == tag))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_facet_is_named_by_its_own_name_or_another_and_counts_once() {
        let tags = ["duration", "time", "colloquial", "fee"].map(str::to_owned);
        assert_eq!(asked(&tags), [Facet::Fee, Facet::Time]);
    }
}
