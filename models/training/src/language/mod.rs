//! How the tables that tell languages apart are made: from texts and word lists to one file, in one command.
//!
//! Each table is a logistic regression over hashed runs of letters, fitted by AdaGrad (Duchi and others 2011, JMLR 12) on windows of a
//! few words: people ask in so few. It reads like this:
//!
//! - [`texts`]: the rows of a folder of tables, by language;
//! - [`spelling`]: how people really write: without apostrophes, on a Russian keyboard, with slips;
//! - [`russian`]: Russian typed in Latin letters;
//! - [`windows`]: windows drawn from all of it;
//! - [`fit`](mod@fit): the weights, and their bytes.

pub mod fit;
pub mod russian;
pub mod spelling;
pub mod texts;
pub mod windows;

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests;
