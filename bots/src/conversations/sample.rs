//! Real questions for a suite: masked as they are kept, chosen by chance.

use sqlx::Row as _;

use super::{ConversationError, Conversations};

/// A kept question, with those before it in its conversation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sampled {
    /// The turn's identifier.
    pub id: String,
    /// The questions before it, oldest first.
    pub turns: Vec<String>,
    /// The question, masked.
    pub question: String,
    /// The code of its answer's language.
    pub language: String,
    /// The code of its answer's script.
    pub script: String,
    /// How it ended.
    pub outcome: String,
}

/// Which questions are wanted.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Wanted {
    /// How they ended; any way when it is `None`.
    pub outcome: Option<String>,
    /// What people thought of their answers; anything, or nothing, when it is `None`.
    pub helpful: Option<bool>,
    /// How many at most.
    pub count: u32,
}

impl Conversations {
    /// Questions by chance.
    ///
    /// # Errors
    /// The database failed.
    pub async fn sample(&self, wanted: &Wanted) -> Result<Vec<Sampled>, ConversationError> {
        let rows = sqlx::query(
            "SELECT turns.id, conversation, turns.at, question, language, script, outcome FROM turns \
             LEFT JOIN feedback ON feedback.answer = turns.id \
             WHERE ($1 IS NULL OR outcome = $1) AND ($2 IS NULL OR helpful = $2) ORDER BY random() LIMIT $3",
        )
        .bind(wanted.outcome.as_deref())
        .bind(wanted.helpful.map(i64::from))
        .bind(i64::from(wanted.count))
        .fetch_all(&self.reader)
        .await?;
        let mut sampled = Vec::with_capacity(rows.len());
        for row in rows {
            let before = sqlx::query("SELECT question FROM turns WHERE conversation = $1 AND at < $2 ORDER BY at")
                .bind(row.try_get::<String, _>("conversation")?)
                .bind(row.try_get::<i64, _>("at")?)
                .fetch_all(&self.reader)
                .await?;
            let question = |row: &sqlx::any::AnyRow| row.try_get("question");
            sampled.push(Sampled {
                id: row.try_get("id")?,
                turns: before.iter().map(question).collect::<Result<_, _>>()?,
                question: row.try_get("question")?,
                language: row.try_get("language")?,
                script: row.try_get("script")?,
                outcome: row.try_get("outcome")?,
            });
        }
        Ok(sampled)
    }
}
