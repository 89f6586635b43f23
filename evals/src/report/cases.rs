//! Every case, failures first, grouped by what is wrong.

use crate::{Scored, score::Cause};

/// Cases with the same first cause.
pub(super) struct Group<'r> {
    pub(super) name: &'static str,
    pub(super) title: &'static str,
    pub(super) cases: Vec<CaseView<'r>>,
}

/// A case with its answer.
pub(super) struct CaseView<'r> {
    pub(super) one: &'r Scored,
    pub(super) name: String,
    pub(super) locale: String,
    /// The BCP 47 tag of the question.
    pub(super) tag: String,
    pub(super) causes: String,
    pub(super) found: Vec<Found<'r>>,
    pub(super) wanted: String,
    pub(super) facts: Vec<FactView>,
    /// The probabilities of the decision, and the time.
    pub(super) measured: String,
}

/// A record found.
pub(super) struct Found<'r> {
    pub(super) service: &'r str,
    pub(super) title: &'r str,
    pub(super) right: bool,
}

/// A fact group.
pub(super) struct FactView {
    pub(super) text: String,
    pub(super) held: bool,
}

pub(super) fn groups(scored: &[Scored]) -> Vec<Group<'_>> {
    let of = |name, title, is: &dyn Fn(&Scored) -> bool| Group {
        name,
        title,
        cases: scored.iter().filter(|one| is(one)).map(view).collect(),
    };
    let wrong = Cause::ALL
        .into_iter()
        .map(|cause| of(cause.name(), title(cause), &|one| one.line.scores.causes.first() == Some(&cause)));
    let right = std::iter::once(of("right", "Nothing wrong", &|one| one.line.scores.right));
    wrong.chain(right).filter(|group| !group.cases.is_empty()).collect()
}

pub(super) fn title(cause: Cause) -> &'static str {
    match cause {
        Cause::Unsupported => "States what no cited record holds",
        Cause::Forbidden => "Says what is forbidden",
        Cause::Outcome => "Wrong outcome",
        Cause::Record => "Wrong record first",
        Cause::Language => "Wrong language or script",
        Cause::Fact => "A fact is missing",
    }
}

pub(super) fn view(one: &Scored) -> CaseView<'_> {
    let (case, scores, given) = (&one.line.case, &one.line.scores, &one.given);
    let fact = |group: &Vec<String>| FactView {
        text: group.join(" / "),
        held: !group.first().is_some_and(|first| scores.missing.contains(first)),
    };
    let found = given.services.iter().map(|service| Found {
        service,
        title: title_of(one, service),
        right: case.services.contains(service),
    });
    CaseView {
        one,
        name: one.name(),
        locale: format!("{}-{}", case.lang, case.script),
        tag: case.locales().next().map_or_else(|| case.lang.clone(), |locale| locale.tag().to_owned()),
        causes: scores.causes.iter().map(|cause| cause.name()).collect::<Vec<_>>().join(" "),
        found: found.collect(),
        wanted: case.services.join(", "),
        facts: case.facts.iter().map(fact).collect(),
        measured: measured(one),
    }
}

fn measured(one: &Scored) -> String {
    let decision = one.given.scores.decision;
    let likely = decision.map(|likely| format!("covered {:.2}, first right {:.2}", likely.covered, likely.right));
    let total = one.given.timings_ms.get("total").map(|total| format!("{total:.1} ms"));
    likely.into_iter().chain(total).collect::<Vec<_>>().join(" · ")
}

/// The title of a record where the answer names it.
fn title_of<'r>(one: &'r Scored, service: &str) -> &'r str {
    let given = &one.given;
    let cited = given.sources.iter().find(|source| source.service == service).map(|source| source.title.as_str());
    let offered = || given.choices.iter().find(|choice| choice.service == service).map(|choice| choice.title.as_str());
    cited.or_else(offered).unwrap_or_default()
}
