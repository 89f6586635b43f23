//! Acts in a sentence: a number with the date and the kind of its own act.

use std::{collections::HashSet, ops::Range};

use knowledge_base::Facet;

use super::{
    claims::{Claim, Stated},
    dates::Day,
    statements::Statement,
    text::{Word, shared, words_of},
    units::Unit,
};

/// The beginnings of words for kinds of act.
const KINDS: &[&str] = &[
    "постановлен",
    "указ$",
    "указом",
    "указа",
    "закон$",
    "закона",
    "приказ",
    "кабинет",
    "президент",
    "министр",
    "resolution",
    "decree",
    "law",
    "order",
    "cabinet",
    "presiden",
    "minist",
    "qaror",
    "farmon",
    "qonun",
    "buyrug",
    "vazirlar",
    "prezident",
    "mahkama",
];

/// Whether a sentence gives an act's number another act's date or kind.
pub(super) fn are_mixed(sentence: &str, stated: &[&Stated], statements: &[Statement]) -> bool {
    let acts: Vec<&Statement> = statements.iter().filter(|statement| statement.facet == Some(Facet::Legal)).collect();
    let has_number = |act: &Statement, claim: &Claim| act.values.contains(claim);
    let number = |stated: &&Stated| {
        let number = stated.readings.iter().find(|claim| matches!(claim, Claim::Number(_, Unit::None)))?;
        acts.iter().any(|act| has_number(act, number)).then(|| (number.clone(), stated.at.clone()))
    };
    let placed: Vec<(Claim, Range<usize>)> = stated.iter().filter_map(number).collect();
    let numbers: Vec<&Claim> = placed.iter().map(|(claim, _)| claim).collect();
    let of_day = |claim: &&Claim| matches!(claim, Claim::Day(Day { day: Some(_), .. }));
    let days: Vec<&Claim> = stated.iter().filter_map(|stated| stated.readings.first()).filter(of_day).collect();
    if numbers.is_empty() {
        return false;
    }
    let together =
        |number: &Claim, day: &Claim| acts.iter().any(|act| has_number(act, number) && day.is_in(&act.values));
    let dated = if numbers.len() == days.len() {
        numbers.iter().zip(&days).all(|(number, day)| together(number, day))
    } else {
        days.iter().all(|day| numbers.iter().any(|number| together(number, day)))
    };
    let [(only, at)] = placed.as_slice() else { return !dated };
    !dated || !kind_agrees(&words_of(clause(sentence, at)), only, &acts)
}

/// The part of a list of acts in which a number stands.
fn clause<'s>(sentence: &'s str, at: &Range<usize>) -> &'s str {
    let from = sentence[..at.start].rfind(';').map_or(0, |from| from + 1);
    let to = sentence[at.end..].find(';').map_or(sentence.len(), |to| at.end + to);
    &sentence[from..to]
}

/// Whether every word for a kind of act in the sentence stands in an act of this number.
fn kind_agrees(words: &[Word], number: &Claim, acts: &[&Statement]) -> bool {
    let kinds: HashSet<String> =
        words.iter().filter(|word| word.begins(KINDS)).map(|word| word.uzbek.chars().take(6).collect()).collect();
    let kinds: Vec<String> = kinds.into_iter().collect();
    acts.iter().any(|act| act.values.contains(number) && shared(&kinds, &act.about) == kinds.len())
}
