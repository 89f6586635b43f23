//! Llama 2 and 3.

use std::io::{Read, Seek};

use candle_core::{Device, Result, Tensor, quantized::gguf_file::Content};
use candle_transformers::models::quantized_llama::ModelWeights;

use super::Decoder;

/// Reads the weights.
pub(super) fn open<R: Read + Seek>(content: Content, reader: &mut R, device: &Device) -> Result<Llama> {
    ModelWeights::from_gguf(content, reader, device).map(Llama)
}

/// The family's weights and the cache of the text so far.
pub(super) struct Llama(ModelWeights);

impl Decoder for Llama {
    fn forward(&mut self, tokens: &Tensor, position: usize) -> Result<Tensor> {
        self.0.forward(tokens, position)
    }

    fn reset(&mut self) {
        self.0.clear_kv_cache();
    }
}
