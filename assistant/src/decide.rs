//! Answer, ask back, say that no record covers it, or decline: by the signals of the search.
//!
//! The thresholds stand in one place and were read off the signals of on-topic and off-topic questions
//! (`cargo run --release -p retrieval --example leave_one_out`).

use knowledge_base::{Language, RecordId, fold, fold::words};
use retrieval::{Candidate, SearchResult};

/// What to do with a question.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Decision {
    /// Answer from this record.
    Answer(RecordId),
    /// Ask back between these.
    Clarify(Vec<RecordId>),
    /// About public services, but no record covers it.
    NoAnswer,
    /// Not about public services.
    OutOfScope,
}

/// The scores from which a decision follows, read off leave-one-out questions and off-topic ones.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Thresholds {
    /// From this score of the first record on, it answers when it is clearly ahead.
    pub answer: f32,
    /// Clearly ahead: by this much before the second.
    pub margin: f32,
    /// A first record of this score answers without a margin.
    pub certain: f32,
    /// From this score on, records are offered for a question whose words show that it is about public services.
    pub offer: f32,
    /// From this score on, records are offered for any other question.
    pub offer_unnamed: f32,
    /// Records are offered beside the first from this share of its score on.
    pub close: f32,
    /// The share of the question's words that the records know, below which nothing is answered.
    pub known: f32,
}

impl Default for Thresholds {
    fn default() -> Self {
        Self { answer: 0.50, margin: 0.05, certain: 0.90, offer: 0.36, offer_unnamed: 0.40, close: 0.75, known: 0.5 }
    }
}

/// The most choices of a question back.
pub const MOST_CHOICES: usize = 4;

/// Decides by the signals of a search. `text` is the question, for the words that show what it is about; `category` gives the
/// category of a record.
#[must_use]
pub fn decide(
    found: &SearchResult,
    text: &str,
    language: Language,
    category: impl Fn(&RecordId) -> Option<String>,
    thresholds: &Thresholds,
) -> Decision {
    let beyond = beyond_the_records(text, language);
    let Some(best) = found.candidates.first() else { return beyond };
    let abroad = mentions(text, language, OTHER_COUNTRIES);
    if abroad && !category(&best.record).is_some_and(|category| ABROAD.contains(&category.as_str())) {
        return Decision::OutOfScope;
    }
    let known = if found.words == 0 { 0.0 } else { found.known_words as f32 / found.words as f32 };
    let ahead = found.margin >= thresholds.margin || best.score >= thresholds.certain;
    if best.score >= thresholds.answer && known >= thresholds.known && ahead {
        return Decision::Answer(best.record.clone());
    }
    let good = best.score >= thresholds.answer && known >= thresholds.known;
    // Words that show what a question is about lower the bar: people name services in ways that no record knows yet.
    let offer = if beyond == Decision::NoAnswer { thresholds.offer } else { thresholds.offer_unnamed };
    let fair = best.score >= offer && known >= thresholds.known;
    if !good && !fair {
        return beyond;
    }
    match close_to(best, &found.candidates, thresholds) {
        only if only.len() == 1 => Decision::Answer(best.record.clone()),
        several => Decision::Clarify(several),
    }
}

/// The records whose scores are close to the best, the best first.
fn close_to(best: &Candidate, candidates: &[Candidate], thresholds: &Thresholds) -> Vec<RecordId> {
    let limit = best.score * thresholds.close;
    let close = candidates.iter().filter(|candidate| candidate.score >= limit || candidate.record == best.record);
    close.take(MOST_CHOICES).map(|candidate| candidate.record.clone()).collect()
}

/// Categories in which another country may be meant beside our own.
const ABROAD: [&str; 4] = ["migration", "notary", "identity", "education"];

/// Beginnings of the names of other countries, folded. Their services are not ours to explain.
const OTHER_COUNTRIES: &str = "amerika angliya aqsh germaniya hindiston koreya qirgiz qozogiston rossiya tojikiston turkiya \
     turkmaniston xitoy америк англи герман казахстан кита коре киргиз росси сша таджикистан турци туркмен \
     украин america china england germany india kazakh korea kyrgyz russia tajik turkey turkmen ukrain usa";

/// Beginnings of words that show that a question is about public services, folded.
const ABOUT_SERVICES: &str = "adliya ariza arxiv attestat avtomobil bojxona davlat deklaratsiya diplom fuqaro grant guvohnoma hokim \
     hujjat idora imtiyoz ijara ipoteka jarima kadastr kommunal kredit kvitansiya lisenziya litsenziya \
     mahalla malumotnoma moliyaviy yordam nafaqa nikoh nogiron notarius pasport patent pensiya poliklinika \
     portal propiska prava royxat ruxsat sertifikat shartnoma soliq spravka stipendiya subsidiya sud sugurta \
     talim tibbiy tolov tugilganlik viza vasiylik xizmat автомобил алимент апелляц архив аттестат виза визу \
     гражданств госуслуг декларац диплом договор документ доверенност заявлен загс иммиграц инвалид ипотек \
     кадастр коммунал кредит лиценз льгот нотари налог опек паспорт патент пенси поликлиник пособи пошлин \
     прав прописк разрешен регистрац сертификат справк стипенди страхов субсиди суд таможн удостоверен \
     усыновлен хокимият штраф adopt allowance application archive benefit cadastr certificate citizen court \
     customs diploma document driving government grant id insurance licence license loan notary passport \
     patent pension permit portal public registr residence subsid tax visa";

fn beyond_the_records(text: &str, language: Language) -> Decision {
    if mentions(text, language, ABOUT_SERVICES) { Decision::NoAnswer } else { Decision::OutOfScope }
}

/// Whether a word of a text begins with one of the beginnings; the shortest ones have to be the whole word.
fn mentions(text: &str, language: Language, beginnings: &str) -> bool {
    const WHOLE_WORD: usize = 3;
    let folded = fold(text, language);
    words(&folded).any(|word| {
        beginnings.split(' ').any(|beginning| {
            if beginning.chars().count() <= WHOLE_WORD { word == beginning } else { word.starts_with(beginning) }
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_question_without_candidates_is_sorted_by_its_words() {
        let nothing =
            SearchResult { candidates: Vec::new(), margin: 0.0, words: 1, known_words: 0, timings: Default::default() };
        let decided = |text, language| decide(&nothing, text, language, |_| None, &Thresholds::default());
        assert_eq!(decided("patent olish uchun ariza", Language::Uz), Decision::NoAnswer);
        assert_eq!(decided("как усыновить: заявление", Language::Ru), Decision::NoAnswer);
        assert_eq!(decided("ertaga havo qanday", Language::Uz), Decision::OutOfScope);
        assert_eq!(decided("who won the match", Language::En), Decision::OutOfScope);
    }
}
