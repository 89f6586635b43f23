//! As many passages as are wanted: those of the records, and beyond them recombined ones.
//!
//! A made-up passage keeps the length and half the words of a real one; the other half are words of other real ones of its language. So
//! terms stay as common as they are among real passages, and vectors lie where real ones lie.

use std::collections::BTreeMap;

use knowledge_base::{Language, RecordId};
use retrieval::Passage;

use crate::command::CommandError;

/// The seed: the same passages on every machine.
const SEED: u64 = 20_261_127;
/// Of so many words, one is kept and the others are drawn.
const KEPT_OF: u64 = 2;
/// Letters of a number in the id of a made-up record.
const DIGITS: usize = 7;

/// Numbers that look random and are the same every time (Steele and others 2014, SplitMix64).
struct Draw(u64);

impl Draw {
    fn below(&mut self, end: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        ((mixed ^ (mixed >> 31)) % end.max(1) as u64) as usize
    }
}

/// So many passages of whole records, the last one cut: real ones drawn where there are more than enough, else all and made-up ones.
pub(super) fn passages(real: &[Passage], count: usize) -> Result<Vec<Passage>, CommandError> {
    let mut records: Vec<&[Passage]> = real.chunk_by(|one, other| one.record == other.record).collect();
    let mut draw = Draw(SEED);
    for place in (1..records.len()).rev() {
        records.swap(place, draw.below(place + 1));
    }
    let mut drawn: Vec<Passage> = records.iter().flat_map(|record| record.iter().cloned()).take(count).collect();
    let words = words(real);
    let mut number = 0;
    while drawn.len() < count && !records.is_empty() {
        let id = format!("made-up-{number:0DIGITS$}");
        let record = RecordId::parse(&id).ok_or_else(|| CommandError::Internal(format!("`{id}` is no id")))?;
        let pattern = records[draw.below(records.len())];
        let missing = count - drawn.len();
        drawn.extend(pattern.iter().take(missing).map(|passage| made_up(passage, &record, &words, &mut draw)));
        number += 1;
    }
    Ok(drawn)
}

/// The words of all passages by language, each as often as it stands there.
fn words(real: &[Passage]) -> BTreeMap<&'static str, Vec<&str>> {
    let mut words: BTreeMap<&'static str, Vec<&str>> = BTreeMap::new();
    for passage in real {
        words.entry(passage.language.code()).or_default().extend(passage.text.split_whitespace());
    }
    words
}

fn made_up(pattern: &Passage, record: &RecordId, words: &BTreeMap<&str, Vec<&str>>, draw: &mut Draw) -> Passage {
    let of_language = |language: Language| words.get(language.code()).map_or(&[][..], Vec::as_slice);
    let others = of_language(pattern.language);
    let text = pattern.text.split_whitespace().map(|word| {
        let is_kept = draw.below(KEPT_OF as usize) == 0;
        if is_kept { word } else { others.get(draw.below(others.len())).copied().unwrap_or(word) }
    });
    let text = text.collect::<Vec<_>>().join(" ");
    Passage { record: record.clone(), text, ..pattern.clone() }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use retrieval::Section;

    use super::*;

    fn real() -> Vec<Passage> {
        let passage = |record: usize, text: &str| Passage {
            record: RecordId::parse(&format!("record-{record}")).unwrap(),
            language: Language::Uz,
            section: Section::Title,
            text: text.to_owned(),
        };
        (0..4)
            .flat_map(|record| [passage(record, "pasport olish narxi"), passage(record, "nikoh guvohnomasi")])
            .collect()
    }

    #[test]
    fn there_are_as_many_as_wanted_and_the_same_every_time() {
        for count in [3, 8, 50] {
            let drawn = passages(&real(), count).unwrap();
            assert_eq!(drawn.len(), count);
            assert_eq!(drawn, passages(&real(), count).unwrap());
        }
    }

    #[test]
    fn real_ones_come_first_and_made_up_ones_have_records_of_their_own() {
        let drawn = passages(&real(), 20).unwrap();
        let made_up = |passage: &Passage| passage.record.as_str().starts_with("made-up-");
        assert_eq!(drawn.iter().position(made_up), Some(8));
        assert!(drawn[8..].iter().all(|passage| made_up(passage) && !passage.text.is_empty()));
        assert_ne!(drawn[8].record, drawn[10].record);
    }
}
