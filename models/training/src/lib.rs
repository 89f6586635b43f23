//! How the weights that ship are made.
//!
//! [`language`] makes the tables that tell languages apart; everything else makes the embedder: from aligned texts and the records to
//! weights and a card, in one command.
//!
//! The model is a table of rows, one a piece of text; a text's vector is the sum of its rows. Training pulls the vectors of texts
//! that say the same together and pushes the others of a batch apart (in-batch contrast, van den Oord and others 2018,
//! arXiv:1807.03748). It reads like this:
//!
//! - [`corpus`]: aligned rows of a folder of tables, by language pair and by licence;
//! - [`services`]: the texts of the records, and which of them are held out;
//! - [`table`]: the rows, their optimiser, and how they are stored;
//! - [`loss`]: the contrast of a batch and its gradient;
//! - [`train`](mod@train): the loop;
//! - [`measure`]: what the vectors are good for;
//! - [`card`]: the figures as a page.

pub mod card;
pub mod corpus;
pub mod language;
pub mod loss;
pub mod measure;
pub mod services;
pub mod table;
pub mod train;

/// A text as the numbers of its pieces.
pub type Pieces = Vec<u32>;

/// Why a training run ended.
#[derive(Debug, thiserror::Error)]
pub enum TrainingError {
    /// A file cannot be read or written.
    #[error("{path}: {source}")]
    File {
        /// The file.
        path: std::path::PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// A table has other columns, or a file is of another kind.
    #[error("{path}: {what}")]
    Content {
        /// The file.
        path: std::path::PathBuf,
        /// What is wrong, and what is expected.
        what: String,
    },
    /// There is too little to train on.
    #[error("only {found} pairs of texts were found, at least {needed} are needed; name a folder with aligned tables")]
    TooLittle {
        /// Pairs found.
        found: usize,
        /// Pairs of one batch.
        needed: usize,
    },
    /// The records cannot be read.
    #[error(transparent)]
    Records(#[from] knowledge_base::LoadError),
    /// Ours: shapes that do not fit.
    #[error("the computation failed: {0}; please report it")]
    Computation(#[from] candle_core::Error),
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests;
