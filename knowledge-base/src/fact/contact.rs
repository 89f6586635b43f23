//! Whom to call.

use std::fmt;

use thiserror::Error;

use crate::Text;

/// A phone and whose it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Contact {
    /// The number.
    pub phone: Phone,
    /// The extension to dial after it.
    pub extension: Option<String>,
    /// The key of the body whose phone it is, when it is not the record's first body.
    pub agency: Option<String>,
    /// What the phone is for, where no body's name says it.
    pub label: Option<Text>,
}

/// A phone number in one of two forms: short (3-4 digits, also `12-71`) or `+998 XX XXX-XX-XX`.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Phone(String);

/// A phone number in neither of the two forms.
#[derive(Debug, Error, PartialEq, Eq)]
#[error("`{0}` is not a phone: write a short number (`1148`) or `+998 XX XXX-XX-XX`")]
pub struct PhoneError(String);

impl Phone {
    /// Reads a number.
    ///
    /// # Errors
    /// [`PhoneError`] when it has neither form.
    pub fn parse(written: &str) -> Result<Self, PhoneError> {
        const FULL: &str = "+000 00 000-00-00";
        let shape: String = written.chars().map(|c| if c.is_ascii_digit() { '0' } else { c }).collect();
        let short = matches!(shape.as_str(), "000" | "0000" | "00-00" | "00-000");
        let full = shape == FULL && written.starts_with("+998");
        if short || full { Ok(Self(written.to_owned())) } else { Err(PhoneError(written.to_owned())) }
    }

    /// The number as it is shown.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The digits with a leading plus where there is one, as a `tel:` link wants them.
    #[must_use]
    pub fn dialled(&self) -> String {
        self.0.chars().filter(|c| c.is_ascii_digit() || *c == '+').collect()
    }
}

impl fmt::Display for Phone {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn the_two_forms_are_read_and_others_refused() {
        for written in ["1148", "112", "12-71", "+998 71 207-00-66"] {
            assert_eq!(Phone::parse(written).unwrap().as_str(), written);
        }
        for written in ["", "71 207 00 66", "+7 495 000-00-00", "+998 71 207-00-6", "114o"] {
            assert!(Phone::parse(written).is_err(), "{written}");
        }
    }

    #[test]
    fn a_dialled_number_has_digits_only() {
        assert_eq!(Phone::parse("+998 71 207-00-66").unwrap().dialled(), "+998712070066");
    }
}
