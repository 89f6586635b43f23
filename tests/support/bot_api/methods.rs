//! The methods of the Bot API that the bot calls.

use std::time::{Duration, Instant};

use serde_json::{Value, json};

use super::{BotApi, Message, door::Reply, markup};

/// Characters of a message at most.
const LONGEST_TEXT: usize = 4_096;
/// Bytes that a button carries at most.
const LONGEST_DATA: usize = 64;

/// Does what a call says.
pub(super) fn call(api: &BotApi, method: &str, parameters: &Value) -> Reply {
    match method.to_ascii_lowercase().as_str() {
        "getme" => Reply::good(&json!({ "id": BotApi::BOT, "is_bot": true, "first_name": "Yordamchi",
            "username": BotApi::NAME, "can_join_groups": true, "can_read_all_group_messages": false,
            "supports_inline_queries": true, "can_connect_to_business": false, "has_main_web_app": false })),
        "getupdates" => updates(api, parameters),
        "sendmessage" => send(api, parameters),
        "editmessagetext" => edit(api, parameters),
        "editmessagereplymarkup" => edit_keyboard(api, parameters),
        "deletemessage" => delete(api, parameters),
        "setwebhook" => {
            let of = |key: &str| parameters[key].as_str().unwrap_or_default().to_owned();
            api.state().webhook = Some((of("url"), of("secret_token")));
            Reply::good(&json!(true))
        }
        "deletewebhook" => {
            api.state().webhook = None;
            Reply::good(&json!(true))
        }
        "sendchataction" | "answercallbackquery" | "setmycommands" | "answerinlinequery" => Reply::good(&json!(true)),
        _ => Reply::bad(404, "Not Found"),
    }
}

/// Long polling: what is before the offset is acknowledged, what is after it is given, or waited for.
fn updates(api: &BotApi, parameters: &Value) -> Reply {
    let offset = parameters["offset"].as_i64().unwrap_or_default();
    let limit = usize::try_from(parameters["limit"].as_u64().unwrap_or(100)).unwrap_or(100);
    let end = Instant::now() + Duration::from_secs(parameters["timeout"].as_u64().unwrap_or_default());
    let mut state = api.state();
    if state.webhook.is_some() {
        return Reply::bad(409, "Conflict: can't use getUpdates method while webhook is active; use deleteWebhook");
    }
    state.poller += 1;
    let own = state.poller;
    api.shared.changed.notify_all();
    loop {
        if state.poller != own {
            return Reply::bad(
                409,
                "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running",
            );
        }
        state.updates.retain(|(id, _)| *id >= offset);
        let found: Vec<Value> = state.updates.iter().take(limit).map(|(_, update)| update.clone()).collect();
        let left = end.saturating_duration_since(Instant::now());
        if !found.is_empty() || left.is_zero() {
            return Reply::good(&Value::Array(found));
        }
        state = api.shared.changed.wait_timeout(state, left).unwrap().0;
    }
}

fn send(api: &BotApi, parameters: &Value) -> Reply {
    let text = match checked(parameters) {
        Ok(text) => text,
        Err(refused) => return refused,
    };
    let chat = parameters["chat_id"].as_i64().unwrap_or_default();
    let mut state = api.state();
    state.last_message += 1;
    let message = Message {
        id: state.last_message,
        text,
        html: parameters["text"].as_str().unwrap_or_default().to_owned(),
        buttons: buttons(&parameters["reply_markup"]),
        keyboard: keyboard(&parameters["reply_markup"]),
        reply_to: parameters["reply_parameters"]["message_id"].as_i64(),
        edits: 0,
        at: Instant::now(),
    };
    let reply = message_json(chat, &message);
    state.chats.entry(chat).or_default().push(message);
    Reply::good(&reply)
}

fn edit(api: &BotApi, parameters: &Value) -> Reply {
    let text = match checked(parameters) {
        Ok(text) => text,
        Err(refused) => return refused,
    };
    let html = parameters["text"].as_str().unwrap_or_default();
    let buttons = buttons(&parameters["reply_markup"]);
    changed(api, parameters, |message| {
        if message.html == html && message.buttons == buttons {
            return false;
        }
        (message.text, message.html) = (text.clone(), html.to_owned());
        (message.buttons, message.keyboard) = (buttons.clone(), keyboard(&parameters["reply_markup"]));
        true
    })
}

fn edit_keyboard(api: &BotApi, parameters: &Value) -> Reply {
    if let Err(refused) = checked_buttons(parameters) {
        return refused;
    }
    let buttons = buttons(&parameters["reply_markup"]);
    changed(api, parameters, |message| {
        let differs = message.buttons != buttons;
        (message.buttons, message.keyboard) = (buttons.clone(), keyboard(&parameters["reply_markup"]));
        differs
    })
}

fn changed(api: &BotApi, parameters: &Value, change: impl Fn(&mut Message) -> bool) -> Reply {
    let chat = parameters["chat_id"].as_i64().unwrap_or_default();
    let mut state = api.state();
    let number = parameters["message_id"].as_i64();
    let found = state.chats.entry(chat).or_default().iter_mut().find(|message| Some(message.id) == number);
    let Some(message) = found else { return Reply::bad(400, "Bad Request: message to edit not found") };
    if !change(message) {
        return Reply::bad(
            400,
            "Bad Request: message is not modified: specified new message content and reply markup are exactly the same \
             as a current content and reply markup of the message",
        );
    }
    message.edits += 1;
    Reply::good(&message_json(chat, message))
}

fn delete(api: &BotApi, parameters: &Value) -> Reply {
    let chat = parameters["chat_id"].as_i64().unwrap_or_default();
    let number = parameters["message_id"].as_i64();
    let mut state = api.state();
    let messages = state.chats.entry(chat).or_default();
    let before = messages.len();
    messages.retain(|message| Some(message.id) != number);
    if messages.len() == before {
        return Reply::bad(400, "Bad Request: message to delete not found");
    }
    Reply::good(&json!(true))
}

/// The text of a message as people see it, or why it is refused.
fn checked(parameters: &Value) -> Result<String, Reply> {
    let sent = parameters["text"].as_str().unwrap_or_default();
    let text = match parameters["parse_mode"].as_str() {
        Some("HTML") => markup::text(sent)
            .map_err(|problem| Reply::bad(400, &format!("Bad Request: can't parse entities: {problem}")))?,
        Some(other) => return Err(Reply::bad(400, &format!("Bad Request: unsupported parse_mode {other}"))),
        None => sent.to_owned(),
    };
    if text.trim().is_empty() {
        return Err(Reply::bad(400, "Bad Request: message text is empty"));
    }
    if text.encode_utf16().count() > LONGEST_TEXT {
        return Err(Reply::bad(400, "Bad Request: message is too long"));
    }
    checked_buttons(parameters)?;
    Ok(text)
}

fn checked_buttons(parameters: &Value) -> Result<(), Reply> {
    for (label, data) in buttons(&parameters["reply_markup"]) {
        if label.trim().is_empty() {
            return Err(Reply::bad(400, "Bad Request: text buttons are unallowed in the inline keyboard"));
        }
        if !data.starts_with("http") && !(1..=LONGEST_DATA).contains(&data.len()) {
            return Err(Reply::bad(400, "Bad Request: BUTTON_DATA_INVALID"));
        }
    }
    Ok(())
}

fn buttons(markup: &Value) -> Vec<(String, String)> {
    let rows = markup["inline_keyboard"].as_array().cloned().unwrap_or_default();
    let of = |button: &Value| {
        let text = |key: &str| button[key].as_str().map(str::to_owned);
        (text("text").unwrap_or_default(), text("callback_data").or_else(|| text("url")).unwrap_or_default())
    };
    rows.iter().filter_map(Value::as_array).flatten().map(of).collect()
}

fn keyboard(markup: &Value) -> Value {
    if markup.is_null() { json!({ "inline_keyboard": [] }) } else { markup.clone() }
}

/// A message of the bot as the Bot API gives it.
pub(super) fn message_json(chat: i64, message: &Message) -> Value {
    let chat = if chat < 0 {
        json!({ "id": chat, "type": "supergroup", "title": "Mahalla" })
    } else {
        json!({ "id": chat, "type": "private", "first_name": "Aziza" })
    };
    json!({ "message_id": message.id, "date": 1_795_000_000, "chat": chat, "text": message.text,
        "from": { "id": BotApi::BOT, "is_bot": true, "first_name": "Yordamchi", "username": BotApi::NAME } })
}
