//! What the bot in Telegram keeps beside the conversations: the state of each chat, and which messages answer which question.
//!
//! Updates that wait stand in [`updates`]. The statements keep to what SQLite and PostgreSQL have in common.

mod updates;

use jiff::Timestamp;
use sqlx::Row as _;
use uuid::Uuid;

use super::{ConversationError, ConversationId, Conversations};

pub use updates::{Claimed, Incoming, Lease, Taken};

/// The state of a chat.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ChatState {
    /// The tag of the language that was chosen.
    pub locale: Option<String>,
    /// The conversation to go on with.
    pub conversation: Option<ConversationId>,
    /// The last answer.
    pub last_answer: Option<Uuid>,
}

/// What is kept of a chat, for the person to see.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct KeptOfChat {
    /// How many questions.
    pub questions: u64,
    /// The last of them, masked as they are kept, newest first.
    pub last: Vec<String>,
}

impl Conversations {
    /// The state of a chat; an empty one when it is not known.
    ///
    /// # Errors
    /// The database failed.
    pub async fn chat_state(&self, chat: i64) -> Result<ChatState, ConversationError> {
        let row = sqlx::query("SELECT locale, conversation, last_answer FROM telegram_chats WHERE chat = $1")
            .bind(chat)
            .fetch_optional(&self.reader)
            .await?;
        let Some(row) = row else { return Ok(ChatState::default()) };
        let conversation: Option<String> = row.try_get("conversation")?;
        let last_answer: Option<String> = row.try_get("last_answer")?;
        Ok(ChatState {
            locale: row.try_get("locale")?,
            conversation: conversation.and_then(|id| id.parse().ok()),
            last_answer: last_answer.and_then(|id| id.parse().ok()),
        })
    }

    /// Remembers the language that was chosen in a chat.
    ///
    /// # Errors
    /// The database failed.
    pub async fn keep_chat_locale(&self, chat: i64, locale: &str) -> Result<(), ConversationError> {
        sqlx::query(
            "INSERT INTO telegram_chats (chat, locale, changed) VALUES ($1, $2, $3)
             ON CONFLICT (chat) DO UPDATE SET locale = excluded.locale, changed = excluded.changed",
        )
        .bind(chat)
        .bind(locale)
        .bind(now())
        .execute(&self.writer)
        .await?;
        Ok(())
    }

    /// Lets the next question of a chat begin a conversation.
    ///
    /// # Errors
    /// The database failed.
    pub async fn begin_chat_anew(&self, chat: i64) -> Result<(), ConversationError> {
        sqlx::query("UPDATE telegram_chats SET conversation = NULL, last_answer = NULL, changed = $1 WHERE chat = $2")
            .bind(now())
            .bind(chat)
            .execute(&self.writer)
            .await?;
        Ok(())
    }

    /// Remembers whose a conversation is; before anything of it is kept, so that nothing is left when the chat's data is deleted.
    ///
    /// # Errors
    /// The database failed.
    pub async fn keep_chat_conversation(&self, chat: i64, id: ConversationId) -> Result<(), ConversationError> {
        sqlx::query(
            "INSERT INTO telegram_conversations (conversation, chat, changed) VALUES ($1, $2, $3)
             ON CONFLICT (conversation) DO UPDATE SET changed = excluded.changed",
        )
        .bind(id.to_string())
        .bind(chat)
        .bind(now())
        .execute(&self.writer)
        .await?;
        Ok(())
    }

    /// Remembers which messages answer a question, and what the chat goes on with.
    ///
    /// # Errors
    /// The database failed; nothing of it is kept then.
    pub async fn keep_chat_answer(
        &self,
        chat: i64,
        question: i32,
        messages: &[i32],
        state: &ChatState,
    ) -> Result<(), ConversationError> {
        let mut transaction = self.writer.begin_with(self.begin).await?;
        sqlx::query(
            "INSERT INTO telegram_answers (chat, question, messages, at) VALUES ($1, $2, $3, $4)
             ON CONFLICT (chat, question) DO UPDATE SET messages = excluded.messages, at = excluded.at",
        )
        .bind(chat)
        .bind(i64::from(question))
        .bind(serde_json::to_string(messages)?)
        .bind(now())
        .execute(&mut *transaction)
        .await?;
        sqlx::query(
            "INSERT INTO telegram_chats (chat, conversation, last_answer, changed) VALUES ($1, $2, $3, $4)
             ON CONFLICT (chat) DO UPDATE SET conversation = excluded.conversation,
                 last_answer = excluded.last_answer, changed = excluded.changed",
        )
        .bind(chat)
        .bind(state.conversation.map(|id| id.to_string()))
        .bind(state.last_answer.map(|id| id.to_string()))
        .bind(now())
        .execute(&mut *transaction)
        .await?;
        transaction.commit().await?;
        Ok(())
    }

    /// The messages that answer a question; `None` when it was not answered, or too long ago.
    ///
    /// # Errors
    /// The database failed, or what it holds cannot be read.
    pub async fn chat_answer(&self, chat: i64, question: i32) -> Result<Option<Vec<i32>>, ConversationError> {
        let row = sqlx::query("SELECT messages FROM telegram_answers WHERE chat = $1 AND question = $2")
            .bind(chat)
            .bind(i64::from(question))
            .fetch_optional(&self.reader)
            .await?;
        let Some(row) = row else { return Ok(None) };
        let messages: String = row.try_get("messages")?;
        Ok(Some(serde_json::from_str(&messages)?))
    }

    /// What was thought of an answer; `None` when nothing was said.
    ///
    /// # Errors
    /// The database failed.
    pub async fn verdict(&self, answer: Uuid) -> Result<Option<bool>, ConversationError> {
        let row = sqlx::query("SELECT helpful FROM feedback WHERE answer = $1")
            .bind(answer.to_string())
            .fetch_optional(&self.reader)
            .await?;
        let Some(row) = row else { return Ok(None) };
        Ok(Some(row.try_get::<i64, _>("helpful")? != 0))
    }

    /// What is kept of a chat, with so many of its last questions.
    ///
    /// # Errors
    /// The database failed.
    pub async fn kept_of_chat(&self, chat: i64, last: i64) -> Result<KeptOfChat, ConversationError> {
        let count = sqlx::query(
            "SELECT COUNT(*) FROM turns WHERE conversation IN
                 (SELECT conversation FROM telegram_conversations WHERE chat = $1)",
        )
        .bind(chat)
        .fetch_one(&self.reader)
        .await?;
        let rows = sqlx::query(
            "SELECT question FROM turns WHERE conversation IN
                 (SELECT conversation FROM telegram_conversations WHERE chat = $1) ORDER BY at DESC LIMIT $2",
        )
        .bind(chat)
        .bind(last)
        .fetch_all(&self.reader)
        .await?;
        let last = rows.iter().map(|row| row.try_get("question")).collect::<Result<_, _>>()?;
        Ok(KeptOfChat { questions: u64::try_from(count.try_get::<i64, _>(0)?).unwrap_or_default(), last })
    }

    /// Deletes everything of a chat: its conversations with their turns and verdicts, what waits, and what is remembered of it.
    ///
    /// # Errors
    /// The database failed; nothing is deleted then.
    pub async fn forget_chat(&self, chat: i64) -> Result<(), ConversationError> {
        let mut transaction = self.writer.begin_with(self.begin).await?;
        for statement in [
            "DELETE FROM conversations WHERE id IN (SELECT conversation FROM telegram_conversations WHERE chat = $1)",
            "DELETE FROM telegram_conversations WHERE chat = $1",
            "DELETE FROM telegram_answers WHERE chat = $1",
            "DELETE FROM telegram_chats WHERE chat = $1",
            // Their numbers stay, so that they are not handled when they come again.
            "UPDATE telegram_updates SET chat = 0, person = 0, body = '', sent = NULL, done = at WHERE chat = $1",
        ] {
            sqlx::query(statement).bind(chat).execute(&mut *transaction).await?;
        }
        transaction.commit().await?;
        Ok(())
    }

    /// Deletes what nobody needs after a moment: chats without a word since, and conversations that are gone.
    ///
    /// # Errors
    /// The database failed; some may be deleted by then.
    pub(super) async fn forget_chats_before(&self, moment: Timestamp) -> Result<(), ConversationError> {
        for statement in [
            "DELETE FROM telegram_chats WHERE changed < $1",
            "DELETE FROM telegram_answers WHERE at < $1",
            "DELETE FROM telegram_conversations WHERE changed < $1
                 AND conversation NOT IN (SELECT id FROM conversations)",
        ] {
            sqlx::query(statement).bind(moment.as_millisecond()).execute(&self.writer).await?;
        }
        Ok(())
    }
}

fn now() -> i64 {
    Timestamp::now().as_millisecond()
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests;
