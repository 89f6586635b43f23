use candle_core::quantized::{GgmlDType, gguf_file::Content};

use super::*;
use crate::{
    catalogue::{Architecture, Catalogue},
    decoder::{LanguageModel, LanguageModelSource, likeliest, tiny::TinyModel},
    device,
    tokenizer::Segment,
};

const FAMILIES: [Architecture; 4] =
    [Architecture::Llama, Architecture::Qwen2, Architecture::Qwen3, Architecture::Gemma3];
/// A text's prompt has this many tokens; the window of the tiny Gemma 3 is shorter than some and longer than others.
const PROMPTS: [usize; 5] = [1, 5, 20, 37, 11];
/// The step in which each comes.
const COMES: [usize; 5] = [0, 0, 1, 3, 4];
/// How many tokens are written for each before it goes.
const WRITES: [usize; 5] = [12, 4, 6, 9, 1];

fn open(source: &LanguageModelSource, device: &Device) -> Tensors {
    let mut reader = std::io::BufReader::new(std::fs::File::open(&source.path).unwrap());
    let content = Content::read(&mut reader).unwrap();
    let blueprint = Blueprint::read(&content, source.architecture).unwrap();
    Tensors::open(&WeightsFile::new(&source.path, &content, reader), blueprint, device).unwrap()
}

/// The tokens of a text: those of its prompt, then one a step.
fn tokens(text: usize) -> Vec<u32> {
    (0..PROMPTS[text] + WRITES[text]).map(|token| ((token * 7 + text * 13) % 53) as u32).collect()
}

/// The pieces in which a text is fed.
fn pieces(text: usize, tokens: &[u32]) -> Vec<&[u32]> {
    let (prompt, written) = tokens.split_at(PROMPTS[text]);
    std::iter::once(prompt).chain(written.chunks(1)).collect()
}

fn alone(network: &mut Tensors, text: usize) -> Vec<Vec<f32>> {
    let (tokens, mut memory) = (tokens(text), network.empty());
    let mut feed =
        |tokens| network.forward(&mut [Feed { memory: &mut memory, tokens, logits: true }]).unwrap().remove(0);
    pieces(text, &tokens).into_iter().map(&mut feed).collect()
}

/// The logits of every text, with texts coming and going between steps.
fn together(network: &mut Tensors) -> Vec<Vec<Vec<f32>>> {
    let texts: Vec<Vec<u32>> = (0..PROMPTS.len()).map(tokens).collect();
    let mut memories: Vec<Option<TensorMemory>> = texts.iter().map(|_| None).collect();
    let mut found = vec![Vec::new(); texts.len()];
    for step in 0_usize.. {
        let mut feeds = Vec::new();
        let mut fed = Vec::new();
        for (text, memory) in memories.iter_mut().enumerate() {
            let piece = step.checked_sub(COMES[text]).and_then(|at| pieces(text, &texts[text]).get(at).copied());
            let Some(tokens) = piece else {
                // Who goes gives back the pages, and who comes next gets them.
                *memory = None;
                continue;
            };
            let memory = memory.get_or_insert_with(|| network.empty());
            feeds.push(Feed { memory, tokens, logits: true });
            fed.push(text);
        }
        if feeds.is_empty() && step > COMES.into_iter().max().unwrap() {
            break;
        }
        if step == 5 {
            assert!(feeds.iter().filter(|feed| feed.tokens.len() == 1).count() >= 3, "several are written at once");
        }
        for (text, logits) in fed.into_iter().zip(network.forward(&mut feeds).unwrap()) {
            found[text].push(logits);
        }
    }
    found
}

/// How far some logits are from others, as a share of those.
fn off(found: &[f32], expected: &[f32]) -> f32 {
    assert_eq!(found.len(), expected.len());
    let square = |values: &mut dyn Iterator<Item = f32>| values.map(|value| value * value).sum::<f32>();
    let off = square(&mut found.iter().zip(expected).map(|(found, expected)| found - expected));
    (off / square(&mut expected.iter().copied())).sqrt()
}

fn assert_near(found: &[Vec<f32>], expected: &[Vec<f32>], most: f32, what: &str) {
    assert_eq!(found.len(), expected.len(), "{what}");
    for (step, (found, expected)) in found.iter().zip(expected).enumerate() {
        let off = off(found, expected);
        assert!(off < most, "{what}, step {step}: off by {off}");
    }
}

/// How far logits are from others: at most, and in the mean of all texts and steps.
fn furthest_and_mean(found: &[Vec<Vec<f32>>], expected: &[Vec<Vec<f32>>]) -> (f32, f32) {
    let pairs = found.iter().flatten().zip(expected.iter().flatten());
    let offs: Vec<f32> = pairs.map(|(found, expected)| off(found, expected)).collect();
    assert_eq!((found.len(), offs.len()), (expected.len(), expected.iter().map(Vec::len).sum()));
    (offs.iter().copied().fold(0.0, f32::max), offs.iter().sum::<f32>() / offs.len() as f32)
}

#[test]
fn texts_that_come_and_go_are_written_together_as_alone() {
    let folder = tempfile::tempdir().unwrap();
    for family in FAMILIES {
        let mut network = open(&TinyModel::of(family, 32, GgmlDType::Q8_0).write(folder.path()), &Device::Cpu);
        let found = together(&mut network);
        for (text, found) in found.iter().enumerate() {
            assert_near(found, &alone(&mut network, text), 1e-5, &format!("{family:?}, text {text}"));
        }
    }
}

#[test]
fn attention_of_those_that_are_written_is_one_batch() {
    let folder = tempfile::tempdir().unwrap();
    let mut network =
        open(&TinyModel::of(Architecture::Gemma3, 32, GgmlDType::Q8_0).write(folder.path()), &Device::Cpu);
    let mut memories: Vec<TensorMemory> = (0..4).map(|_| network.empty()).collect();
    let prompts: Vec<Vec<u32>> = [3, 20, 7, 30].map(|length| (0..length).collect()).into();
    for (memory, tokens) in memories.iter_mut().zip(&prompts) {
        network.forward(&mut [Feed { memory, tokens, logits: false }]).unwrap();
    }
    let next: [&[u32]; 4] = [&[1], &[2, 3], &[4], &[5]];
    let mut feeds = Vec::new();
    for (memory, tokens) in memories.iter_mut().zip(next) {
        memory.reserve(tokens.len()).unwrap();
        feeds.push(Feed { memory, tokens, logits: true });
    }
    let order = groups::order(&feeds);
    assert_eq!(order, [0, 2, 3, 1], "those with one token come first");
    let shapes = |window| {
        let groups = groups::groups(&feeds, &order, window, &Device::Cpu).unwrap();
        groups.iter().map(|group| (group.start, group.texts, group.count, group.length)).collect::<Vec<_>>()
    };
    assert_eq!(shapes(None), [(0, 3, 1, 31), (3, 1, 2, 22)]);
    assert_eq!(shapes(Some(12)), [(0, 3, 1, 12), (3, 1, 2, 13)], "nobody looks behind the window");
}

#[test]
fn a_text_of_no_numbers_spoils_no_other() {
    let folder = tempfile::tempdir().unwrap();
    let mut network = open(&TinyModel::new(false).write(folder.path()), &Device::Cpu);
    // The first of all rows are those of the one whose keys and values are no numbers.
    let mut ill = network.empty();
    let long: Vec<u32> = (0..40).collect();
    network.forward(&mut [Feed { memory: &mut ill, tokens: &long, logits: false }]).unwrap();
    let (mut well, mut alone) = (network.empty(), network.empty());
    for memory in [&mut well, &mut alone] {
        network.forward(&mut [Feed { memory, tokens: &[1, 2, 3], logits: false }]).unwrap();
    }
    let spoilt = Tensor::full(f32::NAN, (40, 16), &Device::Cpu).unwrap();
    let slots = network.pool.slots((0..40).map(|at| ill.row(at).unwrap()).collect()).unwrap();
    network.pool.write(0, &slots, &spoilt, &spoilt).unwrap();
    let expected = network.forward(&mut [Feed { memory: &mut alone, tokens: &[4], logits: true }]).unwrap();
    let both =
        [Feed { memory: &mut well, tokens: &[4], logits: true }, Feed { memory: &mut ill, tokens: &[4], logits: true }];
    let found = network.forward(&mut { both }).unwrap();
    assert_near(&found[..1], &expected, 1e-5, "beside one of no numbers");
}

#[test]
fn a_shared_beginning_is_read_once_saved_and_loaded() {
    let folder = tempfile::tempdir().unwrap();
    let source = TinyModel::of(Architecture::Gemma3, 32, GgmlDType::Q8_0).write(folder.path());
    let mut network = open(&source, &Device::Cpu);
    let ids: Vec<u32> = (0..40).map(|id| id * 7 % 53).collect();
    let mut first = network.empty();
    let expected = network.forward(&mut [Feed { memory: &mut first, tokens: &ids, logits: true }]).unwrap();
    let mut second = first.beginning(39);
    assert_eq!(second.length(), 32, "whole pages are shared");
    assert_eq!(second.parts().next(), first.parts().next());
    let found = network.forward(&mut [Feed { memory: &mut second, tokens: &ids[32..], logits: true }]).unwrap();
    assert_near(&found, &expected, 1e-5, "behind a shared beginning");
    let saved = first.save().unwrap();
    let mut other = open(&source, &Device::Cpu);
    let mut third = other.empty().load(&saved).unwrap();
    let found = other.forward(&mut [Feed { memory: &mut third, tokens: &ids[32..], logits: true }]).unwrap();
    assert_near(&found, &expected, 1e-5, "behind a loaded beginning");
    assert!(other.empty().load(&saved[..100]).is_none());
    assert_eq!(other.empty().load(&[]).map(|memory| memory.length()), Some(0));
}

/// The next tokens of two texts, found by the network and by looking at all logits.
fn both_ways(network: &mut Tensors) -> [Vec<u32>; 2] {
    let next = |network: &mut Tensors, by_the_network: bool| {
        let mut memories = [network.empty(), network.empty()];
        let texts: [&[u32]; 2] = [&[1, 2, 3], &[4, 5]];
        let feeds = memories.iter_mut().zip(texts).map(|(memory, tokens)| Feed { memory, tokens, logits: true });
        let mut feeds: Vec<Feed<'_, TensorMemory>> = feeds.collect();
        match by_the_network {
            true => network.likeliest(&mut feeds).unwrap(),
            false => network.forward(&mut feeds).unwrap().iter().map(|logits| likeliest(logits).unwrap()).collect(),
        }
    };
    [next(network, true), next(network, false)]
}

#[test]
fn the_likeliest_token_is_that_of_the_largest_logit() {
    let folder = tempfile::tempdir().unwrap();
    let mut network = open(&TinyModel::of(Architecture::Qwen2, 64, GgmlDType::F32).write(folder.path()), &Device::Cpu);
    let [found, expected] = both_ways(&mut network);
    assert_eq!((found.len(), &found), (2, &expected));
    // Numbers alone: a product of bytes would make zeros of what is none.
    network.last_norm = Tensor::full(f32::NAN, network.last_norm.shape(), &Device::Cpu).unwrap();
    let mut memory = network.empty();
    let error = network.likeliest(&mut [Feed { memory: &mut memory, tokens: &[1], logits: true }]).unwrap_err();
    assert!(error.to_string().contains("no numbers"), "{error}");
}

#[test]
fn a_token_beyond_the_vocabulary_is_an_error() {
    let folder = tempfile::tempdir().unwrap();
    let mut network = open(&TinyModel::new(false).write(folder.path()), &Device::Cpu);
    let mut memory = network.empty();
    assert!(network.forward(&mut [Feed { memory: &mut memory, tokens: &[1000], logits: true }]).is_err());
}

/// The accelerator of this machine; says so where there is none, for `tests/gpu` to read.
fn accelerator() -> Option<Device> {
    let device = device::inference_device();
    if device.is_cpu() {
        println!("skipped: this build or this machine has no accelerator");
    }
    (!device.is_cpu()).then_some(device)
}

/// Run by `tests/gpu` on a machine that has one.
#[test]
fn an_accelerator_gives_the_logits_of_the_processor() {
    let Some(device) = accelerator() else { return };
    let folder = tempfile::tempdir().unwrap();
    for family in FAMILIES {
        for (width, dtype) in
            [(64, GgmlDType::F32), (32, GgmlDType::Q8_0), (256, GgmlDType::Q4K), (256, GgmlDType::Q6K)]
        {
            let source = TinyModel::of(family, width, dtype).write(folder.path());
            let (mut here, mut there) = (open(&source, &Device::Cpu), open(&source, &device));
            let apart = |network: &mut Tensors| (0..PROMPTS.len()).map(|text| alone(network, text)).collect::<Vec<_>>();
            let found = together(&mut there);
            // Keys and values lie in f16 there. Products round their activations to a byte, at other places than here and elsewhere in
            // many rows than in few: random weights make the most of it in single steps. That the parts are put together rightly is
            // told by the first shape, that the products are right by real weights, below.
            let (furthest, mean) = if dtype == GgmlDType::F32 { (3e-2, 1e-2) } else { (0.7, 0.2) };
            for (other, expected) in [("the processor", apart(&mut here)), ("itself alone", apart(&mut there))] {
                let off = furthest_and_mean(&found, &expected);
                println!(
                    "{family:?} {width} {dtype:?} beside {other}: off by at most {}, in the mean {}",
                    off.0, off.1
                );
                assert!(off.0 < furthest && off.1 < mean);
            }
            let [found, expected] = both_ways(&mut there);
            assert_eq!(found, expected, "{family:?} {width} {dtype:?}, the likeliest token");
            let mut memory = there.empty();
            let ids: Vec<u32> = (0..40).collect();
            there.forward(&mut [Feed { memory: &mut memory, tokens: &ids, logits: false }]).unwrap();
            let loaded = there.empty().load(&memory.save().unwrap()).unwrap();
            assert_eq!((loaded.length(), loaded.save()), (32, memory.save()), "what is kept on disk comes back");
        }
    }
}

/// Run by `tests/gpu` on a machine that has one.
#[test]
fn an_accelerator_gives_numbers_where_products_are_beyond_f16() {
    let Some(device) = accelerator() else { return };
    let folder = tempfile::tempdir().unwrap();
    let mut model = TinyModel::of(Architecture::Qwen2, 64, GgmlDType::F32);
    let mut biases = 0;
    for (name, tensor) in &mut model.tensors {
        if name.ends_with("attn_q.bias") || name.ends_with("attn_k.bias") {
            let large = Tensor::full(500f32, tensor.shape(), &Device::Cpu).unwrap();
            *tensor = QTensor::quantize(&large, GgmlDType::F32).unwrap();
            biases += 1;
        }
    }
    assert!(biases > 0, "the family has biases");
    let mut network = open(&model.write(folder.path()), &device);
    let logits = together(&mut network);
    assert!(logits.iter().flatten().flatten().all(|logit| logit.is_finite()));
}

/// Run by `tests/gpu`, which names the files of the packaged models.
#[test]
fn an_accelerator_goes_on_with_real_texts_as_the_processor() {
    const WRITTEN: usize = 12;
    let Some(files) = std::env::var_os("YORDAMCHI_TEST_MODELS") else {
        println!("YORDAMCHI_TEST_MODELS names no models");
        return;
    };
    let Some(device) = accelerator() else { return };
    let catalogue = Catalogue::shipped();
    for path in std::env::split_paths(&files) {
        let id = path.file_stem().unwrap().to_str().unwrap();
        let source = LanguageModelSource::of(catalogue.get(id).unwrap(), &path);
        let tokenizer = LanguageModel::open_on_tensors(&source).unwrap().tokenizer;
        let (mut here, mut there) = (open(&source, &Device::Cpu), open(&source, &device));
        let (mut offs, mut alike) = (Vec::new(), 0);
        for text in [
            "Pasportni almashtirish uchun quyidagi hujjatlar kerak: ariza, eski pasport va",
            "Срок рассмотрения заявления составляет десять рабочих дней со дня",
            "The applicant receives the certificate at the public services centre after",
        ] {
            let tokens = tokenizer.encode(&[Segment::Text(text.to_owned())]).unwrap();
            let (mut of_here, mut of_there) = (here.empty(), there.empty());
            let mut next = tokens;
            for _ in 0..WRITTEN {
                let expected = here.forward(&mut [Feed { memory: &mut of_here, tokens: &next, logits: true }]).unwrap();
                let found = there.forward(&mut [Feed { memory: &mut of_there, tokens: &next, logits: true }]).unwrap();
                offs.push(off(&found[0], &expected[0]));
                let chosen = likeliest(&expected[0]).unwrap();
                alike += usize::from(likeliest(&found[0]).unwrap() == chosen);
                next = vec![chosen];
            }
        }
        let mean = offs.iter().sum::<f32>() / offs.len() as f32;
        println!(
            "{id}: logits off by {mean} in the mean; the same token is the likeliest in {alike} of {}",
            offs.len()
        );
        // Activations of a byte: about one token in twenty is a near tie.
        assert!(mean < 8e-2 && alike * 10 >= offs.len() * 8);
    }
}
