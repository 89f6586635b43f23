//! What a decoder is made of, read from a GGUF file's keys: one description for every family, run by every backend.
//!
//! The families differ in few places: norms of queries and keys, norms behind attention and feed-forward, how positions are
//! turned, windows, the activation, scales of embeddings and caps. Those places are fields here; tensors that only some
//! files have (biases, an output matrix of its own) are found by their names.

use candle_core::{
    Result, bail,
    quantized::gguf_file::{Content, Value},
};

use super::families;
use crate::catalogue::Architecture;

/// The description of a decoder.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Blueprint {
    /// Layers.
    pub(crate) layers: usize,
    /// Numbers of a token's state.
    pub(crate) width: usize,
    /// Heads of queries.
    pub(crate) heads: usize,
    /// Heads of keys and values; several heads of queries share one.
    pub(crate) key_heads: usize,
    /// Numbers of a head.
    pub(crate) head_width: usize,
    /// What root-mean-square norms add to the mean.
    pub(crate) epsilon: f32,
    /// Tokens for which the model was made.
    pub(crate) context: usize,
    /// Which two numbers of a head turn together.
    pub(crate) pairing: Pairing,
    /// Turning of layers that see the whole text.
    pub(crate) global: Turning,
    /// Layers that see only a stretch before a token.
    pub(crate) local: Option<Local>,
    /// The feed-forward gate's function.
    pub(crate) activation: Activation,
    /// What tokens' rows are multiplied with.
    pub(crate) embedding_scale: f32,
    /// What products of queries and keys are multiplied with.
    pub(crate) score_scale: f32,
    /// Soft limit of those products.
    pub(crate) score_cap: Option<f32>,
    /// Soft limit of the logits.
    pub(crate) logit_cap: Option<f32>,
}

/// Which numbers of a head are one plane of the rotary position. Su et al. 2021 (arXiv 2104.09864).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Pairing {
    /// Each with its neighbour.
    Neighbours,
    /// Each of the first half with its fellow of the second.
    Halves,
}

/// How far a position turns.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Turning {
    /// Base of the wave lengths.
    pub(crate) base: f32,
    /// By what positions are divided.
    pub(crate) stretch: f32,
    /// Numbers of a head that turn; the rest stays.
    pub(crate) width: usize,
}

/// Layers with a window.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Local {
    /// Tokens seen, the own one included.
    pub(crate) window: usize,
    /// Each layer whose number, counted from one, this divides is global.
    pub(crate) global_every: usize,
    /// Turning of local layers.
    pub(crate) turning: Turning,
}

/// The function of a feed-forward gate.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Activation {
    /// SiLU.
    Silu,
    /// GELU by its approximation with tanh.
    Gelu,
}

impl Blueprint {
    /// Reads the description of a family.
    pub(crate) fn read(content: &Content, architecture: Architecture) -> Result<Self> {
        let Some(keys) = Keys::new(content, architecture) else {
            bail!("{architecture:?} writes no text");
        };
        match architecture {
            Architecture::Llama => families::llama::blueprint(&keys),
            Architecture::Qwen2 => families::qwen2::blueprint(&keys),
            Architecture::Qwen3 => families::qwen3::blueprint(&keys),
            Architecture::Gemma3 => families::gemma3::blueprint(&keys),
            Architecture::Bert | Architecture::XlmRoberta => bail!("{architecture:?} writes no text"),
        }
    }

    /// What every family has, as Llama has it.
    pub(super) fn usual(keys: &Keys<'_>) -> Result<Self> {
        let (width, heads) = (keys.number("embedding_length")?, keys.number("attention.head_count")?);
        let head_width = keys.optional("attention.key_length")?.unwrap_or(width / heads);
        if head_width == 0 || !head_width.is_multiple_of(2) {
            bail!("the key `{}.attention.key_length` gives heads of {head_width} numbers", keys.family);
        }
        let turning = Turning {
            base: keys.float("rope.freq_base")?.unwrap_or(10_000.0),
            stretch: keys.linear_stretch()?,
            width: keys.optional("rope.dimension_count")?.unwrap_or(head_width),
        };
        if turning.base <= 0.0 {
            bail!("the key `{}.rope.freq_base` is {}, not above zero", keys.family, turning.base);
        }
        if turning.width > head_width || !turning.width.is_multiple_of(2) {
            bail!("the key `{}.rope.dimension_count` is {} for heads of {head_width}", keys.family, turning.width);
        }
        Ok(Self {
            layers: keys.number("block_count")?,
            width,
            heads,
            key_heads: keys.number("attention.head_count_kv")?,
            head_width,
            epsilon: keys.float("attention.layer_norm_rms_epsilon")?.unwrap_or(1e-5),
            context: keys.number("context_length")?,
            pairing: Pairing::Halves,
            global: turning,
            local: None,
            activation: Activation::Silu,
            embedding_scale: 1.0,
            score_scale: 1.0 / (head_width as f32).sqrt(),
            score_cap: keys.float("attn_logit_softcapping")?.filter(|cap| *cap > 0.0),
            logit_cap: keys.float("final_logit_softcapping")?.filter(|cap| *cap > 0.0),
        })
    }

    /// Tokens that a layer sees, and how it turns positions.
    pub(crate) fn layer(&self, index: usize) -> (Option<usize>, Turning) {
        match self.local {
            Some(local) if !(index + 1).is_multiple_of(local.global_every) => (Some(local.window), local.turning),
            _ => (None, self.global),
        }
    }
}

impl Turning {
    /// The angle by which each plane turns from one position to the next; `factors` divide it where the file has them.
    pub(crate) fn steps(&self, factors: Option<&[f32]>) -> Vec<f32> {
        (0..self.width / 2)
            .map(|plane| {
                let step = self.base.powf(-((2 * plane) as f32) / self.width as f32) / self.stretch;
                step / factors.and_then(|factors| factors.get(plane)).copied().unwrap_or(1.0)
            })
            .collect()
    }
}

/// Typed access to a family's keys, with errors that name the key.
pub(super) struct Keys<'a> {
    content: &'a Content,
    pub(super) family: &'static str,
}

impl<'a> Keys<'a> {
    /// The keys of a family; nothing for architectures that write no text.
    pub(super) fn new(content: &'a Content, architecture: Architecture) -> Option<Self> {
        families::name(architecture).map(|family| Self { content, family })
    }

    /// A whole number above zero.
    pub(super) fn number(&self, key: &str) -> Result<usize> {
        match self.optional(key)? {
            Some(number) => Ok(number),
            None => bail!("the key `{}.{key}` is missing", self.family),
        }
    }

    /// A whole number above zero, where the file has it.
    pub(super) fn optional(&self, key: &str) -> Result<Option<usize>> {
        match self.content.metadata.get(&format!("{}.{key}", self.family)) {
            None => Ok(None),
            Some(Value::U32(number)) if *number > 0 => Ok(Some(*number as usize)),
            Some(_) => bail!("the key `{}.{key}` is not a whole number above zero", self.family),
        }
    }

    /// A number, where the file has it.
    pub(super) fn float(&self, key: &str) -> Result<Option<f32>> {
        match self.content.metadata.get(&format!("{}.{key}", self.family)) {
            None => Ok(None),
            Some(Value::F32(number)) if number.is_finite() => Ok(Some(*number)),
            Some(_) => bail!("the key `{}.{key}` is not a number", self.family),
        }
    }

    /// By what positions are divided; other ways of stretching than the linear one would give another model, and are refused.
    fn linear_stretch(&self) -> Result<f32> {
        match self.content.metadata.get(&format!("{}.rope.scaling.type", self.family)) {
            None => {}
            Some(Value::String(kind)) if kind == "none" => return Ok(1.0),
            Some(Value::String(kind)) if kind == "linear" => {}
            Some(Value::String(kind)) => bail!("the key `{}.rope.scaling.type` is `{kind}`, not `linear`", self.family),
            Some(_) => bail!("the key `{}.rope.scaling.type` is not a text", self.family),
        }
        Ok(self.float("rope.scaling.factor")?.filter(|factor| *factor > 0.0).unwrap_or(1.0))
    }
}
