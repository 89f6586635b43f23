//! Uzbek words: endings taken off by rule.
//!
//! Uzbek strings endings after a stem that hardly changes: plural, possessor, case, question for nouns; voice, tense, person
//! for verbs. Endings are taken off one by one, the longest first, as long as enough of the word is left. The aim is that the
//! forms of a word meet, not that the meeting place is the dictionary's form. Words are folded: Latin, no apostrophes.

/// Kinds of endings, for what may follow.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    /// Case, plural, possessor.
    Noun,
    /// Tense, mood, person, verbal noun.
    Verb,
}

/// What an ending asks of the rest of the word.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Rest {
    Any,
    Vowel,
    Consonant,
    /// Ends with the letter with which the ending begins: `-ka` stands after `k` alone.
    Same,
}

struct Ending {
    text: &'static str,
    kind: Kind,
    /// Least letters that must be left.
    least: usize,
    rest: Rest,
}

const fn noun(text: &'static str, least: usize, rest: Rest) -> Ending {
    Ending { text, kind: Kind::Noun, least, rest }
}

const fn verb(text: &'static str, least: usize, rest: Rest) -> Ending {
    Ending { text, kind: Kind::Verb, least, rest }
}

/// The longest first; of one length, verbs first.
const ENDINGS: &[Ending] = &[
    verb("moqchisiz", 2, Rest::Any),
    verb("moqchiman", 2, Rest::Any),
    verb("moqchimiz", 2, Rest::Any),
    verb("moqdaman", 2, Rest::Any),
    verb("yaptilar", 2, Rest::Any),
    verb("maganman", 2, Rest::Any),
    verb("ayotgan", 2, Rest::Any),
    verb("maymiz", 2, Rest::Any),
    verb("mayman", 2, Rest::Any),
    verb("moqchi", 2, Rest::Any),
    verb("maslik", 2, Rest::Any),
    verb("yapman", 2, Rest::Any),
    verb("yapsan", 2, Rest::Any),
    verb("yapmiz", 2, Rest::Any),
    verb("yapsiz", 2, Rest::Any),
    verb("yotgan", 3, Rest::Vowel),
    verb("ganman", 3, Rest::Any),
    verb("gansiz", 3, Rest::Any),
    verb("ganmiz", 3, Rest::Any),
    verb("sangiz", 2, Rest::Any),
    verb("dingiz", 2, Rest::Any),
    verb("guncha", 2, Rest::Any),
    verb("adilar", 2, Rest::Consonant),
    verb("aydigan", 2, Rest::Any),
    verb("adigan", 2, Rest::Consonant),
    verb("ydigan", 2, Rest::Vowel),
    verb("magan", 3, Rest::Any),
    verb("maydi", 2, Rest::Any),
    verb("yapti", 2, Rest::Any),
    verb("ydilar", 2, Rest::Vowel),
    verb("dilar", 3, Rest::Any),
    verb("moqda", 2, Rest::Any),
    verb("masa", 2, Rest::Any),
    verb("madi", 2, Rest::Any),
    verb("aman", 3, Rest::Consonant),
    verb("asan", 3, Rest::Consonant),
    verb("asiz", 3, Rest::Consonant),
    verb("amiz", 3, Rest::Consonant),
    verb("yman", 2, Rest::Vowel),
    verb("ysan", 2, Rest::Vowel),
    verb("ysiz", 2, Rest::Vowel),
    verb("ymiz", 2, Rest::Vowel),
    verb("gach", 3, Rest::Any),
    noun("ingiz", 3, Rest::Consonant),
    noun("ngiz", 3, Rest::Vowel),
    noun("dagi", 2, Rest::Any),
    noun("gacha", 3, Rest::Any),
    noun("kacha", 3, Rest::Same),
    noun("imiz", 3, Rest::Consonant),
    noun("ning", 2, Rest::Any),
    verb("adi", 2, Rest::Consonant),
    verb("ydi", 2, Rest::Vowel),
    verb("gan", 2, Rest::Any),
    verb("kan", 3, Rest::Same),
    verb("qan", 3, Rest::Same),
    verb("may", 3, Rest::Any),
    verb("mas", 3, Rest::Any),
    verb("moq", 2, Rest::Any),
    verb("dim", 3, Rest::Any),
    verb("dik", 3, Rest::Any),
    verb("sam", 3, Rest::Any),
    verb("sak", 3, Rest::Any),
    verb("man", 3, Rest::Any),
    noun("miz", 4, Rest::Vowel),
    noun("lar", 2, Rest::Any),
    noun("dan", 2, Rest::Any),
    verb("ish", 3, Rest::Consonant),
    verb("ing", 3, Rest::Consonant),
    verb("uv", 4, Rest::Consonant),
    verb("sh", 3, Rest::Vowel),
    verb("di", 3, Rest::Any),
    verb("sa", 2, Rest::Any),
    verb("ib", 2, Rest::Consonant),
    noun("si", 3, Rest::Vowel),
    noun("im", 3, Rest::Consonant),
    noun("ga", 2, Rest::Any),
    noun("ka", 3, Rest::Same),
    noun("qa", 3, Rest::Same),
    noun("da", 2, Rest::Any),
    noun("ni", 2, Rest::Any),
    noun("ng", 4, Rest::Vowel),
    noun("m", 4, Rest::Vowel),
    noun("i", 3, Rest::Consonant),
];

/// Words that end like a word with an ending, and short words whose forms the rules would leave alone.
const WHOLE: &[&str] = &[
    "tuman",
    "vatan",
    "bayram",
    "odam",
    "tizim",
    "rasm",
    "maktab",
    "organ",
    "reyting",
    "marketing",
    "lizing",
    "kasting",
    "miting",
    "yordam",
    "muddat",
    "dastur",
    "tilim",
    "talim",
    "talab",
    "javob",
    "kitob",
    "hisob",
    "nikoh",
    "qarindosh",
    "avgust",
    "karta",
    "viza",
    "nafaqa",
    "sadaqa",
    "harakat",
    "chegara",
    "foyda",
    "navbat",
    "daraja",
    "mehmonxona",
    "haydovchi",
    "saylov",
    "meros",
    "sud",
    "uy",
    "ish",
    "yer",
    "pul",
    "suv",
    "kun",
    "oy",
    "yil",
    "pasport",
    "taksi",
    "madrasa",
    "korxona",
    "bino",
    "oila",
    "ona",
    "ota",
    "aka",
    "uka",
    "bola",
    "toshkent",
    "sertifikat",
    "imtihon",
    "tekshir",
    "kiyim",
    "bilim",
    "qism",
    "ism",
    "yigim",
    "ozgarish",
    "maosh",
    "boshlangich",
    "sanatoriy",
    "kasallik",
    "talaba",
    "kvartira",
    "qonun",
    "farzand",
    "familiya",
    "millat",
    "ogil",
    "qiz",
    "tibbiy",
    "shahar",
    "sinov",
];

/// The stem of a folded Uzbek word.
#[must_use]
pub fn stem(word: &str) -> String {
    if !word.is_ascii() {
        // Other letters than Uzbek Latin ones: not a word that the rules know.
        return word.to_owned();
    }
    let mut stem = without_question(word).to_owned();
    let mut last = None;
    while let Some((shorter, kind)) = shorten(&stem) {
        stem = shorter;
        last = Some(kind);
    }
    if last == Some(Kind::Verb) { without_voice(&stem).to_owned() } else { stem }
}

/// Takes one ending off.
fn shorten(word: &str) -> Option<(String, Kind)> {
    if WHOLE.contains(&word) {
        return None;
    }
    // A whole word with one ending is recognised whatever the lengths say.
    let whole = |ending: &&Ending| word.strip_suffix(ending.text).is_some_and(|rest| WHOLE.contains(&rest));
    let ending = ENDINGS.iter().find(whole).or_else(|| ENDINGS.iter().find(|ending| comes_off(word, ending)))?;
    let rest = word.strip_suffix(ending.text)?;
    Some((restored(rest, ending), ending.kind))
}

fn comes_off(word: &str, ending: &Ending) -> bool {
    let Some(rest) = word.strip_suffix(ending.text) else {
        return false;
    };
    let Some(last) = rest.chars().last() else {
        return false;
    };
    let fits = match ending.rest {
        Rest::Any => true,
        Rest::Vowel => is_vowel(last),
        Rest::Consonant => !is_vowel(last),
        Rest::Same => ending.text.starts_with(last),
    };
    fits && rest.len() >= ending.least && rest.chars().any(is_vowel)
}

/// Before a vowel a final `k` or `q` softens: `soliq`, `soligʻi`; `fuqarolik`, `fuqaroligi`.
fn restored(rest: &str, ending: &Ending) -> String {
    let softened = ending.kind == Kind::Noun
        && ending.text.starts_with('i')
        && rest.len() >= 4
        && (rest.ends_with("ig") || rest.ends_with("og") || rest.ends_with("ug") || rest.ends_with("ag"));
    if !softened {
        return rest.to_owned();
    }
    let hard = if rest.len() > 5 && rest.ends_with("lig") { 'k' } else { 'q' };
    format!("{}{hard}", &rest[..rest.len() - 1])
}

/// Takes the question ending off: `kerakmi`, `boladimi`; not from `ismi`, `taʼlimi`, which end in a possessor.
fn without_question(word: &str) -> &str {
    let Some(rest) = word.strip_suffix("mi").filter(|rest| rest.len() >= 3) else {
        return word;
    };
    let verbal = ["di", "sa", "ma", "chi"].iter().any(|end| rest.ends_with(end));
    let last_is_vowel = rest.chars().last().is_some_and(is_vowel);
    if verbal || !last_is_vowel && !rest.ends_with(['s', 'y', 'l']) { rest } else { word }
}

/// Takes passive and reflexive off a verb: `beril`, `qilin`, `tolan`.
fn without_voice(stem: &str) -> &str {
    for voice in ["il", "in"] {
        if let Some(rest) = stem.strip_suffix(voice).filter(|rest| rest.len() >= 3 && !rest.ends_with(is_vowel)) {
            return rest;
        }
    }
    stem.strip_suffix('n').filter(|rest| rest.len() >= 4 && rest.ends_with(is_vowel)).unwrap_or(stem)
}

fn is_vowel(letter: char) -> bool {
    matches!(letter, 'a' | 'e' | 'i' | 'o' | 'u')
}
