//! BM25 in two halves: a document side that is stored, and a question side that carries what words are worth.
//!
//! Both halves are ours, so an embedded store and a server multiply the same numbers. What a word is worth is counted by
//! records, not by passages: a word that all passages of one record share is its best mark.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use serde::{Deserialize, Serialize};

use super::{TermId, Word, id, spelling::Spelling, stop_words};

/// How fast repeated words stop counting.
const K1: f32 = 1.2;
/// How far long passages are held back.
const B: f32 = 0.4;
/// Words of a passage of ordinary length.
const ORDINARY_LENGTH: f32 = 8.0;

/// What a term counts in a question, relative to a stem. Found by leave-one-out; see `examples/leave_one_out.rs`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct TermWeights {
    /// The sound of a word.
    pub sound: f32,
    /// All letter groups of a word whose stem the index knows.
    pub groups: f32,
    /// All letter groups of a word whose stem the index does not know: a slip, or a foreign word.
    pub groups_of_unknown: f32,
    /// A word that says what is asked, not of which service.
    pub frame: f32,
}

impl Default for TermWeights {
    fn default() -> Self {
        Self { sound: 0.4, groups: 0.3, groups_of_unknown: 0.7, frame: 0.25 }
    }
}

impl TermWeights {
    fn of(&self, word: &Word) -> f32 {
        if word.frame { self.frame } else { 1.0 }
    }
}

/// The stored half: every term of a passage with its saturated weight.
#[must_use]
pub fn document_weights(words: &[Word]) -> Vec<(TermId, f32)> {
    let mut counts: BTreeMap<TermId, f32> = BTreeMap::new();
    for word in words {
        for term in word.terms() {
            *counts.entry(term).or_default() += 1.0;
        }
    }
    let held_back = K1 * (1.0 - B + B * words.len() as f32 / ORDINARY_LENGTH);
    counts.into_iter().map(|(term, count)| (term, count * (K1 + 1.0) / (count + held_back))).collect()
}

/// Which records hold each term.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct TermStatistics {
    records: u32,
    /// Places of records in the manifest, rising.
    holders: HashMap<TermId, Vec<u32>>,
    /// The stems, for words with a slip.
    vocabulary: BTreeSet<String>,
    #[serde(skip)]
    spelling: Spelling,
}

/// The question's half: terms with weights, and the most that a passage can be expected to score with them.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct QueryTerms {
    /// Distinct terms with their weights; empty when the question has no words but stop words.
    pub terms: Vec<(TermId, f32)>,
    /// The score of a passage of ordinary length that holds every word once.
    pub full_score: f32,
    /// Words with meaning.
    pub words: usize,
    /// Words with meaning whose stem or sound the index knows.
    pub known_words: usize,
    /// For every record that holds a word of the question, the share of the question's worth that it holds in all its
    /// passages together, 0 to 1; by the record's place in the manifest.
    pub held: HashMap<usize, f32>,
}

impl TermStatistics {
    /// Counts the words of all passages of the record at a place that holds none yet.
    pub fn add_record<'w>(&mut self, place: u32, words: impl IntoIterator<Item = &'w Word>) {
        let mut terms: HashSet<TermId> = HashSet::new();
        for word in words {
            terms.extend(word.terms());
            if !self.vocabulary.contains(&word.letters) {
                self.vocabulary.insert(word.letters.clone());
            }
        }
        for term in terms {
            let holders = self.holders.entry(term).or_default();
            if let Err(order) = holders.binary_search(&place) {
                holders.insert(order, place);
            }
        }
        self.records += 1;
    }

    /// Forgets the records at some places, as if they had never been counted.
    pub fn remove_records(&mut self, places: &HashSet<u32>) {
        let mut removed = HashSet::new();
        self.holders.retain(|_, holders| {
            holders.retain(|place| {
                let is_gone = places.contains(place);
                if is_gone {
                    removed.insert(*place);
                }
                !is_gone
            });
            !holders.is_empty()
        });
        self.records -= removed.len() as u32;
        let holders = &self.holders;
        self.vocabulary.retain(|letters| holders.contains_key(&id('w', letters)));
    }

    /// Makes ready for words with slips; to be called when all records are counted or the statistics were read.
    #[must_use]
    pub fn ready(mut self) -> Self {
        // Stop words are no terms, and yet what is meant by many a misspelt word: they count as the most common ones.
        let mut stop_words: Vec<String> = stop_words::all().collect();
        // What is equally near is chosen by place, so that every start mends alike.
        stop_words.sort_unstable();
        let own = self.vocabulary.iter().map(|letters| (letters.as_str(), self.holders_of(id('w', letters)).len()));
        self.spelling = Spelling::new(own.chain(stop_words.iter().map(|word| (word.as_str(), usize::MAX))));
        self
    }

    /// What a term is worth: much for one that few records hold, most for one that none does.
    #[must_use]
    pub fn worth(&self, term: TermId) -> f32 {
        let records = self.records as f32;
        let holders = self.holders_of(term).len() as f32;
        (1.0 + (records - holders + 0.5) / (holders + 0.5)).ln()
    }

    /// Weighs a question. Each inner list holds the readings of one word (as Uzbek, as Russian ...).
    #[must_use]
    pub fn weigh(&self, question: &[Vec<Word>], weights: TermWeights) -> QueryTerms {
        let mut query = QueryTerms::default();
        let mut terms: BTreeMap<TermId, f32> = BTreeMap::new();
        let mut whole_worth = 0.0;
        for readings in question.iter().filter(|readings| !readings.is_empty()) {
            let chosen = self.choose(readings);
            let full = chosen.iter().map(|word| self.weigh_word(word, weights, &mut terms)).fold(0.0, f32::max);
            query.full_score += full;
            whole_worth += self.hold(&chosen, weights, &mut query.held);
            query.words += 1;
            query.known_words += usize::from(chosen.iter().any(|word| self.knows(word.stem) || self.knows_sound(word)));
        }
        query.terms = terms.into_iter().collect();
        for held in query.held.values_mut() {
            *held /= whole_worth;
        }
        query
    }

    /// The readings of a word that the index knows; else the one whose sound it knows; else the word that was meant.
    fn choose(&self, readings: &[Word]) -> Vec<Word> {
        let known: Vec<Word> = readings.iter().filter(|word| self.knows(word.stem)).cloned().collect();
        if !known.is_empty() {
            return known;
        }
        if let Some(word) = readings.iter().find(|word| self.knows_sound(word)) {
            return vec![word.clone()];
        }
        let meant = readings.iter().find_map(|word| {
            let letters = self.spelling.nearest(&word.letters)?.to_owned();
            // The groups stay those that were typed: should the guess be wrong, they still speak for what was written.
            Some(Word { stem: id('w', &letters), letters, ..word.clone() })
        });
        meant.or_else(|| readings.first().cloned()).into_iter().collect()
    }

    /// Credits a word to the records that hold it, and gives what it is worth.
    fn hold(&self, readings: &[Word], weights: TermWeights, held: &mut HashMap<usize, f32>) -> f32 {
        let worth = readings.iter().map(|word| weights.of(word) * self.worth(word.stem)).fold(0.0, f32::max);
        let terms = readings.iter().flat_map(|word| [word.stem].into_iter().chain(word.sound));
        let holders: HashSet<u32> = terms.flat_map(|term| self.holders_of(term)).copied().collect();
        for record in holders {
            *held.entry(record as usize).or_default() += worth;
        }
        worth
    }

    /// Adds the terms of a word and gives what a passage with this very word scores.
    fn weigh_word(&self, word: &Word, weights: TermWeights, terms: &mut BTreeMap<TermId, f32>) -> f32 {
        let mut add = |term, weight: f32| {
            let present = terms.entry(term).or_default();
            *present = present.max(weight);
            weight
        };
        let known = self.knows(word.stem);
        let mut full = weights.of(word) * self.worth(word.stem);
        if known {
            add(word.stem, full);
        }
        if let Some(sound) = word.sound.filter(|sound| self.knows(*sound)) {
            let weight = add(sound, weights.of(word) * weights.sound * self.worth(sound));
            full = if known { full + weight } else { full };
        }
        let share = if known { weights.groups } else { weights.groups_of_unknown } / word.groups.len().max(1) as f32;
        for group in &word.groups {
            let weight = weights.of(word) * share * self.worth(*group);
            if weight > 0.0 && self.knows(*group) {
                add(*group, weight);
            }
            full += if known { weight } else { 0.0 };
        }
        full
    }

    /// Whether a record holds the word itself, in any of its forms.
    #[must_use]
    pub fn knows_word(&self, word: &Word) -> bool {
        self.knows(word.stem)
    }

    /// Whether a record holds the word in any of its forms, or one that sounds like it.
    #[must_use]
    pub fn knows_word_or_sound(&self, word: &Word) -> bool {
        self.knows(word.stem) || self.knows_sound(word)
    }

    /// The word that was most likely meant by one with slips, with their number; as its [letters](Word::letters).
    #[must_use]
    pub fn meant(&self, letters: &str) -> Option<(&str, usize)> {
        self.spelling.meant(letters)
    }

    fn holders_of(&self, term: TermId) -> &[u32] {
        self.holders.get(&term).map_or(&[], Vec::as_slice)
    }

    fn knows_sound(&self, word: &Word) -> bool {
        word.sound.is_some_and(|sound| self.knows(sound))
    }

    fn knows(&self, term: TermId) -> bool {
        self.holders.contains_key(&term)
    }
}

impl Word {
    /// All terms of the word.
    pub fn terms(&self) -> impl Iterator<Item = TermId> {
        [self.stem].into_iter().chain(self.sound).chain(self.groups.iter().copied())
    }
}
