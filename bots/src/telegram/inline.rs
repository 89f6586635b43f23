//! Inline questions, `@bot savol` in any chat: cards to choose from. Nothing of them is kept: they are half typed.

use std::sync::Arc;

use assistant::{Answer, EngineChoice, Event, Question};
use knowledge_base::{Locale, RecordId};
use teloxide::types::{
    InlineKeyboardMarkup, InlineQuery, InlineQueryResult, InlineQueryResultArticle, InputMessageContent,
    InputMessageContentText, ParseMode,
};

use super::{
    bot::Bot,
    html,
    pieces::{LONGEST, pieces},
};

/// Cards to choose from.
const MOST: usize = 5;
/// Letters of a question; fewer are no word yet.
const SHORTEST: usize = 3;
/// Letters under a title.
const LINE: usize = 100;

impl Bot {
    /// Answers an inline question.
    pub(super) async fn answer_inline(self: Arc<Self>, query: InlineQuery) {
        let Some(_place) = self.quick_place().await else { return };
        let text = query.query.trim();
        let hint = query.from.language_code.as_deref().and_then(Locale::from_tag);
        let results = if text.chars().count() < SHORTEST { Vec::new() } else { self.cards(text, hint).await };
        self.api.answer_inline(query.id, results).await;
    }

    async fn cards(&self, text: &str, hint: Option<Locale>) -> Vec<InlineQueryResult> {
        let question = Question { locale: hint, engine: EngineChoice::Extractive, ..Question::new(text) };
        let mut events = self.chat.assistant().ask(question);
        let mut answer = None;
        while let Some(event) = events.recv().await {
            if let Event::Done(done) = event {
                answer = Some(done);
            }
        }
        let Some(answer) = answer else { return Vec::new() };
        let mut records: Vec<&RecordId> = Vec::new();
        let choices = answer.choices.iter().map(|choice| &choice.service);
        let found = answer.card.iter().map(|card| &card.service).chain(choices).chain(&answer.services);
        for record in found {
            if !records.contains(&record) {
                records.push(record);
            }
        }
        records.into_iter().filter_map(|record| self.result(record, &answer)).take(MOST).collect()
    }

    fn result(&self, record: &RecordId, answer: &Answer) -> Option<InlineQueryResult> {
        let own = answer.card.as_ref().filter(|card| card.service == *record);
        let card = match own {
            Some(card) => card.clone(),
            None => self.chat.assistant().card(record, answer.locale(), &[])?,
        };
        let prose = if own.is_some() { answer.text.as_str() } else { "" };
        let text = pieces(&html::card(&card, prose), LONGEST).into_iter().next()?;
        let content = InputMessageContentText::new(text).parse_mode(ParseMode::Html);
        let line: String = card.summary.chars().take(LINE).collect();
        let article = InlineQueryResultArticle::new(
            record.as_str(),
            card.title.as_str(),
            InputMessageContent::Text(content.link_preview_options(super::api::no_preview())),
        );
        // Buttons that ask would come back without a chat; the source is all that fits.
        let rows = self.keyboards(0, answer.locale()).of_card(&card, None);
        let source = rows.into_iter().next_back().filter(|_| card.source.url.starts_with("http"));
        Some(InlineQueryResult::Article(article.description(line).reply_markup(InlineKeyboardMarkup::new(source))))
    }
}
