//! Forgetting: what is older than the settings allow is deleted, soon after it grew too old.

use std::time::Duration;

use jiff::Timestamp;
use tokio::time::{MissedTickBehavior, interval};
use tokio_util::sync::CancellationToken;

use super::{ConversationError, Conversations};

/// How often old turns are looked for.
const EVERY: Duration = Duration::from_secs(60 * 60);
/// Rows deleted in one transaction, so that answers never wait long for the one writer.
const BATCH: i64 = 1_000;

/// Deletes what is older than `age`, at once and then every hour, until it is cancelled. A failure is logged and tried again.
pub async fn keep_retention(conversations: Conversations, age: Duration, cancelled: CancellationToken) {
    let mut hours = interval(EVERY);
    hours.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        tokio::select! {
            () = cancelled.cancelled() => return,
            _ = hours.tick() => {}
        }
        // An age beyond the calendar keeps everything.
        let Ok(before) = Timestamp::now().checked_sub(age) else { continue };
        match conversations.forget_before(before).await {
            Ok(0) => {}
            Ok(turns) => tracing::info!(turns, "old turns were deleted"),
            Err(error) => tracing::error!(%error, "old turns could not be deleted"),
        }
    }
}

impl Conversations {
    /// Deletes turns, their feedback, and conversations from before a moment; returns how many turns there were.
    ///
    /// # Errors
    /// The database failed; some may be deleted by then.
    pub async fn forget_before(&self, before: Timestamp) -> Result<u64, ConversationError> {
        let moment = before.as_millisecond();
        let mut turns = 0;
        loop {
            let deleted =
                sqlx::query("DELETE FROM turns WHERE id IN (SELECT id FROM turns WHERE at < $1 ORDER BY at LIMIT $2)")
                    .bind(moment)
                    .bind(BATCH)
                    .execute(&self.writer)
                    .await?
                    .rows_affected();
            turns += deleted;
            if deleted == 0 {
                break;
            }
        }
        sqlx::query("DELETE FROM conversations WHERE changed < $1").bind(moment).execute(&self.writer).await?;
        self.forget_chats_before(before).await?;
        Ok(turns)
    }
}
