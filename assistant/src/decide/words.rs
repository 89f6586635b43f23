//! Words that tell what a question is about, whatever the search found.

use knowledge_base::fold::words;

/// Whether a word of a folded text shows that it is about public services.
pub(super) fn is_about_services(folded: &str) -> bool {
    mentions(folded, ABOUT_SERVICES)
}

/// Whether a folded text names another country.
pub(super) fn names_another_country(folded: &str) -> bool {
    mentions(folded, OTHER_COUNTRIES)
}

/// Whether records of a category may be about another country beside our own.
pub(super) fn may_be_abroad(category: &str) -> bool {
    ABROAD.contains(&category)
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

/// Whether a word of a folded text begins with one of the beginnings; the shortest ones have to be the whole word.
fn mentions(folded: &str, beginnings: &str) -> bool {
    const WHOLE_WORD: usize = 3;
    words(folded).any(|word| {
        beginnings.split(' ').any(|beginning| {
            if beginning.chars().count() <= WHOLE_WORD { word == beginning } else { word.starts_with(beginning) }
        })
    })
}
