//! The embedder's files: opening them, checking that they fit each other, reading rows.
//!
//! Rows stay int8 in the bytes that hold them (the program's own image for the shipped model), so that opening the table
//! costs no copy and no memory of its own. Turning text into pieces is not done here.

use std::{borrow::Cow, ops::Range};

use candle_core::safetensors::SliceSafetensors;
use serde::Deserialize;
use sha2::{Digest, Sha256};

use super::EmbedderError;
use crate::hex;

/// Name of the table of int8 rows in the safetensors file.
const ROWS: &str = "embedding.weight";
/// Name of the scales, one a row.
const SCALES: &str = "embedding.scale";

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

/// A table of int8 rows with a scale each.
#[derive(Debug)]
pub(super) struct RowTable {
    bytes: Cow<'static, [u8]>,
    rows: Range<usize>,
    scales: Vec<f32>,
    dimensions: usize,
}

impl RowTable {
    /// Opens the table and checks shapes and types against the config.
    ///
    /// # Errors
    /// `EmbedderError::Weights` when the file is broken or does not fit the config.
    pub(super) fn open(bytes: Cow<'static, [u8]>, config: &EmbedderConfig) -> Result<Self, EmbedderError> {
        let (rows, scales) = {
            let file = SliceSafetensors::new(&bytes).map_err(|error| EmbedderError::Weights(error.to_string()))?;
            let rows = tensor(&file, ROWS, "I8", &[config.vocabulary, config.dimensions])?;
            let scales = tensor(&file, SCALES, "F32", &[config.vocabulary])?;
            let start = rows.as_ptr() as usize - bytes.as_ptr() as usize;
            let scales = scales.as_chunks::<4>().0.iter().map(|chunk| f32::from_le_bytes(*chunk)).collect();
            (start..start + rows.len(), scales)
        };
        Ok(Self { bytes, rows, scales, dimensions: config.dimensions })
    }

    /// Adds row `id` times its scale to `sum`; an id beyond the table adds nothing.
    pub(super) fn add_row(&self, id: u32, sum: &mut [f32]) {
        let index = id as usize;
        let Some(&scale) = self.scales.get(index) else {
            return;
        };
        let start = self.rows.start + index * self.dimensions;
        for (value, &byte) in sum.iter_mut().zip(&self.bytes[start..start + self.dimensions]) {
            *value += f32::from(byte.cast_signed()) * scale;
        }
    }

    /// Number of rows.
    pub(super) fn vocabulary(&self) -> usize {
        self.scales.len()
    }

    /// Length of a row.
    pub(super) fn dimensions(&self) -> usize {
        self.dimensions
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
