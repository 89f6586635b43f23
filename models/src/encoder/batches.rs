//! Texts to tokens, and tokens to batches: texts of like length together, short ones filled up and masked.

use std::path::Path;

use candle_core::{Device, Result, Tensor};
use tokenizers::{EncodeInput, Tokenizer, TruncationParams, TruncationStrategy};

use super::{EncoderError, config::EncoderConfig};

/// Tokens of a batch with what fills it up. A batch of the large models needs about half a gigabyte for its attention then.
const BATCH_TOKENS: usize = 8_192;

/// A text, or a question with a passage.
#[derive(Debug, Clone)]
pub(super) enum Input<'t> {
    /// One text.
    Text(String),
    /// Two texts that are read together.
    Pair(&'t str, &'t str),
}

/// Texts as a network takes them, each tensor `(texts, tokens)`.
pub(super) struct Batch {
    /// The tokens.
    pub(super) tokens: Tensor,
    /// 1 for a token, 0 for what fills up.
    pub(super) mask: Tensor,
    /// The kind of each token; all are of the first kind.
    pub(super) types: Tensor,
}

/// Makes batches.
pub(super) struct Batches {
    model: String,
    tokenizer: Tokenizer,
    padding: u32,
    device: Device,
}

impl Batches {
    /// Opens `tokenizer.json`; texts are cut to `context` tokens.
    pub(super) fn open(
        path: &Path,
        config: &EncoderConfig,
        context: usize,
        device: &Device,
    ) -> std::result::Result<Self, EncoderError> {
        let broken = |problem: String| EncoderError::Broken { path: path.to_owned(), problem };
        let bytes = std::fs::read(path).map_err(|source| EncoderError::Read { path: path.to_owned(), source })?;
        let mut tokenizer = Tokenizer::from_bytes(&bytes).map_err(|error| broken(error.to_string()))?;
        // A token without a row would be read from beyond the table.
        let last = tokenizer.get_vocab(true).into_values().max().unwrap_or_default() as usize;
        if last >= config.vocabulary() {
            let rows = config.vocabulary();
            return Err(broken(format!("it has a token {last} where config.json tells of {rows} rows")));
        }
        let cut =
            TruncationParams { max_length: context, strategy: TruncationStrategy::LongestFirst, ..Default::default() };
        tokenizer.with_padding(None).with_truncation(Some(cut)).map_err(|error| broken(error.to_string()))?;
        let model = path.parent().and_then(Path::file_name).unwrap_or_default().to_string_lossy().into_owned();
        Ok(Self { model, tokenizer, padding: config.padding(), device: device.clone() })
    }

    /// The tokens of texts, in their order.
    pub(super) fn encode(&self, inputs: Vec<Input<'_>>) -> std::result::Result<Vec<Vec<u32>>, EncoderError> {
        let inputs: Vec<EncodeInput<'_>> = inputs
            .into_iter()
            .map(|input| match input {
                Input::Text(text) => text.into(),
                Input::Pair(one, other) => (one, other).into(),
            })
            .collect();
        let failed = |problem: String| EncoderError::Tokens { model: self.model.clone(), problem };
        let encoded = self.tokenizer.encode_batch_fast(inputs, true).map_err(|error| failed(error.to_string()))?;
        let tokens: Vec<Vec<u32>> = encoded.iter().map(|encoding| encoding.get_ids().to_vec()).collect();
        if tokens.iter().any(Vec::is_empty) {
            return Err(failed("a text has no token; its tokenizer.json adds none at the ends".to_owned()));
        }
        Ok(tokens)
    }

    /// The places of texts by batches, so that little is filled up.
    pub(super) fn divide(&self, encoded: &[Vec<u32>]) -> Vec<Vec<usize>> {
        let mut places: Vec<usize> = (0..encoded.len()).collect();
        places.sort_by_key(|place| encoded[*place].len());
        let mut batches: Vec<Vec<usize>> = Vec::new();
        for place in places {
            // The texts are in order of their lengths: this one is the longest of the batch.
            let fits = |batch: &&mut Vec<usize>| (batch.len() + 1) * encoded[place].len() <= BATCH_TOKENS;
            match batches.last_mut().filter(fits) {
                Some(batch) => batch.push(place),
                None => batches.push(vec![place]),
            }
        }
        batches
    }

    /// The batch of the texts at some places.
    pub(super) fn batch(&self, encoded: &[Vec<u32>], places: &[usize]) -> Result<Batch> {
        let longest = places.iter().map(|place| encoded[*place].len()).max().unwrap_or_default();
        let (mut tokens, mut mask) = (Vec::new(), Vec::new());
        for text in places.iter().map(|place| &encoded[*place]) {
            let filling = longest - text.len();
            tokens.extend(text.iter().copied().chain(std::iter::repeat_n(self.padding, filling)));
            mask.extend(std::iter::repeat_n(1_u32, text.len()).chain(std::iter::repeat_n(0, filling)));
        }
        let shape = (places.len(), longest);
        let tokens = Tensor::from_vec(tokens, shape, &self.device)?;
        Ok(Batch { mask: Tensor::from_vec(mask, shape, &self.device)?, types: tokens.zeros_like()?, tokens })
    }
}
