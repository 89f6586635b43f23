//! The whole way on a small corpus: texts and questions of the project's own records.

use std::{fs::File, io::Write as _, path::Path};

use flate2::{Compression, write::GzEncoder};
use knowledge_base::{KnowledgeBase, Language};
use models::language::{LanguageTables, Spelling};
use rand::{SeedableRng as _, rngs::StdRng};

use super::{
    fit::{Options, fit},
    russian::Habit,
    spelling::{on_a_russian_keyboard, typed_uzbek_latin, with_a_slip, without_apostrophes},
    texts::{Form, Texts},
    windows::{Label, Windows},
};
use crate::TrainingError;

fn write(path: &Path, lines: &[String]) {
    let mut file = GzEncoder::new(File::create(path).unwrap(), Compression::fast());
    file.write_all(lines.join("\n").as_bytes()).unwrap();
    file.finish().unwrap();
}

/// Tables as a corpus has them: every second record, so that the others are new.
fn sample(folder: &Path) -> Vec<[String; 3]> {
    let base =
        KnowledgeBase::load(&Path::new(env!("CARGO_MANIFEST_DIR")).join("../../knowledge-base/records")).unwrap();
    let mut parallel = vec!["source\tuz\tuz_cyrl\tru\ten".to_owned()];
    let mut unseen = Vec::new();
    for (place, record) in base.records().enumerate() {
        let texts = [&record.title, &record.summary];
        if place % 2 == 0 {
            parallel.extend(texts.map(|text| format!("records\t{}\t\t{}\t{}", text.uz, text.ru, text.en)));
            parallel.push(format!("other\t{}\t\t{}\t", record.title.ru, record.title.uz));
        } else {
            unseen.push(Language::ALL.map(|language| record.summary.written(language).to_owned()));
        }
    }
    write(&folder.join("parallel.tsv.gz"), &parallel);
    let words = ["source\tlang\tword\tcount", "list\tru\tсправка\t90", "list\ten\tfee\t7", "list\tuz\tnarxi\t"];
    write(&folder.join("words.tsv.gz"), &words.map(str::to_owned));
    unseen
}

fn texts(folder: &Path) -> Texts {
    let mut texts = Texts::read(&[folder.to_owned()], &|source| source != "other").unwrap();
    texts.add_everyday_words();
    texts.write_uzbek_in_both_scripts();
    texts
}

const SMALL: Options =
    Options { windows: 30_000, latin_power: 14, cyrillic_power: 14, rate: 0.03, certain: 0.99, seed: 1 };

#[test]
fn a_run_lowers_the_loss_and_tells_texts_that_it_never_saw() {
    let folder = tempfile::tempdir().unwrap();
    let unseen = sample(folder.path());
    let texts = texts(folder.path());
    let (file, losses) = fit(&Windows::new(&texts), &SMALL);
    let (first, last) = (losses[0], losses[9]);
    assert!(last[0] < first[0] && last[1] < first[1], "{losses:?}");
    let tables = LanguageTables::read(file.into()).unwrap();
    let latin = |text: &str| tables.latin(&Spelling::of(text).latin);
    let cyrillic = |text: &str| tables.cyrillic(&Spelling::of(text).cyrillic);
    let habit = Habit::draw(&mut StdRng::seed_from_u64(3));
    let right = unseen.iter().filter(|[uzbek, russian, english]| {
        let in_cyrillic = knowledge_base::transliteration::to_cyrillic(uzbek);
        let typed = latin(&habit.write(russian));
        latin(&without_apostrophes(uzbek))[0] > 0.0
            && latin(english).iter().all(|odds| *odds < 0.0)
            && typed[1] > typed[0].max(0.0)
            && cyrillic(&on_a_russian_keyboard(&in_cyrillic)) > 0.0
            && cyrillic(russian) < 0.0
    });
    assert!(right.count() * 100 >= unseen.len() * 97 && unseen.len() > 100);
}

#[test]
fn a_seed_gives_the_same_bytes_twice() {
    let folder = tempfile::tempdir().unwrap();
    sample(folder.path());
    let texts = texts(folder.path());
    let run = || fit(&Windows::new(&texts), &Options { windows: 2_000, ..SMALL }).0;
    assert!(run() == run());
}

#[test]
fn rows_of_sources_that_are_not_wanted_are_left_out() {
    let folder = tempfile::tempdir().unwrap();
    sample(folder.path());
    let texts = Texts::read(&[folder.path().to_owned()], &|source| source == "other").unwrap();
    assert!(texts.rows(Form::UzLatn) > 100 && texts.rows(Form::En) == 0);
    assert!(texts.words.is_empty());
}

#[test]
fn a_window_has_the_script_of_its_label() {
    let folder = tempfile::tempdir().unwrap();
    sample(folder.path());
    let texts = texts(folder.path());
    let windows = Windows::new(&texts);
    let mut random = StdRng::seed_from_u64(2);
    for (label, latin) in
        [(Label::UzLatn, true), (Label::RuLatn, true), (Label::En, true), (Label::UzCyrl, false), (Label::Ru, false)]
    {
        for _ in 0..200 {
            let window = windows.draw(label, &mut random).unwrap();
            let spelling = Spelling::of(&window);
            let (own, other) = (spelling.latin.letters(), spelling.cyrillic.letters());
            let (own, other) = if latin { (own, other) } else { (other, own) };
            // A name in the other script may stand among the words.
            assert!(own > 0 || other < 12, "{label:?}: {window}");
        }
    }
}

#[test]
fn people_type_what_the_book_does_not_say() {
    assert_eq!(
        on_a_russian_keyboard("Ўзбекистон фуқароси учун қанақа ҳужжат, ғарб"),
        "Узбекистон фукароси учун канака хужжат, гарб"
    );
    assert_eq!(without_apostrophes("oʻzbek ma'lumot gʼarb"), "ozbek malumot garb");
    let mut random = StdRng::seed_from_u64(4);
    let typed: Vec<String> = (0..40).map(|_| typed_uzbek_latin("Oʻzbekiston", &mut random)).collect();
    assert!(typed.contains(&"oʻzbekiston".to_owned()) && typed.contains(&"ozbekiston".to_owned()), "{typed:?}");
    assert!((0..40).all(|_| with_a_slip("pasport", &mut random).chars().count().abs_diff(7) <= 1));
    assert_eq!(with_a_slip("1 2", &mut random), "1 2");
    let written: Vec<String> = (0..60).map(|_| Habit::draw(&mut random).write("Ещё жильё")).collect();
    assert!(written.contains(&"esche zhile".to_owned()), "{written:?}");
}

#[test]
fn a_table_without_texts_is_told() {
    let folder = tempfile::tempdir().unwrap();
    write(&folder.path().join("a.tsv.gz"), &["source\tnumber".to_owned()]);
    let wrong = Texts::read(&[folder.path().to_owned()], &|_| true).unwrap_err();
    assert!(matches!(&wrong, TrainingError::Content { what, .. } if what.contains("expected are uz")), "{wrong}");
    let missing = Texts::read(&["/no/such/folder".into()], &|_| true);
    assert!(matches!(missing, Err(TrainingError::File { .. })));
}
