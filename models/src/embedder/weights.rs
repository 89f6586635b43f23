//! The embedder's files: opening them, checking that they fit each other, reading rows.
//!
//! Rows stay int8 in the bytes that hold them (the program's own image for the shipped model), so that opening the table
//! costs no copy and no memory of its own. Turning text into pieces and letter groups is not done here.

use std::{borrow::Cow, ops::Range};

use candle_core::safetensors::SliceSafetensors;
use serde::Deserialize;
use sha2::{Digest, Sha256};

use super::{EmbedderError, letters::LetterGroups};
use crate::hex;

/// Name of the table of pieces in the safetensors file: `.weight` holds int8 rows, `.scale` one scale a row.
const PIECES: &str = "embedding";
/// Name of the table of letter groups.
const GROUPS: &str = "groups";

/// `config.json` of an embedder of the static kind.
#[derive(Debug, Clone, Deserialize)]
pub(super) struct EmbedderConfig {
    /// Kind of model; only `static` is read here.
    pub(super) kind: String,
    /// Length of a vector.
    pub(super) dimensions: usize,
    /// Number of rows.
    pub(super) vocabulary: usize,
    /// Pieces of a text that count; the rest is cut.
    pub(super) max_tokens: usize,
    /// Letter groups, if words have rows by them too.
    #[serde(default)]
    pub(super) letter_groups: Option<LetterGroups>,
}

/// The raw files of an embedder.
pub(super) struct EmbedderFiles {
    /// `config.json`
    pub(super) config: Cow<'static, [u8]>,
    /// `tokenizer.json`
    pub(super) tokenizer: Cow<'static, [u8]>,
    /// `model.safetensors`
    pub(super) weights: Cow<'static, [u8]>,
}

impl EmbedderFiles {
    /// SHA-256 over weights, tokenizer and config, in this order, as hex.
    pub(super) fn fingerprint(&self) -> String {
        let mut hasher = Sha256::new();
        hasher.update(&self.weights);
        hasher.update(&self.tokenizer);
        hasher.update(&self.config);
        hex(&hasher.finalize())
    }
}

/// The tables of an embedder, and the bytes that hold them.
#[derive(Debug)]
pub(super) struct Weights {
    bytes: Cow<'static, [u8]>,
    pieces: RowTable,
    groups: Option<RowTable>,
    dimensions: usize,
}

/// Where a table of int8 rows lies, and a scale for each.
#[derive(Debug)]
struct RowTable {
    rows: Range<usize>,
    scales: Vec<f32>,
}

impl Weights {
    /// Opens the tables and checks shapes and types against the config.
    ///
    /// # Errors
    /// `EmbedderError::Weights` when the file is broken or does not fit the config.
    pub(super) fn open(bytes: Cow<'static, [u8]>, config: &EmbedderConfig) -> Result<Self, EmbedderError> {
        let (pieces, groups) = {
            let file = SliceSafetensors::new(&bytes).map_err(|error| EmbedderError::Weights(error.to_string()))?;
            let table = |name, rows| RowTable::open(&file, &bytes, name, [rows, config.dimensions]);
            let groups = config.letter_groups.map(|groups| table(GROUPS, groups.rows())).transpose()?;
            (table(PIECES, config.vocabulary)?, groups)
        };
        Ok(Self { bytes, pieces, groups, dimensions: config.dimensions })
    }

    /// Adds the row of a piece to `sum`; a piece beyond the table adds nothing.
    pub(super) fn add_piece(&self, piece: u32, sum: &mut [f32]) {
        self.pieces.add(&self.bytes, piece, 1.0, sum);
    }

    /// Adds the rows of the letter groups of one word to `sum`, over the root of their number: a long word counts more than a short
    /// one, but not as many times as it has groups.
    pub(super) fn add_groups(&self, groups: &[u32], sum: &mut [f32]) {
        let Some(table) = &self.groups else { return };
        let share = 1.0 / (groups.len().max(1) as f32).sqrt();
        groups.iter().for_each(|group| table.add(&self.bytes, *group, share, sum));
    }

    /// Number of pieces.
    pub(super) fn vocabulary(&self) -> usize {
        self.pieces.scales.len()
    }

    /// Length of a row.
    pub(super) fn dimensions(&self) -> usize {
        self.dimensions
    }
}

impl RowTable {
    fn open(file: &SliceSafetensors<'_>, bytes: &[u8], name: &str, shape: [usize; 2]) -> Result<Self, EmbedderError> {
        let rows = tensor(file, &format!("{name}.weight"), "I8", &shape)?;
        let scales = tensor(file, &format!("{name}.scale"), "F32", &shape[..1])?;
        let start = rows.as_ptr() as usize - bytes.as_ptr() as usize;
        let scales = scales.as_chunks::<4>().0.iter().map(|chunk| f32::from_le_bytes(*chunk)).collect();
        Ok(Self { rows: start..start + rows.len(), scales })
    }

    fn add(&self, bytes: &[u8], id: u32, share: f32, sum: &mut [f32]) {
        let index = id as usize;
        let Some(&scale) = self.scales.get(index) else { return };
        let factor = scale * share;
        let start = self.rows.start + index * sum.len();
        let row = &bytes[start..start + sum.len()];
        for (value, &byte) in sum.iter_mut().zip(row) {
            *value += f32::from(byte.cast_signed()) * factor;
        }
    }
}

/// The bytes of one tensor, with its type and shape checked.
fn tensor<'a>(
    file: &'a SliceSafetensors<'a>,
    name: &str,
    dtype: &str,
    shape: &[usize],
) -> Result<&'a [u8], EmbedderError> {
    let view = file.get(name).map_err(|error| EmbedderError::Weights(format!("tensor `{name}`: {error}")))?;
    // The type's own enum belongs to the safetensors crate, which only candle names.
    let found = format!("{:?}", view.dtype());
    if found != dtype || view.shape() != shape {
        return Err(EmbedderError::Weights(format!(
            "tensor `{name}` is {found} {:?} where {dtype} {shape:?} was expected by config.json",
            view.shape()
        )));
    }
    Ok(view.data())
}
