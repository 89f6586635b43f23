//! The families, one file each: how its description differs from the usual one.

pub(super) mod gemma3;
pub(super) mod llama;
pub(super) mod qwen2;
pub(super) mod qwen3;

use crate::catalogue::Architecture;

/// A family's name in its files, which its keys begin with; nothing for architectures that write no text.
pub(super) fn name(architecture: Architecture) -> Option<&'static str> {
    match architecture {
        Architecture::Llama => Some("llama"),
        Architecture::Qwen2 => Some("qwen2"),
        Architecture::Qwen3 => Some("qwen3"),
        Architecture::Gemma3 => Some("gemma3"),
        Architecture::Bert | Architecture::XlmRoberta => None,
    }
}
