//! What a larger model of English says of the meanings: all-MiniLM-L6-v2 (Apache-2.0), or any sentence BERT with mean pooling.
//!
//! Its vectors are kept in a file beside the run, so that only what is new is computed again.

use std::{
    collections::HashMap,
    fs::{File, OpenOptions},
    io::Write as _,
    path::Path,
};

use candle_core::{DType, Device, Tensor};
use candle_nn::VarBuilder;
use candle_transformers::models::bert::{BertModel, Config};
use indicatif::{ProgressBar, ProgressStyle};
use tokenizers::{Tokenizer, TruncationParams};

use crate::{TrainingError, corpus::hash_of, loss::dot};

/// Texts that go through the model at once.
const TEXTS: usize = 64;
/// Pieces of a text that the teacher reads; a row of the corpus is rarely longer.
const MOST_PIECES: usize = 48;
/// Texts after which vectors are written down.
const CHUNK: usize = 2048;

/// A sentence BERT.
pub struct Teacher {
    model: BertModel,
    tokenizer: Tokenizer,
    dimensions: usize,
}

impl Teacher {
    /// Opens a folder with `config.json`, `model.safetensors` and `tokenizer.json`.
    ///
    /// # Errors
    /// A file is missing, or is not that of a BERT.
    pub fn load(folder: &Path) -> Result<Self, TrainingError> {
        let read = |name: &str| {
            let path = folder.join(name);
            std::fs::read(&path).map_err(|source| TrainingError::File { path, source })
        };
        let content = |what: String| TrainingError::Content { path: folder.to_owned(), what };
        let config: Config =
            serde_json::from_slice(&read("config.json")?).map_err(|error| content(error.to_string()))?;
        let weights = VarBuilder::from_buffered_safetensors(read("model.safetensors")?, DType::F32, &Device::Cpu)
            .map_err(|error| content(error.to_string()))?;
        let model = BertModel::load(weights, &config).map_err(|error| content(error.to_string()))?;
        let mut tokenizer =
            Tokenizer::from_bytes(read("tokenizer.json")?).map_err(|error| content(error.to_string()))?;
        let truncation = TruncationParams { max_length: MOST_PIECES, ..TruncationParams::default() };
        tokenizer.with_truncation(Some(truncation)).map_err(|error| content(error.to_string()))?;
        tokenizer.with_padding(None);
        Ok(Self { model, tokenizer, dimensions: config.hidden_size })
    }

    /// Length of every vector.
    #[must_use]
    pub fn dimensions(&self) -> usize {
        self.dimensions
    }

    /// The vectors of texts, of length one, in their order. Vectors that the file holds are read from it; the others are computed and
    /// added to it.
    ///
    /// # Errors
    /// The file cannot be read or written, or the computation failed.
    pub fn vectors(&self, texts: &[&str], kept: &Path) -> Result<Vec<Vec<f32>>, TrainingError> {
        let mut known = Known::open(kept, self.dimensions)?;
        let mut missing: Vec<(usize, &str)> = Vec::new();
        for text in texts {
            if known.claim(text) {
                missing.push((text.len(), text));
            }
        }
        // Texts of one length waste no padding.
        missing.sort_unstable();
        let bar = ProgressBar::new(missing.len() as u64).with_style(
            ProgressStyle::with_template("teacher {wide_bar} {pos}/{len} {eta}")
                .unwrap_or_else(|_| ProgressStyle::default_bar()),
        );
        for chunk in missing.chunks(CHUNK) {
            let mut vectors = Vec::with_capacity(chunk.len());
            for texts in chunk.chunks(TEXTS) {
                let texts: Vec<&str> = texts.iter().map(|(_, text)| *text).collect();
                vectors.extend(texts.iter().copied().zip(self.embed(&texts)?));
                bar.inc(texts.len() as u64);
            }
            known.add(vectors)?;
        }
        bar.finish_and_clear();
        Ok(texts.iter().map(|text| known.vector(text)).collect())
    }

    fn embed(&self, texts: &[&str]) -> Result<Vec<Vec<f32>>, TrainingError> {
        let failed = |error: tokenizers::Error| candle_core::Error::Msg(error.to_string());
        let encodings = self.tokenizer.encode_batch(texts.to_vec(), true).map_err(failed)?;
        let longest = encodings.iter().map(|encoding| encoding.len()).max().unwrap_or_default();
        let padded = |of: fn(&tokenizers::Encoding) -> &[u32]| -> Result<Tensor, TrainingError> {
            let values: Vec<u32> = encodings
                .iter()
                .flat_map(|encoding| of(encoding).iter().copied().chain(std::iter::repeat(0)).take(longest))
                .collect();
            Ok(Tensor::from_vec(values, (texts.len(), longest), &Device::Cpu)?)
        };
        let (ids, mask) = (padded(|encoding| encoding.get_ids())?, padded(|encoding| encoding.get_attention_mask())?);
        let states = self.model.forward(&ids, &ids.zeros_like()?, Some(&mask))?;
        let mask = mask.to_dtype(DType::F32)?.unsqueeze(2)?;
        let sums: Vec<Vec<f32>> = states.broadcast_mul(&mask)?.sum(1)?.to_vec2()?;
        Ok(sums.into_iter().map(unit).collect())
    }
}

fn unit(mut vector: Vec<f32>) -> Vec<f32> {
    let length = dot(&vector, &vector).sqrt().max(f32::EPSILON);
    vector.iter_mut().for_each(|value| *value /= length);
    vector
}

/// Vectors in a file: a hash of the text, then the values, each as f32.
struct Known {
    file: File,
    path: std::path::PathBuf,
    dimensions: usize,
    places: HashMap<u64, Option<usize>>,
    values: Vec<f32>,
}

impl Known {
    fn open(path: &Path, dimensions: usize) -> Result<Self, TrainingError> {
        let failed = |source| TrainingError::File { path: path.to_owned(), source };
        let bytes = if path.exists() { std::fs::read(path).map_err(failed)? } else { Vec::new() };
        let entry = 8 + 4 * dimensions;
        let mut known = Self {
            file: OpenOptions::new().create(true).append(true).open(path).map_err(failed)?,
            path: path.to_owned(),
            dimensions,
            places: HashMap::new(),
            values: Vec::new(),
        };
        let entries = bytes.chunks_exact(entry);
        // A run that was ended while it wrote leaves a part of an entry.
        let whole = bytes.len() - entries.remainder().len();
        known.file.set_len(whole as u64).map_err(failed)?;
        for entry in entries {
            let (hash, values) = entry.split_at(8);
            let hash = hash.iter().rev().fold(0_u64, |hash, byte| hash << 8 | u64::from(*byte));
            known.places.insert(hash, Some(known.values.len()));
            known.values.extend(values.as_chunks::<4>().0.iter().map(|bytes| f32::from_le_bytes(*bytes)));
        }
        Ok(known)
    }

    /// Whether a text has to be computed, which is said once.
    fn claim(&mut self, text: &str) -> bool {
        let hash = hash_of(&[text]);
        let new = !self.places.contains_key(&hash);
        if new {
            self.places.insert(hash, None);
        }
        new
    }

    fn add(&mut self, vectors: Vec<(&str, Vec<f32>)>) -> Result<(), TrainingError> {
        let mut bytes = Vec::with_capacity(vectors.len() * (8 + 4 * self.dimensions));
        for (text, vector) in vectors {
            let hash = hash_of(&[text]);
            bytes.extend(hash.to_le_bytes());
            bytes.extend(vector.iter().flat_map(|value| value.to_le_bytes()));
            self.places.insert(hash, Some(self.values.len()));
            self.values.extend(vector);
        }
        self.file.write_all(&bytes).map_err(|source| TrainingError::File { path: self.path.clone(), source })
    }

    fn vector(&self, text: &str) -> Vec<f32> {
        let place = self.places.get(&hash_of(&[text])).copied().flatten();
        place.map_or_else(Vec::new, |place| self.values[place..place + self.dimensions].to_vec())
    }
}
