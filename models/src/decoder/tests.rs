use std::fs;

use super::{tiny::TinyModel, *};

fn refused(change: impl FnOnce(&mut TinyModel)) -> String {
    let folder = tempfile::tempdir().unwrap();
    let mut model = TinyModel::new(false);
    change(&mut model);
    let Err(error) = LanguageModel::open(&model.write(folder.path())) else {
        panic!("a broken model was opened");
    };
    error.to_string()
}

#[test]
fn a_whole_model_opens_and_tells_what_it_is() {
    let folder = tempfile::tempdir().unwrap();
    let mut source = TinyModel::new(false).write(folder.path());
    source.context = 1 << 20;
    let model = LanguageModel::open(&source).unwrap();
    assert_eq!(model.description().context, tiny::CONTEXT);
    assert_eq!(model.description().id, "tiny");
    assert!(model.tokenizer.vocabulary_size() < 64);
}

#[test]
fn feeding_in_pieces_gives_the_logits_of_feeding_at_once() {
    let folder = tempfile::tempdir().unwrap();
    let mut model = LanguageModel::open(&TinyModel::new(false).write(folder.path())).unwrap();
    let ids: Vec<u32> = (0..40).map(|id| id % 50).collect();
    let mut feed = |ids: &[u32], position| {
        let input = Tensor::new(ids, &Device::Cpu).unwrap().unsqueeze(0).unwrap();
        model.decoder.forward(&input, position).unwrap().squeeze(0).unwrap().to_vec1::<f32>().unwrap()
    };
    let whole = feed(&ids, 0);
    feed(&ids[..16], 0);
    feed(&ids[16..39], 16);
    let pieces = feed(&ids[39..], 39);
    for (whole, pieces) in whole.iter().zip(&pieces) {
        assert!((whole - pieces).abs() < 1e-3, "{whole} {pieces}");
    }
}

#[test]
fn a_missing_key_or_tensor_is_named() {
    let key = "qwen2.attention.head_count_kv";
    assert!(refused(|model| model.metadata.retain(|(name, _)| name != key)).contains(key));
    let said = refused(|model| model.tensors.retain(|(name, _)| name != "blk.1.ffn_up.weight"));
    assert!(said.contains("blk.1.ffn_up.weight"), "{said}");
    let said = refused(|model| model.tensors.retain(|(name, _)| name != "token_embd.weight"));
    assert!(said.contains("token_embd.weight"), "{said}");
    let said = refused(|model| model.metadata.retain(|(name, _)| name != "tokenizer.ggml.tokens"));
    assert!(said.contains("tokenizer.ggml.tokens"), "{said}");
}

#[test]
fn a_key_of_another_type_or_of_zero_is_named() {
    use candle_core::quantized::gguf_file::Value;
    for value in [Value::U32(0), Value::String("4".to_owned())] {
        let said = refused(|model| {
            for (name, old) in &mut model.metadata {
                if name == "qwen2.attention.head_count" {
                    *old = value.clone();
                }
            }
        });
        assert!(said.contains("qwen2.attention.head_count"), "{said}");
    }
}

#[test]
fn a_cut_file_names_the_first_tensor_that_is_not_whole() {
    let folder = tempfile::tempdir().unwrap();
    let source = TinyModel::new(false).write(folder.path());
    let bytes = fs::read(&source.path).unwrap();
    fs::write(&source.path, &bytes[..bytes.len() - 3000]).unwrap();
    let said = LanguageModel::open(&source).err().unwrap().to_string();
    assert!(said.contains("blk.1.") && said.contains("fetch the model again"), "{said}");
    fs::write(&source.path, &bytes[..40]).unwrap();
    assert!(matches!(LanguageModel::open(&source), Err(ModelError::Broken { .. })));
    fs::write(&source.path, b"no model at all").unwrap();
    assert!(matches!(LanguageModel::open(&source), Err(ModelError::Broken { .. })));
}

#[test]
fn another_family_a_missing_file_and_an_embedder_are_refused() {
    let folder = tempfile::tempdir().unwrap();
    let mut source = TinyModel::new(false).write(folder.path());
    source.architecture = Architecture::Llama;
    assert!(matches!(LanguageModel::open(&source), Err(ModelError::OtherArchitecture { .. })));
    source.architecture = Architecture::XlmRoberta;
    assert!(matches!(LanguageModel::open(&source), Err(ModelError::NotALanguageModel(_))));
    source.path = folder.path().join("absent.gguf");
    assert!(matches!(LanguageModel::open(&source), Err(ModelError::Read { .. })));
}
