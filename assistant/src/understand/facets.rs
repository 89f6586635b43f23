//! Which facets a question is after, and whether it names anything besides them.

use knowledge_base::{Facet, Language, fold, fold::words};

use super::phrase::{alternatives, find};

/// What was found in a question.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Facets {
    /// The facets asked, in the order of a card, each once.
    pub asked: Vec<Facet>,
    /// Words that belong to no facet and carry a meaning of their own: what the question is about.
    pub subject: Vec<String>,
}

/// Phrases by facet; longer ones first, so that "qancha vaqt" is time before "qancha" is a fee. Folded; a part is the
/// beginning of a word, or the whole word with `$`.
const PHRASES: [(Facet, &str); 10] = [
    (
        Facet::Time,
        "nech kun | nechchi kun | nech oy | korib chiq | bitadi | tez chiq | tez bit | qachongacha | через какое время | \
         через сколько | сколько месяцев | быстро | qancha vaqt | qancha kun | qancha muddat | necha kun | necha soat | necha oy | necha hafta | nechi kun | \
         qachon | muddat | qancha kut | сколько времени | сколько дней | сколько ждать | сколько по времени | \
         за сколько | как долго | как быстро | когда | срок | how long | how many days | how soon | when | \
         processing time | how much time | how fast",
    ),
    (
        Facet::Validity,
        "necha yilga | nech yil | на сколько лет | сколько лет действ | amal qil | yaroqli | necha yil | qancha yil | срок действ | действует | действителен | действительн | \
         годен | годн | valid | expire | expir",
    ),
    (
        Facet::Contact,
        "telefon | qongiroq | aloqa uchun | ishonch telefon | qayerga qongiroq | телефон | позвон | звонить | \
         контакт | горяч | phone | call | contact | hotline",
    ),
    (
        Facet::Documents,
        "qanaqa hujjat | qanaqa qogoz | qanday qogoz | что с собой | что взять | что брать | what papers | qanday hujjat | qaysi hujjat | hujjatlar | hujjat kerak | nima hujjat | nima kerak | nimalar kerak | \
         nima olib bor | какие документ | какие нужны документ | документы | документов | что нужно | что надо | \
         что требуется | какие бумаг | какие справк | documents | what documents | which documents | papers | \
         what do i need | what is needed | what should i bring | need to bring",
    ),
    (
        Facet::Fee,
        "nech pul | nechpul | necpul | nechipul | qanchapul | puli$ | pulini$ | pul ol | pul tol | qanchaga tush | скока | скоко | почем | платить | without paying | qancha turadi | qancha pul | qanchadan | necha pul | necha som | necha bhm | narx | tolov | tolash | \
         tolayman | boji$ | davlat boji | bepul | tekin | pullik | qancha$ | qanchaga | nechi pul | \
         сколько стоит | сколько стоят | сколько будет стоить | стоимост | цена | цену | цены | почем | плат | \
         пошлин | бесплатн | тариф | расценк | сколько денег | сколько$ | how much | fee | fees | cost | price | \
         pay$ | payment | charge | free$ | expensive",
    ),
    (
        Facet::Where,
        "which website | website | which site | на каком сайте | qaysi sayt | qayer | qayerga | qaerda | qaerga | qayda | qaysi joy | qaysi idora | manzil | где | куда | \
         в каком органе | адрес | where | which office",
    ),
    (
        Facet::Who,
        "necha yosh | nechi yosh | nech yosh | с какого возраста | со скольки лет | до скольки лет | what age | how old | kimlar | kimga | kim ola | kim foydalan | кто может | кому положен | кому дают | кто имеет | who can | \
         who is eligible | eligible | eligibility",
    ),
    (
        Facet::Legal,
        "qaysi qaror | qaysi qonun | qonun$ | qonuniy asos | huquqiy asos | на основании | какой закон | \
         каким законом | какое постановление | правовое основание | legal basis | which law | which resolution | \
         what law",
    ),
    (
        Facet::Status,
        "arizam holat | ariza holat | arizam qayer | arizam nima | статус заявлени | статус моего | готово ли | \
         application status | status of my",
    ),
    (
        Facet::How,
        "qanday qilib | qanday ol | qanday qil | qanday rasmiy | qanday top | qanday yoz | qanaqa qilib | \
         qanday tartib | tartibi | nima qil | как получить | как оформ | как сдел | как подать | как запис | \
         как постав | как зарег | как можно | как мне | порядок | что делать | how do i | how can i | how to | \
         steps | procedure | what do i do | what to do",
    ),
];

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
    let mut left: Vec<&str> = words(&folded).collect();
    let mut asked = Vec::new();
    for (facet, phrases) in PHRASES {
        for phrase in alternatives(phrases) {
            while let Some((at, length)) = find(&left, phrase) {
                left.drain(at..at + length);
                if !asked.contains(&facet) {
                    asked.push(facet);
                }
            }
        }
    }
    // "How do I get X, what does it cost": the cost is meant; the card has the rest.
    if asked.len() > 1 {
        asked.retain(|facet| *facet != Facet::How);
    }
    asked.sort_by_key(|facet| Facet::ALL.iter().position(|known| known == facet));
    let subject = left.into_iter().filter(|word| !names_nothing(word)).map(str::to_owned).collect();
    Facets { asked, subject }
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
