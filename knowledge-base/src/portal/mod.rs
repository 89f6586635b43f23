//! A portal's catalogue of pages, turned into draft records.
//!
//! A catalogue holds one page of running text a service and language. Labelled sections are found in the text, values that parse
//! become typed facts, and everything else is listed for an editor: nothing is guessed. A draft is no record yet; it lacks what no
//! page says (category, bodies, questions).

mod clean;
mod draft;
mod page;
mod sections;
mod values;

pub use draft::{Draft, Unparsed, drafts};
pub use page::{BadLine, ImportError, Page, read_pages};

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests;
