//! Lengths of time in words.

use knowledge_base::fact::Duration;

use super::Renderer;

impl Renderer<'_> {
    /// A length of time, or a range of it: `2 working days`, `7–14 days`.
    #[must_use]
    pub fn duration(&self, duration: Duration) -> String {
        match duration {
            Duration::Automatic => self.get("time-automatic"),
            Duration::Span { from, amount, unit } => {
                let text = self.texts.count(self.locale, &format!("time-{}", unit.key()), u64::from(amount));
                from.map_or(text.clone(), |from| format!("{from}–{text}"))
            }
        }
    }
}
