//! Which texts of a step go through attention together.
//!
//! Texts that bring one token, as all do that are being written, are one batch, whatever their lengths: each text's row of keys
//! is as long as the longest's, and a mask hides what lies beyond its own. Prompts come in stretches of their own sizes and go
//! alone.

use candle_core::{Device, Result, Tensor};

use super::memory::TensorMemory;
use crate::decoder::{Feed, Memory as _};

/// Some texts that go through a layer's attention as one batch.
pub(super) struct Group {
    /// The first row of the step that is theirs; their rows follow one another, text by text.
    pub(super) start: usize,
    /// Texts.
    pub(super) texts: usize,
    /// New tokens of each.
    pub(super) count: usize,
    /// Tokens that the text looks back on which looks back on the most.
    pub(super) length: usize,
    /// The rows of memory where those lie, text by text.
    pub(super) rows: Tensor,
    /// What is added to the scores, of shape `(texts, 1, count, length)`; nothing where everything may be seen.
    pub(super) mask: Option<Tensor>,
}

/// The order in which the texts of a step are laid out: those with one new token first.
pub(super) fn order(feeds: &[Feed<'_, TensorMemory>]) -> Vec<usize> {
    let mut order: Vec<usize> = (0..feeds.len()).collect();
    order.sort_by_key(|index| feeds[*index].tokens.len() != 1);
    order
}

/// The groups of a step in that order, for layers with a window or without. Rows of the new tokens have to be reserved.
pub(super) fn groups(
    feeds: &[Feed<'_, TensorMemory>],
    order: &[usize],
    window: Option<usize>,
    device: &Device,
) -> Result<Vec<Group>> {
    let mut groups = Vec::new();
    let mut start = 0;
    let alike = |one: &usize, other: &usize| feeds[*one].tokens.len() == 1 && feeds[*other].tokens.len() == 1;
    for texts in order.chunk_by(alike) {
        let texts: Vec<&Feed<'_, TensorMemory>> = texts.iter().map(|index| &feeds[*index]).collect();
        let group = Group::new(&texts, start, window.unwrap_or(usize::MAX), device)?;
        start += group.texts * group.count;
        groups.push(group);
    }
    Ok(groups)
}

impl Group {
    fn new(feeds: &[&Feed<'_, TensorMemory>], start: usize, window: usize, device: &Device) -> Result<Self> {
        let count = feeds.first().map_or(0, |feed| feed.tokens.len());
        // Nobody looks further back than the first new token's window.
        let seen = |feed: &Feed<'_, TensorMemory>| {
            let before = feed.memory.length();
            (before + 1).saturating_sub(window)..before + count
        };
        let length = feeds.iter().map(|feed| seen(feed).len()).max().unwrap_or(0);
        let mut rows = Vec::with_capacity(feeds.len() * length);
        for feed in feeds {
            let seen = seen(feed);
            // Filled up with a row of the text itself: whatever another holds, be it no number, stays with that one.
            let padding = feed.memory.row(seen.start)?;
            for position in seen {
                rows.push(feed.memory.row(position)?);
            }
            rows.resize(rows.len().next_multiple_of(length), padding);
        }
        let hides = count > 1 || feeds.iter().any(|feed| seen(feed).len() < length);
        let mask = match hides {
            false => None,
            true => {
                let mut values = vec![f32::NEG_INFINITY; feeds.len() * count * length];
                for (feed, values) in feeds.iter().zip(values.chunks_exact_mut(count * length)) {
                    let seen = seen(feed);
                    for (row, values) in values.chunks_exact_mut(length).enumerate() {
                        let own = feed.memory.length() + row;
                        let first = (own + 1).saturating_sub(window);
                        values[first - seen.start..=own - seen.start].fill(0.0);
                    }
                }
                Some(Tensor::from_vec(values, (feeds.len(), 1, count, length), device)?)
            }
        };
        Ok(Self { start, texts: feeds.len(), count, length, rows: Tensor::new(rows, device)?, mask })
    }
}
