//! Qwen 3.

use std::io::{Read, Seek};

use candle_core::{
    Device, Result, Tensor,
    quantized::gguf_file::{Content, Value},
};
use candle_transformers::models::quantized_qwen3::ModelWeights;

use super::Decoder;

/// Reads the weights.
pub(super) fn open<R: Read + Seek>(mut content: Content, reader: &mut R, device: &Device) -> Result<Qwen3> {
    // 0 asks candle for rotation tables in f32: its default, f16, cannot count positions beyond 2,048 and is off by whole
    // angles long before.
    content.metadata.insert("general.dtype".to_owned(), Value::U32(0));
    ModelWeights::from_gguf(content, reader, device).map(Qwen3)
}

/// The family's weights and the cache of the text so far.
pub(super) struct Qwen3(ModelWeights);

impl Decoder for Qwen3 {
    fn forward(&mut self, tokens: &Tensor, position: usize) -> Result<Tensor> {
        self.0.forward(tokens, position)
    }

    fn reset(&mut self) {
        self.0.clear_kv_cache();
    }
}
