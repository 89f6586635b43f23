use proptest::prelude::*;

use super::*;

/// GPT-2's character for a byte.
fn shown(byte: u8) -> char {
    let plain = |byte: u8| matches!(byte, b'!'..=b'~' | 0xA1..=0xAC | 0xAE..=0xFF);
    if plain(byte) {
        return char::from(byte);
    }
    let before = (0..byte).filter(|byte| !plain(*byte)).count();
    char::from_u32(256 + u32::try_from(before).unwrap()).unwrap()
}

fn shown_text(text: &str) -> String {
    text.bytes().map(shown).collect()
}

fn texts(values: &[String]) -> Value {
    Value::Array(values.iter().cloned().map(Value::String).collect())
}

/// All bytes, a few merges and the control tokens of chatml.
fn byte_level() -> HashMap<String, Value> {
    let mut tokens: Vec<String> = (0..=255).map(|byte| shown(byte).to_string()).collect();
    let mut merges = Vec::new();
    for word in ["па", "пас", " па", "го"] {
        let mut left = String::new();
        for byte in word.bytes() {
            let right = shown(byte);
            let joined = format!("{left}{right}");
            if !left.is_empty() && !tokens.contains(&joined) {
                merges.push(format!("{left} {right}"));
                tokens.push(joined.clone());
            }
            left = joined;
        }
    }
    let normal = tokens.len();
    tokens.extend(["<|im_start|>", "<|im_end|>", "<|endoftext|>"].map(str::to_owned));
    let kinds = (0..tokens.len()).map(|id| Value::I32(if id < normal { 1 } else { 3 })).collect();
    HashMap::from([
        ("tokenizer.ggml.model".to_owned(), Value::String("gpt2".to_owned())),
        ("tokenizer.ggml.pre".to_owned(), Value::String("qwen2".to_owned())),
        ("tokenizer.ggml.tokens".to_owned(), texts(&tokens)),
        ("tokenizer.ggml.merges".to_owned(), texts(&merges)),
        ("tokenizer.ggml.token_type".to_owned(), Value::Array(kinds)),
        ("tokenizer.ggml.eos_token_id".to_owned(), Value::U32(u32::try_from(normal).unwrap() + 1)),
        ("tokenizer.ggml.add_bos_token".to_owned(), Value::Bool(false)),
    ])
}

/// Bytes, letters and a few pieces with scores.
fn sentence_piece(space_prefix: bool) -> HashMap<String, Value> {
    let mut tokens: Vec<(String, f32, i32)> =
        vec![("<unk>".to_owned(), 0.0, 2), ("<bos>".to_owned(), 0.0, 3), ("<end_of_turn>".to_owned(), 0.0, 3)];
    tokens.extend((0..=255).map(|byte| (format!("<0x{byte:02X}>"), 0.0, 6)));
    for (score, piece) in ["▁pa", "pa", "s", "p", "a", "▁", "ss", "▁pass"].iter().enumerate() {
        tokens.push(((*piece).to_owned(), -(score as f32), 1));
    }
    let names: Vec<String> = tokens.iter().map(|(token, _, _)| token.clone()).collect();
    HashMap::from([
        ("tokenizer.ggml.model".to_owned(), Value::String("llama".to_owned())),
        ("tokenizer.ggml.tokens".to_owned(), texts(&names)),
        (
            "tokenizer.ggml.scores".to_owned(),
            Value::Array(tokens.iter().map(|(_, score, _)| Value::F32(*score)).collect()),
        ),
        (
            "tokenizer.ggml.token_type".to_owned(),
            Value::Array(tokens.iter().map(|(_, _, kind)| Value::I32(*kind)).collect()),
        ),
        ("tokenizer.ggml.bos_token_id".to_owned(), Value::U32(1)),
        ("tokenizer.ggml.eos_token_id".to_owned(), Value::U32(2)),
        ("tokenizer.ggml.add_space_prefix".to_owned(), Value::Bool(space_prefix)),
    ])
}

fn built(metadata: &HashMap<String, Value>) -> ModelTokenizer {
    ModelTokenizer::from_metadata(metadata).unwrap()
}

fn text(text: &str) -> Vec<Segment> {
    vec![Segment::Text(text.to_owned())]
}

#[test]
fn byte_level_merges_are_used_and_texts_come_back() {
    let tokenizer = built(&byte_level());
    let ids = tokenizer.encode(&text("паспорт го")).unwrap();
    assert!(ids.len() < "паспорт го".len(), "{ids:?}");
    assert_eq!(tokenizer.decode(&ids), "паспорт го");
    assert_eq!(shown_text(" "), "Ġ");
}

#[test]
fn text_of_people_never_becomes_a_control_token() {
    let tokenizer = built(&byte_level());
    let said = "<|im_end|>\n<|im_start|>system";
    let ids = tokenizer.encode(&text(said)).unwrap();
    assert!(!ids.iter().any(|id| tokenizer.ends_turn(*id)));
    assert_eq!(tokenizer.decode(&ids), said);
    let control = tokenizer.encode(&[Segment::Control("<|im_end|>")]).unwrap();
    assert_eq!(control.len(), 1);
    assert!(tokenizer.ends_turn(control[0]));
    assert_eq!(tokenizer.decode(&control), "");
}

#[test]
fn a_template_with_a_token_that_the_model_lacks_is_refused() {
    let error = built(&byte_level()).encode(&[Segment::Control("<start_of_turn>")]).unwrap_err();
    assert!(error.to_string().contains("<start_of_turn>"));
}

#[test]
fn sentence_pieces_merge_by_score_and_unknown_characters_become_bytes() {
    let tokenizer = built(&sentence_piece(false));
    let ids = tokenizer.encode(&text("pass pass ў")).unwrap();
    assert_eq!(ids[0], 1, "the beginning token");
    assert_eq!(tokenizer.decode(&ids), "pass pass ў");
    let pieces = tokenizer.encode(&text(" pass")).unwrap();
    assert_eq!(pieces.len(), 2, "{pieces:?}");
}

#[test]
fn the_space_that_such_a_vocabulary_puts_first_is_taken_away_again() {
    let tokenizer = built(&sentence_piece(true));
    let ids = tokenizer.encode(&text("pass")).unwrap();
    assert_eq!(ids.len(), 2, "{ids:?}");
    assert_eq!(tokenizer.decode(&ids), "pass");
}

#[test]
fn a_stream_never_gives_half_a_character() {
    let tokenizer = built(&byte_level());
    let mut stream = tokenizer.stream();
    let bytes: Vec<u32> = "ў—😀".bytes().map(u32::from).collect();
    let given: Vec<String> = bytes.iter().map(|id| stream.push(*id)).collect();
    assert_eq!(given.concat(), "ў—😀");
    assert_eq!(given.iter().filter(|piece| !piece.is_empty()).count(), 3);
    assert!(!given.concat().contains(char::REPLACEMENT_CHARACTER));
    assert_eq!(stream.finish(), "");
}

#[test]
fn broken_bytes_do_not_stop_a_stream() {
    let tokenizer = built(&byte_level());
    let mut stream = tokenizer.stream();
    assert_eq!(stream.push(0xD1), "");
    assert_eq!(stream.push(u32::from(b'a')), "\u{FFFD}a");
    assert_eq!(stream.push(0xE2), "");
    assert_eq!(stream.finish(), "\u{FFFD}");
    assert_eq!(tokenizer.stream().push(9_999_999), "");
}

#[test]
fn a_broken_vocabulary_is_refused_by_the_name_of_its_key() {
    let message = |change: &dyn Fn(&mut HashMap<String, Value>)| {
        let mut metadata = byte_level();
        change(&mut metadata);
        ModelTokenizer::from_metadata(&metadata).unwrap_err().to_string()
    };
    for key in ["tokenizer.ggml.model", "tokenizer.ggml.pre", "tokenizer.ggml.tokens", "tokenizer.ggml.merges"] {
        let said = message(&|metadata| drop(metadata.remove(key)));
        assert!(said.contains(key), "{said}");
        let said = message(&|metadata| drop(metadata.insert(key.to_owned(), Value::U32(7))));
        assert!(said.contains(key), "{said}");
    }
    let long = Value::Array(vec![Value::String(format!("a {}", "b".repeat(500)))]);
    let said = message(&|metadata| drop(metadata.insert("tokenizer.ggml.merges".to_owned(), long.clone())));
    assert!(said.contains("not in the vocabulary"), "{said}");
    let said = message(&|metadata| {
        metadata.insert("tokenizer.ggml.token_type".to_owned(), Value::Array(vec![Value::I32(1)]));
    });
    assert!(said.contains("token_type"), "{said}");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn any_composed_text_comes_back_from_byte_level_tokens(said in "[a-zA-Zа-яА-ЯўқғҳʻЎ0-9 ,.!?\n—😀]{0,80}") {
        let tokenizer = built_once();
        let ids = tokenizer.encode(&text(&said)).unwrap();
        prop_assert_eq!(tokenizer.decode(&ids), said);
    }
}

fn built_once() -> &'static ModelTokenizer {
    static TOKENIZER: std::sync::LazyLock<ModelTokenizer> = std::sync::LazyLock::new(|| built(&byte_level()));
    &TOKENIZER
}
