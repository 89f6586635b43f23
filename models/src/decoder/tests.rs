use std::fs;

use candle_core::{
    Device, Tensor,
    quantized::{GgmlDType, gguf_file::Content},
};

use super::{tiny::TinyModel, *};

mod broken;

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

/// The backend that reads a blueprint plainly.
fn tensors(source: &LanguageModelSource) -> Tensors {
    let mut reader = BufReader::new(File::open(&source.path).unwrap());
    let content = Content::read(&mut reader).unwrap();
    let blueprint = Blueprint::read(&content, source.architecture).unwrap();
    Tensors::open(&WeightsFile::new(&source.path, &content, reader), blueprint, &Device::Cpu).unwrap()
}

/// The logits behind each feed of one text.
fn logits<N: Network>(network: &mut N, feeds: &[&[u32]]) -> Vec<Vec<f32>> {
    let mut memory = network.empty();
    let feed =
        |tokens: &&[u32]| network.forward(&mut [Feed { memory: &mut memory, tokens, logits: true }]).unwrap().remove(0);
    feeds.iter().map(feed).collect()
}

fn assert_close(left: &[f32], right: &[f32], within: f32) {
    assert_eq!(left.len(), right.len());
    let scale = right.iter().fold(0.0_f32, |most, value| most.max(value.abs()));
    for (left, right) in left.iter().zip(right) {
        assert!((left - right).abs() <= within * scale, "{left} {right}, of {scale}");
    }
}

/// Some text longer than the window of the tiny Gemma 3.
fn ids() -> Vec<u32> {
    (0..40).map(|id| id * 7 % 53).collect()
}

const FAMILIES: [Architecture; 4] =
    [Architecture::Llama, Architecture::Qwen2, Architecture::Qwen3, Architecture::Gemma3];

#[test]
fn feeding_in_pieces_gives_the_logits_of_feeding_at_once() {
    let folder = tempfile::tempdir().unwrap();
    let ids = ids();
    for family in FAMILIES {
        let mut network = tensors(&TinyModel::of(family, 32, GgmlDType::Q8_0).write(folder.path()));
        let whole = logits(&mut network, &[&ids]);
        let pieces = logits(&mut network, &[&ids[..16], &ids[16..39], &ids[39..]]);
        assert_close(&pieces[2], &whole[0], 1e-4);
    }
}

/// candle's own modules are an independent reading of three of the families.
#[test]
fn logits_are_those_of_candle_transformers() {
    use candle_transformers::models::{quantized_llama, quantized_qwen2, quantized_qwen3};
    let folder = tempfile::tempdir().unwrap();
    let ids = ids();
    let input = Tensor::new(ids.as_slice(), &Device::Cpu).unwrap().unsqueeze(0).unwrap();
    for family in [Architecture::Llama, Architecture::Qwen2, Architecture::Qwen3] {
        let source = TinyModel::of(family, 32, GgmlDType::Q8_0).write(folder.path());
        let mut reader = BufReader::new(File::open(&source.path).unwrap());
        let mut content = Content::read(&mut reader).unwrap();
        // candle asks for keys that it could know, and computes Qwen 3 in f16 unless told otherwise.
        content.metadata.insert("general.dtype".to_owned(), candle_core::quantized::gguf_file::Value::U32(0));
        let expected = match family {
            Architecture::Llama => quantized_llama::ModelWeights::from_gguf(content, &mut reader, &Device::Cpu)
                .and_then(|mut model| model.forward(&input, 0)),
            Architecture::Qwen2 => quantized_qwen2::ModelWeights::from_gguf(content, &mut reader, &Device::Cpu)
                .and_then(|mut model| model.forward(&input, 0)),
            _ => quantized_qwen3::ModelWeights::from_gguf(content, &mut reader, &Device::Cpu)
                .and_then(|mut model| model.forward(&input, 0)),
        };
        let expected = expected.unwrap().flatten_all().unwrap().to_vec1::<f32>().unwrap();
        assert_close(&logits(&mut tensors(&source), &[&ids])[0], &expected, 1e-4);
    }
}

/// Kept from a run in which candle's modules agreed (Gemma 3: in which llama.cpp wrote the same text with the real model). With
/// `KEEP_SNAPSHOTS` set, what is found is kept instead.
#[test]
fn logits_are_those_that_were_kept() {
    let folder = tempfile::tempdir().unwrap();
    let found: std::collections::BTreeMap<String, Vec<f32>> = FAMILIES
        .into_iter()
        .map(|family| {
            let mut network = tensors(&TinyModel::of(family, 32, GgmlDType::Q8_0).write(folder.path()));
            let mut found = logits(&mut network, &[&ids()]).remove(0);
            found.truncate(16);
            (format!("{family:?}"), found)
        })
        .collect();
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/decoder/snapshots.json");
    if std::env::var_os("KEEP_SNAPSHOTS").is_some() {
        fs::write(&path, serde_json::to_string_pretty(&found).unwrap() + "\n").unwrap();
    }
    let kept: std::collections::BTreeMap<String, Vec<f32>> =
        serde_json::from_str(&fs::read_to_string(&path).unwrap()).unwrap();
    assert_eq!(kept.len(), FAMILIES.len());
    for (family, kept) in &kept {
        assert_close(&found[family], kept, 1e-3);
    }
}

#[cfg(target_arch = "x86_64")]
mod on_the_processor {
    use super::*;

    fn processor(source: &LanguageModelSource) -> Processor {
        match LanguageModel::open(source).unwrap().backend {
            Backend::Processor(processor) => *processor,
            Backend::Tensors(_) => panic!("the kernels can run it"),
        }
    }

    #[test]
    fn kernels_give_the_logits_of_tensors() {
        let folder = tempfile::tempdir().unwrap();
        let ids = ids();
        let shapes = [
            (32, GgmlDType::Q8_0),
            (64, GgmlDType::Q5_0),
            (256, GgmlDType::Q4K),
            (256, GgmlDType::Q6K),
            (64, GgmlDType::F32),
        ];
        for family in FAMILIES {
            for (width, dtype) in shapes {
                let source = TinyModel::of(family, width, dtype).write(folder.path());
                let feeds: [&[u32]; 3] = [&ids[..1], &ids[1..30], &ids[30..]];
                let expected = logits(&mut tensors(&source), &feeds);
                for (found, expected) in logits(&mut processor(&source), &feeds).iter().zip(&expected) {
                    // Keys and values lie in f16, and the two round their activations at different places: single logits of
                    // random weights move, the whole does not.
                    let square = |values: &mut dyn Iterator<Item = f32>| values.map(|value| value * value).sum::<f32>();
                    let off = square(&mut found.iter().zip(expected).map(|(found, expected)| found - expected));
                    let share = (off / square(&mut expected.iter().copied())).sqrt();
                    let most = if dtype == GgmlDType::F32 { 5e-3 } else { 8e-2 };
                    assert!(share < most, "{family:?} {width} {dtype:?}: off by {share}");
                }
            }
        }
    }

    #[test]
    fn texts_taken_further_together_are_taken_as_alone() {
        let folder = tempfile::tempdir().unwrap();
        let ids = ids();
        for family in FAMILIES {
            let mut network = processor(&TinyModel::of(family, 64, GgmlDType::Q5_0).write(folder.path()));
            let alone: Vec<_> =
                [&ids[..20], &ids[3..9], &ids[10..11]].map(|tokens| logits(&mut network, &[tokens]).remove(0)).into();
            let (mut one, mut two, mut three) = (network.empty(), network.empty(), network.empty());
            let first = network.forward(&mut [Feed { memory: &mut one, tokens: &ids[..13], logits: false }]).unwrap();
            assert!(first.is_empty());
            let together = network
                .forward(&mut [
                    Feed { memory: &mut one, tokens: &ids[13..20], logits: true },
                    Feed { memory: &mut two, tokens: &ids[3..9], logits: true },
                    Feed { memory: &mut three, tokens: &ids[10..11], logits: true },
                ])
                .unwrap();
            assert_eq!(together, alone);
        }
    }

    #[test]
    fn a_shared_beginning_is_read_once_and_changes_nothing() {
        let folder = tempfile::tempdir().unwrap();
        let ids = ids();
        let mut network = processor(&TinyModel::new(false).write(folder.path()));
        let expected = logits(&mut network, &[&ids]);
        let mut first = network.empty();
        network.forward(&mut [Feed { memory: &mut first, tokens: &ids, logits: false }]).unwrap();
        let mut second = first.beginning(39);
        assert_eq!(second.length(), 32, "whole pages are shared");
        assert_eq!(second.parts().next(), first.parts().next());
        let rest = &ids[32..];
        let found = network.forward(&mut [Feed { memory: &mut second, tokens: rest, logits: true }]).unwrap();
        assert_eq!(found, expected);
        let saved = first.save().unwrap();
        let mut third = network.empty().load(&saved).unwrap();
        let found = network.forward(&mut [Feed { memory: &mut third, tokens: rest, logits: true }]).unwrap();
        assert_eq!(found, expected);
        assert!(network.empty().load(&saved[..100]).is_none());
    }

    #[test]
    fn a_token_beyond_the_vocabulary_is_an_error() {
        let folder = tempfile::tempdir().unwrap();
        let mut network = processor(&TinyModel::new(false).write(folder.path()));
        let mut memory = network.empty();
        assert!(network.forward(&mut [Feed { memory: &mut memory, tokens: &[1000], logits: true }]).is_err());
    }
}

#[test]
fn a_key_that_would_give_another_model_is_refused_by_its_name() {
    use candle_core::quantized::gguf_file::Value;
    let said = refused(|model| {
        model.metadata.push(("qwen2.rope.scaling.type".to_owned(), Value::String("yarn".to_owned())));
    });
    assert!(said.contains("qwen2.rope.scaling.type") && said.contains("yarn"), "{said}");
    let said = refused(|model| {
        let other = TinyModel::of(Architecture::Qwen2, 64, GgmlDType::Q8_0);
        let wrong = other.tensors.into_iter().find(|(name, _)| name == "blk.1.attn_output.weight").unwrap();
        model.tensors.retain(|(name, _)| *name != wrong.0);
        model.tensors.push(wrong);
    });
    assert!(said.contains("blk.1.attn_output.weight") && said.contains("32 by 32"), "{said}");
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
    assert!(said.contains("blk.2.") && said.contains("fetch the model again"), "{said}");
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
