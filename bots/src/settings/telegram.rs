//! The bot in Telegram: its token, where the Bot API is, and how updates come.

use std::{fmt, ops::RangeInclusive};

use sha2::{Digest as _, Sha256};
use url::Url;

use super::{SettingsError, raw::RawTelegram, value};

/// Messages in a second; Telegram gives no bot more.
const PER_SECOND: RangeInclusive<u32> = 1..=1_000;
/// Characters of a secret of a webhook at most, as Telegram takes it.
const LONGEST_SECRET: usize = 256;

/// The bot in Telegram.
#[derive(Clone, Debug)]
pub struct TelegramSettings {
    /// The token.
    pub token: TelegramToken,
    /// Where the Bot API is.
    pub api_url: Url,
    /// Where Telegram brings updates; `None` for long polling.
    pub webhook: Option<Webhook>,
    /// Messages to all chats together in a second.
    pub messages_per_second: u32,
}

/// The token of a bot. It is never printed.
#[derive(Clone, PartialEq, Eq)]
pub struct TelegramToken(String);

/// Where Telegram brings updates.
#[derive(Clone)]
pub struct Webhook {
    /// The address of this program as Telegram reaches it.
    pub base: Url,
    /// What Telegram shows with every call.
    pub secret: String,
}

impl TelegramToken {
    /// Reads a token: the number of the bot, a colon, a secret.
    #[must_use]
    pub fn parse(written: &str) -> Option<Self> {
        let (number, secret) = written.split_once(':')?;
        let number = number.parse::<i64>().ok().filter(|number| *number > 0);
        let good = number.is_some() && !secret.is_empty() && secret.bytes().all(of_secret);
        good.then(|| Self(written.to_owned()))
    }

    /// The token as it is sent.
    #[must_use]
    pub fn reveal(&self) -> &str {
        &self.0
    }

    /// The number of the bot, which is no secret.
    #[must_use]
    pub fn bot(&self) -> i64 {
        self.0.split(':').next().and_then(|number| number.parse().ok()).unwrap_or_default()
    }
}

impl fmt::Debug for TelegramToken {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("TelegramToken(redacted)")
    }
}

impl fmt::Debug for Webhook {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Webhook").field("base", &self.base.as_str()).finish_non_exhaustive()
    }
}

pub(super) fn telegram(raw: &RawTelegram) -> Result<Option<TelegramSettings>, SettingsError> {
    let written = raw.token.0.trim();
    if written.is_empty() {
        return Ok(None);
    }
    let expected = "it must be the token as BotFather gave it: digits, a colon, letters and digits";
    let token = TelegramToken::parse(written).ok_or_else(|| value("telegram.token", "...", expected))?;
    if !PER_SECOND.contains(&raw.messages_per_second) {
        let expected = format!("it must be {} to {}", PER_SECOND.start(), PER_SECOND.end());
        return Err(value("telegram.messages_per_second", &raw.messages_per_second.to_string(), expected));
    }
    let api_url = address("telegram.api_url", &raw.api_url)?;
    let webhook = match raw.webhook_url.trim() {
        "" => None,
        url => {
            let base = address("telegram.webhook_url", url)?;
            Some(Webhook { base, secret: secret(&raw.webhook_secret.0, &token)? })
        }
    };
    Ok(Some(TelegramSettings { token, api_url, webhook, messages_per_second: raw.messages_per_second }))
}

fn address(key: &'static str, written: &str) -> Result<Url, SettingsError> {
    let url = Url::parse(written.trim()).ok().filter(|url| matches!(url.scheme(), "http" | "https") && url.has_host());
    let bare = url.filter(|url| url.query().is_none() && url.username().is_empty() && url.password().is_none());
    // It may hold a password.
    bare.ok_or_else(|| value(key, "...", "it must be an address such as https://yordamchi.example.uz"))
}

fn secret(written: &str, token: &TelegramToken) -> Result<String, SettingsError> {
    let written = written.trim();
    if written.is_empty() {
        let hash = Sha256::digest(format!("webhook {}", token.reveal()));
        return Ok(hash.iter().map(|byte| format!("{byte:02x}")).collect());
    }
    let good = written.len() <= LONGEST_SECRET && written.bytes().all(of_secret);
    let expected = format!("it must be 1 to {LONGEST_SECRET} letters, digits, `_` or `-`");
    if good { Ok(written.to_owned()) } else { Err(value("telegram.webhook_secret", "...", expected)) }
}

fn of_secret(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'_' || byte == b'-'
}
