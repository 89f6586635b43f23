//! A request in the words of the API.

use serde_json::{Value, json};

use crate::{generation::GenerationRequest, prompt::Speaker};

/// The body of a request for a streamed answer.
pub(super) fn body(model: &str, request: &GenerationRequest) -> Value {
    let system = Some(("system", request.prompt.system.as_str())).filter(|(_, text)| !text.is_empty());
    let turns = request.prompt.turns.iter().map(|turn| {
        let role = match turn.speaker {
            Speaker::User => "user",
            Speaker::Assistant => "assistant",
        };
        (role, turn.text.as_str())
    });
    let messages: Vec<Value> =
        system.into_iter().chain(turns).map(|(role, content)| json!({ "role": role, "content": content })).collect();
    let mut body = json!({
        "model": model,
        "messages": messages,
        "max_tokens": request.max_tokens,
        "temperature": request.temperature.unwrap_or(0.0),
        "stream": true,
        "stream_options": { "include_usage": true },
    });
    if request.temperature.is_some() {
        body["seed"] = json!(request.seed);
    }
    if !request.stop.is_empty() {
        body["stop"] = json!(request.stop);
    }
    body
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::prompt::Prompt;

    #[test]
    fn the_system_text_and_the_turns_become_messages() {
        let request = GenerationRequest::new(Prompt::question("Be brief.", "Fee?"), 20);
        let body = body("gemma", &request);
        assert_eq!(body["messages"][0], json!({ "role": "system", "content": "Be brief." }));
        assert_eq!(body["messages"][1], json!({ "role": "user", "content": "Fee?" }));
        assert_eq!(
            (&body["max_tokens"], &body["temperature"], &body["stream"]),
            (&json!(20), &json!(0.0), &json!(true))
        );
        assert_eq!(body.get("stop"), None);
    }
}
