use std::fs;

use tempfile::TempDir;

use super::{
    reference,
    tiny::{TinyEncoder, WIDTH, embedding, tokens},
    *,
};
use crate::catalogue::Pooling;

const TEXTS: [&str; 4] = [
    "passport",
    "how much does a new passport cost",
    "birth certificate of the child",
    "сколько стоит новый паспорт how much does a new driving licence cost",
];

const PROCESSOR: Place = Place { device: Device::Cpu, half: false };
/// The numbers of an accelerator, on the processor.
const HALF: Place = Place { device: Device::Cpu, half: true };

fn folder() -> TempDir {
    tempfile::tempdir().unwrap()
}

fn xlm_roberta() -> TinyEncoder {
    TinyEncoder::new(Architecture::XlmRoberta, "")
}

fn open(source: &EncoderSource) -> LargeEmbedder {
    LargeEmbedder::open_on(source, &PROCESSOR).unwrap()
}

fn refused(source: &EncoderSource) -> String {
    LargeEmbedder::open_on(source, &PROCESSOR).unwrap_err().to_string()
}

fn assert_close(found: &[f32], expected: &[f32]) {
    assert_eq!(found.len(), expected.len());
    let far = found.iter().zip(expected).map(|(found, expected)| (found - expected).abs()).fold(0.0, f32::max);
    assert!(far < 1e-4, "off by {far}: {found:?} where {expected:?}");
}

fn mean(states: &[Vec<f32>]) -> Vec<f32> {
    (0..WIDTH).map(|value| states.iter().map(|state| state[value]).sum::<f32>() / states.len() as f32).collect()
}

#[test]
fn xlm_roberta_gives_what_plain_loops_give_by_both_poolings() {
    let (folder, model) = (folder(), xlm_roberta());
    let source = model.write(folder.path());
    let by_mean = EncoderSource { embedding: Some(embedding(Pooling::Mean)), ..source.clone() };
    let (cls, mean_of) = (open(&source), open(&by_mean));
    for text in TEXTS {
        // Positions begin behind the padding token, which is 1.
        let states = reference::states(&model, "", &tokens(text), 2);
        assert_close(&cls.embed_question(text).unwrap(), &reference::unit(&states[0]));
        assert_close(&mean_of.embed_question(text).unwrap(), &reference::unit(&mean(&states)));
    }
    assert_eq!(cls.dimensions(), WIDTH);
}

#[test]
fn bert_gives_what_plain_loops_give() {
    let (folder, model) = (folder(), TinyEncoder::new(Architecture::Bert, "bert."));
    let source = EncoderSource { embedding: Some(embedding(Pooling::Mean)), ..model.write(folder.path()) };
    let embedder = open(&source);
    for text in TEXTS {
        let states = reference::states(&model, "bert.", &tokens(text), 0);
        assert_close(&embedder.embed_question(text).unwrap(), &reference::unit(&mean(&states)));
    }
}

#[test]
fn a_batch_that_is_filled_up_gives_the_vectors_of_single_texts_in_their_order() {
    for architecture in [Architecture::XlmRoberta, Architecture::Bert] {
        for pooling in [Pooling::Cls, Pooling::Mean] {
            let (folder, model) = (folder(), TinyEncoder::new(architecture, ""));
            let embedder = open(&EncoderSource { embedding: Some(embedding(pooling)), ..model.write(folder.path()) });
            let texts = [TEXTS[3], TEXTS[0], TEXTS[2], TEXTS[1]];
            let batch = embedder.embed_passages(&texts).unwrap();
            for (text, vector) in texts.iter().zip(&batch) {
                assert_close(vector, &embedder.embed_question(text).unwrap());
            }
            let apart = batch[0].iter().zip(&batch[1]).map(|(one, other)| (one - other).abs()).fold(0.0, f32::max);
            assert!(apart > 1e-2, "different texts have different vectors: {apart}");
        }
    }
}

#[test]
fn half_precision_gives_the_same_but_for_rounding_in_batches_too() {
    for architecture in [Architecture::XlmRoberta, Architecture::Bert] {
        let (folder, model) = (folder(), TinyEncoder::new(architecture, ""));
        let source = EncoderSource { embedding: Some(embedding(Pooling::Mean)), ..model.write(folder.path()) };
        let half = LargeEmbedder::open_on(&source, &HALF).unwrap().embed_passages(&TEXTS).unwrap();
        for (half, whole) in half.iter().zip(open(&source).embed_passages(&TEXTS).unwrap()) {
            let cosine: f32 = half.iter().zip(&whole).map(|(half, whole)| half * whole).sum();
            assert!((1.0 - cosine).abs() < 1e-3, "{architecture:?}: {cosine}");
        }
    }
    let (folder, model) = (folder(), TinyEncoder::new(Architecture::XlmRoberta, "roberta.").with_head());
    let source = EncoderSource { embedding: None, ..model.write(folder.path()) };
    let scores = |place: &Place| CrossEncoder::open_on(&source, place).unwrap().scores(TEXTS[1], &TEXTS).unwrap();
    for (half, whole) in scores(&HALF).into_iter().zip(scores(&PROCESSOR)) {
        assert!((half - whole).abs() < 1e-2, "{half} where {whole}");
    }
}

#[test]
fn prefixes_stand_before_questions_and_passages() {
    let folder = folder();
    let plain = xlm_roberta().write(folder.path());
    let mut prefixed = plain.clone();
    let used = prefixed.embedding.as_mut().unwrap();
    (used.query_prefix, used.passage_prefix) = ("query: ".to_owned(), "passage: ".to_owned());
    let (plain, prefixed) = (open(&plain), open(&prefixed));
    let text = "new passport";
    assert_close(&prefixed.embed_question(text).unwrap(), &plain.embed_question("query: new passport").unwrap());
    let passages = prefixed.embed_passages(&[text]).unwrap();
    assert_close(&passages[0], &plain.embed_question("passage: new passport").unwrap());
    assert_ne!(plain.fingerprint(), prefixed.fingerprint(), "an index belongs to the way its embedder is used");
}

#[test]
fn shards_and_a_pytorch_archive_hold_the_same_as_one_file() {
    let (one, shards, archive, model) = (folder(), folder(), folder(), xlm_roberta());
    let whole = open(&model.write(one.path())).embed_passages(&TEXTS).unwrap();
    assert_eq!(open(&model.write_shards(shards.path())).embed_passages(&TEXTS).unwrap(), whole);
    assert_eq!(open(&model.write_archive(archive.path())).embed_passages(&TEXTS).unwrap(), whole);
}

#[test]
fn a_text_that_is_too_long_is_cut_to_what_the_network_has_positions_for() {
    let (folder, model) = (folder(), xlm_roberta());
    let embedder = open(&model.write(folder.path()));
    // 40 positions, of which the padding token takes the first two.
    assert_eq!(embedder.description().context, 38);
    let long = "passport ".repeat(500);
    let cut = "passport ".repeat(36);
    assert_close(&embedder.embed_question(&long).unwrap(), &embedder.embed_question(&cut).unwrap());
}

#[test]
fn the_fingerprint_follows_the_weights_and_takes_checksums_that_are_known() {
    let (one, other) = (folder(), folder());
    let mut model = xlm_roberta();
    let source = model.write(one.path());
    let first = open(&source).fingerprint().to_owned();
    assert_eq!(first.len(), 64);
    let known: Vec<Option<String>> = source
        .files
        .iter()
        .map(|path| Some(crate::hex(&<sha2::Sha256 as sha2::Digest>::digest(fs::read(path).unwrap()))))
        .collect();
    assert_eq!(open(&EncoderSource { checksums: known, ..source }).fingerprint(), first);
    let name = "embeddings.LayerNorm.bias";
    let changed = (&model.tensors[name] + 1.0).unwrap();
    model.tensors.insert(name.to_owned(), changed);
    assert_ne!(open(&model.write(other.path())).fingerprint(), first);
}

#[test]
fn a_missing_and_a_misshapen_tensor_are_named_with_their_file() {
    let folder = folder();
    let name = "encoder.layer.1.output.dense.weight";
    let mut model = xlm_roberta();
    let tensor = model.tensors.remove(name).unwrap();
    let missing = refused(&model.write(folder.path()));
    assert!(missing.contains(name) && missing.contains("model.safetensors"), "{missing}");
    model.tensors.insert(name.to_owned(), tensor.t().unwrap().contiguous().unwrap());
    let misshapen = refused(&model.write(folder.path()));
    assert!(misshapen.contains(name) && misshapen.contains("[16, 32]"), "{misshapen}");
}

#[test]
fn a_file_that_is_cut_short_is_refused_by_the_name_of_a_tensor() {
    let (folder, model) = (folder(), xlm_roberta());
    let source = model.write(folder.path());
    let path = &source.files[0];
    let bytes = fs::read(path).unwrap();
    fs::write(path, &bytes[..bytes.len() - 4]).unwrap();
    let cut = refused(&source);
    // The file's tensors lie in the order of their names, by type.
    assert!(cut.contains("the tensor `encoder.layer.1.") && cut.contains("end of the file"), "{cut}");
    for broken in [&b"short"[..], b"{\"no\": \"tensors, just a text\"}"] {
        fs::write(path, broken).unwrap();
        let message = refused(&source);
        assert!(message.contains("model.safetensors") && message.contains("fetch the model again"), "{message}");
    }
}

#[test]
fn a_missing_shard_and_a_broken_archive_are_told() {
    let (shards, archive, model) = (folder(), folder(), xlm_roberta());
    let mut source = model.write_shards(shards.path());
    source.files.retain(|path| !path.ends_with("model-00002-of-00002.safetensors"));
    let message = refused(&source);
    assert!(message.contains("model-00002-of-00002.safetensors") && message.contains("index.json"), "{message}");
    let source = model.write_archive(archive.path());
    fs::write(&source.files[0], b"not an archive").unwrap();
    assert!(refused(&source).contains("pytorch_model.bin"));
}

#[test]
fn config_and_tokenizer_that_do_not_fit_are_refused_with_their_key() {
    let folder = folder();
    for (key, value, said) in [
        ("model_type", "bert", "catalogue says XlmRoberta"),
        ("hidden_act", "tangent", "hidden_act"),
        ("position_embedding_type", "relative_key", "position_embedding_type"),
    ] {
        let mut model = xlm_roberta();
        model.config[key] = value.into();
        let message = refused(&model.write(folder.path()));
        assert!(message.contains(said) && message.contains("config.json"), "{message}");
    }
    for (key, value, said) in [
        ("num_attention_heads", 3, "num_attention_heads"),
        ("max_position_embeddings", 4, "max_position_embeddings"),
        ("vocab_size", 20, "20 rows"),
    ] {
        let mut model = xlm_roberta();
        model.config[key] = value.into();
        let message = refused(&model.write(folder.path()));
        assert!(message.contains(said), "{message}");
    }
    let mut source = xlm_roberta().write(folder.path());
    source.files.retain(|path| !path.ends_with("tokenizer.json"));
    assert!(refused(&source).contains("no `tokenizer.json`"));
}

#[test]
fn a_reranker_scores_pairs_as_its_weights_say() {
    let folder = folder();
    let model = TinyEncoder::new(Architecture::XlmRoberta, "roberta.").with_head();
    let source = EncoderSource { embedding: None, ..model.write(folder.path()) };
    let reranker = CrossEncoder::open_on(&source, &PROCESSOR).unwrap();
    let question = "how much does a passport cost";
    let expected: Vec<f32> = TEXTS
        .iter()
        .map(|passage| {
            // `</s></s>` stands between question and passage, and no second `<s>`.
            let pair = [tokens(question), vec![2], tokens(passage)[1..].to_vec()].concat();
            let first = &reference::states(&model, "roberta.", &pair, 2)[0];
            let dense: Vec<f32> =
                reference::linear(&model, "classifier.dense", first).into_iter().map(f32::tanh).collect();
            1.0 / (1.0 + (-reference::linear(&model, "classifier.out_proj", &dense)[0]).exp())
        })
        .collect();
    let found = reranker.scores(question, &TEXTS).unwrap();
    assert_close(&found, &expected);
    let best = |scores: &[f32]| (0..scores.len()).max_by(|one, other| scores[*one].total_cmp(&scores[*other]));
    assert_eq!(best(&found), best(&expected));
    assert!(found.iter().all(|score| (0.0..=1.0).contains(score)));
    let alone: Vec<f32> = TEXTS.iter().map(|passage| reranker.scores(question, &[passage]).unwrap()[0]).collect();
    assert_close(&found, &alone);
}

#[test]
fn an_embedder_is_no_reranker_and_none_is_opened_without_its_head() {
    let folder = folder();
    let source = xlm_roberta().write(folder.path());
    let other = CrossEncoder::open_on(&source, &PROCESSOR).unwrap_err();
    assert!(matches!(other, EncoderError::OtherKind { .. }), "{other}");
    let headless = TinyEncoder::new(Architecture::XlmRoberta, "roberta.").write(folder.path());
    let headless = EncoderSource { embedding: None, ..headless };
    let message = CrossEncoder::open_on(&headless, &PROCESSOR).unwrap_err().to_string();
    assert!(message.contains("classifier.dense"), "{message}");
    assert!(refused(&headless).contains("no embedder"));
}

#[test]
fn weights_that_leave_the_range_of_numbers_are_told() {
    let folder = folder();
    let mut model = xlm_roberta();
    let name = "embeddings.word_embeddings.weight";
    let spoilt = (&model.tensors[name] * f64::INFINITY).unwrap();
    model.tensors.insert(name.to_owned(), spoilt);
    let error = open(&model.write(folder.path())).embed_question("passport").unwrap_err();
    assert!(matches!(error, EncoderError::NotFinite { .. }), "{error}");
}
