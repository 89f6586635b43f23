//! Typed values from the words of a section, and how the values of several languages become one.

pub(super) mod act;
pub(super) mod audience;
pub(super) mod contact;
mod date;
pub(super) mod duration;
pub(super) mod fee;
pub(super) mod list;

use super::{
    texts::Texts,
    words::{Lexicon, Token, tokens},
};
use crate::{
    Language, Text,
    fact::{Case, DurationUnit, Via},
};

/// What two languages say of one fact.
pub(super) trait Merge: Sized {
    /// One value of two; `None` when they differ.
    fn merge(self, other: Self) -> Option<Self>;
}

impl<T: Merge> Merge for Vec<T> {
    fn merge(self, other: Self) -> Option<Self> {
        let same_length = self.len() == other.len();
        let pairs = self.into_iter().zip(other);
        if same_length { pairs.map(|(one, other)| one.merge(other)).collect() } else { None }
    }
}

impl<T: Merge> Merge for Case<T> {
    fn merge(self, other: Self) -> Option<Self> {
        let Self { value, via, when } = self;
        (via == other.via && when == other.when).then_some(())?;
        Some(Self { value: value.merge(other.value)?, via, when })
    }
}

/// What the words of a fee or a length of time mean.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Word {
    Place(Place),
    Free,
    Bhm,
    Uzs,
    Usd,
    Automatic,
    Unit(DurationUnit),
    From,
    To,
}

/// Where a case holds, as pages say it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Place {
    Portal,
    ServiceCentre,
    /// Before a clerk, whose ever: a record tells the body from the service centre, a page often does not.
    InPerson,
}

impl Place {
    /// How a record says it: by a channel or in words.
    fn condition(self) -> (Option<Via>, Option<Text>) {
        match self {
            Self::Portal => (Some(Via::Portal), None),
            Self::ServiceCentre => (Some(Via::ServiceCentre), None),
            Self::InPerson => {
                let [uz, ru, en] = ["shaxsan murojaat qilganda", "при личном обращении", "when you apply in person"];
                (None, Some(Text { uz: uz.to_owned(), ru: ru.to_owned(), en: en.to_owned() }))
            }
        }
    }
}

/// The words for places, shared by fees and lengths of time.
pub(super) const PLACES: &[(&str, Option<Word>)] = &[
    (
        "yagona interaktiv davlat xizmatlari portali | yagona portal | portal | portali | portalda | portalida | yidxp | my.gov.uz | \
         onlayn | online | my.gov.uz portali | my.gov.uz portalida | my.gov.uz portal | yagona portal my.gov.uz",
        Some(Word::Place(Place::Portal)),
    ),
    (
        "единый портал | едином портале | единого портала | портал | портале | онлайн | портале my.gov.uz | портал my.gov.uz | епигу | \
         единый портал интерактивных государственных услуг | the portal | portal | single portal | unified portal",
        Some(Word::Place(Place::Portal)),
    ),
    (
        "davlat xizmatlari markazi | davlat xizmatlari markazida | davlat xizmatlari markazlari | davlat xizmatlari markazlarida | dxm | \
         dxmda | цгу | центр государственных услуг | центре государственных услуг | центры государственных услуг | \
         центрах государственных услуг | public service centre | public service centres | public service center | public service centers",
        Some(Word::Place(Place::ServiceCentre)),
    ),
    (
        "shaxsan | shaxsan murojaat qilganda | shaxsan murojaat qilinganda | shaxsan kelganda | лично | при личном обращении | очно | \
         личном обращении | при личном посещении | in person | when you apply in person",
        Some(Word::Place(Place::InPerson)),
    ),
    (
        "orqali | topshirilganda | topshirganda | murojaat qilinganda | murojaat qilganda | ariza | arizani | в | на | через | при | подаче | \
         обращении | заявления | заявление | via | through | on | at | a | an | the | if | when | you | apply | applying | for | by",
        None,
    ),
];

/// Reads a value of several parts, each with at most one place where it holds.
///
/// # Errors
/// Why it was not understood.
fn cases<T>(
    text: &str,
    language: Language,
    lexicon: &Lexicon<Word>,
    value: impl Fn(&[Token<Word>], Language) -> Result<T, String>,
) -> Result<Vec<Case<T>>, String> {
    let tokens = tokens(text, language, lexicon)?;
    let mut cases: Vec<(Option<Place>, T)> = Vec::new();
    for part in tokens.split(|token| *token == Token::Break) {
        let of = |token: &Token<Word>| if let Token::Known(Word::Place(place)) = token { Some(*place) } else { None };
        let mut places: Vec<Place> = part.iter().filter_map(of).collect();
        places.dedup();
        let rest: Vec<Token<Word>> = part.iter().filter(|token| of(token).is_none()).cloned().collect();
        match (places.as_slice(), rest.is_empty()) {
            ([], true) => {}
            ([_, _, ..], _) => return Err("a part names several places".to_owned()),
            ([_], true) => return Err("a part names a place and no value".to_owned()),
            (places, false) => cases.push((places.first().copied(), value(&rest, language)?)),
        }
    }
    cases.sort_by_key(|(place, _)| *place);
    if cases.is_empty() {
        return Err("there is no value in it".to_owned());
    }
    if cases.windows(2).any(|pair| pair[0].0 == pair[1].0) {
        return Err("several values have no condition that tells them apart".to_owned());
    }
    let case = |(place, value): (Option<Place>, T)| {
        let (via, when) = place.map(Place::condition).unwrap_or_default();
        Case { value, via, when }
    };
    Ok(cases.into_iter().map(case).collect())
}

/// A text of one language, as it is.
pub(super) fn text(value: &str, language: Language) -> Result<Texts, String> {
    Ok(Texts::of(language, value))
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests;
