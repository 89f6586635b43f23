//! Windows of a few words, drawn from texts and word lists.

use rand::{RngExt as _, rngs::StdRng};

use super::{
    russian::in_latin,
    spelling::{typed_uzbek_cyrillic, typed_uzbek_latin, with_a_slip},
    texts::{Form, Texts},
};

/// What a window is to be told as.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Label {
    /// Uzbek in Latin letters.
    UzLatn,
    /// Russian in Latin letters.
    RuLatn,
    /// English.
    En,
    /// Uzbek in Cyrillic letters.
    UzCyrl,
    /// Russian.
    Ru,
}

/// Words of a window, in hundredths: people ask in two to six.
const LENGTHS: [(usize, u32); 9] = [(1, 14), (2, 24), (3, 20), (4, 14), (5, 10), (6, 8), (7, 4), (8, 3), (10, 3)];
/// Windows made of words drawn by themselves: running texts know too few of them.
const FROM_LISTS: f64 = 0.4;
/// The power of its count by which a word is drawn: below one, so that rare words are seen too.
const OFTEN: f64 = 0.65;
/// Uzbek windows into which Russian words are mixed.
const BORROWED: f64 = 0.18;
/// Windows of any other language with a word of another.
const FOREIGN: f64 = 0.06;
/// Windows with a slip of the keyboard.
const SLIPS: f64 = 0.08;
/// Endings that an Uzbek gives to a Russian word.
const ENDINGS: [(&str, &str); 8] = [
    ("ni", "ни"),
    ("ga", "га"),
    ("dan", "дан"),
    ("ning", "нинг"),
    ("lar", "лар"),
    ("da", "да"),
    ("si", "си"),
    ("mi", "ми"),
];

/// A number drawn by weights.
#[derive(Debug)]
struct Wheel {
    sums: Vec<f64>,
}

impl Wheel {
    fn new(weights: impl Iterator<Item = f64>) -> Self {
        let sums = weights.scan(0.0, |sum, weight| {
            *sum += weight;
            Some(*sum)
        });
        Self { sums: sums.collect() }
    }

    fn draw(&self, random: &mut StdRng) -> Option<usize> {
        let whole = *self.sums.last().filter(|whole| **whole > 0.0)?;
        let at = random.random_range(0.0..whole);
        Some(self.sums.partition_point(|sum| *sum <= at))
    }
}

/// Texts of one form to draw from.
#[derive(Debug)]
struct Pool<'t> {
    sources: Vec<&'t [String]>,
    by_source: Wheel,
    words: &'t [(String, f64)],
    by_word: Wheel,
}

impl<'t> Pool<'t> {
    fn new(texts: &'t Texts, form: Form) -> Self {
        let of_form = texts.running.iter().filter(|((_, found), _)| *found == form);
        let sources: Vec<&[String]> = of_form.map(|(_, source)| source.texts.as_slice()).collect();
        // By the root of their sizes, so that one large source does not drown the others.
        let by_source = Wheel::new(sources.iter().map(|texts| (texts.len() as f64).sqrt()));
        let words = texts.words.get(&form).map(Vec::as_slice).unwrap_or_default();
        let by_word = Wheel::new(words.iter().map(|(_, count)| count.powf(OFTEN)));
        Self { sources, by_source, words, by_word }
    }

    fn window(&self, words: usize, random: &mut StdRng) -> Option<Vec<String>> {
        if random.random_bool(FROM_LISTS) && !self.words.is_empty() {
            return (0..words).map(|_| self.word(random)).collect();
        }
        let source = self.sources[self.by_source.draw(random)?];
        let text: Vec<&str> = source[random.random_range(0..source.len())].split_whitespace().collect();
        let start = random.random_range(0..text.len().saturating_sub(words) + 1);
        Some(text.into_iter().skip(start).take(words).map(str::to_owned).collect())
    }

    fn word(&self, random: &mut StdRng) -> Option<String> {
        Some(self.words.get(self.by_word.draw(random)?)?.0.clone())
    }
}

/// Windows of every label without end.
#[derive(Debug)]
pub struct Windows<'t> {
    uzbek_latin: Pool<'t>,
    uzbek_cyrillic: Pool<'t>,
    russian: Pool<'t>,
    english: Pool<'t>,
}

impl<'t> Windows<'t> {
    /// Windows of texts that hold Uzbek in both scripts.
    #[must_use]
    pub fn new(texts: &'t Texts) -> Self {
        Self {
            uzbek_latin: Pool::new(texts, Form::UzLatn),
            uzbek_cyrillic: Pool::new(texts, Form::UzCyrl),
            russian: Pool::new(texts, Form::Ru),
            english: Pool::new(texts, Form::En),
        }
    }

    /// Draws a window; `None` when the label has no texts, or the draw fell on one without words.
    pub fn draw(&self, label: Label, random: &mut StdRng) -> Option<String> {
        let (own, other) = match label {
            Label::UzLatn => (&self.uzbek_latin, &self.russian),
            Label::UzCyrl => (&self.uzbek_cyrillic, &self.russian),
            Label::Ru => (&self.russian, &self.uzbek_cyrillic),
            Label::RuLatn => (&self.russian, &self.uzbek_latin),
            Label::En => (&self.english, &self.uzbek_latin),
        };
        let mut words = own.window(length(random), random)?;
        let is_uzbek = matches!(label, Label::UzLatn | Label::UzCyrl);
        if label == Label::RuLatn {
            let written = in_latin(&words.join(" "), random);
            words = written.split(' ').map(str::to_owned).collect();
        }
        if words.len() > 1 && random.random_bool(if is_uzbek { BORROWED } else { FOREIGN }) {
            let most = if is_uzbek { words.len() / 2 } else { words.len() / 3 };
            for _ in 0..random.random_range(0..=most) {
                let at = random.random_range(0..words.len());
                let Some(word) = other.word(random) else { continue };
                words[at] = match label {
                    Label::UzLatn => borrowed(&in_latin(&word, random), false, random),
                    Label::UzCyrl => borrowed(&word, true, random),
                    Label::Ru | Label::RuLatn | Label::En => word,
                };
            }
        }
        let window = words.join(" ");
        let window = match label {
            Label::UzLatn => typed_uzbek_latin(&window, random),
            Label::UzCyrl => typed_uzbek_cyrillic(&window, random),
            Label::Ru | Label::RuLatn | Label::En => window.to_lowercase(),
        };
        Some(if random.random_bool(SLIPS) { with_a_slip(&window, random) } else { window })
    }
}

/// A Russian word in an Uzbek sentence, with an Uzbek ending or without.
fn borrowed(word: &str, cyrillic: bool, random: &mut StdRng) -> String {
    if random.random_bool(0.5) {
        return word.to_owned();
    }
    let (latin, in_cyrillic) = ENDINGS[random.random_range(0..ENDINGS.len())];
    format!("{word}{}", if cyrillic { in_cyrillic } else { latin })
}

fn length(random: &mut StdRng) -> usize {
    let mut at = random.random_range(0..100);
    for (words, share) in LENGTHS {
        if at < share {
            return words;
        }
        at -= share;
    }
    LENGTHS[0].0
}
