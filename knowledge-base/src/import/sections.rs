//! The labelled sections of a page.
//!
//! A label stands on a line of its own (`Срок`), before a colon (`Срок: 5 дней`), or, on pages whose lines were lost, bare in
//! the running text (`Xizmat narxi Bepul Xizmat koʻrsatish muddati 1 ish kuni`). Bare labels are believed only when they are
//! phrases that no sentence holds and at least two different ones stand on the page.

use std::collections::{BTreeMap, BTreeSet};

use crate::{Language, fold};

/// What a section is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Label {
    Fee,
    Basis,
    Term,
    Validity,
    Documents,
    Users,
    Result,
    Contact,
    Body,
    Steps,
    /// The page's own matter: ratings, subscriptions, remarks. It ends the section before it.
    Rest,
}

/// Phrases that are labels wherever they begin with a capital letter.
const PHRASES: &[(Label, &str)] = &[
    (Label::Fee, "Xizmat narxi | Xizmat haqi | Toʻlov miqdori | Xizmat uchun toʻlov | Davlat boji miqdori"),
    (Label::Fee, "Стоимость услуги | Размер оплаты | Плата за услугу | Размер госпошлины | Государственная пошлина"),
    (
        Label::Fee,
        "Service fee | Service cost | Cost of the service | Service price | Price of the service | State duty",
    ),
    (Label::Basis, "Xizmat koʻrsatishning huquqiy asosi | Huquqiy asosi | Huquqiy asos | Huquqiy asoslar"),
    (Label::Basis, "Правовая основа оказания услуги | Правовая основа | Правовое основание | Правовые основания"),
    (
        Label::Basis,
        "Нормативно-правовая база | Legal basis of the service | Legal basis | Legal framework | Legal grounds",
    ),
    (Label::Term, "Xizmat koʻrsatish muddati | Koʻrsatish muddati | Koʻrib chiqish muddati | Bajarish muddati"),
    (Label::Term, "Срок оказания услуги | Сроки оказания услуги | Срок оказания | Срок исполнения | Срок рассмотрения"),
    (
        Label::Term,
        "Срок предоставления услуги | Processing time | Service period | Term of service | Service delivery time",
    ),
    (Label::Validity, "Amal qilish muddati | Срок действия | Period of validity | Validity period"),
    (Label::Documents, "Xizmatni olish uchun kerakli hujjatlar | Kerakli hujjatlar | Talab etiladigan hujjatlar"),
    (Label::Documents, "Zarur hujjatlar | Hujjatlar roʻyxati | Документы, необходимые для получения услуги"),
    (Label::Documents, "Необходимые документы | Требуемые документы | Перечень документов | Список документов"),
    (Label::Documents, "Required documents | Documents required | Necessary documents | List of documents"),
    (Label::Users, "Xizmat foydalanuvchilari | Xizmatdan foydalanuvchilar | Xizmat oluvchilar | Пользователи услуги"),
    (Label::Users, "Получатели услуги | Получатели услуг | Service users | Users of the service | Service recipients"),
    (Label::Result, "Xizmat natijasi | Результат оказания услуги | Результат услуги | Service result"),
    (Label::Contact, "Aloqa uchun telefon | Aloqa maʼlumotlari | Контактные данные | Контактная информация"),
    (Label::Contact, "Contact details | Contact information"),
    (Label::Body, "Masʼul tashkilot | Vakolatli organ | Ответственная организация | Уполномоченный орган"),
    (Label::Body, "Responsible organisation | Responsible organization | Responsible body | Competent authority"),
    (Label::Steps, "Bu qanday ishlaydi | Qanday ishlaydi | Xizmatdan qanday foydalaniladi | Xizmat koʻrsatish tartibi"),
    (
        Label::Steps,
        "Как это работает | Как получить услугу | Порядок оказания услуги | How it works | How does it work",
    ),
    (Label::Steps, "How to get the service | How to get it"),
    (Label::Rest, "Huquqiy yangiliklarga obuna boʻlish | Umumiy statistika | Baho va sharhlar | Sharhlar soni"),
    (Label::Rest, "Подписаться на правовые новости | Общая статистика | Оценки и отзывы | Количество отзывов"),
    (Label::Rest, "Subscribe to legal news | General statistics | Ratings and reviews | Number of reviews"),
];

/// Words that are labels on a line of their own or before a colon; bare ones only where [`bare_word`] says so.
const WORDS: &[(Label, &str)] = &[
    (Label::Fee, "Toʻlov | Toʻlovi | Narx | Narxi | Yigʻim | Davlat boji | Стоимость | Плата | Оплата | Цена | Сбор"),
    (Label::Fee, "Госпошлина | Пошлина | Fee | Fees | Cost | Price | Charge | Duty | Payment"),
    (Label::Basis, "Asos | Asosi | Qonunchilik | Основание | Законодательство | НПА | Legislation | Law"),
    (Label::Term, "Muddat | Muddati | Срок | Сроки | Term | Terms | Duration | Time"),
    (Label::Validity, "Validity"),
    (Label::Documents, "Hujjat | Hujjatlar | Документ | Документы | Documents | Papers"),
    (
        Label::Users,
        "Foydalanuvchilar | Oluvchilar | Получатели | Получатель | Пользователи | Users | Recipients | Applicants",
    ),
    (Label::Result, "Natija | Natijasi | Результат | Result"),
    (Label::Contact, "Aloqa | Kontakt | Kontaktlar | Bogʻlanish | Telefon | Контакт | Контакты | Связь | Телефон"),
    (Label::Contact, "Contact | Contacts | Phone | Telephone"),
    (Label::Body, "Tashkilot | Idora | Ведомство | Организация | Орган | Organisation | Organization | Agency | Body"),
    (Label::Steps, "Tartibi | Как получить | Порядок | Procedure | Steps"),
    (Label::Rest, "Izoh | Eslatma | Примечание | Внимание | Note | Notes | Attention"),
];

/// How a label stands in the text.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Standing {
    /// On its own line or before a colon.
    Marked,
    /// In the running text.
    Bare,
}

struct Found {
    label: Label,
    start: usize,
    end: usize,
    standing: Standing,
}

/// The sections of a cleaned text. A label that marks several sections gets all of them, in lines.
pub(super) fn sections(text: &str) -> BTreeMap<Label, String> {
    let found = found(text);
    let kinds = |standing| -> BTreeSet<Label> {
        let of = found.iter().filter(|found| found.standing == standing && found.label != Label::Rest);
        of.map(|found| found.label).collect()
    };
    let running = kinds(Standing::Bare).len() >= 2 && kinds(Standing::Bare).len() >= kinds(Standing::Marked).len();
    let mut believed: Vec<&Found> = Vec::new();
    for one in &found {
        let again = believed.iter().any(|known| known.label == one.label && one.label != Label::Rest);
        // In running text a colon may belong to a sentence and a phrase come again in one.
        if if running { one.standing == Standing::Bare && !again } else { one.standing == Standing::Marked } {
            believed.push(one);
        }
    }
    let mut sections: BTreeMap<Label, String> = BTreeMap::new();
    for (index, one) in believed.iter().enumerate() {
        let end = believed.get(index + 1).map_or(text.len(), |next| next.start);
        let value = text[one.end..end].trim_start_matches([' ', '*', '?']);
        // The colon or dash of the label; a dash on the next line begins a list.
        let value = value.strip_prefix([':', '–', '—']).unwrap_or(value).trim();
        if one.label != Label::Rest && !value.is_empty() {
            let section = sections.entry(one.label).or_default();
            let gap = if section.is_empty() { "" } else { "\n" };
            *section = format!("{section}{gap}{value}");
        }
    }
    sections
}

/// Every label of a text, in order, without those within another.
fn found(text: &str) -> Vec<Found> {
    let mut found: Vec<Found> = Vec::new();
    let mut users_are_known = false;
    let words = word_starts(text);
    for start in words {
        if found.last().is_some_and(|last| start < last.end) {
            continue;
        }
        let phrases = PHRASES.iter().map(|(label, list)| (*label, *list, true));
        let words = WORDS.iter().map(|(label, list)| (*label, *list, false));
        let variants = phrases.chain(words).flat_map(|(label, list, phrase)| {
            list.split(" | ").filter_map(move |variant| Some((after(text, start, variant)?, label, phrase)))
        });
        let Some((end, label, phrase)) = variants.max_by_key(|(end, ..)| *end) else { continue };
        let capital = text[start..].chars().next().is_some_and(char::is_uppercase);
        let standing = if is_marked(text, start, end, capital) {
            Standing::Marked
        } else if capital && (phrase || bare_word(label, users_are_known)) {
            Standing::Bare
        } else {
            continue;
        };
        users_are_known |= label == Label::Users;
        let marked = standing == Standing::Marked;
        let start = line_of(text, start).filter(|_| marked).unwrap_or(start);
        found.push(Found { label, start, end, standing });
    }
    found
}

/// Whether a single word in running text is a label: a portal names contact and body last, after the users.
fn bare_word(label: Label, users_are_known: bool) -> bool {
    matches!(label, Label::Contact | Label::Body) && users_are_known
}

/// The beginning of the line of a label at `start`, when nothing but a list's number or sign stands before it.
fn line_of(text: &str, start: usize) -> Option<usize> {
    let line = text[..start].rfind('\n').map_or(0, |line| line + 1);
    let is_sign = |c: char| c.is_ascii_digit() || matches!(c, '.' | ')' | '#' | '*' | '-' | '•' | ' ');
    text[line..start].chars().all(is_sign).then_some(line)
}

/// Whether a label from `start` to `end` has its line for itself or a colon after it.
fn is_marked(text: &str, start: usize, end: usize, capital: bool) -> bool {
    let begins_line = line_of(text, start).is_some();
    let rest = text[end..].split('\n').next().unwrap_or_default().trim_start_matches([' ', '*', '?']);
    let ends_line = rest.is_empty() || rest == ":";
    let dash = rest.starts_with(['-', '–', '—']) && !text[end..].starts_with('-');
    let colon = rest.starts_with(':') || (begins_line && dash);
    let begins_sentence = capital || text[..start].trim_end().ends_with(['.', ';', '!', '?']);
    (begins_line && ends_line) || (colon && (begins_line || begins_sentence))
}

/// Where the words of a text begin.
fn word_starts(text: &str) -> impl Iterator<Item = usize> {
    let mut before = ' ';
    text.char_indices().filter_map(move |(place, letter)| {
        let starts = letter.is_alphabetic() && !before.is_alphanumeric();
        before = letter;
        starts.then_some(place)
    })
}

/// Where a variant ends that stands in a text from `start`; letter case, apostrophes and `ё` do not matter.
fn after(text: &str, start: usize, variant: &str) -> Option<usize> {
    let mut letters = text[start..].char_indices().filter(|(_, letter)| !is_silent(*letter)).peekable();
    let mut end = start;
    for wanted in variant.chars().filter(|letter| !is_silent(*letter)) {
        let (place, letter) = letters.next()?;
        if plain(letter) != plain(wanted) {
            return None;
        }
        end = start + place + letter.len_utf8();
    }
    letters.peek().is_none_or(|(_, next)| !next.is_alphanumeric()).then_some(end)
}

fn is_silent(letter: char) -> bool {
    crate::transliteration::is_apostrophe(letter)
}

fn plain(letter: char) -> char {
    match letter.to_lowercase().next().unwrap_or(letter) {
        'ё' => 'е',
        lower if lower.is_whitespace() => ' ',
        lower => lower,
    }
}

/// Whether a text says that nothing is needed.
pub(super) fn says_nothing(text: &str, language: Language) -> bool {
    const NOTHING: &str = "talab etilmaydi | talab qilinmaydi | hujjatlar talab etilmaydi | kerak emas | yoʻq | hujjat talab etilmaydi | \
        не требуется | не требуются | документы не требуются | нет | отсутствуют | not required | none required | none | \
        no documents | no documents required | no documents are required | documents are not required";
    let folded = fold(text, language);
    let folded = folded.trim_matches(|c: char| !c.is_alphanumeric());
    NOTHING.split(" | ").any(|phrase| fold(phrase, language) == folded)
}
