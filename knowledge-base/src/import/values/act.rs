//! Legal acts: their kind, number and date. What an act is about stays in the source text.

use std::sync::LazyLock;

use jiff::civil::Date;

use super::{Merge, date::date};
use crate::{
    Language,
    fact::ActKind,
    import::words::{Lexicon, Piece, pieces, plain_digits},
};

/// An act as a page cites it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::import) struct Act {
    pub(in crate::import) kind: ActKind,
    /// With the prefix that acts of its kind bear, in Uzbek: `PQ-282`.
    pub(in crate::import) number: String,
    pub(in crate::import) date: Option<Date>,
}

impl Merge for Act {
    /// One language may leave out the date or the prefix of a law.
    fn merge(self, other: Self) -> Option<Self> {
        let bare = |number: &str| number.trim_start_matches(LAW_PREFIX).to_owned();
        let same = self.kind == other.kind && bare(&self.number) == bare(&other.number);
        let date = self.date.or(other.date);
        let agree = same && (self.date == date || self.date.is_none()) && (other.date == date || other.date.is_none());
        let number = if self.number.len() >= other.number.len() { self.number } else { other.number };
        agree.then_some(Self { kind: self.kind, number, date })
    }
}

const LAW_PREFIX: &str = "OʻRQ-";

/// What the words of a citation mean.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Word {
    Cabinet,
    President,
    Ministry,
    Agency,
    Resolution,
    Decree,
    Law,
    Order,
    /// An act that records do not know, such as a disposal.
    Other,
    /// A prefix that tells the kind by itself.
    Prefix(ActKind),
    /// `No`.
    Number,
    Break,
}

static WORDS: LazyLock<Lexicon<Word>> = LazyLock::new(|| {
    Lexicon::new(&[
        (
            "vazirlar mahkamasi | vazirlar mahkamasining | vm | vmning | кабинет министров | кабинета министров | \
             кабинетом министров | км | cabinet of ministers | cabinet",
            Some(Word::Cabinet),
        ),
        (
            "prezidenti | prezidentining | prezident | президент | президента | президентом | president | presidential",
            Some(Word::President),
        ),
        (
            "vazirligi | vazirligining | vaziri | vazirining | vaziring | министерство | министерства | министра | министр | \
             ministry | minister",
            Some(Word::Ministry),
        ),
        ("agentligi | agentligining | агентство | агентства | agency", Some(Word::Agency)),
        (
            "qaror | qarori | qaroriga | qarorining | постановление | постановления | постановлением | постановлению | resolution",
            Some(Word::Resolution),
        ),
        ("farmon | farmoni | farmoniga | farmonining | указ | указа | указом | указу | decree", Some(Word::Decree)),
        ("qonun | qonuni | qonuniga | qonunining | закон | закона | законом | закону | law", Some(Word::Law)),
        ("buyruq | buyrugʻi | buyrugʻiga | приказ | приказа | приказом | order", Some(Word::Order)),
        (
            "farmoyish | farmoyishi | распоряжение | распоряжения | распоряжением | disposal | kodeks | kodeksi | кодекс | кодекса | code",
            Some(Word::Other),
        ),
        ("vmq | пкм | rcm", Some(Word::Prefix(ActKind::CabinetResolution))),
        ("pf | уп | up | пф", Some(Word::Prefix(ActKind::PresidentialDecree))),
        ("pq | пп | pp | пқ", Some(Word::Prefix(ActKind::PresidentialResolution))),
        ("oʻrq | зру | zru | lru", Some(Word::Prefix(ActKind::Law))),
        ("no | n | no. | n. | number | raqamli | номер", Some(Word::Number)),
        ("va | hamda | и | а также | and | as well as", Some(Word::Break)),
        ("qonun hujjatlari | qonun hujjatlariga | акты законодательства", None),
    ])
});

/// What stands in a citation, in order.
#[derive(Clone, Debug, PartialEq)]
enum Item {
    Date(Date),
    Number(Option<ActKind>, String),
    Word(Word),
    Break,
}

/// Reads citations. Every number has to be that of an act or part of its date; titles are passed over.
///
/// # Errors
/// Why they were not understood.
pub(in crate::import) fn acts(text: &str, language: Language) -> Result<Vec<Act>, String> {
    plain_digits(text)?;
    let pieces = pieces(&without_titles(text)?, language);
    let mut acts: Vec<Act> = Vec::new();
    for citation in pieces.split(|piece| *piece == Piece::Sign(';')) {
        let items = items(citation)?;
        for part in parts(&items) {
            let found = act(&part)?;
            if !acts.contains(&found) {
                acts.push(found);
            }
        }
    }
    if acts.is_empty() { Err("there is no number of an act in it".to_owned()) } else { Ok(acts) }
}

/// A text without what stands in quotation marks: titles name other acts.
fn without_titles(text: &str) -> Result<String, String> {
    let (mut depth, mut straight, mut rest) = (0_usize, false, String::new());
    for letter in text.chars() {
        match letter {
            '“' | '«' | '„' => depth += 1,
            '”' | '»' => depth = depth.checked_sub(1).ok_or("a quotation mark has no pair")?,
            '"' => straight = !straight,
            _ if depth == 0 && !straight => rest.push(letter),
            _ => {}
        }
    }
    if depth == 0 && !straight { Ok(rest) } else { Err("a quotation mark has no pair".to_owned()) }
}

fn items(citation: &[Piece]) -> Result<Vec<Item>, String> {
    let mut items = Vec::new();
    let mut place = 0;
    while place < citation.len() {
        let rest = &citation[place..];
        let (length, item) = if let Some((length, date)) = date(rest) {
            (length, Some(Item::Date(date)))
        } else if let Some((length, kind, number)) = number(rest) {
            (length, Some(Item::Number(kind, number)))
        } else if let Some((length, word)) = WORDS.at(rest) {
            let item = word.map(|word| if word == Word::Break { Item::Break } else { Item::Word(word) });
            (length, item)
        } else {
            match &rest[0] {
                Piece::Number(stray) => return Err(format!("`{stray}` is neither the number nor the date of an act")),
                Piece::Sign(',') => (1, Some(Item::Break)),
                _ => (1, None),
            }
        };
        items.extend(item);
        place += length;
    }
    Ok(items)
}

/// The number of an act: `66-son`, `№ 66`, `PQ-282-son`, `ПКМ-66`, `2646-1-son`.
fn number(pieces: &[Piece]) -> Option<(usize, Option<ActKind>, String)> {
    let (mut place, mut kind, mut is_named) = (0, None, false);
    while let Some((length, Some(word @ (Word::Prefix(_) | Word::Number)))) = WORDS.at(&pieces[place..]) {
        if let Word::Prefix(of) = word {
            kind = Some(of);
        }
        is_named = true;
        place += length;
        while matches!(pieces.get(place), Some(Piece::Sign('-' | '—' | '.' | ':'))) {
            place += 1;
        }
    }
    let Some(Piece::Number(first)) = pieces.get(place) else { return None };
    let mut number = first.clone();
    place += 1;
    if let [Piece::Sign('-'), Piece::Number(second), ..] = &pieces[place..] {
        number = format!("{number}-{second}");
        place += 2;
    }
    let suffix = |word: &str| matches!(word, "son" | "sonli" | "conli" | "сонли");
    let after = &pieces[place..];
    let dash = usize::from(matches!(after.first(), Some(Piece::Sign('-'))));
    if matches!(after.get(dash), Some(Piece::Word(word)) if suffix(word)) {
        is_named = true;
        place += dash + 1;
    }
    (is_named && number.chars().all(|c| c.is_ascii_digit() || c == '-')).then_some((place, kind, number))
}

/// The parts of a citation with one number each: split where it names several acts in a row.
fn parts(items: &[Item]) -> Vec<Vec<Item>> {
    let is_number = |item: &Item| matches!(item, Item::Number(..));
    let numbers = items.iter().filter(|item| is_number(item)).count();
    if numbers == 0 {
        return if items.iter().any(|item| *item != Item::Break) { vec![items.to_vec()] } else { Vec::new() };
    }
    if numbers == 1 {
        return vec![items.to_vec()];
    }
    let mut parts: Vec<Vec<Item>> = vec![Vec::new()];
    for part in items.split(|item| *item == Item::Break) {
        let own_number = part.iter().any(is_number);
        match parts.last_mut() {
            Some(last) if !(own_number && last.iter().any(is_number)) => last.extend_from_slice(part),
            _ => parts.push(part.to_vec()),
        }
    }
    parts
}

fn act(items: &[Item]) -> Result<Act, String> {
    let dates: Vec<Date> =
        items.iter().filter_map(|i| if let Item::Date(date) = i { Some(*date) } else { None }).collect();
    let numbers = items.iter().filter_map(|i| if let Item::Number(kind, n) = i { Some((*kind, n)) } else { None });
    let (prefix, number) = match numbers.collect::<Vec<_>>().as_slice() {
        [one] => *one,
        [] => return Err("an act has no number: write its title".to_owned()),
        _ => return Err("several numbers stand in one citation".to_owned()),
    };
    if dates.len() > 1 {
        return Err("several dates stand in one citation".to_owned());
    }
    let mut words: Vec<Word> = Vec::new();
    for item in items {
        if let Item::Word(word) = item
            && !words.contains(word)
            && *word != Word::Number
        {
            words.push(*word);
        }
    }
    let kind = prefix.or_else(|| kind(&words)).ok_or("what kind of act it is cannot be told")?;
    let number = match kind {
        ActKind::PresidentialDecree => format!("PF-{number}"),
        ActKind::PresidentialResolution => format!("PQ-{number}"),
        ActKind::Law if prefix.is_some() => format!("{LAW_PREFIX}{number}"),
        _ => number.clone(),
    };
    Ok(Act { kind, number, date: dates.first().copied() })
}

/// The kind of an act by who issued it and what it is called.
fn kind(words: &[Word]) -> Option<ActKind> {
    let is = |wanted: &[Word]| wanted.len() == words.len() && wanted.iter().all(|word| words.contains(word));
    match words {
        [Word::Prefix(kind)] => Some(*kind),
        // Translations into English call resolutions of the Cabinet decrees.
        _ if is(&[Word::Cabinet, Word::Resolution]) || is(&[Word::Cabinet, Word::Decree]) => {
            Some(ActKind::CabinetResolution)
        }
        _ if is(&[Word::President, Word::Resolution]) => Some(ActKind::PresidentialResolution),
        _ if is(&[Word::President, Word::Decree]) => Some(ActKind::PresidentialDecree),
        [Word::Law] => Some(ActKind::Law),
        _ if is(&[Word::Ministry, Word::Order]) => Some(ActKind::MinistryOrder),
        _ if is(&[Word::Agency, Word::Resolution]) => Some(ActKind::AgencyResolution),
        _ => None,
    }
}
