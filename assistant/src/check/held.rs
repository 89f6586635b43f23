//! What one record allows to be said.

use std::collections::HashSet;

use knowledge_base::{Facet, Locale, ServiceRecord, fact::Fee};

use super::{
    Objection, about, acts, cases,
    claims::{Claim, Stated, stated},
    documents, free, letters,
    limits::Limits,
    needs,
    statements::{Statement, statements},
    text::{Word, content, shared, words_of},
    units::Unit,
};
use crate::render::Renderer;

/// What one record allows to be said in one locale.
#[derive(Debug)]
pub struct Held {
    statements: Vec<Statement>,
    documents: HashSet<&'static str>,
    /// The words of the record, by their beginnings.
    vocabulary: Vec<String>,
    limits: Limits,
    /// What it writes in other letters.
    names: HashSet<String>,
    free: bool,
    locale: Locale,
}

/// Facts of which several cases may hold.
const IN_CASES: [Facet; 4] = [Facet::Fee, Facet::Time, Facet::Validity, Facet::Contact];

impl Held {
    /// Everything that a record holds, by its own rendering on the renderer's day, in the renderer's locale.
    #[must_use]
    pub fn of(renderer: &Renderer<'_>, record: &ServiceRecord) -> Self {
        let statements = statements(renderer, record);
        let mut documents = HashSet::new();
        for locale in Locale::ALL {
            let renderer = Renderer { locale, ..*renderer };
            documents.extend(super::texts(&renderer, record).iter().flat_map(|text| documents::named(text)));
        }
        let texts = super::texts(renderer, record);
        let words: Vec<Vec<Word>> = texts.iter().map(|text| words_of(text)).collect();
        let limits = Limits::of(&words, renderer, record);
        let names = letters::names(texts.iter(), renderer.locale);
        let vocabulary = words.iter().flat_map(|words| content(words)).collect();
        let free = record.fee.iter().any(|case| case.value == Fee::Free);
        Self { statements, documents, vocabulary, limits, names, free, locale: renderer.locale }
    }

    /// Checks one sentence.
    ///
    /// # Errors
    /// The first [`Objection`] to it.
    pub fn check(&self, sentence: &str) -> Result<(), Objection> {
        if !letters::is_in(sentence, self.locale, &self.names) {
            return Err(Objection::OtherLanguage);
        }
        // Small models say the question again.
        if sentence.trim_end().ends_with('?') {
            return Err(Objection::Asks);
        }
        let words = words_of(sentence);
        let quoted = self.quoted(sentence);
        let of_own =
            |stated: &Stated| !quoted.iter().any(|(from, to)| *from <= stated.at.start && stated.at.end <= *to);
        let all: Vec<Stated> = stated(sentence).into_iter().filter(of_own).collect();
        // What names a facet, as `valid` does, tells nothing of whose value it is.
        let said: Vec<Word> = words.iter().filter(|word| !about::is_cue(word)).cloned().collect();
        let said = content(&said);
        for claim in &all {
            if !self.supports(claim, &words, &said, &all) {
                return Err(match claim.readings.first() {
                    Some(Claim::Free) => Objection::NotFree,
                    _ => Objection::NotHeld(format!("{:?}", claim.readings)),
                });
            }
        }
        let mut own = sentence.to_owned();
        for &(from, to) in &quoted {
            own.replace_range(from..to, &" ".repeat(to - from));
        }
        for facet in IN_CASES {
            let is_of_facet = |stated: &&Stated| {
                self.focus(stated, &words).is_none_or(|focus| focus == facet) && !self.is_condition(stated, facet, &all)
            };
            let of_facet: Vec<&Stated> = all.iter().filter(is_of_facet).collect();
            if cases::are_mixed(&own, facet, &self.statements, &of_facet) {
                return Err(Objection::OtherCase(facet));
            }
        }
        let of_law: Vec<&Stated> = all.iter().collect();
        if about::speaks_of_law(&words) && acts::are_mixed(sentence, &of_law, &self.statements) {
            return Err(Objection::OtherCase(Facet::Legal));
        }
        if self.free && free::says_not_free(&words) {
            return Err(Objection::NotFree);
        }
        if let Some(document) =
            documents::named(sentence).into_iter().find(|document| !self.documents.contains(document))
        {
            return Err(Objection::UnknownDocument(document));
        }
        let pays = all.iter().any(|stated| matches!(stated.readings.first(), Some(Claim::Free)));
        if self.limits.are_overstepped(&words, pays) {
            return Err(Objection::NotSaid);
        }
        let measures = all.iter().any(|stated| self.is_of_fact(stated));
        if !measures && !about::speaks_of_fee(&words) && needs::asks_for_unknown(&words, &self.vocabulary) {
            return Err(Objection::NotSaid);
        }
        Ok(())
    }

    /// Whether a sentence states any checkable fact at all.
    #[must_use]
    pub fn states_a_fact(&self, sentence: &str) -> bool {
        !stated(sentence).is_empty() || !documents::named(sentence).is_empty()
    }

    /// Whether the record says what is stated, of the same thing.
    fn supports(&self, stated: &Stated, words: &[Word], said: &[String], all: &[Stated]) -> bool {
        let focus = self.focus(stated, words);
        stated.readings.iter().any(|claim| {
            self.statements.iter().any(|statement| match statement.facet {
                Some(facet) => {
                    let is_value = may_tell(facet, claim) && focus.is_none_or(|focus| focus == facet);
                    (is_value && claim.is_in(&statement.values))
                        || (claim.is_in(&statement.conditions)
                            && ((is_of_condition(claim) && shared(said, &statement.about) > 0)
                                || tells_value(statement, all)))
                }
                None => claim.is_in(&statement.values) && is_about(claim, said, statement),
            })
        })
    }

    fn focus(&self, stated: &Stated, words: &[Word]) -> Option<Facet> {
        match stated.readings.last()? {
            Claim::Number(_, unit) => about::focus(words, stated.at.start, *unit, self.locale),
            Claim::Free => Some(Facet::Fee),
            Claim::Phone(_) => Some(Facet::Contact),
            Claim::Age(..) | Claim::Day(_) | Claim::Link(_) => None,
        }
    }

    /// Whether it is part of the condition of a fact of another facet that the sentence tells: `50 % if you pay within 15 days`.
    fn is_condition(&self, stated: &Stated, facet: Facet, all: &[Stated]) -> bool {
        self.statements.iter().filter(|statement| statement.facet.is_some_and(|other| other != facet)).any(
            |statement| {
                stated.readings.iter().any(|claim| claim.is_in(&statement.conditions)) && tells_value(statement, all)
            },
        )
    }

    /// Whether it is a value of a typed fact: a sum or a length of time.
    fn is_of_fact(&self, stated: &Stated) -> bool {
        let of_fact = |claim: &Claim| matches!(claim, Claim::Number(_, unit) if unit.is_money() || unit.is_time());
        stated.readings.first().is_some_and(of_fact)
    }

    /// Where a sentence quotes the record word for word.
    fn quoted(&self, sentence: &str) -> Vec<(usize, usize)> {
        let quotations =
            self.statements.iter().map(|statement| statement.quoted.as_str()).filter(|text| !text.is_empty());
        quotations
            .flat_map(|text| sentence.match_indices(text).map(|(start, text)| (start, start + text.len())))
            .collect()
    }
}

/// Whether a typed fact of a facet can be what a claim tells.
fn may_tell(facet: Facet, claim: &Claim) -> bool {
    match (facet, claim) {
        (Facet::Fee, Claim::Number(_, unit)) => unit.is_money(),
        (Facet::Fee, Claim::Free) => true,
        (Facet::Time | Facet::Validity, Claim::Number(_, unit)) => unit.is_time(),
        (Facet::Contact, Claim::Phone(_) | Claim::Number(_, Unit::None)) => true,
        (Facet::Legal, Claim::Day(_) | Claim::Number(_, Unit::None | Unit::Year)) => true,
        _ => false,
    }
}

/// Whether a condition of a fact can hold a claim: an age, a day, a year.
fn is_of_condition(claim: &Claim) -> bool {
    matches!(claim, Claim::Age(..) | Claim::Day(_))
        || matches!(claim, Claim::Number(year, Unit::Year | Unit::None) if *year > 1900.into())
}

/// Whether the sentence tells a value of the fact.
fn tells_value(statement: &Statement, all: &[Stated]) -> bool {
    all.iter().any(|stated| stated.readings.iter().any(|claim| claim.is_in(&statement.values)))
}

/// Whether a sentence speaks of what a text of the record speaks of, so that the text's numbers are its own.
fn is_about(claim: &Claim, said: &[String], statement: &Statement) -> bool {
    if matches!(claim, Claim::Link(_)) {
        return true;
    }
    let common = shared(said, &statement.about);
    let of_sentence = common * 5 >= said.len() * 2;
    let of_text = common * 10 >= statement.about.len() * 3;
    common >= 2 && (of_sentence || of_text)
}
