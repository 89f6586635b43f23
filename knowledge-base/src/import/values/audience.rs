//! Who a service is for.

use std::sync::LazyLock;

use super::Merge;
use crate::{
    Language,
    import::words::{Lexicon, Token, tokens},
    record::Audience,
};

impl Merge for Audience {
    fn merge(self, other: Self) -> Option<Self> {
        (self == other).then_some(self)
    }
}

/// All kinds with their keys in record files, in the order in which records name them.
pub(in crate::import) const KEYS: [(Audience, &str); 4] = [
    (Audience::Individual, "individual"),
    (Audience::Entrepreneur, "entrepreneur"),
    (Audience::LegalEntity, "legal_entity"),
    (Audience::Foreigner, "foreigner"),
];

/// Words for people and bodies. Stateless persons and business entities are in no list: they are no kind of a record.
static WORDS: LazyLock<Lexicon<Audience>> = LazyLock::new(|| {
    Lexicon::new(&[
        (
            "jismoniy | fuqaro | fuqarolar | fuqarolari | физические | физических | физическим | физическое | граждане | \
             граждан | гражданам | individual | individuals | natural persons | citizen | citizens",
            Some(Audience::Individual),
        ),
        (
            "yakka tartibdagi tadbirkor | yakka tartibdagi tadbirkorlar | yatt | индивидуальные предприниматели | \
             индивидуальный предприниматель | индивидуальным предпринимателям | individual entrepreneur | \
             individual entrepreneurs | sole entrepreneur | sole entrepreneurs",
            Some(Audience::Entrepreneur),
        ),
        (
            "yuridik | юридические | юридических | юридическим | юридическое | legal entity | legal entities | \
             legal persons | legal",
            Some(Audience::LegalEntity),
        ),
        (
            "chet el fuqarolari | chet ellik fuqarolar | xorijiy fuqarolar | chet elliklar | иностранные граждане | \
             иностранным гражданам | иностранцы | foreign citizens | foreigners | foreign nationals",
            Some(Audience::Foreigner),
        ),
        (
            "shaxs | shaxslar | shaxslari | лица | лиц | лицам | лицо | persons | entities | oʻzbekiston respublikasi | \
             oʻzbekiston | республики узбекистан | узбекистана | of the republic of uzbekistan | of uzbekistan | uchun | для",
            None,
        ),
    ])
});

/// Reads who a service is for, in the order of [`KEYS`].
///
/// # Errors
/// Why it was not understood.
pub(in crate::import) fn audience(text: &str, language: Language) -> Result<Vec<Audience>, String> {
    let tokens = tokens(text, language, &WORDS)?;
    if let Some(number) = tokens.iter().find_map(|token| if let Token::Number(n) = token { Some(n) } else { None }) {
        return Err(format!("`{number}` is a condition"));
    }
    let named = KEYS.map(|(kind, _)| kind).into_iter().filter(|kind| tokens.contains(&Token::Known(*kind)));
    let named: Vec<Audience> = named.collect();
    if named.is_empty() { Err("it names nobody".to_owned()) } else { Ok(named) }
}
