//! The records of public services: their types, their languages and how they are read from files.
//!
//! This crate knows no HTTP, no vectors and no model. It reads like this:
//!
//! - [`language`]: the three languages, the two scripts of Uzbek and the four [`Locale`]s they make;
//! - [`transliteration`]: Uzbek Latin to Cyrillic and back;
//! - [`fold`](mod@fold): the one normal form in which texts are indexed and asked;
//! - [`text`]: a text in three languages;
//! - [`fact`]: typed, checkable values: fees, durations, channels, contacts, legal acts;
//! - [`facet`]: what a question is after;
//! - [`bhm`]: the base calculation amount with its effective dates;
//! - [`record`]: one public service;
//! - [`life_event`]: a situation of life and the services that belong to it;
//! - [`reading`]: strict loading of the files, all problems of a file at once;
//! - [`base`]: everything that was read, ready to be asked;
//! - [`check`]: what an editor should mend in records that load: numbers, apostrophes, spelling, links;
//! - [`coverage`]: what is known of each record and what is missing;
//! - [`revisions`]: every published state of every file, in a database;
//! - [`import`]: a portal catalogue turned into draft records.

pub mod base;
pub mod bhm;
pub mod check;
pub mod coverage;
pub mod facet;
pub mod fact;
pub mod fold;
pub mod import;
pub mod language;
pub mod life_event;
pub mod reading;
pub mod record;
pub mod revisions;
pub mod text;
pub mod transliteration;

pub use base::KnowledgeBase;
pub use bhm::BhmTable;
pub use facet::Facet;
pub use fold::fold;
pub use language::{Language, Locale, Script};
pub use life_event::{LifeEvent, LifeStep};
pub use reading::{Files, LoadError, Problem};
pub use record::{RecordId, ServiceRecord};
pub use text::Text;
