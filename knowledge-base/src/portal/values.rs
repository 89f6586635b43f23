//! Values of sections, as the lines of a record's YAML.
//!
//! Every clause of a section has to be understood whole; one that is not leaves the section unparsed.

use std::sync::LazyLock;

use regex::Regex;

use crate::{Language, fact::Phone, fold};

/// Compiled once; a pattern that does not compile matches nothing, and the tests would see it.
struct Pattern(LazyLock<Option<Regex>>);

impl Pattern {
    const fn new(compile: fn() -> Option<Regex>) -> Self {
        Self(LazyLock::new(compile))
    }

    /// The groups of the first match, in order; a group that took no part is empty.
    fn groups(&self, text: &str) -> Option<Vec<String>> {
        let found = self.0.as_ref()?.captures(text)?;
        Some(found.iter().skip(1).map(|group| group.map_or(String::new(), |group| group.as_str().to_owned())).collect())
    }
}

macro_rules! pattern {
    ($name:ident, $regex:expr) => {
        static $name: Pattern = Pattern::new(|| Regex::new($regex).ok());
    };
}

pattern!(
    VIA_PORTAL,
    r"^(?:onlayn|portal orqali|my\.gov\.uz orqali|онлайн|через портал|online|via the portal)\s*[:\-–—]?\s*(.+)$"
);
pattern!(
    VIA_CENTRE,
    r"^(?:shaxsan|markazda|dxm orqali|dxmda|в цгу|через цгу|при личном обращении|in person|at a public service centre)\s*[:\-–—]?\s*(.+)$"
);
pattern!(FREE, r"^(?:bepul|tekin|бесплатно|бесплатная|free|free of charge)$");
pattern!(
    BHM,
    r"^(?:bhmning )?(\d+(?:[.,]\d+)?) ?(?:bhm|брв|bca|размера брв|baravari|x bhm)(?: \([\d .,]+ ?(?:som|сум\w*|soum|uzs)\))?$"
);
pattern!(BHM_PERCENT, r"^(?:bhmning )?(\d+(?:[.,]\d+)?) ?(?:% брв|% от брв|foizi|% of the bca|% of bca|% bhm)$");
pattern!(UZS, r"^(\d{1,3}(?:[ .,]\d{3})*|\d+) ?(?:som|сум|сума|сумов|soum|uzs)$");
pattern!(
    AUTOMATIC,
    r"^(?:avtomatik|avtomatik tarzda|real vaqtda|bir zumda|автоматически|моментально|в режиме реального времени|automatic|automatically|instantly|in real time)$"
);
pattern!(
    SPAN,
    r"^(?:в течение |within |up to |до )?(\d+)(?: ?[-–—] ?(\d+))? ?(daqiqa|минут|минуты|минута|minutes?|soat|час|часа|часов|hours?|ish kuni|рабочий день|рабочих дня|рабочих дней|рабочего дня|working days?|kalendar kun|kun|календарных дней|дней|дня|день|calendar days?|days?|hafta|недель|недели|неделя|weeks?|oy|месяц|месяца|месяцев|months?|yil|год|года|лет|years?)(?: ichida| mobaynida|gacha)?$"
);
pattern!(PHONE, r"(\+?998[\d \-()]{9,16}\d)");
pattern!(SHORT_PHONE, r"(?:^|[^\d+\-])(1\d{3}|1\d{2})(?:$|[^\d\-])");
pattern!(ISO, r"(\d{4})-(\d{2})-(\d{2})");
pattern!(DOTTED, r"(\d{1,2})\.(\d{1,2})\.(\d{4})");
pattern!(UZ_DATE, r"(\d{4})[- ]yil(?:ning)? (\d{1,2})[- ](\p{L}+?)(?:dagi)?\b");
pattern!(RU_DATE, r"(\d{1,2}) (\p{L}+) (\d{4})");
pattern!(EN_DATE, r"(\p{L}+) (\d{1,2}), (\d{4})");
pattern!(NUMBER, r"(?:№ ?|no\.? ?)((?:[a-zа-я]+-)?\d+)|(\d+)-?(?: ?sonli| ?son\b)|\b((?:pf|pq|уп|пп)-\d+)");

/// Beginnings of the months' names, folded, in their order; May is told apart from March by its letters.
const MONTHS: [&str; 12] = [
    "yanv | янв | jan",
    "fev | фев | feb",
    "mart | март | march",
    "apr | апр | apr",
    "may | мая | май | may",
    "iyun | июн | june",
    "iyul | июл | july",
    "avg | авг | aug",
    "sent | сент | sep",
    "okt | окт | oct",
    "noy | ноя | nov",
    "dek | дек | dec",
];
/// What kind of act a clause names, by folded words.
const ACTS: [(&str, &str); 3] = [
    ("cabinet-resolution", "vazirlar mahkamasi | кабинета министров | cabinet of ministers"),
    (
        "presidential-decree",
        "prezidentining farmoni | pf- | указ президента | уп- | presidential decree | decree of the president",
    ),
    (
        "presidential-resolution",
        "pq- | постановление президента | пп- | resolution of the president | presidential resolution",
    ),
];
/// Whom a section on users names.
const USERS: [(&str, &str); 4] = [
    ("individual", "jismoniy | физическ | individual | fuqarolar | гражданам | citizens"),
    ("entrepreneur", "tadbirkor | предпринимател | entrepreneur"),
    ("legal_entity", "yuridik | юридическ | legal entit"),
    ("foreigner", "chet el | xorijiy | иностран | foreign"),
];

/// Cases of a fee; `None` when a clause is not understood.
pub(super) fn fee(text: &str, language: Language) -> Option<Vec<String>> {
    cases(text, language, |clause| {
        if FREE.groups(clause).is_some() {
            return Some("free: true".to_owned());
        }
        if let Some(groups) = BHM.groups(clause) {
            return Some(format!("bhm: {}", decimal(&groups[0])));
        }
        if let Some(groups) = BHM_PERCENT.groups(clause) {
            let percent: rust_decimal::Decimal = decimal(&groups[0]).parse().ok()?;
            return Some(format!("bhm: {}", (percent / rust_decimal::Decimal::ONE_HUNDRED).normalize()));
        }
        let groups = UZS.groups(clause)?;
        let sum: String = groups[0].chars().filter(char::is_ascii_digit).collect();
        Some(format!("uzs: {sum}"))
    })
}

/// Cases of a length of time; `None` when a clause is not understood.
pub(super) fn time(text: &str, language: Language) -> Option<Vec<String>> {
    cases(text, language, |clause| {
        if AUTOMATIC.groups(clause).is_some() {
            return Some("automatic: true".to_owned());
        }
        let groups = SPAN.groups(clause)?;
        let unit = unit(&groups[2])?;
        Some(if groups[1].is_empty() {
            format!("{unit}: {}", groups[0])
        } else {
            format!("{unit}: {}\n    from: {}", groups[1], groups[0])
        })
    })
}

/// Each clause as a case, with the channel that it names.
fn cases(text: &str, language: Language, read: impl Fn(&str) -> Option<String>) -> Option<Vec<String>> {
    let clauses: Vec<String> = clauses(text).map(|clause| fold(clause, language)).collect();
    let case = |clause: &String| {
        let (rest, via) = match (VIA_PORTAL.groups(clause), VIA_CENTRE.groups(clause)) {
            (Some(rest), _) => (rest[0].clone(), "\n    via: portal"),
            (None, Some(rest)) => (rest[0].clone(), "\n    via: service_centre"),
            (None, None) => (clause.clone(), ""),
        };
        Some(format!("{}{via}", read(rest.trim())?))
    };
    let cases: Option<Vec<String>> = clauses.iter().map(case).collect();
    cases.filter(|cases| !cases.is_empty())
}

/// Phones in the form of records; `None` when there is none, or a digit is left over.
pub(super) fn phones(text: &str) -> Option<Vec<String>> {
    let mut rest = text.to_owned();
    let mut phones = Vec::new();
    while let Some(found) = PHONE.groups(&rest).or_else(|| SHORT_PHONE.groups(&rest)) {
        let written = found[0].clone();
        let digits: String = written.chars().filter(char::is_ascii_digit).collect();
        let phone = match digits.strip_prefix("998") {
            Some(number) if number.len() == 9 => {
                format!("+998 {} {}-{}-{}", &number[..2], &number[2..5], &number[5..7], &number[7..])
            }
            Some(_) => return None,
            None => digits,
        };
        Phone::parse(&phone).ok()?;
        if !phones.contains(&phone) {
            phones.push(phone);
        }
        rest = rest.replacen(&written, " ", 1);
    }
    (!phones.is_empty() && !rest.contains(|c: char| c.is_ascii_digit())).then_some(phones)
}

/// Acts with kind, number and date; `None` when a clause lacks one of them.
pub(super) fn acts(text: &str, language: Language) -> Option<Vec<String>> {
    let act = |clause: &str| {
        let folded = fold(clause, language);
        let kind = ACTS.iter().find(|(_, words)| words.split(" | ").any(|word| folded.contains(word.trim())))?.0;
        let number = NUMBER.groups(&folded)?.into_iter().find(|group| !group.is_empty())?.to_uppercase();
        Some(format!("act: {kind}\n    number: \"{number}\"\n    date: {}", date(&folded)?))
    };
    let acts: Option<Vec<String>> = clauses(text).map(act).collect();
    acts.filter(|acts| !acts.is_empty())
}

/// The keys of whom a section names; `None` when it names nobody known.
pub(super) fn users(text: &str, language: Language) -> Option<Vec<String>> {
    let folded = fold(text, language);
    let named = USERS.iter().filter(|(_, words)| words.split(" | ").any(|word| folded.contains(word.trim())));
    let keys: Vec<String> = named.map(|(key, _)| (*key).to_owned()).collect();
    (!keys.is_empty()).then_some(keys)
}

/// The items of a list: lines without their marks.
pub(super) fn items(text: &str) -> Vec<String> {
    let mark =
        |c: char| c.is_ascii_digit() || c.is_whitespace() || matches!(c, '.' | ')' | '-' | '–' | '—' | '•' | '*');
    let item = |line: &str| line.trim_start_matches(mark).trim().trim_end_matches([';', '.']).to_owned();
    text.lines().flat_map(|line| line.split("; ")).map(item).filter(|item| !item.is_empty()).collect()
}

fn clauses(text: &str) -> impl Iterator<Item = &str> {
    let mark = |c: char| c.is_whitespace() || matches!(c, '.' | '-' | '–' | '—' | '•' | '*' | ',');
    text.split(['\n', ';']).map(move |clause| clause.trim_matches(mark)).filter(|clause| !clause.is_empty())
}

fn date(folded: &str) -> Option<String> {
    let (year, month, day) = if let Some(found) = ISO.groups(folded) {
        (found[0].clone(), found[1].parse().ok()?, found[2].clone())
    } else if let Some(found) = DOTTED.groups(folded) {
        (found[2].clone(), found[1].parse().ok()?, found[0].clone())
    } else if let Some(found) = UZ_DATE.groups(folded) {
        (found[0].clone(), month(&found[2])?, found[1].clone())
    } else if let Some(found) = EN_DATE.groups(folded).filter(|found| month(&found[0]).is_some()) {
        (found[2].clone(), month(&found[0])?, found[1].clone())
    } else {
        let found = RU_DATE.groups(folded)?;
        (found[2].clone(), month(&found[1])?, found[0].clone())
    };
    let written = format!("{year}-{month:02}-{day:0>2}");
    // A day that no calendar has is a slip of the page.
    written.parse::<jiff::civil::Date>().ok().map(|_| written)
}

fn month(name: &str) -> Option<usize> {
    let is = |names: &&str| names.split(" | ").any(|beginning| name.starts_with(beginning));
    MONTHS.iter().position(is).map(|place| place + 1)
}

fn unit(word: &str) -> Option<&'static str> {
    const UNITS: [(&str, &str); 8] = [
        ("minutes", "daqiqa | минут | minute"),
        ("hours", "soat | час | hour"),
        ("working_days", "ish kuni | рабоч | working day"),
        ("days", "kun | kalendar | календар | дн | ден | day | calendar day"),
        ("weeks", "hafta | недел | week"),
        ("months", "oy | месяц | month"),
        ("years", "yil | год | лет | year"),
        ("days", "дня"),
    ];
    UNITS.iter().find(|(_, words)| words.split(" | ").any(|known| word.starts_with(known))).map(|(unit, _)| *unit)
}

fn decimal(written: &str) -> String {
    written.replace(',', ".")
}
