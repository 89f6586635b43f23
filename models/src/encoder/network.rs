//! The networks of candle behind one door: a batch in, a vector for every token out.

use candle_core::{Result, Tensor};
use candle_nn::VarBuilder;
use candle_transformers::models::{bert::BertModel, xlm_roberta::XLMRobertaModel};

use super::{
    batches::Batch,
    config::{EncoderConfig, Family},
};

/// Where the tensors of an encoder may begin: a model that was saved with a head has its family's name before them.
const PREFIXES: [&str; 2] = ["roberta", "bert"];
/// A tensor that every encoder has.
const TOKENS: &str = "embeddings.word_embeddings.weight";

/// The network of an embedder.
pub(super) enum Network {
    /// XLM-RoBERTa: bge-m3, multilingual-e5-base and -large.
    XlmRoberta(XLMRobertaModel),
    /// BERT: multilingual-e5-small.
    Bert(BertModel),
}

impl Network {
    /// Takes the network from its weights.
    pub(super) fn load(config: &EncoderConfig, builder: VarBuilder<'static>) -> Result<Self> {
        let begun = PREFIXES.iter().map(|prefix| builder.pp(prefix)).find(|within| within.contains_tensor(TOKENS));
        let builder = begun.unwrap_or(builder);
        match config.family() {
            Family::Bert => BertModel::load(builder, &config.bert()).map(Self::Bert),
            Family::XlmRoberta => XLMRobertaModel::new(&config.xlm_roberta(), builder).map(Self::XlmRoberta),
        }
    }

    /// The vectors of the tokens: `(texts, tokens, width)`.
    pub(super) fn states(&self, batch: &Batch) -> Result<Tensor> {
        let Batch { tokens, mask, types } = batch;
        match self {
            Self::XlmRoberta(model) => model.forward(tokens, mask, types, None, None, None),
            Self::Bert(model) => model.forward(tokens, types, Some(mask)),
        }
    }
}
