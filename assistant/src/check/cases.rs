//! Facts that hold in cases: a value is told with the condition of its own case, not of another's.

use std::ops::Range;

use knowledge_base::Facet;

use super::{
    about,
    ages::Bound,
    claims::{Claim, Stated, stated},
    statements::Statement,
    text::{Word, alike, content, find, words_of},
};
use rust_decimal::Decimal;

/// By what a condition is known again.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Token {
    /// The beginning of a word.
    Word(String),
    /// An age with its bound.
    Age(Decimal, Bound),
    /// A year or another number.
    Number(Decimal),
    /// Asked for on the portal.
    Online,
    /// Asked for in person.
    Offline,
    /// Asked for at a public service centre.
    Centre,
}

impl Token {
    fn matches(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Word(one), Self::Word(other)) => alike(one, other),
            (Self::Age(one, bound), Self::Age(other, of_other)) => one == other && bound.agrees(*of_other),
            (one, other) => one == other,
        }
    }

    /// Whether it is one of these words.
    pub(super) fn is_word_of(&self, stems: &[String]) -> bool {
        matches!(self, Self::Word(word) if stems.iter().any(|stem| alike(word, stem)))
    }

    /// Whether it alone tells which case is meant.
    fn is_telling(&self) -> bool {
        matches!(self, Self::Age(..) | Self::Online | Self::Offline | Self::Centre)
    }
}

const OFFLINE: &[&str] = &[
    "не$ онлайн",
    "не$ через$ портал",
    "не$ на$ портал",
    "not$ apply online",
    "not$ online",
    "not$ applying online",
    "not$ through$ the$ portal",
    "without$ applying online",
    "onlayn emas",
    "portal orqali emas",
    "joyida",
    "лично$",
    "личном$",
    "in$ person",
    "офлайн",
    "offline",
    "shaxsan",
    "очно",
];
const ONLINE: &[&str] = &["онлайн", "onlayn", "online", "портал", "portal", "gov$", "интернет", "internet"];
const CENTRE: &[&str] = &["центр", "markaz", "centre", "center", "цгу"];

/// What the condition in a text is told by.
pub(super) fn tokens(text: &str) -> Vec<Token> {
    let words = words_of(text);
    let mut found = Vec::new();
    if find(&words, OFFLINE).is_some() {
        found.push(Token::Offline);
    } else if find(&words, ONLINE).is_some() {
        found.push(Token::Online);
    }
    if find(&words, CENTRE).is_some() {
        found.push(Token::Centre);
    }
    for Stated { readings, .. } in stated(text) {
        match readings.first() {
            Some(Claim::Age(value, bound)) => found.push(Token::Age(*value, *bound)),
            Some(Claim::Number(value, _)) => found.push(Token::Number(*value)),
            Some(Claim::Day(_) | Claim::Phone(_) | Claim::Link(_) | Claim::Free) | None => {}
        }
    }
    let ways: Vec<String> =
        content(&words_of("онлайн onlayn online портал portal центр markaz centre public service davlat xizmatlari"));
    // What tells the facet tells no case of it.
    let of_case: Vec<Word> = words.iter().filter(|word| !about::is_cue(word)).cloned().collect();
    let plain = content(&of_case).into_iter().filter(|stem| !ways.iter().any(|way| alike(way, stem)));
    found.extend(plain.map(Token::Word));
    found
}

/// A run of values of one case in a sentence.
struct Group {
    /// The cases that hold all its values.
    cases: Vec<usize>,
    at: Range<usize>,
}

/// Whether the values of a facet in a sentence are told with conditions of other cases, or without the condition on which they depend.
pub(super) fn are_mixed(sentence: &str, facet: Facet, statements: &[Statement], values: &[&Stated]) -> bool {
    let cases: Vec<&Statement> = statements.iter().filter(|statement| statement.facet == Some(facet)).collect();
    if cases.iter().all(|case| case.tokens.is_empty()) {
        return false;
    }
    let groups = groups(&cases, values);
    if groups.is_empty() {
        return false;
    }
    let telling = telling(&cases);
    let listed: Vec<usize> = groups.iter().flat_map(|group| group.cases.clone()).collect();
    let all_listed = cases.len() > 1 && groups.len() > 1 && (0..cases.len()).all(|case| listed.contains(&case));
    let fits = |group: &Group, around: &str| fits(group, around, &cases, &telling);
    if let [only] = groups.as_slice() {
        return fits(only, sentence) == Fit::Wrong || (fits(only, sentence) == Fit::Untold && facet != Facet::Contact);
    }
    let lead = &sentence[..groups[0].at.start];
    let ways = [true, false].map(|precede| {
        groups.iter().enumerate().all(|(index, group)| {
            let from =
                if precede { index.checked_sub(1).map_or(0, |before| groups[before].at.end) } else { group.at.end };
            let to = if precede {
                group.at.start
            } else {
                groups.get(index + 1).map_or(sentence.len(), |next| next.at.start)
            };
            match fits(group, &sentence[from..to]) {
                Fit::Right => true,
                Fit::Wrong => false,
                Fit::Untold => facet == Facet::Contact || all_listed || fits(group, lead) == Fit::Right,
            }
        })
    });
    !ways.contains(&true) || (all_listed && are_equated(sentence, &groups, &cases, &telling))
}

/// Whether two values of different cases are said to be the same: `0.801 BCA, that is 391 600 soum`.
fn are_equated(sentence: &str, groups: &[Group], cases: &[&Statement], telling: &[Vec<&Token>]) -> bool {
    const SAME: [&str; 12] =
        ["то есть", "это", "ravno", "that is", "which is", "i.e", "yaʼni", "ya'ni", "yani", "яъни", "или же", "("];
    groups.windows(2).any(|pair| {
        let between = &sentence[pair[0].at.end..pair[1].at.start];
        let untold = fits(&pair[1], between, cases, telling) == Fit::Untold;
        untold && SAME.iter().any(|word| between.to_lowercase().contains(word))
    })
}

/// Neighbouring values that one case holds are one group.
fn groups(cases: &[&Statement], values: &[&Stated]) -> Vec<Group> {
    let mut groups: Vec<Group> = Vec::new();
    for value in values {
        let holds = |case: &&Statement| value.readings.iter().any(|claim| claim.is_in(&case.values));
        let holding: Vec<usize> = (0..cases.len()).filter(|&case| holds(&cases[case])).collect();
        if holding.is_empty() {
            continue;
        }
        let last = groups.last_mut();
        let common =
            |group: &Group| holding.iter().copied().filter(|case| group.cases.contains(case)).collect::<Vec<_>>();
        match last.map(|group| (common(group), group)) {
            Some((common, group)) if !common.is_empty() => {
                group.cases = common;
                group.at.end = value.at.end;
            }
            _ => groups.push(Group { cases: holding, at: value.at.clone() }),
        }
    }
    groups
}

/// The tokens of each case that not all cases have.
fn telling<'s>(cases: &[&'s Statement]) -> Vec<Vec<&'s Token>> {
    let everywhere = |token: &Token| {
        cases.len() > 1 && cases.iter().all(|case| case.tokens.iter().any(|other| other.matches(token)))
    };
    cases.iter().map(|case| case.tokens.iter().filter(|token| !everywhere(token)).collect()).collect()
}

/// How the words around a value agree with the condition of its case.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Fit {
    /// They tell its case, or it needs none.
    Right,
    /// They tell another case.
    Wrong,
    /// It depends on a condition that they do not tell.
    Untold,
}

fn fits(group: &Group, around: &str, cases: &[&Statement], telling: &[Vec<&Token>]) -> Fit {
    /// From this share of a condition's words on, it is meant.
    const MEANT: f64 = 0.3;
    let said = tokens(around);
    let score = |case: usize| {
        let matched: Vec<&&Token> =
            telling[case].iter().filter(|token| said.iter().any(|other| other.matches(token))).collect();
        let share = matched.len() as f64 / telling[case].len().max(1) as f64;
        let strong = share >= MEANT || matched.len() >= 2 || matched.iter().any(|token| token.is_telling());
        (share, matched.len(), strong)
    };
    let scores: Vec<(f64, usize, bool)> = (0..cases.len()).map(score).collect();
    let best = scores
        .iter()
        .copied()
        .fold((0.0, 0, false), |best, score| if (score.0, score.1) > (best.0, best.1) { score } else { best });
    let own = group.cases.iter().map(|&case| scores[case]);
    let own_is_best = own.clone().any(|score| (score.0, score.1) == (best.0, best.1));
    if best.1 > 0 && own_is_best {
        return Fit::Right;
    }
    if best.2 {
        return Fit::Wrong;
    }
    let needs_none = group.cases.iter().any(|&case| !cases[case].conditional);
    if needs_none || own.clone().any(|score| score.1 > 0) { Fit::Right } else { Fit::Untold }
}
