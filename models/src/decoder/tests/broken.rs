//! Whatever bytes a model file holds, opening it ends with an error that names the place, or with a model that can be used.

use candle_core::quantized::gguf_file::Value;
use proptest::prelude::*;

use super::*;

/// Bytes of the tiny model, and where its tensors begin.
fn whole(family: Architecture) -> (Vec<u8>, usize, LanguageModelSource, tempfile::TempDir) {
    let folder = tempfile::tempdir().unwrap();
    let source = TinyModel::of(family, 32, GgmlDType::Q8_0).write(folder.path());
    let bytes = fs::read(&source.path).unwrap();
    let content = Content::read(&mut std::io::Cursor::new(&bytes)).unwrap();
    (bytes, usize::try_from(content.tensor_data_offset).unwrap(), source, folder)
}

/// What opening says of a tiny Qwen 2 in whose bytes something stands in place of something else that stands there once.
fn said(old: &[u8], new: &[u8]) -> String {
    let (mut bytes, _, source, _folder) = whole(Architecture::Qwen2);
    let places: Vec<usize> = (0..bytes.len()).filter(|at| bytes[*at..].starts_with(old)).collect();
    assert_eq!(places.len(), 1, "{old:?} stands there once");
    bytes.splice(places[0]..places[0] + old.len(), new.iter().copied());
    fs::write(&source.path, &bytes).unwrap();
    match LanguageModel::open(&source) {
        Err(error @ ModelError::Broken { .. }) => error.to_string(),
        Err(error) => panic!("{error}"),
        Ok(_) => panic!("a broken model was opened"),
    }
}

/// The entry of a tensor in the head, up to a size.
fn entry(name: &str, sizes: &[u64], dtype: u32) -> Vec<u8> {
    let mut bytes = (name.len() as u64).to_le_bytes().to_vec();
    bytes.extend_from_slice(name.as_bytes());
    bytes.extend(u32::try_from(sizes.len()).unwrap().to_le_bytes());
    bytes.extend(sizes.iter().flat_map(|size| size.to_le_bytes()));
    bytes.extend(dtype.to_le_bytes());
    bytes
}

const Q8_0: u32 = 8;

#[test]
fn the_head_is_read_as_candle_reads_it() {
    for family in FAMILIES {
        let (bytes, offset, ..) = whole(family);
        let ours = head::read(&mut bytes.as_slice(), bytes.len() as u64).unwrap();
        let theirs = Content::read(&mut std::io::Cursor::new(&bytes)).unwrap();
        assert_eq!(ours.tensor_data_offset, offset as u64);
        assert_eq!(format!("{:?}", ours.magic), format!("{:?}", theirs.magic));
        assert_eq!((ours.metadata.len(), ours.tensor_infos.len()), (theirs.metadata.len(), theirs.tensor_infos.len()));
        for (key, value) in &theirs.metadata {
            assert_eq!(format!("{:?}", ours.metadata[key]), format!("{value:?}"), "{key}");
        }
        for (name, info) in &theirs.tensor_infos {
            assert_eq!(format!("{:?}", ours.tensor_infos[name]), format!("{info:?}"), "{name}");
        }
    }
}

#[test]
fn absurd_sizes_are_refused_by_the_tensors_name_and_take_no_memory() {
    let name = "token_embd.weight";
    let rows = 60_u64;
    let old = entry(name, &[32, rows], Q8_0);
    for sizes in [[32, 1 << 61], [1 << 59, 32], [1 << 40, 1 << 40], [32, 0], [32, u64::MAX]] {
        let message = said(&old, &entry(name, &sizes, Q8_0));
        assert!(message.contains(name), "{sizes:?}: {message}");
    }
    for (sizes, dtype, part) in [([32, rows], 23, "type 23"), ([32, rows], 12, "Q4K"), ([31, rows], Q8_0, "31")] {
        let message = said(&old, &entry(name, &sizes, dtype));
        assert!(message.contains(name) && message.contains(part), "{message}");
    }
}

#[test]
fn absurd_keys_are_refused_by_their_names() {
    let number = |key: &str, value: u32| {
        refused(|model| {
            let key = format!("qwen2.{key}");
            model.metadata.retain(|(name, _)| *name != key);
            model.metadata.push((key, Value::U32(value)));
        })
    };
    for value in [1, 2, 4, u32::MAX] {
        let message = number("block_count", value);
        assert!(message.contains("block_count") || message.contains("blk.3."), "{message}");
    }
    for key in ["attention.head_count", "attention.head_count_kv", "attention.key_length", "embedding_length"] {
        for value in [3, 1 << 20, u32::MAX - 1] {
            let message = number(key, value);
            assert!(message.contains("`qwen2.") || message.contains(".weight`"), "{key} {value}: {message}");
        }
    }
    for value in [0, 3] {
        let message = refused(|model| model.metadata.push(("general.alignment".to_owned(), Value::U32(value))));
        assert!(message.contains("general.alignment"), "{message}");
    }
    let message = refused(|model| {
        model.metadata.retain(|(name, _)| name != "qwen2.rope.freq_base");
        model.metadata.push(("qwen2.rope.freq_base".to_owned(), Value::F32(-1.0)));
    });
    assert!(message.contains("rope.freq_base"), "{message}");
}

#[test]
fn a_vocabulary_without_rows_is_refused() {
    let message = refused(|model| {
        for (name, value) in &mut model.metadata {
            if let ("tokenizer.ggml.tokens" | "tokenizer.ggml.token_type", Value::Array(values)) =
                (name.as_str(), value)
            {
                let more = match &values[0] {
                    Value::String(_) => Value::String("more".to_owned()),
                    other => other.clone(),
                };
                values.push(more);
            }
        }
    });
    assert!(message.contains("token_embd.weight") && message.contains("61 tokens"), "{message}");
}

#[test]
fn a_file_that_ends_in_its_head_names_the_key_or_the_tensor() {
    let (bytes, _, source, _folder) = whole(Architecture::Llama);
    for (name, what) in [("llama.attention.head_count_kv", "key"), ("blk.1.ffn_up.weight", "tensor")] {
        let at = bytes.windows(name.len()).position(|window| window == name.as_bytes()).unwrap();
        fs::write(&source.path, &bytes[..at + name.len() + 2]).unwrap();
        let message = LanguageModel::open(&source).err().unwrap().to_string();
        assert!(message.contains(&format!("the {what} `{name}`")), "{message}");
    }
}

/// What is done to a file.
#[derive(Debug, Clone)]
enum Harm {
    /// A bit is another one.
    Flip { at: usize, bit: u8 },
    /// Eight bytes say something absurd.
    Write { at: usize, value: u64 },
    /// The rest is missing.
    Cut { at: usize },
}

fn harm() -> impl Strategy<Value = Harm> {
    let value = prop_oneof![
        Just(0),
        Just(1),
        Just(u64::MAX),
        Just(u64::MAX >> 1),
        Just(1 << 61),
        Just(1 << 40),
        Just((1_u64 << 40) + 32),
        Just(u64::from(u32::MAX)),
        any::<u64>()
    ];
    prop_oneof![
        6 => (any::<usize>(), 0..8_u8).prop_map(|(at, bit)| Harm::Flip { at, bit }),
        3 => (any::<usize>(), value).prop_map(|(at, value)| Harm::Write { at, value }),
        1 => any::<usize>().prop_map(|at| Harm::Cut { at }),
    ]
}

/// The most memory this process has had mapped, in KiB, where the system tells.
fn most_memory() -> Option<u64> {
    let status = fs::read_to_string("/proc/self/status").ok()?;
    status.lines().find_map(|line| line.strip_prefix("VmPeak:"))?.trim().strip_suffix(" kB")?.trim().parse().ok()
}

/// Reads a text and writes a token, as far as that goes.
fn write<N: Network>(network: &mut N, tokens: &[u32]) {
    let mut memory = network.empty();
    for tokens in [tokens, &[0]] {
        // An error is as good as logits here.
        let _ = network.forward(&mut [Feed { memory: &mut memory, tokens, logits: true }]);
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn harmed_files_give_an_error_or_a_model_that_can_be_used(
        family in 0..FAMILIES.len(),
        harms in proptest::collection::vec(harm(), 1..4),
        in_head in proptest::bool::weighted(0.9),
    ) {
        let (mut bytes, head, source, _folder) = whole(FAMILIES[family]);
        for harm in &harms {
            // Most of what can go wrong is in the head.
            let end = if in_head { head.min(bytes.len()) } else { bytes.len() };
            if end < 8 {
                break;
            }
            match *harm {
                Harm::Flip { at, bit } => bytes[at % end] ^= 1 << bit,
                Harm::Write { at, value } => {
                    let at = at % (end - 7);
                    bytes[at..at + 8].copy_from_slice(&value.to_le_bytes());
                }
                Harm::Cut { at } => bytes.truncate(at % end),
            }
        }
        fs::write(&source.path, &bytes).unwrap();
        let before = most_memory();
        for open in [LanguageModel::open, LanguageModel::open_on_tensors] {
            let Ok(model) = open(&source) else {
                continue;
            };
            let tokens = model.tokenizer.encode(&[crate::tokenizer::Segment::Text("a word, and Another?".to_owned())]);
            let tokens = tokens.unwrap_or_default();
            prop_assert!(tokens.len() < 100);
            let _ = model.tokenizer.decode(&tokens);
            // Weights that changed give other logits, or none that are numbers: an error of the engine.
            match model.backend {
                #[cfg(target_arch = "x86_64")]
                Backend::Processor(mut network) => write(&mut *network, &tokens),
                Backend::Tensors(mut network) => write(&mut *network, &tokens),
            }
        }
        if let (Some(before), Some(after)) = (before, most_memory()) {
            prop_assert!(after - before < 4 << 20, "{} KiB more", after - before);
        }
    }
}
