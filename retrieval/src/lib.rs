//! Finding the records that a question is about.
//!
//! This crate knows the knowledge base and the models; it knows no channel and no HTTP, and no other crate names Qdrant. It
//! reads like this:
//!
//! - [`passage`]: the units of search, cut from the records;
//! - [`embedding`]: what turns a text into a vector;
//! - [`terms`]: what turns a folded text into weighted words, sounds and letter groups;
//! - [`store`]: where vectors lie: Qdrant in this process, or on a server;
//! - [`index`](mod@index): building, keeping and opening an index in a folder or on a server;
//! - [`search`]: a question in, ranked records with their signals out;
//! - [`rerank`]: a second look at the first candidates;
//! - [`neighbours`](mod@neighbours): records that stand too close to one another.

pub mod embedding;
pub mod index;
pub mod neighbours;
pub mod passage;
pub mod rerank;
pub mod search;
pub mod store;
pub mod terms;

pub use embedding::{ModelFailure, TextEmbedder, TextForm};
pub use index::{BuildProgress, BuildStage, Index, IndexError, IndexOptions, Making, Place};
pub use neighbours::{Neighbours, neighbours};
pub use passage::{Passage, Section, passages};
pub use rerank::Reranker;
pub use search::{Candidate, Query, SearchError, SearchResult, SearchTimings, Searcher};
