//! Numbers in each language's habit.

use knowledge_base::{Language, Locale};
use rust_decimal::Decimal;

/// Between groups of three digits in Uzbek and Russian: a space at which no line breaks.
const NO_BREAK_SPACE: char = '\u{A0}';

/// A number with groups of three digits: `440 000` in Uzbek and Russian, `440,000` in English.
#[must_use]
pub fn grouped(number: Decimal, locale: Locale) -> String {
    let text = decimal(number, locale);
    let whole_end = text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len());
    let (whole, rest) = text.split_at(whole_end);
    let separator = if locale.language() == Language::En { ',' } else { NO_BREAK_SPACE };
    // A number of four digits is a year or a short sum and is read as one.
    if whole.len() <= 4 {
        return text;
    }
    let mut written = String::with_capacity(text.len() + 4);
    for (place, digit) in whole.chars().enumerate() {
        if place > 0 && (whole.len() - place).is_multiple_of(3) {
            written.push(separator);
        }
        written.push(digit);
    }
    written + rest
}

/// A number with the language's decimal sign and no trailing zeros: `0,027` or `0.027`.
#[must_use]
pub fn decimal(number: Decimal, locale: Locale) -> String {
    let text = number.normalize().to_string();
    if locale.language() == Language::En { text } else { text.replace('.', ",") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sums_are_grouped_as_each_language_does() {
        let sum = Decimal::from(440_000);
        assert_eq!(grouped(sum, Locale::UzLatn), "440\u{A0}000");
        assert_eq!(grouped(sum, Locale::En), "440,000");
        assert_eq!(grouped(Decimal::from(8800), Locale::Ru), "8800");
        assert_eq!(grouped(Decimal::from(15_840_000), Locale::Ru), "15\u{A0}840\u{A0}000");
    }

    #[test]
    fn decimals_have_the_sign_of_the_language() {
        let share = Decimal::new(270, 4);
        assert_eq!(decimal(share, Locale::Ru), "0,027");
        assert_eq!(decimal(share, Locale::En), "0.027");
        assert_eq!(grouped(Decimal::new(123_456, 1), Locale::En), "12,345.6");
    }
}
