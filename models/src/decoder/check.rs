//! Looking over a GGUF file before its tensors are read, so that a broken one is refused by the name of a key or a tensor.

use candle_core::quantized::gguf_file::{Content, TensorInfo, Value};

use super::{LanguageModelSource, ModelError, blueprint::Keys, plain};
use crate::catalogue::Architecture;

/// Checks family, keys and the table of tensors.
pub(super) fn content(content: &Content, source: &LanguageModelSource, length: u64) -> Result<(), ModelError> {
    let broken = |problem: String| ModelError::Broken { path: source.path.clone(), problem };
    let found = match content.metadata.get("general.architecture") {
        Some(Value::String(name)) => name.as_str(),
        _ => return Err(broken("the key `general.architecture` is missing".to_owned())),
    };
    let Some(keys) = Keys::new(content, source.architecture) else {
        return Err(ModelError::NotALanguageModel(source.architecture));
    };
    let expected = keys.family;
    if found != expected {
        return Err(ModelError::OtherArchitecture {
            path: source.path.clone(),
            found: found.to_owned(),
            expected: source.architecture,
        });
    }
    let number = |key: &str| keys.number(key).map_err(|error| broken(plain(&error)));
    let heads = number("attention.head_count")?;
    let key_heads = number("attention.head_count_kv")?;
    let width = number("embedding_length")?;
    number("context_length")?;
    let layers = number("block_count")?;
    if !heads.is_multiple_of(key_heads) || !width.is_multiple_of(heads) && source.architecture != Architecture::Gemma3 {
        return Err(broken(format!(
            "the key `{expected}.attention.head_count` does not fit the others: {heads} heads, {key_heads} of keys, width {width}"
        )));
    }
    let table = content.tensor_infos.get("token_embd.weight");
    if table.is_none_or(|info| info.shape.dims().len() != 2 || info.shape.dims()[1] != width) {
        return Err(broken(format!("the tensor `token_embd.weight` is missing or not {width} wide")));
    }
    let beyond = format!("blk.{layers}.");
    if let Some(name) = content.tensor_infos.keys().find(|name| name.starts_with(&beyond)) {
        return Err(broken(format!("the key `{expected}.block_count` is {layers}, and there is a tensor `{name}`")));
    }
    let mut names: Vec<_> = content.tensor_infos.iter().collect();
    names.sort_by_key(|(_, info)| info.offset);
    for (name, info) in names {
        let end = bytes(info)
            .and_then(|bytes| bytes.checked_add(info.offset))
            .and_then(|end| end.checked_add(content.tensor_data_offset));
        if end.is_none_or(|end| end > length) {
            return Err(broken(format!("the tensor `{name}` ends behind the end of the file ({length} bytes)")));
        }
    }
    Ok(())
}

/// Checks that every token of the vocabulary has a row in the table of tokens, and the logits as many.
pub(super) fn vocabulary(content: &Content, source: &LanguageModelSource, tokens: usize) -> Result<(), ModelError> {
    for name in ["token_embd.weight", "output.weight"] {
        let rows = content.tensor_infos.get(name).map(|info| info.shape.dims()[0]);
        if let Some(rows) = rows.filter(|rows| *rows < tokens) {
            let problem = format!("the tensor `{name}` has {rows} rows for {tokens} tokens");
            return Err(ModelError::Broken { path: source.path.clone(), problem });
        }
    }
    Ok(())
}

fn bytes(info: &TensorInfo) -> Option<u64> {
    let blocks = info.shape.elem_count() / info.ggml_dtype.block_size();
    u64::try_from(blocks.checked_mul(info.ggml_dtype.type_size())?).ok()
}
