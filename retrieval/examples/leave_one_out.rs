//! How well are records found by questions that their index does not hold?
//!
//! `cargo run --release -p retrieval --example leave_one_out [-- --tune]`
//!
//! Of every record one authored question a language is kept out of the index and asked; this is done three times with other
//! questions. Uzbek is asked in both scripts. `--tune` tries other weights.

use std::{collections::HashMap, path::Path, sync::Arc, time::Duration};

use knowledge_base::{
    KnowledgeBase, Language, Locale,
    transliteration::{to_cyrillic, to_latin},
};
use retrieval::{Index, IndexOptions, Passage, Query, Searcher, Section, TextEmbedder, passages, search::Tuning};

type Failure = Box<dyn std::error::Error>;

/// How often one question of every record is kept out.
const ROUNDS: usize = 3;

/// A question with the record that it was written for.
struct Asked {
    locale: Locale,
    text: String,
    record: String,
}

/// An index and the questions that were kept out of it.
struct Round {
    searcher: Searcher,
    asked: Vec<Asked>,
}

/// What one locale gave.
#[derive(Default)]
struct Row {
    asked: usize,
    first: usize,
    among_five: usize,
    reciprocal: f32,
}

fn main() -> Result<(), Failure> {
    let records = Path::new(env!("CARGO_MANIFEST_DIR")).join("../knowledge-base/records");
    let knowledge_base = KnowledgeBase::load(&records)?;
    let embedder: Arc<dyn TextEmbedder> = Arc::new(models::Embedder::shipped());
    let folder = tempfile::tempdir()?;
    let all = passages(&knowledge_base);
    println!("{} records, {} passages, {ROUNDS} rounds", knowledge_base.records().len(), all.len());
    let mut rounds = Vec::new();
    for round in 0..ROUNDS {
        let (kept, asked) = split(&all, round);
        let options = IndexOptions::new(folder.path().join(round.to_string()), Arc::clone(&embedder));
        let start = std::time::Instant::now();
        let index = Index::open_or_build_from(&kept, &options, |_| {})?;
        let built = start.elapsed();
        drop(index);
        let start = std::time::Instant::now();
        let index = Index::open_or_build_from(&kept, &options, |_| {})?;
        println!("round {round}: built in {built:.0?}, opened in {:.0?}", start.elapsed());
        rounds.push(Round { searcher: Searcher::new(index), asked });
    }
    if std::env::args().any(|argument| argument == "--tune") {
        return tune(rounds);
    }
    println!("\nlanguage known");
    table(&rounds, true)?;
    println!("\nlanguage unknown");
    table(&rounds, false)?;
    println!("\nlanguage known, a letter left out of the longest word");
    table(changed(&mut rounds, slip), true)?;
    println!("\nlanguage unknown, Russian in Latin letters and a letter left out");
    table(changed(&mut rounds, |text| to_latin(text).replace('\'', "")), false)
}

/// The passages without the questions of a round, and those questions.
fn split(all: &[Passage], round: usize) -> (Vec<Passage>, Vec<Asked>) {
    let mut questions: HashMap<(&str, Language), Vec<usize>> = HashMap::new();
    for (place, passage) in all.iter().enumerate() {
        if passage.section == Section::Question {
            questions.entry((passage.record.as_str(), passage.language)).or_default().push(place);
        }
    }
    let held: Vec<usize> = questions.values().map(|places| places[round * places.len() / ROUNDS]).collect();
    let mut asked = Vec::new();
    let mut kept = Vec::new();
    for (place, passage) in all.iter().enumerate() {
        if !held.contains(&place) {
            kept.push(passage.clone());
            continue;
        }
        let record = passage.record.to_string();
        for locale in Locale::ALL.into_iter().filter(|locale| locale.language() == passage.language) {
            let text = if locale == Locale::UzCyrl { to_cyrillic(&passage.text) } else { passage.text.clone() };
            asked.push(Asked { locale, text, record: record.clone() });
        }
    }
    (kept, asked)
}

fn rows(rounds: &[Round], language_known: bool) -> Result<(HashMap<Locale, Row>, Vec<Duration>), Failure> {
    let mut rows: HashMap<Locale, Row> = HashMap::new();
    let mut times = Vec::new();
    for round in rounds {
        for asked in &round.asked {
            let language = language_known.then(|| asked.locale.language());
            let result = round.searcher.search(&Query { text: &asked.text, language, limit: 10 })?;
            times.push(result.timings.total());
            let place = result.candidates.iter().position(|candidate| candidate.record.as_str() == asked.record);
            let row = rows.entry(asked.locale).or_default();
            row.asked += 1;
            row.first += usize::from(place == Some(0));
            row.among_five += usize::from(place.is_some_and(|place| place < 5));
            row.reciprocal += place.map_or(0.0, |place| 1.0 / (place as f32 + 1.0));
            if std::env::args().any(|argument| argument == "--misses") && place != Some(0) {
                let first = result.candidates.first();
                println!("{} {} | wanted {} at {place:?}, got {first:?}", asked.locale, asked.text, asked.record);
            }
        }
    }
    times.sort_unstable();
    Ok((rows, times))
}

fn table(rounds: &[Round], language_known: bool) -> Result<(), Failure> {
    let (rows, times) = rows(rounds, language_known)?;
    println!("{:8} {:>6} {:>7} {:>7} {:>7}", "form", "asked", "hit@1", "hit@5", "MRR@10");
    for locale in Locale::ALL {
        let Some(row) = rows.get(&locale) else { continue };
        let share = |count: usize| count as f32 / row.asked as f32;
        let mrr = row.reciprocal / row.asked as f32;
        println!(
            "{:8} {:>6} {:>7.3} {:>7.3} {mrr:>7.3}",
            locale.tag(),
            row.asked,
            share(row.first),
            share(row.among_five)
        );
    }
    let at = |share: f32| times[((times.len() - 1) as f32 * share) as usize];
    println!("a search: median {:.0?}, 95 % {:.0?}, longest {:.0?}", at(0.5), at(0.95), at(1.0));
    Ok(())
}

/// The same rounds with other texts.
fn changed(rounds: &mut [Round], change: impl Fn(&str) -> String) -> &[Round] {
    for asked in rounds.iter_mut().flat_map(|round| &mut round.asked) {
        asked.text = change(&asked.text);
    }
    rounds
}

/// Leaves a letter out in the middle of the longest word.
fn slip(text: &str) -> String {
    let longest = text.split_whitespace().max_by_key(|word| word.chars().count()).unwrap_or_default();
    let middle = longest.chars().count() / 2;
    let slipped: String = longest.chars().enumerate().filter(|(place, _)| *place != middle).map(|(_, c)| c).collect();
    text.replacen(longest, &slipped, 1)
}

/// Mean of the reciprocal ranks and of the hits over the four forms.
fn mean(rounds: &[Round]) -> Result<(f32, f32), Failure> {
    let (rows, _) = rows(rounds, true)?;
    let forms = rows.len() as f32;
    let mrr = rows.values().map(|row| row.reciprocal / row.asked as f32).sum::<f32>() / forms;
    let hits = rows.values().map(|row| row.first as f32 / row.asked as f32).sum::<f32>() / forms;
    Ok((hits, mrr))
}

/// One weight at a time, from the defaults.
fn tune(mut rounds: Vec<Round>) -> Result<(), Failure> {
    let default = Tuning::default();
    let mut tries: Vec<(String, Tuning)> = vec![("default".to_owned(), default)];
    for (dense, coverage, held) in [
        (1.0, 0.0, 0.0),
        (0.0, 1.0, 0.0),
        (0.0, 0.0, 1.0),
        (0.5, 0.5, 0.0),
        (0.3, 0.4, 0.3),
        (0.5, 0.3, 0.2),
        (0.4, 0.4, 0.2),
        (0.5, 0.25, 0.25),
        (0.35, 0.35, 0.3),
        (0.4, 0.2, 0.4),
    ] {
        tries.push((format!("shares {dense} {coverage} {held}"), Tuning { dense, coverage, held, ..default }));
    }
    for depth in [50, 100, 200, 400] {
        tries.push((format!("depth {depth}"), Tuning { depth, ..default }));
    }
    for value in [0.0, 0.1, 0.2, 0.4, 0.7, 1.0] {
        let with = |terms| Tuning { terms, ..default };
        let terms = default.terms;
        tries.push((format!("sound {value}"), with(retrieval::terms::TermWeights { sound: value, ..terms })));
        tries.push((format!("groups {value}"), with(retrieval::terms::TermWeights { groups: value, ..terms })));
        tries.push((format!("frame {value}"), with(retrieval::terms::TermWeights { frame: value, ..terms })));
        let groups_of_unknown = value * 1.5;
        let unknown = retrieval::terms::TermWeights { groups_of_unknown, ..terms };
        tries.push((format!("groups of unknown {groups_of_unknown}"), with(unknown)));
    }
    for (name, tuning) in tries {
        rounds = rounds.into_iter().map(|round| Round { searcher: round.searcher.retuned(tuning), ..round }).collect();
        let (hits, mrr) = mean(&rounds)?;
        println!("{name:24} hit@1 {hits:.4}  MRR@10 {mrr:.4}");
    }
    Ok(())
}
