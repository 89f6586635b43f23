//! Qwen 2 and 2.5: Llama with biases of queries, keys and values. Yang et al. 2024 (arXiv 2407.10671).

use candle_core::Result;

use crate::decoder::blueprint::{Blueprint, Keys};

pub(in crate::decoder) fn blueprint(keys: &Keys<'_>) -> Result<Blueprint> {
    Blueprint::usual(keys)
}
