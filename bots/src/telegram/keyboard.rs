//! The buttons under messages.

use assistant::{Answer, Card, Choice, Outcome};
use knowledge_base::{Facet, Locale};
use teloxide::types::{InlineKeyboardButton, InlineKeyboardMarkup};
use uuid::Uuid;

use super::{
    buttons::{Button, Buttons, facet_number, record_key},
    texts,
};

/// What can be asked of a record by a button, in this order.
const FACETS: [Facet; 4] = [Facet::Documents, Facet::Fee, Facet::Time, Facet::Where];
/// Neighbouring services at most: more would push the verdict off a small screen.
const MOST_RELATED: usize = 2;
/// Letters on a button; a telephone shows no more.
const LONGEST_LABEL: usize = 60;
/// Reasons why an answer did not help.
pub(super) const REASONS: [&str; 4] = ["reason-other-service", "reason-incomplete", "reason-wrong", "reason-unclear"];
/// Opening questions on buttons.
pub(super) const OPENINGS: u8 = 4;

type Row = Vec<InlineKeyboardButton>;

/// Makes buttons for a chat.
#[derive(Clone, Copy)]
pub(super) struct Keyboards<'a> {
    pub(super) buttons: &'a Buttons,
    pub(super) chat: i64,
    pub(super) locale: Locale,
}

impl Keyboards<'_> {
    /// The buttons under a whole answer.
    pub(super) fn of_answer(&self, answer: &Answer) -> Option<InlineKeyboardMarkup> {
        let mut rows = Vec::new();
        if let Some(card) = &answer.card {
            rows.extend(self.of_card(card, None));
        }
        rows.extend(answer.choices.iter().map(|choice| vec![self.choice(choice)]));
        rows.extend(answer.related.iter().take(MOST_RELATED).map(|choice| vec![self.choice(choice)]));
        if matches!(answer.outcome, Outcome::Answer | Outcome::NoAnswer) {
            rows.push(self.verdict(answer.id));
        }
        (!rows.is_empty()).then(|| InlineKeyboardMarkup::new(rows))
    }

    /// The other facets of a card, and its source.
    pub(super) fn of_card(&self, card: &Card, shown: Option<Facet>) -> Vec<Row> {
        let record = record_key(&card.service);
        let held = FACETS.iter().filter_map(|facet| card.rows.iter().find(|row| row.facet == *facet));
        let others = held.filter(|row| !row.asked && Some(row.facet) != shown);
        let facets: Vec<_> = others
            .map(|row| self.button(&row.label, &Button::Facet(facet_number(row.facet), record.clone())))
            .collect();
        let mut rows: Vec<Row> = facets.chunks(2).map(<[_]>::to_vec).collect();
        if let Ok(url) = card.source.url.parse() {
            rows.push(vec![InlineKeyboardButton::url(label(&format!("🔗 {}", card.source.title)), url)]);
        }
        rows
    }

    /// The languages, and a way around them.
    pub(super) fn languages(&self, skip: bool) -> InlineKeyboardMarkup {
        let of = |locale: Locale| {
            InlineKeyboardButton::callback(locale.own_name(), self.buttons.write(self.chat, locale, &Button::Language))
        };
        let all = Locale::ALL.map(of);
        let mut rows: Vec<Row> = all.chunks(2).map(<[_]>::to_vec).collect();
        if skip {
            rows.push(vec![self.button(&texts::text(self.locale, "language-skip"), &Button::Skip)]);
        }
        InlineKeyboardMarkup::new(rows)
    }

    /// Questions to begin with.
    pub(super) fn openings(&self, questions: &[String]) -> InlineKeyboardMarkup {
        let rows = (0..OPENINGS).zip(questions);
        InlineKeyboardMarkup::new(rows.map(|(index, text)| vec![self.button(text, &Button::Opening(index))]))
    }

    /// The question whether to delete.
    pub(super) fn deletion(&self) -> InlineKeyboardMarkup {
        InlineKeyboardMarkup::new([
            vec![self.button(&texts::text(self.locale, "delete-yes"), &Button::Delete)],
            vec![self.button(&texts::text(self.locale, "delete-no"), &Button::Keep)],
        ])
    }

    /// Whether an answer helped.
    pub(super) fn verdict(&self, answer: Uuid) -> Row {
        vec![self.button("👍", &Button::Rate(answer, true)), self.button("👎", &Button::Rate(answer, false))]
    }

    /// Why it did not.
    pub(super) fn reasons(&self, answer: Uuid) -> Vec<Row> {
        let rows = (0..).zip(REASONS);
        rows.map(|(index, key)| vec![self.button(&texts::text(self.locale, key), &Button::Reason(answer, index))])
            .collect()
    }

    /// The buttons of a message with others instead of those about its verdict.
    pub(super) fn without_verdict(&self, keyboard: &InlineKeyboardMarkup, instead: Vec<Row>) -> InlineKeyboardMarkup {
        let is_verdict = |button: &InlineKeyboardButton| {
            let teloxide::types::InlineKeyboardButtonKind::CallbackData(data) = &button.kind else { return false };
            let read = self.buttons.read(self.chat, data);
            matches!(read, Some((_, Button::Rate(..) | Button::Reason(..))))
        };
        let rows = keyboard.inline_keyboard.iter().filter(|row| !row.iter().any(is_verdict)).cloned();
        InlineKeyboardMarkup::new(rows.chain(instead))
    }

    fn choice(&self, choice: &Choice) -> InlineKeyboardButton {
        self.button(&choice.title, &Button::Choice(record_key(&choice.service)))
    }

    fn button(&self, text: &str, button: &Button) -> InlineKeyboardButton {
        InlineKeyboardButton::callback(label(text), self.buttons.write(self.chat, self.locale, button))
    }
}

fn label(text: &str) -> String {
    if text.chars().count() <= LONGEST_LABEL {
        return text.to_owned();
    }
    let cut: String = text.chars().take(LONGEST_LABEL - 1).collect();
    format!("{}…", cut.trim_end())
}
