//! Qwen 2 and 2.5.

use std::io::{Read, Seek};

use candle_core::{Device, Result, Tensor, quantized::gguf_file::Content};
use candle_transformers::models::quantized_qwen2::ModelWeights;

use super::Decoder;

/// Reads the weights.
pub(super) fn open<R: Read + Seek>(content: Content, reader: &mut R, device: &Device) -> Result<Qwen2> {
    ModelWeights::from_gguf(content, reader, device).map(Qwen2)
}

/// The family's weights and the cache of the text so far.
pub(super) struct Qwen2(ModelWeights);

impl Decoder for Qwen2 {
    fn forward(&mut self, tokens: &Tensor, position: usize) -> Result<Tensor> {
        self.0.forward(tokens, position)
    }

    fn reset(&mut self) {
        self.0.clear_kv_cache();
    }
}
