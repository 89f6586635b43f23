//! A portal catalogue turned into draft records.
//!
//! A catalogue holds pages of running text, one for each service and language. [`drafts`] finds the labelled sections of a page,
//! types the values that it understands word for word, and lists the rest as [`Unparsed`]. Nothing is guessed: a value with an
//! unknown word, or one on which the languages differ, stays out of the draft and stands in it as a remark.

mod clean;
mod draft;
mod page;
mod sections;
mod texts;
mod values;
mod words;
mod yaml;

use std::collections::BTreeSet;

use jiff::civil::Date;

use crate::{Language, RecordId, transliteration::to_latin};

pub use draft::{Draft, Unparsed};
pub use page::{BadLine, ImportError, Page, read_pages};

/// Makes one draft for every service of a catalogue, in its order.
///
/// `checked` is the day on which the pages were seen; the drafts bear it.
#[must_use]
pub fn drafts(pages: &[Page], checked: Date) -> Vec<Draft> {
    let mut taken = BTreeSet::new();
    let services = page::services(pages);
    services.iter().map(|pages| Draft::of(identifier(pages, &mut taken), pages, checked)).collect()
}

/// The identifier of a service: what the catalogue calls it, else its title in Latin letters; never one that is taken.
fn identifier(pages: &[&Page], taken: &mut BTreeSet<RecordId>) -> RecordId {
    const NAMELESS: &str = "service";
    let named = pages.iter().find_map(|page| {
        let is_number = page.id.chars().all(|c| c.is_ascii_digit());
        RecordId::parse(&if is_number && !page.id.is_empty() {
            format!("{NAMELESS}-{}", page.id)
        } else {
            page.id.clone()
        })
    });
    let titled = [Language::En, Language::Uz, Language::Ru].into_iter().find_map(|language| {
        let page = pages.iter().find(|page| page.language == language)?;
        slug(&page.title, LONGEST_SLUG)
    });
    let stem = named.map(|id| id.to_string()).or(titled).unwrap_or_else(|| NAMELESS.to_owned());
    let (mut name, mut number) = (stem.clone(), 1);
    loop {
        if let Some(id) = RecordId::parse(&name).filter(|id| !taken.contains(id)) {
            taken.insert(id.clone());
            return id;
        }
        // A stem that fills an identifier is cut to make room for the number.
        number += 1;
        let ending = format!("-{number}");
        name = format!("{}{ending}", stem.get(..LONGEST_SLUG - ending.len()).unwrap_or(&stem));
    }
}

/// The length at which a title is cut, so that it makes an identifier.
const LONGEST_SLUG: usize = 60;

/// A title as an identifier: lower-case letters, digits and hyphens, whole words only.
fn slug(title: &str, longest: usize) -> Option<String> {
    let latin = to_latin(title).to_lowercase();
    let letters: String = latin.chars().filter(|c| !crate::transliteration::is_apostrophe(*c)).collect();
    let mut slug = String::new();
    for word in letters.split(|c: char| !c.is_ascii_alphanumeric()).filter(|word| !word.is_empty()) {
        let gap = usize::from(!slug.is_empty());
        if slug.len() + gap + word.len() > longest {
            break;
        }
        if gap > 0 {
            slug.push('-');
        }
        slug.push_str(word);
    }
    (!slug.is_empty()).then_some(slug)
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests;
