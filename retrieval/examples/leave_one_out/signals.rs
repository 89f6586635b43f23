//! How the signals of a search are spread over questions.

use knowledge_base::Locale;
use retrieval::{Query, Searcher};

use super::{Asked, Failure};

/// The signals of the first candidate of one question.
pub(crate) struct Signal {
    pub(crate) locale: Locale,
    pub(crate) text: String,
    pub(crate) first: String,
    pub(crate) right: bool,
    pub(crate) score: f32,
    pub(crate) dense: f32,
    pub(crate) coverage: f32,
    pub(crate) margin: f32,
    pub(crate) known: f32,
}

#[derive(Default)]
pub(crate) struct Signals(Vec<Signal>);

impl Signals {
    pub(crate) fn add(&mut self, searcher: &Searcher, asked: &Asked) -> Result<(), Failure> {
        let language = Some(asked.locale.language());
        let result = searcher.search(&Query { text: &asked.text, language, limit: 3 })?;
        let first = result.candidates.first();
        self.0.push(Signal {
            locale: asked.locale,
            text: asked.text.clone(),
            first: first.map(|first| first.record.to_string()).unwrap_or_default(),
            right: first.is_some_and(|first| Some(first.record.as_str()) == asked.record.as_deref()),
            score: first.map_or(0.0, |first| first.score),
            dense: first.map_or(0.0, |first| first.dense),
            coverage: first.map_or(0.0, |first| first.coverage),
            margin: result.margin,
            known: if result.words == 0 { 0.0 } else { result.known_words as f32 / result.words as f32 },
        });
        Ok(())
    }
}

/// Prints both distributions, and how well one threshold of each signal parts them.
pub(crate) fn print(on_topic: &Signals, off_topic: &Signals) {
    type Part = fn(&Signal) -> f32;
    let parts: [(&str, Part); 5] = [
        ("score", |signal| signal.score),
        ("dense", |signal| signal.dense),
        ("coverage", |signal| signal.coverage),
        ("margin", |signal| signal.margin),
        ("known", |signal| signal.known),
    ];
    println!(
        "\n{:10} {:18} {:>5} {:>6} {:>6} {:>6} {:>6} {:>6}",
        "signal", "questions", "n", "5 %", "25 %", "50 %", "75 %", "95 %"
    );
    for (name, part) in parts {
        let right: Vec<f32> = on_topic.0.iter().filter(|signal| signal.right).map(part).collect();
        let wrong: Vec<f32> = on_topic.0.iter().filter(|signal| !signal.right).map(part).collect();
        let off: Vec<f32> = off_topic.0.iter().map(part).collect();
        line(name, "on topic, right", right);
        line("", "on topic, wrong", wrong);
        line("", "off topic", off);
    }
    println!("\nthresholds of score: share of questions at or above");
    println!("{:>6} {:>10} {:>10} {:>10} | off topic by form", "score", "right", "wrong", "off topic");
    for step in 3..=14 {
        let threshold = step as f32 * 0.05;
        let share = |signals: &Signals, wanted: &dyn Fn(&Signal) -> bool| {
            let of: Vec<&Signal> = signals.0.iter().filter(|signal| wanted(signal)).collect();
            of.iter().filter(|signal| signal.score >= threshold).count() as f32 / of.len().max(1) as f32
        };
        let forms: Vec<String> = Locale::ALL
            .iter()
            .map(|locale| format!("{} {:.2}", locale.tag(), share(off_topic, &|signal| signal.locale == *locale)))
            .collect();
        println!(
            "{threshold:>6.2} {:>10.3} {:>10.3} {:>10.3} | {}",
            share(on_topic, &|signal| signal.right),
            share(on_topic, &|signal| !signal.right),
            share(off_topic, &|_| true),
            forms.join("  ")
        );
    }
    println!("\noff-topic questions with the highest scores");
    let mut highest: Vec<&Signal> = off_topic.0.iter().collect();
    highest.sort_by(|one, other| other.score.total_cmp(&one.score));
    for signal in highest.iter().take(25) {
        println!(
            "{:.2} dense {:.2} coverage {:.2} {} <- {}",
            signal.score, signal.dense, signal.coverage, signal.first, signal.text
        );
    }
}

fn line(name: &str, questions: &str, mut values: Vec<f32>) {
    if values.is_empty() {
        return;
    }
    values.sort_by(f32::total_cmp);
    let at = |share: f32| values[((values.len() - 1) as f32 * share) as usize];
    println!(
        "{name:10} {questions:18} {:>5} {:>6.2} {:>6.2} {:>6.2} {:>6.2} {:>6.2}",
        values.len(),
        at(0.05),
        at(0.25),
        at(0.5),
        at(0.75),
        at(0.95)
    );
}

pub(crate) fn dump(signals: &Signals) {
    for s in &signals.0 {
        println!(
            "DUMP\t{}\t{}\t{}\t{}\t{}\t{}\t{}\t{}",
            s.locale, s.right, s.score, s.dense, s.coverage, s.margin, s.known, s.text
        );
    }
}
