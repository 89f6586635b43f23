//! How the weights that ship are made.
//!
//! [`language`] makes the tables that tell languages apart; everything else makes the embedder: from aligned texts, a teacher and the
//! records to weights and a card, in one command.
//!
//! The model is a table of rows, one a piece of text and one a bucket of letter groups; a text's vector is the sum of its rows. Training
//! pulls the vectors of texts that say the same together and pushes the others of a batch apart. It reads like this:
//!
//! - [`corpus`]: aligned rows of a folder of tables, by language pair;
//! - [`licences`]: which sources of it may be trained on;
//! - [`questions`]: the ways in which people have asked, from the records;
//! - [`services`]: the texts of the records, and which of them are held out;
//! - [`vocabulary`]: the pieces;
//! - [`teacher`]: what a larger model of English says of the meanings;
//! - [`start`]: where the rows begin;
//! - [`recipe`]: these stages in turn, and what they keep;
//! - [`features`]: a text as rows;
//! - [`table`]: the rows, their optimiser, and how they are stored;
//! - [`slips`]: what people do to words when they type;
//! - [`records`]: questions and texts of all services, drawn for a step;
//! - [`loss`]: the loss of a batch and its gradient;
//! - [`train`](mod@train): the loop;
//! - [`axes`]: fewer dimensions;
//! - [`measure`]: what the vectors are good for;
//! - [`card`]: the figures as a page.

pub mod axes;
pub mod card;
pub mod corpus;
pub mod features;
pub mod language;
pub mod licences;
pub mod loss;
pub mod measure;
pub mod questions;
pub mod recipe;
pub mod records;
pub mod services;
pub mod slips;
pub mod start;
pub mod table;
pub mod teacher;
pub mod train;
pub mod vocabulary;

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
    /// No vocabulary of that size can be made of the texts.
    #[error("no vocabulary of {pieces} pieces can be made of {words} words: {what}; ask for fewer with --pieces")]
    Vocabulary {
        /// Pieces asked for.
        pieces: usize,
        /// Distinct words found.
        words: usize,
        /// What the trainer said.
        what: String,
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
