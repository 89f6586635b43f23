//! Where a text says that nothing is paid, or that something is.

use super::{
    claims::{Claim, Stated},
    text::{Word, find, heads},
};

/// Phrases that say it by themselves.
const FREE: &[&str] = &[
    "bepul",
    "tekin",
    "бесплатн",
    "безвозмездн",
    "free of$ charge",
    "free$",
    "without charge",
    "at no cost",
    "costs nothing",
    "no$ fee",
    "no$ charge",
    "no$ cost",
    "no$ payment",
    "no$ duty",
    "pulsiz",
    "haq olinmaydi",
    "без$ оплат",
    "без$ пошлин",
    "без$ платы",
    "ничего$ не$ стоит",
    "pul olinmaydi",
    "tolov olinmaydi",
    "tolov yoq",
    "tolovsiz",
    "pul tolanmaydi",
    "haq tolanmaydi",
    "tolov tolanmaydi",
    "boj tolanmaydi",
    "tolov undirilmaydi",
    "boj undirilmaydi",
    "платы$ нет",
    "пошлины$ нет",
];
/// Words for paying.
const PAY: &[&str] =
    &["плат", "оплат", "оплач", "заплат", "уплат", "внос", "pay", "tola", "tolov", "boj", "пошлин", "fee$", "duty"];
/// Phrases that say that something need not be.
pub(super) const NEED_NOT: &[&str] = &[
    "не$ нуж",
    "не$ надо",
    "не$ требу",
    "не$ понадоб",
    "не$ потреб",
    "не$ обязат",
    "не$ необход",
    "не$ придется",
    "ненужн",
    "необязат",
    "нет$ необход",
    "нет$ надобн",
    "без$ надобн",
    "not need",
    "not required",
    "not necessary",
    "not have$ to$",
    "not obligatory",
    "need$ not$",
    "needn",
    "no$ need",
    "don t need",
    "dont need",
    "doesn t need",
    "doesnt need",
    "don t have$ to$",
    "dont have$ to$",
    "isn t required",
    "aren t required",
    "isn t needed",
    "aren t needed",
    "never need",
    "no longer need",
    "without having",
    "shart emas",
    "kerak emas",
    "lozim emas",
    "talab qilinm",
    "talab etilm",
    "zarur emas",
    "zarurat yoq",
    "hojat yoq",
    "majburiy emas",
    "kerak bolma",
];
/// Words that turn `free` into its opposite.
const NOT: &[&str] = &["не", "not", "isn", "isnt", "never", "нет", "hech"];

/// Every place at which a text says that nothing is paid.
pub(super) fn stated(words: &[Word]) -> Vec<Stated> {
    let mut found = Vec::new();
    for index in 0..words.len() {
        let here = &words[index..];
        let says =
            FREE.iter().any(|phrase| heads(here, phrase)) && !is_other_free(words, index) && !denied(words, index);
        let need_not = NEED_NOT.iter().any(|phrase| heads(here, phrase)) && speaks_of_paying(words, index);
        let nothing = here[0].is(&["ничего", "nothing"]) && speaks_of_paying(words, index);
        if says || need_not || nothing {
            found.push(Stated { readings: vec![Claim::Free], at: words[index].start..words[index].end });
        }
    }
    found
}

/// Whether a text says that something is not free.
pub(super) fn says_not_free(words: &[Word]) -> bool {
    (0..words.len()).any(|index| {
        let free = ["bepul", "tekin", "бесплатн", "free$"].iter().any(|phrase| heads(&words[index..], phrase));
        free && denied(words, index)
    }) || find(words, &["небесплатн", "pullik", "платная$", "платный$", "платно$", "платной$"]).is_some()
}

/// `не бесплатно`, `is not free`, `bepul emas`.
fn denied(words: &[Word], index: usize) -> bool {
    let before = words[..index].iter().rev().take(2).any(|word| word.is(NOT));
    before || words.get(index + 1).is_some_and(|word| word.is(&["emas"]))
}

/// `feel free`, `free time`, `HIV-free`.
fn is_other_free(words: &[Word], index: usize) -> bool {
    let before = index.checked_sub(1).map(|before| &words[before]);
    words[index].is(&["free"])
        && (before.is_some_and(|word| word.is(&["feel", "hiv", "toll", "duty"]))
            || words.get(index + 1).is_some_and(|word| word.is(&["time", "to", "will"])))
}

/// Whether one of the words around says that it is paying that need not be.
fn speaks_of_paying(words: &[Word], index: usize) -> bool {
    const NEAR: usize = 4;
    let near = &words[index.saturating_sub(NEAR)..(index + NEAR + 2).min(words.len())];
    find(near, PAY).is_some()
}
