//! A reply as it comes: server-sent events, one piece of the answer each.

use std::{
    io::{self, BufRead},
    time::Instant,
};

use serde::Deserialize;

/// A line longer than this is no event.
const LONGEST_LINE: u64 = 1 << 20;
/// The line with which a stream ends.
const DONE: &str = "[DONE]";

/// What a stream gives next.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Part {
    /// A piece of the answer; may be empty.
    Text(String),
    /// Why the answer ends, in the server's word.
    Finish(String),
    /// Tokens of the prompt and of the answer.
    Usage(usize, usize),
    /// The end of the stream.
    End,
}

/// Why a stream cannot be read on.
#[derive(Debug, thiserror::Error)]
pub(super) enum Broken {
    /// The connection broke, or the server was silent for too long.
    #[error("{0}")]
    Read(#[from] io::Error),
    /// It ended before the answer did.
    #[error("the answer was cut off")]
    Cut,
    /// It holds something else than events of this API.
    #[error("the reply is not of this API: {0}")]
    Garbage(String),
    /// The server says that it failed.
    #[error("the server says: {0}")]
    Told(String),
}

/// Reads a stream part by part.
pub(super) struct Parts<R> {
    reader: R,
    waiting: Vec<Part>,
    /// Until when the first piece has to come.
    until: Option<Instant>,
}

#[derive(Deserialize)]
struct Chunk {
    #[serde(default)]
    choices: Vec<Choice>,
    usage: Option<Counts>,
    error: Option<serde_json::Value>,
}

#[derive(Deserialize)]
struct Choice {
    /// In a stream.
    delta: Option<Words>,
    /// From a server that does not stream.
    message: Option<Words>,
    finish_reason: Option<String>,
}

#[derive(Deserialize)]
struct Words {
    content: Option<String>,
}

#[derive(Deserialize)]
struct Counts {
    #[serde(default)]
    prompt_tokens: usize,
    #[serde(default)]
    completion_tokens: usize,
}

impl<R: BufRead> Parts<R> {
    pub(super) fn new(reader: R, until: Instant) -> Self {
        Self { reader, waiting: Vec::new(), until: Some(until) }
    }

    /// The next part. After [`Part::End`] nothing comes.
    pub(super) fn next(&mut self) -> Result<Part, Broken> {
        loop {
            if !self.waiting.is_empty() {
                let part = self.waiting.remove(0);
                if matches!(&part, Part::Text(text) if !text.is_empty()) {
                    self.until = None;
                }
                return Ok(part);
            }
            let line = self.line()?;
            if self.until.is_some_and(|until| Instant::now() > until) {
                let late = "the first piece of the answer is late";
                return Err(Broken::Read(io::Error::new(io::ErrorKind::TimedOut, late)));
            }
            // Blank lines end events; comments keep the connection alive; other fields are not of this API.
            let Some(data) = line.strip_prefix("data:").map(str::trim) else {
                if line.is_empty() || [":", "event:", "id:", "retry:"].iter().any(|field| line.starts_with(field)) {
                    continue;
                }
                return Err(Broken::Garbage(beginning(&line)));
            };
            if data == DONE {
                return Ok(Part::End);
            }
            self.waiting = parts(data)?;
        }
    }

    fn line(&mut self) -> Result<String, Broken> {
        let mut bytes = Vec::new();
        let read = io::Read::take(&mut self.reader, LONGEST_LINE).read_until(b'\n', &mut bytes)?;
        if read == 0 {
            return Err(Broken::Cut);
        }
        let whole = bytes.ends_with(b"\n");
        let text = String::from_utf8(bytes).map_err(|_| Broken::Garbage("it is no UTF-8".to_owned()))?;
        if !whole {
            return Err(if read as u64 == LONGEST_LINE { Broken::Garbage(beginning(&text)) } else { Broken::Cut });
        }
        Ok(text.trim_end_matches(['\n', '\r']).to_owned())
    }
}

/// The parts of a reply that came as one object.
pub(super) fn whole(text: &str) -> Result<Vec<Part>, Broken> {
    let mut parts = parts(text)?;
    parts.push(Part::End);
    Ok(parts)
}

fn parts(data: &str) -> Result<Vec<Part>, Broken> {
    let chunk: Chunk = serde_json::from_str(data).map_err(|_| Broken::Garbage(beginning(data)))?;
    if let Some(error) = chunk.error {
        let message = error["message"].as_str().or(error.as_str()).unwrap_or("an error without words");
        return Err(Broken::Told(beginning(message)));
    }
    let mut parts = Vec::new();
    if let Some(choice) = chunk.choices.into_iter().next() {
        let words = choice.delta.or(choice.message).and_then(|words| words.content);
        parts.extend(words.map(Part::Text));
        parts.extend(choice.finish_reason.map(Part::Finish));
    }
    parts.extend(chunk.usage.map(|counts| Part::Usage(counts.prompt_tokens, counts.completion_tokens)));
    Ok(parts)
}

/// Enough of a text to know it by.
pub(super) fn beginning(text: &str) -> String {
    const ENOUGH: usize = 120;
    text.chars().take(ENOUGH).collect()
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use std::time::Duration;

    use super::*;

    fn read(text: &str) -> Vec<Result<Part, String>> {
        let mut stream = Parts::new(text.as_bytes(), Instant::now() + Duration::from_secs(60));
        let mut found = Vec::new();
        loop {
            let part = stream.next().map_err(|broken| broken.to_string());
            let ends = !matches!(part, Ok(Part::Text(_) | Part::Finish(_) | Part::Usage(..)));
            found.push(part);
            if ends {
                return found;
            }
        }
    }

    #[test]
    fn a_stream_is_read_with_comments_carriage_returns_and_usage() {
        let text = ": alive\r\n\r\ndata: {\"choices\":[{\"delta\":{\"role\":\"assistant\"},\"finish_reason\":null}]}\r\n\r\n\
                    data: {\"choices\":[{\"delta\":{\"content\":\"1 БРВ\"}}]}\n\ndata: {\"choices\":[{\"delta\":{},\"finish_reason\":\"stop\"}]}\n\n\
                    data: {\"choices\":[],\"usage\":{\"prompt_tokens\":7,\"completion_tokens\":3}}\n\ndata: [DONE]\n\n";
        let expected = [Part::Text("1 БРВ".to_owned()), Part::Finish("stop".to_owned()), Part::Usage(7, 3), Part::End];
        assert_eq!(read(text), expected.map(Ok));
    }

    #[test]
    fn what_is_no_stream_of_this_api_is_told() {
        assert!(read("<html>busy</html>\n")[0].clone().unwrap_err().contains("not of this API"));
        assert!(read("data: {broken\n")[0].clone().unwrap_err().contains("not of this API"));
        assert!(
            read("data: {\"error\":{\"message\":\"out of memory\"}}\n")[0]
                .clone()
                .unwrap_err()
                .contains("out of memory")
        );
        assert!(read("data: {\"choi")[0].clone().unwrap_err().contains("cut off"));
        assert!(read("")[0].clone().unwrap_err().contains("cut off"));
    }
    #[test]
    fn signs_of_life_do_not_make_up_for_the_first_piece() {
        let past = Instant::now().checked_sub(Duration::from_millis(1)).unwrap();
        let broken = Parts::new(": ping\n: ping\n".as_bytes(), past).next().unwrap_err();
        assert!(broken.to_string().contains("late"), "{broken}");
        let text = "data: {\"choices\":[{\"delta\":{\"content\":\"1\"}}]}\n";
        let mut stream = Parts::new(text.as_bytes(), Instant::now() + Duration::from_secs(60));
        assert_eq!(stream.next().unwrap(), Part::Text("1".to_owned()));
        assert_eq!(stream.until, None);
    }
}
