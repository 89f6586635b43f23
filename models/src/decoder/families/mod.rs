//! The families, one file each: how its description differs from the usual one.

pub(super) mod gemma3;
pub(super) mod llama;
pub(super) mod qwen2;
pub(super) mod qwen3;
