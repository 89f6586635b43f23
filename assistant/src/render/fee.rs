//! Fees in words.

use knowledge_base::fact::Fee;

use super::{Renderer, decimal, grouped, plain};
use crate::Value;

impl Renderer<'_> {
    /// A fee: soum of the day large, the multiple of the BHM small.
    #[must_use]
    pub fn fee(&self, fee: &Fee) -> Value {
        match fee {
            Fee::Free => plain(self.get("fee-free")),
            Fee::Calculated => plain(self.get("fee-calculated")),
            Fee::Uzs(sum) => plain(self.format("fee-uzs", &[("sum", &grouped(*sum, self.locale))])),
            Fee::Usd(sum) => plain(self.format("fee-usd", &[("sum", &grouped(*sum, self.locale))])),
            Fee::Percent { percent, of } => {
                let main = self.format("fee-percent", &[("percent", &decimal(*percent, self.locale))]);
                let detail = self.format("fee-percent-of", &[("of", &self.text(of))]);
                Value { main, detail: Some(detail), href: None }
            }
            Fee::Bhm(share) => {
                let in_bhm = self.format("fee-bhm", &[("share", &decimal(*share, self.locale))]);
                let bhm = self.base.bhm_on(self.today).map(|value| value.uzs);
                let Some(sum) = bhm.and_then(|bhm| fee.in_soum(bhm)) else { return plain(in_bhm) };
                let main = self.format("fee-uzs", &[("sum", &grouped(sum, self.locale))]);
                Value { main, detail: Some(in_bhm), href: None }
            }
        }
    }

    /// A fee as part of a sentence: `1 BHM, today 440 000 soum`.
    #[must_use]
    pub fn fee_in_sentence(&self, fee: &Fee) -> String {
        let bhm = self.base.bhm_on(self.today).map(|value| value.uzs);
        if let (Fee::Bhm(share), Some(sum)) = (fee, bhm.and_then(|bhm| fee.in_soum(bhm))) {
            let (share, sum) = (decimal(*share, self.locale), grouped(sum, self.locale));
            return self.format("fee-bhm-today", &[("share", &share), ("sum", &sum)]);
        }
        let value = self.fee(fee);
        value.detail.map_or(value.main.clone(), |detail| format!("{} ({detail})", value.main))
    }
}
