//! Conversations and feedback in SQLite or PostgreSQL: what is kept of them, for how long, and never more.
//!
//! Questions and reasons are masked here, before they reach a statement, so that no caller can forget it. Every query has one text,
//! valid in both: parameters are `$1`, numbers 64 bits wide, truth 0 or 1. Several processes may share a database. What an answer
//! says is decided elsewhere.

mod error;
mod id;
mod opening;
mod place;
mod retention;
mod sample;
pub mod telegram;

use std::path::Path;

use assistant::{Answer, Conversation, guard::mask};
use jiff::Timestamp;
use sqlx::{AnyPool, Row as _};
use uuid::Uuid;

pub use error::ConversationError;
pub use id::ConversationId;
pub use place::{Database, DatabaseServer};
pub use retention::keep_retention;
pub use sample::{Sampled, Wanted};

/// A reason longer than this is cut: it is a remark, no letter.
const LONGEST_REASON: usize = 500;

/// The kept conversations. Copies share the connections.
#[derive(Clone, Debug)]
pub struct Conversations {
    writer: AnyPool,
    /// Another pool in SQLite, where reads need not wait for the one writer; else the same.
    reader: AnyPool,
    /// Begins a transaction that writes.
    begin: &'static str,
}

/// The face through which a question came.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Channel {
    /// The web page.
    Web,
    /// The terminal.
    Terminal,
    /// A program.
    Api,
    /// A chat in Telegram.
    Telegram,
}

impl Channel {
    /// The name in the database and in logs.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Web => "web",
            Self::Terminal => "terminal",
            Self::Api => "api",
            Self::Telegram => "telegram",
        }
    }
}

/// A question with its whole answer, as it happened.
#[derive(Clone, Copy, Debug)]
pub struct Turn<'a> {
    /// The conversation.
    pub conversation: ConversationId,
    /// The face.
    pub channel: Channel,
    /// The question as typed; it is masked before it is kept.
    pub question: &'a str,
    /// The answer, with what the conversation remembers now.
    pub answer: &'a Answer,
}

/// What a person thinks of an answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Feedback {
    /// The answer's identifier.
    pub answer: Uuid,
    /// Whether it helped.
    pub helpful: bool,
    /// Why, in the person's words; masked and cut before it is kept.
    pub reason: Option<String>,
}

impl Conversations {
    /// What is remembered of a conversation; `None` when it is not known.
    ///
    /// # Errors
    /// The database failed, or what it holds cannot be read.
    pub async fn state(&self, conversation: ConversationId) -> Result<Option<Conversation>, ConversationError> {
        let row = sqlx::query("SELECT state FROM conversations WHERE id = $1")
            .bind(conversation.to_string())
            .fetch_optional(&self.reader)
            .await?;
        let Some(row) = row else { return Ok(None) };
        let state: String = row.try_get("state")?;
        Ok(Some(serde_json::from_str(&state)?))
    }

    /// Whether a turn was kept since a moment, by whichever process.
    ///
    /// # Errors
    /// The database failed.
    pub async fn was_changed_since(
        &self,
        conversation: ConversationId,
        moment: Timestamp,
    ) -> Result<bool, ConversationError> {
        let row = sqlx::query("SELECT changed FROM conversations WHERE id = $1 AND changed > $2")
            .bind(conversation.to_string())
            .bind(moment.as_millisecond())
            .fetch_optional(&self.reader)
            .await?;
        Ok(row.is_some())
    }

    /// Keeps a turn and what the conversation remembers after it.
    ///
    /// # Errors
    /// The database failed; nothing of the turn is kept then.
    pub async fn keep(&self, turn: Turn<'_>) -> Result<(), ConversationError> {
        let Turn { conversation, channel, question, answer } = turn;
        let now = Timestamp::now().as_millisecond();
        let state = serde_json::to_string(&answer.state)?;
        let services = serde_json::to_string(&answer.services)?;
        let scores = serde_json::to_string(&answer.scores)?;
        let timings = serde_json::to_string(&answer.timings_ms)?;
        let mut transaction = self.writer.begin_with(self.begin).await?;
        sqlx::query(
            "INSERT INTO conversations (id, channel, created, changed, state, last_locale) VALUES ($1, $2, $3, $3, $4, $5)
             ON CONFLICT (id) DO UPDATE SET changed = excluded.changed, state = excluded.state,
                 last_locale = excluded.last_locale",
        )
        .bind(conversation.to_string())
        .bind(channel.name())
        .bind(now)
        .bind(state)
        .bind(answer.state.last_locale.as_deref())
        .execute(&mut *transaction)
        .await?;
        sqlx::query(
            "INSERT INTO turns (id, conversation, at, question, language, script, outcome, services, scores, timings, engine,
                 answer)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)",
        )
        .bind(answer.id.to_string())
        .bind(conversation.to_string())
        .bind(now)
        .bind(mask(question))
        .bind(answer.language.code())
        .bind(answer.script.code())
        .bind(answer.outcome.name())
        .bind(services)
        .bind(scores)
        .bind(timings)
        .bind(answer.engine.as_str())
        .bind(answer.text.as_str())
        .execute(&mut *transaction)
        .await?;
        transaction.commit().await?;
        Ok(())
    }

    /// Keeps what a person thinks of an answer; said again, it replaces what was said before.
    ///
    /// # Errors
    /// [`ConversationError::UnknownAnswer`], or the database failed.
    pub async fn keep_feedback(&self, feedback: &Feedback) -> Result<(), ConversationError> {
        let reason = feedback.reason.as_deref().map(str::trim).filter(|reason| !reason.is_empty());
        // Masked before it is cut: half a number is not recognised.
        let reason = reason.map(|reason| mask(reason).chars().take(LONGEST_REASON).collect::<String>());
        let outcome = sqlx::query(
            "INSERT INTO feedback (answer, at, helpful, reason) VALUES ($1, $2, $3, $4)
             ON CONFLICT (answer) DO UPDATE SET at = excluded.at, helpful = excluded.helpful, reason = excluded.reason",
        )
        .bind(feedback.answer.to_string())
        .bind(Timestamp::now().as_millisecond())
        .bind(i64::from(feedback.helpful))
        .bind(reason)
        .execute(&self.writer)
        .await;
        match outcome {
            Ok(_) => Ok(()),
            Err(sqlx::Error::Database(error)) if error.is_foreign_key_violation() => {
                Err(ConversationError::UnknownAnswer(feedback.answer))
            }
            Err(error) => Err(error.into()),
        }
    }

    /// Writes what is still in memory to the disk and closes the connections.
    pub async fn close(&self) {
        self.reader.close().await;
        self.writer.close().await;
    }
}

/// Makes a folder that only this user can read, as conversations lie in it; one that is there stays as it is.
pub(crate) fn make_private_folder(folder: &Path) -> std::io::Result<()> {
    if folder.as_os_str().is_empty() || folder.is_dir() {
        return Ok(());
    }
    let mut builder = std::fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(folder)
}
