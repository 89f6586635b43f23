//! A large embedder and a reranker that the settings name: their whole way, from a folder of files to an answer.

use std::fs;

use libtest_mimic::Trial;
use serde_json::Value;
use tests::{Program, write_tiny_encoders};

use crate::trial;

pub(crate) fn trials() -> Vec<Trial> {
    vec![
        trial("search_models::an_embedder_from_a_folder_builds_an_index_and_answers", an_embedder_answers),
        trial("search_models::an_embedder_that_cannot_be_had_ends_the_start", an_embedder_that_cannot_be_had),
    ]
}

/// A program whose catalogue has tiny encoders, with their files in a folder.
fn program() -> Program {
    let program = Program::new();
    let (files, catalogue) = (program.folder().join("models"), program.folder().join("catalogue.toml"));
    fs::write(&catalogue, write_tiny_encoders(&files)).unwrap();
    program
        .with("MODEL_FOLDER", files.display().to_string())
        .with("MODEL_CATALOGUE", catalogue.display().to_string())
        .with("FETCH__HUB", "false")
        .with("FETCH__PACKAGES", "false")
}

fn an_embedder_answers() {
    let program = program().with("EMBEDDER", "tiny-embedder").with("RERANKER", "tiny-reranker");
    let listed = program.run(&["models", "list"]);
    assert_eq!(listed.code, Some(0), "{listed:?}");
    let state = |id: &str| listed.stdout.lines().find(|line| line.contains(id)).unwrap().to_owned();
    assert!(state("tiny-embedder").contains("embeds") && state("tiny-reranker").contains("reranks"), "{listed:?}");

    let built = program.run(&["index"]);
    assert_eq!(built.code, Some(0), "{built:?}");
    assert!(built.stdout.contains("index built"), "{built:?}");
    let answered = program.run(&["ask", "--json", "Pasport olish qancha turadi?"]);
    assert_eq!(answered.code, Some(0), "{answered:?}");
    let answer: Value = serde_json::from_str(&answered.stdout).unwrap();
    assert_ne!(answer["outcome"], "error", "{answer}");
    assert!(!answer["services"].as_array().unwrap().is_empty(), "{answer}");
    let again = program.run(&["index"]);
    assert!(again.stdout.contains("index up to date"), "{again:?}");

    let embedded = program.run_with_input(&["embed"], "Pasport olish\n".as_bytes());
    let row: Value = serde_json::from_str(embedded.stdout.trim()).unwrap();
    assert_eq!(row["vector"].as_array().unwrap().len(), 8, "{embedded:?}");
    // An index belongs to its embedder.
    let shipped = program.with("EMBEDDER", "shipped").run(&["index"]);
    assert!(shipped.stdout.contains("index built"), "{shipped:?}");
}

fn an_embedder_that_cannot_be_had() {
    let program = program().with("EMBEDDER", "tiny-embedder");
    fs::remove_file(program.folder().join("models/tiny-embedder/model.safetensors")).unwrap();
    for command in [&["serve"][..], &["ask", "pasport"], &["index"]] {
        let output = program.run(command);
        assert_eq!(output.code, Some(3), "{output:?}");
        for part in ["embedder tiny-embedder", "model.safetensors", "`model_folder`", "`shipped`"] {
            assert!(output.stderr.contains(part), "{part} in {output:?}");
        }
    }
    let broken = program.folder().join("models/tiny-embedder/model.safetensors");
    fs::write(&broken, "these are no weights").unwrap();
    let output = program.run(&["index"]);
    assert_eq!(output.code, Some(3), "{output:?}");
    assert!(output.stderr.contains("model.safetensors is broken"), "{output:?}");
    let unknown = program.with("EMBEDDER", "tiny-reranker").run(&["index"]);
    assert_eq!(unknown.code, Some(3), "{unknown:?}");
    assert!(unknown.stderr.contains("no embedder of the catalogue"), "{unknown:?}");
}
