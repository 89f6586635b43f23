#![allow(clippy::unwrap_used)]

use std::fs;

use super::*;

fn imported(name: &str, text: &str, form: &Form) -> Vec<Case> {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join(name);
    fs::write(&path, text).unwrap();
    import(&path, form, None).unwrap()
}

#[test]
fn squad_gives_short_answers_as_facts_and_impossible_questions_without() {
    let text = r#"{"data":[{"title":"t","paragraphs":[{"context":"c","qas":[
        {"id":"one","question":"Сколько стоит загранпаспорт?","answers":[{"text":"396 000"},{"text":"396 000"}]},
        {"id":2,"question":"Сколько звёзд на небе?","answers":[],"is_impossible":true}]}]}]}"#;
    let cases = imported("squad.json", text, &Form::Squad);
    assert_eq!((cases[0].id.as_str(), &cases[0].facts), ("one", &vec![vec!["396 000".to_owned()]]));
    assert_eq!((cases[0].lang.as_str(), cases[0].script.as_str()), ("ru", "cyrl"));
    assert_eq!((cases[1].id.as_str(), cases[1].expect.as_str()), ("2", "no_answer"));
}

#[test]
fn beir_gives_right_records_and_leaves_worthless_ones_out() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("queries.jsonl"), "{\"_id\":\"q\",\"text\":\"how much is a passport\"}\n").unwrap();
    let judgements = "query-id\tcorpus-id\tscore\nq\tforeign-passport\t1\nq\tid-card\t0\n";
    fs::write(folder.path().join("qrels.tsv"), judgements).unwrap();
    let cases = import(folder.path(), &Form::Beir, None).unwrap();
    assert_eq!((cases.len(), &cases[0].services), (1, &vec!["foreign-passport".to_owned()]));
}

#[test]
fn lines_of_ragas_and_deepeval_are_read_and_a_long_reference_is_left_to_a_person() {
    let text = "{\"user_input\":\"how long does an ID card take?\",\"reference\":\"10 working days\"}\n\
        {\"input\":\"how do I get a passport?\",\"expected_output\":\"you go to the centre with your papers and pay the fee\"}\n";
    let cases = imported("lines.jsonl", text, &Form::Lines);
    assert_eq!(cases[0].facts, [["10 working days"]]);
    assert_eq!((cases[1].facts.len(), &cases[1].tags), (0, &vec![TO_LABEL.to_owned()]));
    assert_ne!(cases[0].id, cases[1].id);
}

#[test]
fn a_table_is_read_by_the_map_of_its_columns() {
    let columns: Columns = "question=Savol,services=Xizmat".parse().unwrap();
    let text = "Savol,Xizmat,lang,facts\n\"pasport, qancha?\",a|b,uz,440000|1 bhm;10 kun\n,,,\n";
    let cases = imported("table.csv", text, &Form::Table(columns));
    assert_eq!((cases.len(), cases[0].question.as_str()), (1, "pasport, qancha?"));
    assert_eq!((&cases[0].services, cases[0].facts.len()), (&vec!["a".to_owned(), "b".to_owned()], 2));
    assert_eq!((cases[0].lang.as_str(), cases[0].script.as_str()), ("uz", "latn"));
}

#[test]
fn a_table_of_a_spreadsheet_is_read_with_its_semicolons_and_its_mark() {
    let columns: Columns = "question=Savol,services=Xizmat".parse().unwrap();
    let text = "\u{FEFF}Savol;Xizmat;facts\n\"pasport; narxi, qancha?\";foreign-passport;\"440000|1 bhm;10 kun\"\n";
    let cases = imported("table.csv", text, &Form::Table(columns));
    assert_eq!(cases[0].question, "pasport; narxi, qancha?");
    assert_eq!((&cases[0].services[0], cases[0].facts.len()), (&"foreign-passport".to_owned(), 2));
}

#[test]
fn questions_that_make_no_suite_are_told_by_their_place() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.csv");
    for (text, told) in [
        ("id,question\n1,salom\n1,hayr\n", "question 2: the id `1` stands twice"),
        ("question,expect\nsalom,javob\n", "question 1: `javob` is no outcome"),
        ("question\n\n", "no question"),
    ] {
        fs::write(&path, text).unwrap();
        let error = import(&path, &Form::Table(Columns::default()), None).unwrap_err().to_string();
        assert!(error.contains(told), "{error}");
    }
}

#[test]
fn an_imported_suite_can_be_read() {
    let folder = tempfile::tempdir().unwrap();
    let cases = imported("lines.jsonl", "{\"input\":\"salom\"}\n", &Form::Lines);
    let path = folder.path().join("suite.jsonl");
    fs::write(&path, suite(&cases)).unwrap();
    assert_eq!(crate::read_suite(&path).unwrap(), cases);
}

#[test]
fn a_wrong_map_or_file_is_told() {
    assert!("savol".parse::<Columns>().is_err() && "answer=Javob".parse::<Columns>().is_err());
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.csv");
    fs::write(&path, "a,b\n1,2\n").unwrap();
    assert!(matches!(import(&path, &Form::Table(Columns::default()), None), Err(ImportError::Broken { .. })));
    assert!(matches!(import(&path, &Form::Squad, None), Err(ImportError::Broken { .. })));
    assert!(matches!(import(&path, &Form::Beir, None), Err(ImportError::Unreadable { .. })));
}
