//! Llama 2 and 3, and Mistral. Touvron et al. 2023 (arXiv 2302.13971); Jiang et al. 2023 (arXiv 2310.06825).
//!
//! GGUF files hold queries and keys with neighbouring numbers paired. Llama 3.1 and later bring divisors of the angles as the
//! tensor `rope_freqs.weight`, which backends read where it is.

use candle_core::Result;

use crate::decoder::blueprint::{Blueprint, Keys, Local, Pairing};

pub(in crate::decoder) fn blueprint(keys: &Keys<'_>) -> Result<Blueprint> {
    let mut blueprint = Blueprint { pairing: Pairing::Neighbours, ..Blueprint::usual(keys)? };
    // Mistral's first version sees a window in every layer: no layer's number is divisible by this.
    blueprint.local = keys.optional("attention.sliding_window")?.map(|window| Local {
        window,
        global_every: usize::MAX,
        turning: blueprint.global,
    });
    Ok(blueprint)
}
