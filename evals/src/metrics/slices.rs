//! Parts of a run: by language, script, suite, tag, category, channel, engine, expected outcome.

use std::collections::BTreeMap;

use crate::Scored;

/// The slice of everything.
pub const ALL: &str = "all";

/// What slices can be of, as their names begin.
pub const DIMENSIONS: [&str; 10] =
    ["all", "language", "script", "locale", "suite", "expect", "category", "channel", "engine", "tag"];

/// The slices of a case, each once.
#[must_use]
pub fn slices_of(one: &Scored) -> Vec<String> {
    let (case, scores) = (&one.line.case, &one.line.scores);
    let mut slices = vec![
        ALL.to_owned(),
        format!("language:{}", case.lang),
        format!("script:{}", case.script),
        format!("locale:{}-{}", case.lang, case.script),
        format!("suite:{}", scores.suite),
        format!("expect:{}", case.expect),
        format!("channel:{}", scores.channel),
        format!("engine:{}", one.given.engine),
    ];
    slices.extend(scores.category.iter().map(|category| format!("category:{category}")));
    let tags = case.tags.iter().filter(|tag| !tag.starts_with("category:"));
    slices.extend(tags.map(|tag| format!("tag:{tag}")));
    slices.sort();
    slices.dedup();
    slices
}

/// What a slice is one of: `locale` of `locale:uz-latn`.
#[must_use]
pub fn dimension(slice: &str) -> &str {
    slice.split(':').next().unwrap_or(slice)
}

/// The cases of every slice.
#[must_use]
pub fn by_slice(scored: &[Scored]) -> BTreeMap<String, Vec<&Scored>> {
    let mut slices: BTreeMap<String, Vec<&Scored>> = BTreeMap::new();
    for one in scored {
        for slice in slices_of(one) {
            slices.entry(slice).or_default().push(one);
        }
    }
    slices
}
