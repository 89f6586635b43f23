//! `config.json`: the sizes of a network, read for both families and checked before any weight is.

use std::path::Path;

use candle_core::DType;
use candle_transformers::models::{bert, xlm_roberta};
use serde::{Deserialize, de::DeserializeOwned};
use serde_json::Value;

use super::EncoderError;
use crate::catalogue::Architecture;

/// Up to here f16 holds every whole number; candle counts the positions of XLM-RoBERTa in the type of the weights.
const EXACT_IN_F16: usize = 2048;

/// A family of encoders.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Family {
    Bert,
    XlmRoberta,
}

/// The sizes of a network.
#[derive(Debug, Clone)]
pub(super) struct EncoderConfig {
    family: Family,
    raw: RawConfig,
}

/// What is read of the file; dropout and the like say nothing about inference.
#[derive(Debug, Clone, Deserialize)]
struct RawConfig {
    model_type: String,
    hidden_size: usize,
    num_hidden_layers: usize,
    num_attention_heads: usize,
    intermediate_size: usize,
    hidden_act: String,
    vocab_size: usize,
    max_position_embeddings: usize,
    type_vocab_size: usize,
    layer_norm_eps: f64,
    pad_token_id: u32,
    #[serde(default)]
    position_embedding_type: Option<String>,
}

impl EncoderConfig {
    /// Reads the text of a `config.json` and checks it against the catalogue's family.
    pub(super) fn parse(text: &[u8], path: &Path, architecture: Architecture) -> Result<Self, EncoderError> {
        let broken = |problem: String| EncoderError::Broken { path: path.to_owned(), problem };
        let raw: RawConfig = serde_json::from_slice(text).map_err(|error| broken(error.to_string()))?;
        let family = match (architecture, raw.model_type.as_str()) {
            (Architecture::Bert, "bert") => Family::Bert,
            (Architecture::XlmRoberta, "xlm-roberta") => Family::XlmRoberta,
            // Every other pair is a family that the file and the catalogue do not agree on, or that is no encoder.
            (expected, _) => {
                let (path, found) = (path.to_owned(), raw.model_type);
                return Err(EncoderError::OtherArchitecture { path, found, expected });
            }
        };
        if raw.position_embedding_type.as_deref().is_some_and(|kind| kind != "absolute") {
            return Err(broken("the key `position_embedding_type` is not `absolute`".to_owned()));
        }
        if raw.num_attention_heads == 0 || !raw.hidden_size.is_multiple_of(raw.num_attention_heads) {
            return Err(broken("the key `num_attention_heads` does not divide `hidden_size`".to_owned()));
        }
        let config = Self { family, raw };
        // A whole sentence of special tokens has to fit.
        if config.most_tokens() < 8 {
            return Err(broken("the key `max_position_embeddings` leaves no room for a text".to_owned()));
        }
        let activation = match family {
            Family::Bert => named::<bert::HiddenAct>(&config.raw.hidden_act).is_some(),
            Family::XlmRoberta => named::<candle_nn::Activation>(&config.raw.hidden_act).is_some(),
        };
        if !activation {
            return Err(broken(format!("the key `hidden_act` is `{}`, which is not known", config.raw.hidden_act)));
        }
        Ok(config)
    }

    /// The family.
    pub(super) fn family(&self) -> Family {
        self.family
    }

    /// Values of a token's vector.
    pub(super) fn width(&self) -> usize {
        self.raw.hidden_size
    }

    /// Rows of the table of tokens.
    pub(super) fn vocabulary(&self) -> usize {
        self.raw.vocab_size
    }

    /// The token that fills short texts of a batch.
    pub(super) fn padding(&self) -> u32 {
        self.raw.pad_token_id
    }

    /// The most tokens for which the network has positions.
    pub(super) fn most_tokens(&self) -> usize {
        // XLM-RoBERTa counts positions from behind its padding token.
        let behind_padding = |positions: usize| positions.saturating_sub(self.raw.pad_token_id as usize + 1);
        match self.family {
            Family::XlmRoberta => behind_padding(self.raw.max_position_embeddings.min(EXACT_IN_F16 + 1)),
            Family::Bert => self.raw.max_position_embeddings,
        }
    }

    /// The type of the weights: candle's BERT gives no numbers in f16, where its mask multiplies zero by infinity.
    pub(super) fn dtype(&self, half: bool) -> DType {
        match self.family {
            Family::XlmRoberta if half => DType::F16,
            Family::XlmRoberta | Family::Bert => DType::F32,
        }
    }

    /// The sizes as candle's XLM-RoBERTa takes them.
    pub(super) fn xlm_roberta(&self) -> xlm_roberta::Config {
        let raw = &self.raw;
        xlm_roberta::Config {
            hidden_size: raw.hidden_size,
            layer_norm_eps: raw.layer_norm_eps,
            attention_probs_dropout_prob: 0.0,
            hidden_dropout_prob: 0.0,
            num_attention_heads: raw.num_attention_heads,
            position_embedding_type: "absolute".to_owned(),
            intermediate_size: raw.intermediate_size,
            hidden_act: named(&raw.hidden_act).unwrap_or(candle_nn::Activation::Gelu),
            num_hidden_layers: raw.num_hidden_layers,
            vocab_size: raw.vocab_size,
            max_position_embeddings: raw.max_position_embeddings,
            type_vocab_size: raw.type_vocab_size,
            pad_token_id: raw.pad_token_id,
        }
    }

    /// The sizes as candle's BERT takes them.
    pub(super) fn bert(&self) -> bert::Config {
        let raw = &self.raw;
        bert::Config {
            vocab_size: raw.vocab_size,
            hidden_size: raw.hidden_size,
            num_hidden_layers: raw.num_hidden_layers,
            num_attention_heads: raw.num_attention_heads,
            intermediate_size: raw.intermediate_size,
            hidden_act: named(&raw.hidden_act).unwrap_or(bert::HiddenAct::Gelu),
            max_position_embeddings: raw.max_position_embeddings,
            type_vocab_size: raw.type_vocab_size,
            layer_norm_eps: raw.layer_norm_eps,
            pad_token_id: raw.pad_token_id as usize,
            // Where the tensors begin is found by looking, not by the name of the family.
            model_type: None,
            ..bert::Config::default()
        }
    }
}

/// A value by its name in `config.json`.
fn named<T: DeserializeOwned>(name: &str) -> Option<T> {
    serde_json::from_value(Value::String(name.to_owned())).ok()
}
