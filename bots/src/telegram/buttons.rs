//! What a button carries: 64 bytes at most, with a version and a check.
//!
//! The check binds a button to its chat and to this bot, so that what comes back is what was sent: `1`, the kind, the language, what
//! it is about, a dot, eight digits of a hash. A button that does not fit is an old one.

use assistant::Assistant;
use knowledge_base::{Facet, Locale, RecordId};
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};
use uuid::Uuid;

use crate::settings::TelegramToken;

/// The form of what a button carries; to be raised with every change of it.
const VERSION: char = '1';
/// Digits of the check.
const CHECK: usize = 8;
/// Digits that stand for a record, whose name may be too long.
const RECORD: usize = 12;

/// What a button does.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) enum Button {
    /// Chooses a language.
    Language,
    /// Leaves the choice of a language.
    Skip,
    /// Shows a facet of a record.
    Facet(u8, String),
    /// Asks for a record.
    Choice(String),
    /// Asks one of the questions of the first page.
    Opening(u8),
    /// Says whether an answer helped.
    Rate(Uuid, bool),
    /// Says why it did not: one of four reasons.
    Reason(Uuid, u8),
    /// Deletes what is kept of the chat.
    Delete,
    /// Leaves it.
    Keep,
}

/// Writes and reads what buttons carry.
pub(super) struct Buttons {
    token: TelegramToken,
}

impl Buttons {
    pub(super) fn new(token: TelegramToken) -> Self {
        Self { token }
    }

    /// What a button of a chat carries.
    pub(super) fn write(&self, chat: i64, locale: Locale, button: &Button) -> String {
        let (kind, about) = match button {
            Button::Language => ('l', String::new()),
            Button::Skip => ('s', String::new()),
            Button::Facet(facet, record) => ('f', format!("{facet}{record}")),
            Button::Choice(record) => ('c', record.clone()),
            Button::Opening(index) => ('o', index.to_string()),
            Button::Rate(answer, true) => ('g', answer.simple().to_string()),
            Button::Rate(answer, false) => ('b', answer.simple().to_string()),
            Button::Reason(answer, reason) => ('r', format!("{reason}{}", answer.simple())),
            Button::Delete => ('d', String::new()),
            Button::Keep => ('k', String::new()),
        };
        let locale = Locale::ALL.iter().position(|known| *known == locale).unwrap_or_default();
        let body = format!("{VERSION}{kind}{locale}{about}");
        format!("{body}.{}", self.check(chat, &body))
    }

    /// What a button of a chat does, with the language under which it stood; `None` for one that this version did not write.
    pub(super) fn read(&self, chat: i64, data: &str) -> Option<(Locale, Button)> {
        let (body, check) = data.rsplit_once('.')?;
        if check != self.check(chat, body) {
            return None;
        }
        let mut letters = body.strip_prefix(VERSION)?.chars();
        let kind = letters.next()?;
        let locale = *Locale::ALL.get(digit(letters.next()?)?)?;
        let about = letters.as_str();
        let button = match kind {
            'l' => Button::Language,
            's' => Button::Skip,
            'f' => {
                let (facet, record) = about.split_at_checked(1)?;
                Button::Facet(facet.parse().ok()?, record.to_owned())
            }
            'c' => Button::Choice(about.to_owned()),
            'o' => Button::Opening(about.parse().ok()?),
            'g' => Button::Rate(about.parse().ok()?, true),
            'b' => Button::Rate(about.parse().ok()?, false),
            'r' => {
                let (reason, answer) = about.split_at_checked(1)?;
                Button::Reason(answer.parse().ok()?, reason.parse().ok()?)
            }
            'd' => Button::Delete,
            'k' => Button::Keep,
            _ => return None,
        };
        Some((locale, button))
    }

    fn check(&self, chat: i64, body: &str) -> String {
        digits(&format!("{} {chat} {body}", self.token.reveal()), CHECK)
    }
}

/// The digit that stands for a facet.
pub(super) fn facet_number(facet: Facet) -> u8 {
    let place = Facet::ALL.iter().position(|known| *known == facet).unwrap_or_default();
    u8::try_from(place).unwrap_or_default()
}

/// The facet of a digit.
pub(super) fn facet_of(number: u8) -> Option<Facet> {
    Facet::ALL.get(usize::from(number)).copied()
}

/// What stands for a record or a life event on a button.
pub(super) fn record_key(id: &RecordId) -> String {
    digits(id.as_str(), RECORD)
}

/// The record or life event that a button names; `None` when there is none any more.
pub(super) fn record_of(assistant: &Assistant, key: &str) -> Option<RecordId> {
    let base = assistant.knowledge_base();
    let records = base.records().map(|record| &record.id);
    records.chain(base.life_events().map(|event| &event.id)).find(|id| record_key(id) == key).cloned()
}

fn digit(c: char) -> Option<usize> {
    c.to_digit(10).and_then(|digit| usize::try_from(digit).ok())
}

fn digits(text: &str, count: usize) -> String {
    let hash = Sha256::digest(text);
    let all: String = hash.iter().map(|byte| format!("{byte:02x}")).collect();
    all[..count].to_owned()
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    fn buttons() -> Buttons {
        Buttons::new(TelegramToken::parse("1:secret").unwrap())
    }

    fn every_button() -> Vec<Button> {
        let record = record_key(&RecordId::parse("passport").unwrap());
        vec![
            Button::Language,
            Button::Skip,
            Button::Facet(facet_number(Facet::Documents), record.clone()),
            Button::Choice(record),
            Button::Opening(5),
            Button::Rate(Uuid::new_v4(), true),
            Button::Rate(Uuid::new_v4(), false),
            Button::Reason(Uuid::new_v4(), 3),
            Button::Delete,
            Button::Keep,
        ]
    }

    #[test]
    fn every_button_is_read_as_it_was_written_and_fits() {
        for button in every_button() {
            for locale in Locale::ALL {
                let data = buttons().write(-1_001_234_567_890, locale, &button);
                assert!(data.len() <= 64, "{data}");
                assert_eq!(buttons().read(-1_001_234_567_890, &data), Some((locale, button.clone())));
            }
        }
        assert!(Facet::ALL.len() <= 10, "a facet is one digit");
    }

    #[test]
    fn what_was_not_written_for_this_chat_by_this_version_is_not_read() {
        let data = buttons().write(7, Locale::Ru, &Button::Delete);
        assert_eq!(buttons().read(8, &data), None);
        assert_eq!(buttons().read(7, &data.replacen('1', "0", 1)), None);
        assert_eq!(buttons().read(7, &data.replacen('d', "k", 1)), None);
        for strange in ["", ".", "1d2", "1d2.", "\u{2603}.\u{2603}", "1f0.00000000"] {
            assert_eq!(buttons().read(7, strange), None, "{strange}");
        }
    }
}
