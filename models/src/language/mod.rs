//! Which language a short text is written in, by tables that ship.
//!
//! Two tables of weights for hashed runs of letters: one tells Uzbek, Russian and English apart in Latin letters, the other Uzbek and
//! Russian in Cyrillic ones. The script is evidence by itself, so that neither table knows the other's letters. `models/training`
//! makes them; `models/language/README.md` is their card.

mod features;
mod table;

pub use features::{Spelling, Words};
pub use table::{LanguageTableError, LanguageTables};

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests;
