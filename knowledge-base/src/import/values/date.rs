//! Dates in the usual forms of the three languages.

use jiff::civil::Date;

use crate::import::words::Piece;

/// The date with which some pieces begin, and how many they are.
pub(super) fn date(pieces: &[Piece]) -> Option<(usize, Date)> {
    use Piece::{Number, Sign, Word};
    let day_of = |year: &str, month: Option<i8>, day: &str| -> Option<Date> {
        let year = year.parse().ok().filter(|year| (1990..2100).contains(year))?;
        Date::new(year, month?, day.parse().ok()?).ok()
    };
    match pieces {
        [Number(written), ..] if written.split('.').count() == 3 => {
            let mut parts = written.split('.');
            let (day, month, year) = (parts.next()?, parts.next()?, parts.next()?);
            Some((1, day_of(year, month.parse().ok(), day)?))
        }
        [Number(year), Sign('-'), Number(number), Sign('-'), Number(day), ..] => {
            Some((5, day_of(year, number.parse().ok(), day)?))
        }
        // 2017-yil 9-fevraldagi
        [Number(year), rest @ ..] if matches!(without_dash(rest), [Word(word), ..] if word.starts_with("yil")) => {
            let after_year = &without_dash(rest)[1..];
            let [Number(day), rest @ ..] = after_year else { return None };
            let [Word(name), rest @ ..] = without_dash(rest) else { return None };
            Some((pieces.len() - rest.len(), day_of(year, month(name), day)?))
        }
        // 9 февраля 2017, 9 February 2017
        [Number(day), Word(name), Number(year), ..] => Some((3, day_of(year, month(name), day)?)),
        // February 9, 2017
        [Word(name), Number(day), Sign(','), Number(year), ..] => Some((4, day_of(year, month(name), day)?)),
        [Word(name), Number(day), Number(year), ..] => Some((3, day_of(year, month(name), day)?)),
        _ => None,
    }
}

fn without_dash(pieces: &[Piece]) -> &[Piece] {
    if let [Piece::Sign('-'), rest @ ..] = pieces { rest } else { pieces }
}

fn month(name: &str) -> Option<i8> {
    const MONTHS: [&str; 12] = [
        "yanvar | январ | jan",
        "fevral | феврал | feb",
        "mart | март | mar",
        "aprel | апрел | apr",
        "may | май | мая",
        "iyun | июн | jun",
        "iyul | июл | jul",
        "avgust | август | aug",
        "sent | сент | sep",
        "okt | окт | oct",
        "noyab | нояб | nov",
        "dekab | декаб | dec",
    ];
    let place = MONTHS.iter().position(|names| names.split(" | ").any(|beginning| name.starts_with(beginning)))?;
    i8::try_from(place + 1).ok()
}
