//! Fees.

use std::{str::FromStr, sync::LazyLock};

use rust_decimal::Decimal;

use super::{Merge, PLACES, Word, cases};
use crate::{
    Language,
    fact::Case,
    fold,
    import::{
        texts::Texts,
        words::{Lexicon, Token},
    },
};

/// A fee as one page states it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::import) enum Price {
    Free,
    Bhm(Decimal),
    Uzs(Decimal),
    Usd(Decimal),
    /// A share in per cent, and of what.
    Percent(Decimal, Texts),
}

impl Merge for Price {
    fn merge(self, other: Self) -> Option<Self> {
        match (self, other) {
            (Self::Percent(one, of), Self::Percent(other, of_other)) if one == other => {
                Some(Self::Percent(one, of.or(of_other)))
            }
            (one, other) => (one == other).then_some(one),
        }
    }
}

static WORDS: LazyLock<Lexicon<Word>> = LazyLock::new(|| {
    let own = [
        (
            "bepul | tekin | bepul koʻrsatiladi | toʻlov olinmaydi | toʻlov undirilmaydi | toʻlov talab etilmaydi | toʻlovsiz | \
             davlat boji undirilmaydi | yigʻim undirilmaydi | бесплатно | бесплатная | бесплатный | безвозмездно | \
             плата не взимается | не взимается | оплата не взимается | free | free of charge | no fee | no charge",
            Some(Word::Free),
        ),
        (
            "bhm | bhmning | bhm ning | brv | brvning | bazaviy hisoblash miqdori | bazaviy hisoblash miqdorining | брв | \
             базовой расчетной величины | базовая расчетная величина | базовых расчетных величин | bca | base calculation amount | \
             base calculation amounts | basic calculation amount | basic calculation amounts",
            Some(Word::Bhm),
        ),
        ("soʻm | soʻmni | uzs | сум | сума | сумов | soum | soums | som", Some(Word::Uzs)),
        (
            "$ | usd | dollar | aqsh dollari | доллар сша | доллара сша | долларов сша | долларов | us dollar | us dollars | dollars",
            Some(Word::Usd),
        ),
        (
            "toʻlov | toʻlovi | toʻlov miqdori | yigʻim | yigʻimi | yigʻim miqdori | davlat boji | davlat boji miqdori | boj | xizmat | \
             xizmat narxi | narxi | xizmat haqi | miqdori | miqdorida | miqdorini | baravari | baravar | barobari | barobar | \
             baravarida | tashkil etadi | teng",
            None,
        ),
        (
            "плата | оплата | сбор | стоимость | услуги | услуга | госпошлина | государственная пошлина | пошлина | размер | размере | \
             размера | составляет | равна | равен | fee | state duty | charge | price | cost | service | amount | of | is | times",
            None,
        ),
    ];
    Lexicon::new(&[PLACES, &own].concat())
});

/// Reads a fee.
///
/// # Errors
/// Why it was not understood.
pub(in crate::import) fn fee(text: &str, language: Language) -> Result<Vec<Case<Price>>, String> {
    if let Some(share) = percent(text, language) {
        return share.map(|value| vec![Case { value, via: None, when: None }]);
    }
    cases(text, language, &WORDS, price)
}

/// The fee of one part. A sum in soum beside a share of the BHM is that share on some past day and is left out.
fn price(part: &[Token<Word>], language: Language) -> Result<Price, String> {
    if *part == [Token::Known(Word::Free)] {
        return Ok(Price::Free);
    }
    let mut prices = Vec::new();
    for pair in part.chunks(2) {
        prices.push(match pair {
            [Token::Number(number), Token::Known(unit)] | [Token::Known(unit), Token::Number(number)] => {
                amount(number, *unit, language)?
            }
            _ => return Err("a number without its unit, or a unit without its number".to_owned()),
        });
    }
    match prices.as_slice() {
        [price] => Ok(price.clone()),
        [share @ Price::Bhm(_), Price::Uzs(_)] | [Price::Uzs(_), share @ Price::Bhm(_)] => Ok(share.clone()),
        _ => Err("a part holds several prices".to_owned()),
    }
}

fn amount(number: &str, unit: Word, language: Language) -> Result<Price, String> {
    let of = match unit {
        Word::Bhm => Price::Bhm,
        Word::Uzs => Price::Uzs,
        Word::Usd => Price::Usd,
        _ => return Err(format!("`{number}` has no unit")),
    };
    Ok(of(decimal(number, unit != Word::Bhm, language)?))
}

/// A number above zero. A comma or a point before three digits may group or divide; where the language does not tell, the
/// number is not read.
fn decimal(number: &str, is_money: bool, language: Language) -> Result<Decimal, String> {
    let unclear = || format!("`{number}` can be read in two ways");
    let whole = number.replace(' ', "");
    let mut parts = whole.split([',', '.']);
    let (first, rest): (&str, Vec<&str>) = (parts.next().unwrap_or_default(), parts.collect());
    let threes = !rest.is_empty() && rest.iter().all(|part| part.len() == 3) && !first.starts_with('0');
    let plain = match rest.as_slice() {
        [] => first.to_owned(),
        _ if threes && language == Language::En && is_money && !whole.contains('.') => {
            format!("{first}{}", rest.concat())
        }
        [_] if threes && (is_money || (language == Language::En && whole.contains(','))) => return Err(unclear()),
        [part] => format!("{first}.{part}"),
        _ => return Err(unclear()),
    };
    let number = Decimal::from_str(&plain).ok().filter(|value| *value > Decimal::ZERO);
    number.map(|value| value.normalize()).ok_or_else(|| format!("`{whole}` is not a number above zero"))
}

/// A value that is nothing but a share of something: `50% of the fine`, `jarima summasining 50 foizi`.
fn percent(text: &str, language: Language) -> Option<Result<Price, String>> {
    const SIGNS: &str = "% | foiz | foizi | foizini | процент | процента | процентов | per cent | percent";
    let text = text.trim().trim_end_matches(['.', ';']);
    let is_sign = |word: &str| SIGNS.split(" | ").any(|sign| fold(word, language) == sign);
    let is_number = |c: char| c.is_ascii_digit() || matches!(c, ',' | '.');
    if !text.to_lowercase().split(|c: char| c.is_whitespace() || is_number(c)).any(is_sign) && !text.contains('%') {
        return None;
    }
    let unclear = || Some(Err("a share in per cent of which it is not clear what it is of".to_owned()));
    let Some(start) = text.find(|c: char| c.is_ascii_digit()) else { return unclear() };
    let length = text[start..].find(|c| !is_number(c)).unwrap_or(text.len() - start);
    let (before, number, after) = (&text[..start], &text[start..start + length], text[start + length..].trim());
    let of = match language {
        Language::Uz if is_sign(after) => before.trim().trim_end_matches("ning"),
        Language::Ru | Language::En if before.trim().is_empty() => {
            let sign =
                SIGNS.split(" | ").filter_map(|sign| after.strip_prefix(sign)).find(|rest| rest.starts_with(' '));
            let Some(of) = sign.map(str::trim) else { return unclear() };
            ["of ", "от "].iter().find_map(|word| of.strip_prefix(word)).unwrap_or(of)
        }
        _ => return unclear(),
    };
    let bhm = WORDS.at(&crate::import::words::pieces(of, language)).is_some_and(|(_, word)| word == Some(Word::Bhm));
    if bhm {
        return Some(Err("a share of the BHM in per cent: write it as a multiple, in `bhm`".to_owned()));
    }
    if of.is_empty() || of.contains([';', '%', '\n']) || of.chars().any(char::is_numeric) {
        return unclear();
    }
    Some(decimal(number, false, language).map(|share| Price::Percent(share, Texts::of(language, of))))
}
