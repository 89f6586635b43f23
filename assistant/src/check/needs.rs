//! What a sentence asks for, and where it sends people: only what the record has words for.

use super::text::{Word, content, find, shared};

/// Words with which something is asked for.
const NEED: &[&str] = &[
    "нуж",
    "понадоб",
    "потреб",
    "необход",
    "прилож",
    "прилаг",
    "возьм",
    "принес",
    "предостав",
    "предъяв",
    "подготов",
    "захват",
    "need",
    "bring",
    "attach",
    "required",
    "submit",
    "provide",
    "enclose",
    "present$",
    "kerak",
    "talab",
    "olib$ kel",
    "ilova$ qil",
    "taqdim",
    "zarur",
];
/// Words with which people are sent somewhere.
const GO: &[&str] = &[
    "обрат",
    "обращ",
    "подать$",
    "подайте",
    "подав",
    "сходите",
    "приходите",
    "придите",
    "посет",
    "идите",
    "apply",
    "go$ to$",
    "visit",
    "murojaat",
    "topshir",
    "boring$",
    "borish",
    "borib",
];
/// Words for papers in general.
pub(super) const PAPERS: &[&str] = &["документ", "hujjat", "document", "paper", "загруж", "upload", "yukla", "бумаг"];

/// From this share on, the words with which something is asked for are the record's.
const MOSTLY: f64 = 0.6;
/// The same where people are sent somewhere, which is said in more words of one's own.
const PARTLY: f64 = 0.5;

/// Whether a sentence asks for something, or sends people somewhere, of which the record has no word.
pub(super) fn asks_for_unknown(words: &[Word], vocabulary: &[String]) -> bool {
    let least = match (find(words, NEED), find(words, GO)) {
        (Some(_), _) => MOSTLY,
        (None, Some(_)) => PARTLY,
        (None, None) => return false,
    };
    let own =
        |word: &&Word| !word.begins(NEED) && !word.begins(PAPERS) && find(std::slice::from_ref(*word), GO).is_none();
    let asked: Vec<Word> = words.iter().filter(own).cloned().collect();
    let said = content(&asked);
    let known = shared(&said, vocabulary);
    !said.is_empty() && (known as f64) < said.len() as f64 * least
}
