//! Documents that a text names, as concepts that are the same in three languages.

use knowledge_base::{Language, fold, fold::words};

use crate::understand::stands_in;

/// A document and the beginnings of its folded names; several words where one is not enough.
const DOCUMENTS: &[(&str, &[&str])] = &[
    ("passport", &["pasport", "паспорт", "passport"]),
    ("id card", &["id karta", "id karta", "id карт", "id card", "идентификационн карт"]),
    ("birth certificate", &["tugilganlik", "свидетельств о рождени", "birth certificate", "метрик", "metrika"]),
    ("marriage certificate", &["nikoh guvohnoma", "свидетельств о брак", "marriage certificate"]),
    ("photo", &["fotosurat", "rasm", "фотограф", "фото", "photo"]),
    ("diploma", &["diplom", "диплом", "diploma"]),
    ("power of attorney", &["ishonchnoma", "доверенност", "power of attorney"]),
    ("medical certificate", &["tibbiy malumotnoma", "медицинск справк", "medical certificate", "медсправк"]),
    ("income certificate", &["daromad", "справк о доход", "income certificate", "proof of income"]),
    ("receipt", &["kvitansiya", "квитанц", "receipt"]),
    ("military id", &["harbiy bilet", "harbiy guvohnoma", "военн билет", "military id"]),
    (
        "driving licence",
        &[
            "haydovchilik guvohnoma",
            "водительск удостоверен",
            "водительск прав",
            "driving licence",
            "driver s licence",
            "driver s license",
            "driving license",
        ],
    ),
    ("work book", &["mehnat daftarcha", "трудов книжк", "work book", "employment book"]),
    ("lease", &["ijara shartnoma", "договор аренд", "rental contract", "lease"]),
    ("cadastral passport", &["kadastr", "кадастр", "cadastral"]),
    ("charter", &["ustav", "устав", "charter"]),
    ("criminal record certificate", &["sudlanmaganlik", "несудимост", "criminal record"]),
    ("visa", &["viza", "виз", "visa"]),
];

/// The documents that a text names.
pub(super) fn named(text: &str) -> Vec<&'static str> {
    let mut found = Vec::new();
    for language in [Language::Uz, Language::Ru] {
        let folded = fold(text, language);
        let words: Vec<&str> = words(&folded).collect();
        for (document, names) in DOCUMENTS {
            if !found.contains(document) && names.iter().any(|name| stands_in(&words, name)) {
                found.push(document);
            }
        }
    }
    found
}
