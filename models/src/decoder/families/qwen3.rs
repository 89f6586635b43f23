//! Qwen 3: norms of each head's query and key instead of Qwen 2's biases. Yang et al. 2025 (arXiv 2505.09388).

use candle_core::Result;

use crate::decoder::blueprint::{Blueprint, Keys};

pub(in crate::decoder) fn blueprint(keys: &Keys<'_>) -> Result<Blueprint> {
    Blueprint::usual(keys)
}
