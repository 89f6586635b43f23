//! Updates from Telegram between their coming and their answer: each is taken once, by one process, in its person's order.

use std::time::Duration;

use jiff::Timestamp;
use sqlx::Row as _;

use super::now;
use crate::conversations::{ConversationError, Conversations};

/// An update as it came.
#[derive(Clone, Debug)]
pub struct Incoming {
    /// Its number.
    pub id: i64,
    /// The chat.
    pub chat: i64,
    /// Who wrote or pressed.
    pub person: i64,
    /// Whether it waits for the earlier ones of its person.
    pub queued: bool,
    /// What is to be done, as JSON, masked.
    pub body: String,
}

/// What became of an update that came.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Taken {
    /// It stands here and is to be handled.
    New,
    /// It came before.
    Known,
    /// Its person has too many waiting; it will not be handled.
    TooMany,
}

/// An update that is this process's to handle.
#[derive(Clone, Debug)]
pub struct Claimed {
    /// Its number.
    pub id: i64,
    /// What is to be done, as JSON.
    pub body: String,
    /// Messages of its answer that are there already, from a process that ended in the middle.
    pub sent: Vec<i32>,
}

/// Who handles updates, and how long it is thought alive without a sign.
#[derive(Clone, Debug)]
pub struct Lease {
    /// The number of the bot.
    pub bot: i64,
    /// The name of this process.
    pub owner: String,
    /// How long it is thought alive.
    pub time: Duration,
}

impl Lease {
    fn until(&self) -> i64 {
        now().saturating_add(i64::try_from(self.time.as_millis()).unwrap_or(i64::MAX))
    }
}

impl Conversations {
    /// Takes updates in, all or none; of a person who has `most` waiting no more are.
    ///
    /// # Errors
    /// The database failed; none is taken then.
    pub async fn take_updates(
        &self,
        bot: i64,
        updates: &[Incoming],
        most: i64,
    ) -> Result<Vec<Taken>, ConversationError> {
        let mut transaction = self.writer.begin_with(self.begin).await?;
        let mut taken = Vec::with_capacity(updates.len());
        for update in updates {
            let inserted = sqlx::query(
                "INSERT INTO telegram_updates (bot, id, chat, person, queued, body, at)
                 VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (bot, id) DO NOTHING",
            )
            .bind(bot)
            .bind(update.id)
            .bind(update.chat)
            .bind(update.person)
            .bind(i64::from(update.queued))
            .bind(update.body.as_str())
            .bind(now())
            .execute(&mut *transaction)
            .await?;
            if inserted.rows_affected() == 0 {
                taken.push(Taken::Known);
                continue;
            }
            let waiting = sqlx::query(
                "SELECT COUNT(*) FROM telegram_updates
                 WHERE bot = $1 AND chat = $2 AND person = $3 AND queued = 1 AND done IS NULL",
            )
            .bind(bot)
            .bind(update.chat)
            .bind(update.person)
            .fetch_one(&mut *transaction)
            .await?;
            if update.queued && waiting.try_get::<i64, _>(0)? > most {
                sqlx::query(FINISH).bind(now()).bind(bot).bind(update.id).execute(&mut *transaction).await?;
                taken.push(Taken::TooMany);
            } else {
                taken.push(Taken::New);
            }
        }
        transaction.commit().await?;
        Ok(taken)
    }

    /// The next update of a person, when nobody is at one of theirs.
    ///
    /// # Errors
    /// The database failed, or what it holds cannot be read.
    pub async fn claim_next(
        &self,
        lease: &Lease,
        chat: i64,
        person: i64,
    ) -> Result<Option<Claimed>, ConversationError> {
        let row = sqlx::query(
            "UPDATE telegram_updates SET owner = $1, until = $2
             WHERE bot = $3 AND done IS NULL AND (owner IS NULL OR until < $4) AND id =
                 (SELECT MIN(id) FROM telegram_updates
                  WHERE bot = $3 AND chat = $5 AND person = $6 AND queued = 1 AND done IS NULL)
             RETURNING id, body, sent",
        )
        .bind(lease.owner.as_str())
        .bind(lease.until())
        .bind(lease.bot)
        .bind(now())
        .bind(chat)
        .bind(person)
        .fetch_optional(&self.writer)
        .await?;
        row.map(|row| claimed(row.try_get("id")?, row.try_get("body")?, row.try_get("sent")?)).transpose()
    }

    /// An update that waits for no other, when nobody is at it.
    ///
    /// # Errors
    /// The database failed, or what it holds cannot be read.
    pub async fn claim_update(&self, lease: &Lease, id: i64) -> Result<Option<Claimed>, ConversationError> {
        let row = sqlx::query(
            "UPDATE telegram_updates SET owner = $1, until = $2
             WHERE bot = $3 AND id = $4 AND done IS NULL AND (owner IS NULL OR until < $5)
             RETURNING id, body, sent",
        )
        .bind(lease.owner.as_str())
        .bind(lease.until())
        .bind(lease.bot)
        .bind(id)
        .bind(now())
        .fetch_optional(&self.writer)
        .await?;
        row.map(|row| claimed(row.try_get("id")?, row.try_get("body")?, row.try_get("sent")?)).transpose()
    }

    /// Updates that wait while nobody is at them, oldest first, as `(id, chat, person, queued)`.
    ///
    /// # Errors
    /// The database failed.
    pub async fn unclaimed_updates(&self, bot: i64) -> Result<Vec<(i64, i64, i64, bool)>, ConversationError> {
        let rows = sqlx::query(
            "SELECT id, chat, person, queued FROM telegram_updates
             WHERE bot = $1 AND done IS NULL AND (owner IS NULL OR until < $2) ORDER BY id",
        )
        .bind(bot)
        .bind(now())
        .fetch_all(&self.reader)
        .await?;
        let read = |row: &sqlx::any::AnyRow| {
            let queued: i64 = row.try_get("queued")?;
            Ok((row.try_get("id")?, row.try_get("chat")?, row.try_get("person")?, queued != 0))
        };
        rows.iter().map(read).collect::<Result<_, sqlx::Error>>().map_err(Into::into)
    }

    /// Remembers which messages of an update's answer are there, so that it is gone on with and not begun again.
    ///
    /// # Errors
    /// The database failed.
    pub async fn keep_sent(&self, bot: i64, id: i64, messages: &[i32]) -> Result<(), ConversationError> {
        sqlx::query("UPDATE telegram_updates SET sent = $1 WHERE bot = $2 AND id = $3 AND done IS NULL")
            .bind(serde_json::to_string(messages)?)
            .bind(bot)
            .bind(id)
            .execute(&self.writer)
            .await?;
        Ok(())
    }

    /// An update is handled: its number stays, everything else of it goes.
    ///
    /// # Errors
    /// The database failed.
    pub async fn finish_update(&self, bot: i64, id: i64) -> Result<(), ConversationError> {
        sqlx::query(FINISH).bind(now()).bind(bot).bind(id).execute(&self.writer).await?;
        Ok(())
    }

    /// Drops what a person has waiting in a chat, but for what somebody is at.
    ///
    /// # Errors
    /// The database failed.
    pub async fn drop_waiting(&self, bot: i64, chat: i64, person: i64) -> Result<(), ConversationError> {
        sqlx::query(
            "UPDATE telegram_updates SET done = $1, body = '', chat = 0, person = 0
             WHERE bot = $2 AND chat = $3 AND person = $4 AND queued = 1 AND done IS NULL AND owner IS NULL",
        )
        .bind(now())
        .bind(bot)
        .bind(chat)
        .bind(person)
        .execute(&self.writer)
        .await?;
        Ok(())
    }

    /// Says that a process is alive, for all that it is at.
    ///
    /// # Errors
    /// The database failed.
    pub async fn renew_lease(&self, lease: &Lease) -> Result<(), ConversationError> {
        sqlx::query("UPDATE telegram_updates SET until = $1 WHERE bot = $2 AND owner = $3 AND done IS NULL")
            .bind(lease.until())
            .bind(lease.bot)
            .bind(lease.owner.as_str())
            .execute(&self.writer)
            .await?;
        Ok(())
    }

    /// Leaves what a process is at to the next one; what everybody is at without an owner.
    ///
    /// # Errors
    /// The database failed.
    pub async fn release_updates(&self, bot: i64, owner: Option<&str>) -> Result<(), ConversationError> {
        sqlx::query(
            "UPDATE telegram_updates SET owner = NULL, until = 0
             WHERE bot = $1 AND done IS NULL AND ($2 = '' OR owner = $2)",
        )
        .bind(bot)
        .bind(owner.unwrap_or_default())
        .execute(&self.writer)
        .await?;
        Ok(())
    }

    /// Deletes the numbers of updates that were handled before a moment.
    ///
    /// # Errors
    /// The database failed.
    pub async fn forget_updates_before(&self, moment: Timestamp) -> Result<(), ConversationError> {
        sqlx::query("DELETE FROM telegram_updates WHERE at < $1 AND done IS NOT NULL")
            .bind(moment.as_millisecond())
            .execute(&self.writer)
            .await?;
        Ok(())
    }
}

/// Marks an update as handled: now, its bot, its number.
const FINISH: &str = "UPDATE telegram_updates SET done = $1, body = '', chat = 0, person = 0, sent = NULL, owner = NULL
     WHERE bot = $2 AND id = $3";

fn claimed(id: i64, body: String, sent: Option<String>) -> Result<Claimed, ConversationError> {
    let sent = sent.map(|sent| serde_json::from_str(&sent)).transpose()?.unwrap_or_default();
    Ok(Claimed { id, body, sent })
}
