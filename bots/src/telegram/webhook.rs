//! Being brought updates: the way in for several processes behind one address.

use std::sync::Arc;

use axum::{
    Router,
    body::Bytes,
    extract::{DefaultBodyLimit, State},
    http::{HeaderMap, StatusCode},
    routing::post,
};
use sha2::{Digest as _, Sha256};
use teloxide::types::Update;

use super::bot::Bot;
use crate::settings::Webhook;

/// Where updates are brought, under the address of this program.
const PATH: &str = "/telegram/webhook";
/// What Telegram shows its secret in.
const SECRET: &str = "x-telegram-bot-api-secret-token";
/// Bytes of an update at most; a message of 4,096 characters with all its marks is far below.
const LARGEST: usize = 1 << 20;

#[derive(Clone)]
struct Door {
    bot: Arc<Bot>,
    /// Hashed, so that comparing takes the same time whatever is shown.
    secret: [u8; 32],
}

/// The route to which Telegram brings updates.
pub(super) fn router(bot: Arc<Bot>, secret: &str) -> Router {
    let door = Door { bot, secret: hash(secret.as_bytes()) };
    Router::new().route(PATH, post(bring)).layer(DefaultBodyLimit::max(LARGEST)).with_state(door)
}

/// Tells Telegram where to bring updates, and goes on trying until it knows.
pub(super) async fn register(bot: &Arc<Bot>, webhook: &Webhook) {
    let address = format!("{}{PATH}", webhook.base.as_str().trim_end_matches('/'));
    let Ok(url) = address.parse::<url::Url>() else {
        tracing::error!("the address of the webhook cannot be made");
        return;
    };
    bot.introduce().await;
    bot.until_done("the webhook could not be registered", || bot.api.set_webhook(url.clone(), &webhook.secret)).await;
    tracing::info!(name = bot.name(), "the bot in Telegram is brought updates");
}

async fn bring(State(door): State<Door>, headers: HeaderMap, body: Bytes) -> StatusCode {
    let shown = headers.get(SECRET).map(|secret| hash(secret.as_bytes()));
    if shown != Some(door.secret) {
        return StatusCode::UNAUTHORIZED;
    }
    let Ok(update) = serde_json::from_slice::<Update>(&body) else {
        // Brought again, it would be as little understood.
        tracing::warn!("an update that was brought cannot be read and is passed over");
        return StatusCode::OK;
    };
    if door.bot.stop.is_cancelled() || !door.bot.knows_itself() {
        return StatusCode::SERVICE_UNAVAILABLE;
    }
    match door.bot.take(vec![update]).await {
        Ok(()) => StatusCode::OK,
        Err(error) => {
            tracing::error!(%error, "an update could not be written down; Telegram brings it again");
            StatusCode::SERVICE_UNAVAILABLE
        }
    }
}

fn hash(bytes: &[u8]) -> [u8; 32] {
    Sha256::digest(bytes).into()
}
