//! Lengths of time.

use std::sync::LazyLock;

use super::{Merge, PLACES, Word, cases};
use crate::{
    Language,
    fact::{Case, Duration, DurationUnit},
    import::words::{Lexicon, Token},
};

impl Merge for Duration {
    fn merge(self, other: Self) -> Option<Self> {
        (self == other).then_some(self)
    }
}

static WORDS: LazyLock<Lexicon<Word>> = LazyLock::new(|| {
    let unit = |words: &'static str, unit| (words, Some(Word::Unit(unit)));
    let own = [
        (
            "avtomatik | avtomatik tarzda | avtomatik ravishda | avtomatik rejimda | автоматически | автоматическая | \
             в автоматическом режиме | automatic | automatically | in automatic mode",
            Some(Word::Automatic),
        ),
        unit(
            "daqiqa | daqiqada | daqiqagacha | daqiqadan oshmagan | minut | minutda | minutdan oshmagan | минута | минуты | минут | \
             minute | minutes",
            DurationUnit::Minutes,
        ),
        unit("soat | soatda | soatgacha | soatdan oshmagan | час | часа | часов | hour | hours", DurationUnit::Hours),
        unit(
            "ish soati | ish soatida | ish soatidan oshmagan | рабочий час | рабочих часа | рабочих часов | рабочего часа | \
             working hour | working hours",
            DurationUnit::WorkingHours,
        ),
        unit(
            "kun | kunda | kunlik | kungacha | kundan oshmagan | kundan kechiktirmay | kalendar kun | kalendar kuni | \
             kalendar kunida | taqvim kuni | taqvim kunida | день | дня | дней | календарный день | календарных дня | \
             календарных дней | календарного дня | day | days | calendar day | calendar days",
            DurationUnit::Days,
        ),
        unit(
            "ish kuni | ish kunida | ish kunigacha | ish kunidan oshmagan | ish kunidan kechiktirmay | рабочий день | рабочих дня | \
             рабочих дней | рабочего дня | рабочие дни | working day | working days | business day | business days",
            DurationUnit::WorkingDays,
        ),
        unit("hafta | haftada | неделя | недели | недель | week | weeks", DurationUnit::Weeks),
        unit("oy | oyda | oygacha | oydan oshmagan | месяц | месяца | месяцев | month | months", DurationUnit::Months),
        unit("yil | yilgacha | год | года | лет | year | years", DurationUnit::Years),
        ("dan | от | from", Some(Word::From)),
        ("до | gacha | to | up to", Some(Word::To)),
        (
            "ichida | mobaynida | davomida | muddatda | muddat | muddati | vaqtda | vaqt | oshmagan holda | koʻpi bilan | muddatida | \
             ariza topshirilgan kundan boshlab | ariza berilgan kundan boshlab",
            None,
        ),
        (
            "в течение | в срок | срок | не более | не позднее | услуга | оказывается | со дня подачи заявления | \
             с момента подачи заявления | со дня обращения | within | in | no more than | not more than | at most | \
             from the date of application | from the day of application | term",
            None,
        ),
    ];
    Lexicon::new(&[PLACES, &own].concat())
});

/// Reads how long something takes or is valid.
///
/// # Errors
/// Why it was not understood.
pub(in crate::import) fn duration(text: &str, language: Language) -> Result<Vec<Case<Duration>>, String> {
    cases(text, language, &WORDS, span)
}

/// The length of one part. An upper limit is the length, as in the records.
fn span(part: &[Token<Word>], _: Language) -> Result<Duration, String> {
    use Token::{Dash, Known, Number};
    let (from, amount, unit) = match part {
        [Known(Word::Automatic)] => return Ok(Duration::Automatic),
        [Number(amount), Known(Word::Unit(unit))]
        | [Known(Word::To), Number(amount), Known(Word::Unit(unit))]
        | [Number(amount), Known(Word::Unit(unit)), Known(Word::To)] => (None, amount, *unit),
        [Number(from), Dash | Known(Word::From | Word::To), Number(amount), Known(Word::Unit(unit))]
        | [Known(Word::From), Number(from), Known(Word::To), Number(amount), Known(Word::Unit(unit))] => {
            (Some(from), amount, *unit)
        }
        _ => return Err("the words do not make a length of time".to_owned()),
    };
    let whole = |number: &String| {
        let whole = number.parse().ok().filter(|number: &u32| *number > 0);
        whole.ok_or_else(|| format!("`{number}` is not a whole number above zero"))
    };
    let (from, amount) = (from.map(whole).transpose()?, whole(amount)?);
    if from.is_some_and(|from| from >= amount) {
        return Err("the range ends before it begins".to_owned());
    }
    Ok(Duration::Span { from, amount, unit })
}
