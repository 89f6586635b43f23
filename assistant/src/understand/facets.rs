//! Which facets a question is after, and whether it names anything besides them.

mod matching;
mod phrases;

use knowledge_base::{Facet, Language, fold, fold::words};

use self::matching::{asking, hinting};

/// What was found in a question.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Facets {
    /// The facets asked, in the order of a card, each once.
    pub asked: Vec<Facet>,
    /// Facets that are not asked for and that the asker would like to hear of: an age, a number of years, a decree is named.
    pub hinted: Vec<Facet>,
    /// Words that belong to no facet and carry a meaning of their own: what the question is about.
    pub subject: Vec<String>,
}

/// Words that name nothing: particles, pronouns, politeness, verbs of asking. Folded.
const NAMES_NOTHING: [&str; 3] = [
    "bitadi bitar qaysi a agar bilan boladi bolad boldi bomi bormi bu buni buning bunga chi edi ekan ham haqida hozir iltimos \
     unga kerak keladi kk kerakmi ketadi mi mumkin mumkinmi men menga nima nimalar oladi olsa qanday qanaqa \
     qilsa qilish qancha rahmat shu shuni shuning siz soray sorasam turadi u uchun uni uning va vaqt xizmat \
     xizmati xizmatni yana yoki yoqmi aytib ayting bering kun kunda keyin xop ok onlayn pul necha nech hujjat \
     tayyor chiqadi beriladi talab qilinadi orqali borish boraman",
    "а бы в во вот вы да для его ее если есть еще ждать за и из или их к как какие какой какая ли мне можно \
     мой на надо насчет не нет ну нужно нужны нужен об они она он от по подскажите пожалуйста про с сейчас \
     сколько спасибо стоит так там такое то тоже у услуга услуги услугу хорошо что это этого этой этот эту я \
     будет документ нужна делается занимает дней времени туда обращаться обратиться подавать идти",
    "about an and any are at be can could do does for from get have how i if in is it its long many me much \
     my need needed of ok on or please service should take takes tell thanks that the there these this to \
     what which with would you s bring go apply document days also one",
];

/// Finds the facets of a question of a language.
#[must_use]
pub fn facets(text: &str, language: Language) -> Facets {
    let folded = fold(text, language);
    let all: Vec<&str> = words(&folded).collect();
    let mut left = all.clone();
    let mut asked = Vec::new();
    for phrase in asking() {
        while let Some((at, length)) = phrase.find(&left) {
            left.drain(at..at + length);
            if !asked.contains(&phrase.facet) {
                asked.push(phrase.facet);
            }
        }
    }
    let mut hinted = Vec::new();
    for phrase in hinting() {
        let is_new = !asked.contains(&phrase.facet) && !hinted.contains(&phrase.facet);
        if is_new && phrase.find(&all).is_some() {
            hinted.push(phrase.facet);
        }
    }
    // "How do I get X, what does it cost": the cost is meant; the card has the rest.
    if asked.len() > 1 {
        asked.retain(|facet| *facet != Facet::How);
    }
    for facets in [&mut asked, &mut hinted] {
        facets.sort_by_key(|facet| Facet::ALL.iter().position(|known| known == facet));
    }
    let subject = left.into_iter().filter(|word| !names_nothing(word)).map(str::to_owned);
    Facets { asked, hinted, subject: subject.collect() }
}

fn names_nothing(word: &str) -> bool {
    NAMES_NOTHING.iter().any(|words| words.split(' ').any(|known| known == word))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asked(text: &str, language: Language) -> Vec<Facet> {
        facets(text, language).asked
    }

    #[test]
    fn the_facet_of_plain_questions_is_found() {
        use Facet::{Contact, Documents, Fee, How, Legal, Time, Validity, Where, Who};
        for (text, language, facet) in [
            ("Biznesni qayta ro'yxatdan o'tkazish qancha turadi?", Language::Uz, Fee),
            ("Бизнесни қайта рўйхатдан ўтказиш қанча туради?", Language::Uz, Fee),
            ("pasport necha kunda chiqadi", Language::Uz, Time),
            ("ID karta uchun qanday hujjatlar kerak", Language::Uz, Documents),
            ("nikohni qayerda qayd etamiz", Language::Uz, Where),
            ("guvohnoma necha yil amal qiladi", Language::Uz, Validity),
            ("qanday qilib prava olsam bo'ladi", Language::Uz, How),
            ("сколько стоит загранпаспорт", Language::Ru, Fee),
            ("за сколько дней делают справку", Language::Ru, Time),
            ("куда идти за справкой", Language::Ru, Where),
            ("какие нужны документы на развод", Language::Ru, Documents),
            ("кто может получить пособие", Language::Ru, Who),
            ("по какому телефону узнать", Language::Ru, Contact),
            ("how much is a passport", Language::En, Fee),
            ("how long does it take to get an ID card", Language::En, Time),
            ("what is the legal basis for apostille", Language::En, Legal),
        ] {
            assert_eq!(asked(text, language), [facet], "{text}");
        }
    }

    #[test]
    fn a_second_facet_is_found_beside_the_first_and_misspelt() {
        use Facet::{Documents, Fee, Legal, Time, Validity, Where, Who};
        let cases: [(&str, Language, &[Facet]); 8] = [
            ("ariza qancha ko'riladi, pullikmi", Language::Uz, &[Fee, Time]),
            ("канака хужжатлар керак ва канча туради", Language::Uz, &[Fee, Documents]),
            ("pasport qanca turadi", Language::Uz, &[Fee]),
            ("сколько стоит и ждать", Language::Ru, &[Fee, Time]),
            ("где делают и какие бумажки", Language::Ru, &[Documents, Where]),
            ("по какому постановлению это делают", Language::Ru, &[Legal]),
            ("fee and waiting time please", Language::En, &[Fee, Time]),
            ("what is the minimum age and for how many years", Language::En, &[Who, Validity]),
        ];
        for (text, language, facets) in cases {
            assert_eq!(asked(text, language), facets, "{text}");
        }
    }

    #[test]
    fn an_age_and_a_decree_hint_at_what_is_wanted_beside() {
        for (text, language, facet) in [
            ("o'g'lim 16 yoshda, prava olsa bo'ladimi", Language::Uz, Facet::Who),
            ("паспорт на 10 лет?", Language::Ru, Facet::Validity),
            ("Vazirlar Mahkamasining 363-son qarori bilanmi", Language::Uz, Facet::Legal),
        ] {
            let found = facets(text, language);
            assert!(found.hinted.contains(&facet) || found.asked.contains(&facet), "{text}: {found:?}");
        }
        assert!(facets("pasport narxi", Language::Uz).hinted.is_empty());
    }

    #[test]
    fn several_facets_come_in_the_order_of_a_card() {
        assert_eq!(asked("какие документы и сколько стоит прописка", Language::Ru), [Facet::Fee, Facet::Documents]);
    }

    #[test]
    fn a_question_that_names_nothing_has_no_subject() {
        for (text, language) in [
            ("narxi-chi?", Language::Uz),
            ("а документы?", Language::Ru),
            ("and how long does it take?", Language::En),
            ("қанча вақт кетади", Language::Uz),
            ("сколько это стоит", Language::Ru),
        ] {
            let found = facets(text, language);
            assert_eq!((found.asked.len(), found.subject.len()), (1, 0), "{text}: {found:?}");
        }
        assert_eq!(facets("pasport narxi", Language::Uz).subject, ["pasport"]);
    }
}
