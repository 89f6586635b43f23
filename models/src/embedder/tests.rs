use std::{sync::LazyLock, time::Instant};

use super::*;

static EMBEDDER: LazyLock<Embedder> = LazyLock::new(Embedder::shipped);

/// The same thing in folded Uzbek, Russian and English.
const TRANSLATIONS: [[&str; 3]; 8] = [
    ["biometrik pasport olish", "получение биометрического паспорта", "getting a biometric passport"],
    ["tugilganlik togrisida guvohnoma", "свидетельство о рождении", "birth certificate"],
    ["haydovchilik guvohnomasi", "водительское удостоверение", "driving licence"],
    ["soliq tolash", "уплата налогов", "paying taxes"],
    ["nikohni royxatdan otkazish", "регистрация брака", "marriage registration"],
    ["pensiya tayinlash", "назначение пенсии", "pension"],
    ["bolani bogchaga joylashtirish", "устройство ребенка в детский сад", "enrol a child in kindergarten"],
    ["yer uchastkasini ijaraga olish", "аренда земельного участка", "lease of a land plot"],
];

fn cosine(left: &[f32], right: &[f32]) -> f32 {
    left.iter().zip(right).map(|(left, right)| left * right).sum()
}

#[test]
fn a_translation_is_closer_than_any_other_text_of_its_language() {
    let mut wrong = Vec::new();
    for (from, to) in [(0, 1), (0, 2), (1, 2)] {
        for (row, texts) in TRANSLATIONS.iter().enumerate() {
            let asked = EMBEDDER.embed(texts[from]);
            let best = (0..TRANSLATIONS.len())
                .max_by(|&left, &right| {
                    let left = cosine(&asked, &EMBEDDER.embed(TRANSLATIONS[left][to]));
                    let right = cosine(&asked, &EMBEDDER.embed(TRANSLATIONS[right][to]));
                    left.total_cmp(&right)
                })
                .unwrap();
            if best != row {
                wrong.push(texts[from]);
            }
        }
    }
    assert!(wrong.len() <= 1, "not found among eight: {wrong:?}");
}

#[test]
fn vectors_are_normalised_and_an_empty_text_is_the_zero_vector() {
    let vector = EMBEDDER.embed("pasport olish uchun qanday hujjatlar kerak");
    assert_eq!(vector.len(), EMBEDDER.dimensions());
    assert_eq!(EMBEDDER.dimensions(), 256);
    assert!((cosine(&vector, &vector) - 1.0).abs() < 1e-5);
    assert!(EMBEDDER.embed("").iter().all(|value| *value == 0.0));
    assert!(EMBEDDER.embed("  \n ").iter().all(|value| *value == 0.0));
}

#[test]
fn a_batch_gives_the_same_vectors_as_single_calls() {
    let texts = ["soliq tolash", "", "уплата налогов"];
    let batch = EMBEDDER.embed_batch(&texts);
    for (text, vector) in texts.iter().zip(batch) {
        assert_eq!(vector, EMBEDDER.embed(text));
    }
}

#[test]
fn a_misspelt_word_stays_near_to_itself() {
    for (word, misspelt) in [("pasport", "pasprot"), ("guvohnoma", "guvohnma"), ("certificate", "certifcate")] {
        let near = cosine(&EMBEDDER.embed(word), &EMBEDDER.embed(misspelt));
        assert!(near > 0.4, "{word} and {misspelt}: {near}");
    }
}

#[test]
fn the_shipped_files_load_from_a_folder_with_the_same_fingerprint() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("embedder");
    let loaded = Embedder::load(&folder).unwrap();
    assert_eq!(loaded.fingerprint(), EMBEDDER.fingerprint());
    assert_eq!(loaded.fingerprint().len(), 64);
    assert_eq!(loaded.embed("birth certificate"), EMBEDDER.embed("birth certificate"));
}

#[test]
fn a_folder_without_files_names_the_missing_file() {
    let folder = tempfile::tempdir().unwrap();
    let error = Embedder::load(folder.path()).unwrap_err();
    assert!(error.to_string().contains("config.json"), "{error}");
}

#[test]
fn weights_that_do_not_fit_the_config_are_refused() {
    let folder = tempfile::tempdir().unwrap();
    let shipped = Path::new(env!("CARGO_MANIFEST_DIR")).join("embedder");
    for name in ["tokenizer.json", "model.safetensors", "config.json"] {
        std::fs::copy(shipped.join(name), folder.path().join(name)).unwrap();
    }
    let config = folder.path().join("config.json");
    let text = std::fs::read_to_string(&config).unwrap();
    std::fs::write(&config, text.replace("\"dimensions\": 256", "\"dimensions\": 128")).unwrap();
    assert!(matches!(Embedder::load(folder.path()), Err(EmbedderError::Weights(_))));
    std::fs::write(folder.path().join("model.safetensors"), b"not a table").unwrap();
    assert!(matches!(Embedder::load(folder.path()), Err(EmbedderError::Weights(_))));
}

#[test]
fn a_very_long_text_is_cut_and_not_refused() {
    let long = "pasport ".repeat(50_000);
    let vector = EMBEDDER.embed(&long);
    assert!((cosine(&vector, &EMBEDDER.embed("pasport pasport")) - 1.0).abs() < 1e-3);
}

/// Prints figures; the limits are wide, so that a busy machine does not fail the build.
#[test]
fn opening_and_embedding_stay_fast() {
    let started = Instant::now();
    let embedder = Embedder::shipped();
    let opening = started.elapsed();
    let texts: Vec<&str> = TRANSLATIONS.iter().flatten().copied().collect();
    let started = Instant::now();
    let rounds = 50;
    for _ in 0..rounds {
        assert_eq!(embedder.embed_batch(&texts).len(), texts.len());
    }
    let each = started.elapsed() / (rounds * u32::try_from(texts.len()).unwrap());
    println!("opening {opening:?}, a text {each:?}");
    assert!(opening.as_millis() < 3_000, "{opening:?}");
    assert!(each.as_micros() < 2_000, "{each:?}");
}
