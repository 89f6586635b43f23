//! What a service costs.

use rust_decimal::Decimal;

use crate::Text;

/// A fee as its source states it. A fee in BHM is never stored in soum: it follows the BHM of the day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fee {
    /// Nothing is paid.
    Free,
    /// A multiple of the base calculation amount.
    Bhm(Decimal),
    /// A sum in soum.
    Uzs(Decimal),
    /// A sum in US dollars.
    Usd(Decimal),
    /// A share of something named in words.
    Percent {
        /// The share in per cent.
        percent: Decimal,
        /// Of what.
        of: Text,
    },
    /// Worked out case by case: by a tariff or a calculator.
    Calculated,
}

impl Fee {
    /// The sum in soum when one BHM is `bhm` soum; `None` where the fee is not a fixed sum in soum.
    #[must_use]
    pub fn in_soum(&self, bhm: Decimal) -> Option<Decimal> {
        match self {
            Self::Bhm(share) => Some((share * bhm).normalize()),
            Self::Uzs(sum) => Some(*sum),
            Self::Free | Self::Usd(_) | Self::Percent { .. } | Self::Calculated => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_share_of_the_bhm_is_exact_in_soum() {
        let fee = Fee::Bhm(Decimal::new(801, 3));
        assert_eq!(fee.in_soum(Decimal::from(440_000)), Some(Decimal::from(352_440)));
        assert_eq!(fee.in_soum(Decimal::from(412_000)), Some(Decimal::from(330_012)));
    }
}
