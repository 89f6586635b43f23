//! Gemma 3, text only: GELU, norms on both sides, five local layers for each global one. Gemma 3 technical report (arXiv
//! 2503.19786), sections 2 and 5.

use candle_core::Result;

use crate::decoder::blueprint::{Activation, Blueprint, Keys, Local, Turning};

/// Every sixth layer sees the whole text.
const GLOBAL_EVERY: usize = 6;
/// Base of the turning in local layers, which no file names.
const LOCAL_BASE: f32 = 10_000.0;
/// Base of the turning in global layers, where the file does not say.
const GLOBAL_BASE: f32 = 1_000_000.0;

pub(in crate::decoder) fn blueprint(keys: &Keys<'_>) -> Result<Blueprint> {
    let usual = Blueprint::usual(keys)?;
    let base = keys.float("rope.freq_base")?.unwrap_or(GLOBAL_BASE);
    Ok(Blueprint {
        epsilon: keys.float("attention.layer_norm_rms_epsilon")?.unwrap_or(1e-6),
        global: Turning { base, ..usual.global },
        local: Some(Local {
            window: keys.number("attention.sliding_window")?,
            global_every: GLOBAL_EVERY,
            // Larger models stretch global positions alone.
            turning: Turning { base: LOCAL_BASE, stretch: 1.0, ..usual.global },
        }),
        activation: Activation::Gelu,
        embedding_scale: (usual.width as f32).sqrt(),
        ..usual
    })
}
